using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using BlazorErp.Tests.Channels.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorErp.Tests.Channels.PayPal;

/// <summary>A company whose PayPal account is simulated: the real services, over a clock that the test moves.</summary>
internal sealed class PayPalGround : IAsyncDisposable
{
    public const string ClientId = "client", Secret = "secret";
    private readonly List<PayPalConnections> connections = [];

    private PayPalGround(BankGround bank, SkippingClock clock)
    {
        (Bank, Clock) = (bank, clock);
        PayPal = new PayPalSimulator(new PayPalAccess(ClientId, Secret, sandbox: true, "WH-OWN"), clock);
        Node = NewNode();
    }

    public BankGround Bank { get; }
    public SkippingClock Clock { get; }
    public PayPalSimulator PayPal { get; }
    public PayPalNode Node { get; }
    public long Channel { get; private set; }
    public Actor Actor => Bank.Actor;
    public ErpDatabase Db => Bank.Company.Db;

    public static async Task<PayPalGround> CreateAsync(DatabaseProvider engine, int days = 10)
    {
        var clock = SkippingClock.AtNoon();
        var ground = new PayPalGround(await BankGround.CreateAsync(engine, clock), clock);
        ground.Channel = (await ground.Node.Channels.SaveAsync(ground.Actor, ground.Save() with { Since = ground.Today.AddDays(-days) }, default)).Value;
        return ground;
    }

    public DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    public SaveMoneyChannel Save(string? client = ClientId, string? secret = Secret) => new(Guid.NewGuid(), 0, 0, "paypal", "PayPal", client, secret, true, Today.AddDays(-10), "WH-OWN-1");

    /// <summary>A process of its own over the same database, as another node is; it may be held while it asks.</summary>
    public PayPalNode NewNode(HttpMessageHandler? way = null)
    {
        var own = new PayPalConnections(new OneWay(way ?? PayPal), new SimulatedPayPals(), Clock);
        connections.Add(own);
        var held = new HeldSource(own);
        var database = Bank.Company.Database;
        var db = new ErpDatabase(database.Factory, new IdSource(Clock), database.Feed, Clock);
        var reconciliation = Bank.Company.Get<Reconciliation>();
        return new PayPalNode(held, new MoneyPoll(db, [held], PlainBox.Instance, new Leases(db), reconciliation, NullLogger<MoneyPoll>.Instance), new MoneyChannels(db, PlainBox.Instance, [held]));
    }

    public async Task<MoneyPolled> PollAsync(PayPalNode? node = null)
    {
        var polled = await TryAsync(node);
        polled.Refusal.ShouldBeNull();
        return polled.Value;
    }

    public Task<Outcome<MoneyPolled>> TryAsync(PayPalNode? node = null) => (node ?? Node).Poll.NowAsync(Actor, Channel, default);

    public async Task<MoneyChannelView> ViewAsync() => (await Node.Channels.ListAsync(Actor, "paypal", Channel, default)).Value.Single();

    public ErpDbContext Read() => Bank.Read();

    /// <summary>Every row of the account is here once, adds up to what PayPal says, and the books prove themselves.</summary>
    public async Task CheckAsync()
    {
        foreach (var account in (await ViewAsync()).Accounts)
        {
            account.Difference.ShouldBe(0m, account.Currency);
        }

        await using (var db = Read())
        {
            var kept = await db.ProviderEntries.Where(e => e.EventCode != "OPEN").Select(e => e.ExternalId).ToListAsync();
            kept.Order(StringComparer.Ordinal).ShouldBe(PayPal.Rows.Where(r => r.At <= PayPal.RefreshedTo).Select(r => r.Id).Order(StringComparer.Ordinal));
        }

        await BooksAsync();
    }

    public async Task BooksAsync()
    {
        var report = await Bank.Company.Get<SelfCheck>().CheckAsync(null, default);

        // Invoices of this ground are posted without their documents; the clock of this company is not the database's.
        report.Results.Where(r => !r.Holds && r.Code is not ("ledger.posted_once" or "bank.invoice_open" or "time.past")).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        connections.ForEach(c => c.Dispose());
        PayPal.Dispose();
        await Bank.DisposeAsync();
    }

    private sealed class OneWay(HttpMessageHandler way) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(way, disposeHandler: false);
    }
}

/// <summary>The services of one node.</summary>
internal sealed record PayPalNode(HeldSource Source, MoneyPoll Poll, MoneyChannels Channels);

/// <summary>A source that a test may hold between the provider's answer and what becomes of it.</summary>
internal sealed class HeldSource(IMoneySource inner) : IMoneySource
{
    public Func<MoneyWindow, Task> AfterRead { get; set; } = _ => Task.CompletedTask;

    public string Kind => inner.Kind;

    public BankAccountKind Accounts => inner.Accounts;

    public TimeSpan Kept => inner.Kept;

    public IReadOnlyList<MoneyWindow> Plan(DateTimeOffset? cursor, DateTimeOffset begin, DateTimeOffset now) => inner.Plan(cursor, begin, now);

    public DateTimeOffset Cursor(DateTimeOffset? before, MoneyWindow read, DateTimeOffset? reachedTo) => inner.Cursor(before, read, reachedTo);

    public async Task<Outcome<MoneyRead>> ReadAsync(MoneyAccess access, MoneyWindow window, CancellationToken cancel)
    {
        var read = await inner.ReadAsync(access, window, cancel);
        await AfterRead(window);
        return read;
    }

    public Task<Outcome<IReadOnlyList<Domain.Banking.Payments.ProviderBalance>>> BalancesAsync(MoneyAccess access, DateTimeOffset? asOf, CancellationToken cancel) => inner.BalancesAsync(access, asOf, cancel);
}

/// <summary>Turns secrets around, so that a test sees that they are not kept as they are.</summary>
internal sealed class PlainBox : ISecretBox
{
    public static PlainBox Instance { get; } = new();

    public string Protect(string secret) => "box:" + string.Concat(secret.Reverse());

    public string Unprotect(string box) => string.Concat(box[4..].Reverse());
}
