using System.Net.Http.Headers;
using System.Text;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Intake;
using BlazorErp.Jobs;
using BlazorErp.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Tests.Intake;

/// <summary>A company with a connected shop, in the real application: messages go in over HTTP as a shop sends them.</summary>
internal sealed class ShopHost : IAsyncDisposable
{
    private readonly string data;

    private ShopHost(TestCompany company, WebApplication app, string data, ShopKeys keys)
    {
        (Company, App, Keys, this.data) = (company, app, keys, data);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public TestCompany Company { get; }
    public WebApplication App { get; }
    public ShopKeys Keys { get; }
    public HttpClient Http { get; }
    public Actor Actor => Company.Actor;
    public Uri Address => new(Http.BaseAddress!, WooWebhook.AddressOf(Keys.Token));

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Starts; with <paramref name="running"/> the intake runs by itself as in the product, else only by <see cref="SettleAsync"/>.</summary>
    public static async Task<ShopHost> CreateAsync(DatabaseProvider engine, ChannelOptions? settings = null, long? first = null, bool running = false)
    {
        var company = await TestCompany.CreateAsync(engine);
        var data = Directory.CreateTempSubdirectory("erp-shop-").FullName;
        var options = company.Database.Options;
        var app = ErpApplication.Build(
            ["--urls=http://127.0.0.1:0", $"--data={data}", $"--Database:Provider={options.Provider}", $"--Database:ConnectionString={options.ConnectionString}"],
            builder =>
            {
                builder.Logging.ClearProviders();
                Quiet.Simulators(builder);
                // Shops are asked when a test says so.
                foreach (var name in running ? [ShopPollJob.Name] : (string[])[ShopPollJob.Name, IntakeJob.Name])
                {
                    builder.Services.Remove(builder.Services.Single(s => (s.ImplementationInstance as JobEntry)?.Name == name));
                    builder.Services.AddErpJob<IdleJob>(name, TimeSpan.FromHours(1));
                }
            });
        await app.StartAsync();
        await app.Services.GetRequiredService<Readiness>().Ready;
        var shop = new NewShop("Shop", company.Warehouse, "A", first, settings ?? new ChannelOptions());
        return new ShopHost(company, app, data, (await app.Services.GetRequiredService<ChannelService>().CreateAsync(company.Actor, shop, default)).Value);
    }

    /// <summary>Posts as WooCommerce does; the secret is the shop's own unless another is given, the signature that of the body unless of another.</summary>
    public async Task<int> PostAsync(ReadOnlyMemory<byte> body, string topic = "order.created", string? secret = null, byte[]? signed = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WooHeaders.Topic, topic);
        request.Headers.Add(WooHeaders.Signature, WooSignature.Sign(signed ?? body.Span, secret ?? Keys.Secret));
        using var response = await Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    public Task<int> PostAsync(string body, string topic = "order.created") => PostAsync(Encoding.UTF8.GetBytes(body), topic);

    /// <summary>Posts and applies.</summary>
    public async Task<InboxRow> TakeAsync(string body, string topic = "order.created")
    {
        (await PostAsync(body, topic)).ShouldBe(200);
        await SettleAsync();
        return (await InboxAsync()).First();
    }

    /// <summary>Applies all that is due.</summary>
    public Task<IntakeRun> SettleAsync() => Get<ShopIntake>().RunAsync(default);

    /// <summary>The inbox, newest first.</summary>
    public async Task<IReadOnlyList<InboxRow>> InboxAsync() => (await Get<ShopInbox>().ListAsync(Actor, new InboxQuery(new PageQuery(Take: 200)), default)).Value.Rows;

    public async Task<ChannelView> ChannelAsync() => (await Get<ChannelService>().ListAsync(Actor, Keys.Id, default)).Value.Single();

    /// <summary>Our order of a shop's order; null when there is none.</summary>
    public async Task<SalesOrder?> OrderAsync(string externalId = "501")
    {
        await using var db = Company.Db.Read(Actor);
        return await db.SalesOrders.Include(o => o.Lines.OrderBy(l => l.Position)).SingleOrDefaultAsync(o => o.ExternalId == externalId);
    }

    public async Task<List<SalesOrder>> OrdersAsync()
    {
        await using var db = Company.Db.Read(Actor);
        return await db.SalesOrders.Include(o => o.Lines).OrderBy(o => o.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Company.DisposeAsync();
        Directory.Delete(data, true);
    }
}

/// <summary>Stands where the intake's job would run, in tests that run the intake themselves.</summary>
internal sealed class IdleJob : ErpJob
{
    public override Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel) => Task.FromResult(default(JobCount));
}
