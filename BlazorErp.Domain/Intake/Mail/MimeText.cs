using System.Text;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>Characters of mails: charsets, encoded words (RFC 2047), and what is taken out of every text.</summary>
internal static class MimeText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The charset; null when it is unknown or one that hides characters (UTF-7, escape sequences).</summary>
    public static Encoding? Charset(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        name = name.Trim().Trim('"', '\'').ToLowerInvariant();
        if (name.Length > 40) return null;
        if (name is "utf8" or "utf-8" or "us-ascii" or "ascii" or "unicode-1-1-utf-8") return new UTF8Encoding(false);
        if (name.StartsWith("cp12", StringComparison.Ordinal) && name.Length == 6) name = "windows-" + name[2..];
        if (name.Contains("utf-7", StringComparison.Ordinal) || name.StartsWith("iso-2022", StringComparison.Ordinal) || name.StartsWith("hz-", StringComparison.Ordinal)) return null;
        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return encoding.CodePage is 65000 or 50220 or 50221 or 50222 or 50225 or 50227 or 52936 ? null : encoding;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Bytes that say nothing of their charset: UTF-8 where they are that, else Windows-1252.</summary>
    public static string Guess(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return StrictUtf8.GetString(bytes);
        return Western.GetString(bytes);
    }

    /// <summary>Text in the charset; guessed where it is unknown (then false).</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, string? charset, out string text)
    {
        if (Charset(charset) is not { } encoding || encoding is UTF8Encoding)
        {
            // A declared UTF-8 that is not is a Windows program that lied: better its letters than a row of question marks.
            text = Guess(bytes);
            return string.IsNullOrWhiteSpace(charset) || Charset(charset) is not null;
        }

        text = encoding.GetString(bytes);
        return true;
    }

    /// <summary>One line: control characters and line ends become spaces, direction marks and broken surrogates go, runs of spaces are one.</summary>
    public static string OneLine(string text, int max = 1000)
    {
        var line = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= max) break;
            if (IsHidden(rune)) continue;
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
                continue;
            }

            line.Append(rune.ToString());
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>Several lines: line ends are LF, other control characters but the tab go, as do direction marks.</summary>
    public static string Lines(string text, int max)
    {
        var lines = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (lines.Length >= max) break;
            if (IsHidden(rune) || (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t'))) continue;
            lines.Append(rune.ToString());
        }

        return lines.ToString();
    }

    // Marks that turn the reading direction make "exe.fdp" out of "pdf.exe"; U+FFFD is what a lone surrogate becomes.
    private static bool IsHidden(Rune rune) =>
        rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0x200B or 0xFEFF or 0xFFFD or 0x2028 or 0x2029;

    /// <summary>Encoded words decoded: =?charset?Q|B?text?=. What is not one stays as it is. Neighbours of one charset are decoded together, as a letter may be split between them.</summary>
    public static string DecodeWords(string value)
    {
        if (!value.Contains("=?", StringComparison.Ordinal)) return value;
        var text = new StringBuilder(value.Length);
        var pending = new List<byte>();
        string? pendingCharset = null;
        var at = 0;
        while (at < value.Length)
        {
            var start = value.IndexOf("=?", at, StringComparison.Ordinal);
            if (start < 0) start = value.Length;
            var between = value.AsSpan(at, start - at);
            if (start < value.Length && Word(value, start) is { } word)
            {
                var joined = pendingCharset is not null && between.Trim().IsEmpty;
                if (!joined || !string.Equals(pendingCharset, word.Charset, StringComparison.OrdinalIgnoreCase)) Flush();
                if (!joined) text.Append(between);
                pending.AddRange(word.Bytes);
                pendingCharset = word.Charset;
                at = word.End;
                continue;
            }

            Flush();
            text.Append(between);
            if (start < value.Length) text.Append("=?");
            at = Math.Min(start + 2, value.Length);
        }

        Flush();
        return text.ToString();

        void Flush()
        {
            if (pendingCharset is null) return;
            TryDecode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending), pendingCharset, out var decoded);
            text.Append(decoded);
            pending.Clear();
            pendingCharset = null;
        }
    }

    private static (string Charset, byte[] Bytes, int End)? Word(string value, int start)
    {
        var charsetEnd = value.IndexOf('?', start + 2);
        if (charsetEnd < 0 || charsetEnd - start > 80 || charsetEnd + 2 >= value.Length || value[charsetEnd + 2] != '?') return null;
        var textStart = charsetEnd + 3;
        // RFC 2047, 2 says 75 characters; far longer ones are written, endless ones are not looked for
        var end = value.IndexOf("?=", textStart, Math.Min(value.Length - textStart, 5000), StringComparison.Ordinal);
        if (end < 0) return null;
        var charset = value[(start + 2)..charsetEnd];
        // RFC 2231, 5: the language may follow the charset
        if (charset.IndexOf('*', StringComparison.Ordinal) is var star and >= 0) charset = charset[..star];
        var text = value.AsSpan(textStart, end - textStart);
        var bytes = char.ToUpperInvariant(value[charsetEnd + 1]) switch { 'B' => Base64Word(text), 'Q' => QuotedWord(text), _ => null };
        return charset.Length == 0 || bytes is null ? null : (charset, bytes, end + 2);
    }

    private static byte[]? Base64Word(ReadOnlySpan<char> text)
    {
        var source = new byte[text.Length];
        for (var i = 0; i < text.Length; i++) source[i] = text[i] < 128 ? (byte)text[i] : (byte)0;
        return MimeDecoding.Base64(source, int.MaxValue) is { Ok: true } decoded ? decoded.Value : null;
    }

    private static byte[] QuotedWord(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_')
            {
                bytes.Add((byte)' ');
            }
            else if (text[i] == '=' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Slice(i + 1, 2).ToString(), 16));
                i += 2;
            }
            else if (text[i] < 128)
            {
                bytes.Add((byte)text[i]);
            }
            else
            {
                // 8-bit within an encoded word is against the rule; kept as UTF-8
                Rune.DecodeFromUtf16(text[i..], out var rune, out var used);
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += used - 1;
            }
        }

        return [.. bytes];
    }
}
