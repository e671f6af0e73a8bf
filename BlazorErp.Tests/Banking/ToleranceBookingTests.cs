using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class ToleranceBookingTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task What_a_bank_took_off_goes_to_its_charges_cents_to_rounding_and_both_come_back(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var first = await bank.InvoiceAsync("INV-2026-0001", 310m);
        var second = await bank.InvoiceAsync("INV-2026-0002", 100m);
        await using var db = bank.Read();
        var name = (await db.Partners.SingleAsync(p => p.Id == bank.Company.Customer)).Name;
        await bank.BringAsync(new Pay(308.50m, "INV-2026-0001", name), new Pay(100.03m, "INV-2026-0002", name));

        var run = (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value;

        run.Booked.ShouldBe(2);
        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(1.50m);
        (await BankGround.BalanceAsync(db, AccountRole.Rounding)).ShouldBe(-0.03m);
        (await bank.ItemAsync(first)).Open.ShouldBe(0m);
        LineExplanation.Read((await bank.LineAsync(308.50m)).Explanation).Signals.ShouldContain(s => s.Code == "match.fee_taken");
        await bank.CheckBooksAsync();

        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), run.RunId!.Value)).Value.ShouldBe(2);

        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(0m);
        (await BankGround.BalanceAsync(db, AccountRole.Rounding)).ShouldBe(0m);
        ((await bank.ItemAsync(first)).Open, (await bank.ItemAsync(second)).Open).ShouldBe((310m, 100m));
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_passes_is_what_the_account_says_and_who_changed_it_is_kept(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var item = await bank.InvoiceAsync("INV-2026-0001", 210m);
        await bank.InvoiceAsync("INV-2026-0002", 100m);
        await using var db = bank.Read();
        await bank.BringAsync(new Pay(306m, "INV-2026-0001, INV-2026-0002", (await db.Partners.SingleAsync(p => p.Id == bank.Company.Customer)).Name));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);
        (await bank.LineAsync(306m)).State.ShouldBe(BankLineState.Suggested);
        var accounts = bank.Company.Get<BankAccounts>();
        var account = await db.BankAccounts.AsNoTracking().SingleAsync();
        SaveBankAccount Save(BankTolerances lets) => new(Guid.NewGuid(), account.Id, account.Version, account.Name, account.Iban, "EUR", null) { Tolerances = lets };

        (await accounts.SaveAsync(bank.Actor, Save(new(-1m, 0.005m, 30m)), default)).Refusal!.All.Select(r => r.Field).ShouldBe(["rounding", "fee", "currencyPercent"]);
        (await accounts.SaveAsync(bank.Actor, Save(new(null, 5m, null)), default)).Refusal.ShouldBeNull();
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);

        (await bank.LineAsync(306m)).State.ShouldBe(BankLineState.Booked);
        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(4m);
        (await bank.ItemAsync(item)).Open.ShouldBe(0m);
        (await db.AuditEntries.SingleAsync(a => a.Action == "bank.tolerances")).Facts.ShouldContain("5");
        (await bank.Company.Get<BankQueries>().AccountsAsync(bank.Actor)).Single().Tolerances.ShouldBe(new BankTolerances(null, 5m, null));
        await bank.CheckBooksAsync();
    }
}
