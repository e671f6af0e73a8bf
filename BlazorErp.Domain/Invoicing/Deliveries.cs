using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Invoicing;

/// <summary>What is known of the goods of an invoice before it is posted.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Done">What of its order's lines is delivered and invoiced already.</param>
/// <param name="Held">What is held for its order.</param>
internal sealed record Goods(IReadOnlyDictionary<long, OrderRules.ItemFacts> Items, IReadOnlyDictionary<long, LineProgress> Done, IReadOnlyList<Reservation> Held);

/// <summary>Goods that leave: all but the number, which is taken last.</summary>
internal sealed record Departure(Delivery Delivery, IReadOnlyList<StockMove> Moves);

/// <summary>The delivery an invoice makes when it is posted, and its way back when the invoice is cancelled.</summary>
internal static class Deliveries
{
    /// <summary>
    /// Issues the invoice's goods that are not delivered yet: from the order's reservations, else from free stock. Null where nothing moves.
    /// </summary>
    public static async Task<Outcome<Departure?>> DeliverIn(Write write, CompanyReference company, Invoice invoice, Goods known, CancellationToken cancel)
    {
        var db = write.Db;
        var goods = invoice.Lines.Where(l => known.Items[l.ItemId].Kind == ItemKind.Stocked).ToList();
        var open = OpenQuantities(goods, known.Done);
        goods.RemoveAll(l => open[l.Id] <= 0m);
        if (goods.Count == 0)
        {
            return (Departure?)null;
        }

        var held = Reservations.Use(known.Held, goods.Where(g => g.OrderLineId is not null).GroupBy(g => g.OrderLineId!.Value).ToDictionary(g => g.Key, g => g.Sum(l => open[l.Id])));
        var issues = goods.GroupBy(l => l.ItemId).Select(g => new StockLevels.Issue(
            new LevelKey(g.Key, invoice.WarehouseId), g.Sum(l => open[l.Id]), g.Where(l => l.OrderLineId is not null).Select(l => l.OrderLineId!.Value).Distinct().Sum(l => held.GetValueOrDefault(l)))).ToList();
        var (issued, tooFew) = await StockLevels.IssueAsync(db, issues, cancel);
        if (tooFew is { } key)
        {
            var line = goods.First(g => g.ItemId == key.ItemId);
            var level = await db.StockLevels.AsNoTracking().FirstOrDefaultAsync(l => l.ItemId == key.ItemId && l.WarehouseId == key.WarehouseId, cancel);
            return new Refusal("stock.not_free", line.Description, company.Warehouses[key.WarehouseId].Name, level is null ? 0m : level.OnHand - level.Reserved) { Row = line.Position, Field = "quantity" };
        }

        return Make(write, company, invoice, goods.ConvertAll(l => (l, open[l.Id])), issued);
    }

    /// <summary>Takes the goods of an invoice's deliveries back into stock, at the cost they left with, and holds them for the order again.</summary>
    public static async Task<Outcome<Delivery?>> TakeBackIn(Write write, CompanyReference company, Invoice original, Invoice creditNote, CancellationToken cancel)
    {
        var db = write.Db;
        var delivery = await db.Deliveries.AsNoTracking().Include(d => d.Lines).FirstOrDefaultAsync(d => d.InvoiceId == original.Id && d.ReversesId == null, cancel);
        if (delivery is null)
        {
            return (Delivery?)null;
        }

        var receipts = delivery.Lines.GroupBy(l => l.ItemId).Select(g => (new LevelKey(g.Key, delivery.WarehouseId), g.Sum(l => l.Quantity), g.Sum(l => l.Cost))).ToList();
        var after = await StockLevels.ReceiveAsync(db, receipts, cancel);
        var back = new Delivery
        {
            Number = "", PartnerId = delivery.PartnerId, WarehouseId = delivery.WarehouseId, OrderId = delivery.OrderId, InvoiceId = creditNote.Id, Date = creditNote.Date, ReversesId = delivery.Id,
        };
        db.Stamp(back);
        foreach (var line in delivery.Lines)
        {
            var row = new DeliveryLine { DeliveryId = back.Id, ItemId = line.ItemId, OrderLineId = line.OrderLineId, Quantity = -line.Quantity, Cost = -line.Cost };
            db.Stamp(row);
            back.Lines.Add(row);
        }

        var number = await Numbers.TakeAsync(db, company.DefaultSeries(DocumentKind.Delivery), back.Date, false, cancel);
        if (!number.Ok)
        {
            return number.Refusal!;
        }

        Add(write, new Departure(back, receipts.ConvertAll(r => Move(write, back, r.Item1.ItemId, r.Item2, r.Item3, after[r.Item1].OnHand, MoveKind.Reversal))), number.Value);
        write.Changed(Topics.Stock, receipts.Select(r => r.Item1.ItemId));
        return back;
    }

