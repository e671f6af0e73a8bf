using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Payments;

/// <summary>A provider's transactions become lines of an account of its own, once, and stay what they were.</summary>
public sealed class ProviderLinesTests
{
    private static readonly Currency Eur = Currency.Of("EUR");

    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_sale_becomes_gross_and_fee_on_an_account_of_its_own_and_the_fee_books_itself(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-7", 121m);

        var written = await ground.WriteAsync(ground.Sale("S1", 121m, -4.46m, "INV-7"), ground.Sale("S2", 10m, 0m) with { Gross = new(10m, Currency.Of("USD")), Fee = new(0m, Currency.Of("USD")) });
        (written.Fresh, written.Changed, written.Lines, written.Accounts.Count).ShouldBe((2, 0, 3, 2));
        await ground.MatchAsync();

        await using var db = ground.Read();
        (await db.OpenItems.SingleAsync(o => o.Id == invoice)).Open.ShouldBe(0m);
        var fee = await db.BankLines.SingleAsync(l => l.Kind == BankLineKind.Fee);
        (fee.State, fee.Amount).ShouldBe((BankLineState.Booked, -4.46m));
        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(4.46m);
        var account = await db.BankAccounts.SingleAsync(a => a.Currency == "EUR");
        (account.Kind, account.Iban, account.ChannelId).ShouldBe((BankAccountKind.PayPal, "", ground.Source.ChannelId));
        (await db.BankAccounts.Select(a => a.AccountId).Distinct().CountAsync()).ShouldBe(2);
        (await db.ProviderEntries.SingleAsync(e => e.ExternalId == "S1")).Raw.ShouldBe("raw of S1");
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Telling_it_again_in_any_order_and_twice_at_once_adds_nothing(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        ProviderTransaction[] all = [.. Enumerable.Range(1, 40).Select(n => ground.Sale($"S{n}", n, -0.35m))];
        await ground.WriteAsync(all);

        await Task.WhenAll(ground.WriteAsync([.. all.Reverse(), .. all]), ground.WriteAsync([.. all, ground.Sale("S41", 41m, 0m)]), ground.WriteAsync(ground.Sale("S41", 41m, 0m)));

        await using var db = ground.Read();
        (await db.BankLines.CountAsync()).ShouldBe(81);
        (await db.ProviderEntries.CountAsync()).ShouldBe(41);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_pending_payment_is_kept_and_books_only_once_it_is_done(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var sale = ground.Sale("S1", 50m, -2m);
        (await ground.WriteAsync(sale with { Status = ProviderStatus.Pending })).Lines.ShouldBe(0);

        (await ground.WriteAsync(sale with { UpdatedAt = sale.UpdatedAt.AddHours(5) })).ShouldSatisfyAllConditions(w => w.Changed.ShouldBe(1), w => w.Lines.ShouldBe(2));
        (await ground.WriteAsync(sale with { Status = ProviderStatus.Pending })).Changed.ShouldBe(0, "an older reading says nothing new");
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_booked_and_is_told_differently_is_taken_back_by_mirror_entries_and_never_edited(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-7", 121m);
        var sale = ground.Sale("S1", 121m, -4.46m, "INV-7");
        await ground.WriteAsync(sale);
        await ground.MatchAsync();

        await ground.WriteAsync(sale with { UpdatedAt = sale.UpdatedAt.AddHours(1), Fee = new(-4.5m, Eur) });
        await ground.MatchAsync();
        (await ground.AmountsAsync(BankLineKind.Fee)).ShouldBe([-4.46m, 4.46m, -4.5m]);
        await using (var db = ground.Read())
        {
            (await db.OpenItems.SingleAsync(o => o.Id == invoice)).Open.ShouldBe(0m, "the sale itself stands");
            (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(4.5m);
        }

        await ground.CheckAsync();
        await ground.WriteAsync(sale with { UpdatedAt = sale.UpdatedAt.AddHours(2), Status = ProviderStatus.Denied });
        await ground.MatchAsync();
        await using (var db = ground.Read())
        {
            (await db.OpenItems.SingleAsync(o => o.Id == invoice)).Open.ShouldBe(121m, "owed again");
            (await db.BankLines.ToListAsync()).ShouldAllBe(l => l.State == BankLineState.Ignored);
            (await db.BankLines.SumAsync(l => l.Amount)).ShouldBe(0m);
        }

        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_refund_read_before_its_payment_is_linked_when_the_payment_comes(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        await ground.WriteAsync(ground.Sale("R1", -21m, 0m) with { Event = ProviderEvent.Refund, EventCode = "T1107", ReferenceId = "S1" });
        await ground.WriteAsync(ground.Sale("S1", 121m, -4m));
        await ground.WriteAsync(ground.Sale("S1", 121m, -4m));

        await using var db = ground.Read();
        (await db.ProviderLinks.SingleAsync()).Kind.ShouldBe(ProviderLinkKind.RefundOf);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_balance_told_stands_beside_ours_with_the_difference_as_long_as_there_is_one(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        await ground.WriteAsync(ground.Sale("S1", 100m, -3m));
        await ground.TellAsync(new Money(147m, Eur));
        (await ground.AccountAsync()).ShouldSatisfyAllConditions(a => a.ToldBalance.ShouldBe(147m), a => a.Difference.ShouldBe(50m));
        await ground.CheckAsync();
        await ground.WriteAsync(ground.Sale("S0", 50m, 0m));
        (await ground.AccountAsync()).Difference.ShouldBe(0m, "it came late");
        await ground.CheckAsync();
    }

    [Theory]
    [InlineData("WC-1042", "WC-1042|#1042")]
    [InlineData("1042", "1042|#1042")]
    [InlineData("INV2026001", "INV2026001")]
    [InlineData("Thank you for your business", "Thank you for your business")]
    [InlineData("{\"order_id\":77,\"order_key\":\"wc_order_x\"}", "77|#77")]
    [InlineData("{broken}", "{broken}")]
    [InlineData("", "")]
    public void A_sellers_reference_names_the_order_it_means(string field, string expected) =>
        string.Join('|', ProviderReferences.Of(ProviderGround.Any with { CustomField = field })).ShouldBe(expected);
}

/// <summary>A company with a payment provider's channel.</summary>
internal sealed class ProviderGround : IAsyncDisposable
{
    private ProviderGround(BankGround bank, ProviderSource source) => (Bank, Source, At) = (bank, source, bank.Company.Database.Time.GetUtcNow().AddHours(-6));

    public static ProviderTransaction Any { get; } = new()
    {
        Provider = "paypal", Account = "ME", Id = "1", EventCode = "T0006", Event = ProviderEvent.Payment, At = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
        Gross = new(1m, Currency.Of("EUR")), Fee = new(0m, Currency.Of("EUR")), Status = ProviderStatus.Success,
    };

    public BankGround Bank { get; }

    public ProviderSource Source { get; }

    private DateTimeOffset At { get; }

    public static async Task<ProviderGround> CreateAsync(DatabaseProvider engine)
    {
        var bank = await BankGround.CreateAsync(engine);
        var channel = await bank.Company.Db.WriteAsync<long>(bank.Actor, new Command("test"), (w, _) => Task.FromResult<Outcome<long>>(w.Add(new Channel { Kind = "paypal", Name = "PayPal", Token = "t" }).Id), default);
        return new(bank, new ProviderSource(channel.Value, BankAccountKind.PayPal, "paypal", "PayPal"));
    }

    public ErpDbContext Read() => Bank.Read();

    public ProviderTransaction Sale(string id, decimal gross, decimal fee, string invoice = "") => Any with
    {
        Id = id, At = At, UpdatedAt = At, Gross = new(gross, Currency.Of("EUR")), Fee = new(fee, Currency.Of("EUR")), InvoiceId = invoice, Raw = new($"raw of {id}"), Payer = new("Anna Bērziņa", "anna@example.lv", "PAYER1", "LV"),
    };

    public async Task<ProviderWritten> WriteAsync(params ProviderTransaction[] told) =>
        (await Bank.Company.Db.WriteAsync<ProviderWritten>(Bank.Actor, new Command("test"), async (w, c) => await ProviderLines.WriteIn(w, Source, told, c), default)).Value;

    public Task TellAsync(params Money[] balances) => Bank.Company.Db.WriteAsync(Bank.Actor, new Command("test"), async (w, c) =>
    {
        await ProviderBalances.TellIn(w, Source, [.. balances.Select(b => new ProviderBalance(b, null, w.Now))], c);
        return Outcome.Done;
    }, default);

    public async Task<MatchResult> MatchAsync() => (await Bank.Reconciliation.MatchAsync(Bank.Actor, new MatchScope { ChannelId = Source.ChannelId }, "channel")).Value;

    public async Task<List<decimal>> AmountsAsync(BankLineKind kind)
    {
        await using var db = Read();
        return await db.BankLines.Where(l => l.Kind == kind).OrderBy(l => l.Occurrence).Select(l => l.Amount).ToListAsync();
    }

    public async Task<BankAccount> AccountAsync(string currency = "EUR")
    {
        await using var db = Read();
        return await db.BankAccounts.SingleAsync(a => a.Kind != BankAccountKind.Bank && a.Currency == currency);
    }

    /// <summary>The line of a transaction's gross amount that stands.</summary>
    public async Task<BankLine> LineAsync(string id)
    {
        await using var db = Read();
        return await db.BankLines.Where(l => l.BankReference == id && l.Kind != BankLineKind.Fee).OrderByDescending(l => l.Occurrence).FirstAsync();
    }

    public async Task<decimal> BalanceAsync(AccountRole role)
    {
        await using var db = Read();
        return await BankGround.BalanceAsync(db, role);
    }

    public Task RateAsync(string currency, decimal rate) => Bank.Company.Db.WriteAsync(Bank.Actor, new Command("test"), (w, _) =>
    {
        w.Add(new ExchangeRate { Currency = currency, Date = Bank.Company.Today.AddDays(-30), Rate = rate });
        return Task.FromResult(Outcome.Done);
    }, default);

    /// <summary>The books as the product proves them itself.</summary>
    public async Task CheckAsync()
    {
        var report = await Bank.Company.Get<SelfCheck>().CheckAsync(null, default);

        // Invoices of this ground are posted without their documents.
        report.Results.Where(r => !r.Holds && r.Code is not ("ledger.posted_once" or "bank.invoice_open")).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => Bank.DisposeAsync();
}
