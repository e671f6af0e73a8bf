using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Imap;

/// <summary>
/// The only exception of <see cref="ImapClient"/> besides cancellation. Codes: <c>mailbox.unreachable</c>, <c>mailbox.certificate_refused</c>,
/// <c>mailbox.no_tls</c>, <c>mailbox.sign_in_refused</c>, <c>mailbox.folder_refused</c>, <c>mailbox.timed_out</c>, <c>mailbox.closed</c>,
/// <c>mailbox.protocol</c>, <c>mailbox.refused</c>, <c>mailbox.read_only</c>, <c>mailbox.numbering_changed</c>, <c>mailbox.text_invalid</c>.
/// </summary>
internal sealed class ImapException(Refusal refusal, Exception? inner = null) : MailboxException(refusal, inner)
{
    /// <summary>The server says what is no IMAP.</summary>
    public static ImapException Protocol(string what) => new(new Refusal("mailbox.protocol", what));
}
