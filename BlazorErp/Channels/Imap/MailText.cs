namespace BlazorErp.Channels.Imap;

/// <summary>Texts of mailboxes and their log.</summary>
public sealed class MailText;
