using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Invoicing;

/// <summary>What kind of invoice document.</summary>
public enum InvoiceKind
{
    /// <summary>Sales invoice.</summary>
    Invoice = 1,
    /// <summary>Cancellation that mirrors an invoice (storno); amounts are negative.</summary>
    CreditNote = 2,
}

/// <summary>State of an invoice. Whether it is paid or reversed is derived.</summary>
public enum InvoiceState
{
    /// <summary>No number, no effect, may be changed.</summary>
    Draft = 1,
    /// <summary>Final.</summary>
    Posted = 2,
}

/// <summary>A sales invoice or its cancellation. Immutable once posted, in the database too.</summary>
public sealed class Invoice : CompanyRow, IPostedRow
{
    /// <summary>Invoice or credit note.</summary>
    public InvoiceKind Kind { get; set; } = InvoiceKind.Invoice;
    /// <summary>Draft or posted.</summary>
    public InvoiceState State { get; set; } = InvoiceState.Draft;
    /// <summary>Number; null while draft.</summary>
    public string? Number { get; set; }
    /// <summary>Series of the number.</summary>
    public long? SeriesId { get; set; }
    /// <summary>Year of the counter.</summary>
    public int? SeriesYear { get; set; }
    /// <summary>Counter value.</summary>
    public int? SeriesNumber { get; set; }
    /// <summary>Customer.</summary>
    public long PartnerId { get; set; }
    /// <summary>Customer's name as printed.</summary>
    public required string PartnerName { get; set; }
    /// <summary>Customer's address as printed.</summary>
    public string? PartnerAddress { get; set; }
    /// <summary>Customer's VAT number as printed.</summary>
    public string? PartnerVatNumber { get; set; }
    /// <summary>Order, where there is one.</summary>
    public long? OrderId { get; set; }
    /// <summary>Warehouse goods leave from.</summary>
    public long WarehouseId { get; set; }
    /// <summary>Issue date.</summary>
    public DateOnly Date { get; set; }
    /// <summary>Due date.</summary>
    public DateOnly DueDate { get; set; }
    /// <summary>Currency.</summary>
    public required string Currency { get; set; }
    /// <summary>Base currency units for one unit of <see cref="Currency"/>.</summary>
    public decimal Rate { get; set; } = 1m;
    /// <summary>Sum of line nets.</summary>
    public decimal Net { get; set; }
    /// <summary>Sum of <see cref="VatLines"/>.</summary>
    public decimal Vat { get; set; }
    /// <summary>Rounding outside VAT.</summary>
    public decimal Rounding { get; set; }
    /// <summary>Net + VAT + rounding.</summary>
    public decimal Gross { get; set; }
    /// <summary>The invoice a credit note cancels.</summary>
    public long? ReversesId { get; set; }
    /// <summary>ISO 11649 creditor reference printed for payers.</summary>
    public string? PaymentReference { get; set; }
    /// <summary>Customer's reference, order numbers.</summary>
    public string? Reference { get; set; }
    /// <summary>Note.</summary>
    public string? Note { get; set; }
    /// <summary>Language of the printed document.</summary>
    public required string Language { get; set; }
    /// <summary>UTC; null while draft.</summary>
    public DateTimeOffset? PostedAt { get; set; }
    /// <summary>Folded number, partner, references.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>Concurrency token of a draft.</summary>
    public int Version { get; set; }
    /// <summary>Lines.</summary>
    public List<InvoiceLine> Lines { get; set; } = [];
    /// <summary>VAT per rate.</summary>
    public List<InvoiceVat> VatLines { get; set; } = [];
    /// <inheritdoc/>
    public bool IsPosted => State == InvoiceState.Posted;
}

/// <summary>One line of an invoice. Final with its invoice.</summary>
public sealed class InvoiceLine : CompanyRow, IPostedRow
{
    /// <summary>Invoice.</summary>
    public long InvoiceId { get; set; }
    /// <summary>Set with the invoice's posting.</summary>
    public bool Posted { get; set; }
    /// <summary>1-based place.</summary>
    public int Position { get; set; }
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Order line, where there is one.</summary>
    public long? OrderLineId { get; set; }
    /// <summary>Text.</summary>
    public required string Description { get; set; }
    /// <summary>Quantity; negative on a credit note.</summary>
    public decimal Quantity { get; set; }
    /// <summary>Unit.</summary>
    public required string Unit { get; set; }
    /// <summary>Net price per unit before discount.</summary>
    public decimal UnitPrice { get; set; }
    /// <summary>Discount percent.</summary>
    public decimal DiscountPercent { get; set; }
    /// <summary>VAT rate.</summary>
    public long VatRateId { get; set; }
    /// <summary>VAT percent.</summary>
    public decimal VatPercent { get; set; }
    /// <summary>Net.</summary>
    public decimal Net { get; set; }
    /// <summary>The net is given, not computed.</summary>
    public bool NetIsFixed { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => Posted;
}

/// <summary>VAT of an invoice at one rate. Final with its invoice.</summary>
public sealed class InvoiceVat : CompanyRow, IPostedRow
{
    /// <summary>Invoice.</summary>
    public long InvoiceId { get; set; }
    /// <summary>Set with the invoice's posting.</summary>
    public bool Posted { get; set; }
    /// <summary>VAT rate.</summary>
    public long VatRateId { get; set; }
    /// <summary>Percent.</summary>
    public decimal Percent { get; set; }
    /// <summary>Sum of nets at this rate.</summary>
    public decimal Base { get; set; }
    /// <summary>VAT.</summary>
    public decimal Amount { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => Posted;
}
