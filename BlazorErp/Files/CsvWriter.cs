using System.Globalization;
using System.Text;

namespace BlazorErp.Files;

/// <summary>
/// Writes a list as CSV: UTF-8 with a byte order mark (Excel takes it for the machine's code page otherwise), the culture's list separator and
/// decimal sign, CRLF. A text that a spreadsheet program would run as a formula gets a leading apostrophe; numbers stay numbers.
/// </summary>
public static class CsvWriter
{
    private const int Chunk = 32 * 1024;

    /// <summary>Writes header and rows and leaves <paramref name="output"/> open. Written asynchronously only; memory does not depend on the number of rows.</summary>
    public static async Task WriteAsync<T>(Stream output, IReadOnlyList<ExportColumn<T>> columns, IAsyncEnumerable<T> rows, CultureInfo culture, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count);
        var separator = Separator(culture);
        var text = new StringBuilder("\ufeff");
        var bytes = Array.Empty<byte>();
        Line(text, columns.Select(c => Safe(c.Title)), separator);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Line(text, columns.Select(c => Cell(c.Kind, c.Value(row), culture)), separator);
            if (text.Length >= Chunk)
            {
                await SendAsync();
            }
        }

        await SendAsync();
        await output.FlushAsync(cancel);

        async Task SendAsync()
        {
            var line = text.ToString();
            text.Clear();
            var most = Encoding.UTF8.GetMaxByteCount(line.Length);
            bytes = bytes.Length >= most ? bytes : new byte[most];
            await output.WriteAsync(bytes.AsMemory(0, Encoding.UTF8.GetBytes(line, bytes)), cancel);
        }
    }

    /// <summary>The culture's list separator; a semicolon where that is no single sign or is the decimal sign too.</summary>
    public static char Separator(CultureInfo culture)
    {
        var separator = culture.TextInfo.ListSeparator.Trim();
        return separator.Length == 1 && separator != culture.NumberFormat.NumberDecimalSeparator && separator[0] is ',' or ';' ? separator[0] : ';';
    }

    /// <summary>
    /// The text with a leading apostrophe where it starts (after blanks) with = + - @ TAB CR LF or NUL, or their full-width twins. A plain negative number is left alone.
    /// NULs are dropped.
    /// </summary>
    public static string Safe(string text)
    {
        var guarded = text.Length > 0 && text[0] is '\t' or '\r' or '\n' or '\0';
        var start = text.AsSpan().TrimStart();
        guarded |= start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '\0' && !PlainNegative(start);
        var clean = text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
        return guarded ? "'" + clean : clean;
    }

    private static bool PlainNegative(ReadOnlySpan<char> text) =>
        text[0] == '-' && text.Length > 1 && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[^1]) && text[1..].Trim("0123456789").Length <= 1
        && text[1..].Trim("0123456789") is "" or "." or ",";

    private static string Cell(ExportKind kind, object? value, CultureInfo culture)
    {
        if (value is null)
        {
            return "";
        }

        if (value is string text)
        {
            return Safe(text);
        }

        return kind switch
        {
            ExportKind.Integer or ExportKind.Quantity or ExportKind.Percent when XlsxCells.Amount(value) is { } number => Plain(number.ToString("0.##########", culture)),
            ExportKind.Money when XlsxCells.Amount(value) is { } number => Plain(number.ToString("0.00", culture)),
            ExportKind.Date when XlsxCells.Moment(value) is { } moment => moment.ToString("d", culture),
            ExportKind.DateTime when XlsxCells.Moment(value) is { } moment => moment.ToString("g", culture),
            ExportKind.YesNo when value is bool yes => yes ? "1" : "0",
            _ => Safe(XlsxCells.AsText(value, culture)),
        };

        // Latvian and others write U+2212 for minus, which no spreadsheet program reads back.
        string Plain(string number) => culture.NumberFormat.NegativeSign == "-" ? number : number.Replace(culture.NumberFormat.NegativeSign, "-", StringComparison.Ordinal);
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells, char separator)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
            {
                text.Append(separator);
            }

            first = false;
            if (cell.Contains(separator, StringComparison.Ordinal) || cell.AsSpan().ContainsAny('"', '\r', '\n') || cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' '))
            {
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(cell);
            }
        }

        text.Append("\r\n");
    }
}
