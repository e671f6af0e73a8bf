using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Payments;

public sealed class ProviderTransactionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static ProviderTransaction Row(string id, ProviderEvent what, decimal gross, string? reference = null, string currency = "EUR", decimal fee = 0m, string code = "T0006") => new()
    {
        Provider = "paypal",
        Account = "ME",
        Id = id,
        ReferenceId = reference,
        ReferenceKind = reference is null ? ProviderReferenceKind.Unknown : ProviderReferenceKind.Transaction,
        EventCode = code,
        Event = what,
        At = Noon,
        UpdatedAt = Noon,
        Gross = new Money(gross, Currency.Of(currency)),
        Fee = new Money(fee, Currency.Of(currency)),
        Status = ProviderStatus.Success,
    };

    [Fact]
    public void Gross_and_fee_are_lines_apart_that_add_up_to_the_net()
    {
        var sale = Row("A", ProviderEvent.Payment, 121m, fee: -4.46m);
        sale.Lines().Select(l => (l.Kind, l.Amount.Amount)).ShouldBe([(ProviderLineKind.Gross, 121m), (ProviderLineKind.Fee, -4.46m)]);
        sale.Lines().Sum(l => l.Amount.Amount).ShouldBe(sale.Net.Amount);
        sale.Net.Amount.ShouldBe(116.54m);
        sale.Lines().Select(l => l.Key).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Only_what_is_done_is_booked()
    {
        var sale = Row("A", ProviderEvent.Payment, 121m, fee: -4.46m);
        (sale with { Status = ProviderStatus.Pending }).Lines().ShouldBeEmpty();
        (sale with { Status = ProviderStatus.Denied }).Lines().ShouldBeEmpty();
        (sale with { Status = ProviderStatus.Reversed }).Lines().Count.ShouldBe(2);
        (sale with { MovesMoney = false }).Lines().ShouldBeEmpty();
        Row("F", ProviderEvent.Fee, -2m).Lines().ShouldHaveSingleItem().Kind.ShouldBe(ProviderLineKind.Fee);
    }

    [Fact]
    public void Refunds_holds_and_releases_name_their_payment()
    {
        var found = ProviderLinks.Find(
        [
            Row("A", ProviderEvent.Payment, 100m),
            Row("R", ProviderEvent.Refund, -40m, "A", code: "T1107"),
            Row("H", ProviderEvent.Hold, -60m, "A", code: "T1503"),
            Row("L", ProviderEvent.Release, 60m, "A", code: "T1105"),
            Row("C", ProviderEvent.Reversal, -60m, "A", code: "T1106"),
            Row("X", ProviderEvent.Refund, -1m, "GONE", code: "T1107"),
        ]);
        found.Links.Select(l => (Id(l.FromKey), Id(l.ToKey), l.Kind)).ShouldBe(
            [("C", "A", ProviderLinkKind.ReversalOf), ("H", "A", ProviderLinkKind.HoldOf), ("L", "A", ProviderLinkKind.ReleaseOf), ("R", "A", ProviderLinkKind.RefundOf)]);
        found.Unpaired.ShouldBeEmpty();
    }

    [Fact]
    public void The_two_sides_of_an_exchange_are_paired_and_name_their_cause()
    {
        var found = ProviderLinks.Find(
        [
            Row("E", ProviderEvent.CurrencyConversion, 92.10m, "S", code: "T0200"),
            Row("U", ProviderEvent.CurrencyConversion, -100m, "S", "USD", code: "T0200"),
            Row("S", ProviderEvent.Payment, 100m, currency: "USD"),
        ]);
        found.Links.Select(l => (Id(l.FromKey), Id(l.ToKey), l.Kind)).ShouldBe(
            [("E", "S", ProviderLinkKind.ConversionFor), ("U", "E", ProviderLinkKind.ConversionPair), ("U", "S", ProviderLinkKind.ConversionFor)], ignoreOrder: true);
    }

    [Fact]
    public void A_conversion_of_one_transaction_id_in_two_currencies_is_two_rows_and_one_pair()
    {
        var gave = Row("T", ProviderEvent.CurrencyConversion, -100m, null, "USD", code: "T0200");
        var received = Row("T", ProviderEvent.CurrencyConversion, 92m, null, "EUR", code: "T0200");
        gave.Key.ShouldNotBe(received.Key);
        ProviderLinks.Find([received, gave]).Links.ShouldHaveSingleItem().ShouldBe(new ProviderLink(gave.Key, received.Key, ProviderLinkKind.ConversionPair));
    }

    [Fact]
    public void A_lonely_side_of_an_exchange_is_named()
    {
        var side = Row("E", ProviderEvent.CurrencyConversion, 92.10m, "S", code: "T0200");
        ProviderLinks.Find([side, Row("E2", ProviderEvent.CurrencyConversion, -3m, "S", code: "T0200")]).Unpaired.Count.ShouldBe(2);
    }

    [Fact]
    public void The_newest_reading_of_a_row_stands_whatever_the_order()
    {
        var pending = Row("A", ProviderEvent.Payment, 10m) with { Status = ProviderStatus.Pending };
        var done = pending with { Status = ProviderStatus.Success, UpdatedAt = Noon.AddHours(2) };
        var reversed = pending with { Status = ProviderStatus.Reversed, UpdatedAt = Noon.AddDays(2) };
        ProviderRefresh.Compare(null, pending).ShouldBe(ProviderChange.New);
        ProviderRefresh.Compare(pending, pending with { }).ShouldBe(ProviderChange.Same);
        ProviderRefresh.Compare(pending, done).ShouldBe(ProviderChange.Changed);
        ProviderRefresh.Compare(reversed, done).ShouldBe(ProviderChange.Older);

        ProviderTransaction[] readings = [pending, done, reversed, done with { }, pending with { Status = ProviderStatus.Denied }, pending with { InvoiceId = "X" }];
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
        {
            random.Shuffle(readings);
            ProviderRefresh.Merge([.. readings, .. readings]).ShouldHaveSingleItem().ShouldBe(reversed);
            ProviderRefresh.Merge(readings.Where(r => r.UpdatedAt == Noon)).ShouldHaveSingleItem().Status.ShouldBe(ProviderStatus.Denied);
        }
    }

    private static string Id(string key) => key.Split('/')[1];
}
