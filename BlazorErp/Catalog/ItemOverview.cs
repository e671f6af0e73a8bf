using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Catalog;

/// <summary>Stock of an item in one warehouse.</summary>
public sealed record ItemStockRow(long WarehouseId, string Warehouse, decimal Physical, decimal Reserved)
{
    /// <summary>Physical less reserved.</summary>
    public decimal Free => Physical - Reserved;
}

/// <summary>An order that holds an item.</summary>
public sealed record ItemOrderRow(long OrderId, string Number, DateOnly Date, string Partner, decimal Quantity, OrderState State);

/// <summary>What an item's card shows from the other rooms; reads only, each part only for those who may see it.</summary>
public sealed class ItemOverview(ErpDatabase database)
{
    private const int Orders = 10;

    /// <summary>Every warehouse, those without stock too.</summary>
    public async Task<IReadOnlyList<ItemStockRow>> StockAsync(Actor actor, long itemId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var levels = await db.StockLevels.Where(l => l.ItemId == itemId).ToDictionaryAsync(l => l.WarehouseId, cancel);
        var warehouses = await db.Warehouses.OrderByDescending(w => w.IsDefault).ThenBy(w => w.Code).Take(PageQuery.MaxTake).Select(w => new { w.Id, w.Name }).ToListAsync(cancel);
        return [.. warehouses.Select(w => levels.TryGetValue(w.Id, out var l) ? new ItemStockRow(w.Id, w.Name, l.OnHand, l.Reserved) : new ItemStockRow(w.Id, w.Name, 0m, 0m))];
    }

    /// <summary>The latest orders with the item, newest first.</summary>
    public async Task<IReadOnlyList<ItemOrderRow>> OrdersAsync(Actor actor, long itemId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.SalesOrderLines.Where(l => l.ItemId == itemId).OrderByDescending(l => l.OrderId).Take(Orders)
            .Join(db.SalesOrders, l => l.OrderId, o => o.Id, (l, o) => new { l, o })
            .Join(db.Partners, x => x.o.PartnerId, p => p.Id, (x, p) => new { x.l, x.o, p })
            .OrderByDescending(x => x.o.Id).Select(x => new ItemOrderRow(x.o.Id, x.o.Number, x.o.Date, x.p.Name, x.l.Quantity, x.o.State)).ToListAsync(cancel);
    }
}

/// <summary>Filters of the list of items, as its address says them.</summary>
public static class ItemFilters
{
    /// <summary>kind=stocked|service, state=open|blocked, check=1, batch=ID.</summary>
    public static ItemQuery Read(PageQuery page, Func<string, string?> value) => new(
        page,
        value("kind") switch { "stocked" => ItemKind.Stocked, "service" => ItemKind.Service, _ => null },
        value("state") switch { "open" => false, "blocked" => true, _ => null },
        value("check") == "1",
        long.TryParse(value("batch"), System.Globalization.CultureInfo.InvariantCulture, out var batch) ? batch : null);
}
