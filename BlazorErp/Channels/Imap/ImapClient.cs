using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Imap;

/// <summary>
/// A mailbox behind IMAP4rev1 (RFC 3501), with MOVE (RFC 6851), UIDPLUS (RFC 4315) and SASL-IR (RFC 4959) where the server has them. Fails only by
/// <see cref="ImapException"/>, and by cancellation where the caller cancels.
/// </summary>
internal sealed class ImapClient(ImapOptions options, TimeProvider time) : IMailbox
{
    private const int SizesAtOnce = 100;
    private const int HeaderBytes = 64 << 10;
    private const string Refused = "mailbox.refused";
    private ImapSession? session;
    private MailFolder? folder;
    private bool readOnly;

    /// <inheritdoc/>
    public async Task<MailFolder> OpenAsync(CancellationToken cancel)
    {
        if (session is not null) throw new InvalidOperationException("Opened already.");
        session = await ImapSession.ConnectAsync(options, time, cancel);
        await SignInAsync(session, cancel);
        return folder = await SelectAsync(session, cancel);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MailFetched> NewerThanAsync(MailPosition? after, MailFetchLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var (line, opened) = Opened();
        var last = after is { } position && position.UidValidity == opened.UidValidity ? position.Uid : 0;
        if (last == uint.MaxValue) yield break;
        MailFetched? refused = null;
        foreach (var group in (await SearchAsync(line, last, limits, cancel)).Chunk(SizesAtOnce))
        {
            var sizes = await SizesAsync(line, group, cancel);
            foreach (var uid in group)
            {
                // no size: somebody deleted it since
                if (!sizes.TryGetValue(uid, out var about)) continue;
                var fetched = await FetchAsync(line, new MailFetched(new MailPosition(opened.UidValidity, uid), about.Size, about.ArrivedAt, null, null), limits, cancel);
                if (fetched?.Refusal?.Code == Refused)
                {
                    // A mail that the server itself cannot read is passed over once another shows that it is the mail and not the server.
                    refused = refused is null ? fetched : throw new ImapException(fetched.Refusal);
                    continue;
                }

                if (refused is not null) yield return refused;
                refused = null;
                if (fetched is not null) yield return fetched;
            }
        }

        if (refused is not null) throw new ImapException(refused.Refusal!);
    }

    /// <inheritdoc/>
    public async Task MarkSeenAsync(MailPosition mail, CancellationToken cancel) =>
        await Here(mail).DoAsync($"UID STORE {Text(mail.Uid)} +FLAGS.SILENT (\\Seen)", Refused, cancel);

    /// <inheritdoc/>
    public async Task MoveAsync(MailPosition mail, string folder, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var line = Here(mail);
        var to = ImapText.Folder(folder);
        if (line.Can("MOVE"))
        {
            await line.DoAsync($"UID MOVE {Text(mail.Uid)} {to}", Refused, cancel);
            return;
        }

        await line.DoAsync($"UID COPY {Text(mail.Uid)} {to}", Refused, cancel);
        await line.DoAsync($"UID STORE {Text(mail.Uid)} +FLAGS.SILENT (\\Seen \\Deleted)", Refused, cancel);
        // without UIDPLUS an EXPUNGE would also take what a person marked; then the mail stays, marked as deleted
        if (line.Can("UIDPLUS")) await line.DoAsync($"UID EXPUNGE {Text(mail.Uid)}", Refused, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (session is null) return;
        await session.LeaveAsync();
        await session.DisposeAsync();
        session = null;
    }

    private (ImapSession Session, MailFolder Folder) Opened() => session is not null && folder is not null ? (session, folder) : throw new InvalidOperationException("Not opened.");

    private ImapSession Here(MailPosition mail)
    {
        var (line, opened) = Opened();
        // some servers say OK to a change of what is only open for reading, and make none
        if (readOnly) throw new ImapException(new Refusal("mailbox.read_only", options.Folder));
        return mail.UidValidity == opened.UidValidity ? line : throw new ImapException(new Refusal("mailbox.numbering_changed", mail.UidValidity, opened.UidValidity));
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static Refusal TooLarge(long size, MailFetchLimits limits) => new("mailbox.mail_too_large", size, limits.MaxMessageBytes);

    private async Task SignInAsync(ImapSession line, CancellationToken cancel)
    {
        if (line.Can("AUTH=PLAIN"))
        {
            var (user, password) = (ImapText.LiteralBytes(options.User), ImapText.LiteralBytes(options.Password));
            var secret = Encoding.ASCII.GetBytes(Convert.ToBase64String([0, .. user, 0, .. password]));
            if (line.Can("SASL-IR")) await line.DoAsync("AUTHENTICATE PLAIN " + Encoding.ASCII.GetString(secret), "mailbox.sign_in_refused", cancel);
            else await line.DoAsync("AUTHENTICATE PLAIN", "mailbox.sign_in_refused", cancel, continuations: [[.. secret, (byte)'\r', (byte)'\n']]);
        }
        else if (line.Can("LOGINDISABLED"))
        {
            throw new ImapException(new Refusal("mailbox.sign_in_refused", options.Host, "LOGINDISABLED"));
        }
        else
        {
            await LoginAsync(line, cancel);
        }

        // what a server can may differ for those who are signed in
        await line.DoAsync("CAPABILITY", Refused, cancel);
    }

    private async Task LoginAsync(ImapSession line, CancellationToken cancel)
    {
        var command = "LOGIN";
        var literals = new List<byte[]>();
        foreach (var text in (string[])[options.User, options.Password])
        {
            // after a literal the rest of the line follows with it
            var quoted = ImapText.Quoted(text);
            var bytes = quoted is null ? ImapText.LiteralBytes(text) : null;
            var piece = quoted ?? string.Create(CultureInfo.InvariantCulture, $"{{{bytes!.Length}}}");
            if (literals.Count == 0) command += " " + piece;
            else literals[^1] = [.. literals[^1], (byte)' ', .. Encoding.ASCII.GetBytes(piece)];
            if (bytes is not null)
            {
                if (literals.Count > 0) literals[^1] = [.. literals[^1], (byte)'\r', (byte)'\n'];
                literals.Add(bytes);
            }
        }

        if (literals.Count > 0) literals[^1] = [.. literals[^1], (byte)'\r', (byte)'\n'];
        await line.DoAsync(command, "mailbox.sign_in_refused", cancel, continuations: literals);
    }

    private async Task<MailFolder> SelectAsync(ImapSession line, CancellationToken cancel)
    {
        uint? validity = null;
        uint messages = 0;
        var opened = await line.DoAsync($"{(options.ReadOnly ? "EXAMINE" : "SELECT")} {ImapText.Folder(options.Folder)}", "mailbox.folder_refused", cancel, about: options.Folder, on: answer =>
        {
            if (answer.Word == "OK" && answer.Code is ("UIDVALIDITY", var text) && ImapText.Number(text, out var value)) validity = value;
            if (answer.Numbered is (var count, "EXISTS")) messages = count;
        });
        readOnly = options.ReadOnly || opened.Code.Name == "READ-ONLY";
        // without lasting numbers (RFC 3501, 7.1: UIDNOTSTICKY) no mail could be told from another
        return validity is > 0 ? new MailFolder(validity.Value, (int)Math.Min(messages, int.MaxValue)) : throw ImapException.Protocol("no UIDVALIDITY");
    }

    private static async Task<List<uint>> SearchAsync(ImapSession line, uint last, MailFetchLimits limits, CancellationToken cancel)
    {
        var found = new HashSet<uint>();
        var since = limits.Since is { } day ? $" SINCE {day.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture)}" : "";
        await line.DoAsync($"UID SEARCH UID {Text(last + 1)}:*{since}", Refused, cancel, on: answer =>
        {
            if (answer.Word != "SEARCH") return;
            foreach (var range in answer.AfterWord.AsSpan().Split(' '))
            {
                var text = answer.AfterWord.AsSpan()[range];
                // CONDSTORE adds "(MODSEQ 5)"
                if (text.StartsWith("(")) break;
                if (text.IsEmpty) continue;
                if (!ImapText.Number(text, out var uid) || uid == 0) throw ImapException.Protocol("SEARCH with what is no number");
                // "n:*" always names the last mail, also where it is before n (RFC 3501, 6.4.8)
                if (uid > last) found.Add(uid);
            }
        });
        return [.. found.Order().Take(limits.MaxMessages)];
    }

    private static async Task<Dictionary<uint, (long Size, DateTimeOffset? ArrivedAt)>> SizesAsync(ImapSession line, uint[] uids, CancellationToken cancel)
    {
        var wanted = uids.ToHashSet();
        var sizes = new Dictionary<uint, (long, DateTimeOffset?)>();
        await line.DoAsync($"UID FETCH {string.Join(',', uids.Select(Text))} (UID RFC822.SIZE INTERNALDATE)", Refused, cancel, on: answer =>
        {
            if (answer.Numbered is not (_, "FETCH")) return;
            var items = answer.FetchItems();
            if (Uid(items) is { } uid && wanted.Contains(uid) && items.GetValueOrDefault("RFC822.SIZE") is string text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                sizes.TryAdd(uid, (size, ImapText.InternalDate(items.GetValueOrDefault("INTERNALDATE") as string)));
            }
        });
        return sizes;
    }

    // Null: the mail is gone.
    private async Task<MailFetched?> FetchAsync(ImapSession line, MailFetched mail, MailFetchLimits limits, CancellationToken cancel)
    {
        if (mail.Size > limits.MaxMessageBytes)
        {
            return mail with { Refusal = TooLarge(mail.Size, limits), Headers = (await PartAsync(line, mail.Position.Uid, "HEADER", HeaderBytes, options.Timeout, cancel)).Part?.Bytes };
        }

        return await PartAsync(line, mail.Position.Uid, "", limits.MaxMessageBytes, options.Timeout + TimeSpan.FromSeconds(mail.Size / (16 << 10)), cancel) switch
        {
            (_, { } refusal) => mail with { Refusal = refusal },
            ({ Bytes: { Length: > 0 } bytes }, _) => mail with { Raw = bytes },
            ({ Length: > 0 } longer, _) => mail with { Refusal = TooLarge(longer.Length, limits) },
            ({ }, _) => mail with { Refusal = new Refusal("mailbox.mail_empty") },
            _ => null,
        };
    }

    // No part and no refusal: the mail is gone. Bytes null with a length: longer than the server said before, or than is taken.
    private static async Task<(ImapLiteral? Part, Refusal? Refusal)> PartAsync(ImapSession line, uint uid, string section, int max, TimeSpan patience, CancellationToken cancel)
    {
        ImapLiteral? body = null;
        try
        {
            await line.DoAsync($"UID FETCH {Text(uid)} (UID BODY.PEEK[{section}])", Refused, cancel, maxLiteral: max, patience: patience, on: answer =>
            {
                if (answer.Numbered is not (_, "FETCH")) return;
                var items = answer.FetchItems();
                if (Uid(items) != uid || !items.TryGetValue($"BODY[{section}]", out var value)) return;
                body ??= value switch
                {
                    ImapLiteral literal => literal,
                    string text => new ImapLiteral(text.Length, Encoding.Latin1.GetBytes(text)),
                    _ => new ImapLiteral(0, null),
                };
            });
        }
        catch (ImapException e) when (e.Refusal.Code == Refused)
        {
            // the conversation is whole: the others are to come
            return (body, e.Refusal);
        }

        return (body, null);
    }

    private static uint? Uid(Dictionary<string, object?> items) => items.GetValueOrDefault("UID") is string text && ImapText.Number(text, out var uid) ? uid : null;
}
