using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>Finds out how a CSV is written: its encoding from all its bytes, its separator from its first records.</summary>
internal static class CsvFile
{
    private const int SampleCharacters = 64 * 1024;
    private const int SampleRecords = 50;

    // Letters that only the one or the other code page has at all, or that only its languages use.
    private const string Baltic = "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽõÕėųįĖŲĮ";
    private const string Central = "áíóöőúűäÁÍÓÖŐÚŰąćęłńóśźżĄĆĘŁŃŚŹŻčšžřěČŠŽŘĚđĐ";
    private const string Either = "éüÉÜßŠšŽžÖöÄä€„“”–—’‘°§²³µ×½\u00a0";

    /// <summary>Opens the CSV.</summary>
    public static Outcome<Table> Open(Stream file, TableLimits limits)
    {
        var encoding = Detect(file);
        if (encoding is null)
        {
            return new Refusal("file.not_a_table");
        }

        var sample = Sample(file, encoding);
        var start = sample.AsSpan().TrimStart();
        if (start.Length == 0)
        {
            return new Refusal("file.empty");
        }

        // Shops and banks send HTML and XML under the name of a table.
        if (start[0] == '<' || start.Contains('\0'))
        {
            return new Refusal("file.not_a_table");
        }

        var declared = Declared(sample);
        var separator = declared ?? Separator(sample, limits);
        return new Table(() => new CsvRows(Reader(file, encoding), separator, limits).Read(skipFirst: declared is not null)) { Separator = separator, Encoding = encoding.WebName };
    }

    /// <summary>The encoding: by byte order mark, by the zero bytes of UTF-16, as UTF-8 where every byte fits, else the likelier of Windows-1257 and Windows-1250. Null for binary files.</summary>
    public static Encoding? Detect(Stream file)
    {
        var counts = new long[256];
        long evenZeros = 0, oddZeros = 0, position = 0;
        var utf8 = true;
        var decoder = new UTF8Encoding(false, true).GetDecoder();
        var buffer = new byte[64 * 1024];
        Span<byte> head = stackalloc byte[3];
        file.Position = 0;
        for (int got; (got = file.Read(buffer, 0, buffer.Length)) > 0; position += got)
        {
            if (position == 0)
            {
                buffer.AsSpan(0, Math.Min(3, got)).CopyTo(head);
            }

            for (var i = 0; i < got; i++)
            {
                counts[buffer[i]]++;
                evenZeros += buffer[i] == 0 && ((position + i) & 1) == 0 ? 1 : 0;
                oddZeros += buffer[i] == 0 && ((position + i) & 1) == 1 ? 1 : 0;
            }

            utf8 = utf8 && Fits(decoder, buffer.AsSpan(0, got));
        }

        utf8 = utf8 && Fits(decoder, [], last: true);
        if (head is [0xff, 0xfe, _] or [0xfe, 0xff, _])
        {
            return new UnicodeEncoding(head[0] == 0xfe, byteOrderMark: true, throwOnInvalidBytes: true);
        }

        if (evenZeros + oddZeros > 0)
        {
            // Latin letters in UTF-16 have one zero byte each, always at the same side.
            var enough = position / 5;
            return oddZeros > enough && evenZeros * 20 <= oddZeros ? new UnicodeEncoding(false, false, true)
                : evenZeros > enough && oddZeros * 20 <= evenZeros ? new UnicodeEncoding(true, false, true) : null;
        }

        var controls = counts.AsSpan(1, 31).ToArray().Sum() - counts['\t'] - counts['\n'] - counts['\r'];
        if (controls > position / 100)
        {
            return null;
        }

        return utf8 ? new UTF8Encoding(false, true) : CodePage(counts);
    }

    /// <summary>The separator whose number in the header recurs in most of the first records.</summary>
    public static char Separator(string sample, TableLimits limits)
    {
        var best = (Score: 0d, Separator: ';');
        foreach (var separator in ";,\t|")
        {
            var widths = Widths(sample, separator, limits);
            if (widths.Count > 0 && widths[0] > 1)
            {
                var same = widths.Count(w => w == widths[0]) / (double)widths.Count;
                var score = (same * 100) + Math.Min(widths[0], 20);
                best = score > best.Score ? (score, separator) : best;
            }
        }

        return best.Separator;
    }

    private static List<int> Widths(string sample, char separator, TableLimits limits)
    {
        var widths = new List<int>();
        try
        {
            // The sample may end in the middle of a record: that one is not counted, unless it is the only one.
            foreach (var (_, width) in new CsvRows(new StringReader(sample), separator, limits).Records(skipFirst: false).Where(r => r.Row is not null).Take(SampleRecords))
            {
                widths.Add(width);
            }
        }
        catch (TableException)
        {
            // A record that breaks under this separator says enough by the ones before it.
        }

        if (widths.Count > 1 && widths.Count < SampleRecords && sample.Length >= SampleCharacters)
        {
            widths.RemoveAt(widths.Count - 1);
        }

        return widths;
    }

    // "sep=;" as a first line is Excel's own hint.
    private static char? Declared(string sample) =>
        sample.Length >= 6 && sample.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && sample[5] is '\r' or '\n' && sample[4] is ';' or ',' or '\t' or '|' ? sample[4] : null;

    private static string Sample(Stream file, Encoding encoding)
    {
        using var reader = Reader(file, encoding);
        var sample = new char[SampleCharacters];
        return new string(sample, 0, reader.ReadBlock(sample, 0, sample.Length));
    }

    private static StreamReader Reader(Stream file, Encoding encoding)
    {
        file.Position = 0;
        return new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
    }

    private static bool Fits(Decoder decoder, ReadOnlySpan<byte> bytes, bool last = false)
    {
        try
        {
            decoder.GetCharCount(bytes, last);
            Span<char> sink = bytes.Length == 0 ? stackalloc char[8] : new char[bytes.Length + 8];
            decoder.GetChars(bytes, sink, last);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Encoding CodePage(long[] counts)
    {
        var baltic = CodePagesEncodingProvider.Instance.GetEncoding(1257)!;
        var central = CodePagesEncodingProvider.Instance.GetEncoding(1250)!;
        return Likelihood(central, counts, Central) > Likelihood(baltic, counts, Baltic) ? central : baltic;
    }

    private static long Likelihood(Encoding encoding, long[] counts, string letters)
    {
        var score = 0L;
        for (var value = 0x80; value <= 0xff; value++)
        {
            if (counts[value] > 0)
            {
                var c = encoding.GetString([(byte)value])[0];
                var weight = letters.Contains(c, StringComparison.Ordinal) ? 2 : Either.Contains(c, StringComparison.Ordinal) ? 1 : char.IsLetter(c) ? -1 : -2;
                score += weight * counts[value];
            }
        }

        return score;
    }
}
