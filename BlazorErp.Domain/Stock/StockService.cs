using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Stock;

/// <summary>One line of a stock document.</summary>
/// <param name="ItemId">Stocked item.</param>
/// <param name="Quantity">Signed; in is positive.</param>
/// <param name="UnitCost">Cost per unit of what comes in, base currency, up to four decimals; what goes out leaves at average cost.</param>
public readonly record struct StockLineInput(long ItemId, decimal Quantity, decimal UnitCost);

/// <summary>A stock document to post.</summary>
public sealed record NewStockDocument(MoveKind Kind, long WarehouseId, DateOnly Date, IReadOnlyList<StockLineInput> Lines, string? Reason = null, long? ImportBatchId = null);

/// <summary>A posted stock document.</summary>
public sealed record PostedStockDocument(long Id, string Number);

/// <summary>Opening stock, corrections and receipts: documents that move goods without a customer.</summary>
public sealed class StockService(ErpDatabase database, CompanyReferences references)
{
    /// <summary>Posts a stock document: moves, levels, value and ledger in one transaction.</summary>
    public async Task<Outcome<PostedStockDocument>> PostAsync(Actor actor, Guid commandId, NewStockDocument document, CancellationToken cancel) =>
        actor.Lacks(Permissions.StockWrite) is { } no ? no
        : await database.WriteAsync<PostedStockDocument>(actor, new Command("stock.post", commandId, document), (w, c) => PostIn(w, document, c), cancel);

    /// <summary>The same inside another unit of work (an import).</summary>
    public async Task<Outcome<PostedStockDocument>> PostIn(Write write, NewStockDocument document, CancellationToken cancel)
    {
        var db = write.Db;
        var company = await references.GetAsync(db.CompanyId, cancel);
        if (Check(document, company) is { } bad)
        {
            return bad;
        }

        var ids = document.Lines.Select(l => l.ItemId).Distinct().ToList();
        var stocked = new HashSet<long>();
        foreach (var part in ids.Chunk(500))
        {
            stocked.UnionWith(await db.Items.Where(i => part.Contains(i.Id) && i.Kind == Catalog.ItemKind.Stocked).Select(i => i.Id).ToListAsync(cancel));
        }

        if (ids.FirstOrDefault(i => !stocked.Contains(i)) is not 0 and var unknown)
        {
            return new Refusal("stock.item_not_stocked", unknown) { Row = document.Lines.ToList().FindIndex(l => l.ItemId == unknown) + 1, Field = "item" };
        }

        var header = new StockDocument { Number = "", SeriesId = 0, Kind = document.Kind, WarehouseId = document.WarehouseId, Date = document.Date, Reason = document.Reason, ImportBatchId = document.ImportBatchId };
        db.Stamp(header);
        var moves = await MoveIn(write, header, [.. document.Lines.Select(l => new Movement(l.ItemId, l.Quantity, l.Quantity > 0m ? Math.Round(l.Quantity * l.UnitCost, 2, MidpointRounding.AwayFromZero) : null))], company, cancel);
        if (!moves.Ok)
        {
            return moves.Refusal!;
        }

        return await FinishIn(write, header, moves.Value, company, null, 0m, cancel);
    }

    /// <summary>Takes a stock document back by its mirror, as an act of its own.</summary>
    public async Task<Outcome<PostedStockDocument>> ReverseAsync(Actor actor, Guid commandId, long documentId, string? reason, CancellationToken cancel) =>
        actor.Lacks(Permissions.StockWrite) is { } no ? no
        : await database.WriteAsync<PostedStockDocument>(actor, new Command("stock.reverse", commandId, new { documentId, reason }), (w, c) => ReverseIn(w, documentId, reason, c), cancel);

    /// <summary>Takes a stock document back by its mirror. Refused where what it brought is no longer free.</summary>
    public async Task<Outcome<PostedStockDocument>> ReverseIn(Write write, long documentId, string? reason, CancellationToken cancel)
    {
        var db = write.Db;
        var company = await references.GetAsync(db.CompanyId, cancel);
        var original = await db.StockDocuments.AsNoTracking().FirstOrDefaultAsync(d => d.Id == documentId, cancel);
        if (original is null)
        {
            return new Refusal("not_found", "stock-document");
        }

        if (await db.StockDocuments.AnyAsync(d => d.ReversesId == documentId, cancel))
        {
            return new Refusal("stock.already_reversed", original.Number);
        }

        var old = await db.StockMoves.AsNoTracking().Where(m => m.DocumentType == "stock-document" && m.DocumentId == documentId).ToListAsync(cancel);
        var header = new StockDocument
        {
            Number = "", Kind = MoveKind.Reversal, WarehouseId = original.WarehouseId, Date = company.Today(write.Now), Reason = reason, ReversesId = original.Id, ImportBatchId = original.ImportBatchId,
        };
        db.Stamp(header);
        var moves = await MoveIn(write, header, old.ConvertAll(m => new Movement(m.ItemId, -m.Quantity, -m.Value)), company, cancel);
        return moves.Ok ? await FinishIn(write, header, moves.Value, company, original, -old.Sum(m => m.Value), cancel) : moves.Refusal!;
    }

    /// <summary>Signed quantity and, where it is known, signed value.</summary>
    private readonly record struct Movement(long ItemId, decimal Quantity, decimal? Value);

