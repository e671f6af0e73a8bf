using System.Net;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Channels.PayPal;

/// <summary>Recorded answers of PayPal through the real doors: fetched over HTTP, written, booked, and nothing added when they come again.</summary>
public sealed class PayPalSamplesTests
{
    [SampleFact("paypal/airbyte_transaction.json")]
    public async Task The_documentation_sample_is_a_sale_with_its_fee_that_waits_for_an_invoice_of_its_number()
    {
        await using var ground = await PayPalGround.CreateAsync(DatabaseProvider.Sqlite);
        var node = ground.NewNode(new Recorded(Encoding.UTF8.GetString(SampleFiles.Read("paypal/airbyte_transaction.json"))));
        (await ground.PollAsync(node)).ShouldSatisfyAllConditions(p => p.Read.ShouldBe(1), p => p.Fresh.ShouldBe(1), p => p.Booked.ShouldBe(0, "no rate of the dollar is known"));
        (await ground.PollAsync(node)).ShouldSatisfyAllConditions(p => p.Fresh.ShouldBe(0), p => p.Changed.ShouldBe(0));

        await using var db = ground.Read();
        var lines = await db.BankLines.OrderBy(l => l.Kind).ToListAsync();
        lines.Select(l => (l.Kind, l.Amount, l.Currency)).ShouldBe([(BankLineKind.Payment, 465m, "USD"), (BankLineKind.Fee, -13.79m, "USD")]);
        lines[0].ShouldSatisfyAllConditions(
            l => l.CounterpartyName.ShouldBe("test consumer"), l => l.CounterpartyIban.ShouldBe("PAYPAL6STWC2LSUYYYE"), l => l.References.ShouldBe("Invoice-005\n#005\nThank you for your business"),
            l => l.Remittance.ShouldBe("Bill for your purchase Check out the latest sales"), l => l.BankReference.ShouldBe("5TY05013RG002845M"), l => l.Date.ShouldBe(new DateOnly(2014, 7, 11)));
        var entry = await db.ProviderEntries.SingleAsync();
        entry.Raw.ShouldContain("\"item_name\": \"Item1 - radio\"");
        (await ground.ViewAsync()).Options.Account.ShouldBe("XZXSPECPDZHZU");
        await ground.BooksAsync();
    }

    /// <summary>The recording is page 1 of 118; it is served as the only one.</summary>
    [SampleFact("paypal/airbyte_page_1.json")]
    public async Task The_sandbox_sample_is_a_hold_a_payout_that_is_still_pending_and_its_release()
    {
        await using var ground = await PayPalGround.CreateAsync(DatabaseProvider.Sqlite);
        var text = Encoding.UTF8.GetString(SampleFiles.Read("paypal/airbyte_page_1.json")).Replace("\"total_pages\": 118", "\"total_pages\": 1", StringComparison.Ordinal).Replace("\"total_items\": 352", "\"total_items\": 3", StringComparison.Ordinal);
        (await ground.PollAsync(ground.NewNode(new Recorded(text)))).ShouldSatisfyAllConditions(p => p.Read.ShouldBe(3), p => p.Fresh.ShouldBe(3));
        (await ground.PollAsync(ground.NewNode(new Recorded(text)))).Fresh.ShouldBe(0);

        await using var db = ground.Read();
        (await db.BankLines.OrderBy(l => l.Kind).Select(l => new { l.Kind, l.Amount }).ToListAsync()).Select(l => (l.Kind, l.Amount)).ShouldBe([(BankLineKind.Hold, -60.75m), (BankLineKind.Release, 10.25m)]);
        var pending = await db.ProviderEntries.SingleAsync(e => e.Status == ProviderStatus.Pending);
        pending.ShouldSatisfyAllConditions(e => e.ExternalId.ShouldBe("0JN65120FU073310V"), e => e.Booked.ShouldBe(0m), e => e.CustomField.ShouldBe("201403140001"), e => e.PayerEmail.ShouldBe("Ernesto.Witting@yahoo.com"));
        var link = await db.ProviderLinks.SingleAsync();
        (link.Kind, link.ToId).ShouldBe((ProviderLinkKind.ReleaseOf, pending.Id));
        (await ground.ViewAsync()).ShouldSatisfyAllConditions(v => v.Options.Account.ShouldBe("C7CYMKZDG8D6E"), v => v.Accounts.Single().Pending.ShouldBe(-10.25m));
        await ground.BooksAsync();
    }

    /// <summary>Rows that make no sense are named on the channel and stop none of the others.</summary>
    [Fact]
    public async Task A_row_that_makes_no_sense_is_named_and_the_others_come_in()
    {
        await using var ground = await PayPalGround.CreateAsync(DatabaseProvider.Sqlite);
        var twice = PayPalReaderTests.Tiny.Replace("\"payer_name\":{}}}]", "\"payer_name\":{}}},{\"transaction_info\":{\"transaction_id\":\"2\",\"transaction_event_code\":\"T0006\",\"transaction_initiation_date\":\"2026-03-01T10:00:00+0000\",\"transaction_amount\":{\"currency_code\":\"EUR\",\"value\":\"12..34\"},\"transaction_status\":\"S\"}}]", StringComparison.Ordinal);
        (await ground.PollAsync(ground.NewNode(new Recorded(twice)))).Fresh.ShouldBe(1);
        var why = (await ground.ViewAsync()).PollWhy!;
        why.Code.ShouldBe("channel.rows_rejected");
        why.All.ElementAt(1).ShouldSatisfyAllConditions(r => r.Code.ShouldBe("pay.amount_invalid"), r => r.Row.ShouldBe(2), r => r.Field.ShouldBe("transaction_info.transaction_amount.value"));
    }

    /// <summary>Answers a token, the recording for the newest window, nothing for the others, and no balances.</summary>
    private sealed class Recorded(string page) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = request.RequestUri!.AbsolutePath switch
            {
                "/v1/oauth2/token" => """{"access_token":"t","token_type":"Bearer","expires_in":32400}""",
                "/v1/reporting/transactions" => page,
                _ => """{"balances":[],"as_of_time":"2026-03-01T12:00:00Z"}""",
            };
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text), RequestMessage = request });
        }
    }
}
