using System.IO.Compression;
using System.Text;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;

namespace BlazorErp.Tests.Files;

/// <summary>Workbooks made by hand, part by part, to be as odd as needed.</summary>
internal static class Workbooks
{
    public const string SheetHead = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    public const string SheetTail = "</sheetData></worksheet>";

    public static byte[] OfSheet(string rows, string? shared = null, Action<ZipArchive>? more = null, string workbookProperties = "", string styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>") => Of(zip =>
    {
        Part(zip, "xl/worksheets/sheet1.xml", SheetHead + rows + SheetTail);
        if (shared is not null)
        {
            Part(zip, "xl/sharedStrings.xml", $"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{shared}</sst>");
        }

        more?.Invoke(zip);
    }, workbookProperties, styles);

    public static byte[] Of(Action<ZipArchive> sheets, string workbookProperties = "", string styles = "")
    {
        using var kept = new MemoryStream();
        using (var zip = new ZipArchive(kept, ZipArchiveMode.Create, true))
        {
            const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            const string links = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
            Part(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Part(zip, "_rels/.rels", $"{links}<Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>");
            Part(zip, "xl/workbook.xml", $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{relations}\">{workbookProperties}<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            Part(zip, "xl/_rels/workbook.xml.rels", $"{links}<Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                + $"<Relationship Id=\"r3\" Type=\"{relations}/styles\" Target=\"styles.xml\"/><Relationship Id=\"r4\" Type=\"{relations}/externalLink\" TargetMode=\"External\" Target=\"http://evil.example/x.xlsx\"/></Relationships>");
            Part(zip, "xl/styles.xml", $"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs>{styles}</cellXfs></styleSheet>");
            sheets(zip);
        }

        return kept.ToArray();
    }

    public static void Part(ZipArchive zip, string name, string text)
    {
        using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>All rows, or the refusal that ended them.</summary>
    public static Outcome<IReadOnlyList<TableRow>> Read(byte[] file, TableLimits? limits = null, string? sheet = null)
    {
        using var stream = new MemoryStream(file);
        var opened = TableReader.Open(stream, limits, sheet);
        if (!opened.Ok)
        {
            return opened.Refusal!;
        }

        using var table = opened.Value;
        var rows = new List<TableRow>();
        foreach (var row in table.Rows)
        {
            if (!row.Ok)
            {
                return row.Refusal!;
            }

            rows.Add(row.Value);
        }

        return rows;
    }

    public static string[][] Texts(byte[] file) => [.. Read(file).Value.Select(r => r.Cells.Select(c => c.Text).ToArray())];
}
