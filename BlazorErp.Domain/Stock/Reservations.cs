using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Stock;

/// <summary>What an order line wants held for it: zero gives everything back.</summary>
public readonly record struct ReservationNeed(long OrderLineId, long ItemId, long WarehouseId, decimal Quantity);

/// <summary>Goods held for order lines. One ledger of reservations; the level row changes by the difference, in the same transaction.</summary>
public static class Reservations
{
    private static readonly HotQuery<long, Reservation> Open = new((db, order) => db.Reservations.AsTracking().Where(r => r.OrderId == order && r.State == ReservationState.Open));

    /// <summary>
    /// Brings the reservations of an order to its needs (lines that are not named are given back whole) and returns what is now held per line.
    /// Where less is free than needed, what is there is held: the caller marks the rest short.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, decimal>> SetIn(Write write, long orderId, bool isNew, IReadOnlyCollection<ReservationNeed> needs, CancellationToken cancel)
    {
        var db = write.Db;
        List<Reservation> open = isNew ? [] : await OpenIn(write, orderId, cancel);
        open.RemoveAll(r => db.Entry(r).State == EntityState.Deleted);
        var give = new Dictionary<LevelKey, decimal>();
        var held = new Dictionary<long, decimal>();
        var wanted = new List<(ReservationNeed Need, Reservation? Row, decimal More)>();
        var byLine = needs.ToDictionary(n => n.OrderLineId);
        foreach (var row in open)
        {
            var need = byLine.TryGetValue(row.OrderLineId, out var n) && n.ItemId == row.ItemId && n.WarehouseId == row.WarehouseId ? n.Quantity : 0m;
            if (need < row.OpenQuantity)
            {
                var key = new LevelKey(row.ItemId, row.WarehouseId);
                give[key] = give.GetValueOrDefault(key) + row.OpenQuantity - need;
                Release(row, row.OpenQuantity - need);
            }
        }

        await StockLevels.ReleaseAsync(db, give, cancel);
        foreach (var need in needs)
        {
            var row = open.Find(r => r.State == ReservationState.Open && r.OrderLineId == need.OrderLineId && r.ItemId == need.ItemId && r.WarehouseId == need.WarehouseId);
            held[need.OrderLineId] = row?.OpenQuantity ?? 0m;
            if (need.Quantity > held[need.OrderLineId])
            {
                wanted.Add((need, row, need.Quantity - held[need.OrderLineId]));
            }
        }

        var take = new Dictionary<LevelKey, decimal>();
        foreach (var (need, _, more) in wanted)
        {
            var key = new LevelKey(need.ItemId, need.WarehouseId);
            take[key] = take.GetValueOrDefault(key) + more;
        }

        var taken = new Dictionary<LevelKey, decimal>(await StockLevels.ReserveAsync(db, take, cancel));
        foreach (var (need, row, more) in wanted)
        {
            var key = new LevelKey(need.ItemId, need.WarehouseId);
            var part = Math.Min(more, taken[key]);
            taken[key] -= part;
            if (part <= 0m)
            {
                continue;
            }

            held[need.OrderLineId] += part;
            if (row is not null)
            {
                row.Quantity += part;
                row.OpenQuantity += part;
            }
            else
            {
                write.AddFinal(new Reservation { OrderId = orderId, OrderLineId = need.OrderLineId, ItemId = need.ItemId, WarehouseId = need.WarehouseId, Quantity = part, OpenQuantity = part, CreatedAt = write.Now });
            }
        }

        write.Changed(Topics.Stock, give.Keys.Concat(take.Keys).Select(k => k.ItemId));
        return held;
    }

    /// <summary>What is held for an order, to be used by <see cref="Use"/>.</summary>
    public static Task<List<Reservation>> OpenIn(Write write, long orderId, CancellationToken cancel) => Open.ListAsync(write.Db, orderId, cancel);

    /// <summary>Marks held quantities as gone out with a delivery; the level itself is changed by the issue. Returns what was used per line.</summary>
    public static IReadOnlyDictionary<long, decimal> Use(IReadOnlyList<Reservation> open, IReadOnlyDictionary<long, decimal> quantities)
    {
        var used = new Dictionary<long, decimal>();
        foreach (var row in open)
        {
            var part = Math.Min(row.OpenQuantity, quantities.GetValueOrDefault(row.OrderLineId) - used.GetValueOrDefault(row.OrderLineId));
            if (part > 0m)
            {
                row.OpenQuantity -= part;
                row.UsedQuantity += part;
                row.State = row.OpenQuantity == 0m ? ReservationState.Closed : ReservationState.Open;
                used[row.OrderLineId] = used.GetValueOrDefault(row.OrderLineId) + part;
            }
        }

        return used;
    }

    private static void Release(Reservation row, decimal quantity)
    {
        row.OpenQuantity -= quantity;
        row.ReleasedQuantity += quantity;
        if (row.OpenQuantity == 0m)
        {
            row.State = ReservationState.Closed;
        }
    }
}
