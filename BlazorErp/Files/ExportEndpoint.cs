using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace BlazorErp.Files;

/// <summary>Sends a list to the browser as a file to keep: an attachment that is never sniffed, cached or shown in place.</summary>
public static class ExportEndpoint
{
    /// <summary>Media type of an Excel workbook.</summary>
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>
    /// Streams the rows as an Excel workbook in the current UI's culture. When it fails half way the connection is cut, so that the browser
    /// reports a failed download and nobody works with half a list.
    /// </summary>
    /// <param name="context">The request; its abort stops the reading of <paramref name="rows"/>.</param>
    /// <param name="name">Name of the list, without ending; names the sheet too.</param>
    /// <param name="columns">At least one.</param>
    /// <param name="rows">Read once, one at a time. The caller has checked the permission.</param>
    public static Task File<T>(HttpContext context, string name, IReadOnlyList<ExportColumn<T>> columns, IAsyncEnumerable<T> rows)
    {
        Headers(context.Response, name, ".xlsx", XlsxType);
        return OrCut(context, XlsxWriter.WriteAsync(context.Response.Body, name, columns, rows, CultureInfo.CurrentCulture, context.RequestAborted));
    }

    /// <summary>The same as CSV.</summary>
    public static Task Csv<T>(HttpContext context, string name, IReadOnlyList<ExportColumn<T>> columns, IAsyncEnumerable<T> rows)
    {
        Headers(context.Response, name, ".csv", "text/csv; charset=utf-8");
        return OrCut(context, CsvWriter.WriteAsync(context.Response.Body, columns, rows, CultureInfo.CurrentCulture, context.RequestAborted));
    }

    /// <summary>A file name for any system: no separators, control or reserved signs, at most 100 characters, never empty.</summary>
    public static string FileName(string name, string ending)
    {
        var clean = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var bad = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or ';' or '%' or 0xfffd;
            clean.Append(bad ? "_" : rune.ToString());
        }

        var text = clean.ToString().Trim(' ', '.');
        if (text.Length > 100)
        {
            text = text[..(char.IsHighSurrogate(text[99]) ? 99 : 100)];
        }

        return (text.Trim('_', ' ', '.').Length == 0 ? "export" : text) + ending;
    }

    private static async Task OrCut(HttpContext context, Task writing)
    {
        try
        {
            await writing;
        }
        catch
        {
            context.Abort();
            throw;
        }
    }

    private static void Headers(HttpResponse response, string name, string ending, string type)
    {
        // filename* of RFC 5987 carries any letters; filename is the ASCII fallback.
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileName(name, ending));
        response.ContentType = type;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
    }
}
