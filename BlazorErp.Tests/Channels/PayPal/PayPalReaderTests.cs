using System.Text;
using BlazorErp.Channels.PayPal;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;

namespace BlazorErp.Tests.Channels.PayPal;

public sealed class PayPalReaderTests
{
    internal const string Tiny = """
        {"transaction_details":[{"transaction_info":{"transaction_id":"1AB23456CD789012E","transaction_event_code":"T0006",
        "transaction_initiation_date":"2026-03-01T10:00:00+0000","transaction_amount":{"currency_code":"EUR","value":"121.00"},
        "fee_amount":{"currency_code":"EUR","value":"-4.46"},"transaction_status":"S","invoice_id":"INV2026001"},
        "payer_info":{"email_address":"buyer@example.com","payer_name":{}}}],"account_number":"ME","page":1,"total_pages":1,"total_items":1,
        "last_refreshed_datetime":"2026-03-01T12:59:59+0000"}
        """;

    internal const string Balances = """
        {"balances":[{"currency":"EUR","primary":true,"total_balance":{"currency_code":"EUR","value":"116.54"},"available_balance":{"currency_code":"EUR","value":"100.00"},
        "withheld_balance":{"currency_code":"EUR","value":"16.54"}},{"currency":"USD","total_balance":{"currency_code":"USD","value":"-3.00"}}],
        "account_id":"ME","as_of_time":"2026-03-01T12:59:59Z","last_refresh_time":"2026-03-01T12:59:59Z"}
        """;

