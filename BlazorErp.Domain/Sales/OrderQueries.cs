using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Sales;

/// <summary>Reads orders. Whoever lacks the permission sees nothing.</summary>
public sealed class OrderQueries(ErpDatabase database, OrderProgress progress)
{
    private const int ExportWindow = 1000;

    /// <summary>A window of the list, newest first; the cursor is the id of the last row.</summary>
    public async Task<Page<OrderRow>> ListAsync(Actor actor, OrderFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return new Page<OrderRow>([]);
        }

        await using var db = database.Read(actor);
        var page = filter.Page;
        var orders = Filtered(db, filter);
        var from = page.After is { } after ? orders.Where(o => o.Id < long.Parse(after, CultureInfo.InvariantCulture)) : page.Skip > 0 ? null : orders;
        var window = from is null ? orders.OrderByDescending(o => o.Id).Skip(page.Skip) : from.OrderByDescending(o => o.Id);
        List<OrderRow> rows;
        if (page.Search is { Length: > 0 })
        {
            // Ids first: a search then walks an index that holds the text, and touches only the rows that are shown.
            var ids = await window.Take(page.BoundedTake).Select(o => o.Id).ToListAsync(cancel);
            rows = ids.Count == 0 ? [] : await Rows(db, db.SalesOrders.Where(o => ids.Contains(o.Id)).OrderByDescending(o => o.Id)).ToListAsync(cancel);
        }
        else
        {
            rows = await Rows(db, window.Take(page.BoundedTake)).ToListAsync(cancel);
        }

