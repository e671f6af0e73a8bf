using System.Net.Http.Headers;
using System.Text;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Intake;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Tests.Intake;

/// <summary>A company with a connected shop, and the webhook on a real server: messages go in over HTTP as a shop sends them.</summary>
internal sealed class ShopHost : IAsyncDisposable
{
    private sealed class TestBox : ISecretBox
    {
        private readonly IDataProtector protector = new EphemeralDataProtectionProvider().CreateProtector("test");

        public string Protect(string secret) => protector.Protect(secret);

        public string Unprotect(string stored) => protector.Unprotect(stored);
    }

    private ShopHost(TestCompany company, WebApplication app, ShopKeys keys)
    {
        (Company, App, Keys) = (company, app, keys);
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
    public static async Task<ShopHost> CreateAsync(DatabaseProvider engine, ChannelOptions? options = null, long? first = null, bool running = false)
    {
        var company = await TestCompany.CreateAsync(engine);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var database = company.Database;
        builder.Services.AddSingleton(database.Time).AddSingleton(database.Options).AddSingleton(database.Factory).AddSingleton(database.Ids).AddSingleton(database.Feed).AddSingleton(database.Db)
            .AddErpRooms().AddSingleton<ISecretBox, TestBox>();
        builder.Services.AddShell(builder.Configuration);
        builder.Services.AddAuthentication();
        builder.Services.AddIntake();
        if (!running)
        {
            builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(IntakeRunner)));
        }

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapIntake();
        await app.StartAsync();
        var keys = await app.Services.GetRequiredService<ChannelService>().CreateAsync(company.Actor, new NewShop("Shop", company.Warehouse, "A", first, options ?? new ChannelOptions()), default);
        return new ShopHost(company, app, keys.Value);
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
    }
}
