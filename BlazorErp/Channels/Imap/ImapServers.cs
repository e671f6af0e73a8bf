using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Channels.Imap;

/// <summary>Mailboxes behind IMAP.</summary>
internal sealed class ImapServers(TimeProvider time) : IMailServers
{
    public IMailbox Mailbox(MailboxAccess access, string? folder = null) => new ImapClient(
        new ImapOptions
        {
            Host = access.Options.Host, Port = access.Options.Port, Security = access.Options.StartTls ? ImapSecurity.StartTls : ImapSecurity.Tls, User = access.Options.User,
            Password = access.Password, Folder = folder ?? access.Options.Folder, ReadOnly = folder is not null || access.Options.After == AfterReading.Leave,
            PinnedFingerprint = access.Options.Fingerprint, AllowLoopback = access.AllowLocal,
        },
        time);
}
