using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>What kind of file it is, found from its content.</summary>
public enum StatementFormat
{
    /// <summary>ISO 20022 bank statement: final.</summary>
    Camt053,

    /// <summary>ISO 20022 intraday report: its entries come again in the camt.053.</summary>
    Camt052,

    /// <summary>ISO 20022 debit and credit notification: details of entries, no balances.</summary>
    Camt054,

    /// <summary>FiDAViSta, the Latvian banks' statement.</summary>
    Fidavista,

    /// <summary>SWIFT MT940.</summary>
    Mt940,

    /// <summary>Delimited text with a mapping of its columns.</summary>
    Csv,

    /// <summary>Several files in one archive; each statement names its own format.</summary>
    Zip,
}

/// <summary>Whether money moved.</summary>
public enum LineStatus
{
    /// <summary>Booked by the bank: money.</summary>
    Booked,

    /// <summary>Announced; may change or vanish. Never to be booked.</summary>
    Pending,

    /// <summary>Information or a future entry. Never to be booked.</summary>
    Info,
}

/// <summary>A whole file, read. Where a part of it was not readable the file was refused, except files of an archive, which stand alone.</summary>
/// <param name="Format">Kind of the file.</param>
/// <param name="Version">Version within the kind, e.g. <c>001.08</c> or <c>1.2</c>; empty where the file does not say.</param>
/// <param name="Statements">In the order of the file; one per account, currency and period.</param>
/// <param name="Warnings">What deserves a look and did not stop the reading.</param>
public sealed record StatementFile(StatementFormat Format, string Version, IReadOnlyList<ParsedStatement> Statements, IReadOnlyList<Refusal> Warnings);

/// <summary>A balance as the bank states it, negative when overdrawn.</summary>
/// <param name="Amount">Signed amount.</param>
/// <param name="Currency">ISO 4217 code, as written.</param>
/// <param name="Date">The day it is for.</param>
public sealed record StatementBalance(decimal Amount, string? Currency, DateOnly? Date);

/// <summary>A charge that the bank shows beside a line. Usually already inside the line's amount: informative, never to be subtracted again.</summary>
/// <param name="Amount">Negative: paid by us.</param>
/// <param name="Currency">ISO 4217 code, as written.</param>
/// <param name="Included">Whether the bank says it is inside the line's amount; null: it does not say.</param>
/// <param name="Kind">The bank's code or name of the charge.</param>
public sealed record LineCharge(decimal Amount, string? Currency, bool? Included, string? Kind);

/// <summary>What a statement says about itself. While a file streams, what stands behind the lines is known only at the end.</summary>
public record StatementHeader
{
    /// <summary>Kind of the file it came in.</summary>
    public required StatementFormat Format { get; init; }

    /// <summary>Version within the kind; empty where the file does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>Name of the file, inside an archive the name of the entry.</summary>
    public string SourceName { get; init; } = "";

    /// <summary>The bank's id of the statement; unique per bank at most, and reused by some.</summary>
    public string? StatementId { get; init; }

    /// <summary>Running number: the legal one, else the electronic one.</summary>
    public string? SequenceNumber { get; init; }

    /// <summary>Our account as IBAN, without blanks.</summary>
    public string? AccountIban { get; init; }

    /// <summary>Our account in any other form (national number, PayPal-like id), as written.</summary>
    public string? AccountOther { get; init; }

    /// <summary>Currency of the account: stated, else that of the balances, else of the first line.</summary>
    public string? Currency { get; init; }

    /// <summary>Owner of the account as the bank has it.</summary>
    public string? OwnerName { get; init; }

    /// <summary>First day covered.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day covered.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Booked balance before the first line.</summary>
    public StatementBalance? OpeningBalance { get; init; }

    /// <summary>Booked balance after the last line.</summary>
    public StatementBalance? ClosingBalance { get; init; }

    /// <summary>The bank marks it as a copy or duplicate of an earlier one.</summary>
    public bool IsDuplicateMark { get; init; }

    /// <summary>Page of a statement that is split over messages; null: not said.</summary>
    public int? PageNumber { get; init; }

    /// <summary>1-based line of the file where the statement begins.</summary>
    public int LineNumber { get; init; }

    /// <summary>Sum of the booked lines in the account's currency; null before the end, or when lines are in several currencies.</summary>
    public decimal? BookedSum { get; init; }

    /// <summary>Whether its booked lines may enter the books. Those of camt.052 and camt.054 come again in the camt.053.</summary>
    public bool IsFinal => Format is not (StatementFormat.Camt052 or StatementFormat.Camt054);

