using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using BlazorErp.Banking.Online;
using BlazorErp.Channels.Cards;
using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Composition;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using BlazorErp.Jobs;
using BlazorErp.Tests.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>A company whose customers may pay by Stripe and Klix, in the real application: its pages and callbacks over HTTP, the providers simulated behind the real clients.</summary>
internal sealed partial class PayHost : IAsyncDisposable
{
    private static readonly StripeAccess StripeKeys = new("sk_live_1", ["whsec_1"]);
    private static readonly KlixAccess KlixKeys = new("klix-secret", "brand-1");
    private readonly string data;

    private PayHost(TestCompany company, WebApplication app, string data, CardSimulator cards)
    {
        (Company, App, Cards, this.data) = (company, app, cards, data);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public TestCompany Company { get; }
    public WebApplication App { get; }
    public CardSimulator Cards { get; }
    public HttpClient Http { get; }
    public Actor Actor => Company.Actor;
    public PayChannelView Stripe { get; private set; } = default!;
    public PayChannelView Klix { get; private set; } = default!;

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Starts; with <paramref name="running"/> messages are applied by their job as in the product, else by <see cref="SettleAsync"/>.</summary>
    public static async Task<PayHost> CreateAsync(DatabaseProvider engine, bool running = false, bool live = true, bool quiet = false)
    {
        var company = await TestCompany.CreateAsync(engine);
        var data = Directory.CreateTempSubdirectory("erp-pay-").FullName;
        var options = company.Database.Options;
        var cards = new CardSimulator(StripeKeys, KlixKeys, TimeProvider.System) { Live = live };
        var app = ErpApplication.Build(
            ["--urls=http://127.0.0.1:0", $"--data={data}", $"--Database:Provider={options.Provider}", $"--Database:ConnectionString={options.ConnectionString}", "--Pay:PerMinute=10000"],
            builder =>
            {
                builder.Logging.ClearProviders();
                if (quiet)
                {
                    Quiet.Simulators(builder);
                }

                builder.Services.AddHttpClient(CardProviders.Guarded).ConfigurePrimaryHttpMessageHandler(() => new Shared(cards));
                foreach (var name in running ? ["pay-poll", "payouts", "money-poll"] : (string[])["pay-poll", "payouts", "money-poll", "pay-intake"])
                {
                    builder.Services.Remove(builder.Services.Single(s => (s.ImplementationInstance as JobEntry)?.Name == name));
                    builder.Services.AddErpJob<IdleJob>(name, TimeSpan.FromHours(1));
                }
            });
        await app.StartAsync();
        await app.Services.GetRequiredService<Readiness>().Ready;
        var host = new PayHost(company, app, data, cards);
        await company.Db.WriteAsync(company.Actor, new Command("test"), async (w, c) =>
        {
            await w.Db.Partners.ExecuteUpdateAsync(s => s.SetProperty(p => p.Language, "en"), c);
            return Outcome.Done;
        }, default);
        host.Stripe = await host.ConnectAsync(new(Guid.NewGuid(), 0, 0, PayChannels.Stripe, "Card", false, StripeKeys.SecretKey, StripeKeys.WebhookSecrets[0], null));
        host.Klix = await host.ConnectAsync(new(Guid.NewGuid(), 0, 0, PayChannels.Klix, "Klix", false, KlixKeys.SecretKey, null, KlixKeys.BrandId));
        return host;
    }

    public async Task<PayChannelView> ConnectAsync(SavePayChannel channel)
    {
        var saved = await Get<PayChannels>().SaveAsync(Actor, channel, default);
        saved.Refusal.ShouldBeNull();
        return (await Get<PayChannels>().ListAsync(Actor, saved.Value, default)).Value.Single();
    }

    /// <summary>A posted invoice over an amount with VAT, and the address of its pay page.</summary>
    public async Task<(PostedInvoice Invoice, string Page)> InvoiceAsync(decimal net = 100m, string currency = "EUR")
    {
        var item = await Company.ItemAsync($"S{Guid.NewGuid():N}"[..12], net, kind: Domain.Catalog.ItemKind.Service);
        var order = (await Company.Orders.SaveAsync(Actor, Company.Order((item, 1m, net)) with { Currency = currency }, default)).Value;
        var posted = (await Company.Invoices.InvoiceOrderAsync(Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value;
        return (posted, PayEndpoints.AddressOf((await Get<PayPages>().TokenAsync(Actor, posted.Id, default))!));
    }

    /// <summary>Presses a button of the pay page; the session at the provider.</summary>
    public async Task<SimulatedSession> PressAsync(string page, PayChannelView? channel = null)
    {
        var (status, html) = await TryPressAsync(page, channel);
        status.ShouldBe(HttpStatusCode.OK);
        var to = GoTo().Match(html);
        to.Success.ShouldBeTrue(html);
        return Cards.Sessions.Single(s => to.Groups[1].Value.Split('/').Contains(s.Id));
    }

    public async Task<(HttpStatusCode Status, string Html)> TryPressAsync(string page, PayChannelView? channel = null)
    {
        using var answer = await Http.PostAsync(page, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["channel"] = (channel ?? Stripe).Id.ToString(CultureInfo.InvariantCulture), ["email"] = "payer@example.com",
        }));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends what the simulator tells to our address, as it arrives; the answers.</summary>
    public async Task<List<int>> DeliverAsync(IEnumerable<SimulatedDelivery>? deliveries = null)
    {
        var answers = new List<int>();
        foreach (var delivery in deliveries ?? Cards.TakeDeliveries())
        {
            answers.Add(await PostAsync(delivery));
        }

        return answers;
    }

    public async Task<int> PostAsync(SimulatedDelivery delivery, string? token = null)
    {
        var stripe = delivery.Headers.ContainsKey(StripeSignature.Header);
        using var request = new HttpRequestMessage(HttpMethod.Post, stripe ? CardCallback.AddressOf("stripe", token ?? Stripe.Token) : CardCallback.AddressOf("klix", token ?? Klix.Token)) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        foreach (var (name, value) in delivery.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>Delivers and applies.</summary>
    public async Task HearAsync()
    {
        (await DeliverAsync()).ShouldAllBe(a => a == 200);
        await SettleAsync();
    }

    public Task<IntakeRun> SettleAsync() => Get<PayIntake>().RunAsync(default);

    /// <summary>Lets the poll ask about everything, due or not.</summary>
    public async Task PollAsync()
    {
        await Company.Db.WriteAsync(Actor, new Command("test"), async (w, c) =>
        {
            await w.Db.PayAttempts.Where(a => a.AskAt != null).ExecuteUpdateAsync(s => s.SetProperty(a => a.AskAt, w.Now.AddSeconds(-1)), c);
            return Outcome.Done;
        }, default);
        await Get<PayPoll>().RunAsync(default);
    }

    public async Task<decimal> OpenAsync(long invoice)
    {
        await using var db = Company.Db.Read(Actor);
        return await db.OpenItems.Where(o => o.DocumentId == invoice).Select(o => o.Open).SingleAsync();
    }

    public async Task<PayAttemptRow> AttemptAsync(SimulatedSession session)
    {
        await using var db = Company.Db.Read(Actor);
        return await db.PayAttempts.Include(a => a.Payments).SingleAsync(a => a.Key == session.Attempt);
    }

    public async Task<decimal> BalanceAsync(AccountRole role)
    {
        await using var db = Company.Db.Read(Actor);
        return await BankGround.BalanceAsync(db, role);
    }

    /// <summary>Lines of the providers' accounts: amount, kind, state.</summary>
    public async Task<List<(decimal Amount, BankLineKind Kind, BankLineState State)>> LinesAsync()
    {
        await using var db = Company.Db.Read(Actor);
        return (await db.BankLines.Where(l => l.EntryId != null).OrderBy(l => l.Id).ToListAsync()).ConvertAll(l => (l.Amount, l.Kind, l.State));
    }

    public async Task<List<IntakeMessage>> MessagesAsync()
    {
        await using var db = Company.Db.Read(Actor);
        return await db.IntakeMessages.OrderBy(m => m.Id).ToListAsync();
    }

    /// <summary>The books prove themselves.</summary>
    public async Task CheckAsync()
    {
        var report = await Company.Get<SelfCheck>().RunAsync(null, default);
        report.Results.Where(r => !r.Holds).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Company.DisposeAsync();
        Cards.Dispose();
        Directory.Delete(data, true);
    }

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex GoTo();

    /// <summary>The factory gives its handlers up now and then; the simulator lives on.</summary>
    private sealed class Shared(HttpMessageHandler inner) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker invoker = new(inner, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            invoker.Dispose();
            base.Dispose(disposing);
        }
    }
}
