using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>How much of a mail is taken. What goes past a limit is named in <see cref="MimeMessage.Refusals"/> and left out.</summary>
public sealed record MimeLimits
{
    /// <summary>Bytes of the whole mail.</summary>
    public int MaxBytes { get; init; } = 40 << 20;

    /// <summary>Multiparts and mails inside each other.</summary>
    public int MaxDepth { get; init; } = 12;

    /// <summary>Parts, containers included.</summary>
    public int MaxParts { get; init; } = 200;

    /// <summary>Bytes of the headers of the mail, and of each part.</summary>
    public int MaxHeaderBytes { get; init; } = 128 << 10;

    /// <summary>Headers of the mail, and of each part.</summary>
    public int MaxHeaders { get; init; } = 300;

    /// <summary>Addresses in From.</summary>
    public int MaxAddresses { get; init; } = 50;

    /// <summary>Decoded bytes of one attachment.</summary>
    public int MaxAttachmentBytes { get; init; } = 32 << 20;

    /// <summary>Decoded bytes of all parts together.</summary>
    public int MaxDecodedBytes { get; init; } = 48 << 20;

    /// <summary>Characters of the text that are kept.</summary>
    public int MaxTextCharacters { get; init; } = 100_000;

    /// <summary>The defaults.</summary>
    public static MimeLimits Default { get; } = new();
}

/// <summary>Who wrote a mail: as the mail says, so not proven.</summary>
/// <param name="Address">"name@domain"; the domain in lower case and ASCII.</param>
/// <param name="Name">Name beside it, where given; anybody can write anything there.</param>
public sealed record MailParty(string Address, string? Name)
{
    /// <summary>What is after the at sign.</summary>
    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];
}

/// <summary>How a file is in a mail.</summary>
public enum AttachmentKind
{
    /// <summary>As a file.</summary>
    Attached = 1,
    /// <summary>Shown within the text (a picture, a logo), or without any word of how.</summary>
    Inline = 2,
    /// <summary>A signature over other parts; no business content.</summary>
    Signature = 3,
}

/// <summary>A file of a mail, decoded.</summary>
/// <param name="Path">Place in the mail as IMAP counts: "2", "1.3"; for a mail in a mail the parts of the inner one follow.</param>
/// <param name="FileName">Safe to show and to store under: no path, no control or direction marks, 120 characters at most. Made up from the path where none was given.</param>
/// <param name="ContentType">As declared, lower case ("text/xml"); often wrong, so sniff.</param>
/// <param name="Kind">As a file or within the text.</param>
/// <param name="Content">The bytes.</param>
/// <param name="InnerMail">Path of the attached mail that it was in; null in the mail itself.</param>
public sealed record MailAttachment(string Path, string FileName, string ContentType, AttachmentKind Kind, ReadOnlyMemory<byte> Content, string? InnerMail);

/// <summary>A part that could not be read, or only in part. The others are not touched by it.</summary>
/// <param name="Path">Place in the mail; empty: the mail itself.</param>
/// <param name="FileName">Name of the file where it has one.</param>
/// <param name="Refusal">Why: <c>mime.*</c>.</param>
public sealed record PartRefusal(string Path, string? FileName, Refusal Refusal);

/// <summary>A header as it stands: unfolded, undecoded, control characters replaced by U+FFFD.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">8-bit characters read as UTF-8, else as Windows-1252.</param>
public sealed record MailHeader(string Name, string Value);

/// <summary>A mail, read (RFC 5322, 2045-2049, 2231). Made by <see cref="Parse"/>, which takes any bytes and never throws on them.</summary>
public sealed record MimeMessage
{
    /// <summary>From; empty when there is none that can be read. More than one, or a refusal <c>mime.from_repeated</c>, is no proof of anybody.</summary>
    public IReadOnlyList<MailParty> From { get; init; } = [];

    /// <summary>Subject, decoded, on one line; empty when there is none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Date as the sender's clock says (with its offset); null when there is none that can be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Message-Id without the angle brackets; null when there is none. Chosen by the sender, so not unique.</summary>
    public string? MessageId { get; init; }

    /// <summary>The plain text parts, in order.</summary>
    public string Text { get; init; } = "";

    /// <summary>The first HTML part as it came: hostile until sanitized. Null when there is none.</summary>
    public string? Html { get; init; }

    /// <summary>The files, those of attached mails among them.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>What could not be read, in order.</summary>
    public IReadOnlyList<PartRefusal> Refusals { get; init; } = [];

    /// <summary>Headers of the mail, topmost first.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>What the given server found out about the sender; see <see cref="SenderCheck.Read"/>.</summary>
    public SenderCheck? CheckedBy(string server) => SenderCheck.Read(Headers, server);

    /// <summary>Reads a mail.</summary>
    /// <param name="raw">Its bytes. Undecoded attachments are slices of it, so it must stay as it is.</param>
    /// <param name="limits">How much of it is taken.</param>
    /// <returns>The mail with the refusals of its parts, or when nothing can be read: <c>mime.empty</c>, <c>mime.too_large</c>, <c>mime.header_too_long</c>.</returns>
    public static Outcome<MimeMessage> Parse(ReadOnlyMemory<byte> raw, MimeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return MimeReader.Read(raw, limits);
    }
}
