using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Seals what was posted and audited since the last run: each series of invoices is a chain of its own, the audit rows of a company another.
/// Runs in the background, so that posting pays nothing for it; <c>document.sealed</c> and <c>audit.sealed</c> prove the chains.
/// </summary>
public sealed class Seals(ErpDatabase database)
{
    /// <summary>Most invoices sealed in one go, and most audit rows of a block.</summary>
    public const int Block = 500;

    /// <summary>An audit row is sealed when no unit of work can still be about to commit an older one.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Hash before the first link.</summary>
    public const string Genesis = "";

    /// <summary>Chain of a series and year; year 0 for a series that runs on.</summary>
    public static string ChainOf(long series, int year) => string.Create(CultureInfo.InvariantCulture, $"invoice:{series}:{year}");

    /// <summary>Chain of the audit rows.</summary>
    public const string Audit = "audit";

    /// <summary>Seals all there is to seal in every company.</summary>
    /// <returns>Links made.</returns>
    public async Task<int> SealAsync(CancellationToken cancel)
    {
        List<int> companies;
        await using (var db = database.Read(0))
        {
            companies = await db.Companies.Select(c => c.Id).ToListAsync(cancel);
        }

        var made = 0;
        foreach (var company in companies)
        {
            made += await InvoicesAsync(company, cancel) + await AuditAsync(company, cancel);
        }

        return made;
    }

    private async Task<int> InvoicesAsync(int company, CancellationToken cancel)
    {
        await using var db = database.Read(company);
        var kinds = new[] { DocumentKind.Invoice, DocumentKind.CreditNote };
        var counters = await (from counter in db.NumberCounters
                              join series in db.NumberSeries on counter.SeriesId equals series.Id
                              where kinds.Contains(series.Kind)
                              select counter).ToListAsync(cancel);
        var made = 0;
        foreach (var counter in counters)
        {
            var chain = ChainOf(counter.SeriesId, counter.Year);
            while (await LastAsync(db, chain, cancel) is var last && (last?.Position ?? 0) < counter.Last)
            {
                var links = await InvoiceLinksAsync(db, counter, chain, last, cancel);
                await KeepAsync(db, links, cancel);
                made += links.Count;
                if (links.Count == 0)
                {
                    break;
                }
            }
        }

        return made;
    }

    private async Task<List<Seal>> InvoiceLinksAsync(ErpDbContext db, NumberCounter counter, string chain, Seal? last, CancellationToken cancel)
    {
        var from = last?.Position ?? 0;
        var invoices = await Sealable(db, counter.SeriesId, counter.Year).Where(i => i.SeriesNumber > from && i.SeriesNumber <= from + Block).ToListAsync(cancel);
        var links = new List<Seal>(invoices.Count);
        var before = last?.Hash ?? Genesis;
        foreach (var invoice in invoices.TakeWhile((i, n) => i.SeriesNumber == from + n + 1))
        {
            before = SealedContent.Hash(before, invoice);
            links.Add(new Seal { Chain = chain, Position = invoice.SeriesNumber!.Value, LastId = invoice.Id, Rows = invoice.Lines.Count, Hash = before, At = database.Time.GetUtcNow() });
        }

        return links;
    }

    private async Task<int> AuditAsync(int company, CancellationToken cancel)
    {
        await using var db = database.Read(company);
        var until = IdSource.First(database.Time.GetUtcNow() - Settled);
        for (var made = 0; ; made++)
        {
            var last = await LastAsync(db, Audit, cancel);
            var after = last?.LastId ?? 0;
            var rows = await db.AuditEntries.Where(a => a.Id > after && a.Id < until).OrderBy(a => a.Id).Take(Block).ToListAsync(cancel);
            if (rows.Count == 0)
            {
                return made;
            }

            await KeepAsync(db, [new Seal { Chain = Audit, Position = (last?.Position ?? 0) + 1, LastId = rows[^1].Id, Rows = rows.Count, Hash = SealedContent.Hash(last?.Hash ?? Genesis, rows), At = database.Time.GetUtcNow() }], cancel);
        }
    }

    /// <summary>Posted invoices of a series and year by number, with what a seal covers.</summary>
    internal static IQueryable<Invoice> Sealable(ErpDbContext db, long series, int year) =>
        db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.VatLines).AsSplitQuery().Where(i => i.State == InvoiceState.Posted && i.SeriesId == series && i.SeriesYear == year).OrderBy(i => i.SeriesNumber).ThenBy(i => i.Id);

    private static Task<Seal?> LastAsync(ErpDbContext db, string chain, CancellationToken cancel) => db.Seals.Where(s => s.Chain == chain).OrderByDescending(s => s.Position).FirstOrDefaultAsync(cancel);

    // Two nodes that seal the same are stopped by the unique key of the place: the later run goes on from there.
    private static async Task KeepAsync(ErpDbContext db, List<Seal> links, CancellationToken cancel)
    {
        links.ForEach(link => db.AddRow(link));
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
    }
}
