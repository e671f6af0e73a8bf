using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>Content-Transfer-Encodings (RFC 2045, 6). Strict for files: a byte dropped silently could be a digit of an amount.</summary>
internal static class MimeDecoding
{
    private static ReadOnlySpan<sbyte> Alphabet => Table;
    private static readonly sbyte[] Table = MakeTable();

    private static sbyte[] MakeTable()
    {
        var table = new sbyte[256];
        Array.Fill(table, (sbyte)-1);
        for (var i = 0; i < 64; i++) table["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i]] = (sbyte)i;
        return table;
    }

    /// <summary>Base64. White space is left out and missing padding forgiven; any other character, or text after the padding, is <c>mime.base64_invalid</c> (position from 1).</summary>
    public static Outcome<byte[]> Base64(ReadOnlySpan<byte> source, int maxBytes)
    {
        // the usual case, in the runtime's fast code; what it does not take is looked at closely
        if (System.Buffers.Text.Base64.IsValid(source, out var exact))
        {
            if (exact > maxBytes) return new Refusal("mime.part_too_large", exact, maxBytes);
            var decoded = new byte[exact];
            if (System.Buffers.Text.Base64.DecodeFromUtf8(source, decoded, out _, out var written) == System.Buffers.OperationStatus.Done && written == exact) return decoded;
        }

        var count = 0L;
        var padding = 0;
        for (var i = 0; i < source.Length; i++)
        {
            var b = source[i];
            if (b is (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t') continue;
            if (b == (byte)'=')
            {
                padding++;
                continue;
            }

            if (padding > 0 || Alphabet[b] < 0) return new Refusal("mime.base64_invalid", i + 1);
            count++;
        }

        if (count % 4 == 1 || padding > 2 || (padding > 0 && (count + padding) % 4 != 0)) return new Refusal("mime.base64_invalid", source.Length);
        var length = count / 4 * 3 + (count % 4) switch { 2 => 1, 3 => 2, _ => 0 };
        if (length > maxBytes) return new Refusal("mime.part_too_large", length, maxBytes);
        var result = new byte[length];
        var (bits, held, at) = (0, 0, 0);
        foreach (var b in source)
        {
            if (Alphabet[b] < 0) continue;
            bits = (bits << 6) | (byte)Alphabet[b];
            held += 6;
            if (held < 8) continue;
            held -= 8;
            result[at++] = (byte)(bits >> held);
            bits &= (1 << held) - 1;
        }

        return result;
    }

    /// <summary>Quoted-printable. An equals sign that begins nothing is <c>mime.quoted_invalid</c> (position from 1), or stays where <paramref name="lenient"/>.</summary>
    public static Outcome<byte[]> QuotedPrintable(ReadOnlySpan<byte> source, int maxBytes, bool lenient)
    {
        var result = new List<byte>(Math.Min(source.Length, 1 << 20));
        var offset = 0;
        while (offset < source.Length)
        {
            var newline = source[offset..].IndexOf((byte)'\n');
            var end = newline < 0 ? source.Length : offset + newline;
            var next = newline < 0 ? source.Length : end + 1;
            var line = source[offset..end];
            var lineEnd = source[end..next];
            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
                lineEnd = "\r\n"u8;
            }

            // trailing blanks were added on the way
            line = line.TrimEnd(" \t"u8);
            var soft = line is [.., (byte)'='];
            if (soft) line = line[..^1];
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] != (byte)'=')
                {
                    result.Add(line[i]);
                }
                else if (i + 2 < line.Length && Hex(line[i + 1]) >= 0 && Hex(line[i + 2]) >= 0)
                {
                    result.Add((byte)(Hex(line[i + 1]) << 4 | Hex(line[i + 2])));
                    i += 2;
                }
                else if (lenient)
                {
                    result.Add((byte)'=');
                }
                else
                {
                    return new Refusal("mime.quoted_invalid", offset + i + 1);
                }
            }

            if (!soft) result.AddRange(lineEnd);
            if (result.Count > maxBytes) return new Refusal("mime.part_too_large", source.Length, maxBytes);
            offset = next;
        }

        return result.ToArray();
    }

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        _ => -1,
    };
}