    private static Dictionary<long, decimal> OpenQuantities(List<InvoiceLine> goods, IReadOnlyDictionary<long, LineProgress> done)
    {
        var ahead = done.Where(d => d.Value.Delivered != 0m).ToDictionary(d => d.Key, d => d.Value.Delivered - d.Value.Invoiced);

        // What was delivered ahead of its invoice moves no stock again.
        var result = new Dictionary<long, decimal>();
        foreach (var line in goods)
        {
            var first = line.OrderLineId is { } orderLine ? Math.Clamp(ahead.GetValueOrDefault(orderLine), 0m, line.Quantity) : 0m;
            if (line.OrderLineId is { } used)
            {
                ahead[used] = ahead.GetValueOrDefault(used) - first;
            }

            result[line.Id] = line.Quantity - first;
        }

        return result;
    }

    private static Departure Make(
        Write write, CompanyReference company, Invoice invoice, List<(InvoiceLine Line, decimal Quantity)> goods, IReadOnlyDictionary<LevelKey, StockLevels.Issued> issued)
    {
        var db = write.Db;
        var delivery = new Delivery { Number = "", PartnerId = invoice.PartnerId, WarehouseId = invoice.WarehouseId, OrderId = invoice.OrderId, InvoiceId = invoice.Id, Date = invoice.Date };
        db.Stamp(delivery);
        foreach (var group in goods.GroupBy(g => g.Line.ItemId))
        {
            var cost = issued[new LevelKey(group.Key, invoice.WarehouseId)].Cost;
            var parts = new Money(cost, Currency.Of(company.Company.Currency)).Allocate([.. group.Select(g => g.Quantity)]);
            foreach (var ((line, quantity), part) in group.Zip(parts))
            {
                var row = new DeliveryLine { DeliveryId = delivery.Id, ItemId = line.ItemId, OrderLineId = line.OrderLineId, InvoiceLineId = line.Id, Quantity = quantity, Cost = part.Amount };
                db.Stamp(row);
                delivery.Lines.Add(row);
            }
        }

        write.Changed(Topics.Stock, issued.Keys.Select(k => k.ItemId));
        return new Departure(delivery, [.. issued.Select(i => Move(write, delivery, i.Key.ItemId, -goods.Where(g => g.Line.ItemId == i.Key.ItemId).Sum(g => g.Quantity), -i.Value.Cost, i.Value.BalanceAfter, MoveKind.Delivery))]);
    }

    /// <summary>Gives a departure its number and adds it.</summary>
    public static Delivery Add(Write write, Departure departure, TakenNumber number)
    {
        var delivery = departure.Delivery;
        (delivery.Number, delivery.SeriesId, delivery.SeriesYear, delivery.SeriesNumber) = (number.Text, number.SeriesId, number.Year, number.Number);
        write.AddFinal(delivery);
        delivery.Lines.ForEach(l => write.AddFinal(l));
        foreach (var move in departure.Moves)
        {
            move.DocumentNumber = delivery.Number;
            write.AddFinal(move);
        }

        return delivery;
    }

    private static StockMove Move(Write write, Delivery delivery, long itemId, decimal quantity, decimal value, decimal balance, MoveKind kind) => new()
    {
        ItemId = itemId, WarehouseId = delivery.WarehouseId, Quantity = quantity, Value = value, BalanceAfter = balance, Kind = kind, Date = delivery.Date, At = write.Now,
        DocumentType = "delivery", DocumentId = delivery.Id, DocumentNumber = delivery.Number,
    };
}
