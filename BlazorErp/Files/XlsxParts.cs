using System.Globalization;
using System.Security;
using System.Text;

namespace BlazorErp.Files;

/// <summary>The small parts of a workbook beside its sheets (ECMA-376 part 1, SpreadsheetML).</summary>
internal static class XlsxParts
{
    /// <summary>Style of text cells: format "@", so that editing a cell that holds "=1+1" leaves it text.</summary>
    public const int TextStyle = 1;

    /// <summary>Style of the header row.</summary>
    public const int HeaderStyle = 8;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    /// <summary>Opening of a number cell in the kind's style.</summary>
    public static ReadOnlySpan<byte> NumberCell(ExportKind kind) => kind switch
    {
        ExportKind.Integer => "<c s=\"2\"><v>"u8,
        ExportKind.Money => "<c s=\"3\"><v>"u8,
        ExportKind.Quantity => "<c s=\"4\"><v>"u8,
        ExportKind.Percent => "<c s=\"5\"><v>"u8,
        ExportKind.Date => "<c s=\"6\"><v>"u8,
        ExportKind.DateTime => "<c s=\"7\"><v>"u8,
        _ => "<c><v>"u8,
    };

    /// <summary>Styles 0..8; 1..7 in the order of <see cref="ExportKind"/>.</summary>
    public static string Styles(CultureInfo culture)
    {
        var day = Pattern(culture.DateTimeFormat.ShortDatePattern);
        string[] codes = ["#,##0.00", "#,##0.####", "0.##%", day, day + "\\ hh:mm"];
        var text = new StringBuilder(Head).Append($"<styleSheet xmlns=\"{Main}\"><numFmts count=\"{codes.Length}\">");
        for (var i = 0; i < codes.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<numFmt numFmtId=\"{164 + i}\" formatCode=\"{SecurityElement.Escape(codes[i])}\"/>");
        }

        text.Append("</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>")
            .Append("<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>")
            .Append("<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>")
            .Append("<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"9\">");
        int[] formats = [0, 49, 3, 164, 165, 166, 167, 168];
        foreach (var format in formats)
        {
            text.Append(CultureInfo.InvariantCulture, $"<xf numFmtId=\"{format}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"{(format == 0 ? "" : " applyNumberFormat=\"1\"")}/>");
        }

        return text.Append("<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>")
            .Append("<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>").ToString();
    }

    /// <summary>The part every reader starts at.</summary>
    public static string ContentTypes(int sheets)
    {
        var text = new StringBuilder(Head).Append($"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>")
            .Append("<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>")
            .Append("<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>");
        for (var i = 1; i <= sheets; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>");
        }

        return text.Append("</Types>").ToString();
    }

    /// <summary>Package to workbook.</summary>
    public static string PackageLinks() =>
        $"{Head}<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"rId1\" Type=\"{Relationships}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

    /// <summary>Workbook to sheets and styles.</summary>
    public static string WorkbookLinks(int sheets)
    {
        var text = new StringBuilder(Head).Append($"<Relationships xmlns=\"{Package}/relationships\">");
        for (var i = 1; i <= sheets; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"rId{i}\" Type=\"{Relationships}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>");
        }

        return text.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"rId{sheets + 1}\" Type=\"{Relationships}/styles\" Target=\"styles.xml\"/></Relationships>").ToString();
    }

    /// <summary>The list of sheets: the name, then "name (2)" and so on.</summary>
    public static string Workbook(string name, int sheets)
    {
        var text = new StringBuilder(Head).Append($"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relationships}\"><sheets>");
        for (var i = 1; i <= sheets; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<sheet name=\"{SecurityElement.Escape(SheetName(name, i))}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>");
        }

        return text.Append("</sheets></workbook>").ToString();
    }

    /// <summary>A name Excel takes: 31 characters, none of []:*?/\ or control characters, no apostrophe at the ends, not "History", not empty.</summary>
    public static string SheetName(string name, int number)
    {
        var clean = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && rune != Rune.ReplacementChar && rune.Value is not ('[' or ']' or ':' or '*' or '?' or '/' or '\\' or 0xfffe or 0xffff))
            {
                clean.Append(rune);
            }
        }

        var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
        var room = 31 - suffix.Length;
        var text = clean.ToString();
        if (text.Length > room)
        {
            text = text[..(char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)];
        }

        text = text.Trim().Trim('\'').Trim();
        return (text.Length == 0 ? "Sheet" : text.Equals("History", StringComparison.OrdinalIgnoreCase) ? "History_" : text) + suffix;
    }

    // .NET's date pattern in Excel's letters: months are lower case there, and every other sign is escaped.
    private static string Pattern(string pattern)
    {
        var text = new StringBuilder();
        foreach (var c in pattern)
        {
            text.Append(c switch { 'y' => "y", 'M' => "m", 'd' => "d", '\'' or '"' => "", '-' => "-", _ => "\\" + c });
        }

        return text.ToString();
    }
}
