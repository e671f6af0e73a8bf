using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>How much of a file is taken. What goes past a limit is refused before it costs memory.</summary>
public sealed record TableLimits
{
    /// <summary>Largest file in bytes; 50 MiB unless told.</summary>
    public long FileBytes { get; init; } = 50L << 20;

    /// <summary>Largest sum of unpacked parts in bytes, by what the file declares.</summary>
    public long UnpackedBytes { get; init; } = 256L << 20;

    /// <summary>Most rows with content, the header among them.</summary>
    public int Rows { get; init; } = 100_000;

    /// <summary>Most columns.</summary>
    public int Columns { get; init; } = 200;

    /// <summary>Most characters in a cell.</summary>
    public int CellLength { get; init; } = XlsxCells.CellLimit;

    /// <summary>Most characters of all texts a workbook shares between its cells.</summary>
    public int SharedCharacters { get; init; } = 32 << 20;
}

/// <summary>What a file cell holds.</summary>
public enum TableCellKind
{
    /// <summary>Nothing.</summary>
    Empty = 0,
    /// <summary>Text; every filled cell of a CSV is one.</summary>
    Text = 1,
    /// <summary>A number the file typed as one.</summary>
    Number = 2,
    /// <summary>A number the file shows as a day or moment.</summary>
    Date = 3,
    /// <summary>True or false.</summary>
    YesNo = 4,
    /// <summary>An Excel error such as #N/A.</summary>
    Error = 5,
    /// <summary>A formula whose value the file does not hold. Formulas are never evaluated.</summary>
    Uncomputed = 6,
}

/// <summary>One cell of a file.</summary>
public readonly record struct TableCell
{
    private readonly string? text;

    private TableCell(TableCellKind kind, string? text, decimal number)
    {
        Kind = kind;
        this.text = text;
        Number = number;
    }

    /// <summary>What it holds.</summary>
    public TableCellKind Kind { get; }

    /// <summary>The number, 1 or 0 for yes and no, the day number for a date; 0 otherwise.</summary>
    public decimal Number { get; }

    /// <summary>The moment of a <see cref="TableCellKind.Date"/>, rounded to the second.</summary>
    public DateTime Date => Kind == TableCellKind.Date ? DateTime.UnixEpoch.Date.AddSeconds((double)Math.Round((Number - 25_569m) * 86_400m)) : default;

    /// <summary>The cell in words: text as it stands, numbers with a point, dates as 2026-02-28.</summary>
    public string Text => Kind switch
    {
        TableCellKind.Number => Number.ToString("0.############################", CultureInfo.InvariantCulture),
        TableCellKind.Date => Date.ToString(Date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        TableCellKind.YesNo => Number == 0 ? "0" : "1",
        _ => text ?? "",
    };

    /// <summary>Nothing, or blanks only.</summary>
    public bool IsBlank => Kind == TableCellKind.Empty || (Kind == TableCellKind.Text && string.IsNullOrWhiteSpace(text));

    /// <summary>A text cell; empty where there is no text.</summary>
    public static TableCell OfText(string text) => text.Length == 0 ? default : new(TableCellKind.Text, text, 0);

    /// <summary>A number cell.</summary>
    public static TableCell OfNumber(decimal number) => new(TableCellKind.Number, null, number);

    /// <summary>A truth value.</summary>
    public static TableCell OfYesNo(bool yes) => new(TableCellKind.YesNo, null, yes ? 1 : 0);

    /// <summary>A date by Excel's day number (1 March 1900 is 61).</summary>
    public static TableCell OfDate(decimal serial) => new(TableCellKind.Date, null, serial);

    /// <summary>An Excel error.</summary>
    public static TableCell OfError(string error) => new(TableCellKind.Error, error, 0);

    /// <summary>A formula without a stored value.</summary>
    public static TableCell Uncomputed => new(TableCellKind.Uncomputed, null, 0);
}

/// <summary>One row of a file that is not blank.</summary>
/// <param name="Number">1-based, as Excel shows it; blank rows count.</param>
/// <param name="Cells">From column A on; cells behind the last filled one are left out.</param>
public sealed record TableRow(int Number, IReadOnlyList<TableCell> Cells)
{
    /// <summary>The cell of a 0-based column; empty where the row is shorter.</summary>
    public TableCell this[int column] => column < Cells.Count ? Cells[column] : default;
}

/// <summary>A file's table, open for reading.</summary>
public sealed class Table : IDisposable
{
    private readonly Func<IEnumerable<TableRow>> rows;
    private readonly IDisposable? held;

    internal Table(Func<IEnumerable<TableRow>> rows, IDisposable? held = null)
    {
        this.rows = rows;
        this.held = held;
    }

    /// <summary>Names of a workbook's sheets; empty for a CSV.</summary>
    public IReadOnlyList<string> Sheets { get; internal init; } = [];

    /// <summary>The sheet that is read; null for a CSV.</summary>
    public string? Sheet { get; internal init; }

    /// <summary>A CSV's separator; null for a workbook.</summary>
    public char? Separator { get; internal init; }

    /// <summary>A CSV's encoding as found, e.g. "utf-8" or "windows-1257"; null for a workbook.</summary>
    public string? Encoding { get; internal init; }

    /// <summary>
    /// The rows that are not blank, read while they are asked for. Where the file breaks, the last element is the refusal. May be enumerated again, but not twice at
    /// the same time.
    /// </summary>
    public IEnumerable<Outcome<TableRow>> Rows
    {
        get
        {
            using var source = rows().GetEnumerator();
            var last = 0;
            while (true)
            {
                var (row, refusal) = Next(source, last);
                if (refusal is not null)
                {
                    yield return refusal;
                    yield break;
                }

                if (row is null)
                {
                    yield break;
                }

                last = row.Number;
                yield return row;
            }
        }
    }

    /// <summary>Closes the workbook, not the stream it came from.</summary>
    public void Dispose() => held?.Dispose();

    private static (TableRow? Row, Refusal? Refusal) Next(IEnumerator<TableRow> source, int last)
    {
        try
        {
            return (source.MoveNext() ? source.Current : null, null);
        }
        catch (TableException broken)
        {
            return (null, broken.Refusal);
        }
        catch (Exception damaged) when (TableReader.IsDamage(damaged))
        {
            return (null, TableReader.Damage(damaged) with { Row = last + 1 });
        }
    }
}

/// <summary>Carries a refusal out of the depth of a parser; never leaves this room.</summary>
internal sealed class TableException(Refusal refusal) : Exception(refusal.ToString())
{
    /// <summary>Why the file is not read on.</summary>
    public Refusal Refusal { get; } = refusal;
}
