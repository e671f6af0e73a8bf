using System.Security.Cryptography;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>A person whose address is that of a sender.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">Name, for the log.</param>
/// <param name="Email">Address as registered.</param>
/// <param name="IsDisabled">Kept out.</param>
/// <param name="Companies">Companies in which they hold bank.write.</param>
public sealed record MailUser(long UserId, string Name, string Email, bool IsDisabled, IReadOnlySet<int> Companies);

/// <summary>What an inbox asks of its senders.</summary>
public sealed record MailPolicy
{
    /// <summary>
    /// Name under which our mail server writes what it found out about a sender (authserv-id). Null: senders are taken at their word, which only an
    /// inbox with an address nobody knows can afford.
    /// </summary>
    public string? CheckingServer { get; init; }

    /// <summary>Files of one mail that are taken.</summary>
    public int MaxFiles { get; init; } = 50;
}

/// <summary>What became of a file.</summary>
public enum MailFileState
{
    /// <summary>It brought lines.</summary>
    New = 1,
    /// <summary>All of it was there.</summary>
    Duplicate = 2,
    /// <summary>Not taken, or not all of it; the refusals say why.</summary>
    Rejected = 3,
    /// <summary>No statement and no harm: a print, a covering letter.</summary>
    Passed = 4,
}

/// <summary>A file of a mail that may be a statement.</summary>
/// <param name="Path">Place in the mail.</param>
/// <param name="FileName">Safe name.</param>
/// <param name="ContentHash">SHA-256 of its bytes, lower-case hex.</param>
/// <param name="Content">The bytes.</param>
public sealed record MailFile(string Path, string FileName, string ContentHash, ReadOnlyMemory<byte> Content);

/// <summary>A line of the log of an inbox, and of the reply to the sender.</summary>
/// <param name="Path">Place in the mail; empty: the mail itself.</param>
/// <param name="FileName">Name; null where the part has none.</param>
/// <param name="State">What became of it.</param>
/// <param name="CompanyId">Where it went; null where nowhere.</param>
/// <param name="NewLines">Lines that came in.</param>
/// <param name="KnownLines">Lines that were there.</param>
/// <param name="Refusals">Why not, or not all.</param>
public sealed record MailLogRow(string Path, string? FileName, MailFileState State, int? CompanyId, int NewLines, int KnownLines, IReadOnlyList<Refusal> Refusals);

/// <summary>What is to be done with a mail.</summary>
/// <param name="Sender">Who sent it; null where refused.</param>
/// <param name="Files">Files to route and import, each once.</param>
/// <param name="Log">What is decided already: the refusal of the mail, of its parts, files that are in it twice.</param>
/// <param name="MayReply">Whether a reply is in order: never to somebody unproven (it would hit the forged one) and never to a machine (two would talk for ever).</param>
public sealed record MailDecision(MailUser? Sender, IReadOnlyList<MailFile> Files, IReadOnlyList<MailLogRow> Log, bool MayReply);

/// <summary>Where a file goes by the accounts in it.</summary>
/// <param name="Companies">Companies to import it into, in order. More than one where it holds statements of several (P30).</param>
/// <param name="Refusals">Accounts that go nowhere.</param>
public sealed record MailRoute(IReadOnlyList<int> Companies, IReadOnlyList<Refusal> Refusals);

/// <summary>Bank statements by e-mail (P28, P30): who may send, which parts are files, where they go, what the log says. Pure: whoever polls loads and does.</summary>
public static class MailStatements
{
    /// <summary>Key of a mail among the messages of its channel: the same bytes are the same mail, wherever the server puts it.</summary>
    public static string Key(ReadOnlySpan<byte> raw) => "mail:" + Convert.ToHexStringLower(SHA256.HashData(raw));

    /// <summary>Address to look the sender up by, as <see cref="MailParty.Address"/> has it; null where the mail names none or several.</summary>
    public static string? SenderOf(MimeMessage mail) => mail.From is [var only] ? only.Address : null;

    /// <summary>Decides about a mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="users">People found by <see cref="SenderOf"/>; those of other addresses are passed over.</param>
    /// <param name="policy">What the inbox asks.</param>
    public static MailDecision Decide(MimeMessage mail, IReadOnlyList<MailUser> users, MailPolicy policy)
    {
        var parts = mail.Refusals.Select(x => new MailLogRow(x.Path, x.FileName, MailFileState.Rejected, null, 0, 0, [x.Refusal])).ToList();
        var sender = Sender(mail, users, policy);
        if (!sender.Ok) return new MailDecision(null, [], [Rejected("", null, sender.Refusal!), .. parts], false);
        var files = new List<MailFile>();
        var log = new List<MailLogRow>();
        var seen = new HashSet<string>();
        foreach (var attachment in mail.Attachments.Where(MayBeStatement))
        {
            var file = new MailFile(attachment.Path, attachment.FileName, Convert.ToHexStringLower(SHA256.HashData(attachment.Content.Span)), attachment.Content);
            if (attachment.Content.IsEmpty) log.Add(Rejected(file.Path, file.FileName, new Refusal("mail.file_empty")));
            else if (!seen.Add(file.ContentHash)) log.Add(new MailLogRow(file.Path, file.FileName, MailFileState.Duplicate, null, 0, 0, [new Refusal("mail.file_twice")]));
            else if (files.Count == policy.MaxFiles) log.Add(Rejected(file.Path, file.FileName, new Refusal("mail.too_many_files", policy.MaxFiles)));
            else files.Add(file);
        }

        log.AddRange(parts);
        if (files.Count == 0 && log.Count == 0) log.Add(Rejected("", null, new Refusal("mail.no_files")));
        return new MailDecision(sender.Value, files, log, MayReply: policy.CheckingServer is not null && !IsFromMachine(mail));
    }

