using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Banking.Matching;

public sealed class CurrencyMatchTests
{
    private const string Iban = "LV80HABA0551012345678";
    private static readonly Currency Usd = Currency.Of("USD");
    private static readonly MatchSettings Rates = new((currency, _) => currency == Usd ? 0.9m : 1m);

    private static Book Shop() => new Book().Partner(1, "Acme Trading Inc", Iban).Partner(2, "Jānis Ozols").Item(1, 1, "INV-2026-0001", 100m, "USD");

    private static MatchDecision Match(decimal amount, string text, string payer = "Acme Trading", string? iban = Iban, Book? book = null, MatchSettings? settings = null, decimal? percent = null)
    {
        var line = Book.Line(1, amount, text, payer, iban);
        return Matcher.Match(percent is { } own ? line with { Tolerances = line.Tolerances with { CurrencyPercent = own } } : line, (book ?? Shop()).Index(), settings ?? Rates);
    }

    [Theory]
    [InlineData(90, null)]
    [InlineData(88.30, "match.currency_less")]
    [InlineData(91.50, "match.currency_more")]
    public void Euros_pay_a_named_invoice_in_dollars_within_tolerance_of_the_days_rate(decimal paid, string? said)
    {
        var decision = Match(paid, "INV-2026-0001");
        decision.Kind.ShouldBe(MatchKind.Booked);
        decision.Allocations.Single().ShouldBe(new Domain.Banking.Matching.Allocation(AllocationKind.Item, 1, new Money(paid, Book.Eur)) { ItemAmount = new Money(100m, Usd) });
        decision.Signals.ShouldContain(new MatchSignal("match.currency_value_fits", 25, new Money(100m, Usd), new Money(90m, Book.Eur)));
        (said is null || decision.Signals.Any(s => s.Code == said)).ShouldBeTrue();
        decision.Signals.Any(s => s.Code is "match.currency_less" or "match.currency_more").ShouldBe(said is not null);
    }

    [Fact]
    public void Nothing_of_it_is_booked_for_a_stranger_beyond_tolerance_without_a_rate_or_where_another_fits()
    {
        Match(90m, "INV-2026-0001", "Somebody", null).Kind.ShouldBe(MatchKind.Suggested);
        Match(91m, "INV-2026-0001", percent: 0m).Kind.ShouldBe(MatchKind.Suggested);
        Match(90m, "INV-2026-0001", percent: 0m).Kind.ShouldBe(MatchKind.Booked);
        Match(90m, "INV-2026-0001", settings: new()).ShouldSatisfyAllConditions(d => d.Kind.ShouldBe(MatchKind.Open), d => d.Missing.ShouldContain(m => m.Code == "match.rate_missing"));
        Match(90m, "INV-2026-0001", book: Shop().Item(2, 1, "INV-2026-0002", 90m)).Kind.ShouldNotBe(MatchKind.Booked);
    }

    [Fact]
    public void Less_is_suggested_as_a_part_and_more_with_what_is_too_much()
    {
        var part = Match(45m, "INV-2026-0001");
        part.Kind.ShouldBe(MatchKind.Suggested);
        part.Allocations.Single().ItemAmount.ShouldBe(new Money(50m, Usd));
        var more = Match(120m, "INV-2026-0001");
        more.Kind.ShouldBe(MatchKind.Suggested);
        more.Allocations.Select(a => (a.Kind, a.Amount.Amount)).ShouldBe([(AllocationKind.Item, 90m), (AllocationKind.Surplus, 30m)]);
    }

    [Fact]
    public void Two_invoices_in_dollars_share_the_euros_and_use_them_up()
    {
        var decision = Match(269.99m, "INV-2026-0001, INV-2026-0003", book: Shop().Item(3, 1, "INV-2026-0003", 200m, "USD"));
        decision.Kind.ShouldBe(MatchKind.Booked);
        decision.Allocations.Sum(a => a.Amount.Amount).ShouldBe(269.99m);
        decision.Allocations.Select(a => a.ItemAmount!.Value.Amount).ShouldBe([100m, 200m]);
    }

    [Fact]
    public void A_known_payer_without_a_number_is_only_suggested()
    {
        var decision = Match(90.50m, "payment");
        decision.Kind.ShouldBe(MatchKind.Suggested);
        decision.Allocations.Single().ItemId.ShouldBe(1);
        decision.Missing.ShouldContain(m => m.Code == "match.no_reference");
    }

    [Fact]
    public void A_split_begins_with_the_days_rate_and_never_gives_an_item_more_than_is_open() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var cross = new CrossRate(Book.Eur, 1m, Usd, random.Next(500, 1500) / 1000m, Book.Eur);
        var sign = random.Next(2) == 0 ? 1 : -1;
        var (rest, open) = (sign * random.Next(1, 1_000_00) / 100m, sign * random.Next(1, 1_000_00) / 100m);
        var (paid, gets) = cross.Propose(rest, open, 2m);
        return Math.Abs(paid) <= Math.Abs(rest) && Math.Abs(gets) <= Math.Abs(open) && Usd.Round(gets) == gets && Book.Eur.Round(paid) == paid;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
