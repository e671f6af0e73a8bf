using System.Text.Json;
using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;

namespace BlazorErp.Tests.Channels.PayPal;

/// <summary>Orders v2: the client against the simulator, and its reader against anything.</summary>
public sealed class PayPalOrdersTests : IDisposable
{
    private readonly SkippingClock clock = SkippingClock.AtNoon();
    private readonly PayPalAccess access = new("client", "secret", sandbox: true, "WH-OWN");
    private readonly PayPalSimulator paypal;
    private readonly HttpClient http;
    private readonly PayPalClient client;
    private readonly PayPalOrders orders;

    public PayPalOrdersTests()
    {
        paypal = new PayPalSimulator(access, clock);
        http = new HttpClient(paypal);
        client = new PayPalClient(http, access, clock);
        orders = new PayPalOrders(client, access, new PayPalWebhook(access, new PayPalCertificates(http, paypal.Trust, clock), clock), clock);
    }

    public void Dispose()
    {
        client.Dispose();
        http.Dispose();
    }

    [Theory]
    [InlineData("EUR", "121", "121.00")]
    [InlineData("EUR", "0.01", "0.01")]
    [InlineData("HUF", "12990", "12990")]
    [InlineData("HUF", "12990.50", null)]
    [InlineData("PLN", "10.5", "10.50")]
    [InlineData("BGN", "10", null)]
    [InlineData("EUR", "0", null)]
    [InlineData("EUR", "-1", null)]
    public void Amounts_are_written_with_the_parts_their_currency_has_there(string currency, string amount, string? value)
    {
        if (!Currency.IsKnown(currency))
        {
            return;
        }

        var written = PayPalOrders.Value(new Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Currency.Of(currency)));
        (written.Ok ? written.Value : null).ShouldBe(value);
        (written.Refusal?.Code).ShouldBe(value is null ? "pay.amount" : null);
    }

    [Fact]
    public async Task The_same_attempt_makes_one_order_and_answers_that_are_lost_do_nothing_twice()
    {
        paypal.Faults = new ProviderFaults { Seed = 5, AnswerLost = 0.3, Down = 0.2, TooMany = 0.2 };
        string? id = null;
        for (var n = 0; n < 5; n++)
        {
            var made = await orders.CreateAsync(Request("attempt-1"), default);
            if (made.Ok)
            {
                (id ??= made.Value.SessionId).ShouldBe(made.Value.SessionId);
                made.Value.RedirectTo.ToString().ShouldBe($"https://www.sandbox.paypal.com/checkoutnow?token={id}");
            }
        }

        paypal.Orders.Single().Id.ShouldBe(id.ShouldNotBeNull());
        paypal.Approve(id);
        var told = new List<PaymentNotification>();
        for (var n = 0; n < 8; n++)
        {
            var asked = await orders.QueryAsync(id, default);
            told.AddRange(asked.Ok ? asked.Value.Notifications : []);
        }

        paypal.Rows.Count.ShouldBe(1);
        var paid = told.Distinct().Single();
        paid.ShouldSatisfyAllConditions(
            p => p.Notice.ShouldBe(PaymentNotice.Paid), p => p.AttemptId.ShouldBe("attempt-1"), p => p.PaymentId.ShouldBe(paypal.Rows[0].Id), p => p.Amount.ShouldBe(new Money(121m, Currency.Of("EUR"))),
            p => p.Fee.ShouldBe(new Money(4.46m, Currency.Of("EUR"))), p => p.IsTest.ShouldBeTrue());
        for (var n = 0; n < 5; n++)
        {
            await orders.RefundAsync(new PayRefundRequest("refund-1", id, paid.PaymentId!, new Money(21m, Currency.Of("EUR")), default), default);
        }

        paypal.Rows.Where(r => r.Code == "T1107").Select(r => r.Gross.Amount).ShouldBe([-21m]);
    }

    [Fact]
    public async Task What_PayPal_refuses_is_told_in_its_own_word_and_what_it_forgot_has_expired()
    {
        var order = (await orders.CreateAsync(Request("attempt-1"), default)).Value.SessionId;
        paypal.Approve(order);
        await orders.QueryAsync(order, default);
        (await orders.RefundAsync(new PayRefundRequest("refund-1", order, paypal.Rows[0].Id, new Money(122m, Currency.Of("EUR")), default), default)).Refusal
            .ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.Code.ShouldBe("pay.refused"), r => r.Args[1]!.ToString()!.ShouldContain("REFUND_AMOUNT_EXCEEDED"));
        (await orders.CreateAsync(Request("attempt-1-again") with { Reference = paypal.Orders[0].Invoice[..^9] }, default)).Ok.ShouldBeFalse("the number of an order that was paid");
        (await orders.QueryAsync("ORD-FORGOTTEN", default)).Value.Notifications.Single().ShouldSatisfyAllConditions(n => n.Notice.ShouldBe(PaymentNotice.Expired), n => n.SessionId.ShouldBe("ORD-FORGOTTEN"));
    }

    [Fact]
    public async Task A_message_is_a_hint_at_its_attempt_and_order_once_it_is_proved()
    {
        var order = (await orders.CreateAsync(Request("attempt-1"), default)).Value.SessionId;
        paypal.Approve(order);
        await orders.QueryAsync(order, default);
        foreach (var delivery in paypal.TakeDeliveries())
        {
            (await orders.VerifyAsync(new PayCallback(delivery.Body, delivery.Headers), default)).Value
                .ShouldSatisfyAllConditions(h => h.Notice.ShouldBe(PaymentNotice.Other), h => h.AttemptId.ShouldBe("attempt-1"), h => h.SessionId.ShouldBe(order), h => h.PaymentId.ShouldBeNull());
            var body = delivery.Body.ToArray();
            body[^2] ^= 1;
            (await orders.VerifyAsync(new PayCallback(body, delivery.Headers), default)).Refusal!.Code.ShouldBe("pay.forged");
        }
    }

    [Theory]
    [InlineData("https://www.paypal.com/checkoutnow?token=1", true)]
    [InlineData("http://www.paypal.com/checkoutnow?token=1", false)]
    [InlineData("https://www.paypal.com.evil.example/checkoutnow", false)]
    [InlineData("https://evilpaypal.com/", false)]
    [InlineData("javascript:alert(1)", false)]
    public void The_payer_is_sent_to_PayPals_own_pages_only(string page, bool good)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { id = "ORD1", status = "PAYER_ACTION_REQUIRED", links = new[] { new { href = page, rel = "payer-action" } } });
        PayPalOrderReader.Session(json, clock.GetUtcNow()).Ok.ShouldBe(good);
    }

    [Fact]
    public void Ten_thousand_broken_orders_are_refused_or_read() => JsonMutations.Survive(
        """
        {"id":"5O190127TN364715T","status":"COMPLETED","purchase_units":[{"custom_id":"a1","invoice_id":"INV-1 a1","payments":{"captures":[{"id":"3C679366HH908993F","status":"PARTIALLY_REFUNDED",
        "amount":{"currency_code":"EUR","value":"121.00"},"seller_receivable_breakdown":{"paypal_fee":{"currency_code":"EUR","value":"4.46"}},"create_time":"2026-03-01T10:00:00Z"}],
        "refunds":[{"id":"1JU08902781691411","status":"COMPLETED","amount":{"currency_code":"EUR","value":"21.00"},"create_time":"2026-03-02T10:00:00Z",
        "links":[{"rel":"up","href":"https://api-m.paypal.com/v2/payments/captures/3C679366HH908993F"}]}]}}]}
        """,
        b =>
        {
            var order = PayPalOrderReader.Order(b, false);
            return order.Ok ? order.Value.Told(DateTimeOffset.UnixEpoch) is null ? order.Refusal : null : order.Refusal;
        });

    private PaySessionRequest Request(string attempt) => new(
        attempt, new Money(121m, Currency.Of("EUR")), "INV-1", "lv", null, clock.GetUtcNow().AddHours(2), new Uri("https://shop.example/pay/x?back=1"), new Uri("https://shop.example/pay/x?left=1"), new Uri("https://shop.example/hooks/paypal/t"));
}
