using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>What a row of a payment provider's account is about. The sign of the money is never taken from it.</summary>
public enum ProviderEvent
{
    /// <summary>A payment, in or out.</summary>
    Payment = 1,
    /// <summary>A fee that stands alone, or its return; the fee of a payment is a field of the payment.</summary>
    Fee = 2,
    /// <summary>Money given back by the receiver.</summary>
    Refund = 3,
    /// <summary>Money taken back by the payer, his bank or the provider (chargeback), or that undone.</summary>
    Reversal = 4,
    /// <summary>Own money blocked by the provider.</summary>
    Hold = 5,
    /// <summary>Blocked money free again.</summary>
    Release = 6,
    /// <summary>One side of an exchange between two currencies; the other side is another row.</summary>
    CurrencyConversion = 7,
    /// <summary>Between the provider's account and the own bank account.</summary>
    Transfer = 8,
    /// <summary>Anything else, adjustments too.</summary>
    Other = 9,
    /// <summary>Not a transaction of the provider: the balance before the first one that is read.</summary>
    Opening = 10,
}

/// <summary>How far a row is.</summary>
public enum ProviderStatus
{
    /// <summary>Not final; may become any other.</summary>
    Pending = 1,
    /// <summary>Done.</summary>
    Success = 2,
    /// <summary>Done, and taken back later by a row of its own.</summary>
    Reversed = 3,
    /// <summary>Never happened.</summary>
    Denied = 4,
}

/// <summary>What a reference id of a row names.</summary>
public enum ProviderReferenceKind
{
    /// <summary>The provider did not say.</summary>
    Unknown = 0,
    /// <summary>Another transaction.</summary>
    Transaction = 1,
    /// <summary>An order.</summary>
    Order = 2,
    /// <summary>A subscription.</summary>
    Subscription = 3,
    /// <summary>A payment approved beforehand.</summary>
    PreApproved = 4,
}

/// <summary>The words of the provider, JSON or other text. All are equal: how a row is written says nothing of what it tells.</summary>
public sealed class ProviderRaw(string text) : IEquatable<ProviderRaw>
{
    /// <summary>Not kept.</summary>
    public static ProviderRaw None { get; } = new("");

    /// <summary>The text.</summary>
    public string Text => text;

    /// <inheritdoc/>
    public bool Equals(ProviderRaw? other) => other is not null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ProviderRaw;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <summary>Nothing: the text may hold what must not be in a log.</summary>
    public override string ToString() => "";
}

/// <summary>The other side of a row; every part may be empty, all of it is text of strangers.</summary>
public sealed record ProviderPayer(string Name, string Email, string AccountId, string CountryCode)
{
    /// <summary>Nobody named.</summary>
    public static ProviderPayer Nobody { get; } = new("", "", "", "");
}

/// <summary>
/// One row of an account at a payment provider (PayPal and its like), in neutral words. Gross and fee are signed as the account sees them:
/// money in is above zero, a fee charged is below.
/// </summary>
public sealed record ProviderTransaction
{
    /// <summary>"paypal" or another channel's name.</summary>
    public required string Provider { get; init; }
    /// <summary>The own account there.</summary>
    public required string Account { get; init; }
    /// <summary>The provider's id. Not unique by itself: see <see cref="Key"/>.</summary>
    public required string Id { get; init; }
    /// <summary>Id of what this row belongs to: the payment of a refund, the cause of a conversion.</summary>
    public string? ReferenceId { get; init; }
    /// <summary>What the reference id names.</summary>
    public ProviderReferenceKind ReferenceKind { get; init; }
    /// <summary>The provider's own event code, e.g. T0006.</summary>
    public required string EventCode { get; init; }
    /// <summary>Its class.</summary>
    public required ProviderEvent Event { get; init; }
    /// <summary>UTC, when it was begun.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>UTC, when the provider changed it last; orders two readings of one row.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>Signed, before the fee.</summary>
    public required Money Gross { get; init; }
    /// <summary>Signed: below zero when charged, above when returned; zero without one. Same currency as the gross.</summary>
    public required Money Fee { get; init; }
    /// <summary>Gross plus fee: what the balance moves by.</summary>
    public Money Net => Gross + Fee;
    /// <summary>Currency of all three.</summary>
    public Currency Currency => Gross.Currency;
    /// <summary>Status.</summary>
    public required ProviderStatus Status { get; init; }
    /// <summary>False for rows that move nothing whatever their amount, such as authorisations.</summary>
    public bool MovesMoney { get; init; } = true;
    /// <summary>The other side.</summary>
    public ProviderPayer Payer { get; init; } = ProviderPayer.Nobody;
    /// <summary>The seller's reference: invoices are matched by it.</summary>
    public string InvoiceId { get; init; } = "";
    /// <summary>The seller's second reference.</summary>
    public string CustomField { get; init; } = "";
    /// <summary>Subject and note, for people.</summary>
    public string Text { get; init; } = "";
    /// <summary>Balance of the currency after this row, where the provider says it.</summary>
    public Money? Balance { get; init; }
    /// <summary>The row as the provider told it; kept, and no part of what makes two readings the same.</summary>
    public ProviderRaw Raw { get; init; } = ProviderRaw.None;

    /// <summary>
    /// What makes it this row and no other: account, id, event code, currency and sign. Two readings of one row have one key; a changed
    /// status or fee is the same row.
    /// </summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Account}/{Id}/{EventCode}/{Currency.Code}/{(Gross.Amount < 0m ? '-' : '+')}");

    /// <summary>Whether it stands in the books: done, or done and reversed by another row. Pending and denied rows are only shown.</summary>
    public bool IsBooked => MovesMoney && (Status is ProviderStatus.Success or ProviderStatus.Reversed);

    /// <summary>The lines it books, gross and fee apart; none while it is pending, when it was denied, or moves nothing. They add up to the net.</summary>
    public IReadOnlyList<ProviderLine> Lines()
    {
        if (!IsBooked)
        {
            return [];
        }

        var lines = new List<ProviderLine>(2);
        if (Gross.Amount != 0m)
        {
            var fee = Event == ProviderEvent.Fee;
            lines.Add(new ProviderLine($"{Key}/gross", fee ? ProviderLineKind.Fee : ProviderLineKind.Gross, Gross, At, this));
        }

        if (Fee.Amount != 0m)
        {
            lines.Add(new ProviderLine($"{Key}/fee", ProviderLineKind.Fee, Fee, At, this));
        }

        return lines;
    }
}

/// <summary>Which part of a row a line is.</summary>
public enum ProviderLineKind
{
    /// <summary>What was paid.</summary>
    Gross = 1,
    /// <summary>What the provider took for it, or gave back of that.</summary>
    Fee = 2,
}

/// <summary>One movement on the clearing account: unique by <paramref name="Key"/>, signed amount, UTC.</summary>
public sealed record ProviderLine(string Key, ProviderLineKind Kind, Money Amount, DateTimeOffset At, ProviderTransaction Source);
