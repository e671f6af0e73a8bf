using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Sales;

/// <summary>One line as it is entered or as a shop charged it.</summary>
/// <param name="ItemId">Item.</param>
/// <param name="Quantity">Over zero, four decimals at most.</param>
/// <param name="UnitPrice">Net price per unit before discount.</param>
/// <param name="DiscountPercent">0..100.</param>
/// <param name="VatRateId">VAT rate.</param>
/// <param name="Description">Text; null takes the item's name.</param>
/// <param name="FixedNet">Net charged elsewhere; price and discount are then for reading only.</param>
/// <param name="ExternalId">The shop's id of the line.</param>
/// <param name="LineId">Line that is changed; 0 is a new one.</param>
public sealed record OrderLineInput(long ItemId, decimal Quantity, decimal UnitPrice, decimal DiscountPercent, long VatRateId, string? Description = null, decimal? FixedNet = null, string? ExternalId = null, long LineId = 0);

/// <summary>Where an order of a shop comes from.</summary>
public sealed record ShopOrigin(long ChannelId, string ExternalId, string ExternalNumber, DateTimeOffset Version, long SeriesId, decimal Gross, string? PaymentMethod, string? ShippingMethod, string? DeliverTo);

/// <summary>An order to be saved.</summary>
/// <param name="CommandId">Made by the form.</param>
/// <param name="OrderId">0 for a new one.</param>
/// <param name="Version">Version the change was made on; another one in the database is refused and told.</param>
/// <param name="PartnerId">Customer.</param>
/// <param name="WarehouseId">Where it reserves.</param>
/// <param name="Date">Day of the order.</param>
/// <param name="PromisedDate">Promised day.</param>
/// <param name="Currency">Currency of the prices.</param>
/// <param name="Reference">Customer's reference.</param>
/// <param name="Note">Note.</param>
/// <param name="Lines">Lines in order; at most <see cref="OrderRules.MaxLines"/>.</param>
/// <param name="Origin">The shop, where it comes from one.</param>
public sealed record SaveOrder(
    Guid CommandId, long OrderId, int Version, long PartnerId, long WarehouseId, DateOnly Date, DateOnly? PromisedDate, string Currency, string? Reference, string? Note,
    IReadOnlyList<OrderLineInput> Lines, ShopOrigin? Origin = null);

/// <summary>What a save came to.</summary>
/// <param name="Id">Order.</param>
/// <param name="Number">Its number.</param>
/// <param name="Version">New version.</param>
/// <param name="Short">Stocked quantity that could not be held.</param>
public sealed record SavedOrder(long Id, string Number, int Version, decimal Short);

/// <summary>Customers' orders: entered, changed, cancelled. Saving reserves at once, by the difference; what is short is marked, never oversold.</summary>
public sealed class OrderService(ErpDatabase database, CompanyReferences references, OrderProgress orderProgress)
{
    private static readonly HotQuery<long, CustomerFacts> Customer = new((db, id) => db.Partners.AsNoTracking().Where(p => p.Id == id).Select(p => new CustomerFacts(p.Code, p.Name, p.IsBlocked)));

    /// <summary>Saves an order.</summary>
    public async Task<Outcome<SavedOrder>> SaveAsync(Actor actor, SaveOrder request, CancellationToken cancel) =>
        actor.Lacks(Permissions.SalesWrite) is { } no ? no
        : await database.WriteAsync<SavedOrder>(actor, new Command("order.save", request.CommandId, request), (w, c) => SaveIn(w, request, c), cancel);

