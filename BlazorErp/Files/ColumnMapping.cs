using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>What a field of an import takes.</summary>
public enum TableFieldKind
{
    /// <summary>Text.</summary>
    Text = 1,
    /// <summary>A whole number.</summary>
    WholeNumber = 2,
    /// <summary>A number.</summary>
    Number = 3,
    /// <summary>A day.</summary>
    Day = 4,
    /// <summary>Yes or no, in the four languages, true/false, 1/0 or x.</summary>
    YesNo = 5,
}

/// <summary>A field an import offers.</summary>
/// <param name="Key">The caller's own name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Names">Headings it is known by, in every language; case, accents and punctuation do not matter.</param>
public sealed record TableField(string Key, TableFieldKind Kind, params IReadOnlyList<string> Names)
{
    /// <summary>Whether every row must have it.</summary>
    public bool Required { get; init; }

    /// <summary>Most characters of a text.</summary>
    public int MaxLength { get; init; } = 200;
}

/// <summary>Which column of a file is which field.</summary>
/// <param name="Columns">Field key to 0-based column.</param>
/// <param name="Headers">The file's headings from column A on; blank ones are empty.</param>
public sealed record ColumnMapping(IReadOnlyDictionary<string, int> Columns, IReadOnlyList<string> Headers)
{
    /// <summary>Fields that several columns claim equally well; the user must choose.</summary>
    public IReadOnlyList<string> Ambiguous { get; init; } = [];

    /// <summary>Headings that occur more than once, as the file writes them.</summary>
    public IReadOnlyList<string> Duplicates =>
        [.. Headers.Where(h => h.Length > 0).GroupBy(SearchText.Fold, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.First())];

    /// <summary>
    /// Proposes a mapping: first what was remembered, then headings equal to a name, then headings that hold all words of a name. A column serves one field; a field
    /// that two columns claim equally is left open.
    /// </summary>
    /// <param name="header">The heading row.</param>
    /// <param name="fields">The import's fields; earlier ones choose first.</param>
    /// <param name="remembered">Folded heading to field key, from <see cref="Remember"/>.</param>
    public static ColumnMapping Propose(TableRow header, IReadOnlyList<TableField> fields, IReadOnlyDictionary<string, string>? remembered = null)
    {
        var headers = header.Cells.Select(c => c.Text.Trim()).ToList();
        var folded = headers.ConvertAll(SearchText.Fold);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new List<string>();
        var taken = new HashSet<int>();
        Func<TableField, string, bool>[] steps =
        [
            (field, heading) => remembered is not null && remembered.TryGetValue(heading, out var key) && key == field.Key,
            (field, heading) => field.Names.Any(name => SearchText.Fold(name) == heading),
            (field, heading) => field.Names.Any(name => SearchText.Fold(name).Split(' ').All(word => word.Length > 0 && heading.Split(' ').Contains(word, StringComparer.Ordinal))),
        ];
        foreach (var step in steps)
        {
            foreach (var field in fields.Where(f => !columns.ContainsKey(f.Key) && !open.Contains(f.Key)))
            {
                var hits = Enumerable.Range(0, folded.Count).Where(i => folded[i].Length > 0 && !taken.Contains(i) && step(field, folded[i])).ToList();
                if (hits.Count == 1)
                {
                    columns[field.Key] = hits[0];
                    taken.Add(hits[0]);
                }
                else if (hits.Count > 1)
                {
                    open.Add(field.Key);
                }
            }
        }

        return new ColumnMapping(columns, headers) { Ambiguous = open };
    }

    /// <summary>The mapping to keep for the next file: folded heading to field key. Columns without a heading, or with one that occurs twice, cannot be remembered.</summary>
    public IReadOnlyDictionary<string, string> Remember()
    {
        var twice = Duplicates.Select(SearchText.Fold).ToHashSet(StringComparer.Ordinal);
        return Columns.Where(c => c.Value < Headers.Count && SearchText.Fold(Headers[c.Value]) is { Length: > 0 } heading && !twice.Contains(heading))
            .ToDictionary(c => SearchText.Fold(Headers[c.Value]), c => c.Key, StringComparer.Ordinal);
    }

