using System.Globalization;
using System.IO.Compression;
using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>Reads the rows of one sheet, one at a time (ECMA-376 part 1, 18.3: sheetData, row, c).</summary>
internal sealed class XlsxRows(ZipArchiveEntry sheet, List<string> shared, List<bool> dateStyles, bool year1904, TableLimits limits)
{
    private const int LastRow = 1_048_576;
    private const decimal LastDay = 2_958_466m;

    private readonly XlsxText text = new(limits);

    /// <summary>The rows that are not blank.</summary>
    /// <exception cref="TableException">The sheet is refused.</exception>
    public IEnumerable<TableRow> Read()
    {
        var part = XlsxFile.Read(sheet);
        using var closing = part;
        var number = 0;
        var count = 0;
        while (part.Step())
        {
            if (part.Xml.NodeType != XmlNodeType.Element || part.Xml.LocalName != "row")
            {
                if (part.Xml.NodeType == XmlNodeType.EndElement && part.Xml.LocalName == "sheetData")
                {
                    // What follows (conditional formats, links, drawings) is none of a table's business.
                    yield break;
                }

                continue;
            }

            number = RowNumber(part.Xml, number);
            var cells = Row(part, number);
            if (cells.Exists(c => !c.IsBlank))
            {
                if (++count > limits.Rows)
                {
                    throw new TableException(new Refusal("table.too_many_rows", limits.Rows) { Row = number });
                }

                yield return new TableRow(number, cells);
            }
        }
    }

    private static int RowNumber(XmlReader xml, int last)
    {
        var given = xml.GetAttribute("r");
        var number = last + 1;
        if ((given is not null && !int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number)) || number <= last || number > LastRow)
        {
            throw new TableException(new Refusal("file.damaged") { Row = last + 1 });
        }

        return number;
    }

    private List<TableCell> Row(XlsxPart part, int number)
    {
        var cells = new List<TableCell>();
        if (part.Xml.IsEmptyElement)
        {
            return cells;
        }

        var depth = part.Xml.Depth;
        var column = -1;
        while (part.Step() && part.Xml.Depth > depth)
        {
            if (part.Xml.NodeType != XmlNodeType.Element || part.Xml.LocalName != "c")
            {
                continue;
            }

            column = part.Xml.GetAttribute("r") is { } place ? Column(place) : column + 1;
            if (column < 0)
            {
                throw new TableException(new Refusal("file.damaged") { Row = number });
            }

            var cell = Cell(part, number, column);
            if (cell.Kind == TableCellKind.Empty)
            {
                continue;
            }

            if (column >= limits.Columns)
            {
                throw new TableException(new Refusal("table.too_many_columns", limits.Columns) { Row = number });
            }

            while (cells.Count <= column)
            {
                cells.Add(default);
            }

            cells[column] = cell;
        }

        return cells;
    }

    private TableCell Cell(XlsxPart part, int row, int column)
    {
        var type = part.Xml.GetAttribute("t");
        var date = part.Xml.GetAttribute("s") is { } style && int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < dateStyles.Count && dateStyles[index];
        var result = default(TableCell);
        if (part.Xml.IsEmptyElement)
        {
            return result;
        }

        var depth = part.Xml.Depth;
        var formula = false;
        try
        {
            while (part.Step() && part.Xml.Depth > depth)
            {
                if (part.Xml.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                switch (part.Xml.LocalName)
                {
                    case "f":
                        formula = true;
                        break;
                    case "v":
                        result = Value(type, date, text.Value(part));
                        break;
                    case "is" when type == "inlineStr":
                        result = TableCell.OfText(text.Rich(part));
                        break;
                }
            }
        }
        catch (TableException broken) when (broken.Refusal.Row is null && broken.Refusal.Code != "file.zip_suspicious")
        {
            throw new TableException(broken.Refusal with { Row = row, Field = XlsxWriter.ColumnName(column) + row.ToString(CultureInfo.InvariantCulture) });
        }

        // A formula that gives an empty text stores that ("str" with an empty v); one without any value was never computed.
        return formula && result.Kind == TableCellKind.Empty && type != "str" ? TableCell.Uncomputed : result;
    }

    private TableCell Value(string? type, bool date, ReadOnlySpan<char> value)
    {
        if (value.Length == 0)
        {
            return default;
        }

        switch (type)
        {
            case "s":
                return int.TryParse(value, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var index) && index < shared.Count
                    ? TableCell.OfText(shared[index])
                    : throw new TableException(new Refusal("file.damaged"));
            case "b":
                return TableCell.OfYesNo(value is "1" or "true");
            case "e":
                return TableCell.OfError(text.Decoded());
            case "str" or "inlineStr":
                return TableCell.OfText(text.Decoded());
            case "d":
                return DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
                    ? TableCell.OfDate((decimal)(moment - DateTime.UnixEpoch).TotalDays + 25_569m)
                    : TableCell.OfText(text.Decoded());
        }

        if (Number(value) is not { } number)
        {
            throw new TableException(new Refusal("file.damaged"));
        }

        if (!date)
        {
            return TableCell.OfNumber(number);
        }

        number += year1904 ? 1_462 : 0;
        // Excel counts a 29 February 1900 that never was; below 1 a number is a time of day and no date.
        return number is < 1 or >= LastDay ? TableCell.OfNumber(number) : TableCell.OfDate(number < 60 ? number + 1 : number);
    }

    // Excel stores doubles: 0.1 may stand as 0.10000000000000001. Fifteen digits are what it shows, and all it promises.
    private static decimal? Number(ReadOnlySpan<char> value)
    {
        if (value.Length <= 15 && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            return exact;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Math.Abs(number) < 1e28 ? (decimal)number : null
            : null;
    }

    // "AB12" is column 27; -1 where it is no place at all.
    private static int Column(string place)
    {
        var column = 0;
        var i = 0;
        for (; i < place.Length && char.IsAsciiLetterUpper(place[i]) && i < 4; i++)
        {
            column = (column * 26) + (place[i] - 'A' + 1);
        }

        return i is 0 or 4 ? -1 : column - 1;
    }
}
