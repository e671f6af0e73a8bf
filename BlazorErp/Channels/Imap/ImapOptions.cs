using System.Globalization;

namespace BlazorErp.Channels.Imap;

/// <summary>How the line is made secret. There is no third way: a password never goes over an open line.</summary>
internal enum ImapSecurity
{
    /// <summary>TLS from the first byte (RFC 8314), usually port 993.</summary>
    Tls = 1,
    /// <summary>An open line made secret before anything is said, usually port 143.</summary>
    StartTls = 2,
}

/// <summary>Where a mailbox is and how to enter it.</summary>
internal sealed record ImapOptions
{
    /// <summary>Name of the server; its certificate must bear it.</summary>
    public required string Host { get; init; }

    /// <summary>Port.</summary>
    public int Port { get; init; } = 993;

    /// <summary>How the line is made secret.</summary>
    public ImapSecurity Security { get; init; } = ImapSecurity.Tls;

    /// <summary>User name.</summary>
    public required string User { get; init; }

    /// <summary>Password.</summary>
    public required string Password { get; init; }

    /// <summary>Folder that is read.</summary>
    public string Folder { get; init; } = "INBOX";

    /// <summary>Opened for reading only (EXAMINE): nothing can be marked or moved.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// SHA-256 of the server's certificate in hex (colons and blanks do not matter). Where it is set, exactly that certificate is accepted, whoever
    /// signed it, and no other; for servers with a certificate of their own making.
    /// </summary>
    public string? PinnedFingerprint { get; init; }

    /// <summary>
    /// The server may be on this machine: the simulated one of a demo. Off by default, and private networks are never asked: whoever may name a mail
    /// server could otherwise make this one knock at doors that are open only from inside (<see cref="PublicAddress"/>).
    /// </summary>
    public bool AllowLoopback { get; init; }

    /// <summary>How long one answer may take; a mail has a second more for every 16 KiB.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The fingerprint as 64 hex digits in upper case; null when none is set.</summary>
    public string? Pin => string.IsNullOrWhiteSpace(PinnedFingerprint) ? null : new string([.. PinnedFingerprint.Where(x => x is not (':' or ' ' or '-'))]).ToUpperInvariant();

    /// <summary>Without the password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{User} at {Host}:{Port} ({Security})");
}