    /// <summary>Decides where a file goes: to each of the sender's companies that has one of its accounts.</summary>
    /// <param name="accounts">(IBAN, currency) of the statements in it.</param>
    /// <param name="owners">Companies, the sender's or not, that have such an account.</param>
    /// <param name="sender">Who sent it.</param>
    public static MailRoute Route(IReadOnlyList<(string Iban, string Currency)> accounts, ILookup<(string Iban, string Currency), int> owners, MailUser sender)
    {
        var companies = new SortedSet<int>();
        var refusals = new List<Refusal>();
        foreach (var account in accounts.Distinct())
        {
            // an account of a company that is none of the sender's is unknown to them: who banks where is not told to strangers
            var own = owners[account].Where(sender.Companies.Contains).Distinct().ToList();
            if (own.Count == 1) companies.Add(own[0]);
            else refusals.Add(new Refusal(own.Count > 0 ? "mail.account_in_several" : Currency.IsKnown(account.Currency) ? "mail.account_unknown" : "bank.currency_unknown", account.Iban, account.Currency));
        }

        return new MailRoute([.. companies], refusals);
    }

    /// <summary>The line of the log for a file that was imported into a company.</summary>
    public static MailLogRow Row(MailFile file, int companyId, ImportResult result)
    {
        // a file for several companies: the statements of the others are in their lines of the log
        var refusals = result.Statements.Select(x => x.Refusal).OfType<Refusal>().Where(x => x.Code != "bank.account_of_other_company").ToList();
        var state = refusals.Count > 0 || (result.State == BankFileState.Refused && !result.SameFile) ? MailFileState.Rejected
            : result.NewLines > 0 ? MailFileState.New
            : result.SameFile || result.KnownLines > 0 ? MailFileState.Duplicate
            // a statement of a day without movements is news as well: its balance
            : MailFileState.New;
        return new MailLogRow(file.Path, file.FileName, state, companyId, result.NewLines, result.KnownLines, refusals);
    }

    /// <summary>The line of the log for a file that was not imported.</summary>
    public static MailLogRow Rejected(string path, string? fileName, Refusal refusal) => new(path, fileName, MailFileState.Rejected, null, 0, 0, [.. refusal.All]);

    private static Outcome<MailUser> Sender(MimeMessage mail, IReadOnlyList<MailUser> users, MailPolicy policy)
    {
        if (mail.From is not [var from]) return mail.From.Count == 0 ? new Refusal("mail.sender_missing") : new Refusal("mail.sender_several", mail.From.Count);
        if (policy.CheckingServer is { } server)
        {
            if (mail.CheckedBy(server) is not { } check) return new Refusal("mail.sender_unchecked", from.Address, server);
            if (!check.Vouches(from.Domain)) return new Refusal("mail.sender_forged", from.Address);
        }

        var known = users.Where(x => !x.IsDisabled && MailAddresses.Checked(x.Email.Trim()) is { } own && own.Equals(from.Address, StringComparison.OrdinalIgnoreCase)).ToList();
        if (known is not [var user]) return new Refusal("mail.sender_unknown", from.Address);
        return user.Companies.Count > 0 ? user : new Refusal("mail.sender_no_right", from.Address);
    }

    // Pictures, signatures, business cards and appointments come with every mail and are no statements; everything else is looked at.
    private static bool MayBeStatement(MailAttachment attachment) =>
        attachment.Kind != AttachmentKind.Signature
        && !attachment.ContentType.StartsWith("image/", StringComparison.Ordinal)
        && attachment.ContentType is not ("text/calendar" or "text/vcard" or "text/x-vcard" or "text/directory" or "text/html" or "message/delivery-status" or "message/disposition-notification" or "text/rfc822-headers");

    // RFC 3834, 2
    private static bool IsFromMachine(MimeMessage mail) => mail.Headers.Any(x => x.Name.ToLowerInvariant() switch
    {
        "auto-submitted" => !x.Value.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase),
        "list-id" or "list-unsubscribe" or "x-auto-response-suppress" => true,
        "precedence" => x.Value.Trim().ToLowerInvariant() is "bulk" or "list" or "junk" or "auto_reply",
        "return-path" => x.Value.Trim() == "<>",
        _ => false,
    });
}
