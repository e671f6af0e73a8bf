using System.Text.Json;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>What is done in the mailbox with a mail that we have.</summary>
public enum AfterReading
{
    /// <summary>Nothing.</summary>
    Leave = 0,
    /// <summary>Marked as read.</summary>
    MarkSeen = 1,
    /// <summary>Moved into <see cref="MailboxOptions.MoveTo"/>.</summary>
    Move = 2,
}

/// <summary>Where a mailbox is and how it is read; kept as JSON in <see cref="Channel.Settings"/>. The password is not here.</summary>
public sealed record MailboxOptions
{
    /// <summary>Largest mail that may be asked for, in MiB.</summary>
    public const int MostMegabytes = 40;

    /// <summary>Name of the server.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port.</summary>
    public int Port { get; init; } = 993;

    /// <summary>The line is made secret after it was opened (port 143) instead of from the first byte (993). There is no third way.</summary>
    public bool StartTls { get; init; }

    /// <summary>User name.</summary>
    public string User { get; init; } = "";

    /// <summary>Folder that is read.</summary>
    public string Folder { get; init; } = "INBOX";

    /// <summary>What is done with a mail that we have.</summary>
    public AfterReading After { get; init; } = AfterReading.MarkSeen;

    /// <summary>Folder for <see cref="AfterReading.Move"/>.</summary>
    public string? MoveTo { get; init; }

    /// <summary>Name under which our own mail server writes what it found out about senders; null: senders are taken at their word (<see cref="MailPolicy"/>).</summary>
    public string? CheckingServer { get; init; }

    /// <summary>SHA-256 of the server's certificate, for servers with one of their own making; null: as the system trusts.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Largest mail that is fetched, in MiB.</summary>
    public int MaxMegabytes { get; init; } = 25;

    /// <summary>Mails that arrived before this day are passed over.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Whether both are the same mailbox: the password and the place reached are kept only then.</summary>
    public bool SamePlace(MailboxOptions other) => (Host, Port, User, Folder) == (other.Host, other.Port, other.User, other.Folder);

    /// <summary>Reads what <see cref="Channel.Settings"/> holds.</summary>
    public static MailboxOptions Of(Channel channel) => JsonSerializer.Deserialize<MailboxOptions>(channel.Settings, JsonSerializerOptions.Web) ?? new MailboxOptions();

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>How a mailbox is entered. The password is readable, so it is never logged or kept.</summary>
/// <param name="AllowLocal">It may be on this machine: a demo's simulated mailbox.</param>
public sealed record MailboxAccess(MailboxOptions Options, string Password, bool AllowLocal)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Options.User} at {Options.Host}";
}

/// <summary>Port to mail servers.</summary>
public interface IMailServers
{
    /// <summary>The folder of a mailbox, not opened yet.</summary>
    /// <param name="access">Where and as whom.</param>
    /// <param name="folder">Another folder than that of the options; it is then opened for reading only.</param>
    IMailbox Mailbox(MailboxAccess access, string? folder = null);
}
