using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Sales;

/// <summary>Which deliveries the list shows, newest first.</summary>
/// <param name="Page">Window and search: fragments of the number and of the customer.</param>
/// <param name="WarehouseId">Only of this warehouse.</param>
/// <param name="OrderId">Only of this order.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Returns">True only what came back, false only what went out.</param>
/// <param name="InvoiceId">Only what this invoice moved.</param>
public sealed record DeliveryFilter(PageQuery Page, long? WarehouseId = null, long? OrderId = null, DateOnly? From = null, DateOnly? To = null, bool? Returns = null, long? InvoiceId = null);

/// <summary>Reads deliveries. Whoever lacks the permission sees nothing.</summary>
public sealed class DeliveryQueries(ErpDatabase database)
{
    /// <summary>A window of the list; the cursor is the id of the last row.</summary>
    public async Task<Page<DeliveryRow>> ListAsync(Actor actor, DeliveryFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return new Page<DeliveryRow>([]);
        }

        await using var db = database.Read(actor);
        var page = filter.Page;
        var all = Filtered(db, filter);
        var from = page.After is { } after ? all.Where(d => d.Id < long.Parse(after, CultureInfo.InvariantCulture)) : all;
        var rows = await Rows(db, from.OrderByDescending(d => d.Id).Skip(page.After is null ? page.Skip : 0).Take(page.BoundedTake)).ToListAsync(cancel);
        return new Page<DeliveryRow>(rows, rows.Count == page.BoundedTake ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null, page.Count ? await all.CountAsync(cancel) : -1);
    }

    /// <summary>All rows the filter holds, one at a time, for an export.</summary>
    public async IAsyncEnumerable<DeliveryRow> AllAsync(Actor actor, DeliveryFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            yield break;
        }

        await using var db = database.Read(actor);
        await foreach (var row in Rows(db, Filtered(db, filter).OrderByDescending(d => d.Id)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return row;
        }
    }

    /// <summary>Everything of one delivery.</summary>
    /// <returns>The card, or: forbidden, not_found.</returns>
    public async Task<Outcome<DeliveryCard>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SalesRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var row = await Rows(db, db.Deliveries.Where(d => d.Id == id)).FirstOrDefaultAsync(cancel);
        if (row is null)
        {
            return new Refusal("not_found", "delivery");
        }

        var lines = await db.DeliveryLines.Where(l => l.DeliveryId == id).OrderBy(l => l.Id).Take(OrderRules.MaxLines)
            .Join(db.Items, l => l.ItemId, i => i.Id, (l, i) => new DeliveryLineRow(i.Id, i.Code, i.Name, i.Unit, l.Quantity, l.Cost)).ToListAsync(cancel);
        var reverses = await db.Deliveries.Where(d => d.Id == id).Select(d => d.ReversesId).FirstAsync(cancel);
        var reversedBy = await db.Deliveries.Where(d => d.ReversesId == id).Select(d => (long?)d.Id).FirstOrDefaultAsync(cancel);
        return new DeliveryCard(row.Id, row.Number, row.Date, row.PartnerId, row.Partner, row.WarehouseId, row.OrderId, row.OrderNumber, row.InvoiceId, reverses, reversedBy, lines);
    }

    private static IQueryable<Delivery> Filtered(ErpDbContext db, DeliveryFilter filter)
    {
        IQueryable<Delivery> all = db.Deliveries;
        foreach (var fragment in SearchText.Fragments(filter.Page.Search))
        {
            all = all.Where(d => d.Number.ToLower().Contains(fragment) || db.Partners.Any(p => p.Id == d.PartnerId && p.SearchText.Contains(fragment)));
        }

        all = filter.WarehouseId is { } warehouse ? all.Where(d => d.WarehouseId == warehouse) : all;
        all = filter.OrderId is { } order ? all.Where(d => d.OrderId == order) : all;
        all = filter.From is { } from ? all.Where(d => d.Date >= from) : all;
        all = filter.To is { } to ? all.Where(d => d.Date <= to) : all;
        all = filter.InvoiceId is { } invoice ? all.Where(d => d.InvoiceId == invoice) : all;
        return filter.Returns is { } returns ? all.Where(d => (d.ReversesId != null) == returns) : all;
    }

    private static IQueryable<DeliveryRow> Rows(ErpDbContext db, IQueryable<Delivery> deliveries) => deliveries.Select(d => new DeliveryRow(
        d.Id, d.Number, d.Date, d.PartnerId, db.Partners.Where(p => p.Id == d.PartnerId).Select(p => p.Name).First(), d.WarehouseId, d.OrderId,
        db.SalesOrders.Where(o => o.Id == d.OrderId).Select(o => o.Number).FirstOrDefault(), d.InvoiceId, d.ReversesId != null, db.DeliveryLines.Where(l => l.DeliveryId == d.Id).Sum(l => l.Quantity)));
}