    /// <summary>Null where every required field has a column, else table.column_missing for each that has none.</summary>
    public Refusal? Missing(IReadOnlyList<TableField> fields)
    {
        var missing = fields.Where(f => f.Required && !Columns.ContainsKey(f.Key)).Select(f => new Refusal("table.column_missing", f.Names.FirstOrDefault() ?? f.Key) { Field = f.Key }).ToList();
        return missing.Count == 0 ? null : Refusal.Of(missing);
    }

    /// <summary>A column as a message names it: its heading, or its letter.</summary>
    public string Title(int column) => column < Headers.Count && Headers[column].Length > 0 ? Headers[column] : XlsxWriter.ColumnName(column);

    /// <summary>
    /// Finds out how the file writes numbers and days, from all mapped cells of <paramref name="rows"/>. A file that contradicts itself is refused (table.mixed_numbers,
    /// table.mixed_dates), and so is one that could mean two things (table.ambiguous_number, table.ambiguous_date), naming the cell; the user then says the format.
    /// </summary>
    public Outcome<TableFormat> Sniff(IEnumerable<TableRow> rows, IReadOnlyList<TableField> fields)
    {
        var wanted = fields.Where(f => Columns.ContainsKey(f.Key)).Select(f => (f.Kind, Column: Columns[f.Key])).Where(f => f.Kind is TableFieldKind.Number or TableFieldKind.WholeNumber or TableFieldKind.Day).ToList();
        (char? Sign, Refusal? Unclear) number = default;
        (bool? DayFirst, Refusal? Unclear) day = default;
        foreach (var row in rows)
        {
            foreach (var (kind, column) in wanted)
            {
                if (row[column] is not { Kind: TableCellKind.Text, Text: var text })
                {
                    continue;
                }

                Refusal Cell(string code) => new(code, TableFormat.Short(text), MappedRow.Address(column, row.Number)) { Row = row.Number, Field = Title(column) };
                if (kind == TableFieldKind.Day)
                {
                    var (dayFirst, unclear) = TableFormat.DayEvidence(text);
                    if (dayFirst is not null && day.DayFirst is not null && dayFirst != day.DayFirst)
                    {
                        return Cell("table.mixed_dates");
                    }

                    day = (day.DayFirst ?? dayFirst, day.Unclear ?? (unclear ? Cell("table.ambiguous_date") : null));
                    continue;
                }

                var sign = TableFormat.Evidence(text);
                if (sign is '.' or ',' && number.Sign is not null && sign != number.Sign)
                {
                    return Cell("table.mixed_numbers");
                }

                number = (number.Sign ?? (sign == '?' ? null : sign), number.Unclear ?? (sign == '?' ? Cell("table.ambiguous_number") : null));
            }
        }

        return number.Sign is null && number.Unclear is not null ? number.Unclear
            : day.DayFirst is null && day.Unclear is not null ? day.Unclear
            : new TableFormat(number.Sign, day.DayFirst);
    }

    /// <summary>Each row read by the mapping, or all that is wrong with it in one refusal. The first row given must be the first below the header.</summary>
    public IEnumerable<Outcome<MappedRow>> Map(IEnumerable<Outcome<TableRow>> rows, IReadOnlyList<TableField> fields, TableFormat format) =>
        rows.Select(row => row.Ok ? MappedRow.Read(row.Value, this, fields, format) : row.Refusal!);

    /// <summary>All rows, or every error of the file (at most <paramref name="most"/>) in one refusal.</summary>
    public Outcome<IReadOnlyList<MappedRow>> MapAll(IEnumerable<Outcome<TableRow>> rows, IReadOnlyList<TableField> fields, TableFormat format, int most = 1_000)
    {
        if (Missing(fields) is { } missing)
        {
            return missing;
        }

        var good = new List<MappedRow>();
        var wrong = new List<Refusal>();
        foreach (var row in Map(rows, fields, format))
        {
            if (row.Ok)
            {
                good.Add(row.Value);
            }
            else if (wrong.Count < most)
            {
                wrong.AddRange(row.Refusal!.All.Select(r => r with { Others = [] }).Take(most - wrong.Count));
            }
        }

        return wrong.Count == 0 ? good : Refusal.Of(wrong);
    }
}
