using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>Who keeps the money of an account.</summary>
public enum BankAccountKind
{
    /// <summary>A bank; lines come with statements.</summary>
    Bank = 1,
    /// <summary>PayPal; lines come with its transactions.</summary>
    PayPal = 2,
    /// <summary>Stripe.</summary>
    Stripe = 3,
    /// <summary>Klix.</summary>
    Klix = 4,
}

/// <summary>One of the company's own accounts, in one currency: at a bank, or at a payment provider.</summary>
public sealed class BankAccount : CompanyRow
{
    /// <summary>Who keeps the money.</summary>
    public BankAccountKind Kind { get; set; } = BankAccountKind.Bank;
    /// <summary>Channel a provider's transactions come by; (channel, currency) is unique. Null for a bank.</summary>
    public long? ChannelId { get; set; }
    /// <summary>Name shown.</summary>
    public required string Name { get; set; }
    /// <summary>IBAN without blanks, or the bank's other number; empty at a payment provider.</summary>
    public required string Iban { get; set; }
    /// <summary>Currency; (IBAN, currency) of banks is unique per company.</summary>
    public required string Currency { get; set; }
    /// <summary>Largest difference, either way, that counts as rounding; null: the currency's usual.</summary>
    public decimal? RoundingTolerance { get; set; }
    /// <summary>Largest amount missing that counts as a bank fee; null: the currency's usual.</summary>
    public decimal? FeeTolerance { get; set; }
    /// <summary>Largest difference, in percent, to an item of another currency at the rate of the day; null: the usual.</summary>
    public decimal? CurrencyTolerance { get; set; }
    /// <summary>Ledger account.</summary>
    public long AccountId { get; set; }
    /// <summary>Made from a statement; someone should look at it.</summary>
    public bool NeedsCheck { get; set; }
    /// <summary>Balance the provider told last.</summary>
    public decimal? ToldBalance { get; set; }
    /// <summary>Of it not blocked, where told.</summary>
    public decimal? ToldAvailable { get; set; }
    /// <summary>UTC up to which the told balance counts transactions.</summary>
    public DateTimeOffset? ToldAt { get; set; }
    /// <summary>Told balance (the total, or what is available, whichever is nearer) less the lines of transactions up to then; shown, never blocks.</summary>
    public decimal? Difference { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>State of an uploaded or fetched file.</summary>
public enum BankFileState
{
    /// <summary>Kept, being read.</summary>
    Received = 1,
    /// <summary>Its lines are in.</summary>
    Imported = 2,
    /// <summary>Refused, with the reason; kept.</summary>
    Refused = 3,
    /// <summary>Delimited text whose columns nobody has named yet; kept until someone does.</summary>
    Waiting = 4,
}

/// <summary>A statement file as it came: raw bytes first, understanding after. Unique by content hash.</summary>
public sealed class BankFile : CompanyRow
{
    /// <summary>How <see cref="Source"/> begins where it came by mail; the mail's id follows.</summary>
    public const string ByMail = "mail:";
    /// <summary>Name as given; hostile text.</summary>
    public required string FileName { get; set; }
    /// <summary>SHA-256 of the bytes.</summary>
    public required string ContentHash { get; set; }
    /// <summary>Size in bytes.</summary>
    public long Size { get; set; }
    /// <summary>Raw bytes, gzip.</summary>
    public byte[]? Content { get; set; }
    /// <summary>Format found.</summary>
    public string? Format { get; set; }
    /// <summary>How it came: "upload", "command", a channel.</summary>
    public required string Source { get; set; }
    /// <summary>State.</summary>
    public BankFileState State { get; set; } = BankFileState.Received;
    /// <summary>Why it was refused: JSON of refusals.</summary>
    public string? Refusals { get; set; }
    /// <summary>Warnings: JSON of refusals (balances that do not tie, foreign accounts).</summary>
    public string? Warnings { get; set; }
    /// <summary>Lines that came in.</summary>
    public int NewLines { get; set; }
    /// <summary>Lines that were already there.</summary>
    public int KnownLines { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Who gave it.</summary>
    public string ActorName { get; set; } = "";
}

/// <summary>A statement: one account, one period.</summary>
public sealed class BankStatement : CompanyRow
{
    /// <summary>Account.</summary>
    public long BankAccountId { get; set; }
    /// <summary>File.</summary>
    public long FileId { get; set; }
    /// <summary>The bank's id.</summary>
    public string? StatementId { get; set; }
    /// <summary>First day, where known.</summary>
    public DateOnly? From { get; set; }
    /// <summary>Last day, where known.</summary>
    public DateOnly? To { get; set; }
    /// <summary>Opening balance.</summary>
    public decimal? Opening { get; set; }
    /// <summary>Closing balance.</summary>
    public decimal? Closing { get; set; }
    /// <summary>Sum of its booked lines.</summary>
    public decimal LineSum { get; set; }
    /// <summary>Opening + lines - closing where both are known; not zero is shown, never blocks.</summary>
    public decimal? Difference { get; set; }
    /// <summary>This opening minus the closing of the one before, where both are known: a gap or an overlap.</summary>
    public decimal? Gap { get; set; }
}

/// <summary>State of a bank line.</summary>
public enum BankLineState
{
    /// <summary>Nothing good enough found.</summary>
    Open = 1,
    /// <summary>One answer proposed, for a person to accept.</summary>
    Suggested = 2,
    /// <summary>Booked.</summary>
    Booked = 3,
    /// <summary>Put aside by a person.</summary>
    Ignored = 4,
}

/// <summary>What a line is about, where whoever keeps the account says so. A bank's own lines are all payments.</summary>
public enum BankLineKind
{
    /// <summary>Money from or to someone.</summary>
    Payment = 1,
    /// <summary>What a provider takes for its service, or gives back of it.</summary>
    Fee = 2,
    /// <summary>Given back to a payer by us.</summary>
    Refund = 3,
    /// <summary>Taken back by the payer, his bank or the provider, or that undone.</summary>
    Reversal = 4,
    /// <summary>Own money blocked by the provider.</summary>
    Hold = 5,
    /// <summary>Blocked money free again.</summary>
    Release = 6,
    /// <summary>One side of an exchange between two currencies.</summary>
    Conversion = 7,
    /// <summary>Between the provider and the own bank account: an own transfer, whose other side is a line of a bank.</summary>
    Payout = 8,
    /// <summary>What was there before the first transaction read.</summary>
    Opening = 9,
    /// <summary>Anything else.</summary>
    Other = 10,
}

/// <summary>
/// One booked line of a bank statement, or one movement of a provider's transaction. Enters once: (account, content hash, occurrence) is unique.
/// </summary>
public sealed class BankLine : CompanyRow
{
    /// <summary>Account.</summary>
    public long BankAccountId { get; set; }
    /// <summary>Statement it first came with; null for a provider's line.</summary>
    public long? StatementId { get; set; }
    /// <summary>The provider's transaction it is of; null for a bank's line.</summary>
    public long? EntryId { get; set; }
    /// <summary>What it is about.</summary>
    public BankLineKind Kind { get; set; } = BankLineKind.Payment;
    /// <summary>Booking date.</summary>
    public DateOnly Date { get; set; }
    /// <summary>Signed amount in the account's currency.</summary>
    public decimal Amount { get; set; }
    /// <summary>Currency.</summary>
    public required string Currency { get; set; }
    /// <summary>Other party.</summary>
    public string CounterpartyName { get; set; } = "";
    /// <summary>Other party's account.</summary>
    public string? CounterpartyIban { get; set; }
    /// <summary>Text.</summary>
    public string Remittance { get; set; } = "";
    /// <summary>Structured references, line-feed separated.</summary>
    public string References { get; set; } = "";
    /// <summary>The bank's own reference.</summary>
    public string? BankReference { get; set; }
    /// <summary>Bank's transaction code.</summary>
    public string? BankCode { get; set; }
    /// <summary>SHA-256 of what makes it this line.</summary>
    public required string ContentHash { get; set; }
    /// <summary>1 for the first of identical lines in a file, 2 for the next.</summary>
    public int Occurrence { get; set; }
    /// <summary>State.</summary>
    public BankLineState State { get; set; } = BankLineState.Open;
    /// <summary>Partner found or chosen.</summary>
    public long? PartnerId { get; set; }
    /// <summary>JSON of the last match decision: signals, runner-up, what is missing.</summary>
    public string? Explanation { get; set; }
    /// <summary>Run that booked or suggested it.</summary>
    public long? RunId { get; set; }
    /// <summary>Rule that booked or suggested it.</summary>
    public long? RuleId { get; set; }
    /// <summary>The other side of a transfer between own accounts; that line names this one.</summary>
    public long? TransferLineId { get; set; }
    /// <summary>Short words for the state column: the document numbers.</summary>
    public string Summary { get; set; } = "";
    /// <summary>Folded party, text and references.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>A run of the matcher: what one press or one arrival booked, so that it can be undone as a whole.</summary>
public sealed class MatchRun : CompanyRow
{
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>"import", "match", "manual", "online".</summary>
    public required string Cause { get; set; }
    /// <summary>Who.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>File it ran for.</summary>
    public long? FileId { get; set; }
    /// <summary>Lines looked at.</summary>
    public int Looked { get; set; }
    /// <summary>Booked.</summary>
    public int Booked { get; set; }
    /// <summary>Suggested.</summary>
    public int Suggested { get; set; }
    /// <summary>Left open.</summary>
    public int LeftOpen { get; set; }
    /// <summary>When it was undone.</summary>
    public DateTimeOffset? UndoneAt { get; set; }
}

/// <summary>
/// Part of a bank line that settles something: an open item, or an account (fee, rounding, prepayment). Append-only; undone by a mirror row.
/// </summary>
public sealed class Allocation : CompanyRow, IPostedRow
{
    /// <summary>Bank line.</summary>
    public long BankLineId { get; set; }
    /// <summary>Run.</summary>
    public long RunId { get; set; }
    /// <summary>Open item settled, or null where it goes to an account.</summary>
    public long? OpenItemId { get; set; }
    /// <summary>Account, where there is no open item.</summary>
    public long? AccountId { get; set; }
    /// <summary>Signed amount in the line's currency; a mirror has the other sign.</summary>
    public decimal Amount { get; set; }
    /// <summary>The same in the item's currency, where that is another; else null.</summary>
    public decimal? ItemAmount { get; set; }
    /// <summary>VAT rate, on a net amount and on its VAT.</summary>
    public long? VatRateId { get; set; }
    /// <summary>Journal entry.</summary>
    public long EntryId { get; set; }
    /// <summary>The allocation this one takes back; unique.</summary>
    public long? ReversesId { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}
