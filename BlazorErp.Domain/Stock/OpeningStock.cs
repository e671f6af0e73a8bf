using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Stock;

/// <summary>Opening stock as a file gives it.</summary>
/// <param name="Row">1-based row of the file.</param>
/// <param name="Field">Its column.</param>
/// <param name="ItemId">Item.</param>
/// <param name="WarehouseId">Warehouse.</param>
/// <param name="Quantity">More than zero.</param>
/// <param name="UnitCost">Base currency.</param>
public sealed record OpeningLine(int Row, string Field, long ItemId, long WarehouseId, decimal Quantity, decimal UnitCost);

/// <summary>
/// Posts the opening stock of an import: one document per warehouse, only for items that have none there yet. The same figures again add nothing;
/// other figures for an item whose opening is posted are an error of the row, because a posted opening is corrected by an adjustment, not by a file.
/// </summary>
public sealed class OpeningStock(StockService stock)
{
    /// <summary>Posts what is new.</summary>
    /// <returns>Numbers of the documents, or: import.opening_differs for every row whose opening is posted with other figures, or what the stock document refuses.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> PostIn(Write w, IReadOnlyList<OpeningLine> lines, DateOnly date, string reason, long? batchId, CancellationToken cancel)
    {
        var posted = await PostedAsync(w.Db, cancel);
        var wrong = new List<Refusal>();
        var fresh = new List<OpeningLine>();
        foreach (var line in lines)
        {
            if (!posted.TryGetValue((line.ItemId, line.WarehouseId), out var there))
            {
                fresh.Add(line);
            }
            else if (there.Quantity != line.Quantity || there.Value != Value(line))
            {
                wrong.Add(new Refusal("import.opening_differs", there.Quantity, there.Quantity == 0m ? 0m : Math.Round(there.Value / there.Quantity, 4)) { Row = line.Row, Field = line.Field });
            }
        }

        if (wrong.Count > 0)
        {
            return Refusal.Of([.. wrong.OrderBy(r => r.Row).Take(1000)]);
        }

        var numbers = new List<string>();
        foreach (var warehouse in fresh.GroupBy(l => l.WarehouseId).OrderBy(g => g.Key))
        {
            var document = new NewStockDocument(MoveKind.Opening, warehouse.Key, date, [.. warehouse.Select(l => new StockLineInput(l.ItemId, l.Quantity, l.UnitCost))], reason, batchId);
            var done = await stock.PostIn(w, document, cancel);
            if (!done.Ok)
            {
                return done.Refusal!;
            }

            numbers.Add(done.Value.Number);
        }

        return numbers;
    }

    /// <summary>Whether a plan has anything to post.</summary>
    public static async Task<bool> AnyNewAsync(ErpDbContext db, IEnumerable<(long? ItemId, long WarehouseId)> lines, CancellationToken cancel)
    {
        var posted = await PostedAsync(db, cancel);
        return lines.Any(l => l.ItemId is not { } item || !posted.ContainsKey((item, l.WarehouseId)));
    }

    /// <summary>Takes every opening document of an import back by its mirror.</summary>
    /// <returns>Numbers of the mirrors, or stock.not_free where goods it brought are gone.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> ReverseIn(Write w, long batchId, string reason, CancellationToken cancel)
    {
        var documents = await w.Db.StockDocuments.Where(d => d.ImportBatchId == batchId && d.Kind == MoveKind.Opening && !w.Db.StockDocuments.Any(r => r.ReversesId == d.Id)).OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(cancel);
        var numbers = new List<string>();
        foreach (var document in documents)
        {
            var done = await stock.ReverseIn(w, document, reason, cancel);
            if (!done.Ok)
            {
                return done.Refusal!;
            }

            numbers.Add(done.Value.Number);
        }

        return numbers;
    }

    private static decimal Value(OpeningLine line) => Math.Round(line.Quantity * line.UnitCost, 2, MidpointRounding.AwayFromZero);

    private static async Task<Dictionary<(long, long), (decimal Quantity, decimal Value)>> PostedAsync(ErpDbContext db, CancellationToken cancel)
    {
        var standing = db.StockDocuments.Where(d => d.Kind == MoveKind.Opening && !db.StockDocuments.Any(r => r.ReversesId == d.Id)).Select(d => d.Id);
        var moves = await db.StockMoves.AsNoTracking().Where(m => m.Kind == MoveKind.Opening && m.DocumentType == "stock-document" && standing.Contains(m.DocumentId))
            .Select(m => new { m.ItemId, m.WarehouseId, m.Quantity, m.Value }).ToListAsync(cancel);
        return moves.GroupBy(m => (m.ItemId, m.WarehouseId)).ToDictionary(g => g.Key, g => (g.Sum(m => m.Quantity), g.Sum(m => m.Value)));
    }
}
