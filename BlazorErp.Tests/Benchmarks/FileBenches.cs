using System.Globalization;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Tests.Banking.Matching;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>Exports, and how good the matcher is.</summary>
internal static class FileBenches
{
    public static Task MatchQualityAsync(BenchRun run)
    {
        var quality = MatchQuality.Measure(lines: 5_000);
        Console.Error.Write(quality.Wrong.Count > 0 ? MatchQuality.Report(quality.Wrong) + "\n" : "");
        run.Print("right", 1, quality.RightShare * 100, "%", [], quality.Booked, 0);
        run.Print("decidable-booked", 1, quality.DecidableShare * 100, "%", [], quality.Decidable, 0);
        return Task.CompletedTask;
    }

    public static async Task ExportAsync(BenchRun run)
    {
        await WriteAsync(100);
        await run.OnceAsync("", 100_000, "s", () => WriteAsync(100_000));
    }

    /// <summary>Ten columns of every kind, written to nowhere.</summary>
    private static Task WriteAsync(int rows)
    {
        var eur = Currency.Of("EUR");
        ExportColumn<int>[] columns =
        [
            new("Number", ExportKind.Text, n => $"INV-2026-{n:00000}"), new("Customer", ExportKind.Text, n => $"SIA Klients {n % 500}"), new("Date", ExportKind.Date, n => new DateOnly(2026, 1, 1).AddDays(n % 365)),
            new("Due", ExportKind.Date, n => new DateOnly(2026, 1, 15).AddDays(n % 365)), new("Net", ExportKind.Money, n => new Money(n * 0.37m, eur)), new("VAT", ExportKind.Money, n => new Money(n * 0.0777m, eur)),
            new("Gross", ExportKind.Money, n => new Money(n * 0.4477m, eur)), new("Lines", ExportKind.Integer, n => n % 20), new("Paid", ExportKind.YesNo, n => n % 3 == 0), new("Reference", ExportKind.Text, n => $"RF{n % 100:00}INV2026{n:00000}"),
        ];
        return XlsxWriter.WriteAsync(Stream.Null, "Invoices", columns, Numbers(rows), CultureInfo.GetCultureInfo("lv-LV"), default);
    }

    private static async IAsyncEnumerable<int> Numbers(int rows)
    {
        for (var n = 0; n < rows; n++)
        {
            yield return n;
        }

        await Task.CompletedTask;
    }
}
