using System.Globalization;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Imap;

/// <summary>Text as IMAP writes it.</summary>
internal static class ImapText
{
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    /// <summary>A quoted string (RFC 3501, 4.3), or null where it has characters that only a literal may have.</summary>
    public static string? Quoted(string text) =>
        text.Length > 500 || text.Any(x => x is < ' ' or > '~') ? null : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Refuses what no literal may have either.</summary>
    /// <exception cref="ImapException">NUL in it, or too long.</exception>
    public static byte[] LiteralBytes(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || text.Length > 10_000) throw new ImapException(new Refusal("mailbox.text_invalid"));
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Name of a folder in modified UTF-7 (RFC 3501, 5.1.3), quoted: "Rēķini" is "R&amp;ARMBNw-ini".</summary>
    /// <exception cref="ImapException">A control character in it, or too long.</exception>
    public static string Folder(string name)
    {
        if (name.Length is 0 or > 200 || name.Any(char.IsControl)) throw new ImapException(new Refusal("mailbox.folder_refused", new string([.. name.Where(x => !char.IsControl(x)).Take(200)]), ""));
        var encoded = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            if (name[i] is >= ' ' and <= '~')
            {
                encoded.Append(name[i] == '&' ? "&-" : name[i]);
                i++;
                continue;
            }

            var start = i;
            while (i < name.Length && name[i] is not (>= ' ' and <= '~')) i++;
            encoded.Append('&');
            var (bits, held) = (0, 0);
            foreach (var c in name.AsSpan(start, i - start))
            {
                bits = (bits << 16) | c;
                held += 16;
                while (held >= 6)
                {
                    held -= 6;
                    encoded.Append(Base64[(bits >> held) & 63]);
                    bits &= (1 << held) - 1;
                }
            }

            if (held > 0) encoded.Append(Base64[(bits << (6 - held)) & 63]);
            encoded.Append('-');
        }

        return $"\"{encoded.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
    }

    /// <summary>What a server says, for a message to the user: one short line without control characters.</summary>
    public static string Shown(string text) => new([.. text.Select(x => char.IsControl(x) ? ' ' : x).Take(200)]);

    /// <summary>A number of IMAP: unsigned 32 bit.</summary>
    public static bool Number(ReadOnlySpan<char> text, out uint value) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>INTERNALDATE, "21-Nov-2025 19:50:16 +0200" (day with a blank before it below ten), in UTC; null when it is none.</summary>
    public static DateTimeOffset? InternalDate(string? text) =>
        DateTimeOffset.TryParseExact(text?.Trim(), "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var date)
        || (text?.Trim() is { Length: > 5 } near && DateTimeOffset.TryParseExact(near.Insert(near.Length - 2, ":"), "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out date)) ? date : null;
}
