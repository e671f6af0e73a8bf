using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// A transaction of a payment provider as it was told last, raw text and all: what pending ones will become is seen here, what is done is in its
/// bank lines. Unique by (account, key).
/// </summary>
public sealed class ProviderEntry : CompanyRow
{
    /// <summary>Our account of its currency.</summary>
    public long BankAccountId { get; set; }
    /// <summary><see cref="ProviderTransaction.Key"/>.</summary>
    public required string Key { get; set; }
    /// <summary>The own account at the provider.</summary>
    public required string Account { get; set; }
    /// <summary>The provider's id.</summary>
    public required string ExternalId { get; set; }
    /// <summary>Id of what it belongs to.</summary>
    public string? ReferenceId { get; set; }
    /// <summary>What that id names.</summary>
    public ProviderReferenceKind ReferenceKind { get; set; }
    /// <summary>The provider's event code.</summary>
    public required string EventCode { get; set; }
    /// <summary>Its class.</summary>
    public ProviderEvent Event { get; set; }
    /// <summary>UTC, when it was begun.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>UTC, when the provider changed it last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>Signed, before the fee.</summary>
    public decimal Gross { get; set; }
    /// <summary>Signed; below zero when charged.</summary>
    public decimal Fee { get; set; }
    /// <summary>Currency.</summary>
    public required string Currency { get; set; }
    /// <summary>How far it is.</summary>
    public ProviderStatus Status { get; set; }
    /// <summary>False for what moves nothing, such as authorisations.</summary>
    public bool MovesMoney { get; set; }
    /// <summary>What its lines add up to now: gross and fee once it is done, else nothing.</summary>
    public decimal Booked { get; set; }
    /// <summary>The other side's name.</summary>
    public string PayerName { get; set; } = "";
    /// <summary>The other side's e-mail.</summary>
    public string PayerEmail { get; set; } = "";
    /// <summary>The other side's account at the provider.</summary>
    public string PayerAccount { get; set; } = "";
    /// <summary>The other side's country.</summary>
    public string PayerCountry { get; set; } = "";
    /// <summary>The seller's reference.</summary>
    public string InvoiceId { get; set; } = "";
    /// <summary>The seller's second reference.</summary>
    public string CustomField { get; set; } = "";
    /// <summary>Subject and note.</summary>
    public string Text { get; set; } = "";
    /// <summary>Balance after it, where told.</summary>
    public decimal? Balance { get; set; }
    /// <summary>As the provider told it, at the newest reading.</summary>
    public string Raw { get; set; } = "";
    /// <summary>UTC, when it was first read.</summary>
    public DateTimeOffset ReadAt { get; set; }
    /// <summary>UTC, when a reading last changed it.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>Two transactions that belong together.</summary>
public sealed class ProviderEntryLink : CompanyRow
{
    /// <summary>The later one: the refund, the hold, the side that gave.</summary>
    public long FromId { get; set; }
    /// <summary>The one it names: the payment, the side that received.</summary>
    public long ToId { get; set; }
    /// <summary>How.</summary>
    public ProviderLinkKind Kind { get; set; }
}
