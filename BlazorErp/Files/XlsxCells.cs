using System.Buffers.Text;
using System.Globalization;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>
/// Writes the cells of a sheet as UTF-8 XML into one reused buffer. Hand-written because it was measured: see <see cref="XlsxWriter"/>.
/// </summary>
internal sealed class XlsxCells(CultureInfo culture)
{
    /// <summary>Most characters Excel takes in a cell (UTF-16 units).</summary>
    public const int CellLimit = 32_767;

    // Excel keeps 15 significant digits; a longer whole number (a barcode, an IBAN's digits) would change silently, so it is written as text.
    private const decimal ExactLimit = 999_999_999_999_999m;

    private byte[] buffer = new byte[128 * 1024];

    /// <summary>Bytes waiting.</summary>
    public int Length { get; private set; }

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => Length = 0;

    /// <summary>XML as it is.</summary>
    public void Raw(ReadOnlySpan<byte> xml)
    {
        Room(xml.Length);
        xml.CopyTo(buffer.AsSpan(Length));
        Length += xml.Length;
    }

    /// <summary>A number as XML text.</summary>
    public void Raw(int number)
    {
        Room(16);
        Utf8Formatter.TryFormat(number, buffer.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>One cell of the kind. Empty values leave a cell out of the text but in its place.</summary>
    public void Cell(ExportKind kind, object? value)
    {
        switch (value)
        {
            case null:
                Raw("<c/>"u8);
                return;
            case string text:
                Text(text, XlsxParts.TextStyle);
                return;
        }

        switch (kind)
        {
            case ExportKind.Date or ExportKind.DateTime when Moment(value) is { } moment && moment.Year >= 1901:
                Number(kind, Serial(kind == ExportKind.Date ? moment.Date : moment));
                return;
            case ExportKind.YesNo when value is bool yes:
                Raw(yes ? "<c t=\"b\"><v>1</v></c>"u8 : "<c t=\"b\"><v>0</v></c>"u8);
                return;
            case ExportKind.Integer or ExportKind.Money or ExportKind.Quantity or ExportKind.Percent when Amount(value) is { } amount && Math.Abs(amount) <= ExactLimit:
                Number(kind, amount);
                return;
            default:
                Text(AsText(value, culture), XlsxParts.TextStyle);
                return;
        }
    }

    /// <summary>A text cell: an inline string, which no spreadsheet program takes for a formula.</summary>
    public void Text(string text, int style)
    {
        if (text.Length == 0)
        {
            Raw("<c/>"u8);
            return;
        }

        Raw("<c s=\""u8);
        Raw(style);
        Raw(" \t\r\n".Contains(text[0], StringComparison.Ordinal) || " \t\r\n".Contains(text[^1], StringComparison.Ordinal)
            ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8
            : "\" t=\"inlineStr\"><is><t>"u8);
        Escaped(text);
        Raw("</t></is></c>"u8);
    }

    /// <summary>
    /// Text as XML content: markup escaped, characters XML 1.0 cannot hold dropped, lone surrogates replaced by U+FFFD, cut at <see cref="CellLimit"/>
    /// without splitting a pair. "_x000D_" and its like are Excel's own escapes (ECMA-376 ST_Xstring), so a text that holds one is escaped again.
    /// </summary>
    public void Escaped(string text)
    {
        var limit = Math.Min(text.Length, CellLimit);
        // The longest a character becomes is seven bytes (_x005F_).
        Room(limit * 7);
        var target = buffer;
        var at = Length;
        for (var i = 0; i < limit; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\x7f' and not ('<' or '>' or '&' or '_'))
            {
                target[at++] = (byte)c;
                continue;
            }

            switch (c)
            {
                case '<':
                    at += Put(target, at, "&lt;"u8);
                    break;
                case '>':
                    at += Put(target, at, "&gt;"u8);
                    break;
                case '&':
                    at += Put(target, at, "&amp;"u8);
                    break;
                case '_':
                    at += Put(target, at, IsExcelEscape(text, i) ? "_x005F_"u8 : "_"u8);
                    break;
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\r' or '\n':
                    target[at++] = (byte)'\n';
                    break;
                case '\t':
                    target[at++] = (byte)'\t';
                    break;
                case < ' ' or '\x7f' or '\ufffe' or '\uffff':
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        if (i + 1 < limit)
                        {
                            at += new Rune(c, text[++i]).EncodeToUtf8(target.AsSpan(at));
                        }
                    }
                    else
                    {
                        at += (char.IsSurrogate(c) ? Rune.ReplacementChar : new Rune(c)).EncodeToUtf8(target.AsSpan(at));
                    }

                    break;
            }
        }

        Length = at;
    }

    /// <summary>The number behind a value, null when it is none a decimal holds.</summary>
    public static decimal? Amount(object value) => value switch
    {
        decimal d => d,
        Money m => m.Amount,
        Quantity q => q.Value,
        int i => i,
        long l => l,
        short s => s,
        byte b => b,
        double d when double.IsFinite(d) && Math.Abs(d) < 1e15 => (decimal)d,
        float f when float.IsFinite(f) && Math.Abs(f) < 1e15f => (decimal)f,
        _ => null,
    };

    /// <summary>The moment behind a value, null when it is none.</summary>
    public static DateTime? Moment(object value) => value switch
    {
        DateOnly day => day.ToDateTime(TimeOnly.MinValue),
        DateTime moment => moment,
        DateTimeOffset moment => moment.DateTime,
        _ => null,
    };

    /// <summary>A value in words, for a text column.</summary>
    public static string AsText(object value, CultureInfo culture) => value switch
    {
        DateOnly day => day.ToString("d", culture),
        IFormattable formattable => formattable.ToString(null, culture),
        _ => value.ToString() ?? "",
    };

    private void Number(ExportKind kind, decimal number)
    {
        Room(80);
        Raw(XlsxParts.NumberCell(kind));
        Utf8Formatter.TryFormat(number, buffer.AsSpan(Length), out var written);
        Length += written;
        Raw("</v></c>"u8);
    }

    // Days since 1899-12-30, as Excel counts from March 1900 on.
    private static decimal Serial(DateTime moment) =>
        moment.TimeOfDay == TimeSpan.Zero ? (int)(moment - DateTime.UnixEpoch).TotalDays + 25_569 : Math.Round((decimal)moment.ToOADate(), 9);

    private static bool IsExcelEscape(string text, int at) =>
        at + 6 < text.Length && text[at + 1] == 'x' && text[at + 6] == '_' && char.IsAsciiHexDigit(text[at + 2]) && char.IsAsciiHexDigit(text[at + 3])
        && char.IsAsciiHexDigit(text[at + 4]) && char.IsAsciiHexDigit(text[at + 5]);

    private static int Put(byte[] target, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target.AsSpan(at));
        return bytes.Length;
    }

    private void Room(int bytes)
    {
        if (buffer.Length - Length < bytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + bytes));
        }
    }
}
