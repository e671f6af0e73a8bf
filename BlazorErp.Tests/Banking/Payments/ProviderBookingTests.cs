using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Payments;

/// <summary>Refunds, chargebacks, holds, exchanges and withdrawals book themselves as the provider says what they are, and can be taken back like any line.</summary>
public sealed class ProviderBookingTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_refund_opens_what_its_payment_had_paid_part_by_part_and_never_more(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-7", 121m);
        await ground.WriteAsync(ground.Sale("S1", 121m, -4.46m, "INV-7"), Refund(ground, "R1", "S1", -21m));
        await ground.MatchAsync();
        (await ground.LineAsync("R1")).ShouldSatisfyAllConditions(l => l.State.ShouldBe(BankLineState.Open), l => l.Explanation!.ShouldContain("match.provider_payment_open"));
        await ground.MatchAsync();
        (await ground.LineAsync("R1")).ShouldSatisfyAllConditions(l => l.State.ShouldBe(BankLineState.Booked), l => l.Summary.ShouldBe("INV-7"), l => l.Explanation!.ShouldContain("match.provider_return_reopens"));
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(21m);

        await ground.WriteAsync(Refund(ground, "R2", "S1", -90m), Refund(ground, "R3", "S1", -20m));
        await ground.MatchAsync();
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(111m);
        (await ground.LineAsync("R3")).State.ShouldBe(BankLineState.Suggested, "the payment held 10 when the two others were taken off it");
        await ground.MatchAsync();
        var more = await ground.LineAsync("R3");
        more.State.ShouldBe(BankLineState.Suggested);
        LineExplanation.Read(more.Explanation).Parts.Select(p => p.Amount).ShouldBe([-10m, -10m], "10 of the payment, and 10 that are the customer's");
        (await ground.Bank.Acts.AcceptAsync(ground.Bank.Actor, BankGround.Act(more))).Refusal.ShouldBeNull();
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(121m);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Where_the_invoice_was_cancelled_the_refund_pays_out_its_credit_note(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var company = ground.Bank.Company;
        var item = await company.ItemAsync("FLT", 100m, 5m);
        var order = (await company.Orders.SaveAsync(company.Actor, company.Order((item, 1, 100m)), default)).Value;
        var posted = (await company.Invoices.InvoiceOrderAsync(company.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value;
        await ground.WriteAsync(ground.Sale("S1", 121m, -4m, posted.Number));
        await ground.MatchAsync();
        (await company.Stornos.ReverseAsync(company.Actor, Guid.NewGuid(), posted.Id, "returned", default)).Refusal.ShouldBeNull();
        await ground.WriteAsync(Refund(ground, "R1", "S1", -121m));
        await ground.MatchAsync();

        (await ground.LineAsync("R1")).ShouldSatisfyAllConditions(l => l.State.ShouldBe(BankLineState.Booked), l => l.Summary.ShouldStartWith("CN-"));
        await using var db = ground.Read();
        (await db.OpenItems.CountAsync(o => o.Open != 0m)).ShouldBe(0);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_chargeback_makes_the_invoice_owed_again_and_its_taking_back_pays_it_again(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-7", 121m);
        await ground.WriteAsync(ground.Sale("S1", 121m, 0m, "INV-7"));
        await ground.MatchAsync();
        await ground.WriteAsync(Reversal(ground, "C1", "S1", -121m));
        await ground.MatchAsync();
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(121m);
        await ground.WriteAsync(Reversal(ground, "C2", "C1", 121m));
        await ground.MatchAsync();
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(0m);
        (await ground.LineAsync("C2")).Explanation!.ShouldContain("match.provider_return_pays");
        await ground.CheckAsync();

        // And by hand, in the order that is possible: the last first.
        (await ground.Bank.Undo.UndoLineAsync(ground.Bank.Actor, Guid.NewGuid(), (await ground.LineAsync("C1")).Id)).Refusal!.Code.ShouldBe("bank.refund_stands");
        foreach (var id in new[] { "C2", "C1", "S1" })
        {
            (await ground.Bank.Undo.UndoLineAsync(ground.Bank.Actor, Guid.NewGuid(), (await ground.LineAsync(id)).Id)).Refusal.ShouldBeNull();
        }

        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(121m);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_payment_that_is_denied_after_its_refund_opens_both_and_leaves_the_invoice_owed_once(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-7", 121m);
        var sale = ground.Sale("S1", 121m, 0m, "INV-7");
        await ground.WriteAsync(sale);
        await ground.MatchAsync();
        var refund = Refund(ground, "R1", "S1", -121m);
        await ground.WriteAsync(refund);
        await ground.MatchAsync();

        await ground.WriteAsync(sale with { Status = ProviderStatus.Denied, UpdatedAt = sale.UpdatedAt.AddHours(1) });
        (await ground.LineAsync("R1")).State.ShouldBe(BankLineState.Open);
        await ground.WriteAsync(refund with { Status = ProviderStatus.Denied, UpdatedAt = refund.UpdatedAt.AddHours(1) });
        await ground.MatchAsync();
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(121m);
        await using var db = ground.Read();
        (await db.BankLines.ToListAsync()).ShouldAllBe(l => l.State == BankLineState.Ignored);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_chargeback_that_is_denied_after_the_invoice_was_paid_otherwise_waits_for_a_person(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-7", 121m);
        await ground.WriteAsync(ground.Sale("S1", 121m, 0m, "INV-7"));
        await ground.MatchAsync();
        var chargeback = Reversal(ground, "C1", "S1", -121m);
        await ground.WriteAsync(chargeback);
        await ground.MatchAsync();
        await ground.Bank.BringAsync(new Pay(121m, "INV-7"));
        await ground.Bank.Reconciliation.MatchAsync(ground.Bank.Actor, MatchScope.All);
        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(0m);

        await ground.WriteAsync(chargeback with { Status = ProviderStatus.Denied, UpdatedAt = chargeback.UpdatedAt.AddHours(1) });
        await using var db = ground.Read();
        (await db.BankLines.Where(l => l.Kind == BankLineKind.Reversal).OrderBy(l => l.Occurrence).Select(l => new { l.Amount, l.State }).ToListAsync()).Select(l => (l.Amount, l.State))
            .ShouldBe([(-121m, BankLineState.Booked), (121m, BankLineState.Open)]);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Blocked_money_stands_on_its_own_account_until_it_is_free(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        await ground.WriteAsync(ground.Sale("S1", 50m, 0m), ground.Sale("H1", -50m, 0m) with { Event = ProviderEvent.Hold, EventCode = "T1503", ReferenceId = "S1" });
        await ground.MatchAsync();
        (await ground.BalanceAsync(AccountRole.HeldByProvider)).ShouldBe(50m);
        await ground.WriteAsync(ground.Sale("H2", 50m, 0m) with { Event = ProviderEvent.Release, EventCode = "T1105", ReferenceId = "S1" });
        await ground.MatchAsync();
        (await ground.BalanceAsync(AccountRole.HeldByProvider)).ShouldBe(0m);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_exchange_clears_the_transit_account_with_a_rate_and_without(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        await ground.WriteAsync(Exchange(ground, "X1", "CAUSE1", -40m, "EUR"), Exchange(ground, "X2", "CAUSE1", 43.2m, "USD"));
        await ground.MatchAsync();
        (await ground.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        (await ground.BalanceAsync(AccountRole.ExchangeDifference)).ShouldBe(0m, "no rate is known: what came is worth what was given");
        await ground.RateAsync("USD", 0.9m);
        await ground.WriteAsync(Exchange(ground, "X3", "CAUSE2", -21.6m, "USD"), Exchange(ground, "X4", "CAUSE2", 20m, "EUR"));
        await ground.MatchAsync();
        await using var db = ground.Read();
        (await db.BankLines.ToListAsync()).ShouldAllBe(l => l.State == BankLineState.Booked && l.TransferLineId != null);
        (await ground.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        (await ground.BalanceAsync(AccountRole.ExchangeDifference)).ShouldBe(-0.56m, "20 came for what the day's rate says is 19.44");
        (await db.ProviderLinks.Where(l => l.Kind == ProviderLinkKind.ConversionPair).CountAsync()).ShouldBe(2);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task One_side_of_an_exchange_waits_for_the_other(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        await ground.WriteAsync(Exchange(ground, "X1", "CAUSE1", -40m, "EUR"));
        (await ground.MatchAsync()).Booked.ShouldBe(0);
        await ground.WriteAsync(Exchange(ground, "X2", "CAUSE1", 43.2m, "USD"));
        (await ground.MatchAsync()).Booked.ShouldBe(2);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_withdrawal_and_the_banks_line_are_one_transfer_and_no_expense(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        await ground.WriteAsync(ground.Sale("S1", 500m, 0m), ground.Sale("W1", -300m, 0m) with { Event = ProviderEvent.Transfer, EventCode = "T0400" });
        await ground.MatchAsync();
        await ground.Bank.BringAsync(new Pay(300m, "PAYPAL WITHDRAWAL", "PayPal Europe S.a r.l. et Cie"));
        await ground.Bank.Reconciliation.MatchAsync(ground.Bank.Actor, MatchScope.All);

        (await ground.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        (await ground.LineAsync("W1")).TransferLineId.ShouldNotBeNull();
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_partial_refund_of_a_payment_of_two_invoices_is_suggested_the_whole_of_it_is_booked(DatabaseProvider engine)
    {
        await using var ground = await ProviderGround.CreateAsync(engine);
        var (one, two) = (await ground.Bank.InvoiceAsync("INV-7", 100m), await ground.Bank.InvoiceAsync("INV-8", 21m));
        await ground.WriteAsync(ground.Sale("S1", 121m, 0m, "INV-7 INV-8"), ground.Sale("S2", 5m, 0m));
        await ground.MatchAsync();
        ((await ground.Bank.ItemAsync(one)).Open, (await ground.Bank.ItemAsync(two)).Open).ShouldBe((0m, 0m));
        await ground.WriteAsync(Refund(ground, "R1", "S1", -30m));
        await ground.MatchAsync();
        (await ground.LineAsync("R1")).State.ShouldBe(BankLineState.Suggested);
        var denied = Refund(ground, "R1", "S1", -30m);
        await ground.WriteAsync(denied with { Status = ProviderStatus.Denied, UpdatedAt = denied.UpdatedAt.AddDays(1) }, Refund(ground, "R2", "S1", -121m));
        await ground.MatchAsync();
        ((await ground.Bank.ItemAsync(one)).Open, (await ground.Bank.ItemAsync(two)).Open).ShouldBe((100m, 21m));
        await ground.CheckAsync();
    }

    private static ProviderTransaction Refund(ProviderGround ground, string id, string of, decimal amount) =>
        ground.Sale(id, amount, 0m) with { Event = ProviderEvent.Refund, EventCode = "T1107", ReferenceId = of, ReferenceKind = ProviderReferenceKind.Transaction };

    private static ProviderTransaction Reversal(ProviderGround ground, string id, string of, decimal amount) =>
        ground.Sale(id, amount, 0m) with { Event = ProviderEvent.Reversal, EventCode = "T1201", ReferenceId = of, ReferenceKind = ProviderReferenceKind.Transaction };

    private static ProviderTransaction Exchange(ProviderGround ground, string id, string cause, decimal amount, string currency) =>
        ground.Sale(id, 1m, 0m) with { Event = ProviderEvent.CurrencyConversion, EventCode = "T0200", ReferenceId = cause, Gross = new(amount, Currency.Of(currency)), Fee = new(0m, Currency.Of(currency)) };
}
