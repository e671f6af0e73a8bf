using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

/// <summary>An invoice in one currency, paid from an account in another: both balances end at zero, the difference is a gain or a loss, and all of it comes back.</summary>
public sealed class CurrencyPaymentTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private const string Payer = "LV97HABA0012345678910";

    private static async Task<(decimal Exchange, decimal Receivable)> BalancesAsync(BankGround bank)
    {
        await using var db = bank.Read();
        return (await BankGround.BalanceAsync(db, AccountRole.ExchangeDifference), await BankGround.BalanceAsync(db, AccountRole.Receivable));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Euros_pay_dollars_by_themselves_the_loss_is_posted_and_shown_and_undo_restores_both_values(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.RateAsync("USD", 0.9m);
        var item = await bank.InvoiceInAsync("USD", 0.92m, "INV-2026-0001", 100m);
        await using var db = bank.Read();
        var name = (await db.Partners.SingleAsync(p => p.Id == bank.Company.Customer)).Name;
        await bank.BringAsync(new Pay(89.10m, "INV-2026-0001", name, Payer));

        var run = (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value;

        run.Booked.ShouldBe(1);
        (await bank.ItemAsync(item)).ShouldSatisfyAllConditions(i => i.Open.ShouldBe(0m), i => i.OpenBase.ShouldBe(0m));
        (await BalancesAsync(bank)).ShouldBe((2.90m, 0m));
        var line = await bank.LineAsync(89.10m);
        var shown = (await bank.Company.Get<BankQueries>().LineAsync(bank.Actor, line.Id))!;
        shown.Parts.Single().Gets.ShouldBe(new Domain.Shared.Money(100m, Domain.Shared.Currency.Of("USD")));
        shown.Exchange.ShouldBe(new Domain.Shared.Money(-2.90m, Domain.Shared.Currency.Of("EUR")));
        shown.Explanation.Signals.ShouldContain(s => s.Code == "match.currency_less");
        (await bank.Company.Get<BankQueries>().PaymentsOfInvoiceAsync(bank.Actor, (await bank.ItemAsync(item)).DocumentId)).Single().ShouldSatisfyAllConditions(p => p.Amount.ShouldBe(100m), p => p.Currency.ShouldBe("USD"));
        await CheckAsync(bank);

        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), run.RunId!.Value)).Value.ShouldBe(1);

        (await bank.ItemAsync(item)).ShouldSatisfyAllConditions(i => i.Open.ShouldBe(100m), i => i.OpenBase.ShouldBe(92m));
        (await BalancesAsync(bank)).ShouldBe((0m, 92m));
        await CheckAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Parts_paid_by_hand_on_two_days_leave_no_cent_in_either_currency(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.RateAsync("USD", 0.9m);
        var item = await bank.InvoiceInAsync("USD", 0.913m, "INV-2026-0001", 100.01m);
        var own = await bank.InvoiceAsync("INV-2026-0002", 20m);
        await bank.BringAsync(new Pay(50m, "a part", BankRef: "1"), new Pay(61m, "the rest", BankRef: "2"));
        await using var db = bank.Read();
        var usd = await bank.Company.Get<BankQueries>().OpenItemsAsync(bank.Actor, "EUR", 50m, null);
        usd.Select(i => i.Currency).ShouldBe(["EUR", "USD"], "those of the line's currency first");
        var cross = (await bank.Company.Get<BankQueries>().CrossAsync(bank.Actor, "EUR", "USD", bank.Company.Today))!;
        cross.Propose(30m, 100.01m, 2m).ShouldBe((30m, 33.33m));

        var first = await bank.LineAsync(50m);
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(first), [new(item, null, 50m)])).Refusal!.Code.ShouldBe("bank.currency_differs");
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(first), [new(item, null, 50m) { ItemAmount = -55m }])).Refusal!.Code.ShouldBe("bank.part_wrong");
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(first), [new(item, null, 50m) { ItemAmount = 55.555m }])).Refusal!.Code.ShouldBe("bank.part_wrong");
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(first), [new(item, null, 50m) { ItemAmount = 155m }])).Refusal!.Code.ShouldBe("bank.item_not_open");
        var split = await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(first), [new(own, null, 20m), new(item, null, 30m) { ItemAmount = 33.33m }]);
        split.Refusal.ShouldBeNull();
        (await bank.ItemAsync(item)).ShouldSatisfyAllConditions(i => i.Open.ShouldBe(66.68m), i => i.OpenBase.ShouldBe(60.88m));
        await CheckAsync(bank);

        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(await bank.LineAsync(61m)), [new(item, null, 61m) { ItemAmount = 66.68m }])).Refusal.ShouldBeNull();

        (await bank.ItemAsync(item)).ShouldSatisfyAllConditions(i => i.Open.ShouldBe(0m), i => i.OpenBase.ShouldBe(0m));
        (await BalancesAsync(bank)).Receivable.ShouldBe(0m);
        await CheckAsync(bank);
        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), split.Value)).Value.ShouldBe(1);
        (await bank.ItemAsync(item)).ShouldSatisfyAllConditions(i => i.Open.ShouldBe(33.33m), i => i.OpenBase.ShouldBe(30.43m));
        await CheckAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Undo_gives_each_part_its_own_value_back_though_amounts_are_alike_in_two_currencies(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.RateAsync("USD", 0.9m);
        var dollars = await bank.InvoiceInAsync("USD", 0.95m, "INV-2026-0001", 50m);
        var euros = await bank.InvoiceAsync("INV-2026-0002", 50m);
        await bank.BringAsync(new Pay(145m, "three things"));

        // The same amount three times for one partner: a prepayment, dollars, euros.
        var split = await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(await bank.LineAsync(145m)), [new(euros, null, 50m), new(dollars, null, 45m) { ItemAmount = 50m }], bank.Company.Customer);

        split.Refusal.ShouldBeNull();
        await CheckAsync(bank);
        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), split.Value)).Value.ShouldBe(1);
        ((await bank.ItemAsync(dollars)).OpenBase, (await bank.ItemAsync(euros)).OpenBase).ShouldBe((47.50m, 50m));
        await CheckAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_suggested_part_is_accepted_with_what_it_is_worth(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.RateAsync("USD", 0.9m);
        var item = await bank.InvoiceInAsync("USD", 0.9m, "INV-2026-0001", 100m);
        await bank.BringAsync(new Pay(45m, "INV-2026-0001"));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);
        var line = await bank.LineAsync(45m);
        line.State.ShouldBe(BankLineState.Suggested);

        (await bank.Acts.AcceptAsync(bank.Actor, BankGround.Act(line))).Refusal.ShouldBeNull();

        (await bank.ItemAsync(item)).Open.ShouldBe(50m);
        (await BalancesAsync(bank)).Exchange.ShouldBe(0m);
        await CheckAsync(bank);
    }

    // The books by our own count, and by the self-check's.
    private static async Task CheckAsync(BankGround bank)
    {
        await bank.CheckBooksAsync();
        var report = await bank.Company.Get<SelfCheck>().CheckAsync(null, default);
        report.Results.Where(r => !r.Holds && r.Code is not ("ledger.posted_once" or "bank.invoice_open" or "time.past")).SelectMany(r => r.Violations.Select(v => $"{r.Code}: {v}")).ShouldBeEmpty("the invoices of this ground are in ledger and receivables only");
    }
}
