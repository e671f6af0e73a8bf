using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Which attempts a list shows.</summary>
public enum PayStanding
{
    /// <summary>Begun, no money yet.</summary>
    Open = 1,
    /// <summary>Money came.</summary>
    Paid = 2,
    /// <summary>Ended without money.</summary>
    Ended = 3,
    /// <summary>All of it went back.</summary>
    Refunded = 4,
    /// <summary>A person should look: more, less, late, twice, disputed, or something failed.</summary>
    Attention = 5,
}

/// <summary>Filter of the list of attempts; newest first.</summary>
/// <param name="Page">Window and search (number of the invoice, customer).</param>
/// <param name="Standing">Only of this standing.</param>
/// <param name="ChannelId">Only of this account.</param>
/// <param name="InvoiceId">Only of this invoice.</param>
/// <param name="From">Begun on or after.</param>
/// <param name="To">Begun on or before.</param>
public sealed record PayFilter(PageQuery Page, PayStanding? Standing = null, long? ChannelId = null, long? InvoiceId = null, DateOnly? From = null, DateOnly? To = null);

/// <summary>An attempt in a list.</summary>
public sealed record PayRow(
    long Id, DateTimeOffset CreatedAt, long InvoiceId, string Number, string Partner, long ChannelId, string Provider, PayAttemptState State, bool Promised, decimal Amount, decimal Captured, decimal Refunded, decimal Held,
    decimal Fee, string Currency, PayRemarks Remarks, bool Disputed, bool IsTest, string? RefusalJson)
{
    /// <summary>Why the last asking or message failed.</summary>
    public Refusal? Why => Shared.RefusalJson.Read(RefusalJson);
}

/// <summary>Sums of a filter in one currency.</summary>
public sealed record PayTotal(string Currency, int Count, decimal Captured, decimal Refunded, decimal Fee);

/// <summary>A payment of an attempt, with what of it can still be given back.</summary>
public sealed record PayMoney(string PaymentId, decimal Captured, DateTimeOffset? At, decimal? Fee, decimal Refunded, decimal Held, decimal Left);

/// <summary>A refund that was ordered here.</summary>
public sealed record PayOrder(long Id, decimal Amount, string Reason, RefundOrderState State, DateTimeOffset At, string Actor, Refusal? Why);

/// <summary>A line of the provider's account that an attempt made.</summary>
public sealed record PayLine(long LineId, DateOnly Date, BankLineKind Kind, decimal Amount, BankLineState State, string Summary);

/// <summary>Everything of one attempt.</summary>
/// <param name="Credit">What of it stands as the customer's credit.</param>
public sealed record PayDetail(PayRow Row, string? SessionId, DateTimeOffset ExpiresAt, DateTimeOffset? AskAt, int Asked, decimal Credit, IReadOnlyList<PayMoney> Payments, IReadOnlyList<PayOrder> Orders, IReadOnlyList<PayLine> Lines);

/// <summary>A payout in a list.</summary>
/// <param name="BankLineId">The bank's line that brought it; null while it is on its way.</param>
public sealed record PayoutListRow(long Id, DateTimeOffset At, DateOnly? Arrives, long ChannelId, string Provider, string ExternalId, PayoutState State, decimal Amount, decimal Difference, string Currency, int Parts, long? LineId, long? BankLineId);

/// <summary>A part of a payout beside what our books have.</summary>
/// <param name="Number">Invoice it paid.</param>
/// <param name="Ours">Gross in our books; null where nothing there is exactly this.</param>
public sealed record PayoutPartLine(long Id, PayoutPartKind Kind, DateTimeOffset At, string Text, string? PaymentId, decimal Gross, decimal Fee, decimal? Ours, long? InvoiceId, string? Number);

/// <summary>Everything of one payout.</summary>
public sealed record PayoutDetail(PayoutListRow Row, IReadOnlyList<PayoutPartLine> Parts);
