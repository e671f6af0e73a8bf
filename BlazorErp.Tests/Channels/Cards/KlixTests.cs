using System.Text;
using BlazorErp.Channels.Cards;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;

namespace BlazorErp.Tests.Channels.Cards;

public sealed class KlixTests
{
    private const string Purchase = """
        {"id":"5b5f7c2c","type":"purchase","status":"refunded","event_type":"purchase.refunded","is_test":false,"reference":"INV 1 att1","updated_on":1772366400,
        "purchase":{"total":12100,"currency":"EUR"},"refundable_amount":10000,"payment":{"amount":12100,"currency":"EUR","fee_amount":150,"paid_on":1772366000,"payment_type":"purchase"}}
        """;

    private const string RefundPayment = """
        {"id":"re-1","type":"payment","event_type":"payment.refunded","is_test":false,"reference":"INV 1 att1","updated_on":1772366400,
        "payment":{"amount":2100,"currency":"EUR","payment_type":"refund","is_outgoing":true},"related_to":{"type":"purchase","id":"5b5f7c2c"}}
        """;

    [SampleFact("klix/callback-body.json")]
    public void The_real_signature_fits_its_body_and_no_other()
    {
        var body = SampleFiles.Read("klix/callback-body.json");
        var header = Encoding.ASCII.GetString(SampleFiles.Read("klix/callback-x-signature.txt")).Trim();
        var key = Encoding.ASCII.GetString(SampleFiles.Read("klix/callback-public-key.pem"));
        KlixSignature.Verify(body, header, key).ShouldBeTrue();

        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var forged = body.ToArray();
            forged[random.Next(forged.Length)] ^= (byte)(1 << random.Next(8));
            KlixSignature.Verify(forged, header, key).ShouldBeFalse();
        }

        KlixSignature.Verify([.. body, (byte)'\n'], header, key).ShouldBeFalse();
        KlixSignature.Verify(body, null, key).ShouldBeFalse();
        KlixSignature.Verify(body, "", key).ShouldBeFalse();
        KlixSignature.Verify(body, "%%%", key).ShouldBeFalse();
        KlixSignature.Verify(body, header[..^8], key).ShouldBeFalse();
        KlixSignature.Verify(body, header, "no key").ShouldBeFalse();
        KlixSignature.Verify(body, header, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----").ShouldBeFalse();
    }

    [SampleFact("klix/callback-body.json")]
    public void The_real_body_has_an_empty_id_and_is_refused_by_that_field_alone()
    {
        var refusal = KlixReader.Message(SampleFiles.Read("klix/callback-body.json")).Refusal!;
        refusal.All.Select(r => (r.Code, r.Field)).ShouldBe([("pay.field_missing", "id")]);
        var text = Encoding.UTF8.GetString(SampleFiles.Read("klix/callback-body.json")).Replace("{\"id\": \"\"", "{\"id\": \"p1\"", StringComparison.Ordinal);
        var told = Told(text);
        (told.Notice, told.SessionId, told.IsTest, told.At).ShouldBe((PaymentNotice.Other, "p1", true, DateTimeOffset.FromUnixTimeSeconds(1642056635)));
        var paid = Told(text.Replace("\"status\": \"created\", \"is_test\"", "\"status\": \"paid\", \"is_test\"", StringComparison.Ordinal)
            .Replace("\"payment\": null", "\"payment\": {\"amount\": 100, \"currency\": \"EUR\", \"fee_amount\": 0, \"paid_on\": 1642056700}", StringComparison.Ordinal));
        (paid.Notice, paid.Amount.ToString(), paid.Fee).ShouldBe((PaymentNotice.Paid, "1.00 EUR", null));
    }

    [Theory]
    [InlineData("created", PaymentNotice.Other)]
    [InlineData("viewed", PaymentNotice.Opened)]
    [InlineData("overdue", PaymentNotice.Other)]
    [InlineData("hold", PaymentNotice.Pending)]
    [InlineData("paid", PaymentNotice.Paid)]
    [InlineData("refunded", PaymentNotice.Refunded)]
    [InlineData("error", PaymentNotice.Failed)]
    [InlineData("expired", PaymentNotice.Expired)]
    [InlineData("cancelled", PaymentNotice.Cancelled)]
    [InlineData("released", PaymentNotice.Cancelled)]
    [InlineData("charged_back", PaymentNotice.DisputeTaken)]
    [InlineData("something new", PaymentNotice.Other)]
    public void Every_status_has_its_meaning(string status, PaymentNotice expected)
    {
        var told = Told(Purchase.Replace("\"refunded\"", $"\"{status}\"", StringComparison.Ordinal));
        (told.Notice, told.AttemptId, told.SessionId).ShouldBe((expected, "att1", "5b5f7c2c"));
    }

    [Fact]
    public void A_refunded_purchase_asked_for_tells_payment_fee_and_what_went_back()
    {
        var status = KlixReader.Status(Encoding.UTF8.GetBytes(Purchase)).Value.Notifications;
        status.Select(n => (n.Notice, n.Amount.ToString(), n.Fee?.ToString())).ShouldBe([(PaymentNotice.Paid, "121.00 EUR", "1.50 EUR"), (PaymentNotice.Refunded, "21.00 EUR", null)]);
    }

    [Fact]
    public void A_single_refund_names_its_purchase()
    {
        var told = Told(RefundPayment);
        (told.Notice, told.PaymentId, told.RefundId, told.Amount.ToString()).ShouldBe((PaymentNotice.Refunded, "5b5f7c2c", "re-1", "21.00 EUR"));
    }

    [Fact]
    public void Two_messages_of_one_purchase_have_two_ids_and_a_repeat_has_one()
    {
        Told(Purchase).EventId.ShouldBe(Told(Purchase).EventId);
        Told(Purchase).EventId.ShouldNotBe(Told(Purchase.Replace("10000", "9000", StringComparison.Ordinal)).EventId);
    }

    [Fact]
    public void Ten_thousand_broken_purchases_are_refused_or_read() => JsonMutations.Survive(Purchase, b => KlixReader.Message(b).Refusal);

    [Fact]
    public void Ten_thousand_broken_refunds_are_refused_or_read() => JsonMutations.Survive(RefundPayment, b => KlixReader.Message(b).Refusal);

    private static PaymentNotification Told(string json)
    {
        var told = KlixReader.Message(Encoding.UTF8.GetBytes(json));
        told.Refusal.ShouldBeNull();
        return told.Value;
    }
}