    /// <summary>The same inside another unit of work (the intake of a shop).</summary>
    public async Task<Outcome<SavedOrder>> SaveIn(Write write, SaveOrder request, CancellationToken cancel)
    {
        var db = write.Db;
        var company = await references.GetAsync(db.CompanyId, cancel);
        if (OrderRules.Check(request, company) is { } bad)
        {
            return bad;
        }

        var partner = await Customer.FirstAsync(db, request.PartnerId, cancel);
        if (partner is null || (partner.IsBlocked && request.OrderId == 0))
        {
            return partner is null ? new Refusal("not_found", "partner") { Field = "partner" } : new Refusal("partner.blocked", partner.Name) { Field = "partner" };
        }

        var items = await OrderRules.ItemsAsync(db, request.Lines.Select(l => l.ItemId), cancel);
        for (var n = 0; n < request.Lines.Count; n++)
        {
            if (!items.TryGetValue(request.Lines[n].ItemId, out var item))
            {
                return new Refusal("not_found", "item") { Field = "item", Row = n + 1 };
            }

            if (item.IsBlocked && request.Lines[n].LineId == 0)
            {
                return new Refusal("item.blocked", item.Code) { Field = "item", Row = n + 1 };
            }
        }

        var isNew = request.OrderId == 0;
        var order = isNew ? New(request) : await db.SalesOrders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == request.OrderId, cancel);
        if (order is null)
        {
            return new Refusal("not_found", "order");
        }

        if (!isNew && await RefuseChangeAsync(db, order, request, cancel) is { } locked)
        {
            return locked;
        }

        if (isNew)
        {
            db.Stamp(order);
        }

        var before = isNew ? "" : OrderRules.LinesInWords(order.Lines, items);
        var changed = await SetLinesAsync(write, order, request, items, company, cancel);
        if (changed is { } refused)
        {
            return refused;
        }

        var done = isNew ? [] : await orderProgress.OfLinesAsync(db, order, cancel);
        var needs = order.Lines.Where(l => items[l.ItemId].Kind == ItemKind.Stocked && order.State == OrderState.Open)
            .Select(l => new ReservationNeed(l.Id, l.ItemId, order.WarehouseId, Math.Max(0m, l.Quantity - done.GetValueOrDefault(l.Id).Delivered))).ToList();
        var held = await Reservations.SetIn(write, order.Id, isNew, needs, cancel);
        var missing = needs.Sum(n => n.Quantity - held.GetValueOrDefault(n.OrderLineId));
        if (missing > 0m && company.Company.ShortPolicy == ShortPolicy.Refuse && request.Origin is null)
        {
            var first = needs.First(n => n.Quantity > held.GetValueOrDefault(n.OrderLineId));
            return new Refusal("order.short_refused", items[first.ItemId].Code, first.Quantity, held.GetValueOrDefault(first.OrderLineId)) { Field = "quantity", Row = order.Lines.First(l => l.Id == first.OrderLineId).Position };
        }

        if (isNew)
        {
            var series = request.Origin is { } from && company.Series.TryGetValue(from.SeriesId, out var own) ? own : company.DefaultSeries(DocumentKind.SalesOrder);
            var number = await Numbers.TakeAsync(db, series, request.Date, false, cancel);
            if (!number.Ok)
            {
                return number.Refusal!;
            }

            (order.Number, order.SeriesId, order.SeriesYear, order.SeriesNumber) = (number.Value.Text, number.Value.SeriesId, number.Value.Year, number.Value.Number);
            write.AddFinal(order);
            order.Lines.ForEach(l => write.AddFinal(l));
        }

        order.Version++;
        order.SearchText = SearchText.FoldAll(600, order.Number, partner.Code, partner.Name, order.ExternalNumber, order.Reference);
        var wanted = needs.Sum(n => n.Quantity);
        write.Audit(isNew ? "order.created" : "order.changed", "order", order.Id, order.Number, order.Gross, order.Currency, wanted - missing, wanted, isNew ? null : before);
        write.Changed(Topics.Order, order.Id);
        return new SavedOrder(order.Id, order.Number, order.Version, missing);

