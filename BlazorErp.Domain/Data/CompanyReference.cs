using System.Collections.Concurrent;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>What every posting needs to know of a company and what seldom changes. Rows are shared and must not be changed.</summary>
public sealed class CompanyReference
{
    /// <summary>The company.</summary>
    public required Company Company { get; init; }
    /// <summary>Accounts by the role built-in postings know them by.</summary>
    public required IReadOnlyDictionary<AccountRole, Account> Accounts { get; init; }
    /// <summary>VAT rates by id.</summary>
    public required IReadOnlyDictionary<long, VatRate> VatRates { get; init; }
    /// <summary>Warehouses by id.</summary>
    public required IReadOnlyDictionary<long, Warehouse> Warehouses { get; init; }
    /// <summary>Number series by id.</summary>
    public required IReadOnlyDictionary<long, NumberSeries> Series { get; init; }
    /// <summary>Time zone of the company's days.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The day it is for the company.</summary>
    public DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);

    /// <summary>The series a kind of document takes numbers from where nothing else is chosen.</summary>
    public NumberSeries DefaultSeries(DocumentKind kind) => Series.Values.Where(s => s.Kind == kind).OrderByDescending(s => s.IsDefault).ThenBy(s => s.Id).First();
}

/// <summary>Keeps <see cref="CompanyReference"/> until the feed says that settings changed.</summary>
public sealed class CompanyReferences
{
    private readonly ErpDatabase database;
    private readonly ConcurrentDictionary<int, CompanyReference> known = new();

    /// <summary>Listens to the feed.</summary>
    public CompanyReferences(ErpDatabase database, ChangeFeed feed)
    {
        this.database = database;
        feed.Subscribe(changes =>
        {
            foreach (var change in changes)
            {
                if (change.Topic == Topics.Settings)
                {
                    known.TryRemove(change.CompanyId, out _);
                }
            }
        });
    }

    /// <summary>The company's reference data.</summary>
    /// <exception cref="InvalidOperationException">There is no such company.</exception>
    public async ValueTask<CompanyReference> GetAsync(int companyId, CancellationToken cancel)
    {
        if (known.TryGetValue(companyId, out var reference))
        {
            return reference;
        }

        await using var db = database.Read(companyId);
        reference = await LoadAsync(db, companyId, cancel);
        known[companyId] = reference;
        return reference;
    }

    /// <summary>The same read inside a unit of work, for companies that are being made.</summary>
    public static async Task<CompanyReference> LoadAsync(ErpDbContext db, int companyId, CancellationToken cancel)
    {
        var company = await db.Companies.AsNoTracking().FirstOrDefaultAsync(c => c.Id == companyId, cancel) ?? throw new InvalidOperationException($"No company {companyId}");
        return new CompanyReference
        {
            Company = company,
            Accounts = (await db.Accounts.AsNoTracking().Where(a => a.Role != AccountRole.None).OrderBy(a => a.Code).ToListAsync(cancel)).GroupBy(a => a.Role).ToDictionary(g => g.Key, g => g.First()),
            VatRates = await db.VatRates.AsNoTracking().ToDictionaryAsync(v => v.Id, cancel),
            Warehouses = await db.Warehouses.AsNoTracking().ToDictionaryAsync(v => v.Id, cancel),
            Series = await db.NumberSeries.AsNoTracking().ToDictionaryAsync(v => v.Id, cancel),
            Zone = TimeZoneInfo.FindSystemTimeZoneById(company.TimeZone),
        };
    }
}
