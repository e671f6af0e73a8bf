using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Catalog;

/// <summary>Reads items. Whoever lacks the permission sees nothing.</summary>
public sealed class ItemQueries(ErpDatabase database)
{
    /// <summary>
    /// Hits for a picker: an exact code or barcode first, then codes that begin so, then rows that hold every fragment. One letter looks at beginnings
    /// only. Blocked items are left out.
    /// </summary>
    public async Task<IReadOnlyList<ItemHit>> SearchAsync(Actor actor, string? text, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.CatalogRead))
        {
            return [];
        }

        take = Math.Clamp(take, 1, 50);
        await using var db = database.Read(actor);
        var open = db.Items.Where(i => !i.IsBlocked);
        var hits = new List<ItemHit>();
        var key = ItemRules.Key(text ?? "");
        if (key.Length > 0)
        {
            var barcode = key.Replace(" ", "", StringComparison.Ordinal);
            hits.AddRange(await Hits(db, open.Where(i => i.CodeKey == key), take).ToListAsync(cancel));
            hits.AddRange(await Hits(db, open.Where(i => i.Barcodes.Any(b => b.Barcode == barcode)), take).ToListAsync(cancel));
        }

        var start = SearchText.Fold(text);
        if (start.Length > 0 && hits.Count < take)
        {
            hits.AddRange(await Hits(db, open.Where(i => EF.Functions.Like(i.SearchText, start + "%")), take).ToListAsync(cancel));
        }

        if (hits.Count < take)
        {
            hits.AddRange(await Hits(db, Matching(open, text), take).ToListAsync(cancel));
        }

        return [.. hits.DistinctBy(h => h.Id).Take(take)];
    }

    /// <summary>A window of the list.</summary>
    public async Task<Page<ItemRow>> ListAsync(Actor actor, ItemQuery query, CancellationToken cancel)
    {
        if (!actor.May(Permissions.CatalogRead))
        {
            return new Page<ItemRow>([]);
        }

        await using var db = database.Read(actor);
        var items = Filtered(db, query);
        var page = query.Page;
        var skip = page.After is { } after ? int.Parse(after, CultureInfo.InvariantCulture) : page.Skip;
        var rows = await Rows(db, Sorted(items, page)).Skip(skip).Take(page.BoundedTake).ToListAsync(cancel);
        var next = rows.Count == page.BoundedTake ? (skip + rows.Count).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<ItemRow>(rows, next, page.Count ? await items.CountAsync(cancel) : -1);
    }

    /// <summary>All rows the filter holds, one at a time, for an export.</summary>
    public async IAsyncEnumerable<ItemRow> AllAsync(Actor actor, ItemQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.CatalogRead))
        {
            yield break;
        }

        await using var db = database.Read(actor);
        await foreach (var row in Rows(db, Sorted(Filtered(db, query), query.Page)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return row;
        }
    }

    /// <summary>Everything of one item.</summary>
    /// <returns>The card, or: forbidden, item.not_found.</returns>
    public async Task<Outcome<ItemCard>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.CatalogRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var card = await db.Items.Where(i => i.Id == id).Join(db.VatRates, i => i.VatRateId, v => v.Id, (i, v) => new ItemCard(
            i.Id, i.Version, i.Code, i.Name, i.Unit, i.Kind, i.SalesPrice, i.VatRateId, v.Code, i.AlarmLevel, i.Barcodes.OrderBy(b => b.Id).Select(b => b.Barcode).ToList(), i.NeedsCheck, i.IsBlocked)).SingleOrDefaultAsync(cancel);
        return card is null ? new Refusal("item.not_found") : card;
    }

    /// <summary>What was done to an item, newest first.</summary>
    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(Actor actor, long id, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.CatalogRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await History.OfAsync(db, ItemService.Entity, id, take, cancel);
    }

    private static IQueryable<Item> Matching(IQueryable<Item> items, string? text)
    {
        var fragments = SearchText.Fragments(text);
        if (fragments is [{ Length: 1 } letter])
        {
            return items.Where(i => EF.Functions.Like(i.SearchText, letter + "%") || EF.Functions.Like(i.SearchText, "% " + letter + "%"));
        }

        foreach (var fragment in fragments)
        {
            items = items.Where(i => EF.Functions.Like(i.SearchText, "%" + fragment + "%"));
        }

        return items;
    }

    private static IQueryable<Item> Filtered(ErpDbContext db, ItemQuery query)
    {
        var items = Matching(db.Items, query.Page.Search);
        items = query.Kind is { } kind ? items.Where(i => i.Kind == kind) : items;
        items = query.Blocked is { } blocked ? items.Where(i => i.IsBlocked == blocked) : items;
        items = query.BatchId is { } batch ? items.Where(i => i.ImportBatchId == batch) : items;
        return query.NeedsCheck ? items.Where(i => i.NeedsCheck) : items;
    }

    private static IQueryable<Item> Sorted(IQueryable<Item> items, PageQuery page) => (page.Sort, page.Descending) switch
    {
        ("name", false) => items.OrderBy(i => i.Name).ThenBy(i => i.Id),
        ("name", true) => items.OrderByDescending(i => i.Name).ThenBy(i => i.Id),
        ("price", false) => items.OrderBy(i => i.SalesPrice).ThenBy(i => i.Id),
        ("price", true) => items.OrderByDescending(i => i.SalesPrice).ThenBy(i => i.Id),
        ("code", true) => items.OrderByDescending(i => i.CodeKey),
        _ => items.OrderBy(i => i.CodeKey),
    };

    private static IQueryable<ItemRow> Rows(ErpDbContext db, IQueryable<Item> items) => items.Select(i => new ItemRow(
        i.Id, i.Code, i.Name, i.Unit, i.Kind, i.SalesPrice, db.VatRates.Where(v => v.Id == i.VatRateId).Select(v => v.Code).First(),
        i.Barcodes.OrderBy(b => b.Id).Select(b => b.Barcode).FirstOrDefault(), i.AlarmLevel, i.NeedsCheck, i.IsBlocked));

    private static IQueryable<ItemHit> Hits(ErpDbContext db, IQueryable<Item> items, int take) => items.OrderBy(i => i.CodeKey).Take(take).Select(i => new ItemHit(
        i.Id, i.Code, i.Name, i.Unit, i.Kind, i.SalesPrice, i.VatRateId, db.VatRates.Where(v => v.Id == i.VatRateId).Select(v => v.Percent).First()));
}