    [Fact]
    public void The_references_example_books_gross_and_fee_apart()
    {
        var page = Page(Tiny);
        page.RefreshedTo.ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 59, 59, TimeSpan.Zero));
        page.Rejected.ShouldBeEmpty();
        var row = page.Rows.ShouldHaveSingleItem();
        row.InvoiceId.ShouldBe("INV2026001");
        row.Payer.Email.ShouldBe("buyer@example.com");
        row.Payer.Name.ShouldBe("");
        row.At.ShouldBe(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        row.Lines().Select(l => l.Amount.ToString()).ShouldBe(["121.00 EUR", "-4.46 EUR"]);
        row.Net.ToString().ShouldBe("116.54 EUR");
    }

    [SampleFact("paypal/airbyte_transaction.json")]
    public void The_documentation_sample_is_a_sale_of_2014_with_payer_and_invoice()
    {
        var page = PayPalReader.Page(SampleFiles.Read("paypal/airbyte_transaction.json")).Value;
        page.Account.ShouldBe("XZXSPECPDZHZU");
        page.Rejected.ShouldBeEmpty();
        page.RefreshedTo.ShouldBe(new DateTimeOffset(2017, 1, 2, 6, 59, 59, TimeSpan.Zero));
        var row = page.Rows.ShouldHaveSingleItem();
        row.Id.ShouldBe("5TY05013RG002845M");
        row.Event.ShouldBe(ProviderEvent.Payment);
        row.At.ShouldBe(new DateTimeOffset(2014, 7, 11, 4, 3, 52, TimeSpan.Zero));
        row.Gross.ToString().ShouldBe("465.00 USD");
        row.Fee.ToString().ShouldBe("-13.79 USD");
        row.Net.ToString().ShouldBe("451.21 USD");
        row.InvoiceId.ShouldBe("Invoice-005");
        row.CustomField.ShouldBe("Thank you for your business");
        row.Payer.ShouldBe(new ProviderPayer("test consumer", "consumer@example.com", "6STWC2LSUYYYE", "US"));
        row.Status.ShouldBe(ProviderStatus.Success);
        row.Text.ShouldBe("Bill for your purchase\nCheck out the latest sales");
        row.Balance.ShouldBeNull();
    }

    [SampleFact("paypal/airbyte_page_1.json")]
    public void The_sandbox_sample_is_a_hold_a_pending_payout_and_its_release()
    {
        var page = PayPalReader.Page(SampleFiles.Read("paypal/airbyte_page_1.json")).Value;
        (page.Account, page.Number, page.Pages, page.TotalItems).ShouldBe(("C7CYMKZDG8D6E", 1, 118, 352));
        page.Rejected.ShouldBeEmpty();
        page.Rows.Select(r => (r.Id, r.Event, r.Gross.Amount, r.Fee.Amount, r.Status)).ShouldBe(
        [
            ("2N603077GD600560F", ProviderEvent.Hold, -60.75m, 0m, ProviderStatus.Success),
            ("0JN65120FU073310V", ProviderEvent.Payment, -10.00m, -0.25m, ProviderStatus.Pending),
            ("4XL46752RR472362C", ProviderEvent.Release, 10.25m, 0m, ProviderStatus.Success),
        ]);
        page.Rows[0].Balance.ShouldBe(new Money(2048018.30m, Currency.Of("USD")));
        page.Rows[1].Lines().ShouldBeEmpty();
        page.Rows[1].CustomField.ShouldBe("201403140001");
        ProviderLinks.Find(page.Rows).Links.ShouldHaveSingleItem().ShouldBe(new ProviderLink(page.Rows[2].Key, page.Rows[1].Key, ProviderLinkKind.ReleaseOf));
    }

    [Theory]
    [InlineData("T0000", ProviderEvent.Payment)]
    [InlineData("T0013", ProviderEvent.Payment)]
    [InlineData("T0104", ProviderEvent.Fee)]
    [InlineData("T0202", ProviderEvent.CurrencyConversion)]
    [InlineData("T0300", ProviderEvent.Transfer)]
    [InlineData("T0401", ProviderEvent.Transfer)]
    [InlineData("T1105", ProviderEvent.Release)]
    [InlineData("T1106", ProviderEvent.Reversal)]
    [InlineData("T1107", ProviderEvent.Refund)]
    [InlineData("T1110", ProviderEvent.Hold)]
    [InlineData("T1111", ProviderEvent.Release)]
    [InlineData("T1114", ProviderEvent.Reversal)]
    [InlineData("T1115", ProviderEvent.Refund)]
    [InlineData("T1201", ProviderEvent.Reversal)]
    [InlineData("T1503", ProviderEvent.Hold)]
    [InlineData("T1900", ProviderEvent.Other)]
    [InlineData("T9999", ProviderEvent.Other)]
    public void Event_codes_have_their_class(string code, ProviderEvent expected) =>
        Page(Tiny.Replace("T0006", code, StringComparison.Ordinal)).Rows[0].Event.ShouldBe(expected);

    [Fact]
    public void An_authorisation_moves_no_money() => Page(Tiny.Replace("T0006", "T1300", StringComparison.Ordinal)).Rows[0].Lines().ShouldBeEmpty();

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", 10)]
    [InlineData("2026-03-01T10:00:00+00:00", 10)]
    [InlineData("2026-03-01T10:00:00.123+0000", 10)]
    [InlineData("2026-03-01T10:00:00-0700", 17)]
    [InlineData("2026-03-01T10:00:00+0200", 8)]
    public void Dates_are_read_with_any_zone_as_utc(string date, int hour)
    {
        var at = Page(Tiny.Replace("2026-03-01T10:00:00+0000", date, StringComparison.Ordinal)).Rows[0].At;
        (at.Hour, at.Offset).ShouldBe((hour, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("121.00", "12,50", "pay.amount_invalid", "transaction_info.transaction_amount.value")]
    [InlineData("121.00", "1e3", "pay.amount_invalid", "transaction_info.transaction_amount.value")]
    [InlineData("121.00", "12..34", "pay.amount_invalid", "transaction_info.transaction_amount.value")]
    [InlineData("121.00", "1.001", "pay.amount_invalid", "transaction_info.transaction_amount.value")]
    [InlineData("121.00", "9999999999999", "pay.amount_invalid", "transaction_info.transaction_amount.value")]
    [InlineData("EUR\",\"value\":\"121.00", "XXX\",\"value\":\"121.00", "pay.currency_unknown", "transaction_info.transaction_amount.currency_code")]
    [InlineData("EUR\",\"value\":\"-4.46", "USD\",\"value\":\"-4.46", "pay.fee_currency", "transaction_info.fee_amount")]
    [InlineData("2026-03-01T10:00:00+0000", "2026-03-01T10:00:00", "pay.date_invalid", "transaction_info.transaction_initiation_date")]
    [InlineData("\"S\"", "\"Q\"", "pay.status_unknown", "transaction_info.transaction_status")]
    [InlineData("\"T0006\"", "\"X0006\"", "pay.code_invalid", "transaction_info.transaction_event_code")]
    [InlineData("\"1AB23456CD789012E\"", "17", "pay.key_invalid", "transaction_info.transaction_id")]
    public void A_row_that_makes_no_sense_is_rejected_by_row_and_field_and_the_others_enter(string good, string bad, string code, string field)
    {
        var row = Tiny[(Tiny.IndexOf('[', StringComparison.Ordinal) + 1)..Tiny.IndexOf("],\"account", StringComparison.Ordinal)];
        var page = Page(Tiny.Replace(row, row + "," + row.Replace(good, bad, StringComparison.Ordinal), StringComparison.Ordinal));
        page.Rows.Count.ShouldBe(1);
        var refusal = page.Rejected.ShouldHaveSingleItem();
        (refusal.Code, refusal.Field, refusal.Row).ShouldBe((code, field, 2));
    }

    [Fact]
    public void A_page_that_is_none_is_refused_whole()
    {
        PayPalReader.Page(Bytes("")).Refusal!.Code.ShouldBe("pay.malformed");
        PayPalReader.Page(Bytes("[]")).Refusal!.Code.ShouldBe("pay.malformed");
        PayPalReader.Page(Bytes("{}")).Refusal!.All.Select(r => r.Field).ShouldContain("transaction_details");
        PayPalReader.Page(Bytes(Tiny.Replace("\"page\":1", "\"page\":1,\"page\":2", StringComparison.Ordinal))).Refusal!.Code.ShouldBe("pay.malformed");
        PayPalReader.Page(Bytes(Tiny[..^20])).Refusal!.Code.ShouldBe("pay.malformed");
    }

    [Fact]
    public void Balances_are_read_per_currency()
    {
        var found = PayPalReader.Balances(Bytes(Balances)).Value;
        found.Select(b => b.Total.ToString()).ShouldBe(["116.54 EUR", "-3.00 USD"]);
        found[0].Withheld!.Value.Amount.ShouldBe(16.54m);
        found[0].Primary.ShouldBeTrue();
    }

    [Fact]
    public void Ten_thousand_broken_pages_are_refused_or_read_and_never_thrown_at() =>
        JsonMutations.Survive(Tiny, b => PayPalReader.Page(b) is { Ok: true } page ? (page.Value.Rejected.Count > 0 ? page.Value.Rejected[0] : null) : PayPalReader.Page(b).Refusal);

    [Fact]
    public void Ten_thousand_broken_balances_are_refused_or_read() => JsonMutations.Survive(Balances, b => PayPalReader.Balances(b).Refusal);

    [Fact]
    public void Ten_thousand_broken_events_are_refused_or_read() => JsonMutations.Survive(
        """{"id":"WH-1","create_time":"2026-03-01T12:00:00.000Z","resource_type":"capture","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"X","invoice_id":"INV1"}}""",
        b => PayPalReader.Hint(b).Refusal);

    internal static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static PayPalPage Page(string json) => PayPalReader.Page(Bytes(json)).Value;
}
