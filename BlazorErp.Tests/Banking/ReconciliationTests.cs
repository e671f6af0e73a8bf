using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class ReconciliationTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_payment_with_the_number_of_its_invoice_books_itself_and_says_why(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var item = await bank.InvoiceAsync("INV-2026-0917", 310m);
        await bank.BringAsync(new Pay(310m, "rek. INV-2026-0917", "SIA RIGAS AUTO", "LV97HABA0012345678910"), new Pay(95m, "payment", "MAXIMA LATVIJA"));

        var run = (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value;

        (run.Looked, run.Booked, run.LeftOpen).ShouldBe((2, 1, 1));
        var line = await bank.LineAsync(310m);
        (line.State, line.Summary, line.PartnerId).ShouldBe((BankLineState.Booked, "INV-2026-0917", bank.Company.Customer));
        LineExplanation.Read(line.Explanation).Signals.ShouldContain(s => s.Code == "match.amount_exact");
        LineExplanation.Read((await bank.LineAsync(95m)).Explanation).Missing.ShouldNotBeEmpty();
        (await bank.ItemAsync(item)).Open.ShouldBe(0m);
        await using var db = bank.Read();
        (await db.PartnerBankAccounts.SingleAsync()).ShouldSatisfyAllConditions(a => a.IsLearned.ShouldBeTrue(), a => a.Payments.ShouldBe(1), a => a.PartnerId.ShouldBe(bank.Company.Customer));
        var document = (await bank.ItemAsync(item)).DocumentId;
        (await bank.Company.Get<BankQueries>().PaymentsOfInvoiceAsync(bank.Actor, document)).Single().Amount.ShouldBe(310m);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_run_is_undone_to_the_cent_even_after_a_later_one_and_can_be_run_again(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var first = await bank.InvoiceAsync("INV-2026-0001", 100.01m);
        var second = await bank.InvoiceAsync("INV-2026-0002", 55.55m);
        await bank.BringAsync(new Pay(100.01m, "INV-2026-0001", "A", "LV97HABA0012345678910"));
        var one = (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value;
        await bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 200.01m, [new Pay(55.55m, "INV-2026-0002", "B")], "S2"));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);
        var press = Guid.NewGuid();

        (await bank.Undo.UndoRunAsync(bank.Actor, press, one.RunId!.Value)).Value.ShouldBe(1);

        (await bank.ItemAsync(first)).Open.ShouldBe(100.01m);
        (await bank.ItemAsync(second)).Open.ShouldBe(0m);
        (await bank.LineAsync(100.01m)).State.ShouldBe(BankLineState.Open);
        await bank.CheckBooksAsync();
        (await bank.Undo.UndoRunAsync(bank.Actor, press, one.RunId.Value)).Value.ShouldBe(1);
        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), one.RunId.Value)).Refusal!.Code.ShouldBe("bank.run_undone");
        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(1);
        await using var db = bank.Read();
        (await db.PartnerBankAccounts.SingleAsync()).Payments.ShouldBe(1);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_line_undone_by_hand_is_only_suggested_from_then_on(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.InvoiceAsync("INV-2026-0001", 100m);
        await bank.BringAsync(new Pay(100m, "INV-2026-0001"));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);
        var line = await bank.LineAsync(100m);

        (await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), line.Id)).Ok.ShouldBeTrue();
        (await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), line.Id)).Refusal!.Code.ShouldBe("bank.nothing_to_undo");
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);

        line = await bank.LineAsync(100m);
        line.State.ShouldBe(BankLineState.Suggested);
        LineExplanation.Read(line.Explanation).Missing.Single().Code.ShouldBe("match.undone_before");
        var act = BankGround.Act(line);
        var accepted = await bank.Acts.AcceptAsync(bank.Actor, act);
        accepted.Refusal.ShouldBeNull();
        (await bank.Acts.AcceptAsync(bank.Actor, act)).Value.ShouldBe(accepted.Value);
        (await bank.Acts.AcceptAsync(bank.Actor, BankGround.Act(line))).Refusal!.Code.ShouldBe("bank.line_booked");
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_line_is_split_over_invoices_accounts_and_what_the_customer_paid_too_much(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var first = await bank.InvoiceAsync("INV-2026-0001", 60m);
        var second = await bank.InvoiceAsync("INV-2026-0002", 50m);
        await bank.BringAsync(new Pay(120m, "for goods"));
        await using var db = bank.Read();
        var fees = await db.Accounts.SingleAsync(a => a.Role == AccountRole.BankFees);
        var receivable = await db.Accounts.SingleAsync(a => a.Role == AccountRole.Receivable);
        var line = await bank.LineAsync(120m);

        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(line), [new(first, null, 60m), new(second, null, 50m)])).Refusal!.Code.ShouldBe("bank.parts_differ");
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(line), [new(first, null, 70m), new(second, null, 50m)])).Refusal!.Code.ShouldBe("bank.item_not_open");
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(line), [new(first, null, 60m), new(null, receivable.Id, 60m)])).Refusal!.Code.ShouldBe("bank.account_not_allowed");
        (await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(line), [new(first, null, 60.001m)])).Refusal!.Code.ShouldBe("bank.part_wrong");
        (await bank.Acts.SplitAsync(bank.Actor with { Allowed = Permissions.Of(Role.Viewer) }, BankGround.Act(line), [new(first, null, 60m)])).Refusal!.Code.ShouldBe("forbidden");
        var split = await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(line), [new(first, null, 60m), new(second, null, 40m), new(null, fees.Id, -1m)], bank.Company.Customer);

        split.Refusal.ShouldBeNull();
        (await bank.ItemAsync(second)).Open.ShouldBe(10m);
        (await BankGround.BalanceAsync(db, AccountRole.CustomerPrepayments)).ShouldBe(-21m);
        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(1m);
        await bank.CheckBooksAsync();
        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), split.Value)).Value.ShouldBe(1);
        (await BankGround.BalanceAsync(db, AccountRole.CustomerPrepayments)).ShouldBe(0m);
        (await bank.ItemAsync(second)).Open.ShouldBe(50m);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_line_goes_to_an_account_or_aside_and_comes_back(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.BringAsync(new Pay(-0.36m, "Komisija"), new Pay(7m, "unknown"));
        await using var db = bank.Read();
        var fees = await db.Accounts.SingleAsync(a => a.Role == AccountRole.BankFees);

        (await bank.Acts.BookToAccountAsync(bank.Actor, BankGround.Act(await bank.LineAsync(-0.36m)), fees.Id)).Refusal.ShouldBeNull();
        (await bank.Acts.IgnoreAsync(bank.Actor, BankGround.Act(await bank.LineAsync(7m)), "not ours")).Refusal.ShouldBeNull();

        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(0.36m);
        (await bank.LineAsync(-0.36m)).Summary.ShouldBe("7710 Bank charges");
        var aside = await bank.LineAsync(7m);
        aside.State.ShouldBe(BankLineState.Ignored);
        (await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), aside.Id)).Ok.ShouldBeTrue();
        (await bank.LineAsync(7m)).State.ShouldBe(BankLineState.Open);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Two_matchers_at_once_and_a_person_never_settle_an_invoice_twice(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var pays = new List<Pay>();
        for (var n = 1; n <= 60; n++)
        {
            await bank.InvoiceAsync($"INV-2026-{n:0000}", 10m + n);
            pays.Add(new Pay(10m + n, $"INV-2026-{n:0000}", BankRef: $"R{n}"));
        }

        // The same invoice paid twice: one of the two stays open.
        pays.Add(new Pay(11m, "INV-2026-0001", BankRef: "again"));
        await bank.BringAsync([.. pays]);

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All))));

        runs.ShouldAllBe(r => r.Ok);
        runs.Sum(r => r.Value.Booked).ShouldBe(59);
        await using var db = bank.Read();
        (await db.Allocations.CountAsync()).ShouldBe(59);
        (await db.MatchRuns.SumAsync(r => r.Booked)).ShouldBe(59);
        await bank.CheckBooksAsync();
    }
}
