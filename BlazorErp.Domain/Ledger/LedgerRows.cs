using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Ledger;

/// <summary>What the built-in postings use an account for.</summary>
public enum AccountRole
{
    /// <summary>No fixed use.</summary>
    None = 0,
    /// <summary>Customers owe us.</summary>
    Receivable = 1,
    /// <summary>Money in banks; one account per bank account.</summary>
    Bank = 2,
    /// <summary>Goods.</summary>
    Inventory = 3,
    /// <summary>VAT on sales.</summary>
    VatOutput = 4,
    /// <summary>Sales.</summary>
    Revenue = 5,
    /// <summary>Cost of goods sold.</summary>
    CostOfSales = 6,
    /// <summary>Counterpart of opening balances.</summary>
    Opening = 7,
    /// <summary>Cents.</summary>
    Rounding = 8,
    /// <summary>Bank charges.</summary>
    BankFees = 9,
    /// <summary>Paid by customers and not yet allocated.</summary>
    CustomerPrepayments = 10,
    /// <summary>Counterpart of stock corrections.</summary>
    StockAdjustment = 11,
    /// <summary>We owe suppliers.</summary>
    Payable = 12,
    /// <summary>Goods received, not yet invoiced.</summary>
    ReceivedNotInvoiced = 13,
    /// <summary>Exchange gains and losses.</summary>
    ExchangeDifference = 14,
    /// <summary>Money on its way between own accounts.</summary>
    Transfers = 15,
    /// <summary>Interest and other costs of money.</summary>
    Interest = 16,
    /// <summary>Other costs.</summary>
    OtherExpense = 17,
    /// <summary>Other income.</summary>
    OtherIncome = 18,
    /// <summary>VAT on purchases, to be set off.</summary>
    VatInput = 19,
    /// <summary>Own money that a payment provider keeps blocked.</summary>
    HeldByProvider = 20,
}

/// <summary>An account of the ledger.</summary>
public sealed class Account : CompanyRow
{
    /// <summary>Code, unique per company.</summary>
    public required string Code { get; set; }
    /// <summary>Name.</summary>
    public required string Name { get; set; }
    /// <summary>Use by built-in postings.</summary>
    public AccountRole Role { get; set; }
}

/// <summary>A balanced entry in the journal. Append-only; corrected by its mirror.</summary>
public sealed class JournalEntry : CompanyRow, IPostedRow
{
    /// <summary>Accounting date.</summary>
    public DateOnly Date { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>What it posts: "invoice", "stock-document", "bank-line". Unique with id and kind.</summary>
    public required string SourceType { get; set; }
    /// <summary>Id of the source.</summary>
    public long SourceId { get; set; }
    /// <summary>"post" or "cost" and the like: a source may have one entry per kind.</summary>
    public required string SourceKind { get; set; }
    /// <summary>Number of the source document, or words.</summary>
    public required string Text { get; set; }
    /// <summary>The entry this one mirrors; unique.</summary>
    public long? ReversesId { get; set; }
    /// <summary>Lines.</summary>
    public List<JournalLine> Lines { get; set; } = [];
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>One line of an entry: debit or credit, never both, never negative.</summary>
public sealed class JournalLine : CompanyRow, IPostedRow
{
    /// <summary>Entry.</summary>
    public long EntryId { get; set; }
    /// <summary>Account.</summary>
    public long AccountId { get; set; }
    /// <summary>Partner, on receivable and payable accounts.</summary>
    public long? PartnerId { get; set; }
    /// <summary>Debit in base currency.</summary>
    public decimal Debit { get; set; }
    /// <summary>Credit in base currency.</summary>
    public decimal Credit { get; set; }
    /// <summary>Currency of <see cref="CurrencyAmount"/>.</summary>
    public required string Currency { get; set; }
    /// <summary>Signed amount in that currency, debit positive.</summary>
    public decimal CurrencyAmount { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>
/// What one posted invoice leaves to be paid: the receivable sub-ledger. Open = amount - settled; changed in the transaction of every allocation.
/// </summary>
public sealed class OpenItem : CompanyRow
{
    /// <summary>Partner.</summary>
    public long PartnerId { get; set; }
    /// <summary>"invoice"; the id is the invoice's.</summary>
    public required string DocumentType { get; set; }
    /// <summary>Invoice.</summary>
    public long DocumentId { get; set; }
    /// <summary>Number of the invoice.</summary>
    public required string DocumentNumber { get; set; }
    /// <summary>References a payer may write, line-feed separated: creditor reference, order number, shop number.</summary>
    public string References { get; set; } = "";
    /// <summary>Date of the document.</summary>
    public DateOnly Date { get; set; }
    /// <summary>Due date.</summary>
    public DateOnly DueDate { get; set; }
    /// <summary>Currency.</summary>
    public required string Currency { get; set; }
    /// <summary>Whole amount: positive owed to us, negative owed by us.</summary>
    public decimal Amount { get; set; }
    /// <summary>Still open, same sign, between zero and <see cref="Amount"/>.</summary>
    public decimal Open { get; set; }
    /// <summary>Base currency per unit at posting.</summary>
    public decimal Rate { get; set; } = 1m;
    /// <summary>Base-currency value of <see cref="Open"/> in the ledger.</summary>
    public decimal OpenBase { get; set; }
}

/// <summary>Base currency units for one unit of a currency from a day on.</summary>
public sealed class ExchangeRate : CompanyRow
{
    /// <summary>Currency.</summary>
    public required string Currency { get; set; }
    /// <summary>First day.</summary>
    public DateOnly Date { get; set; }
    /// <summary>Base units per unit.</summary>
    public decimal Rate { get; set; }
    /// <summary>Where it is from: <see cref="ExchangeRates.ByHand"/>, <see cref="EcbRates.Source"/>.</summary>
    public string Source { get; set; } = ExchangeRates.ByHand;
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>What one open item took from another: an invoice and the credit note that cancels it. Append-only.</summary>
public sealed class Settlement : CompanyRow, IPostedRow
{
    /// <summary>Item with a positive amount.</summary>
    public long DebitItemId { get; set; }
    /// <summary>Item with a negative amount.</summary>
    public long CreditItemId { get; set; }
    /// <summary>Amount, positive, in the items' currency.</summary>
    public decimal Amount { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}
