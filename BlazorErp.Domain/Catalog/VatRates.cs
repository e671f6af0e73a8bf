using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Catalog;

/// <summary>A VAT rate to choose.</summary>
public sealed record VatRateRow(long Id, string Code, string Name, decimal Percent, string Category, bool IsDefault, int Version);

/// <summary>A VAT rate to be added.</summary>
/// <param name="Code">1..20 letters, digits and hyphens; unique in the company.</param>
/// <param name="Percent">0..100, at most two decimals; above zero for S, zero for every other category.</param>
/// <param name="Category">EN 16931: S, Z, E, AE, K, G, O.</param>
public sealed record NewVatRate(string Code, string Name, decimal Percent, string Category);

/// <summary>The VAT rates of a company: added, renamed, proposed. Percent and category stay: documents name the rate, and a new percent is a new rate.</summary>
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
            .Select(v => new VatRateRow(v.Id, v.Code, v.Name, v.Percent, v.Category, v.IsDefault, v.Version)).ToListAsync(cancel);
    }

    /// <summary>EN 16931 categories a rate may have.</summary>
    public static IReadOnlyList<string> Categories { get; } = ["S", "Z", "E", "AE", "K", "G", "O"];

    /// <summary>Adds one.</summary>
    /// <returns>Its id, or <c>forbidden</c>, <c>field.required</c>, <c>vat.bad_percent</c>, <c>vat.unknown</c>, <c>vat.code_taken</c>.</returns>
    public async Task<Outcome<long>> AddAsync(Actor actor, NewVatRate rate, Guid commandId, CancellationToken cancel)
    {
        var code = (rate.Code ?? "").Trim().ToUpperInvariant();
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check(code, rate)) is { } no)
        {
            return no;
        }

        return await database.WriteAsync<long>(actor, new Command("vat.add", commandId, rate), async (w, c) =>
        {
            if (await w.Db.VatRates.AnyAsync(v => v.Code == code, c))
            {
                return new Refusal("vat.code_taken", code) { Field = "code" };
            }

            var row = w.Add(new VatRate { Code = code, Name = rate.Name.Trim(), Percent = rate.Percent, Category = rate.Category, IsDefault = !await w.Db.VatRates.AnyAsync(c) });
            w.Audit("vat.added", "vat-rate", row.Id, row.Code, row.Percent);
            w.Changed(Topics.Settings, row.Id);
            return row.Id;
        }, cancel);
    }

    /// <summary>Renames one, and makes it the proposed one where asked.</summary>
    /// <returns>Done, or <c>forbidden</c>, <c>field.required</c>, <c>not_found</c>, <c>settings.changed_meanwhile</c>.</returns>
    public async Task<Outcome> ChangeAsync(Actor actor, long id, int version, string name, bool makeDefault, Guid commandId, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Named(name)) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("vat.change", commandId, new { id, version, name, makeDefault }), async (w, c) =>
        {
            if (await w.Db.VatRates.FirstOrDefaultAsync(v => v.Id == id, c) is not { } row)
            {
                return new Refusal("not_found");
            }

            if (row.Version != version)
            {
                return new Refusal("settings.changed_meanwhile");
            }

            if (makeDefault && !row.IsDefault)
            {
                foreach (var other in await w.Db.VatRates.Where(v => v.IsDefault).ToListAsync(c))
                {
                    other.IsDefault = false;
                    other.Version++;
                }

                row.IsDefault = true;
            }

            row.Name = name.Trim();
            row.Version++;
            w.Audit("vat.changed", "vat-rate", row.Id, row.Code, row.Name);
            w.Changed(Topics.Settings, row.Id);
            return Outcome.Done;
        }, cancel);
    }

    private static Refusal? Check(string code, NewVatRate rate) =>
        code.Length is 0 or > 20 || !code.All(l => char.IsAsciiLetterOrDigit(l) || l == '-') ? new Refusal("field.required", "code") { Field = "code" }
        : Named(rate.Name) is { } no ? no
        : !Categories.Contains(rate.Category, StringComparer.Ordinal) ? new Refusal("vat.unknown") { Field = "category" }
        : rate.Percent is < 0m or > 100m || decimal.Round(rate.Percent, 2) != rate.Percent || rate.Percent > 0m != (rate.Category == "S") ? new Refusal("vat.bad_percent") { Field = "percent" }
        : null;

    private static Refusal? Named(string? name) => string.IsNullOrWhiteSpace(name) || name.Length > 100 ? new Refusal("field.required", "name") { Field = "name" } : null;

    /// <summary>The domestic rate of a percentage (category S, or Z for 0; the company's proposed one first); null where the company has none.</summary>
    public static async Task<VatRate?> OfPercentIn(ErpDbContext db, decimal percent, CancellationToken cancel)
    {
        var rates = await db.VatRates.Where(v => v.Percent == percent).ToListAsync(cancel);
        return rates.OrderByDescending(v => v.Category is "S" or "Z").ThenByDescending(v => v.IsDefault).ThenBy(v => v.Code, StringComparer.Ordinal).FirstOrDefault();
    }
}
