using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>Goods come in, orders are taken, wait for goods, are invoiced and delivered, and sometimes cancelled: day by day.</summary>
internal sealed class DemoTrade(DemoBook book, DemoCompany plan, IReadOnlyList<long> warehouses)
{
    private static readonly string[] Clerks = ["Jānis Bērziņš", "Ilze Kalniņa", "Kovács Béla", "Anna Ozola"];
    private readonly List<Item> goods = [.. book.Items.Where(i => i.Kind == ItemKind.Stocked)];
    private readonly List<Item> services = [.. book.Items.Where(i => i.Kind == ItemKind.Service)];
    private readonly List<Partner> customers = [.. book.Partners.Where(p => p.IsCustomer && !p.IsBlocked)];
    private readonly List<Waiting> waiting = [];
    private readonly long reverseCharge = book.Company.VatRates.Values.Single(v => v.Category == "AE").Id;
    private readonly DemoInvoices invoices = new(book);

    private sealed record Waiting(SalesOrder Order, DateOnly InvoiceOn, Dictionary<long, Reservation> Held);

    /// <summary>Posted invoices still to be paid, with the order they came from.</summary>
    public IReadOnlyList<(OpenItem Item, string Order)> Posted => invoices.Posted;

    /// <summary>The opening stock of every warehouse.</summary>
    public void Open(DateOnly day)
    {
        foreach (var warehouse in warehouses)
        {
            Receive(MoveKind.Opening, warehouse, day, 8.0, [.. goods.Select((item, n) => (item, n % 23 == 0 && warehouse != warehouses[0] ? 0m : 4m + book.Random.Next(60)))]);
        }
    }

    /// <summary>One day of business.</summary>
    public void Day(DateOnly day, int orders, bool last)
    {
        if (day.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Thursday && !last)
        {
            Refill(day);
        }

        foreach (var order in waiting.ToList())
        {
            TryHold(order);
            Progress(order, day);
        }

        for (var n = 0; n < orders; n++)
        {
            Take(day, 8.5 + (n * 9.0 / Math.Max(1, orders)), last);
        }
    }

    private void Refill(DateOnly day)
    {
        foreach (var warehouse in warehouses)
        {
            var low = goods.Where(i => Free(i.Id, warehouse) < (i.AlarmLevel ?? 4m) && book.Random.Next(5) > 0).Take(60).Select(i => (i, (decimal)(20 + book.Random.Next(50)))).ToList();
            if (low.Count > 0)
            {
                Receive(MoveKind.Receipt, warehouse, day, 8.2, low);
            }
        }
    }

    private decimal Free(long item, long warehouse) => book.Level(new LevelKey(item, warehouse)) is var level ? level.OnHand - level.Reserved : 0m;

    private void Receive(MoveKind kind, long warehouse, DateOnly day, double hour, IReadOnlyList<(Item Item, decimal Quantity)> lines)
    {
        var at = book.At(day, hour);
        var number = book.Take(DocumentKind.StockDocument, day);
        var document = book.New(new StockDocument { Number = number.Text, SeriesId = number.SeriesId, SeriesYear = number.Year, SeriesNumber = number.Number, Kind = kind, WarehouseId = warehouse, Date = day });
        var total = 0m;
        foreach (var (item, quantity) in lines.Where(l => l.Quantity > 0m))
        {
            var value = book.Currency.Round(quantity * Math.Round(item.SalesPrice * (0.55m + (book.Random.Next(12) * 0.01m)), 4));
            var level = book.Level(new LevelKey(item.Id, warehouse));
            level.OnHand += quantity;
            level.Value += value;
            total += value;
            book.Moves.Add(book.New(new StockMove
            {
                ItemId = item.Id, WarehouseId = warehouse, Quantity = quantity, Value = value, BalanceAfter = level.OnHand, Kind = kind, Date = day, At = at, DocumentType = "stock-document", DocumentId = document.Id, DocumentNumber = document.Number,
            }));
        }

        book.StockDocuments.Add(document);
        var counter = kind == MoveKind.Opening ? AccountRole.Opening : AccountRole.ReceivedNotInvoiced;
        var currency = book.Currency.Code;
        book.Post(day, at, "stock-document", document.Id, "post", document.Number, [Posting.Base(book.Account(AccountRole.Inventory), total, currency), Posting.Base(book.Account(counter), -total, currency)]);
        book.Say(at, "Pēteris Liepiņš", "stock.posted", "stock-document", document.Id, document.Number, lines.Count);
    }

    private void Take(DateOnly day, double hour, bool last)
    {
        var random = book.Random;
        var at = book.At(day, hour);

        // a few customers buy often
        var partner = customers[(int)(customers.Count * Math.Pow(random.NextDouble(), 1.7))];
        var warehouse = warehouses[random.Next(10) < 7 ? 0 : warehouses.Count - 1];
        var number = book.Take(DocumentKind.SalesOrder, day);
        var order = book.New(new SalesOrder
        {
            Number = number.Text, SeriesId = number.SeriesId, SeriesYear = number.Year, SeriesNumber = number.Number, PartnerId = partner.Id, WarehouseId = warehouse, Date = day, PromisedDate = day.AddDays(1 + random.Next(4)),
            Currency = book.Currency.Code, Reference = random.Next(4) == 0 ? $"PO-{random.Next(1000, 99999)}" : null, CreatedAt = at, Version = 1,
        });
        Lines(order, partner);
        order.SearchText = SearchText.FoldAll(600, order.Number, partner.Code, partner.Name, order.Reference);
        book.Orders.Add(order);
        var entry = new Waiting(order, day.AddDays(random.Next(10) < 6 ? 0 : random.Next(1, 4)), []);
        TryHold(entry);
        var held = entry.Held.Values.Sum(r => r.Quantity);
        var wanted = order.Lines.Where(l => IsGoods(l.ItemId)).Sum(l => l.Quantity);
        book.Say(at, Clerks[random.Next(Clerks.Length)], "order.created", "order", order.Id, order.Number, order.Gross, order.Currency, held, wanted, null);
        waiting.Add(entry);
        if (random.Next(100) < 2)
        {
            Cancel(entry, book.At(day, hour + 0.3));
        }
        else if (!last)
        {
            Progress(entry, day);
        }
    }

