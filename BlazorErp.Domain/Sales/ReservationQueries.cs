using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Sales;

/// <summary>Which orders make the figure "reserved", and which items open orders lack.</summary>
public sealed class ReservationQueries(ErpDatabase database)
{
    /// <summary>Open reservations of an item, newest first.</summary>
    /// <param name="actor">Who asks; needs stock.read.</param>
    /// <param name="itemId">Item.</param>
    /// <param name="warehouseId">One warehouse, or all.</param>
    /// <param name="after">Cursor: id of the last row of the page before.</param>
    /// <param name="take">At most <see cref="PageQuery.MaxTake"/>.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<Page<ReservationRow>> OfItemAsync(Actor actor, long itemId, long? warehouseId, string? after, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return new Page<ReservationRow>([]);
        }

        take = Math.Clamp(take, 1, PageQuery.MaxTake);
        await using var db = database.Read(actor);
        var open = db.Reservations.Where(r => r.ItemId == itemId && r.State == ReservationState.Open);
        open = warehouseId is { } warehouse ? open.Where(r => r.WarehouseId == warehouse) : open;
        open = after is null ? open : open.Where(r => r.Id < long.Parse(after, CultureInfo.InvariantCulture));
        var rows = await open.OrderByDescending(r => r.Id).Take(take).Join(db.SalesOrders, r => r.OrderId, o => o.Id, (r, o) => new { r, o.Number, o.PartnerId })
            .Join(db.Partners, x => x.PartnerId, p => p.Id, (x, p) => new { x.r, x.Number, p.Name }).OrderByDescending(x => x.r.Id)
            .Select(x => new ReservationRow(x.r.Id, x.r.OrderId, x.Number, x.Name, x.r.WarehouseId, x.r.OpenQuantity, x.r.CreatedAt)).ToListAsync(cancel);
        return new Page<ReservationRow>(rows, rows.Count == take ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Items that open orders lack, most lacking first; <see cref="StockQueries.MaxItems"/> at most.</summary>
    public async Task<IReadOnlyList<ShortItem>> ShortItemsAsync(Actor actor, long? warehouseId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var open = db.SalesOrders.Where(o => o.State == OrderState.Open);
        open = warehouseId is { } warehouse ? open.Where(o => o.WarehouseId == warehouse) : open;
        var lacks = await OrderQueries.Needs(db).Join(open, n => n.OrderId, o => o.Id, (n, o) => n).Where(n => n.Missing > 0m).Select(n => new { n.ItemId, n.Missing }).Take(20 * StockQueries.MaxItems).ToListAsync(cancel);
        return [.. lacks.GroupBy(n => n.ItemId).Select(g => new ShortItem(g.Key, g.Sum(n => n.Missing))).OrderByDescending(s => s.Quantity).Take(StockQueries.MaxItems)];
    }
}
