namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// When a provider is asked about an attempt again, because messages get lost. The older it is the seldomer: each wait is half its age, so a
/// whole life costs a few dozen questions.
/// </summary>
public static class PayAsking
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>A page that closed without money may still be paid: banks are slow.</summary>
    private static readonly TimeSpan LateMoney = TimeSpan.FromDays(3);

    /// <summary>A delayed method (direct debit) takes its time.</summary>
    private static readonly TimeSpan PromisedMoney = TimeSpan.FromDays(21);

    /// <summary>Refunds and disputes come for about half a year.</summary>
    private static readonly TimeSpan AfterPaid = TimeSpan.FromDays(180);

    /// <summary>A fee is known soon after the money, or never.</summary>
    private static readonly TimeSpan FeeToCome = TimeSpan.FromDays(2);

    /// <summary>The next instant; null when it is not asked any more by itself.</summary>
    public static DateTimeOffset? Next(PayAttempt attempt, DateTimeOffset now)
    {
        if (attempt.SessionId is null)
        {
            return null;
        }

        var age = now - attempt.CreatedAt;
        var life = attempt.State switch
        {
            PayAttemptState.Refunded when !attempt.Disputed => TimeSpan.Zero,
            PayAttemptState.Paid or PayAttemptState.Refunded => AfterPaid,
            _ when attempt.Promised => PromisedMoney,
            _ => attempt.ExpiresAt - attempt.CreatedAt + LateMoney,
        };
        if (age >= life)
        {
            return null;
        }

        // The fee is asked for soon: it belongs to the day of the payment.
        var since = attempt.Captured > 0m ? attempt.Payments.Values.Max(p => p.At) ?? attempt.CreatedAt : attempt.CreatedAt;
        var hurry = attempt.Payments.Values.Any(p => p is { Captured: not null, Fee: null }) && now - since < FeeToCome;
        var wait = hurry ? (now - since) / 2 : attempt.Captured > 0m ? TimeSpan.FromHours(12) > age / 2 ? TimeSpan.FromHours(12) : age / 2 : age / 2;
        return now + (wait < Shortest ? Shortest : wait > Longest ? Longest : wait);
    }
}
