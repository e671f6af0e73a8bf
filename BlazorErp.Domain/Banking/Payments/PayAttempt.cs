using System.Collections.Immutable;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Where an attempt to pay stands.</summary>
public enum PayAttemptState
{
    /// <summary>Made; the payer has no page yet.</summary>
    Created = 1,
    /// <summary>The payer was sent to the provider.</summary>
    Redirected = 2,
    /// <summary>Money is there (all of it, less, or more).</summary>
    Paid = 3,
    /// <summary>Did not work.</summary>
    Failed = 4,
    /// <summary>The payer took too long.</summary>
    Expired = 5,
    /// <summary>Called off.</summary>
    Cancelled = 6,
    /// <summary>All that came went back.</summary>
    Refunded = 7,
}

/// <summary>Which state may follow which. A failed, expired or cancelled attempt may still be paid: the money came late, and is real.</summary>
public static class PayAttemptStates
{
    private static readonly ImmutableDictionary<PayAttemptState, ImmutableArray<PayAttemptState>> Next = new Dictionary<PayAttemptState, ImmutableArray<PayAttemptState>>
    {
        [PayAttemptState.Created] = [PayAttemptState.Redirected, PayAttemptState.Paid, PayAttemptState.Failed, PayAttemptState.Expired, PayAttemptState.Cancelled, PayAttemptState.Refunded],
        [PayAttemptState.Redirected] = [PayAttemptState.Paid, PayAttemptState.Failed, PayAttemptState.Expired, PayAttemptState.Cancelled, PayAttemptState.Refunded],
        [PayAttemptState.Failed] = [PayAttemptState.Paid, PayAttemptState.Expired, PayAttemptState.Cancelled, PayAttemptState.Refunded],
        [PayAttemptState.Expired] = [PayAttemptState.Paid, PayAttemptState.Failed, PayAttemptState.Cancelled, PayAttemptState.Refunded],
        [PayAttemptState.Cancelled] = [PayAttemptState.Paid, PayAttemptState.Failed, PayAttemptState.Expired, PayAttemptState.Refunded],
        [PayAttemptState.Paid] = [PayAttemptState.Refunded],

        // A second payment of the same attempt after the first went back.
        [PayAttemptState.Refunded] = [PayAttemptState.Paid],
    }.ToImmutableDictionary();

    /// <summary>Whether one may follow the other directly.</summary>
    public static bool MayFollow(PayAttemptState from, PayAttemptState to) => Next[from].Contains(to);

    /// <summary>Whether the payer can still be sent to this attempt's page.</summary>
    public static bool IsOpen(PayAttemptState state) => state is PayAttemptState.Created or PayAttemptState.Redirected;
}

/// <summary>A dispute of a payment: money that the payer's bank took, and what came back of it when it was won. Both are told once.</summary>
/// <param name="Taken">Taken from the account; null while only its return was told.</param>
/// <param name="Fee">What the provider charges for it.</param>
/// <param name="Returned">Given back.</param>
/// <param name="At">When it was taken, UTC.</param>
/// <param name="ReturnedAt">When it came back, UTC.</param>
public readonly record struct PayDispute(decimal? Taken, decimal? Fee, decimal? Returned, DateTimeOffset? At, DateTimeOffset? ReturnedAt)
{
    /// <summary>What is gone now.</summary>
    public decimal Held => Taken is { } taken ? Math.Max(0m, taken - (Returned ?? 0m)) : 0m;
}

/// <summary>
/// One payment of the provider within an attempt. All of it only grows: a set union and a maximum, so that the order of messages cannot matter.
/// </summary>
public sealed record PayCapture
{
    /// <summary>The provider's payment.</summary>
    public required string PaymentId { get; init; }
    /// <summary>What came; null while only a refund of it was told (messages out of order).</summary>
    public decimal? Captured { get; init; }
    /// <summary>When it came, UTC.</summary>
    public DateTimeOffset? At { get; init; }
    /// <summary>What the provider takes of it, where it said so; may be told later than the money.</summary>
    public decimal? Fee { get; init; }
    /// <summary>The most that was told to have gone back in all.</summary>
    public decimal RefundedTotal { get; init; }
    /// <summary>Single refunds told, by their id.</summary>
    public ImmutableSortedDictionary<string, decimal> Refunds { get; init; } = ImmutableSortedDictionary<string, decimal>.Empty.WithComparers(StringComparer.Ordinal);
    /// <summary>The payer disputes it.</summary>
    public bool Disputed { get; init; }
    /// <summary>What disputes took and gave back, by the provider's id of the dispute.</summary>
    public ImmutableSortedDictionary<string, PayDispute> Disputes { get; init; } = ImmutableSortedDictionary<string, PayDispute>.Empty.WithComparers(StringComparer.Ordinal);
    /// <summary>What came, zero while unknown.</summary>
    public decimal In => Captured ?? 0m;
    /// <summary>What went back as told, which may be more than came.</summary>
    public decimal RefundTold => Math.Max(RefundedTotal, Refunds.Values.Sum());
    /// <summary>What went back and may be booked: never more than came.</summary>
    public decimal Out => Math.Min(In, RefundTold);
    /// <summary>What disputes hold of it now.</summary>
    public decimal Held => Disputes.Values.Sum(d => d.Held);
    /// <summary>What could still be given back.</summary>
    public decimal Left => Math.Max(0m, In - Out - Held);

