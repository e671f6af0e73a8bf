using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>What is worth telling a person about a message.</summary>
[Flags]
public enum PayRemarks
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>It told nothing new.</summary>
    Repeat = 1,
    /// <summary>Money came after the attempt had ended.</summary>
    Late = 2,
    /// <summary>Less came than was asked for.</summary>
    Partial = 4,
    /// <summary>More came than was asked for.</summary>
    Over = 8,
    /// <summary>A second payment of one attempt.</summary>
    Double = 16,
    /// <summary>More is said to have gone back than came; only what came is booked back.</summary>
    RefundTooLarge = 32,
    /// <summary>The payer disputes it.</summary>
    Disputed = 64,
}

/// <summary>In or back.</summary>
public enum PayBookingKind
{
    /// <summary>Money came in.</summary>
    Receipt = 1,
    /// <summary>Money went back.</summary>
    Refund = 2,
    /// <summary>What the provider kept of it.</summary>
    Fee = 3,
    /// <summary>A dispute took it.</summary>
    Dispute = 4,
    /// <summary>A dispute was won, it came back.</summary>
    DisputeWon = 5,
}

/// <summary>
/// Money to book: <paramref name="Key"/> is unique for all time and is the key of the ledger's document, so that even a lost state cannot book twice.
/// The amount is above zero.
/// </summary>
public sealed record PayBooking(string Key, PayBookingKind Kind, string PaymentId, Money Amount, DateTimeOffset At)
{
    /// <summary>The provider's refund that it is, where it is exactly one.</summary>
    public string? RefundId { get; init; }
}

/// <summary>The attempt after a message, what to book for it now, and what to say.</summary>
public sealed record PayAttemptDecision(PayAttempt Attempt, IReadOnlyList<PayBooking> Bookings, PayRemarks Remarks);

/// <summary>
/// What a message does to an attempt. Knowledge only grows, so any order and any repetition of the same messages ends in the same attempt and
/// the same money booked, once.
/// </summary>
public static class PayAttemptRules
{
    /// <summary>Most payments and refunds kept of one attempt; more is refused.</summary>
    public const int Most = 100;

    /// <summary>
    /// Applies a message. Refusals change nothing: <c>pay.foreign</c> (of another attempt or provider), <c>pay.currency</c> (other currency
    /// than asked for: a person must look), <c>pay.incomplete</c> (no payment id or amount), <c>pay.contradiction</c> (a payment or
    /// refund already known with another amount: ask the provider), <c>pay.too_many</c>.
    /// </summary>
    public static Outcome<PayAttemptDecision> Apply(PayAttempt attempt, PaymentNotification told)
    {
        if (!Concerns(attempt, told))
        {
            return new Refusal("pay.foreign", told.Provider, told.AttemptId ?? told.SessionId ?? told.PaymentId);
        }

        var learned = Learn(attempt, told);
        if (learned.Refusal is { } no)
        {
            return no;
        }

        var after = learned.Value;
        if (after == attempt)
        {
            return new PayAttemptDecision(attempt, [], PayRemarks.Repeat);
        }

        return new PayAttemptDecision(after, [.. Bookings(attempt, after, told)], Remarks(attempt, after, told));
    }

    private static bool Concerns(PayAttempt attempt, PaymentNotification told)
    {
        if (!string.Equals(attempt.Provider, told.Provider, StringComparison.Ordinal))
        {
            return false;
        }

        // Our own id decides. One attempt may have two sessions when the answer to the first was lost, so another session is not foreign.
        if (told.AttemptId is { } id)
        {
            return string.Equals(id, attempt.Id, StringComparison.Ordinal);
        }

        return told.SessionId is { } session && string.Equals(session, attempt.SessionId, StringComparison.Ordinal)
            || told.PaymentId is { } payment && attempt.Payments.ContainsKey(payment);
    }

    private static Outcome<PayAttempt> Learn(PayAttempt attempt, PaymentNotification told) => told.Notice switch
    {
        PaymentNotice.Opened => attempt with { Redirected = true },
        PaymentNotice.Pending => attempt with { Redirected = true, Promised = true },
        PaymentNotice.Failed => Ended(attempt, PayAttemptState.Failed, told.At),
        PaymentNotice.Expired => Ended(attempt, PayAttemptState.Expired, told.At),
        PaymentNotice.Cancelled => Ended(attempt, PayAttemptState.Cancelled, told.At),
        PaymentNotice.Paid => Paid(attempt, told),
        PaymentNotice.Refunded => Refunded(attempt, told),
        PaymentNotice.Disputed when told.PaymentId is { } id => Changed(attempt, id, p => p with { Disputed = true }),
        PaymentNotice.DisputeTaken or PaymentNotice.DisputeReturned => Disputed(attempt, told),
        _ => attempt,
    };

