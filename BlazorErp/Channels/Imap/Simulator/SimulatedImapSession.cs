using System.Globalization;
using System.Text;

namespace BlazorErp.Channels.Imap.Simulator;

/// <summary>One conversation of the simulated mail server: as much of IMAP4rev1 (RFC 3501) as a poll needs. Says BAD to everything else.</summary>
internal sealed class SimulatedImapSession(Stream stream, SimulatedMailbox mailbox, string user, string password)
{
    private const int MaxLine = 16 << 10;
    private readonly byte[] one = new byte[1];
    private bool signedIn;
    private bool selected;

    /// <summary>Talks until the client leaves, or the line is cut as a fault.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await SendAsync("* OK simulated mail server ready\r\n", cancel);
        while (await LineAsync(cancel) is { } line)
        {
            var words = line.Split(' ', 3);
            var (tag, command, rest) = (words[0], words.Length > 1 ? words[1].ToUpperInvariant() : "", words.Length > 2 ? words[2] : "");
            if (command == "LOGOUT")
            {
                await SendAsync($"* BYE\r\n{tag} OK\r\n", cancel);
                return;
            }

            if (!await AnswerAsync(tag, command, rest, cancel))
            {
                return;
            }
        }
    }

    private async Task<bool> AnswerAsync(string tag, string command, string rest, CancellationToken cancel)
    {
        switch (command)
        {
            case "CAPABILITY":
                await SendAsync($"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR MOVE UIDPLUS\r\n{tag} OK\r\n", cancel);
                return true;
            case "NOOP":
                await SendAsync($"{tag} OK\r\n", cancel);
                return true;
            case "AUTHENTICATE" when rest.StartsWith("PLAIN ", StringComparison.OrdinalIgnoreCase):
                signedIn = rest[6..] == Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
                await SendAsync($"{tag} {(signedIn ? "OK" : "NO wrong name or password")}\r\n", cancel);
                return true;
            case "SELECT" or "EXAMINE" when signedIn:
                selected = Unquoted(rest) is "INBOX" or SimulatedMailbox.Done;
                await SendAsync(selected
                    ? $"* {Number(mailbox.Messages().Count)} EXISTS\r\n* OK [UIDVALIDITY {Number(mailbox.UidValidity)}]\r\n{tag} OK [{(command == "SELECT" ? "READ-WRITE" : "READ-ONLY")}]\r\n"
                    : $"{tag} NO no such folder\r\n", cancel);
                return true;
            case "UID" when selected:
                return await UidAsync(tag, rest, cancel);
            default:
                await SendAsync($"{tag} BAD\r\n", cancel);
                return true;
        }
    }

    private async Task<bool> UidAsync(string tag, string rest, CancellationToken cancel)
    {
        var words = rest.Split(' ');
        switch (words[0].ToUpperInvariant())
        {
            case "SEARCH" when words.Length >= 3:
                var found = mailbox.Messages().Where(m => In(words[2], m.Uid) && (words.Length < 5 || m.At.UtcDateTime.Date >= DateTime.ParseExact(words[4], "d-MMM-yyyy", CultureInfo.InvariantCulture)));
                await SendAsync($"* SEARCH {string.Join(' ', found.Select(m => Number(m.Uid)))}\r\n{tag} OK\r\n", cancel);
                return true;
            case "FETCH" when words.Length >= 3:
                return await FetchAsync(tag, words[1], rest, cancel);
            case "STORE":
                mailbox.MarkRead();
                await SendAsync($"{tag} OK\r\n", cancel);
                return true;
            case "MOVE" when words.Length == 3 && uint.TryParse(words[1], CultureInfo.InvariantCulture, out var uid):
                await SendAsync($"{tag} {(mailbox.Move(uid, Unquoted(words[2])) ? "OK" : "NO [TRYCREATE] no such folder")}\r\n", cancel);
                return true;
            default:
                await SendAsync($"{tag} BAD\r\n", cancel);
                return true;
        }
    }

    private async Task<bool> FetchAsync(string tag, string set, string rest, CancellationToken cancel)
    {
        var (head, body) = (rest.Contains("[HEADER]", StringComparison.Ordinal), rest.Contains("BODY.PEEK[", StringComparison.Ordinal));
        foreach (var mail in mailbox.Messages().Where(m => In(set, m.Uid)))
        {
            if (!body)
            {
                await SendAsync($"* {Number(mail.Uid)} FETCH (UID {Number(mail.Uid)} RFC822.SIZE {Number(mail.Bytes.Length)} INTERNALDATE \"{SimulatedMailbox.Date(mail.At)}\")\r\n", cancel);
                continue;
            }

            var bytes = head ? Head(mail.Bytes) : mail.Bytes;
            await SendAsync($"* {Number(mail.Uid)} FETCH (UID {Number(mail.Uid)} BODY[{(head ? "HEADER" : "")}] {{{Number(bytes.Length)}}}\r\n", cancel);
            if (!head && mailbox.TakeCut() is { } cut)
            {
                await stream.WriteAsync(bytes.AsMemory(0, Math.Min(cut, bytes.Length)), cancel);
                return false;
            }

            await stream.WriteAsync(bytes, cancel);
            await SendAsync(")\r\n", cancel);
        }

        await SendAsync($"{tag} OK\r\n", cancel);
        return true;
    }

    private async Task<string?> LineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (line.Length < MaxLine && await stream.ReadAsync(one, cancel) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }

    private async Task SendAsync(string text, CancellationToken cancel) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancel);

    // "5", "5:9", "5:*", "5,7"
    private static bool In(string set, uint uid) => set.Split(',').Any(part => part.Split(':') switch
    {
        [var from, "*"] => uint.TryParse(from, CultureInfo.InvariantCulture, out var low) && uid >= low,
        [var from, var to] => uint.TryParse(from, CultureInfo.InvariantCulture, out var low) && uint.TryParse(to, CultureInfo.InvariantCulture, out var high) && uid >= low && uid <= high,
        [var only] => uint.TryParse(only, CultureInfo.InvariantCulture, out var same) && uid == same,
        _ => false,
    });

    private static byte[] Head(byte[] mail) => mail.AsSpan().IndexOf("\r\n\r\n"u8) is >= 0 and var end ? mail[..(end + 4)] : mail;

    private static string Unquoted(string text) => text.Trim('"');

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