        SalesOrder New(SaveOrder from) => new() { Number = "", Currency = from.Currency, CreatedAt = write.Now };
    }

    /// <summary>Holds for an open order what it lacks and what is free by now: goods came in, another order was cancelled. Returns what is still short.</summary>
    public async Task<Outcome<SavedOrder>> ReserveAsync(Actor actor, Guid commandId, long orderId, CancellationToken cancel) =>
        actor.Lacks(Permissions.SalesWrite) is { } no ? no
        : await database.WriteAsync<SavedOrder>(actor, new Command("order.reserve", commandId, new { orderId }), async (w, c) =>
        {
            var order = await w.Db.SalesOrders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == orderId, c);
            if (order is null || order.State != OrderState.Open)
            {
                return order is null ? new Refusal("not_found", "order") : new Refusal("order.state", order.Number, order.State.ToString());
            }

            var items = await OrderRules.ItemsAsync(w.Db, order.Lines.Select(l => l.ItemId), c);
            var done = await orderProgress.OfLinesAsync(w.Db, order, c);
            var needs = order.Lines.Where(l => items[l.ItemId].Kind == ItemKind.Stocked).Select(l => new ReservationNeed(l.Id, l.ItemId, order.WarehouseId, Math.Max(0m, l.Quantity - done.GetValueOrDefault(l.Id).Delivered))).ToList();
            var held = await Reservations.SetIn(w, orderId, false, needs, c);
            var wanted = needs.Sum(n => n.Quantity);
            var missing = wanted - needs.Sum(n => held.GetValueOrDefault(n.OrderLineId));
            w.Audit("order.reserved", "order", orderId, order.Number, wanted - missing, wanted);
            w.Changed(Topics.Order, orderId);
            return new SavedOrder(orderId, order.Number, order.Version, missing);
        }, cancel);

    /// <summary>Cancels an order that is not invoiced; gives back what it held.</summary>
    public async Task<Outcome> CancelAsync(Actor actor, Guid commandId, long orderId, int version, string? reason, CancellationToken cancel) =>
        actor.Lacks(Permissions.SalesWrite) is { } no ? no
        : await database.WriteAsync(actor, new Command("order.cancel", commandId, new { orderId, version }), (w, c) => CancelIn(w, orderId, version, reason, c), cancel);

    /// <summary>The same inside another unit of work; version 0 takes the order as it is.</summary>
    public async Task<Outcome> CancelIn(Write write, long orderId, int version, string? reason, CancellationToken cancel)
    {
        var order = await write.Db.SalesOrders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == orderId, cancel);
        if (order is null)
        {
            return new Refusal("not_found", "order");
        }

        if (!OrderStates.May(order.State, OrderAct.Cancel))
        {
            return new Refusal("order.state", order.Number, order.State.ToString());
        }

        if (version != 0 && order.Version != version)
        {
            return new Refusal("changed_by_other", order.Number);
        }

        if ((await orderProgress.OfLinesAsync(write.Db, order, cancel)).Values.Any(p => p.Invoiced > 0m || p.Delivered > 0m))
        {
            return new Refusal("order.partly_invoiced", order.Number);
        }

        await Reservations.SetIn(write, order.Id, false, [], cancel);
        order.State = OrderState.Cancelled;
        order.Version++;
        write.Audit("order.cancelled", "order", order.Id, order.Number, reason);
        write.Changed(Topics.Order, order.Id);
        return Outcome.Done;
    }

    private static async Task<Refusal?> RefuseChangeAsync(ErpDbContext db, SalesOrder order, SaveOrder request, CancellationToken cancel)
    {
        if (!OrderStates.May(order.State, OrderAct.Change))
        {
            return new Refusal("order.state", order.Number, order.State.ToString());
        }

        if (order.Version == request.Version)
        {
            return null;
        }

        // each save adds one to the version and one entry to the history
        return await History.ChangedByOtherAsync(db, "order", order.Id, order.Version - request.Version, cancel);
    }

    private async Task<Refusal?> SetLinesAsync(Write write, SalesOrder order, SaveOrder request, IReadOnlyDictionary<long, OrderRules.ItemFacts> items, CompanyReference company, CancellationToken cancel)
    {
        var db = write.Db;
        var progress = order.Lines.Count == 0 ? [] : await orderProgress.OfLinesAsync(db, order, cancel);
        var keep = request.Lines.Where(l => l.LineId != 0).Select(l => l.LineId).ToHashSet();
        foreach (var gone in order.Lines.Where(l => !keep.Contains(l.Id)).ToList())
        {
            if (await orderProgress.IsUsedAsync(db, gone.Id, progress.GetValueOrDefault(gone.Id), cancel))
            {
                return new Refusal("order.line_invoiced", gone.Description) { Row = gone.Position };
            }

            var held = await db.Reservations.Where(r => r.OrderLineId == gone.Id).ToListAsync(cancel);
            await StockLevels.ReleaseAsync(db, held.GroupBy(r => new LevelKey(r.ItemId, r.WarehouseId)).Select(g => KeyValuePair.Create(g.Key, g.Sum(r => r.OpenQuantity))).ToList(), cancel);
            db.Reservations.RemoveRange(held);
            write.Changed(Topics.Stock, held.Select(r => r.ItemId));
            db.SalesOrderLines.Remove(gone);
            order.Lines.Remove(gone);
        }

        var lines = new List<SalesOrderLine>(request.Lines.Count);
        for (var n = 0; n < request.Lines.Count; n++)
        {
            var input = request.Lines[n];
            var line = order.Lines.Find(l => l.Id == input.LineId && input.LineId != 0);
            if (line is null && input.LineId != 0)
            {
                return new Refusal("not_found", "line") { Row = n + 1 };
            }

            if (line is not null && progress.GetValueOrDefault(line.Id) is { } p)
            {
                if (input.Quantity < Math.Max(p.Invoiced, p.Delivered) || (p.Invoiced > 0m && input.ItemId != line.ItemId))
                {
                    return new Refusal("order.below_invoiced", p.Invoiced) { Row = n + 1, Field = "quantity" };
                }
            }

            if (line is null)
            {
                line = new SalesOrderLine { OrderId = order.Id, Description = "", Unit = "" };
                db.Stamp(line);
                order.Lines.Add(line);
                if (request.OrderId != 0)
                {
                    db.SalesOrderLines.Add(line);
                }
            }

            var item = items[input.ItemId];
            line.Position = n + 1;
            line.ItemId = input.ItemId;
            line.Description = string.IsNullOrWhiteSpace(input.Description) ? item.Name : input.Description.Trim();
            line.Quantity = input.Quantity;
            line.Unit = item.Unit;
            line.UnitPrice = input.UnitPrice;
            line.DiscountPercent = input.DiscountPercent;
            line.VatRateId = input.VatRateId;
            line.VatPercent = company.VatRates[input.VatRateId].Percent;
            line.NetIsFixed = input.FixedNet is not null;
            line.Net = input.FixedNet ?? 0m;
            line.ExternalId = input.ExternalId;
            lines.Add(line);
        }

        order.Lines.Sort((a, b) => a.Position.CompareTo(b.Position));
        order.PartnerId = request.PartnerId;
        order.WarehouseId = request.WarehouseId;
        order.Date = request.Date;
        order.PromisedDate = request.PromisedDate;
        order.Currency = request.Currency;
        order.Reference = request.Reference;
        order.Note = request.Note;
        if (request.Origin is { } origin)
        {
            (order.ChannelId, order.ExternalId, order.ExternalNumber, order.ExternalVersion) = (origin.ChannelId, origin.ExternalId, origin.ExternalNumber, origin.Version);
            (order.PaymentMethod, order.ShippingMethod, order.DeliverTo) = (origin.PaymentMethod, origin.ShippingMethod, origin.DeliverTo);
        }

        return Totals(order, request, lines);
    }

    private static Refusal? Totals(SalesOrder order, SaveOrder request, List<SalesOrderLine> lines)
    {
        var currency = Currency.Of(order.Currency);
        var input = lines.ConvertAll(l => new TotalLine(l.Quantity, l.UnitPrice, l.DiscountPercent, l.VatRateId, l.VatPercent, l.NetIsFixed ? l.Net : null));
        var totals = request.Origin is { } origin ? DocumentTotals.ComputeTo(input, currency, origin.Gross) : DocumentTotals.Compute(input, currency);
        if (Math.Abs(totals.Rounding) > DocumentTotals.RoundingLimit(lines.Count, currency))
        {
            return new Refusal("order.gross_differs", totals.Gross, totals.Net + totals.Vat) { Field = "total" };
        }

        for (var n = 0; n < lines.Count; n++)
        {
            lines[n].Net = totals.Nets[n];
        }

        (order.Net, order.Vat, order.Rounding, order.Gross) = (totals.Net, totals.Vat, totals.Rounding, totals.Gross);
        return null;
    }

    private sealed record CustomerFacts(string Code, string Name, bool IsBlocked);
}