        await FillShortAsync(db, rows, cancel);
        var next = rows.Count == page.BoundedTake ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return new Page<OrderRow>(rows, next, page.Count ? await orders.CountAsync(cancel) : -1);
    }

    /// <summary>All rows the filter holds, one at a time, for an export.</summary>
    public async IAsyncEnumerable<OrderRow> AllAsync(Actor actor, OrderFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            yield break;
        }

        // Window by window: what is short is read for a whole window at once.
        await using var db = database.Read(actor);
        var before = long.MaxValue;
        List<OrderRow> rows;
        do
        {
            var last = before;
            rows = await Rows(db, Filtered(db, filter).Where(o => o.Id < last).OrderByDescending(o => o.Id).Take(ExportWindow)).ToListAsync(cancel);
            await FillShortAsync(db, rows, cancel);
            foreach (var row in rows)
            {
                yield return row;
            }

            before = rows.Count > 0 ? rows[^1].Id : 0;
        }
        while (rows.Count == ExportWindow);
    }

    /// <summary>Count and gross of everything the filter holds, per currency.</summary>
    public async Task<IReadOnlyList<OrderTotal>> TotalsAsync(Actor actor, OrderFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await Filtered(db, filter).GroupBy(o => o.Currency).OrderBy(g => g.Key).Select(g => new OrderTotal(g.Key, g.Count(), g.Sum(o => o.Gross))).ToListAsync(cancel);
    }

    /// <summary>Everything of one order, with what is held, delivered and invoiced of each line.</summary>
    /// <returns>The card, or: forbidden, not_found.</returns>
    public async Task<Outcome<OrderCard>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SalesRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var found = await db.SalesOrders.Where(o => o.Id == id).Join(db.Partners, o => o.PartnerId, p => p.Id, (o, p) => new { o, p.Name, p.Code, p.VatNumber, p.PaymentTermDays }).FirstOrDefaultAsync(cancel);
        if (found is null)
        {
            return new Refusal("not_found", "order");
        }

        var lines = await db.SalesOrderLines.Where(l => l.OrderId == id).Join(db.Items, l => l.ItemId, i => i.Id, (l, i) => new { l, i.Code, i.Name, i.Kind }).OrderBy(x => x.l.Position).Take(OrderRules.MaxLines).ToListAsync(cancel);
        var held = await db.Reservations.Where(r => r.OrderId == id && r.State == ReservationState.Open).GroupBy(r => r.OrderLineId).Select(g => new { g.Key, Sum = g.Sum(r => r.OpenQuantity) }).ToDictionaryAsync(g => g.Key, g => g.Sum, cancel);
        var done = await progress.OfLinesAsync(db, lines.ConvertAll(x => x.l.Id), cancel);
        var o = found.o;
        return new OrderCard(
            o.Id, o.Version, o.Number, o.State, o.PartnerId, found.Name, found.Code, found.VatNumber, found.PaymentTermDays, o.WarehouseId, o.Date, o.PromisedDate, o.Currency, o.Net, o.Vat, o.Rounding, o.Gross, o.ChannelId,
            o.ExternalNumber, o.ChangeRequest, o.Reference, o.Note, o.PaymentMethod, o.ShippingMethod, o.DeliverTo, o.CreatedAt,
            lines.ConvertAll(x => new OrderLineRow(
                x.l.Id, x.l.Position, x.l.ItemId, x.Code, x.Name, x.l.Description, x.Kind, x.l.Quantity, x.l.Unit, x.l.UnitPrice, x.l.DiscountPercent, x.l.VatRateId, x.l.VatPercent, x.l.Net, x.l.NetIsFixed, x.l.ExternalId,
                held.GetValueOrDefault(x.l.Id), done.GetValueOrDefault(x.l.Id).Delivered, done.GetValueOrDefault(x.l.Id).Invoiced)));
    }

    /// <summary>What was done to an order, newest first.</summary>
    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(Actor actor, long id, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await History.OfAsync(db, "order", id, take, cancel);
    }

    /// <summary>Orders dated on a day, cancelled ones left out.</summary>
    public async Task<OrdersOfDay> OfDayAsync(Actor actor, DateOnly day, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return new OrdersOfDay(0, 0, []);
        }

        await using var db = database.Read(actor);
        var groups = await db.SalesOrders.Where(o => o.Date == day && o.State != OrderState.Cancelled).GroupBy(o => new { o.Currency, Shop = o.ChannelId != null })
            .Select(g => new { g.Key.Currency, g.Key.Shop, Count = g.Count(), Gross = g.Sum(o => o.Gross) }).ToListAsync(cancel);
        return new OrdersOfDay(
            groups.Sum(g => g.Count), groups.Where(g => g.Shop).Sum(g => g.Count),
            [.. groups.GroupBy(g => g.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new OrderTotal(g.Key, g.Sum(x => x.Count), g.Sum(x => x.Gross)))]);
    }

    /// <summary>How many orders are open.</summary>
    public async Task<int> CountOpenAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return 0;
        }

        await using var db = database.Read(actor);
        return await db.SalesOrders.CountAsync(o => o.State == OrderState.Open, cancel);
    }

    /// <summary>Latest orders of exactly this gross, whatever the currency.</summary>
    public async Task<IReadOnlyList<OrderRow>> OfAmountAsync(Actor actor, decimal gross, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead) || decimal.Round(gross, 4) != gross)
        {
            return [];
        }

        await using var db = database.Read(actor);
        var rows = await Rows(db, db.SalesOrders.Where(o => o.Gross == gross).OrderByDescending(o => o.Id).Take(Math.Clamp(take, 1, PageQuery.MaxTake))).ToListAsync(cancel);
        await FillShortAsync(db, rows, cancel);
        return rows;
    }

    /// <summary>How many orders are open, how many of them can go out whole now, how many wait for goods.</summary>
    public async Task<(int Open, int Deliverable)> OpenAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return (0, 0);
        }

        await using var db = database.Read(actor);
        var open = await db.SalesOrders.CountAsync(o => o.State == OrderState.Open, cancel);
        return (open, open == 0 ? 0 : await Filtered(db, new OrderFilter(new PageQuery(), Deliverable: true)).CountAsync(cancel));
    }

    internal static IQueryable<SalesOrder> Filtered(ErpDbContext db, OrderFilter filter)
    {
        IQueryable<SalesOrder> orders = db.SalesOrders;
        foreach (var fragment in SearchText.RarestFirst(filter.Page.Search))
        {
            orders = orders.Where(o => o.SearchText.Contains(fragment));
        }

        orders = filter.State is { } state ? orders.Where(o => o.State == state) : orders;
        orders = filter.WarehouseId is { } warehouse ? orders.Where(o => o.WarehouseId == warehouse) : orders;
        orders = filter.ChannelId is { } channel ? (channel == 0 ? orders.Where(o => o.ChannelId == null) : orders.Where(o => o.ChannelId == channel)) : orders;
        orders = filter.From is { } from ? orders.Where(o => o.Date >= from) : orders;
        orders = filter.To is { } to ? orders.Where(o => o.Date <= to) : orders;
        orders = filter.PartnerId is { } partner ? orders.Where(o => o.PartnerId == partner) : orders;
        orders = filter.NeedsLook ? orders.Where(o => o.ChangeRequest != null) : orders;
        orders = filter.Short ? orders.Where(o => o.State == OrderState.Open && Needs(db).Any(n => n.OrderId == o.Id && n.Missing > 0m)) : orders;
        return filter.Deliverable
            ? orders.Where(o => o.State == OrderState.Open && !Needs(db).Any(n => n.OrderId == o.Id && n.Missing > 0m
                && n.Missing > db.StockLevels.Where(l => l.ItemId == n.ItemId && l.WarehouseId == o.WarehouseId).Sum(l => l.OnHand - l.Reserved)))
            : orders;
    }

    internal sealed class Need
    {
        public long OrderId { get; init; }
        public long ItemId { get; init; }
        public decimal Missing { get; init; }
    }

    /// <summary>What each line of a stocked item lacks: ordered less delivered less held.</summary>
    internal static IQueryable<Need> Needs(ErpDbContext db) => db.SalesOrderLines.Where(l => db.Items.Any(i => i.Id == l.ItemId && i.Kind == ItemKind.Stocked)).Select(l => new Need
    {
        OrderId = l.OrderId, ItemId = l.ItemId,
        Missing = l.Quantity - db.DeliveryLines.Where(d => d.OrderLineId == l.Id).Sum(d => d.Quantity)
            - db.Reservations.Where(r => r.OrderId == l.OrderId && r.OrderLineId == l.Id && r.State == ReservationState.Open).Sum(r => r.OpenQuantity),
    });

    // Three grouped reads for the open orders of a window: a subquery per row is planned badly by a server whose statistics are old.
    private static async Task FillShortAsync(ErpDbContext db, List<OrderRow> rows, CancellationToken cancel)
    {
        var ids = rows.Where(r => r.State == OrderState.Open).Select(r => r.Id).ToList();
        if (ids.Count == 0)
        {
            return;
        }

        var lines = db.SalesOrderLines.Where(l => ids.Contains(l.OrderId)).Join(db.Items.Where(i => i.Kind == ItemKind.Stocked), l => l.ItemId, i => i.Id, (l, i) => l);
        var ordered = await lines.GroupBy(l => l.OrderId).Select(g => new { g.Key, Sum = g.Sum(l => l.Quantity) }).ToDictionaryAsync(g => g.Key, g => g.Sum, cancel);
        var delivered = await lines.Join(db.DeliveryLines, l => l.Id, d => d.OrderLineId, (l, d) => new { l.OrderId, d.Quantity }).GroupBy(x => x.OrderId).Select(g => new { g.Key, Sum = g.Sum(x => x.Quantity) }).ToDictionaryAsync(g => g.Key, g => g.Sum, cancel);
        var held = await db.Reservations.Where(r => ids.Contains(r.OrderId) && r.State == ReservationState.Open).GroupBy(r => r.OrderId).Select(g => new { g.Key, Sum = g.Sum(r => r.OpenQuantity) }).ToDictionaryAsync(g => g.Key, g => g.Sum, cancel);
        for (var n = 0; n < rows.Count; n++)
        {
            if (rows[n].State == OrderState.Open)
            {
                rows[n] = rows[n] with { Short = Math.Max(0m, ordered.GetValueOrDefault(rows[n].Id) - delivered.GetValueOrDefault(rows[n].Id) - held.GetValueOrDefault(rows[n].Id)) };
            }
        }
    }

    private static IQueryable<OrderRow> Rows(ErpDbContext db, IQueryable<SalesOrder> orders) => orders.Select(o => new OrderRow(
        o.Id, o.Number, o.Date, o.PromisedDate, o.PartnerId, db.Partners.Where(p => p.Id == o.PartnerId).Select(p => p.Name).First(), o.WarehouseId, o.State, o.Gross, o.Currency,
        0m, o.ChannelId, o.ExternalNumber, o.ChangeRequest != null, o.Version));
}
