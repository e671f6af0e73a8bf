using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace BlazorErp.Files;

/// <summary>
/// Writes a list as an Excel workbook while it is being read: memory does not depend on the number of rows, and the output need be neither
/// seekable nor willing to take synchronous writes (a response body). Measured on two cores, 100,000 rows by 10 columns: this way 0.3 to 0.45 s and
/// 70 MiB of process at the peak (the same for 400,000 rows), OpenXmlWriter of DocumentFormat.OpenXml 1.6 to 1.9 s and growing.
/// </summary>
public static class XlsxWriter
{
    /// <summary>Rows of data one sheet holds below its header; more go on to further sheets.</summary>
    public const int RowsPerSheet = 1_048_575;

    // Rows looked at for the column widths before the first is written: widths stand before the rows in the file.
    private const int WidthSample = 100;

    // XML collected before it is compressed and sent on.
    private const int Chunk = 64 * 1024;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <summary>Writes the workbook and leaves <paramref name="output"/> open.</summary>
    /// <param name="output">Where to; written asynchronously only.</param>
    /// <param name="sheetName">Name of the sheet; made fit for Excel where it is not.</param>
    /// <param name="columns">At least one.</param>
    /// <param name="rows">Read once, one at a time.</param>
    /// <param name="culture">Gives the date pattern, and words for values that do not fit their column.</param>
    /// <param name="cancel">Stops between rows; what was written so far is no workbook.</param>
    public static Task WriteAsync<T>(Stream output, string sheetName, IReadOnlyList<ExportColumn<T>> columns, IAsyncEnumerable<T> rows, CultureInfo culture, CancellationToken cancel) =>
        WriteAsync(output, sheetName, columns, rows, culture, RowsPerSheet, cancel);

    internal static async Task WriteAsync<T>(
        Stream output, string sheetName, IReadOnlyList<ExportColumn<T>> columns, IAsyncEnumerable<T> rows, CultureInfo culture, int rowsPerSheet, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count);
        var held = new HeldStream();
        using var zip = new ZipArchive(held, ZipArchiveMode.Create, leaveOpen: true);
        var cells = new XlsxCells(culture);
        var sheets = 0;
        await using var source = rows.GetAsyncEnumerator(cancel);
        var sample = new Queue<T>();
        while (sample.Count < WidthSample && await source.MoveNextAsync())
        {
            sample.Enqueue(source.Current);
        }

        var widths = columns.Select(c => Width(c, sample, culture)).ToArray();
        T current = default!;
        var more = await NextAsync();
        do
        {
            sheets++;
            await using var sheet = zip.CreateEntry($"xl/worksheets/sheet{sheets}.xml", CompressionLevel.Fastest).Open();
            Opening(cells, columns, widths);
            var row = 0;
            while (more && row < rowsPerSheet)
            {
                cancel.ThrowIfCancellationRequested();
                row++;
                Row(cells, columns, current, row + 1);
                more = await NextAsync();
                if (cells.Length >= Chunk)
                {
                    await SendAsync(cells, sheet, held, output, cancel);
                }
            }

            Closing(cells, columns.Count, row);
            await SendAsync(cells, sheet, held, output, cancel);
        }
        while (more);

        Part(zip, "xl/styles.xml", XlsxParts.Styles(culture));
        Part(zip, "xl/workbook.xml", XlsxParts.Workbook(sheetName, sheets));
        Part(zip, "xl/_rels/workbook.xml.rels", XlsxParts.WorkbookLinks(sheets));
        Part(zip, "_rels/.rels", XlsxParts.PackageLinks());
        Part(zip, "[Content_Types].xml", XlsxParts.ContentTypes(sheets));
        zip.Dispose();
        await held.SendAsync(output, cancel);
        await output.FlushAsync(cancel);

        async ValueTask<bool> NextAsync()
        {
            if (sample.TryDequeue(out current!))
            {
                return true;
            }

            var found = await source.MoveNextAsync();
            current = found ? source.Current : default!;
            return found;
        }
    }

    /// <summary>"A", "Z", "AA": the letters of a 0-based column.</summary>
    internal static string ColumnName(int column) => column < 26 ? ((char)('A' + column)).ToString() : ColumnName((column / 26) - 1) + (char)('A' + (column % 26));

    private static async Task SendAsync(XlsxCells cells, Stream sheet, HeldStream held, Stream output, CancellationToken cancel)
    {
        sheet.Write(cells.Written);
        cells.Clear();
        await held.SendAsync(output, cancel);
    }

    private static void Opening<T>(XlsxCells cells, IReadOnlyList<ExportColumn<T>> columns, int[] widths)
    {
        cells.Raw(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{Main}\"><sheetViews><sheetView workbookViewId=\"0\">"));
        cells.Raw("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>"u8);
        for (var i = 0; i < widths.Length; i++)
        {
            cells.Raw(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{widths[i]}\" customWidth=\"1\"/>")));
        }

        cells.Raw("</cols><sheetData><row r=\"1\">"u8);
        foreach (var column in columns)
        {
            cells.Text(column.Title, XlsxParts.HeaderStyle);
        }

        cells.Raw("</row>"u8);
    }

    private static void Row<T>(XlsxCells cells, IReadOnlyList<ExportColumn<T>> columns, T item, int number)
    {
        cells.Raw("<row r=\""u8);
        cells.Raw(number);
        cells.Raw("\">"u8);
        for (var i = 0; i < columns.Count; i++)
        {
            cells.Cell(columns[i].Kind, columns[i].Value(item));
        }

        cells.Raw("</row>"u8);
    }

    private static void Closing(XlsxCells cells, int columns, int rows) =>
        cells.Raw(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"</sheetData><autoFilter ref=\"A1:{ColumnName(columns - 1)}{rows + 1}\"/></worksheet>")));

    private static int Width<T>(ExportColumn<T> column, IEnumerable<T> sample, CultureInfo culture)
    {
        // The filter's arrow takes the room of three characters.
        var title = column.Title.Length + 3;
        var content = column.Kind switch
        {
            ExportKind.Integer or ExportKind.Percent or ExportKind.YesNo => 8,
            ExportKind.Money or ExportKind.Quantity or ExportKind.Date => 13,
            ExportKind.DateTime => 18,
            _ => sample.Select(row => column.Value(row)).Max(value => value is null ? 0 : XlsxCells.AsText(value, culture).Length as int?) + 2 ?? 10,
        };
        return Math.Clamp(Math.Max(title, content), 8, 60);
    }

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes(xml));
    }
}
