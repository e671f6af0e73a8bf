using BlazorErp.Channels.Cards;
using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;

namespace BlazorErp.Tests.Channels.Cards;

/// <summary>Both providers through the port, against the simulator.</summary>
public sealed class PayLinkTests : IDisposable
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private readonly SkippingClock clock = SkippingClock.AtNoon();
    private readonly StripeAccess stripe = new("sk_test_1", ["whsec_old", "whsec_new"]);
    private readonly KlixAccess klix = new("klix-secret", "brand-1");
    private readonly CardSimulator cards;
    private readonly HttpClient http;
    private readonly StripePay stripePay;
    private readonly KlixPay klixPay;

    public PayLinkTests()
    {
        cards = new CardSimulator(stripe, klix, clock);
        http = new HttpClient(cards);
        stripePay = new StripePay(http, stripe, clock);
        klixPay = new KlixPay(http, klix, clock);
    }

    public static TheoryData<string> Providers => new("stripe", "klix");

    public void Dispose()
    {
        klixPay.Dispose();
        http.Dispose();
        cards.Dispose();
    }

    private IPayLinkProvider Provider(string name) => name == "stripe" ? stripePay : klixPay;

    private PaySessionRequest Request(string attempt, decimal amount = 121m) => new(
        attempt, new Money(amount, Eur), "INV2026001", "lv", "buyer@example.com", clock.GetUtcNow().AddHours(2),
        new Uri("https://erp.example.com/pay/x?done=1"), new Uri("https://erp.example.com/pay/x"), new Uri("https://erp.example.com/hooks/pay"));

    private async Task<PayAttempt> BegunAsync(string name, string id = "att_1")
    {
        var session = (await Provider(name).CreateAsync(Request(id), default)).Value;
        session.RedirectTo.Scheme.ShouldBe("https");
        return new PayAttempt { Id = id, Provider = name, Amount = new Money(121m, Eur), CreatedAt = clock.GetUtcNow(), ExpiresAt = session.ExpiresAt }.SentTo(session);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_invoice_is_paid_and_its_refund_follows(string name)
    {
        var attempt = await BegunAsync(name);
        attempt.State.ShouldBe(PayAttemptState.Redirected);
        cards.Sessions.ShouldHaveSingleItem().Minor.ShouldBe(12100);
        cards.Pay(attempt.SessionId!);
        var booked = new List<PayBooking>();
        attempt = await HearAsync(attempt, booked);
        attempt.State.ShouldBe(PayAttemptState.Paid);

        var payment = attempt.Payments.Values.ShouldHaveSingleItem().PaymentId;
        (await Provider(name).RefundAsync(new PayRefundRequest("ref_1", attempt.SessionId!, payment, new Money(21m, Eur), Money.Zero(Eur)), default)).Ok.ShouldBeTrue();
        attempt = await HearAsync(attempt, booked);
        (attempt.Captured, attempt.Refunded, attempt.State).ShouldBe((121m, 21m, PayAttemptState.Paid));

        // Asking tells the same; Stripe's fee is only known by asking.
        attempt = await AskAsync(attempt, booked);
        booked.Select(b => (b.Kind, b.Amount.Amount)).ShouldBe([(PayBookingKind.Receipt, 121m), (PayBookingKind.Refund, 21m), (PayBookingKind.Fee, 2.42m)], ignoreOrder: true);
        cards.Refund(attempt.SessionId!, 10000);
        (await HearAsync(attempt, booked)).State.ShouldBe(PayAttemptState.Refunded);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task When_every_message_is_lost_asking_finds_the_payment(string name)
    {
        var attempt = await BegunAsync(name);
        cards.Pay(attempt.SessionId!, 10000);
        cards.TakeDeliveries();
        var booked = new List<PayBooking>();
        attempt = await AskAsync(attempt, booked);
        attempt.State.ShouldBe(PayAttemptState.Paid);
        booked[0].Amount.Amount.ShouldBe(100m);
        (await AskAsync(attempt, booked)).ShouldBe(attempt);
        booked.Count(b => b.Kind == PayBookingKind.Receipt).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Expired_failed_and_promised_are_heard(string name)
    {
        var attempt = await BegunAsync(name);
        cards.Promise(attempt.SessionId!);
        (await HearAsync(attempt, [])).State.ShouldBe(PayAttemptState.Redirected);
        cards.Fail(attempt.SessionId!);
        (await HearAsync(attempt, [])).State.ShouldBe(PayAttemptState.Failed);
        clock.Advance(TimeSpan.FromHours(2));
        cards.Expire(attempt.SessionId!);
        (await HearAsync(attempt, [])).State.ShouldBe(PayAttemptState.Expired);
        (await AskAsync(attempt, [])).State.ShouldBe(PayAttemptState.Expired);
    }

    [Fact]
    public async Task A_Stripe_session_made_twice_for_one_attempt_is_one()
    {
        var first = (await stripePay.CreateAsync(Request("att_1"), default)).Value;
        (await stripePay.CreateAsync(Request("att_1"), default)).Value.ShouldBe(first);
        cards.Sessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_Stripe_session_whose_answer_is_lost_is_not_made_twice()
    {
        cards.Faults = new ProviderFaults { Seed = 1, AnswerLost = 0.5 };
        for (var i = 0; i < 20; i++)
        {
            await stripePay.CreateAsync(Request($"att_{i}"), default);
        }

        cards.Sessions.Select(s => s.Attempt).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_refund_whose_answer_is_lost_is_not_made_twice(string name)
    {
        var attempt = await BegunAsync(name);
        cards.Pay(attempt.SessionId!);
        attempt = await HearAsync(attempt, []);
        var request = new PayRefundRequest("ref_1", attempt.SessionId!, attempt.Payments.Keys.Single(), new Money(21m, Eur), Money.Zero(Eur));
        cards.Faults = new ProviderFaults { AnswerLost = 0.6 };
        for (var i = 0; i < 30; i++)
        {
            await Provider(name).RefundAsync(request, default);
        }

        cards.Sessions[0].RefundedMinor.ShouldBe(2100);
        cards.Faults = new ProviderFaults();
        (await Provider(name).RefundAsync(request, default)).Ok.ShouldBeTrue();
        cards.Sessions[0].RefundedMinor.ShouldBe(2100);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Wrong_keys_busy_and_down_are_named(string name)
    {
        using var wrongKlix = new KlixPay(http, new KlixAccess("wrong", "brand-1"), clock);
        IPayLinkProvider wrong = name == "stripe" ? new StripePay(http, new StripeAccess("wrong", []), clock) : wrongKlix;
        (await wrong.CreateAsync(Request("a"), default)).Refusal.ShouldBe(new Refusal("pay.denied", name));
        (await Provider(name).QueryAsync("none", default)).Refusal!.Code.ShouldBe("pay.refused");
        (await Provider(name).CreateAsync(Request("a", 0.001m), default)).Refusal!.Code.ShouldBe("pay.amount");
        cards.Faults = new ProviderFaults { TooMany = 1, RetryAfter = 120 };
        (await Provider(name).CreateAsync(Request("a"), default)).Refusal.ShouldBe(new Refusal("pay.busy", name, 120));
        cards.Faults = new ProviderFaults { Down = 1 };
        (await Provider(name).CreateAsync(Request("a"), default)).Refusal.ShouldBe(new Refusal("pay.unreachable", name, 500));
    }

    [Fact]
    public async Task Klix_needs_an_address_of_the_payer() =>
        (await klixPay.CreateAsync(Request("a") with { Email = null }, default)).Refusal.ShouldBe(new Refusal("pay.email_needed", "klix") { Field = "Email" });

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Doubled_reordered_lost_and_forged_messages_end_in_the_ideal_state(string name)
    {
        cards.Faults = new ProviderFaults { Seed = 4, Duplicates = 0.4, Reordering = 0.6, Loss = 0.2, Forgery = 0.3 };
        var attempts = new Dictionary<string, PayAttempt>(StringComparer.Ordinal);
        var random = new Random(9);
        for (var i = 0; i < 60; i++)
        {
            var attempt = await BegunAsync(name, $"att_{i}");
            attempts.Add(attempt.Id, attempt);
            var session = attempt.SessionId!;
            switch (random.Next(5))
            {
                case 0:
                    cards.Expire(session);
                    break;
                case 1:
                    cards.Promise(session);
                    cards.Pay(session);
                    break;
                case 2:
                    cards.Pay(session);
                    cards.Refund(session, 2100);
                    cards.Refund(session, 10000);
                    break;
                case 3:
                    cards.Pay(session, random.Next(1, 20000));
                    break;
                default:
                    break;
            }

            clock.Advance(TimeSpan.FromSeconds(3));
        }

        var booked = new List<PayBooking>();
        foreach (var delivery in cards.TakeDeliveries())
        {
            var told = await Provider(name).VerifyAsync(new PayCallback(delivery.Body, delivery.Headers), default);
            told.Ok.ShouldBe(!delivery.Forged);
            if (told.Ok)
            {
                Apply(attempts, told.Value, booked);
            }
        }

        // What was lost is found by asking.
        foreach (var attempt in attempts.Values.ToList())
        {
            foreach (var told in (await Provider(name).QueryAsync(attempt.SessionId!, default)).Value.Notifications)
            {
                Apply(attempts, told, booked);
            }
        }

        foreach (var session in cards.Sessions)
        {
            var attempt = attempts[session.Attempt];
            attempt.Captured.ShouldBe(session.PaidMinor / 100m);
            attempt.Refunded.ShouldBe(session.RefundedMinor / 100m);
            attempt.State.ShouldBe(
                session.PaidMinor > 0 ? (session.RefundedMinor >= session.PaidMinor ? PayAttemptState.Refunded : PayAttemptState.Paid)
                : session.Status == "expired" ? PayAttemptState.Expired : PayAttemptState.Redirected);
        }

        booked.Select(b => b.Key).ShouldBeUnique();
        booked.Where(b => b.Kind == PayBookingKind.Receipt).Sum(b => b.Amount.Amount).ShouldBe(cards.Sessions.Sum(s => s.PaidMinor) / 100m);
        booked.Where(b => b.Kind == PayBookingKind.Refund).Sum(b => b.Amount.Amount).ShouldBe(cards.Sessions.Sum(s => s.RefundedMinor) / 100m);
    }

    private static void Apply(Dictionary<string, PayAttempt> attempts, PaymentNotification told, List<PayBooking> booked)
    {
        var decision = PayAttemptRules.Apply(attempts[told.AttemptId!], told);
        decision.Refusal.ShouldBeNull();
        attempts[told.AttemptId!] = decision.Value.Attempt;
        booked.AddRange(decision.Value.Bookings);
    }

    private async Task<PayAttempt> HearAsync(PayAttempt attempt, List<PayBooking> booked)
    {
        foreach (var delivery in cards.TakeDeliveries())
        {
            var told = await Provider(attempt.Provider).VerifyAsync(new PayCallback(delivery.Body, delivery.Headers), default);
            told.Refusal.ShouldBeNull();
            var decision = PayAttemptRules.Apply(attempt, told.Value).Value;
            booked.AddRange(decision.Bookings);
            attempt = decision.Attempt;
        }

        return attempt;
    }

    private async Task<PayAttempt> AskAsync(PayAttempt attempt, List<PayBooking> booked)
    {
        foreach (var told in (await Provider(attempt.Provider).QueryAsync(attempt.SessionId!, default)).Value.Notifications)
        {
            var decision = PayAttemptRules.Apply(attempt, told).Value;
            booked.AddRange(decision.Bookings);
            attempt = decision.Attempt;
        }

        return attempt;
    }
}