    /// <summary>
    /// Opening balance plus booked lines less closing balance: zero when the statement ties, null when that cannot be known
    /// (a balance is missing, or the currencies differ). A difference is shown, it does not refuse the file.
    /// </summary>
    public decimal? Difference =>
        OpeningBalance is { } opening && ClosingBalance is { } closing && BookedSum is { } booked
        && Same(opening.Currency, Currency) && Same(closing.Currency, Currency)
            ? opening.Amount + booked - closing.Amount
            : null;

    /// <summary>Account for routing and hashing: IBAN, else the other id, with the currency.</summary>
    public string AccountKey => $"{AccountIban ?? AccountOther}/{Currency}";

    private static bool Same(string? a, string? b) => a is null || b is null || a == b;
}

/// <summary>A statement with its lines.</summary>
public sealed record ParsedStatement : StatementHeader
{
    /// <summary>A statement of this header and these lines.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ParsedStatement(StatementHeader header, IReadOnlyList<ParsedLine> lines)
        : base(header) => Lines = lines;

    /// <summary>In the order of the file; pending and informative ones too.</summary>
    public IReadOnlyList<ParsedLine> Lines { get; init; }
}

/// <summary>One payment of a statement. A batch entry is as many lines as it has payments, when their amounts add up.</summary>
public sealed record ParsedLine
{
    /// <summary>Day of the ledger: booking date, else value date, else the closing balance's day, else the statement's last day.</summary>
    public DateOnly? BookingDate { get; init; }

    /// <summary>The booking date is not the bank's statement about this line but taken from elsewhere.</summary>
    public bool BookingDateAssumed { get; init; }

    /// <summary>Day from which the bank reckons interest.</summary>
    public DateOnly? ValueDate { get; init; }

    /// <summary>Signed amount in the account's currency: positive is money in.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code as written; the account's where the line does not say.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether money moved.</summary>
    public LineStatus Status { get; init; }

    /// <summary>It takes back an earlier line; the amount already has the sign of this movement.</summary>
    public bool IsReversal { get; init; }

    /// <summary>The other party.</summary>
    public string? CounterpartyName { get; init; }

    /// <summary>The other party's IBAN, without blanks.</summary>
    public string? CounterpartyIban { get; init; }

    /// <summary>The other party's account in any other form.</summary>
    public string? CounterpartyAccount { get; init; }

    /// <summary>The other party's bank.</summary>
    public string? CounterpartyBic { get; init; }

    /// <summary>Registration number or other id of the other party.</summary>
    public string? CounterpartyId { get; init; }

    /// <summary>The payer's id of the payment; NOTPROVIDED is none.</summary>
    public string? EndToEndId { get; init; }

    /// <summary>Creditor reference (ISO 11649 or national), capitals without blanks; the check digits are not verified here.</summary>
    public string? StructuredReference { get; init; }

    /// <summary>Numbers of documents that the payer names in structured form.</summary>
    public IReadOnlyList<string> InvoiceReferences { get; init; } = [];

    /// <summary>The payer's text for display: parts joined, bank tags taken off.</summary>
    public string? Remittance { get; init; }

    /// <summary>The payer's text as written, part by part. For a search join the parts with nothing: banks cut in the middle of words.</summary>
    public IReadOnlyList<string> RemittanceRaw { get; init; } = [];

    /// <summary>The bank's own reference; optional, and not unique at some banks.</summary>
    public string? BankReference { get; init; }

    /// <summary>Kind of transaction, e.g. <c>PMNT/RCDT/ESCT</c>, else the bank's own code.</summary>
    public string? BankCode { get; init; }

    /// <summary>Amount before currency exchange, unsigned.</summary>
    public decimal? OriginalAmount { get; init; }

    /// <summary>Currency of <see cref="OriginalAmount"/>.</summary>
    public string? OriginalCurrency { get; init; }

    /// <summary>Charges that the bank shows with it.</summary>
    public IReadOnlyList<LineCharge> Charges { get; init; } = [];

    /// <summary>Reason of a return (ISO code such as AC04, or text).</summary>
    public string? ReturnReason { get; init; }

    /// <summary>The bank's remark.</summary>
    public string? AdditionalInfo { get; init; }

    /// <summary>Payments inside, where the bank tells only the sum; 1 otherwise.</summary>
    public int PaymentCount { get; init; } = 1;

    /// <summary>1-based line of the file where it begins.</summary>
    public int LineNumber { get; init; }
}
