using BlazorErp.Domain.Banking.Matching;

namespace BlazorErp.Tests.Banking.Matching;

public sealed class MatcherTests
{
    private const string OzolsIban = "LV80HABA0551012345678";

    private static Book Shop() => new Book()
        .Partner(1, "Jānis Ozols").Partner(2, "SIA \"Rīgas Auto\"", OzolsIban).Partner(3, "SIA Maxima Latvija")
        .Item(921, 1, "INV-2026-0921", 84.30m).Item(922, 1, "INV-2026-0922", 84.30m)
        .Item(917, 2, "INV-2026-0917", 310.00m).Item(788, 3, "INV-2026-0788", 168.60m)
        .Item(801, 3, "INV-2026-0801", 95m).Item(802, 3, "INV-2026-0802", 95m).Item(803, 3, "INV-2026-0803", 95m);

    private static long[] Items(MatchDecision decision) => [.. decision.Allocations.Where(a => a.ItemId is not null).Select(a => a.ItemId!.Value).Order()];

    [Theory]
    [InlineData("INV-2026-0917")]
    [InlineData("inv 2026/0917")]
    [InlineData("INV2026-0917")]
    [InlineData("inv20260917")]
    [InlineData("inv2026917")]
    [InlineData("rek. 2026-0917")]
    [InlineData("rek.2026-917")]
    [InlineData("Apmaksa par rēķinu Nr. 2026/917, paldies")]
    [InlineData("Apmaksa par rēķinu Nr.2026-0917.")]
    [InlineData("számla: 2026-917 21.11.2026")]
    [InlineData("faktura nr 917/2026")]
    [InlineData("INV 26-0917")]
    [InlineData("/ROC/INV-2026-0917/")]
    [InlineData("(INV-2026-0917)")]
    [InlineData("Tel. 29 310 455 INV-2026-0917 EUR 310.00")]
    public void A_whole_number_in_any_writing_with_its_amount_books_whoever_pays(string text)
    {
        var decision = Shop().Match(310m, text, "KALNINA ANNA");
        decision.Kind.ShouldBe(MatchKind.Booked);
        Items(decision).ShouldBe([917L]);
    }

    [Theory]
    [InlineData("INV-2026-09171")]
    [InlineData("KR-2026-0917")]
    [InlineData("2026-20917")]
    [InlineData("20917")]
    [InlineData("date 09.17.2026")]
    [InlineData("0917-2026-33")]
    [InlineData("tel 29200917")]
    [InlineData("LV80HABA0917012345678")]
    [InlineData("917 EUR")]
    [InlineData("917.00")]
    [InlineData("order 917")]
    [InlineData("A0917B")]
    public void A_number_inside_another_is_not_a_reference(string text)
    {
        var decision = Shop().Match(310m, text, "KALNINA ANNA");
        decision.Kind.ShouldNotBe(MatchKind.Booked);
        decision.Signals.ShouldNotContain(s => s.Code.StartsWith("match.reference", StringComparison.Ordinal), decision.ToString());
    }

    [Fact]
    public void Invoice_1_is_not_found_inside_invoice_10()
    {
        var book = new Book().Partner(1, "A").Partner(2, "B").Item(1, 1, "INV-1", 50m).Item(10, 2, "INV-10", 50m);
        Items(book.Match(50m, "INV-10", "X")).ShouldBe([10L]);
        Items(book.Match(50m, "INV-1", "X")).ShouldBe([1L]);
        book.Match(50m, "INV-100", "X").Kind.ShouldNotBe(MatchKind.Booked);
    }

    [Fact]
    public void Two_short_numbers_with_the_sum_and_the_name_are_suggested_because_one_lacks_the_year()
    {
        var decision = Shop().Match(168.60m, "par rēķ. 0921 un 922", "OZOLS JANIS", "LV97HABA0551000000000");
        decision.Kind.ShouldBe(MatchKind.Suggested);
        Items(decision).ShouldBe([921L, 922L]);
        decision.Missing.ShouldContain(new MatchSignal("match.missing_year", 0, "922"));
        decision.Signals.Where(s => s.Code.StartsWith("match.reference", StringComparison.Ordinal)).Sum(s => s.Weight).ShouldBe(60);
        decision.Signals.ShouldContain(s => s.Code == "match.sum_exact" && s.Weight == 30);
        decision.Signals.ShouldContain(s => s.Code == "match.name_fits" && s.Weight == 8);
        decision.RunnerUp.ShouldNotBeNull().Allocations.Single().ItemId.ShouldBe(788);
        decision.RunnerUp.Score.ShouldBe(30);
    }

    [Fact]
    public void Several_numbers_of_one_series_book_when_the_sum_is_exact()
    {
        foreach (var text in (string[])["INV-2026-0921, 0922", "INV-2026-0921 un 922", "2026-0921-0922", "INV-2026-0921/0922", "rek. 2026-0921 + 2026-0922", "INV-2026-0921 - 0922"])
        {
            var decision = Shop().Match(168.60m, text, "Somebody Else");
            decision.Kind.ShouldBe(MatchKind.Booked, text);
            Items(decision).ShouldBe([921L, 922L], text);
        }
    }

    [Fact]
    public void Amount_and_known_payer_with_one_such_item_book() =>
        Items(Shop().Match(310m, "payment", "RIGAS AUTO", OzolsIban)).ShouldBe([917L]);

    [Fact]
    public void A_bare_amount_is_never_booked()
    {
        var decision = Shop().Match(310m, "payment", "Unknown Person");
        decision.Kind.ShouldBe(MatchKind.Suggested);
        decision.Missing.ShouldContain(m => m.Code == "match.no_reference_no_party");
    }

