using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Banking.Matching;

public sealed class ToleranceTests
{
    private static Book Shop() => new Book().Partner(2, "SIA \"Rīgas Auto\"", "LV80HABA0551012345678").Item(917, 2, "INV-2026-0917", 310m).Item(918, 2, "INV-2026-0918", 9m).Item(40, 2, "SZ-2026-0040", -120m);

    private static MatchDecision Match(decimal amount, string text, Tolerances? lets = null, Book? book = null, string payer = "Rigas Auto") =>
        Matcher.Match(lets is null ? Book.Line(1, amount, text, payer) : Book.Line(1, amount, text, payer) with { Tolerances = lets }, (book ?? Shop()).Index());

    [Fact]
    public void A_fee_is_taken_off_and_said_in_words_only_where_the_account_lets_it_pass()
    {
        Match(307.50m, "INV-2026-0917").Kind.ShouldBe(MatchKind.Booked, "the usual is 2.00, but a part of a named invoice is booked as a part");
        Match(307.50m, "INV-2026-0917").Allocations.ShouldAllBe(a => a.Kind == AllocationKind.Item);
        var decision = Match(307.50m, "INV-2026-0917", new(0.05m, 5m, 0m));
        decision.Kind.ShouldBe(MatchKind.Booked);
        decision.Allocations.Select(a => (a.Kind, a.Amount.Amount)).ShouldBe([(AllocationKind.Item, 310m), (AllocationKind.Fee, -2.50m)]);
        decision.Signals.ShouldContain(new MatchSignal("match.fee_taken", 15, new Money(2.50m, Book.Eur)));
        Match(308.50m, "INV-2026-0917", new(0m, 0m, 0m)).Allocations.ShouldAllBe(a => a.Kind == AllocationKind.Item);
    }

    [Theory]
    [InlineData(310.04)]
    [InlineData(309.96)]
    public void Cents_either_way_are_rounding(decimal paid)
    {
        Match(paid, "INV-2026-0917", payer: "A STRANGER").Kind.ShouldBe(MatchKind.Suggested, "a number may be mistyped");
        var decision = Match(paid, "INV-2026-0917");
        decision.Kind.ShouldBe(MatchKind.Booked);
        decision.Allocations.Single(a => a.Kind == AllocationKind.Rounding).Amount.Amount.ShouldBe(paid - 310m);
        Match(paid, "INV-2026-0917", new(0m, 0m, 0m)).Allocations.ShouldAllBe(a => a.Kind != AllocationKind.Rounding);
    }

    [Fact]
    public void What_is_missing_of_a_small_invoice_may_be_a_fee_or_a_part_and_a_person_decides()
    {
        var decision = Match(7.50m, "INV-2026-0918");
        decision.Kind.ShouldBe(MatchKind.Suggested);
        decision.Missing.ShouldContain(new MatchSignal("match.fee_or_part", 0, new Money(1.50m, Book.Eur)));
        decision.Allocations.ShouldContain(a => a.Kind == AllocationKind.Fee);
    }

    [Fact]
    public void Nothing_is_taken_off_what_we_send() => Match(-118.50m, "SZ-2026-0040").Allocations.ShouldAllBe(a => a.Kind != AllocationKind.Fee);

    [Fact]
    public void An_exact_payment_goes_before_one_within_tolerance_even_with_less_to_go_by()
    {
        var lines = new[] { Book.Line(1, 308.50m, "INV-2026-0917", "Rigas Auto"), Book.Line(2, 310m, "payment", "Rigas Auto", "LV80HABA0551012345678") };
        var decisions = MatchRun.Match(lines, Shop().Index());
        decisions[1].Allocations.Single().ItemId.ShouldBe(917);
        decisions[1].Kind.ShouldBe(MatchKind.Booked);
        decisions[0].Kind.ShouldNotBe(MatchKind.Booked);
    }

    [Fact]
    public void Two_payments_within_tolerance_of_one_invoice_are_both_left()
    {
        var lines = new[] { Book.Line(1, 308.50m, "INV-2026-0917", "Rigas Auto"), Book.Line(2, 309m, "INV-2026-0917", "Rigas Auto SIA") };
        MatchRun.Match(lines, Shop().Index()).ShouldAllBe(d => d.Kind == MatchKind.Suggested && d.Missing.Any(m => m.Code == "match.competing_lines"));
    }

    [Fact]
    public void Another_invoice_of_just_that_amount_speaks_against_it()
    {
        var decision = Match(308.50m, "INV-2026-0917", book: Shop().Item(919, 2, "INV-2026-0919", 308.50m));
        decision.Kind.ShouldNotBe(MatchKind.Booked);
        decision.Missing.ShouldContain(m => m.Code == "match.amount_fits_other" || m.Code == "match.number_differs");
    }

    [Fact]
    public void The_usual_differs_by_currency()
    {
        Tolerances.Usual(Currency.Of("EUR")).ShouldBe(new Tolerances(0.05m, 2m, 2m));
        Tolerances.Usual(Currency.Of("HUF")).Fee.ShouldBeGreaterThan(100m);
        var book = new Book().Partner(1, "Kft").Item(1, 1, "INV-2026-0001", 120_000m, "HUF");
        book.Match(119_500m, "INV-2026-0001", "X", null, "HUF").Allocations.ShouldContain(a => a.Kind == AllocationKind.Fee);
        book.Match(119_998m, "INV-2026-0001", "X", null, "HUF").Allocations.ShouldContain(a => a.Kind == AllocationKind.Rounding);
    }

    [Fact]
    public void Whatever_the_tolerances_what_is_booked_differs_by_no_more_and_adds_up() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var corpus = Corpus.Make(seed, 100);
        var lets = new Tolerances(random.Next(0, 20) / 100m, random.Next(0, 500) / 100m, 0m);
        var decisions = MatchRun.Match([.. corpus.Lines.Select(l => l.Line with { Tolerances = lets })], OpenItemIndex.Build(corpus.Items, corpus.Partners, corpus.History));
        return corpus.Lines.Zip(decisions).Where(p => p.Second.Kind == MatchKind.Booked).All(p =>
            p.Second.Allocations.Sum(a => a.Amount.Amount) == p.First.Line.Amount.Amount
            && p.Second.Allocations.All(a => a.Kind switch
            {
                AllocationKind.Fee => a.Amount.Amount < 0m && -a.Amount.Amount <= lets.Fee,
                AllocationKind.Rounding => Math.Abs(a.Amount.Amount) <= lets.Rounding,
                _ => true,
            }));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
}