    private void Lines(SalesOrder order, Partner partner)
    {
        var random = book.Random;
        var foreign = partner.Country != plan.Founding.Country;
        var discount = (partner.CodeKey[^1] - '0') % 5 == 0 ? 5m : 0m;
        var chosen = new HashSet<long>();
        for (var n = 1 + random.Next(6); n > 0; n--)
        {
            // some items sell much better than others; what is not there is mostly not ordered
            var item = random.Next(14) == 0 ? services[random.Next(services.Count)] : goods[(int)(goods.Count * Math.Pow(random.NextDouble(), 1.4))];
            var quantity = item.Kind == ItemKind.Service ? 1m : 1m + random.Next(item.SalesPrice < 5m * plan.PriceFactor ? 18 : 5);
            var free = item.Kind == ItemKind.Service ? quantity : Free(item.Id, order.WarehouseId);
            quantity = free < quantity && random.Next(12) > 0 ? free : quantity;
            if (quantity <= 0m || !chosen.Add(item.Id))
            {
                continue;
            }

            AddLine(order, item, quantity, discount, foreign);
        }

        if (order.Lines.Count == 0)
        {
            AddLine(order, services[0], 1m, 0m, foreign);
        }

        var totals = DocumentTotals.Compute([.. order.Lines.Select(l => new TotalLine(l.Quantity, l.UnitPrice, l.DiscountPercent, l.VatRateId, l.VatPercent))], book.Currency);
        for (var n = 0; n < order.Lines.Count; n++)
        {
            order.Lines[n].Net = totals.Nets[n];
        }

        (order.Net, order.Vat, order.Gross) = (totals.Net, totals.Vat, totals.Gross);
    }

    private void AddLine(SalesOrder order, Item item, decimal quantity, decimal discount, bool foreign)
    {
        var vat = foreign ? reverseCharge : item.VatRateId;
        order.Lines.Add(book.New(new SalesOrderLine
        {
            OrderId = order.Id, Position = order.Lines.Count + 1, ItemId = item.Id, Description = item.Name, Quantity = quantity, Unit = item.Unit, UnitPrice = item.SalesPrice, DiscountPercent = discount, VatRateId = vat,
            VatPercent = book.Company.VatRates[vat].Percent,
        }));
    }

    private bool IsGoods(long item) => services.TrueForAll(s => s.Id != item);

    /// <summary>Holds what is free for what the order still needs.</summary>
    private void TryHold(Waiting entry)
    {
        foreach (var line in entry.Order.Lines.Where(l => IsGoods(l.ItemId)))
        {
            var held = entry.Held.GetValueOrDefault(line.Id);
            var level = book.Level(new LevelKey(line.ItemId, entry.Order.WarehouseId));
            var part = Math.Min(line.Quantity - (held?.Quantity ?? 0m), level.OnHand - level.Reserved);
            if (part <= 0m)
            {
                continue;
            }

            if (held is null)
            {
                entry.Held[line.Id] = held = book.New(new Reservation { OrderId = entry.Order.Id, OrderLineId = line.Id, ItemId = line.ItemId, WarehouseId = entry.Order.WarehouseId, CreatedAt = entry.Order.CreatedAt });
                book.Reservations.Add(held);
            }

            level.Reserved += part;
            held.Quantity += part;
            held.OpenQuantity += part;
        }
    }

    private void Progress(Waiting entry, DateOnly day)
    {
        var complete = entry.Order.Lines.TrueForAll(l => !IsGoods(l.ItemId) || entry.Held.GetValueOrDefault(l.Id)?.Quantity == l.Quantity);
        if (!complete || day < entry.InvoiceOn)
        {
            // what nobody waits for any more is called off
            if (day.DayNumber - entry.Order.Date.DayNumber > 40)
            {
                Cancel(entry, book.At(day, 16.5));
            }

            return;
        }

        waiting.Remove(entry);
        var partner = book.Partners.Find(p => p.Id == entry.Order.PartnerId)!;
        var storno = book.Random.Next(90) == 0;
        invoices.Invoice(entry.Order, partner, entry.Held, day, storno);
    }

    private void Cancel(Waiting entry, DateTimeOffset at)
    {
        waiting.Remove(entry);
        foreach (var held in entry.Held.Values)
        {
            book.Level(new LevelKey(held.ItemId, held.WarehouseId)).Reserved -= held.OpenQuantity;
            (held.ReleasedQuantity, held.OpenQuantity, held.State) = (held.OpenQuantity, 0m, ReservationState.Closed);
        }

        entry.Order.State = OrderState.Cancelled;
        entry.Order.Version++;
        book.Say(at, Clerks[0], "order.cancelled", "order", entry.Order.Id, entry.Order.Number, null);
    }
}
