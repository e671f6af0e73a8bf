using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Matching;

public sealed class OwnTransfersTests
{
    private const string One = "LV80BANK0000435195001", Two = "LV97HABA0012345678910", Usd = "LT121000011101001000", Paypal = "sales@baltic.example";

    private static readonly OwnAccount[] Accounts =
    [
        new(1, "Swedbank", One, BankAccountKind.Bank), new(2, "SEB", Two, BankAccountKind.Bank), new(3, "Dollars", Usd, BankAccountKind.Bank), new(4, "PayPal", Paypal, BankAccountKind.PayPal), new(5, "Third", "LV60PARX0000000000001", BankAccountKind.Bank),
    ];

    private static OwnTransfers Transfers => new(Accounts, (m, _) => m.Currency.Code == "USD" ? Math.Round(m.Amount * 0.9m, 2) : m.Amount);

    private static TransferSide Side(long id, long account, decimal amount, string? iban = null, int day = 1, string text = "", string currency = "EUR", decimal? waiting = null, decimal? worth = null, BankLineKind kind = BankLineKind.Payment) =>
        new(new BankLineFacts(id, new DateOnly(2026, 3, day), new Money(amount, Currency.Of(currency)), "", iban, text, []), account) { Waiting = waiting, WaitingBase = worth ?? waiting, Kind = kind };

