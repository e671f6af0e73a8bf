using System.Text;
using BlazorErp.Channels.Cards;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;

namespace BlazorErp.Tests.Channels.Cards;

public sealed class StripeTests
{
    private const string Session = """
        {"id":"evt_1","object":"event","type":"checkout.session.completed","created":1772366400,"livemode":true,"data":{"object":{"id":"cs_1","object":"checkout.session",
        "amount_total":12100,"currency":"eur","payment_status":"paid","status":"complete","payment_intent":"pi_1","client_reference_id":"INV1","metadata":{"attempt":"att1"}}}}
        """;

    private const string Charge = """
        {"id":"evt_2","type":"charge.refunded","created":1772366400,"livemode":true,"data":{"object":{"id":"ch_1","payment_intent":"pi_1","amount":12100,"amount_refunded":2100,"currency":"eur","metadata":{"attempt":"att1"}}}}
        """;

    private const string Asked = """
        {"id":"cs_1","status":"complete","payment_status":"paid","amount_total":12100,"currency":"eur","livemode":true,"expires_at":1772370000,"metadata":{"attempt":"att1"},
        "payment_intent":{"id":"pi_1","latest_charge":{"created":1772366000,"amount_refunded":2100,"currency":"eur","balance_transaction":{"fee":203,"currency":"eur"}}}}
        """;

    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1700000000);
    private static readonly byte[] VectorBody = Encoding.UTF8.GetBytes("{\"id\":\"evt_1\"}");
    private const string VectorSignature = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
    private const string VectorHeader = "t=1700000000,v1=" + VectorSignature;

    [Fact]
    public void The_references_signature_is_made_and_accepted()
    {
        StripeSignature.Sign(VectorBody, "whsec_test", 1700000000).ShouldBe(VectorSignature);
        Proof(VectorHeader).Ok.ShouldBeTrue();
        Proof(VectorHeader + ",v0=abc").Ok.ShouldBeTrue();
    }

    [Fact]
    public void While_a_secret_is_replaced_both_are_good()
    {
        Proof(VectorHeader, "whsec_new", "whsec_test").Ok.ShouldBeTrue();
        Proof($"t=1700000000,v1={new string('0', 64)},v1={VectorSignature}").Ok.ShouldBeTrue();
        Proof(VectorHeader, "whsec_new").Refusal!.Code.ShouldBe("pay.forged");
        Proof(VectorHeader, "").Refusal!.Code.ShouldBe("pay.forged");
        StripeSignature.Verify(VectorBody, VectorHeader, [], SignedAt).Refusal!.Code.ShouldBe("pay.forged");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1=" + VectorSignature)]
    [InlineData("t=1700000000")]
    [InlineData("t=1700000001,v1=" + VectorSignature)]
    [InlineData("t=1700000000,t=1700000000,v1=" + VectorSignature)]
    [InlineData("t=-1,v1=" + VectorSignature)]
    [InlineData("t=99999999999999,v1=" + VectorSignature)]
    [InlineData("t=1700000000,v0=" + VectorSignature)]
    [InlineData("t=1700000000,v1=zz")]
    [InlineData("garbage")]
    [InlineData(",,,,,,,,,,,,,,,,,,,,,,,,,")]
    public void A_forged_header_is_refused(string? header) => Proof(header).Refusal!.Code.ShouldBe("pay.forged");

    [Fact]
    public void Every_bit_of_the_body_counts()
    {
        for (var bit = 0; bit < VectorBody.Length * 8; bit++)
        {
            var body = VectorBody.ToArray();
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            StripeSignature.Verify(body, VectorHeader, ["whsec_test"], SignedAt).Refusal!.Code.ShouldBe("pay.forged");
        }
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_signature_is_good_for_five_minutes(int seconds, bool good)
    {
        var proof = StripeSignature.Verify(VectorBody, VectorHeader, ["whsec_test"], SignedAt.AddSeconds(seconds));
        proof.Ok.ShouldBe(good);
        proof.Refusal?.Code.ShouldBe("pay.stale");
    }

    [Theory]
    [InlineData(121.00, "EUR", 12100L)]
    [InlineData(0.01, "EUR", 1L)]
    [InlineData(1999, "HUF", 199900L)]
    [InlineData(500, "JPY", 500L)]
    [InlineData(500, "KRW", 500L)]
    [InlineData(1500, "ISK", 150000L)]
    [InlineData(1.230, "KWD", 1230L)]
    [InlineData(1.234, "KWD", null)]
    [InlineData(1.5, "ISK", null)]
    [InlineData(0.5, "JPY", null)]
    [InlineData(0.005, "EUR", null)]
    [InlineData(0, "EUR", null)]
    [InlineData(-5, "EUR", null)]
    public void Amounts_are_whole_numbers_of_the_providers_unit(double amount, string currency, long? expected)
    {
        var money = new Money((decimal)amount, Currency.Of(currency));
        var minor = MinorUnits.Of(money);
        if (expected is { } good)
        {
            minor.Value.ShouldBe(good);
            MinorUnits.ToMoney(good, money.Currency).ShouldBe(money);
        }
        else
        {
            minor.Refusal!.Code.ShouldBe("pay.amount");
        }
    }

    [Fact]
    public void Completed_is_paid_only_when_it_says_so()
    {
        var paid = Event(Session);
        (paid.Notice, paid.AttemptId, paid.SessionId, paid.PaymentId, paid.EventId, paid.IsTest).ShouldBe((PaymentNotice.Paid, "att1", "cs_1", "pi_1", "evt_1", false));
        paid.Amount.ToString().ShouldBe("121.00 EUR");
        Event(Session.Replace("\"paid\"", "\"unpaid\"", StringComparison.Ordinal)).Notice.ShouldBe(PaymentNotice.Pending);
        Event(Session.Replace("session.completed", "session.async_payment_succeeded", StringComparison.Ordinal)).Notice.ShouldBe(PaymentNotice.Paid);
        Event(Session.Replace("session.completed", "session.async_payment_failed", StringComparison.Ordinal)).Notice.ShouldBe(PaymentNotice.Failed);
        Event(Session.Replace("session.completed", "session.expired", StringComparison.Ordinal)).Notice.ShouldBe(PaymentNotice.Expired);
        Event(Session.Replace("checkout.session.completed", "customer.created", StringComparison.Ordinal)).Notice.ShouldBe(PaymentNotice.Other);
        Event(Session.Replace("12100", "1210000", StringComparison.Ordinal).Replace("\"eur\"", "\"huf\"", StringComparison.Ordinal)).Amount.ToString().ShouldBe("12100.00 HUF");
    }

    [Fact]
    public void A_refund_tells_all_that_went_back()
    {
        var back = Event(Charge);
        (back.Notice, back.PaymentId, back.RefundId, back.AttemptId).ShouldBe((PaymentNotice.Refunded, "pi_1", null, "att1"));
        back.Amount.ToString().ShouldBe("21.00 EUR");
        Event(Charge.Replace("charge.refunded", "charge.dispute.created", StringComparison.Ordinal)).Notice.ShouldBe(PaymentNotice.Disputed);
    }

    [Fact]
    public void A_session_asked_for_tells_payment_fee_and_refund()
    {
        var status = StripeReader.Status(Encoding.UTF8.GetBytes(Asked), SignedAt).Value.Notifications;
        status.Select(n => (n.Notice, n.Amount.ToString(), n.Fee?.ToString())).ShouldBe([(PaymentNotice.Paid, "121.00 EUR", "2.03 EUR"), (PaymentNotice.Refunded, "21.00 EUR", null)]);
        StripeReader.Status(Encoding.UTF8.GetBytes(Asked.Replace("\"complete\"", "\"open\"", StringComparison.Ordinal)), SignedAt).Value.Notifications.ShouldHaveSingleItem().Notice.ShouldBe(PaymentNotice.Opened);
    }

    [Theory]
    [InlineData("12100", "-5", "pay.field_kind")]
    [InlineData("12100", "121.5", "pay.field_kind")]
    [InlineData("\"eur\"", "\"xxx\"", "pay.currency_unknown")]
    [InlineData("\"pi_1\"", "null", "pay.field_missing")]
    [InlineData("\"cs_1\"", "7", "pay.key_invalid")]
    public void A_payment_that_makes_no_sense_is_refused(string good, string bad, string code) =>
        StripeReader.Event(Encoding.UTF8.GetBytes(Session.Replace(good, bad, StringComparison.Ordinal))).Refusal!.Code.ShouldBe(code);

    [Fact]
    public void Ten_thousand_broken_events_are_refused_or_read() => JsonMutations.Survive(Session, b => StripeReader.Event(b).Refusal);

    [Fact]
    public void Ten_thousand_broken_refunds_are_refused_or_read() => JsonMutations.Survive(Charge, b => StripeReader.Event(b).Refusal);

    [Fact]
    public void Ten_thousand_broken_answers_are_refused_or_read() => JsonMutations.Survive(Asked, b => StripeReader.Status(b, SignedAt).Refusal);

    private static Outcome Proof(string? header, params string[] secrets) =>
        StripeSignature.Verify(VectorBody, header, secrets is [] ? ["whsec_test"] : secrets, SignedAt);

    private static PaymentNotification Event(string json) => StripeReader.Event(Encoding.UTF8.GetBytes(json)).Value;
}