    private static PayAttempt Ended(PayAttempt attempt, PayAttemptState state, DateTimeOffset at)
    {
        var ending = new PayEnding(state, at);
        var newer = attempt.Ending is not { } known || (at, state).CompareTo((known.At, known.State)) > 0;
        return newer ? attempt with { Ending = ending } : attempt;
    }

    private static Outcome<PayAttempt> Paid(PayAttempt attempt, PaymentNotification told)
    {
        if (Money(attempt, told) is { } no)
        {
            return no;
        }

        var amount = told.Amount!.Value.Amount;
        if (attempt.Payments.TryGetValue(told.PaymentId!, out var known) && known.Captured is { } before && before != amount)
        {
            return new Refusal("pay.contradiction", told.PaymentId, before, amount);
        }

        // A fee in another currency is no fee of this payment as booked; the payout shows it.
        var fee = told.Fee is { } taken && taken.Currency == attempt.Amount.Currency && taken.Amount > 0m ? taken.Amount : (decimal?)null;
        if (fee is { } now && known?.Fee is { } then && now != then)
        {
            return new Refusal("pay.contradiction", told.PaymentId, then, now);
        }

        // The earliest instant stands: a later message about the same payment may carry its own time.
        return Changed(attempt, told.PaymentId!, p => p with { Captured = amount, Fee = p.Fee ?? fee, At = p.At is { } at && at < told.At ? at : told.At });
    }

    private static Outcome<PayAttempt> Refunded(PayAttempt attempt, PaymentNotification told)
    {
        if (Money(attempt, told) is { } no)
        {
            return no;
        }

        var amount = told.Amount!.Value.Amount;
        if (told.RefundId is not { } refund)
        {
            return Changed(attempt, told.PaymentId!, p => p with { RefundedTotal = Math.Max(p.RefundedTotal, amount) });
        }

        if (attempt.Payments.TryGetValue(told.PaymentId!, out var known))
        {
            if (known.Refunds.TryGetValue(refund, out var before) && before != amount)
            {
                return new Refusal("pay.contradiction", refund, before, amount);
            }

            if (known.Refunds.Count >= Most && !known.Refunds.ContainsKey(refund))
            {
                return new Refusal("pay.too_many", Most);
            }
        }

        return Changed(attempt, told.PaymentId!, p => p with { Refunds = p.Refunds.SetItem(refund, amount) });
    }

    private static Outcome<PayAttempt> Disputed(PayAttempt attempt, PaymentNotification told)
    {
        if (Money(attempt, told) is { } no)
        {
            return no;
        }

        if (told.RefundId is not { Length: > 0 } dispute)
        {
            return new Refusal("pay.incomplete", told.Provider, told.EventId);
        }

        var amount = told.Amount!.Value.Amount;
        var fee = told.Fee is { } taken && taken.Currency == attempt.Amount.Currency && taken.Amount > 0m ? taken.Amount : (decimal?)null;
        var disputes = attempt.Payments.GetValueOrDefault(told.PaymentId!)?.Disputes;
        var known = disputes?.GetValueOrDefault(dispute) ?? default;
        var back = told.Notice == PaymentNotice.DisputeReturned;
        if ((back ? known.Returned : known.Taken) is { } before && before != amount)
        {
            return new Refusal("pay.contradiction", dispute, before, amount);
        }

        if (disputes?.Count >= Most && !disputes.ContainsKey(dispute))
        {
            return new Refusal("pay.too_many", Most);
        }

        var now = back
            ? known with { Returned = amount, ReturnedAt = known.ReturnedAt is { } then && then < told.At ? then : told.At }
            : known with { Taken = amount, Fee = known.Fee ?? fee, At = known.At is { } at && at < told.At ? at : told.At };
        return Changed(attempt, told.PaymentId!, p => p with { Disputed = true, Disputes = p.Disputes.SetItem(dispute, now) });
    }

    private static Refusal? Money(PayAttempt attempt, PaymentNotification told)
    {
        if (string.IsNullOrEmpty(told.PaymentId) || told.Amount is not { } money || money.Amount <= 0m)
        {
            return new Refusal("pay.incomplete", told.Provider, told.EventId);
        }

        return money.Currency == attempt.Amount.Currency ? null : new Refusal("pay.currency", money.Currency.Code, attempt.Amount.Currency.Code);
    }