    private static string Shape(IEnumerable<TransferDecision> decisions) => string.Join(" ", decisions.OrderBy(d => d.LineId).Select(d => $"{d.LineId}>{d.OtherLineId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}:{d.Transit:0.##}{(d.Fee == 0m ? "" : $"{d.Fee:+0.##;-0.##}")}"));

    [Fact]
    public void Two_sides_that_name_each_other_or_one_that_names_the_other_are_one_transfer()
    {
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 100m, One, 2)])).ShouldBe("1>2:-100 2>1:100");
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 100m, null, 3)])).ShouldBe("1>2:-100 2>1:100");
        Shape(Transfers.Decide([Side(1, 1, -100m), Side(2, 2, 100m, One)])).ShouldBe("1>2:-100 2>1:100");
    }

    [Fact]
    public void A_side_that_sends_to_our_own_account_is_a_transfer_before_the_other_comes_and_a_stranger_is_none()
    {
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 90m), Side(3, 2, 100m, "GB33BUKB20201555555555")])).ShouldBe("1>?:-100");
        Transfers.Decide([Side(1, 1, -100m), Side(2, 2, 100m)]).ShouldBeEmpty();
        Transfers.Decide([Side(1, 1, -100m, One)]).ShouldBeEmpty();
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 5, 100m, One), Side(3, 2, 100m, "LV60PARX0000000000001")])).ShouldBe("1>?:-100 2>?:100 3>?:100");
    }

    [Fact]
    public void Days_apart_and_wrong_ways_do_not_pair()
    {
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 100m, null, 9)])).ShouldBe("1>?:-100");
        Shape(Transfers.Decide([Side(1, 1, -100m, Two, 9), Side(2, 2, 100m, null, 3)])).ShouldBe("1>?:-100");
        Shape(Transfers.Decide([Side(1, 1, 100m, Two), Side(2, 2, 100m, One)])).ShouldBe("1>?:100 2>?:100");
    }

    [Fact]
    public void Alike_transfers_pair_in_the_order_of_days_and_none_is_used_twice()
    {
        Shape(Transfers.Decide([Side(1, 1, -100m, Two, 1), Side(2, 1, -100m, Two, 3), Side(3, 2, 100m, One, 3), Side(4, 2, 100m, One, 1)])).ShouldBe("1>4:-100 2>3:-100 3>2:100 4>1:100");
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 1, -100m, Two), Side(3, 2, 100m, One)])).ShouldBe("1>3:-100 2>?:-100 3>1:100");
    }

    [Fact]
    public void Where_two_accounts_could_be_the_other_side_none_is_taken()
    {
        Shape(Transfers.Decide([Side(1, 1, -100m), Side(2, 2, 100m, One), Side(3, 5, 100m, One)])).ShouldBe("2>?:100 3>?:100");
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 100m, One), Side(3, 5, 100m, One)])).ShouldBe("1>2:-100 2>1:100 3>?:100", "the sender names the account, so there is no doubt");
    }

    [Fact]
    public void A_fee_taken_on_the_way_stays_on_the_side_that_is_booked_last()
    {
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 98.5m, One)])).ShouldBe("1>2:-100 2>1:100-1.5");
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 98.5m, One, waiting: 98.5m)])).ShouldBe("1>2:-98.5-1.5");
        Shape(Transfers.Decide([Side(1, 1, -100m, Two), Side(2, 2, 90m, One)])).ShouldBe("1>?:-100 2>?:90");
    }

    [Fact]
    public void A_conversion_pairs_within_the_tolerance_at_the_value_that_was_sent()
    {
        var decisions = Transfers.Decide([Side(1, 1, -90m, Usd), Side(2, 3, 99m, One, 2, currency: "USD")]);
        Shape(decisions).ShouldBe("1>2:-90 2>1:99");
        decisions.Single(d => d.LineId == 2).Base.ShouldBe(90m);
        Shape(Transfers.Decide([Side(1, 1, -90m, Usd), Side(2, 3, 120m, One, 2, currency: "USD")])).ShouldBe("1>?:-90 2>?:120");
    }

    [Fact]
    public void A_payout_pairs_with_the_bank_line_that_names_the_provider()
    {
        Shape(Transfers.Decide([Side(1, 4, -70m, kind: BankLineKind.Payout), Side(2, 2, 70m, "DE00PAYPALBANK", 8, "PAYPAL *Transfer 1001"), Side(3, 2, 70m, null, 8, "PayPalace hotel")])).ShouldBe("1>2:-70 2>1:70");
        Shape(Transfers.Decide([Side(1, 4, -70m, kind: BankLineKind.Payout), Side(2, 2, 70m)])).ShouldBe("1>?:-70");
        Transfers.Decide([Side(1, 4, -70m, kind: BankLineKind.Refund), Side(2, 2, 70m, null, 2, "PAYPAL")]).ShouldBeEmpty();
        Shape(Transfers.Decide([Side(1, 4, -70m, day: 1, kind: BankLineKind.Payout), Side(3, 4, -70m, day: 5, kind: BankLineKind.Payout), Side(2, 2, 70m, null, 6, "PAYPAL")])).ShouldBe("1>?:-70 2>3:70 3>2:-70");
    }

    [Fact]
    public void What_waits_pairs_only_where_both_together_come_to_nothing()
    {
        Transfers.PairWaiting([Side(1, 1, -100m, Two, waiting: -100m), Side(2, 2, 100m, null, waiting: 100m), Side(3, 2, 100m)]).ShouldBe([new TransferPair(1, 2)]);
        Transfers.PairWaiting([Side(1, 1, -90m, Usd, waiting: -90m), Side(2, 3, 99m, One, currency: "USD", waiting: 99m, worth: 90m)]).ShouldBe([new TransferPair(1, 2)]);
        Transfers.PairWaiting([Side(1, 1, -90m, Usd, waiting: -90m), Side(2, 3, 99m, One, currency: "USD", waiting: 99m, worth: 89.1m)]).ShouldBeEmpty();
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Whatever_the_order_of_the_lines_the_pairs_are_the_same_and_never_share_a_side(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var sides = Enumerable.Range(1, random.Next(2, 14)).Select(n =>
            {
                var amount = random.Next(1, 4) * 10m * (random.Next(2) == 0 ? -1 : 1);
                return Side(n, random.Next(1, 6), amount, random.Next(3) switch { 0 => null, 1 => Accounts[random.Next(5)].Number, _ => "GB33BUKB20201555555555" }, random.Next(1, 12), random.Next(3) == 0 ? "paypal" : "", kind: random.Next(4) == 0 ? BankLineKind.Payout : BankLineKind.Payment);
            }).ToList();

            var decisions = Transfers.Decide(sides);

            Shape(Transfers.Decide([.. sides.OrderBy(_ => random.Next())])).ShouldBe(Shape(decisions));
            decisions.Select(d => d.LineId).ShouldBeUnique();
            decisions.Where(d => d.OtherLineId is not null).ShouldAllBe(d => decisions.Single(o => o.LineId == d.OtherLineId).OtherLineId == d.LineId && decisions.Single(o => o.LineId == d.OtherLineId).Transit == -d.Transit);
        }
    }
}
