using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class BankRulesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private static BankRules Rules(BankGround bank) => bank.Company.Get<BankRules>();

    private static async Task<long> AccountAsync(BankGround bank, AccountRole role)
    {
        await using var db = bank.Read();
        return await db.Accounts.Where(a => a.Role == role).Select(a => a.Id).SingleAsync();
    }

    private static async Task<decimal> BalanceAsync(BankGround bank, AccountRole role)
    {
        await using var db = bank.Read();
        return await BankGround.BalanceAsync(db, role);
    }

    private static async Task<long> SavedAsync(BankGround bank, BankRule rule)
    {
        var saved = await Rules(bank).SaveAsync(bank.Actor, new SaveRule(Guid.NewGuid(), 0, rule));
        saved.Refusal.ShouldBeNull();
        return saved.Value;
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rule_books_a_bank_fee_the_line_names_it_and_undo_takes_it_back(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var rule = await SavedAsync(bank, new(0, 0, "Bank fee", new(Text: "komisija", Sign: RuleSign.Out), [new(await AccountAsync(bank, AccountRole.BankFees))]));
        await bank.BringAsync(new Pay(-0.36m, "Komisija", "SWEDBANK AS"), new Pay(0.36m, "Komisija back", BankRef: "b"));

        var run = (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value;

        (run.Booked, run.LeftOpen).ShouldBe((1, 1));
        var line = await bank.LineAsync(-0.36m);
        (line.State, line.RuleId, line.Summary).ShouldBe((BankLineState.Booked, rule, "7710 Bank charges"));
        LineExplanation.Read(line.Explanation).Signals.ShouldContain(s => s.Code == "match.rule" && (string)s.Args[0] == "Bank fee" && (decimal)s.Args[1] == rule);
        (await BalanceAsync(bank, AccountRole.BankFees)).ShouldBe(0.36m);
        (await bank.Company.Get<RuleQueries>().ListAsync(bank.Actor)).Rules.Single().Booked.ShouldBe(1);
        await bank.CheckBooksAsync();

        (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), run.RunId!.Value)).Value.ShouldBe(1);
        (await bank.LineAsync(-0.36m)).RuleId.ShouldBeNull();
        (await BalanceAsync(bank, AccountRole.BankFees)).ShouldBe(0m);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Loan_and_vat_are_split_by_rule_and_a_suggesting_rule_waits_for_a_key(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var (interest, other) = (await AccountAsync(bank, AccountRole.Interest), await AccountAsync(bank, AccountRole.OtherExpense));
        await SavedAsync(bank, new(0, 0, "Loan", new(Pattern: "^bank as .*aizdevum"), [new(interest, Pattern: @"procenti (\d+,\d\d)"), new(other)]));
        var rent = await SavedAsync(bank, new(0, 0, "Rent", new(Iban: "LV97 HABA 0012 3456 78910"), [new(other, bank.Company.Vat)], bank.Company.Customer, Automatic: false));
        await bank.BringAsync(new Pay(-123.40m, "Aizdevuma maksājums, procenti 3,40", "BANK AS"), new Pay(-121m, "noma", "Nami", "LV97HABA0012345678910"), new Pay(-50m, "Aizdevums bez procentiem", "BANK AS", BankRef: "x"));

        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.ShouldSatisfyAllConditions(r => r.Booked.ShouldBe(1), r => r.Suggested.ShouldBe(1), r => r.LeftOpen.ShouldBe(1));
        (await BalanceAsync(bank, AccountRole.Interest)).ShouldBe(3.40m);
        LineExplanation.Read((await bank.LineAsync(-50m)).Explanation).Missing.ShouldContain(m => m.Code == "match.rule_parts_do_not_fit");
        var line = await bank.LineAsync(-121m);
        (line.State, line.RuleId).ShouldBe((BankLineState.Suggested, rent));
        LineExplanation.Read(line.Explanation).Missing.ShouldContain(m => m.Code == "match.rule_suggests");

        (await bank.Acts.AcceptAsync(bank.Actor, BankGround.Act(line))).Refusal.ShouldBeNull();

        (await BalanceAsync(bank, AccountRole.VatInput)).ShouldBe(21m);
        (await BalanceAsync(bank, AccountRole.OtherExpense)).ShouldBe(220m);
        line = await bank.LineAsync(-121m);
        (line.RuleId, line.Summary, line.PartnerId).ShouldBe((rent, "7790 Other expenses", bank.Company.Customer));
        await bank.CheckBooksAsync();
        (await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), line.Id)).Ok.ShouldBeTrue();
        (await BalanceAsync(bank, AccountRole.VatInput)).ShouldBe(0m);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_document_goes_before_a_rule_and_a_rule_before_a_bare_amount(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await SavedAsync(bank, new(0, 0, "All of Maxima", new(Text: "maxima"), [new(await AccountAsync(bank, AccountRole.OtherIncome))]));
        var named = await bank.InvoiceAsync("INV-2026-0001", 100m);
        await bank.InvoiceAsync("INV-2026-0002", 55m);
        await bank.InvoiceAsync("INV-2026-0003", 70m);
        await bank.BringAsync(new Pay(100m, "INV-2026-0001", "MAXIMA"), new Pay(55m, "payment", "MAXIMA"), new Pay(71m, "INV-2026-0003 un vēl", "MAXIMA"), new Pay(33m, "INV-2026-0999", "MAXIMA"));

        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);

        (await bank.ItemAsync(named)).Open.ShouldBe(0m);
        (await bank.LineAsync(100m)).RuleId.ShouldBeNull();
        var byRule = await bank.LineAsync(55m);
        (byRule.State, byRule.Summary).ShouldBe((BankLineState.Booked, "6550 Other income"));
        LineExplanation.Read(byRule.Explanation).RunnerUp!.WhyLower!.Code.ShouldBe("match.lower_than_rule");
        var kept = await bank.LineAsync(71m);
        kept.State.ShouldBe(BankLineState.Suggested);
        LineExplanation.Read(kept.Explanation).Missing.ShouldContain(m => m.Code == "match.rule_waits");
        (await bank.LineAsync(33m)).State.ShouldBe(BankLineState.Suggested);
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rule_that_tells_who_pays_lets_the_matcher_settle_their_invoice(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var item = await bank.InvoiceAsync("INV-2026-0001", 88m);
        await SavedAsync(bank, new(0, 0, "Her salon pays", new(Text: "salons anna"), [], bank.Company.Customer));
        await bank.BringAsync(new Pay(88m, "par precēm", "Salons Anna"));

        (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Value.Booked.ShouldBe(1);

        (await bank.ItemAsync(item)).Open.ShouldBe(0m);
        LineExplanation.Read((await bank.LineAsync(88m)).Explanation).Signals.ShouldContain(s => s.Code == "match.payer_by_rule");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Rules_are_ordered_changed_switched_off_and_deleted_and_two_people_do_not_overwrite_each_other(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var queries = bank.Company.Get<RuleQueries>();
        var (fees, income) = (await AccountAsync(bank, AccountRole.BankFees), await AccountAsync(bank, AccountRole.OtherExpense));
        var first = await SavedAsync(bank, new(0, 0, "First", new(Text: "maksa"), [new(fees)]));
        var second = await SavedAsync(bank, new(0, 0, "Second", new(Sign: RuleSign.Out), [new(income)]));

        (await Rules(bank).ReorderAsync(bank.Actor, Guid.NewGuid(), [second])).Refusal!.Code.ShouldBe("changed_by_other");
        (await Rules(bank).ReorderAsync(bank.Actor, Guid.NewGuid(), [second, first])).Ok.ShouldBeTrue();
        await bank.BringAsync(new Pay(-1m, "maksa"));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);

        var line = await bank.LineAsync(-1m);
        line.RuleId.ShouldBe(second);
        LineExplanation.Read(line.Explanation).Signals.ShouldContain(s => s.Code == "match.rule_also" && (string)s.Args[0] == "First");
        var rows = (await queries.ListAsync(bank.Actor)).Rules;
        rows.Select(r => r.Rule.Name).ShouldBe(["Second", "First"]);
        var changed = rows[0].Rule with { Name = "Second, renamed", Parts = [new(fees, Percent: 40m), new(income)] };
        (await Rules(bank).SaveAsync(bank.Actor, new SaveRule(Guid.NewGuid(), rows[0].Version, changed))).Refusal.ShouldBeNull();
        (await Rules(bank).SaveAsync(bank.Actor, new SaveRule(Guid.NewGuid(), rows[0].Version, changed))).Refusal!.Code.ShouldBe("changed_by_other");
        (await Rules(bank).SwitchAsync(bank.Actor, Guid.NewGuid(), first, rows[1].Version, false)).Ok.ShouldBeTrue();
        rows = (await queries.ListAsync(bank.Actor)).Rules;
        (rows[0].Rule.Parts.Count, rows[0].Booked, rows[1].IsActive).ShouldBe((2, 1, false));
        (await Rules(bank).DeleteAsync(bank.Actor, Guid.NewGuid(), second, rows[0].Version)).Ok.ShouldBeTrue();
        (await queries.ListAsync(bank.Actor)).Rules.Select(r => r.Rule.Id).ShouldBe([first]);
        (await queries.NameAsync(bank.Actor, second)).ShouldBe("Second, renamed");
        await using var db = bank.Read();
        (await db.AuditEntries.Where(a => a.EntityType == BankRules.Entity).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()).ShouldBe(["bank.rule_made", "bank.rule_made", "bank.rules_ordered", "bank.rule_changed", "bank.rule_off", "bank.rule_deleted"]);
    }

    [Fact]
    public async Task What_cannot_be_a_rule_is_refused_with_its_field()
    {
        await using var bank = await BankGround.CreateAsync(DatabaseProvider.Sqlite);
        var fees = await AccountAsync(bank, AccountRole.BankFees);
        var receivable = await AccountAsync(bank, AccountRole.Receivable);
        BankRule good = new(0, 0, "Fee", new(Text: "fee"), [new(fees)]);
        foreach (var (rule, code, field) in new (BankRule, string, string?)[]
        {
            (good with { Name = " " }, "value.required", "name"), (good with { When = new() }, "bank.rule_empty", "text"), (good with { When = new(Text: "…") }, "bank.rule_empty", "text"), (good with { When = new(Pattern: "(a)\\1") }, "bank.rule_pattern", "pattern"),
            (good with { When = new(Iban: "LV80BANK0000435195002") }, "bank.iban_wrong", "iban"), (good with { When = new(Least: 5m, Most: 4m) }, "value.range", "most"), (good with { Parts = [] }, "bank.rule_says_nothing", "parts"),
            (good with { Parts = [new(fees, Percent: 60m)] }, "bank.rule_parts", "parts"), (good with { Parts = [new(fees, Percent: 60m), new(fees, Percent: 60m)] }, "bank.rule_parts", "parts"), (good with { Parts = [new(fees, Percent: 0m), new(fees)] }, "value.range", "percent"),
            (good with { Parts = [new(receivable)] }, "bank.account_not_allowed", null), (good with { Parts = [new(12345)] }, "not_found", null), (good with { PartnerId = 12345 }, "partner.not_found", null), (good with { Id = 77 }, "not_found", null),
        })
        {
            var refusal = (await Rules(bank).SaveAsync(bank.Actor, new SaveRule(Guid.NewGuid(), 0, rule))).Refusal.ShouldNotBeNull(rule.ToString());
            (refusal.Code, refusal.Field).ShouldBe((code, field), rule.ToString());
        }

        var viewer = bank.Actor with { Allowed = Permissions.Of(Role.Viewer) };
        (await Rules(bank).SaveAsync(viewer, new SaveRule(Guid.NewGuid(), 0, good))).Refusal!.Code.ShouldBe("forbidden");
        (await Rules(bank).ReorderAsync(viewer, Guid.NewGuid(), [])).Refusal!.Code.ShouldBe("forbidden");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_draft_is_tried_on_history_before_it_is_saved(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var (fees, other) = (await AccountAsync(bank, AccountRole.BankFees), await AccountAsync(bank, AccountRole.OtherExpense));
        await bank.BringAsync(new Pay(-1m, "Mēneša maksa"), new Pay(-2m, "MĒNEŠA MAKSA"), new Pay(-3m, "mēneša  maksa"), new Pay(-4m, "citi"), new Pay(5m, "mēneša maksa atpakaļ"));
        await bank.Acts.BookToAccountAsync(bank.Actor, BankGround.Act(await bank.LineAsync(-1m)), fees);
        await bank.Acts.BookToAccountAsync(bank.Actor, BankGround.Act(await bank.LineAsync(-2m)), other);
        BankRule draft = new(0, 0, "", new(Text: "maksa menesa", Sign: RuleSign.Out), [new(fees, Fixed: 1m)]);

        var trial = (await bank.Company.Get<RuleTrials>().TryAsync(bank.Actor, draft)).Value;

        (trial.Hits, trial.Waiting, trial.Agreeing, trial.NotFitting, trial.Bounded).ShouldBe((3, 1, 1, 2, false));
        trial.Totals.Single().ShouldBe(new TrialTotal("EUR", 0m, -6m));
        trial.Shown.Select(h => h.Line.Amount).ShouldBe([-3m, -2m, -1m]);
        await SavedAsync(bank, draft with { Name = "one", When = new(Text: "maksa", Most: 2m) });
        trial = (await bank.Company.Get<RuleTrials>().TryAsync(bank.Actor, draft with { Parts = [new(other)] })).Value;
        (trial.Taken, trial.Agreeing, trial.Differing, trial.NotFitting).ShouldBe((2, 1, 1, 0));
        trial.Shown.Count(h => h.OtherRule == "one").ShouldBe(2);
        (await bank.Company.Get<RuleTrials>().TryAsync(bank.Actor, draft with { When = new() })).Refusal!.Code.ShouldBe("bank.rule_empty");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_second_same_choice_is_offered_as_a_rule_once_and_not_again_when_dismissed(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var proposals = bank.Company.Get<RuleProposals>();
        var other = await AccountAsync(bank, AccountRole.OtherExpense);
        await bank.BringAsync(new Pay(-12m, "rēķins 10/2026", "AS LATVENERGO", "LV97HABA0012345678910"), new Pay(-15m, "rēķins 11/2026", "AS Latvenergo", "LV97HABA0012345678910"), new Pay(-18m, "rēķins 12/2026", "AS Latvenergo", "LV97HABA0012345678910"));
        await bank.Acts.BookToAccountAsync(bank.Actor, BankGround.Act(await bank.LineAsync(-12m)), other);
        (await proposals.AfterAsync(bank.Actor, (await bank.LineAsync(-12m)).Id)).ShouldBeNull();
        await bank.Acts.BookToAccountAsync(bank.Actor, BankGround.Act(await bank.LineAsync(-15m)), other, bank.Company.Vat);
        (await proposals.AfterAsync(bank.Actor, (await bank.LineAsync(-15m)).Id)).ShouldBeNull();
        await bank.Acts.BookToAccountAsync(bank.Actor, BankGround.Act(await bank.LineAsync(-18m)), other);

        var proposal = (await proposals.AfterAsync(bank.Actor, (await bank.LineAsync(-18m)).Id)).ShouldNotBeNull();

        proposal.Rule.ShouldSatisfyAllConditions(r => r.Automatic.ShouldBeFalse(), r => r.When.Iban.ShouldBe("LV97HABA0012345678910"), r => r.Parts.Single().AccountId.ShouldBe(other));
        (await proposals.AllAsync(bank.Actor)).Single().Rule.When.ShouldBe(proposal.Rule.When);
        (await Rules(bank).DismissAsync(bank.Actor, Guid.NewGuid(), proposal.Rule)).Ok.ShouldBeTrue();
        (await proposals.AllAsync(bank.Actor)).ShouldBeEmpty();
        (await proposals.AfterAsync(bank.Actor, (await bank.LineAsync(-18m)).Id)).ShouldBeNull();
        var ofLine = (await proposals.OfLineAsync(bank.Actor, (await bank.LineAsync(-15m)).Id)).Value;
        (ofLine.Parts.Single().VatRateId, ofLine.When.Iban, ofLine.When.Sign).ShouldBe((bank.Company.Vat, "LV97HABA0012345678910", RuleSign.Out));
    }
}
