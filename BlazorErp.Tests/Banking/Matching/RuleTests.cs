using BlazorErp.Domain.Banking.Matching;

namespace BlazorErp.Tests.Banking.Matching;

public sealed class RuleTests
{
    private static readonly BankRule Fee = new(1, 10, "bank fee", new(Text: "komisija", Sign: RuleSign.Out), [new(7710)]);

    private static RuleLine Line(decimal amount, string text, string payer = "SWEDBANK AS", string? iban = null) => new(Book.Line(1, amount, text, payer, iban), 1);

    [Fact]
    public void A_bank_fee_books_by_its_text_and_sign()
    {
        var engine = RuleEngine.Prepare([Fee]).Value;
        var hit = engine.Apply(Line(-0.36m, "KOMISIJA par kontu")).ShouldNotBeNull();
        hit.Booked.ShouldBeTrue();
        hit.Postings.Single().Amount.Amount.ShouldBe(-0.36m);
        engine.Apply(Line(0.36m, "Komisija")).ShouldBeNull();
    }

    [Fact]
    public void Of_two_rules_the_first_by_order_books_and_the_other_is_shown()
    {
        var other = Fee with { Id = 2, Order = 5, Name = "all of Swedbank", When = new(Pattern: "^swedbank") };
        var hit = RuleEngine.Prepare([Fee, other]).Value.Apply(Line(-1m, "komisija")).ShouldNotBeNull();
        hit.Rule.Name.ShouldBe("all of Swedbank");
        hit.Signals.ShouldContain(new MatchSignal("match.rule_also", 0, "bank fee", 1L));
    }

    [Fact]
    public void A_loan_payment_splits_into_interest_from_the_text_and_principal()
    {
        var loan = new BankRule(1, 1, "loan", new(Text: "kredita"), [new(8250, Pattern: @"procenti (\d+[.,]\d\d)"), new(5110)]);
        var engine = RuleEngine.Prepare([loan]).Value;
        engine.Apply(Line(-123.40m, "Kredīta maksājums, procenti 3,40")).ShouldNotBeNull().Postings.Select(p => p.Amount.Amount).ShouldBe([-3.40m, -120m]);
        engine.Apply(Line(-123.40m, "Kredīta maksājums")).ShouldNotBeNull().Booked.ShouldBeFalse();
    }

    [Fact]
    public void A_rule_that_asks_nothing_or_cannot_run_in_linear_time_is_refused()
    {
        RuleEngine.Prepare([Fee with { When = new() }]).Refusal!.Code.ShouldBe("bank.rule_empty");
        RuleEngine.Prepare([Fee with { When = new(Pattern: @"(a)\1") }]).Refusal!.Code.ShouldBe("bank.rule_pattern");
        RuleEngine.Prepare([Fee with { Parts = [new(1), new(2)] }]).Refusal!.Code.ShouldBe("bank.rule_parts");
    }

    [Theory, InlineData("procenti 1 234,50", 1234.5), InlineData("procenti 1,234.50", 1234.5), InlineData("procenti 7", 7)]
    public void Amounts_in_the_text_are_read_as_people_write_them(string text, decimal interest)
    {
        var loan = new BankRule(1, 1, "loan", new(Sign: RuleSign.Out), [new(8250, Pattern: @"procenti (\d[\d ]*(?:[.,]\d+)*)"), new(5110)]);
        RuleEngine.Prepare([loan]).Value.Apply(Line(-2000m, text)).ShouldNotBeNull().Postings[0].Amount.Amount.ShouldBe(-interest);
    }

    [Fact]
    public void A_rule_that_only_tells_who_pays_books_nothing_and_lets_the_next_rule_book()
    {
        var payer = new BankRule(1, 1, "her shop", new(Text: "salons"), [], PartnerId: 7);
        var engine = RuleEngine.Prepare([payer, Fee with { When = new(Text: "salons") }]).Value;
        engine.PayerOf(Line(10m, "Salons Anna")).ShouldNotBeNull().PartnerId.ShouldBe(7);
        engine.Apply(Line(10m, "Salons Anna")).ShouldNotBeNull().Rule.Name.ShouldBe("bank fee");
        RuleEngine.Prepare([payer with { PartnerId = null }]).Refusal!.Code.ShouldBe("bank.rule_parts");
    }

    [Fact]
    public void The_second_same_choice_proposes_a_rule_that_holds_for_both()
    {
        var first = new ManualChoice(Line(-12m, "Latvenergo rēķins 10/2026", "AS LATVENERGO"), 7510);
        var second = new ManualChoice(Line(-15m, "Latvenergo rēķins 11/2026", "AS Latvenergo"), 7510);
        RuleProposer.Propose([first]).ShouldBeNull();
        var rule = RuleProposer.Propose([first, second]).ShouldNotBeNull();
        var engine = RuleEngine.Prepare([rule]).Value;
        engine.Apply(first.Line).ShouldNotBeNull().Booked.ShouldBeFalse();
        engine.Apply(second.Line).ShouldNotBeNull();
        RuleProposer.Propose([first, second], engine).ShouldBeNull();
        RuleProposer.Propose([first with { AccountId = 1 }, second]).ShouldBeNull();
    }
}
