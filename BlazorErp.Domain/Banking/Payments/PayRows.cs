using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>The stable address of an invoice's pay page. Made when it is first asked for, never changed.</summary>
public sealed class PayPage : CompanyRow
{
    /// <summary>Invoice; one page each.</summary>
    public long InvoiceId { get; set; }
    /// <summary>Unguessable part of its address; unique over all companies.</summary>
    public required string Token { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>An attempt to pay an invoice through a provider: what <see cref="PayAttempt"/> knows, kept. Only <see cref="PayAttemptRules"/> changes its knowledge.</summary>
public sealed class PayAttemptRow : CompanyRow
{
    /// <summary>Invoice to be paid.</summary>
    public long InvoiceId { get; set; }
    /// <summary>Channel of the provider's account.</summary>
    public long ChannelId { get; set; }
    /// <summary>"stripe", "klix".</summary>
    public required string Provider { get; set; }
    /// <summary>The id the provider carries; unguessable, unique over all companies.</summary>
    public required string Key { get; set; }
    /// <summary>Asked for.</summary>
    public decimal Amount { get; set; }
    /// <summary>Currency of everything in it.</summary>
    public required string Currency { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When the provider's page closes, UTC.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    /// <summary>The provider's session, once known.</summary>
    public string? SessionId { get; set; }
    /// <summary>The provider's page, while it may be used again.</summary>
    public string? RedirectTo { get; set; }
    /// <summary>The payer was sent there.</summary>
    public bool Redirected { get; set; }
    /// <summary>The payer did his part, the money is on its way.</summary>
    public bool Promised { get; set; }
    /// <summary>Last of the ends told.</summary>
    public PayAttemptState? Ending { get; set; }
    /// <summary>When that was, UTC.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    /// <summary>State as it follows from the rest; kept for lists.</summary>
    public PayAttemptState State { get; set; } = PayAttemptState.Created;
    /// <summary>All that came; kept for lists.</summary>
    public decimal Captured { get; set; }
    /// <summary>All that went back; kept for lists.</summary>
    public decimal Refunded { get; set; }
    /// <summary>What disputes hold now; kept for lists.</summary>
    public decimal Held { get; set; }
    /// <summary>All the provider is known to take; kept for lists.</summary>
    public decimal Fee { get; set; }
    /// <summary>Some of it is disputed.</summary>
    public bool Disputed { get; set; }
    /// <summary>All that was worth telling a person so far.</summary>
    public PayRemarks Remarks { get; set; }
    /// <summary>A payment with a provider's test keys: no money, so nothing is booked (save in a demo company).</summary>
    public bool IsTest { get; set; }
    /// <summary>When the provider is asked next, UTC; null: not by itself.</summary>
    public DateTimeOffset? AskAt { get; set; }
    /// <summary>How often it was asked.</summary>
    public int Asked { get; set; }
    /// <summary>JSON of why the last asking or message failed.</summary>
    public string? Refusal { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
    /// <summary>The provider's payments.</summary>
    public List<PayPaymentRow> Payments { get; set; } = [];
}

/// <summary>One payment of the provider within an attempt; see <see cref="PayCapture"/>.</summary>
public sealed class PayPaymentRow : CompanyRow
{
    /// <summary>Attempt.</summary>
    public long AttemptId { get; set; }
    /// <summary>The provider's id; unique in its attempt.</summary>
    public required string PaymentId { get; set; }
    /// <summary>What came; null while only a refund of it was told.</summary>
    public decimal? Captured { get; set; }
    /// <summary>When, UTC.</summary>
    public DateTimeOffset? At { get; set; }
    /// <summary>What the provider takes, once told.</summary>
    public decimal? Fee { get; set; }
    /// <summary>The most that was told to have gone back in all.</summary>
    public decimal RefundedTotal { get; set; }
    /// <summary>The payer disputes it.</summary>
    public bool Disputed { get; set; }
    /// <summary>Single refunds told.</summary>
    public List<PayRefundRow> Refunds { get; set; } = [];
    /// <summary>Disputes told.</summary>
    public List<PayDisputeRow> Disputes { get; set; } = [];
}

/// <summary>A refund as the provider told it.</summary>
public sealed class PayRefundRow : CompanyRow
{
    /// <summary>Payment.</summary>
    public long PaymentRowId { get; set; }
    /// <summary>The provider's id; unique in its payment.</summary>
    public required string RefundId { get; set; }
    /// <summary>Above zero.</summary>
    public decimal Amount { get; set; }
}

/// <summary>A dispute as the provider told it; see <see cref="PayDispute"/>.</summary>
public sealed class PayDisputeRow : CompanyRow
{
    /// <summary>Payment.</summary>
    public long PaymentRowId { get; set; }
    /// <summary>The provider's id; unique in its payment.</summary>
    public required string DisputeId { get; set; }
    /// <summary>Taken from the account.</summary>
    public decimal? Taken { get; set; }
    /// <summary>What the provider charges for it.</summary>
    public decimal? Fee { get; set; }
    /// <summary>Given back.</summary>
    public decimal? Returned { get; set; }
    /// <summary>When it was taken, UTC.</summary>
    public DateTimeOffset? At { get; set; }
    /// <summary>When it came back, UTC.</summary>
    public DateTimeOffset? ReturnedAt { get; set; }
}

/// <summary>Money of an attempt that must stand in the books: one row for each <see cref="PayBooking"/>. Append-only.</summary>
public sealed class PayBookingRow : CompanyRow, IPostedRow
{
    /// <summary>Attempt.</summary>
    public long AttemptId { get; set; }
    /// <summary>Unique for all time.</summary>
    public required string Key { get; set; }
    /// <summary>In, back, or fee.</summary>
    public PayBookingKind Kind { get; set; }
    /// <summary>The provider's payment.</summary>
    public required string PaymentId { get; set; }
    /// <summary>Above zero.</summary>
    public decimal Amount { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>The transaction of the provider's account it is.</summary>
    public long EntryId { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>How far a refund that we want is.</summary>
public enum RefundOrderState
{
    /// <summary>Noted; the provider may have it or not: it is asked again with the same key.</summary>
    Asked = 1,
    /// <summary>The provider took it. It is booked when the provider tells it.</summary>
    Taken = 2,
    /// <summary>The provider refused it.</summary>
    Refused = 3,
}

/// <summary>A refund that somebody here wants: noted before the provider is asked, so that a lost answer is neither forgotten nor asked twice.</summary>
public sealed class RefundOrder : CompanyRow
{
    /// <summary>Attempt.</summary>
    public long AttemptId { get; set; }
    /// <summary>The provider's payment to be given back.</summary>
    public required string PaymentId { get; set; }
    /// <summary>Our key: the provider's idempotency key.</summary>
    public required string Key { get; set; }
    /// <summary>Above zero.</summary>
    public decimal Amount { get; set; }
    /// <summary>What had gone back when it was ordered.</summary>
    public decimal Before { get; set; }
    /// <summary>Why, in the person's words.</summary>
    public string Reason { get; set; } = "";
    /// <summary>State.</summary>
    public RefundOrderState State { get; set; } = RefundOrderState.Asked;
    /// <summary>JSON of why the provider refused or could not be reached.</summary>
    public string? Refusal { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Who.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}
