using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Invoicing;

/// <summary>What an invoice's position is, derived from what is open of it.</summary>
public enum InvoiceStanding
{
    /// <summary>Not posted.</summary>
    Draft = 1,
    /// <summary>Something is open and not yet due.</summary>
    Open = 2,
    /// <summary>Something is open past its due date.</summary>
    Overdue = 3,
    /// <summary>Nothing is open.</summary>
    Paid = 4,
    /// <summary>Cancelled by a credit note.</summary>
    Reversed = 5,
    /// <summary>The credit note itself.</summary>
    CreditNote = 6,
}

/// <summary>Which invoices the list shows, newest first.</summary>
/// <param name="Page">Window and search over number, customer and references.</param>
/// <param name="Today">The company's day, which decides what is overdue.</param>
/// <param name="Standing">Only these; <see cref="InvoiceStanding.Open"/> holds the overdue ones too.</param>
/// <param name="PartnerId">Only of this customer.</param>
/// <param name="OrderId">Only of this order.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="DueFrom">First due day of what is open.</param>
/// <param name="DueTo">Last due day of what is open.</param>
public sealed record InvoiceFilter(
    PageQuery Page, DateOnly Today, InvoiceStanding? Standing = null, long? PartnerId = null, long? OrderId = null, DateOnly? From = null, DateOnly? To = null, DateOnly? DueFrom = null, DateOnly? DueTo = null);

/// <summary>An invoice in a list.</summary>
/// <param name="Open">Still to be paid; zero for drafts.</param>
public sealed record InvoiceRow(
    long Id, string? Number, InvoiceKind Kind, InvoiceState State, DateOnly Date, DateOnly DueDate, long PartnerId, string Partner, decimal Gross, decimal Open, string Currency, long? OrderId, bool IsReversed, int Version)
{
    /// <summary>Where it stands on a day.</summary>
    public InvoiceStanding Standing(DateOnly today) =>
        State == InvoiceState.Draft ? InvoiceStanding.Draft : Kind == InvoiceKind.CreditNote ? InvoiceStanding.CreditNote : IsReversed ? InvoiceStanding.Reversed
        : Open == 0m ? InvoiceStanding.Paid : DueDate < today ? InvoiceStanding.Overdue : InvoiceStanding.Open;
}

/// <summary>What a filter adds up to in one currency.</summary>
public sealed record InvoiceTotal(string Currency, int Count, decimal Gross, decimal Open);

/// <summary>What one customer owes in one currency.</summary>
public sealed record Debtor(long PartnerId, string Partner, string Currency, decimal Open, decimal Overdue, DateOnly OldestDue, int Invoices);

/// <summary>Receivables by age, base currency: not due, 1–15 days late, 16–30, 31–60, older.</summary>
public sealed record Receivables(decimal NotDue, decimal Days15, decimal Days30, decimal Days60, decimal Older, int OverdueCustomers, DateOnly? OldestDue)
{
    /// <summary>Everything past its due date.</summary>
    public decimal Overdue => Days15 + Days30 + Days60 + Older;
}

/// <summary>One line of an invoice's card.</summary>
public sealed record InvoiceLineRow(int Position, long ItemId, string Code, string Description, decimal Quantity, string Unit, decimal UnitPrice, decimal DiscountPercent, long VatRateId, decimal VatPercent, decimal Net, long? OrderLineId, ItemKind Kind);

/// <summary>VAT at one rate.</summary>
public sealed record InvoiceVatRow(decimal Percent, string Category, decimal Base, decimal Amount);

/// <summary>A line of the ledger that a document made.</summary>
public sealed record LedgerRow(long EntryId, DateOnly Date, string Kind, string Account, string AccountName, decimal Debit, decimal Credit);

/// <summary>Everything of one invoice.</summary>
public sealed record InvoiceCard(
    long Id, int Version, string? Number, InvoiceKind Kind, InvoiceState State, long PartnerId, string PartnerName, string? PartnerAddress, string? PartnerVatNumber, long? OrderId, string? OrderNumber, long WarehouseId, DateOnly Date,
    DateOnly DueDate, string Currency, decimal Rate, decimal Net, decimal Vat, decimal Rounding, decimal Gross, decimal Open, long? OpenItemId, long? ReversesId, string? ReversesNumber, long? ReversedById, string? ReversedByNumber,
    string? PaymentReference, string? Reference, string? Note, string Language, DateTimeOffset? PostedAt, IReadOnlyList<InvoiceLineRow> Lines, IReadOnlyList<InvoiceVatRow> VatLines)
{
    /// <summary>Where it stands on a day.</summary>
    public InvoiceStanding Standing(DateOnly today) => new InvoiceRow(Id, Number, Kind, State, Date, DueDate, PartnerId, PartnerName, Gross, Open, Currency, OrderId, ReversedById is not null, Version).Standing(today);
}

/// <summary>What is invoiced and paid of an order.</summary>
public sealed record OrderMoney(IReadOnlyList<InvoiceRow> Invoices, decimal Invoiced, decimal Paid);
