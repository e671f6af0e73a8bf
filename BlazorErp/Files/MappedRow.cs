using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>A row of a file by the import's fields, every value checked.</summary>
public sealed class MappedRow
{
    private static readonly HashSet<string> Yes = ["1", "x", "yes", "y", "true", "ja", "igen", "i", "igaz", "tak", "t", "prawda", "patiesi"];
    private static readonly HashSet<string> No = ["0", "no", "n", "false", "ne", "nem", "hamis", "nie", "falsz", "aplami"];

    private readonly Dictionary<string, object> values;

    private MappedRow(int number, Dictionary<string, object> values)
    {
        Number = number;
        this.values = values;
    }

    /// <summary>1-based row in the file.</summary>
    public int Number { get; }

    /// <summary>The text of a field; null where the cell is blank or the field has no column.</summary>
    public string? Text(string key) => values.GetValueOrDefault(key) as string;

    /// <summary>The number of a field; null where blank or without a column.</summary>
    public decimal? Amount(string key) => values.GetValueOrDefault(key) as decimal?;

    /// <summary>The day of a field; null where blank or without a column.</summary>
    public DateOnly? Day(string key) => values.GetValueOrDefault(key) as DateOnly?;

    /// <summary>Yes or no; null where blank or without a column.</summary>
    public bool? YesNo(string key) => values.GetValueOrDefault(key) as bool?;

    /// <summary>"B5".</summary>
    internal static string Address(int column, int row) => XlsxWriter.ColumnName(column) + row.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the row, or says all that is wrong with it.</summary>
    internal static Outcome<MappedRow> Read(TableRow row, ColumnMapping mapping, IReadOnlyList<TableField> fields, TableFormat format)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        List<Refusal>? wrong = null;
        foreach (var field in fields)
        {
            if (!mapping.Columns.TryGetValue(field.Key, out var column))
            {
                continue;
            }

            var (value, refusal) = Value(row[column], field, format);
            if (value is not null)
            {
                values[field.Key] = value;
            }
            else if (refusal is not null)
            {
                (wrong ??= []).Add(new Refusal(refusal.Code, [.. refusal.Args, Address(column, row.Number)]) { Row = row.Number, Field = mapping.Title(column) });
            }
        }

        return wrong is null ? new MappedRow(row.Number, values) : Refusal.Of(wrong);
    }

    private static (object? Value, Refusal? Refusal) Value(TableCell cell, TableField field, TableFormat format)
    {
        var text = cell.Text.Trim();
        var shown = TableFormat.Short(text);
        switch (cell.Kind)
        {
            case TableCellKind.Error:
                return (null, new Refusal("table.error_value", shown));
            case TableCellKind.Uncomputed:
                return (null, new Refusal("table.uncomputed", ""));
            case var _ when cell.IsBlank:
                return (null, field.Required ? new Refusal("table.required", "") : null);
        }

        var typed = cell.Kind == TableCellKind.Number;
        switch (field.Kind)
        {
            case TableFieldKind.Number or TableFieldKind.WholeNumber:
                var number = typed ? cell.Number : cell.Kind == TableCellKind.Text ? format.Number(text) : new Refusal("table.bad_number", shown);
                return !number.Ok ? (null, number.Refusal)
                    : field.Kind == TableFieldKind.WholeNumber && number.Value != decimal.Truncate(number.Value) ? (null, new Refusal("table.not_whole", shown)) : (number.Value, null);
            case TableFieldKind.Day:
                var day = cell.Kind == TableCellKind.Date ? DateOnly.FromDateTime(cell.Date) : cell.Kind == TableCellKind.Text ? format.Day(text) : new Refusal("table.bad_date", shown);
                return day.Ok ? (day.Value, null) : (null, day.Refusal);
            case TableFieldKind.YesNo:
                var word = SearchText.Fold(text);
                return Yes.Contains(word) ? (true, null) : No.Contains(word) ? (false, null) : (null, new Refusal("table.bad_yes_no", shown));
            default:
                return text.Length <= field.MaxLength ? (text, null) : (null, new Refusal("table.text_too_long", field.MaxLength));
        }
    }
}