    private static Refusal? Check(NewStockDocument document, CompanyReference company)
    {
        if (!company.Warehouses.ContainsKey(document.WarehouseId))
        {
            return new Refusal("not_found", "warehouse") { Field = "warehouse" };
        }

        if (document.Lines.Count == 0)
        {
            return new Refusal("document.no_lines");
        }

        for (var n = 0; n < document.Lines.Count; n++)
        {
            var line = document.Lines[n];
            if (line.Quantity == 0m || !Quantity.Fits(line.Quantity) || (document.Kind is MoveKind.Opening or MoveKind.Receipt && line.Quantity < 0m))
            {
                return new Refusal("quantity.bad", line.Quantity) { Row = n + 1, Field = "quantity" };
            }

            if (line.UnitCost is < 0m or > 1_000_000_000m)
            {
                return new Refusal("amount.bad", line.UnitCost) { Row = n + 1, Field = "unitCost" };
            }
        }

        return null;
    }

    private static async Task<Outcome<List<StockMove>>> MoveIn(Write write, StockDocument header, IReadOnlyList<Movement> lines, CompanyReference company, CancellationToken cancel)
    {
        var db = write.Db;
        var moves = new List<StockMove>(lines.Count);
        var incoming = lines.Where(l => l.Quantity > 0m).GroupBy(l => l.ItemId)
            .Select(g => (Key: new LevelKey(g.Key, header.WarehouseId), Quantity: g.Sum(l => l.Quantity), Value: g.Sum(l => l.Value ?? 0m))).ToList();
        var after = await StockLevels.ReceiveAsync(db, incoming, cancel);
        foreach (var (key, quantity, value) in incoming)
        {
            moves.Add(Move(key.ItemId, quantity, value, after[key].OnHand));
        }

        var outgoing = lines.Where(l => l.Quantity < 0m).GroupBy(l => l.ItemId)
            .Select(g => new StockLevels.Issue(new LevelKey(g.Key, header.WarehouseId), -g.Sum(l => l.Quantity), 0m, g.All(l => l.Value is not null) ? -g.Sum(l => l.Value) : null)).ToList();
        var (issued, tooFew) = await StockLevels.IssueAsync(db, outgoing, cancel);
        if (tooFew is { } key2)
        {
            var code = await db.Items.Where(i => i.Id == key2.ItemId).Select(i => i.Code).FirstOrDefaultAsync(cancel);
            return new Refusal("stock.not_free", code, company.Warehouses[key2.WarehouseId].Name) { Field = "quantity" };
        }

        foreach (var issue in outgoing)
        {
            moves.Add(Move(issue.Key.ItemId, -issue.Quantity, -issued[issue.Key].Cost, issued[issue.Key].BalanceAfter));
        }

        write.Changed(Topics.Stock, moves.Count <= 500 ? moves.Select(m => m.ItemId) : [Change.All]);
        return moves;

        StockMove Move(long itemId, decimal quantity, decimal value, decimal balance) => new()
        {
            ItemId = itemId, WarehouseId = header.WarehouseId, Quantity = quantity, Value = value, BalanceAfter = balance, Kind = header.Kind, Date = header.Date, At = write.Now,
            DocumentType = "stock-document", DocumentId = header.Id, DocumentNumber = "",
        };
    }

    private static async Task<Outcome<PostedStockDocument>> FinishIn(Write write, StockDocument header, List<StockMove> moves, CompanyReference company, StockDocument? original, decimal mirrored, CancellationToken cancel)
    {
        var number = await Numbers.TakeAsync(write.Db, company.DefaultSeries(DocumentKind.StockDocument), header.Date, false, cancel);
        if (!number.Ok)
        {
            return number.Refusal!;
        }

        header.Number = number.Value.Text;
        header.SeriesId = number.Value.SeriesId;
        header.SeriesYear = number.Value.Year;
        header.SeriesNumber = number.Value.Number;
        write.AddFinal(header);
        foreach (var move in moves)
        {
            move.DocumentNumber = header.Number;
        }

        if (moves.Count > 20)
        {
            await write.Db.SaveChangesAsync(cancel);
            await Bulk.InsertAsync(write.Db, moves, cancel);
        }
        else
        {
            moves.ForEach(m => write.AddFinal(m));
        }

        var value = moves.Sum(m => m.Value);
        var kind = original?.Kind ?? header.Kind;
        var counter = kind switch { MoveKind.Opening => AccountRole.Opening, MoveKind.Receipt => AccountRole.ReceivedNotInvoiced, _ => AccountRole.StockAdjustment };
        var currency = company.Company.Currency;
        var reversed = original is null ? null : await write.Db.JournalEntries.Where(e => e.SourceType == "stock-document" && e.SourceId == original.Id && e.SourceKind == "post").Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel);
        Journal.Post(write, header.Date, "stock-document", header.Id, "post", header.Number,
            Against(original is null ? value : mirrored, counter), reversed);
        if (original is not null)
        {
            // What was brought has partly left at another cost since: the mirror stays a mirror, the rest is a correction of stock.
            Journal.Post(write, header.Date, "stock-document", header.Id, "difference", header.Number, Against(value - mirrored, AccountRole.StockAdjustment));
        }

        write.Audit("stock.posted", "stock-document", header.Id, header.Number, moves.Count);
        return new PostedStockDocument(header.Id, header.Number);

        Posting[] Against(decimal amount, AccountRole role) => [Posting.Base(company.Accounts[AccountRole.Inventory].Id, amount, currency), Posting.Base(company.Accounts[role].Id, -amount, currency)];
    }
}
