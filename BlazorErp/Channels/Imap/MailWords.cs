using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Channels.Imap;

/// <summary>Says what became of mails and their files in the reader's language.</summary>
public sealed class MailWords(IStringLocalizer<MailText> texts, RefusalTexts refusals)
{
    /// <summary>What the state column says; of a mail that is others' business nothing but that.</summary>
    public string State(MailRow mail) => texts[Hidden(mail) ? "state.elsewhere" : NothingNew(mail) ? "state.known" : $"state.{mail.State}".ToLowerInvariant()].Value;

    /// <summary>Its tint.</summary>
    public static BadgeKind Kind(MailRow mail) => Hidden(mail) || NothingNew(mail) ? BadgeKind.Neutral : mail.State switch
    {
        MailState.Taken => BadgeKind.Ok, MailState.Partly => BadgeKind.Warn, MailState.Received => BadgeKind.Info, _ => BadgeKind.Bad,
    };

    /// <summary>What became of a file.</summary>
    public string State(MailFileRow file) => texts[$"file.{file.State}".ToLowerInvariant()].Value;

    /// <summary>Its tint.</summary>
    public static BadgeKind Kind(MailFileRow file) => file.State switch { MailFileState.New => BadgeKind.Ok, MailFileState.Rejected => BadgeKind.Bad, _ => BadgeKind.Neutral };

    /// <summary>The reasons, a sentence each; null for none.</summary>
    public string? Why(Refusal? why) => why is null ? null : string.Join(' ', why.All.Take(20).Select(refusals.Say));

    /// <summary>The most telling reason of a mail, for the list.</summary>
    public string? Why(MailRow mail) => mail.Why is { } why ? refusals.Say(why) : mail.Files.FirstOrDefault(f => f is { State: MailFileState.Rejected, Why: not null }) is { } file ? refusals.Say(file.Why!) : null;

    private static bool Hidden(MailRow mail) => !mail.Whole && mail.Files.Count == 0;

    private static bool NothingNew(MailRow mail) => mail.State == MailState.Taken && mail is { NewLines: 0, KnownLines: > 0 };
}
