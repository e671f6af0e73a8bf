using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class TransferTests
{
    private const string Other = "LV97HABA0012345678910";

    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private static async Task BringAsync(BankGround bank, string iban, string currency, params Pay[] pays) =>
        await bank.BringAsync(BankGround.Statement(iban, currency, bank.Company.Today, 0m, pays, Guid.NewGuid().ToString("N")[..8]), new(CreateAccounts: true));

    private static async Task<decimal> TransitAsync(BankGround bank)
    {
        await using var db = bank.Read();
        return await BankGround.BalanceAsync(db, AccountRole.Transfers);
    }

    private static async Task HoldsAsync(BankGround bank) => (await bank.Company.Get<SelfCheck>().CheckAsync(null, default)).Results.Where(r => !r.Holds).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_side_books_alone_when_it_comes_and_both_together_clear_the_transit_account(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await BringAsync(bank, Other, "EUR");
        await BringAsync(bank, BankGround.Iban, "EUR", new Pay(-500m, "own money", "SIA Baltic Parts", Other));

        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(1);
        (await TransitAsync(bank)).ShouldBe(500m);
        (await bank.LineAsync(-500m)).TransferLineId.ShouldBeNull();
        await BringAsync(bank, Other, "EUR", new Pay(500m, "own money", "SIA Baltic Parts"));
        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(1);

        (await TransitAsync(bank)).ShouldBe(0m);
        var (sent, came) = (await bank.LineAsync(-500m), await bank.LineAsync(500m));
        (sent.TransferLineId, came.TransferLineId, came.Summary).ShouldBe((came.Id, sent.Id, "2670 Money in transit"));
        var shown = (await bank.Company.Get<BankQueries>().LineAsync(bank.Actor, sent.Id))!.Transfer!;
        (shown.LineId, shown.Amount).ShouldBe((came.Id, 500m));
        await bank.CheckBooksAsync();
        await HoldsAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Undoing_one_side_takes_the_pair_apart_and_the_other_falls_where_only_the_pair_spoke_for_it(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await BringAsync(bank, Other, "EUR", new Pay(500m, "x"));
        await BringAsync(bank, BankGround.Iban, "EUR", new Pay(-500m, "x", "SIA Baltic Parts", Other));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);

        (await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), (await bank.LineAsync(500m)).Id)).Ok.ShouldBeTrue();

        var sent = await bank.LineAsync(-500m);
        (sent.State, sent.TransferLineId, (await bank.LineAsync(500m)).State).ShouldBe((BankLineState.Booked, null, BankLineState.Open));
        await HoldsAsync(bank);
        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.ShouldSatisfyAllConditions(r => r.Booked.ShouldBe(0), r => r.Suggested.ShouldBe(1));
        (await bank.Acts.AcceptAsync(bank.Actor, BankGround.Act(await bank.LineAsync(500m)))).Refusal.ShouldBeNull();
        (await bank.LineAsync(500m)).TransferLineId.ShouldBe(sent.Id);
        (await TransitAsync(bank)).ShouldBe(0m);

        await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), sent.Id);
        (await bank.LineAsync(500m)).State.ShouldBe(BankLineState.Booked, "a person accepted it");
        await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), (await bank.LineAsync(500m)).Id);
        (await TransitAsync(bank)).ShouldBe(0m);
        await bank.CheckBooksAsync();
        await HoldsAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_side_without_words_of_its_own_opens_with_the_other_and_an_import_is_undone_with_its_pairs(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await BringAsync(bank, Other, "EUR", new Pay(500m, "x"), new Pay(40m, "y", "Baltic", BankGround.Iban));
        await BringAsync(bank, BankGround.Iban, "EUR", new Pay(-500m, "x", "SIA Baltic Parts", Other), new Pay(-40m, "y", "", Other));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);
        (await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), (await bank.LineAsync(-500m)).Id)).Ok.ShouldBeTrue();
        (await bank.LineAsync(500m)).State.ShouldBe(BankLineState.Open);

        await using var db = bank.Read();
        var file = await db.BankLines.Where(l => l.Amount == -40m).Join(db.BankStatements, l => l.StatementId, s => s.Id, (_, s) => s.FileId).SingleAsync();
        (await bank.Undo.UndoImportAsync(bank.Actor, Guid.NewGuid(), file)).Ok.ShouldBeTrue();

        var stays = await bank.LineAsync(40m);
        (stays.State, stays.TransferLineId).ShouldBe((BankLineState.Booked, null));
        (await TransitAsync(bank)).ShouldBe(-40m);
        await bank.CheckBooksAsync();
        await HoldsAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Fee_and_conversion_on_the_way_are_booked_and_the_pair_still_clears(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.Company.Db.WriteAsync(bank.Actor, new Command("test"), (w, _) =>
        {
            w.Add(new ExchangeRate { Currency = "USD", Date = bank.Company.Today.AddYears(-1), Rate = 0.9m });
            return Task.FromResult(Domain.Shared.Outcome.Done);
        }, default);
        const string Dollars = "LT121000011101001000";
        await BringAsync(bank, Other, "EUR", new Pay(98.50m, "x", "", BankGround.Iban));
        await BringAsync(bank, Dollars, "USD", new Pay(221m, "fx", "", BankGround.Iban));
        await BringAsync(bank, BankGround.Iban, "EUR", new Pay(-100m, "x", "", Other), new Pay(-200m, "fx", "", Dollars));

        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(4);

        (await TransitAsync(bank)).ShouldBe(0m);
        await using var db = bank.Read();
        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(1.50m);
        (await BankGround.BalanceAsync(db, AccountRole.ExchangeDifference)).ShouldBe(1.10m);
        (await db.BankLines.CountAsync(l => l.TransferLineId != null)).ShouldBe(4);
        await HoldsAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_run_with_nothing_to_look_at_is_no_error_with_several_accounts(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await BringAsync(bank, BankGround.Iban, "EUR", new Pay(-100m, "x", "", Other));
        await BringAsync(bank, Other, "EUR", new Pay(100m, "x", "", BankGround.Iban));
        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(2);

        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.ShouldBe(new MatchResult(null, 0, 0, 0, 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rules_transfer_pairs_like_any_other(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await BringAsync(bank, BankGround.Iban, "EUR", new Pay(33m, "terminal 123", "SumUp"));
        await BringAsync(bank, Other, "EUR", new Pay(-33m, "out"));
        await using var db = bank.Read();
        var account = await db.BankAccounts.SingleAsync(a => a.Iban == Other);
        var rule = (await bank.Company.Get<BankRules>().SaveAsync(bank.Actor, new SaveRule(Guid.NewGuid(), 0, new BankRule(0, 0, "Cards", new(Text: "sumup"), [], OwnTransferTo: account.Id)))).Value;

        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(2);

        (await bank.LineAsync(33m)).ShouldSatisfyAllConditions(l => l.RuleId.ShouldBe(rule), l => l.TransferLineId.ShouldNotBeNull());
        (await TransitAsync(bank)).ShouldBe(0m);
        await HoldsAsync(bank);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_payout_books_when_the_provider_tells_it_and_pairs_with_the_bank_line_that_waited_for_it(DatabaseProvider engine)
    {
        await using var ground = await Payments.ProviderGround.CreateAsync(engine);
        await ground.Bank.BringAsync(new Pay(70m, "PAYPAL *TRANSFER", "PayPal Europe", "DE89370400440532013000"), new Pay(70m, "for goods", "Someone"));
        (await ground.Bank.Reconciliation.MatchAsync(ground.Bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(0);
        await ground.WriteAsync(ground.Sale("P1", -70m, 0m) with { Event = Domain.Banking.Payments.ProviderEvent.Transfer, EventCode = "T0400" });

        (await ground.MatchAsync()).Booked.ShouldBe(1);

        await using var db = ground.Read();
        var payout = await db.BankLines.SingleAsync(l => l.Kind == BankLineKind.Payout);
        (await db.BankLines.SingleAsync(l => l.Id == payout.TransferLineId)).CounterpartyName.ShouldBe("PayPal Europe");
        (await TransitAsync(ground.Bank)).ShouldBe(0m);
        await ground.CheckAsync();
    }
}