    private static Outcome<PayAttempt> Changed(PayAttempt attempt, string paymentId, Func<PayCapture, PayCapture> change)
    {
        if (!attempt.Payments.TryGetValue(paymentId, out var known))
        {
            if (attempt.Payments.Count >= Most)
            {
                return new Refusal("pay.too_many", Most);
            }

            known = new PayCapture { PaymentId = paymentId };
        }

        var after = change(known);
        return after == known && attempt.Payments.ContainsKey(paymentId) ? attempt : attempt with { Payments = attempt.Payments.SetItem(paymentId, after) };
    }

    /// <summary>The difference of two states of knowledge, as money.</summary>
    private static IEnumerable<PayBooking> Bookings(PayAttempt before, PayAttempt after, PaymentNotification told)
    {
        foreach (var payment in after.Payments.Values)
        {
            var known = before.Payments.GetValueOrDefault(payment.PaymentId);
            var key = $"{after.Provider}:{payment.PaymentId}";
            if (payment.Captured is { } amount && known?.Captured is null)
            {
                yield return new PayBooking($"{key}:in", PayBookingKind.Receipt, payment.PaymentId, new Money(amount, after.Amount.Currency), payment.At!.Value);
            }

            if (payment.Fee is { } fee && known?.Fee is null)
            {
                yield return new PayBooking($"{key}:fee", PayBookingKind.Fee, payment.PaymentId, new Money(fee, after.Amount.Currency), payment.At!.Value);
            }

            var back = payment.Out - (known?.Out ?? 0m);
            if (back > 0m)
            {
                // Named by the total reached: a total is reached once.
                var total = payment.Out.ToString("0.####", CultureInfo.InvariantCulture);
                yield return new PayBooking($"{key}:back:{total}", PayBookingKind.Refund, payment.PaymentId, new Money(back, after.Amount.Currency), told.At)
                {
                    RefundId = told.Notice == PaymentNotice.Refunded && told.PaymentId == payment.PaymentId && told.Amount?.Amount == back ? told.RefundId : null,
                };
            }

            foreach (var booking in payment.Disputes.SelectMany(d => OfDispute(after, payment.PaymentId, $"{key}:dispute:{d.Key}", known?.Disputes.GetValueOrDefault(d.Key) ?? default, d.Value)))
            {
                yield return booking;
            }
        }
    }

    private static IEnumerable<PayBooking> OfDispute(PayAttempt attempt, string payment, string key, PayDispute before, PayDispute after)
    {
        PayBooking Of(string part, PayBookingKind kind, decimal amount, DateTimeOffset at) => new(key + part, kind, payment, new Money(amount, attempt.Amount.Currency), at);

        // What came back of money that was never told to be gone waits for that to be told.
        if (after.Taken is { } taken && before.Taken is null)
        {
            yield return Of("", PayBookingKind.Dispute, taken, after.At!.Value);
        }

        if (after is { Taken: not null, Fee: { } fee } && before.Fee is null)
        {
            yield return Of(":fee", PayBookingKind.Fee, fee, after.At!.Value);
        }

        if (after is { Taken: { } gone, Returned: { } back } && (before.Taken is null || before.Returned is null))
        {
            yield return Of(":won", PayBookingKind.DisputeWon, Math.Min(gone, back), after.ReturnedAt!.Value);
        }
    }

    private static PayRemarks Remarks(PayAttempt before, PayAttempt after, PaymentNotification told)
    {
        var remarks = after.Disputed && !before.Disputed ? PayRemarks.Disputed : PayRemarks.None;
        if (after.Payments.Values.Any(p => p.Captured is { } came && p.RefundTold > came))
        {
            remarks |= PayRemarks.RefundTooLarge;
        }

        if (told.Notice != PaymentNotice.Paid)
        {
            return remarks;
        }

        if (before.Ending is not null || told.At > after.ExpiresAt)
        {
            remarks |= PayRemarks.Late;
        }

        if (after.Payments.Values.Count(p => p.Captured is not null) > 1)
        {
            remarks |= PayRemarks.Double;
        }

        return after.Captured.CompareTo(after.Amount.Amount) switch
        {
            < 0 => remarks | PayRemarks.Partial,
            > 0 => remarks | PayRemarks.Over,
            _ => remarks,
        };
    }
}