    /// <inheritdoc/>
    public bool Equals(PayCapture? other) =>
        other is not null && PaymentId == other.PaymentId && Captured == other.Captured && At == other.At && Fee == other.Fee && RefundedTotal == other.RefundedTotal
        && Disputed == other.Disputed && Refunds.SequenceEqual(other.Refunds) && Disputes.SequenceEqual(other.Disputes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PaymentId, Captured, At, RefundedTotal, Refunds.Count, Disputed);
}

/// <summary>How an attempt ended without money, and when.</summary>
public readonly record struct PayEnding(PayAttemptState State, DateTimeOffset At);

/// <summary>One attempt to pay an open amount through a provider, and all that was told of it.</summary>
public sealed record PayAttempt
{
    /// <summary>Our id: unguessable, unique, carried by the provider and used as idempotency key. Letters, digits, dash and underscore, 64 at most.</summary>
    public required string Id { get; init; }
    /// <summary>"stripe", "klix".</summary>
    public required string Provider { get; init; }
    /// <summary>Open amount when it was made.</summary>
    public required Money Amount { get; init; }
    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its page closes, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    /// <summary>The provider's session, once known.</summary>
    public string? SessionId { get; init; }
    /// <summary>The payer was sent there.</summary>
    public bool Redirected { get; init; }
    /// <summary>The payer did his part, the money is on its way (a delayed method).</summary>
    public bool Promised { get; init; }
    /// <summary>Last of the ends told.</summary>
    public PayEnding? Ending { get; init; }
    /// <summary>Payments by the provider's id; more than one is a double payment.</summary>
    public ImmutableSortedDictionary<string, PayCapture> Payments { get; init; } = ImmutableSortedDictionary<string, PayCapture>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>All that came.</summary>
    public decimal Captured => Payments.Values.Sum(p => p.In);
    /// <summary>All that went back, never more than came.</summary>
    public decimal Refunded => Payments.Values.Sum(p => p.Out);
    /// <summary>What disputes hold now.</summary>
    public decimal Held => Payments.Values.Sum(p => p.Held);
    /// <summary>What the provider is known to take, disputes included.</summary>
    public decimal Fees => Payments.Values.Sum(p => (p.Fee ?? 0m) + p.Disputes.Values.Sum(d => d.Fee ?? 0m));
    /// <summary>Some payment of it is disputed.</summary>
    public bool Disputed => Payments.Values.Any(p => p.Disputed);

    /// <summary>State: follows from what is known, is never set.</summary>
    public PayAttemptState State =>
        Captured > 0m ? (Refunded >= Captured ? PayAttemptState.Refunded : PayAttemptState.Paid)
        : Ending is { } ending ? ending.State
        : Redirected ? PayAttemptState.Redirected
        : PayAttemptState.Created;

    /// <summary>The provider gave a session and the payer is sent to it.</summary>
    public PayAttempt SentTo(PaySession session) => this with { SessionId = session.SessionId, ExpiresAt = session.ExpiresAt, Redirected = true };

    /// <inheritdoc/>
    public bool Equals(PayAttempt? other) =>
        other is not null && Id == other.Id && Provider == other.Provider && Amount == other.Amount && CreatedAt == other.CreatedAt && ExpiresAt == other.ExpiresAt
        && SessionId == other.SessionId && Redirected == other.Redirected && Promised == other.Promised && Ending == other.Ending && Payments.SequenceEqual(other.Payments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Provider, Amount, SessionId, Redirected, Ending, Payments.Count);
}
