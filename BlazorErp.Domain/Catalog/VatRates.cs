using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Catalog;

/// <summary>A VAT rate to choose.</summary>
public sealed record VatRateRow(long Id, string Code, string Name, decimal Percent, string Category, bool IsDefault);

/// <summary>The VAT rates of a company.</summary>
public sealed class VatRates(ErpDatabase database)
{
    /// <summary>All, the proposed one first, then by percent downwards.</summary>
    public async Task<IReadOnlyList<VatRateRow>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.CatalogRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.VatRates.OrderByDescending(v => v.IsDefault).ThenByDescending(v => v.Percent).ThenBy(v => v.Code).Take(PageQuery.MaxTake)
            .Select(v => new VatRateRow(v.Id, v.Code, v.Name, v.Percent, v.Category, v.IsDefault)).ToListAsync(cancel);
    }

    /// <summary>The domestic rate of a percentage (category S, or Z for 0; the company's proposed one first); null where the company has none.</summary>
    public static async Task<VatRate?> OfPercentIn(ErpDbContext db, decimal percent, CancellationToken cancel)
    {
        var rates = await db.VatRates.Where(v => v.Percent == percent).ToListAsync(cancel);
        return rates.OrderByDescending(v => v.Category is "S" or "Z").ThenByDescending(v => v.IsDefault).ThenBy(v => v.Code, StringComparer.Ordinal).FirstOrDefault();
    }
}
