using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>What became of a mail.</summary>
public enum MailState
{
    /// <summary>Stored, waiting.</summary>
    Received = 1,
    /// <summary>All its files were taken, new or known.</summary>
    Taken = 2,
    /// <summary>Some of its files were taken, others were not.</summary>
    Partly = 3,
    /// <summary>Nothing of it was taken; the refusals say why.</summary>
    Rejected = 4,
    /// <summary>We failed at it; will be tried again or waits for a person.</summary>
    Failed = 5,
}

/// <summary>
/// A mail as it lay in a mailbox: raw first, understood later. Unique by (channel, uidvalidity, uid) and by (channel, content hash). Belongs to the
/// company whose mailbox it is; what its files became may belong to others (<see cref="MailFileResult.ForCompanyId"/>).
/// </summary>
public sealed class MailEnvelope : CompanyRow
{
    /// <summary>Mailbox.</summary>
    public long ChannelId { get; set; }
    /// <summary>Numbering of the folder at the last sight of it.</summary>
    public long UidValidity { get; set; }
    /// <summary>Number in it.</summary>
    public long Uid { get; set; }
    /// <summary>SHA-256 of the bytes, lower-case hex; of a mail that was not fetched, its place.</summary>
    public required string ContentHash { get; set; }
    /// <summary>Bytes as the server says.</summary>
    public long Size { get; set; }
    /// <summary>Raw bytes, gzip; of a mail too large to fetch, its headers; null where there are none.</summary>
    public byte[]? Content { get; set; }
    /// <summary>Only the headers are here.</summary>
    public bool HeadersOnly { get; set; }
    /// <summary>Message-Id; chosen by the sender, so not unique.</summary>
    public string? MessageId { get; set; }
    /// <summary>Sender's address as the mail says.</summary>
    public string FromAddress { get; set; } = "";
    /// <summary>Name beside it; hostile text.</summary>
    public string? FromName { get; set; }
    /// <summary>Subject; hostile text.</summary>
    public string Subject { get; set; } = "";
    /// <summary>When it was written, as the sender's clock says, in UTC.</summary>
    public DateTimeOffset? SentAt { get; set; }
    /// <summary>UTC at which it was fetched.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
    /// <summary>Times the same bytes were seen.</summary>
    public int Deliveries { get; set; } = 1;
    /// <summary>State.</summary>
    public MailState State { get; set; } = MailState.Received;
    /// <summary>The person who sent it; null while that is not known, or not proven.</summary>
    public long? SenderUserId { get; set; }
    /// <summary>The company of the mailbox may see it whole: the sender has the bank of this company, or is nobody we know.</summary>
    public bool IsHome { get; set; }
    /// <summary>Attempts so far.</summary>
    public int Attempts { get; set; }
    /// <summary>UTC from which it may be tried again; null: not by itself.</summary>
    public DateTimeOffset? RetryAt { get; set; }
    /// <summary>JSON of why the mail as a whole was not taken.</summary>
    public string? Refusal { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset? ProcessedAt { get; set; }
    /// <summary>It was marked or moved in the mailbox, as the settings say.</summary>
    public bool IsFiled { get; set; }
    /// <summary>Sender, subject and file names, folded.</summary>
    public string SearchText { get; set; } = "";
}

/// <summary>What became of a file of a mail, in one company. A file for several companies has a row for each.</summary>
public sealed class MailFileResult : CompanyRow
{
    /// <summary>Mail.</summary>
    public long MailId { get; set; }
    /// <summary>Order in the log, from 1.</summary>
    public int Position { get; set; }
    /// <summary>Place in the mail, with the name inside an archive behind it: "2", "3/jan.xml".</summary>
    public required string Path { get; set; }
    /// <summary>Name; hostile text, made safe. Null where the part has none.</summary>
    public string? FileName { get; set; }
    /// <summary>Bytes.</summary>
    public long Size { get; set; }
    /// <summary>Format found.</summary>
    public string? Format { get; set; }
    /// <summary>What became of it.</summary>
    public MailFileState State { get; set; }
    /// <summary>Company it is about; null: nobody but the sender is to see it. Not a reference: companies do not point at each other's rows.</summary>
    public int? ForCompanyId { get; set; }
    /// <summary>The file as that company keeps it.</summary>
    public long? BankFileId { get; set; }
    /// <summary>Accounts it was booked to, "IBAN CUR", line-feed separated.</summary>
    public string Accounts { get; set; } = "";
    /// <summary>Lines that came in.</summary>
    public int NewLines { get; set; }
    /// <summary>Lines that were there.</summary>
    public int KnownLines { get; set; }
    /// <summary>JSON of why not, or not all.</summary>
    public string? Refusals { get; set; }
}