    [Fact]
    public void Two_equal_items_of_the_payer_are_both_shown_and_none_is_picked()
    {
        var decision = Shop().Match(84.30m, "paldies", "Ozols Jānis");
        decision.Kind.ShouldBe(MatchKind.Suggested);
        decision.Allocations.ShouldBeEmpty();
        decision.Alternatives.Select(a => a.Allocations.Single().ItemId).ShouldBe([921L, 922L]);
    }

    [Fact]
    public void Three_equal_items_of_the_payer_leave_the_line_open()
    {
        var decision = Shop().Match(95m, "payment", "MAXIMA LATVIJA");
        decision.Kind.ShouldBe(MatchKind.Open);
        decision.Missing.ShouldContain(new MatchSignal("match.several_candidates", 0, 3));
    }

    [Fact]
    public void A_part_of_a_named_invoice_books_as_a_part()
    {
        var decision = Shop().Match(100m, "INV-2026-0917 1. daļa", "Rigas Auto SIA");
        decision.Kind.ShouldBe(MatchKind.Booked);
        decision.Allocations.Single().Amount.Amount.ShouldBe(100m);
    }

    [Fact]
    public void More_than_is_open_is_suggested_with_the_surplus_named()
    {
        var decision = Shop().Match(320m, "INV-2026-0917", "Rigas Auto SIA");
        decision.Kind.ShouldBe(MatchKind.Suggested);
        decision.Allocations.Single(a => a.Kind == AllocationKind.Surplus).Amount.Amount.ShouldBe(10m);
    }

    [Fact]
    public void A_bank_fee_within_tolerance_books_only_with_the_whole_number()
    {
        Shop().Match(308.50m, "INV-2026-0917", "Rigas Auto").ShouldSatisfyAllConditions(
            d => d.Kind.ShouldBe(MatchKind.Booked), d => d.Allocations.Sum(a => a.Amount.Amount).ShouldBe(308.50m), d => d.Allocations.ShouldContain(a => a.Kind == AllocationKind.Fee));
        Shop().Match(308.50m, "paldies", "Rigas Auto").Kind.ShouldBe(MatchKind.Suggested);
    }

    [Fact]
    public void A_credit_note_is_netted_in()
    {
        var decision = Shop().Item(40, 2, "KR-2026-0040", -10m).Match(300m, "INV-2026-0917", "Rigas Auto SIA");
        decision.Kind.ShouldBe(MatchKind.Booked);
        Items(decision).ShouldBe([40L, 917L]);
    }

    [Fact]
    public void Money_out_pays_the_supplier()
    {
        var book = new Book().Partner(5, "Supplier Kft.").Item(1, 5, "SZ-2026/00042", -120m).Item(2, 5, "SZ-2026/00043", 120m);
        Items(book.Match(-120m, "SZ-2026/00042", "Supplier")).ShouldBe([1L]);
        Items(book.Match(-120m, "invoice", "Supplier Kft")).ShouldBe([1L]);
    }

    [Fact]
    public void A_creditor_reference_with_blanks_and_a_shop_order_number_book()
    {
        var book = new Book().Partner(1, "A").Item(1, 1, "INV-2026-0001", 50m, "EUR", "RF18539007547034").Item(2, 1, "INV-2026-0002", 50m, "EUR", "#10479");
        Items(book.Match(50m, "RF18 5390 0754 7034", "X")).ShouldBe([1L]);
        Items(book.Match(50m, "", "X", null, "EUR", "RF18539007547034")).ShouldBe([1L]);
        Items(book.Match(50m, "Order #10479", "X")).ShouldBe([2L]);
        book.Match(50m, "104790", "X").Kind.ShouldNotBe(MatchKind.Booked);
    }

    [Fact]
    public void Another_currency_without_a_rate_is_left_open_and_says_so()
    {
        var decision = Shop().Match(310m, "INV-2026-0917", "Rigas Auto", null, "USD");
        decision.Kind.ShouldBe(MatchKind.Open);
        decision.Missing.Select(m => m.Code).ShouldContain("match.rate_missing");
    }

    [Fact]
    public void A_number_that_is_not_open_keeps_payer_and_amount_from_booking()
    {
        var decision = Shop().Match(310m, "INV-2026-0500", "Rigas Auto", OzolsIban);
        decision.Kind.ShouldBe(MatchKind.Suggested);
        decision.Missing.ShouldContain(m => m.Code == "match.number_not_open");
    }

    [Fact]
    public void Two_lines_that_want_one_item_equally_are_both_left()
    {
        var lines = new[] { Book.Line(1, 310m, "INV-2026-0917", "A"), Book.Line(2, 310m, "INV-2026-0917", "B") };
        var decisions = MatchRun.Match(lines, Shop().Index());
        decisions.ShouldAllBe(d => d.Kind == MatchKind.Suggested && d.Missing.Any(m => m.Code == "match.competing_lines"));
    }

    [Fact]
    public void The_surer_of_two_lines_takes_the_item_and_the_other_then_finds_its_own()
    {
        var lines = new[] { Book.Line(1, 84.30m, "paldies", "Ozols Jānis"), Book.Line(2, 84.30m, "INV-2026-0921", "Ozols Jānis") };
        var decisions = MatchRun.Match(lines, Shop().Index());
        Items(decisions[1]).ShouldBe([921L]);
        Items(decisions[0]).ShouldBe([922L]);
    }
}
