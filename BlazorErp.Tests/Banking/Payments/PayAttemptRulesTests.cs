using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Banking.Payments;

public sealed class PayAttemptRulesTests
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static PayAttempt Attempt => new() { Id = "att1", Provider = "stripe", Amount = new Money(121m, Eur), CreatedAt = Noon, ExpiresAt = Noon.AddHours(1), SessionId = "cs_1", Redirected = true };

    private static PaymentNotification Told(PaymentNotice notice, decimal amount = 0m, string? payment = "pi_1", int minute = 1, string? refund = null, decimal fee = 0m) => new()
    {
        Provider = "stripe",
        EventId = $"evt_{notice}_{payment}_{amount}_{minute}",
        BodyHash = "00",
        Notice = notice,
        At = Noon.AddMinutes(minute),
        AttemptId = "att1",
        PaymentId = payment,
        Amount = amount == 0m ? null : new Money(amount, Eur),
        RefundId = refund,
        Fee = fee == 0m ? null : new Money(fee, Eur),
    };

    private static PayAttemptDecision Applied(PayAttempt attempt, PaymentNotification told)
    {
        var decision = PayAttemptRules.Apply(attempt, told);
        decision.Refusal.ShouldBeNull();
        return decision.Value;
    }

    [Fact]
    public void A_payment_is_booked_once_and_its_repeat_does_nothing()
    {
        var first = Applied(Attempt, Told(PaymentNotice.Paid, 121m));
        first.Attempt.State.ShouldBe(PayAttemptState.Paid);
        first.Bookings.ShouldHaveSingleItem().ShouldBe(new PayBooking("stripe:pi_1:in", PayBookingKind.Receipt, "pi_1", new Money(121m, Eur), Noon.AddMinutes(1)));
        first.Remarks.ShouldBe(PayRemarks.None);

        var repeat = Applied(first.Attempt, Told(PaymentNotice.Paid, 121m));
        repeat.Bookings.ShouldBeEmpty();
        repeat.Remarks.ShouldBe(PayRemarks.Repeat);
        repeat.Attempt.ShouldBe(first.Attempt);
    }

    [Fact]
    public void Money_after_the_end_is_late_and_still_booked()
    {
        var expired = Applied(Attempt, Told(PaymentNotice.Expired, minute: 60)).Attempt;
        expired.State.ShouldBe(PayAttemptState.Expired);
        var late = Applied(expired, Told(PaymentNotice.Paid, 121m, minute: 61));
        late.Attempt.State.ShouldBe(PayAttemptState.Paid);
        late.Remarks.ShouldBe(PayRemarks.Late);
        late.Bookings.Count.ShouldBe(1);
    }

    [Fact]
    public void Less_more_and_twice_are_booked_as_they_came_and_said()
    {
        Applied(Attempt, Told(PaymentNotice.Paid, 100m)).Remarks.ShouldBe(PayRemarks.Partial);
        Applied(Attempt, Told(PaymentNotice.Paid, 130m)).Remarks.ShouldBe(PayRemarks.Over);
        var once = Applied(Attempt, Told(PaymentNotice.Paid, 121m)).Attempt;
        var twice = Applied(once, Told(PaymentNotice.Paid, 121m, "pi_2"));
        twice.Remarks.ShouldBe(PayRemarks.Double | PayRemarks.Over);
        twice.Attempt.Captured.ShouldBe(242m);
        twice.Bookings.ShouldHaveSingleItem().Key.ShouldBe("stripe:pi_2:in");
    }

    [Fact]
    public void A_refund_told_before_its_payment_waits_for_it()
    {
        var early = Applied(Attempt, Told(PaymentNotice.Refunded, 21m));
        early.Bookings.ShouldBeEmpty();
        early.Attempt.State.ShouldBe(PayAttemptState.Redirected);
        var paid = Applied(early.Attempt, Told(PaymentNotice.Paid, 121m));
        paid.Bookings.Select(b => (b.Kind, b.Amount.Amount)).ShouldBe([(PayBookingKind.Receipt, 121m), (PayBookingKind.Refund, 21m)]);
        paid.Attempt.State.ShouldBe(PayAttemptState.Paid);
        Applied(paid.Attempt, Told(PaymentNotice.Refunded, 121m)).Bookings.ShouldHaveSingleItem().Amount.Amount.ShouldBe(100m);
    }

    [Fact]
    public void Never_more_goes_back_than_came()
    {
        var paid = Applied(Attempt, Told(PaymentNotice.Paid, 121m)).Attempt;
        var over = Applied(paid, Told(PaymentNotice.Refunded, 500m));
        over.Attempt.State.ShouldBe(PayAttemptState.Refunded);
        over.Attempt.Refunded.ShouldBe(121m);
        over.Remarks.ShouldBe(PayRemarks.RefundTooLarge);
    }

    [Fact]
    public void A_refund_told_by_itself_and_in_the_total_is_one_refund()
    {
        var paid = Applied(Attempt, Told(PaymentNotice.Paid, 121m)).Attempt;
        var single = Applied(paid, Told(PaymentNotice.Refunded, 21m, refund: "re_1"));
        single.Bookings.ShouldHaveSingleItem().Amount.Amount.ShouldBe(21m);
        var total = Applied(single.Attempt, Told(PaymentNotice.Refunded, 21m));
        total.Bookings.ShouldBeEmpty();
        total.Attempt.Refunded.ShouldBe(21m);
        Applied(total.Attempt, Told(PaymentNotice.Refunded, 10m, refund: "re_2")).Bookings.ShouldHaveSingleItem().Amount.Amount.ShouldBe(10m);
    }

    [Fact]
    public void A_fee_told_later_is_booked_apart_and_once()
    {
        var paid = Applied(Attempt, Told(PaymentNotice.Paid, 121m)).Attempt;
        var fee = Applied(paid, Told(PaymentNotice.Paid, 121m, fee: 2.03m, minute: 9));
        fee.Bookings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(b => b.Kind.ShouldBe(PayBookingKind.Fee), b => b.Amount.Amount.ShouldBe(2.03m), b => b.Key.ShouldBe("stripe:pi_1:fee"));
        Applied(fee.Attempt, Told(PaymentNotice.Paid, 121m)).Remarks.ShouldBe(PayRemarks.Repeat);
        PayAttemptRules.Apply(fee.Attempt, Told(PaymentNotice.Paid, 121m, fee: 2.04m)).Refusal!.Code.ShouldBe("pay.contradiction");
    }

    [Fact]
    public void What_is_foreign_incomplete_or_contradicts_is_refused()
    {
        var paid = Applied(Attempt, Told(PaymentNotice.Paid, 121m)).Attempt;
        Code(paid, Told(PaymentNotice.Paid, 122m)).ShouldBe("pay.contradiction");
        Code(paid, Told(PaymentNotice.Paid, 121m) with { AttemptId = "other" }).ShouldBe("pay.foreign");
        Code(paid, Told(PaymentNotice.Paid, 121m) with { Provider = "klix" }).ShouldBe("pay.foreign");
        Code(paid, Told(PaymentNotice.Paid, 121m, "pi_9") with { AttemptId = null, SessionId = "cs_9" }).ShouldBe("pay.foreign");
        Code(paid, Told(PaymentNotice.Paid, 121m, null)).ShouldBe("pay.incomplete");
        Code(paid, Told(PaymentNotice.Paid)).ShouldBe("pay.incomplete");
        Code(paid, Told(PaymentNotice.Refunded, -5m)).ShouldBe("pay.incomplete");
        Code(paid, Told(PaymentNotice.Paid, 121m, "pi_2") with { Amount = new Money(121m, Currency.Of("USD")) }).ShouldBe("pay.currency");
    }

    [Fact]
    public void A_dispute_is_found_by_its_payment()
    {
        var paid = Applied(Attempt, Told(PaymentNotice.Paid, 121m)).Attempt;
        var disputed = Applied(paid, Told(PaymentNotice.Disputed) with { AttemptId = null });
        disputed.Attempt.Disputed.ShouldBeTrue();
        disputed.Remarks.ShouldBe(PayRemarks.Disputed);
    }

    [Fact]
    public void The_surplus_over_what_is_open_is_the_customers_credit()
    {
        PaySettlement.Split(new Money(121m, Eur), new Money(100m, Eur)).ShouldBe(new PaySettlement(new Money(100m, Eur), new Money(21m, Eur)));
        PaySettlement.Split(new Money(50m, Eur), new Money(100m, Eur)).ShouldBe(new PaySettlement(new Money(50m, Eur), new Money(0m, Eur)));
        PaySettlement.Split(new Money(50m, Eur), new Money(-3m, Eur)).ShouldBe(new PaySettlement(new Money(0m, Eur), new Money(50m, Eur)));
    }

    [Fact]
    public void The_same_id_with_another_body_is_a_contradiction()
    {
        var told = Told(PaymentNotice.Paid, 121m);
        NotificationRepeats.Compare(null, told).ShouldBe(NotificationRepeat.First);
        NotificationRepeats.Compare("00", told).ShouldBe(NotificationRepeat.Repeat);
        NotificationRepeats.Compare("01", told).ShouldBe(NotificationRepeat.Contradiction);
    }

    /// <summary>Messages that do not contradict each other: the amount of a payment and of a single refund follows from its id.</summary>
    private static Gen<PaymentNotification[]> Stories
    {
        get
        {
            var payment = Gen.Choose(1, 3);
            var paid = payment.SelectMany(p => Gen.Choose(1, 90).Select(m => Told(PaymentNotice.Paid, 40m * p, $"pi_{p}", m, fee: m % 2 == 0 ? p : 0m)));
            var back = payment.SelectMany(p => Gen.Choose(1, 150).SelectMany(a => Gen.Choose(1, 90).Select(m => Told(PaymentNotice.Refunded, a, $"pi_{p}", m))));
            var single = payment.SelectMany(p => Gen.Choose(1, 4).SelectMany(r => Gen.Choose(1, 90).Select(m => Told(PaymentNotice.Refunded, 7m * r, $"pi_{p}", m, $"re_{p}_{r}"))));
            var plain = Gen.Elements(PaymentNotice.Opened, PaymentNotice.Pending, PaymentNotice.Failed, PaymentNotice.Expired, PaymentNotice.Cancelled, PaymentNotice.Disputed, PaymentNotice.Other)
                .SelectMany(n => Gen.Choose(1, 90).SelectMany(m => payment.Select(p => Told(n, 0m, $"pi_{p}", m))));
            return Gen.OneOf(paid, back, single, plain).ArrayOf();
        }
    }

    [Fact]
    public void Any_order_and_repetition_of_the_same_messages_ends_in_the_same_state_with_the_money_booked_once()
    {
        var cases = Stories.SelectMany(story => Gen.Choose(0, int.MaxValue - 1).Select(seed => (Story: story, Seed: seed)));
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (straight, booked) = Run(c.Story);
            var random = new System.Random(c.Seed);
            var repeated = c.Story.Concat(c.Story.Where(_ => random.Next(2) == 0)).Concat(c.Story).ToArray();
            random.Shuffle(repeated);
            var (other, bookedOther) = Run(repeated);

            other.ShouldBe(straight);
            other.State.ShouldBe(straight.State);
            Sums(bookedOther).ShouldBe(Sums(booked));

            // What is booked is what is known, and no key comes twice.
            booked.Where(b => b.Kind == PayBookingKind.Receipt).Sum(b => b.Amount.Amount).ShouldBe(straight.Captured);
            booked.Where(b => b.Kind == PayBookingKind.Refund).Sum(b => b.Amount.Amount).ShouldBe(straight.Refunded);
            straight.Refunded.ShouldBeLessThanOrEqualTo(straight.Captured);
            bookedOther.Select(b => b.Key).Distinct().Count().ShouldBe(bookedOther.Count);
            booked.Select(b => b.Key).Distinct().Count().ShouldBe(booked.Count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static (PayAttempt Attempt, List<PayBooking> Booked) Run(IEnumerable<PaymentNotification> story)
    {
        var attempt = Attempt with { Redirected = false };
        var booked = new List<PayBooking>();
        foreach (var told in story)
        {
            var decision = Applied(attempt, told);
            if (decision.Attempt.State != attempt.State)
            {
                PayAttemptStates.MayFollow(attempt.State, decision.Attempt.State).ShouldBeTrue($"{attempt.State} -> {decision.Attempt.State}");
            }

            booked.AddRange(decision.Bookings);
            attempt = decision.Attempt;
        }

        return (attempt, booked);
    }

    private static string[] Sums(List<PayBooking> booked) =>
        [.. booked.GroupBy(b => (b.Kind, b.PaymentId)).Select(g => $"{g.Key.PaymentId} {g.Key.Kind} {g.Sum(b => b.Amount.Amount):0.00}").Order(StringComparer.Ordinal)];

    private static string Code(PayAttempt attempt, PaymentNotification told) => PayAttemptRules.Apply(attempt, told).Refusal!.Code;
}
