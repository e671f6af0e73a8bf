using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>Reads CSV records one at a time (RFC 4180, and as leniently as Excel: a quote inside an unquoted cell is a quote).</summary>
internal sealed class CsvRows(TextReader reader, char separator, TableLimits limits)
{
    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder cell = new();
    private int filled;
    private int at;

    /// <summary>The rows that are not blank. Closes the reader.</summary>
    public IEnumerable<TableRow> Read(bool skipFirst)
    {
        var count = 0;
        foreach (var (row, _) in Records(skipFirst))
        {
            if (row is not null)
            {
                if (++count > limits.Rows)
                {
                    throw new TableException(new Refusal("table.too_many_rows", limits.Rows) { Row = row.Number });
                }

                yield return row;
            }
        }
    }

    /// <summary>Every record with its width in cells; a blank one has no row.</summary>
    public IEnumerable<(TableRow? Row, int Width)> Records(bool skipFirst)
    {
        using var closing = reader;
        var number = skipFirst ? -1 : 0;
        while (Peek() >= 0)
        {
            number++;
            var (cells, width) = Record(number);
            if (number > 0)
            {
                yield return (cells.Exists(c => !c.IsBlank) ? new TableRow(number, cells) : null, width);
            }
        }
    }

    private (List<TableCell> Cells, int Width) Record(int number)
    {
        var cells = new List<TableCell>();
        for (var column = 0; ; column++)
        {
            var end = Cell(number);
            if (cell.Length > 0)
            {
                if (column >= limits.Columns)
                {
                    throw new TableException(new Refusal("table.too_many_columns", limits.Columns) { Row = number });
                }

                while (cells.Count < column)
                {
                    cells.Add(default);
                }

                cells.Add(TableCell.OfText(Unguarded(cell.ToString())));
            }

            if (end != separator)
            {
                return (cells, column + 1);
            }
        }
    }

    // Reads one cell into the buffer; returns what ended it: the separator, a line end, or -1.
    private int Cell(int number)
    {
        cell.Clear();
        var quoted = Peek() == '"';
        if (quoted)
        {
            Next();
        }

        while (true)
        {
            var c = Next();
            if (quoted)
            {
                if (c < 0)
                {
                    throw new TableException(new Refusal("table.unclosed_quote") { Row = number });
                }

                if (c == '"')
                {
                    if (Peek() != '"')
                    {
                        quoted = false;
                        continue;
                    }

                    Next();
                }
            }
            else if (c < 0 || c == separator || c == '\n')
            {
                return c;
            }
            else if (c == '\r')
            {
                if (Peek() == '\n')
                {
                    Next();
                }

                return '\n';
            }

            if (cell.Length == limits.CellLength)
            {
                // A quote nobody closed swallows the rest of the file: name the row where it began.
                throw new TableException(quoted ? new Refusal("table.unclosed_quote") { Row = number } : new Refusal("table.cell_too_long", limits.CellLength) { Row = number });
            }

            cell.Append((char)c);
        }
    }

    // The apostrophe our own export puts before what a spreadsheet would run.
    private static string Unguarded(string text) => text.Length > 1 && text[0] == '\'' && CsvWriter.Safe(text[1..]) == text ? text[1..] : text;

    private int Peek() => at < filled || Fill() ? buffer[at] : -1;

    private int Next() => at < filled || Fill() ? buffer[at++] : -1;

    private bool Fill()
    {
        filled = reader.Read(buffer, 0, buffer.Length);
        at = 0;
        return filled > 0;
    }
}
