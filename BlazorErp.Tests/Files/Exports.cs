using System.Globalization;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;

namespace BlazorErp.Tests.Files;

internal sealed record Sold(string? Number, DateOnly? Day, DateTime Made, decimal Amount, decimal Count, int Lines, decimal Rate, bool Paid);

internal static class Exports
{
    public static readonly CultureInfo Latvian = CultureInfo.GetCultureInfo("lv-LV");

    public static readonly string[] HostileTexts =
    [
        "=HYPERLINK(\"http://evil.example\",\"x\")", "+371 29123456", "@SUM(A1)", "-2+3", "\t=1+1", "\r=1+1", "<svg onload=alert(1)>", "{{7*7}}", "'; DROP TABLE items; --",
        "../../x", "CON", "txt.\u202Eexe", "📦 emoji 🇱🇻", "_x000D_ and _x0041_", " blanks ", "a\nb", "\"quoted\";and,both", "]]>&lt;", "Šķiņķis Żółć Őrült",
    ];

    public static IReadOnlyList<ExportColumn<Sold>> Columns { get; } =
    [
        new("Number", ExportKind.Text, s => s.Number), new("Day", ExportKind.Date, s => s.Day), new("Made", ExportKind.DateTime, s => s.Made), new("Amount", ExportKind.Money, s => new Money(s.Amount, Currency.Of("EUR"))),
        new("Count", ExportKind.Quantity, s => new Quantity(s.Count)), new("Lines", ExportKind.Integer, s => s.Lines), new("Rate", ExportKind.Percent, s => s.Rate), new("Paid", ExportKind.YesNo, s => s.Paid),
    ];

    public static Sold Example(string? number = "INV-1") => new(number, new DateOnly(2026, 2, 28), new DateTime(2026, 2, 28, 13, 45, 0), -1234.5m, 2.125m, 7, 0.21m, true);

    public static async IAsyncEnumerable<T> Of<T>(params IEnumerable<T> rows)
    {
        foreach (var row in rows)
        {
            await Task.CompletedTask;
            yield return row;
        }
    }

    public static Task<byte[]> Texts(params string?[] texts) => Xlsx(Of(texts), [new ExportColumn<string?>("Text", ExportKind.Text, t => t)]);

    public static async Task<byte[]> Xlsx<T>(IAsyncEnumerable<T> rows, IReadOnlyList<ExportColumn<T>> columns, string sheet = "Sheet", int rowsPerSheet = XlsxWriter.RowsPerSheet)
    {
        using var kept = new MemoryStream();
        await XlsxWriter.WriteAsync(new ResponseLike(kept), sheet, columns, rows, Latvian, rowsPerSheet, CancellationToken.None);
        return kept.ToArray();
    }
}

/// <summary>A stream like a response body: not seekable, and synchronous writes throw.</summary>
internal sealed class ResponseLike(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed");

    public override void Flush() => throw new InvalidOperationException("Synchronous operations are disallowed");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
