using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Ui;

namespace BlazorErp.Stock;

/// <summary>An item found for a line, with what is free of it where.</summary>
public sealed record FoundItem(ItemHit Item, string Free);

/// <summary>Finds items for the lines of documents, and says what is free of each in every warehouse.</summary>
public sealed class ItemFinder(ItemQueries items, StockQueries stock, CompanyReferences references)
{
    private const int Hits = 12;

    /// <summary>Hits for fragments of code, name or barcode, the free stock beside each.</summary>
    public async Task<IReadOnlyList<FoundItem>> FindAsync(Actor actor, string text, bool stockedOnly, CancellationToken cancel)
    {
        var hits = await items.SearchAsync(actor, text, stockedOnly ? 2 * Hits : Hits, cancel);
        var kept = hits.Where(h => !stockedOnly || h.Kind == ItemKind.Stocked).Take(Hits).ToList();
        var levels = await stock.LevelsAsync(actor, [.. kept.Where(h => h.Kind == ItemKind.Stocked).Select(h => h.Id)], cancel);
        var names = await WarehouseNames.ReadAsync(references, actor, cancel);
        return kept.ConvertAll(h => new FoundItem(h, h.Kind == ItemKind.Stocked ? Words(levels[h.Id], names) : ""));
    }

    /// <summary>"31 Rīga · 12 Liepāja".</summary>
    public static string Words(IEnumerable<LevelRow> levels, WarehouseNames names)
    {
        var by = levels.ToDictionary(l => l.WarehouseId, l => l.Free);
        var parts = names.All.Where(w => w.IsDefault || by.GetValueOrDefault(w.Id) != 0m).Select(w => $"{Formats.Number(by.GetValueOrDefault(w.Id))} {w.Name}");
        return string.Join(" · ", parts);
    }
}
