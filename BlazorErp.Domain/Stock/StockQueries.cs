using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Stock;

/// <summary>Reads stock. Whoever lacks the permission sees nothing.</summary>
public sealed class StockQueries(ErpDatabase database)
{
    /// <summary>Most items one look at levels may name.</summary>
    public const int MaxItems = 1000;

    /// <summary>A window of the stock list. Total where it is asked for.</summary>
    public async Task<Page<StockRow>> ListAsync(Actor actor, StockFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return new Page<StockRow>([]);
        }

        await using var db = database.Read(actor);
        var page = filter.Page;
        var all = Filtered(db, filter);
        var skip = page.After is { } after ? int.Parse(after, CultureInfo.InvariantCulture) : page.Skip;
        var rows = await Rows(Sorted(all, page).Skip(skip).Take(page.BoundedTake)).ToListAsync(cancel);
        var next = rows.Count == page.BoundedTake ? (skip + rows.Count).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<StockRow>(rows, next, page.Count ? await all.CountAsync(cancel) : -1);
    }

    /// <summary>
    /// Every row the filter holds, by code, for an export or a count of everything: levels are read once and joined to the items as they stream by,
    /// which is several times cheaper than asking for each item.
    /// </summary>
    public async IAsyncEnumerable<StockRow> AllAsync(Actor actor, StockFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            yield break;
        }

        await using var db = database.Read(actor);
        if (filter.At is not null || filter.Page.Sort is not null)
        {
            await foreach (var row in Rows(Sorted(Filtered(db, filter), filter.Page)).AsAsyncEnumerable().WithCancellation(cancel))
            {
                yield return row;
            }

            yield break;
        }

        var sums = new Dictionary<long, (decimal OnHand, decimal Reserved, decimal Value)>();
        var levels = filter.WarehouseId is { } warehouse ? db.StockLevels.Where(l => l.WarehouseId == warehouse) : db.StockLevels;
        await foreach (var l in levels.Select(l => new { l.ItemId, l.OnHand, l.Reserved, l.Value }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            var (onHand, reserved, value) = sums.GetValueOrDefault(l.ItemId);
            sums[l.ItemId] = (onHand + l.OnHand, reserved + l.Reserved, value + l.Value);
        }

        var items = Stocked(db, filter).OrderBy(i => i.CodeKey).Select(i => new { i.Id, i.Code, i.Name, i.Unit, i.AlarmLevel });
        await foreach (var i in items.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var (onHand, reserved, value) = sums.GetValueOrDefault(i.Id);
            var row = new StockRow(i.Id, i.Code, i.Name, i.Unit, onHand, reserved, value, i.AlarmLevel);
            if ((filter.FreeAtMost is not { } most || row.Free <= most) && (!filter.Alarms || row.IsAlarm) && (!filter.OnStock || row.Physical > 0m))
            {
                yield return row;
            }
        }
    }

    /// <summary>What the filter adds up to.</summary>
    public async Task<StockTotal> TotalAsync(Actor actor, StockFilter filter, CancellationToken cancel)
    {
        var (items, value) = (0, 0m);
        await foreach (var row in AllAsync(actor, filter with { Page = filter.Page with { Sort = null } }, cancel))
        {
            items++;
            value += row.Value;
        }

        return new StockTotal(items, value);
    }

    /// <summary>How many items are alarmed in total, for a figure beside the navigation.</summary>
    public async Task<int> AlarmsAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return 0;
        }

        await using var db = database.Read(actor);
        return await Filtered(db, new StockFilter(new PageQuery(), Alarms: true)).CountAsync(cancel);
    }

    /// <summary>Levels of items in every warehouse; items without any stock are absent.</summary>
    public async Task<ILookup<long, LevelRow>> LevelsAsync(Actor actor, IReadOnlyCollection<long> itemIds, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead) || itemIds.Count == 0)
        {
            return Enumerable.Empty<LevelRow>().ToLookup(l => l.ItemId);
        }

        var wanted = itemIds.Distinct().Take(MaxItems).ToList();
        await using var db = database.Read(actor);
        var rows = await db.StockLevels.Where(l => wanted.Contains(l.ItemId)).Select(l => new LevelRow(l.ItemId, l.WarehouseId, l.OnHand, l.Reserved, l.Value)).ToListAsync(cancel);
        return rows.ToLookup(l => l.ItemId);
    }

    /// <summary>Moves of an item, newest first, with the balance after each.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="itemId">Item.</param>
    /// <param name="warehouseId">One warehouse, or all.</param>
    /// <param name="after">Cursor of the page before: the id of its last move.</param>
    /// <param name="take">At most <see cref="PageQuery.MaxTake"/>.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<Page<MoveRow>> MovesAsync(Actor actor, long itemId, long? warehouseId, string? after, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return new Page<MoveRow>([]);
        }

        take = Math.Clamp(take, 1, PageQuery.MaxTake);
        await using var db = database.Read(actor);
        var all = Of(db, itemId, warehouseId);
        var moves = after is null ? all : all.Where(m => m.Id < long.Parse(after, CultureInfo.InvariantCulture));
        var rows = await moves.OrderByDescending(m => m.Id).Take(take)
            .Select(m => new MoveRow(m.Id, m.Date, m.At, m.Kind, m.DocumentType, m.DocumentId, m.DocumentNumber, m.WarehouseId, m.Quantity, m.Value, m.BalanceAfter)).ToListAsync(cancel);
        if (rows.Count > 0)
        {
            // A move knows the balance of its own warehouse at the time of its commit; ids may commit out of order, so the column is added up here.
            var first = rows[0].Id;
            var balance = await all.Where(m => m.Id <= first).SumAsync(m => m.Quantity, cancel);
            for (var n = 0; n < rows.Count; n++)
            {
                rows[n] = rows[n] with { Balance = balance };
                balance -= rows[n].Quantity;
            }
        }

        return new Page<MoveRow>(rows, rows.Count == take ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>What was there of an item at an instant, recomputed from its moves.</summary>
    public async Task<StockAt> AtAsync(Actor actor, long itemId, long? warehouseId, DateTimeOffset at, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return new StockAt(0m, 0m);
        }

        await using var db = database.Read(actor);
        var moves = Of(db, itemId, warehouseId).Where(m => m.At <= at);
        return new StockAt(await moves.SumAsync(m => m.Quantity, cancel), await moves.SumAsync(m => m.Value, cancel));
    }

    /// <summary>A stock document with its first <paramref name="take"/> lines.</summary>
    /// <returns>The card, or: forbidden, not_found.</returns>
    public async Task<Outcome<StockDocumentCard>> DocumentAsync(Actor actor, long id, int take, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.StockRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var d = await db.StockDocuments.FirstOrDefaultAsync(x => x.Id == id, cancel);
        if (d is null)
        {
            return new Refusal("not_found", "stock-document");
        }

        var moves = db.StockMoves.Where(m => m.DocumentType == "stock-document" && m.DocumentId == id);
        var lines = await moves.Join(db.Items, m => m.ItemId, i => i.Id, (m, i) => new { m, i }).OrderBy(x => x.i.CodeKey).Take(Math.Clamp(take, 1, PageQuery.MaxTake))
            .Select(x => new StockDocumentLine(x.i.Id, x.i.Code, x.i.Name, x.i.Unit, x.m.Quantity, x.m.Value, x.m.BalanceAfter)).ToListAsync(cancel);
        var reversedBy = await db.StockDocuments.Where(x => x.ReversesId == id).Select(x => (long?)x.Id).FirstOrDefaultAsync(cancel);
        var count = await moves.CountAsync(cancel);
        return new StockDocumentCard(d.Id, d.Number, d.Kind, d.WarehouseId, d.Date, d.Reason, d.ReversesId, reversedBy, lines, count - lines.Count, await moves.SumAsync(m => m.Value, cancel));
    }

    /// <summary>What was done to a stock document.</summary>
    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(Actor actor, long documentId, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await History.OfAsync(db, "stock-document", documentId, take, cancel);
    }

    private static IQueryable<StockMove> Of(ErpDbContext db, long itemId, long? warehouseId)
    {
        var moves = db.StockMoves.Where(m => m.ItemId == itemId);
        return warehouseId is { } warehouse ? moves.Where(m => m.WarehouseId == warehouse) : moves;
    }

    private static IQueryable<Item> Stocked(ErpDbContext db, StockFilter filter)
    {
        var items = db.Items.Where(i => i.Kind == ItemKind.Stocked);
        foreach (var fragment in SearchText.Fragments(filter.Page.Search))
        {
            items = items.Where(i => i.SearchText.Contains(fragment));
        }

        return filter.Items is { } only ? items.Where(i => only.Contains(i.Id)) : items;
    }

    private sealed class Figures
    {
        public required Item Item { get; init; }
        public decimal OnHand { get; init; }
        public decimal Reserved { get; init; }
        public decimal Value { get; init; }
    }

    private static IQueryable<Figures> Filtered(ErpDbContext db, StockFilter filter)
    {
        var items = Stocked(db, filter);
        IQueryable<Figures> rows;
        if (filter.At is { } at)
        {
            var moves = db.StockMoves.Where(m => m.At <= at);
            moves = filter.WarehouseId is { } w ? moves.Where(m => m.WarehouseId == w) : moves;
            rows = items.Select(i => new Figures { Item = i, OnHand = moves.Where(m => m.ItemId == i.Id).Sum(m => m.Quantity), Reserved = 0m, Value = moves.Where(m => m.ItemId == i.Id).Sum(m => m.Value) });
        }
        else
        {
            var levels = filter.WarehouseId is { } w ? db.StockLevels.Where(l => l.WarehouseId == w) : db.StockLevels;
            rows = items.Select(i => new Figures
            {
                Item = i, OnHand = levels.Where(l => l.ItemId == i.Id).Sum(l => l.OnHand), Reserved = levels.Where(l => l.ItemId == i.Id).Sum(l => l.Reserved), Value = levels.Where(l => l.ItemId == i.Id).Sum(l => l.Value),
            });
        }

        rows = filter.FreeAtMost is { } most ? rows.Where(r => r.OnHand - r.Reserved <= most) : rows;
        rows = filter.OnStock ? rows.Where(r => r.OnHand > 0m) : rows;
        return filter.Alarms ? rows.Where(r => r.Item.AlarmLevel != null && r.OnHand - r.Reserved <= r.Item.AlarmLevel) : rows;
    }

    private static IOrderedQueryable<Figures> Sorted(IQueryable<Figures> rows, PageQuery page) => (page.Sort, page.Descending) switch
    {
        ("name", false) => rows.OrderBy(r => r.Item.Name).ThenBy(r => r.Item.CodeKey),
        ("name", true) => rows.OrderByDescending(r => r.Item.Name).ThenBy(r => r.Item.CodeKey),
        ("physical", false) => rows.OrderBy(r => r.OnHand).ThenBy(r => r.Item.CodeKey),
        ("physical", true) => rows.OrderByDescending(r => r.OnHand).ThenBy(r => r.Item.CodeKey),
        ("reserved", false) => rows.OrderBy(r => r.Reserved).ThenBy(r => r.Item.CodeKey),
        ("reserved", true) => rows.OrderByDescending(r => r.Reserved).ThenBy(r => r.Item.CodeKey),
        ("free", false) => rows.OrderBy(r => r.OnHand - r.Reserved).ThenBy(r => r.Item.CodeKey),
        ("free", true) => rows.OrderByDescending(r => r.OnHand - r.Reserved).ThenBy(r => r.Item.CodeKey),
        ("value", false) => rows.OrderBy(r => r.Value).ThenBy(r => r.Item.CodeKey),
        ("value", true) => rows.OrderByDescending(r => r.Value).ThenBy(r => r.Item.CodeKey),
        ("code", true) => rows.OrderByDescending(r => r.Item.CodeKey),
        _ => rows.OrderBy(r => r.Item.CodeKey),
    };

    private static IQueryable<StockRow> Rows(IQueryable<Figures> rows) =>
        rows.Select(r => new StockRow(r.Item.Id, r.Item.Code, r.Item.Name, r.Item.Unit, r.OnHand, r.Reserved, r.Value, r.Item.AlarmLevel));
}
