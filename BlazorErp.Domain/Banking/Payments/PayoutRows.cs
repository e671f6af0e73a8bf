using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Money that a provider sent from our account there to our bank, with what it paid out. Unique by (channel, the provider's id).</summary>
public sealed class PayoutRow : CompanyRow
{
    /// <summary>Channel of the provider's account.</summary>
    public long ChannelId { get; set; }
    /// <summary>Our account at the provider.</summary>
    public long BankAccountId { get; set; }
    /// <summary>The provider's id, or the bank line's where the provider tells no payouts.</summary>
    public required string ExternalId { get; set; }
    /// <summary>How far it is.</summary>
    public PayoutState State { get; set; }
    /// <summary>When it left, UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>When the bank should have it.</summary>
    public DateOnly? Arrives { get; set; }
    /// <summary>To our bank; below zero where the provider draws from it.</summary>
    public decimal Amount { get; set; }
    /// <summary>Currency.</summary>
    public required string Currency { get; set; }
    /// <summary>Amount less the parts that were told; not zero is shown, never hidden.</summary>
    public decimal Difference { get; set; }
    /// <summary>Its transaction in the provider's account.</summary>
    public long? EntryId { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
    /// <summary>What it paid out.</summary>
    public List<PayoutPartRow> Parts { get; set; } = [];
}

/// <summary>One movement that a payout paid out.</summary>
public sealed class PayoutPartRow : CompanyRow
{
    /// <summary>Payout.</summary>
    public long PayoutId { get; set; }
    /// <summary>The provider's id of the movement; unique in its payout.</summary>
    public required string ExternalId { get; set; }
    /// <summary>What it is.</summary>
    public PayoutPartKind Kind { get; set; }
    /// <summary>The payment it is of.</summary>
    public string? PaymentId { get; set; }
    /// <summary>Signed.</summary>
    public decimal Gross { get; set; }
    /// <summary>What the provider took of it.</summary>
    public decimal Fee { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>For people.</summary>
    public string Text { get; set; } = "";
    /// <summary>The transaction in our account that is the same money; null where we have none of that amount.</summary>
    public long? EntryId { get; set; }
}
