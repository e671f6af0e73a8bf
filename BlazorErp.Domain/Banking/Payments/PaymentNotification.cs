using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>What a provider says about an attempt to pay.</summary>
public enum PaymentNotice
{
    /// <summary>Nothing that matters to the attempt.</summary>
    Other = 0,
    /// <summary>The payer has the payment page open.</summary>
    Opened = 1,
    /// <summary>Promised, not there yet (a delayed method).</summary>
    Pending = 2,
    /// <summary>The money is there.</summary>
    Paid = 3,
    /// <summary>Money went back.</summary>
    Refunded = 4,
    /// <summary>The payer disputes it at his bank.</summary>
    Disputed = 5,
    /// <summary>It did not work.</summary>
    Failed = 6,
    /// <summary>The payment page is closed.</summary>
    Expired = 7,
    /// <summary>Called off.</summary>
    Cancelled = 8,
    /// <summary>A dispute took the money from the account.</summary>
    DisputeTaken = 9,
    /// <summary>A dispute was won: the money is back.</summary>
    DisputeReturned = 10,
}

/// <summary>
/// A verified message of a provider, or its answer to a question about an attempt, in neutral words. It is only made where a signature
/// was right or the provider was asked by us; a browser's return never makes one.
/// </summary>
public sealed record PaymentNotification
{
    /// <summary>"stripe", "klix".</summary>
    public required string Provider { get; init; }
    /// <summary>The provider's id of the message, or one made of its content where it has none. With <see cref="BodyHash"/> tells a repeat from a contradiction.</summary>
    public required string EventId { get; init; }
    /// <summary>SHA-256 of the raw bytes, lower hex.</summary>
    public required string BodyHash { get; init; }
    /// <summary>What it says.</summary>
    public required PaymentNotice Notice { get; init; }
    /// <summary>UTC, when it happened by the provider's clock.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>Our attempt, where the provider carries our id.</summary>
    public string? AttemptId { get; init; }
    /// <summary>The provider's session or purchase.</summary>
    public string? SessionId { get; init; }
    /// <summary>The provider's payment; required for <see cref="PaymentNotice.Paid"/> and <see cref="PaymentNotice.Refunded"/>. Booked once per (provider, payment id).</summary>
    public string? PaymentId { get; init; }
    /// <summary>Money that came, or that went back (not negative); see <see cref="RefundId"/>.</summary>
    public Money? Amount { get; init; }
    /// <summary>The single refund or dispute the amount is of; null when the amount is all that went back of the payment so far.</summary>
    public string? RefundId { get; init; }
    /// <summary>What the provider takes, where it says so (not negative).</summary>
    public Money? Fee { get; init; }
    /// <summary>A test payment: no real money.</summary>
    public bool IsTest { get; init; }
}

/// <summary>What to do with a message whose id may have been seen.</summary>
public enum NotificationRepeat
{
    /// <summary>First of its id.</summary>
    First = 1,
    /// <summary>Same id, same bytes: answer well, do nothing.</summary>
    Repeat = 2,
    /// <summary>Same id, other bytes: refuse and raise an alarm.</summary>
    Contradiction = 3,
}

/// <summary>Tells repeats from contradictions.</summary>
public static class NotificationRepeats
{
    /// <summary>Compares with the hash kept under the same (provider, event id), null when there is none.</summary>
    public static NotificationRepeat Compare(string? keptHash, PaymentNotification told) =>
        keptHash is null ? NotificationRepeat.First
        : string.Equals(keptHash, told.BodyHash, StringComparison.Ordinal) ? NotificationRepeat.Repeat
        : NotificationRepeat.Contradiction;
}
