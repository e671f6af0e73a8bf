using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>Posts an order's invoice with its delivery and books, and now and then cancels it by a credit note and posts it anew.</summary>
internal sealed class DemoInvoices(DemoBook book)
{
    private readonly List<(OpenItem Item, string Order)> posted = [];

    public IReadOnlyList<(OpenItem Item, string Order)> Posted => posted;

    public void Invoice(SalesOrder order, Partner partner, IReadOnlyDictionary<long, Reservation> held, DateOnly day, bool storno)
    {
        var at = book.At(day, 11.0 + (book.Random.NextDouble() * 5));
        at = at < order.CreatedAt ? order.CreatedAt.AddMinutes(9) : at;
        var (invoice, delivery, entry, cost, item) = Post(order, partner, held.Values, day, at);
        if (storno)
        {
            Reverse(order, invoice, delivery, entry, cost, item, day, at.AddMinutes(20));
            var again = order.Lines.Where(l => held.ContainsKey(l.Id)).Select(l => Hold(order, l, at.AddMinutes(20))).ToList();
            (_, _, _, _, item) = Post(order, partner, again, day, at.AddMinutes(31));
        }

        posted.Add((item, order.Number));
    }

    private (Invoice Invoice, Delivery? Delivery, JournalEntry? Entry, JournalEntry? Cost, OpenItem Item) Post(SalesOrder order, Partner partner, IEnumerable<Reservation> held, DateOnly day, DateTimeOffset at)
    {
        var number = book.Take(DocumentKind.Invoice, day);
        var invoice = book.New(new Invoice
        {
            State = InvoiceState.Posted, Number = number.Text, SeriesId = number.SeriesId, SeriesYear = number.Year, SeriesNumber = number.Number, PartnerId = partner.Id, PartnerName = partner.LegalName ?? partner.Name,
            PartnerAddress = $"{partner.Street}, {partner.Postcode} {partner.City}, {partner.Country}", PartnerVatNumber = partner.VatNumber, OrderId = order.Id, WarehouseId = order.WarehouseId, Date = day,
            DueDate = day.AddDays(partner.PaymentTermDays ?? book.Company.Company.PaymentTermDays), Currency = order.Currency, Net = order.Net, Vat = order.Vat, Gross = order.Gross, Reference = order.Reference,
            Language = partner.Language ?? book.Company.Company.Language, PostedAt = at, PaymentReference = CreditorReference.Of(number.Text), SearchText = SearchText.FoldAll(600, number.Text, partner.Name, order.Reference, order.Number),
        });
        foreach (var line in order.Lines)
        {
            invoice.Lines.Add(book.New(new InvoiceLine
            {
                InvoiceId = invoice.Id, Posted = true, Position = line.Position, ItemId = line.ItemId, OrderLineId = line.Id, Description = line.Description, Quantity = line.Quantity, Unit = line.Unit, UnitPrice = line.UnitPrice,
                DiscountPercent = line.DiscountPercent, VatRateId = line.VatRateId, VatPercent = line.VatPercent, Net = line.Net,
            }));
        }

        var totals = DocumentTotals.Compute([.. order.Lines.Select(l => new TotalLine(l.Quantity, l.UnitPrice, l.DiscountPercent, l.VatRateId, l.VatPercent))], book.Currency);
        foreach (var vat in totals.VatLines)
        {
            invoice.VatLines.Add(book.New(new InvoiceVat { InvoiceId = invoice.Id, Posted = true, VatRateId = vat.VatRateId, Percent = vat.Percent, Base = vat.Base, Amount = vat.Amount }));
        }

        book.Invoices.Add(invoice);
        var delivery = Deliver(order, invoice, held, day, at);
        var entry = book.Post(day, at, "invoice", invoice.Id, "post", invoice.Number!, InvoicePosting.Lines(book.Company, invoice));
        var cost = delivery is null ? null : book.Post(day, at, "delivery", delivery.Id, "cost", delivery.Number, InvoicePosting.CostLines(book.Company, delivery));
        var item = book.New(InvoicePosting.Item(book.Company, invoice, [order.Number]));
        book.OpenItems.Add(item);
        order.State = OrderState.Invoiced;
        order.Version++;
        book.Say(at, "Ilze Kalniņa", "invoice.posted", "invoice", invoice.Id, invoice.Number, invoice.Gross, invoice.Currency);
        book.Say(at, "Ilze Kalniņa", "order.invoiced", "order", order.Id, order.Number, invoice.Number, invoice.Gross, invoice.Currency);
        return (invoice, delivery, entry, cost, item);
    }

    private Delivery? Deliver(SalesOrder order, Invoice invoice, IEnumerable<Reservation> held, DateOnly day, DateTimeOffset at)
    {
        var open = held.Where(h => h.OpenQuantity > 0m).ToList();
        if (open.Count == 0)
        {
            return null;
        }

        var delivery = Head(order, invoice.Id, day, null);
        foreach (var reservation in open)
        {
            var quantity = reservation.OpenQuantity;
            var level = book.Level(new LevelKey(reservation.ItemId, reservation.WarehouseId));
            var cost = quantity == level.OnHand ? level.Value : Math.Round(level.Value * quantity / level.OnHand, 2, MidpointRounding.AwayFromZero);
            level.OnHand -= quantity;
            level.Reserved -= quantity;
            level.Value -= cost;
            (reservation.UsedQuantity, reservation.OpenQuantity, reservation.State) = (quantity, 0m, ReservationState.Closed);
            delivery.Lines.Add(book.New(new DeliveryLine
            {
                DeliveryId = delivery.Id, ItemId = reservation.ItemId, OrderLineId = reservation.OrderLineId, InvoiceLineId = invoice.Lines.Find(l => l.OrderLineId == reservation.OrderLineId)!.Id, Quantity = quantity, Cost = cost,
            }));
            Move(delivery, reservation.ItemId, -quantity, -cost, level.OnHand, MoveKind.Delivery, day, at);
        }

        return delivery;
    }

    private Reservation Hold(SalesOrder order, SalesOrderLine line, DateTimeOffset at)
    {
        book.Level(new LevelKey(line.ItemId, order.WarehouseId)).Reserved += line.Quantity;
        var row = book.New(new Reservation { OrderId = order.Id, OrderLineId = line.Id, ItemId = line.ItemId, WarehouseId = order.WarehouseId, Quantity = line.Quantity, OpenQuantity = line.Quantity, CreatedAt = at });
        book.Reservations.Add(row);
        return row;
    }

    private void Reverse(SalesOrder order, Invoice original, Delivery? delivery, JournalEntry? entry, JournalEntry? cost, OpenItem item, DateOnly day, DateTimeOffset at)
    {
        const string reason = "Nepareizs saņēmējs";
        var number = book.Take(DocumentKind.CreditNote, day);
        var note = book.New(new Invoice
        {
            Kind = InvoiceKind.CreditNote, State = InvoiceState.Posted, Number = number.Text, SeriesId = number.SeriesId, SeriesYear = number.Year, SeriesNumber = number.Number, PartnerId = original.PartnerId, PartnerName = original.PartnerName,
            PartnerAddress = original.PartnerAddress, PartnerVatNumber = original.PartnerVatNumber, OrderId = order.Id, WarehouseId = original.WarehouseId, Date = day, DueDate = day, Currency = original.Currency, Net = -original.Net,
            Vat = -original.Vat, Gross = -original.Gross, ReversesId = original.Id, Reference = original.Number, Note = reason, Language = original.Language, PostedAt = at, SearchText = SearchText.FoldAll(600, number.Text, original.Number, original.PartnerName),
        });
        note.Lines.AddRange(original.Lines.Select(l => book.New(new InvoiceLine
        {
            InvoiceId = note.Id, Posted = true, Position = l.Position, ItemId = l.ItemId, OrderLineId = l.OrderLineId, Description = l.Description, Quantity = -l.Quantity, Unit = l.Unit, UnitPrice = l.UnitPrice, DiscountPercent = l.DiscountPercent,
            VatRateId = l.VatRateId, VatPercent = l.VatPercent, Net = -l.Net,
        })));
        note.VatLines.AddRange(original.VatLines.Select(v => book.New(new InvoiceVat { InvoiceId = note.Id, Posted = true, VatRateId = v.VatRateId, Percent = v.Percent, Base = -v.Base, Amount = -v.Amount })));
        book.Invoices.Add(note);
        if (delivery is not null)
        {
            var back = Head(order, note.Id, day, delivery.Id);
            foreach (var line in delivery.Lines)
            {
                var level = book.Level(new LevelKey(line.ItemId, delivery.WarehouseId));
                level.OnHand += line.Quantity;
                level.Value += line.Cost;
                back.Lines.Add(book.New(new DeliveryLine { DeliveryId = back.Id, ItemId = line.ItemId, OrderLineId = line.OrderLineId, Quantity = -line.Quantity, Cost = -line.Cost }));
                Move(back, line.ItemId, line.Quantity, line.Cost, level.OnHand, MoveKind.Reversal, day, at);
            }

            book.Post(day, at, "delivery", back.Id, "cost", back.Number, InvoicePosting.CostLines(book.Company, back), cost?.Id);
        }

        book.Post(day, at, "invoice", note.Id, "post", note.Number!, InvoicePosting.Lines(book.Company, note), entry?.Id);
        var credit = book.New(new OpenItem
        {
            PartnerId = note.PartnerId, DocumentType = "invoice", DocumentId = note.Id, DocumentNumber = note.Number!, Date = day, DueDate = day, Currency = note.Currency, Amount = note.Gross, References = original.Number!,
        });
        book.OpenItems.Add(credit);
        if (item.Open > 0m)
        {
            book.Settlements.Add(book.New(new Settlement { DebitItemId = item.Id, CreditItemId = credit.Id, Amount = item.Open, At = at }));
        }

        (item.Open, item.OpenBase) = (0m, 0m);
        book.Say(at, "Anna Ozola", "invoice.reversed", "invoice", original.Id, original.Number, note.Number, reason);
        book.Say(at, "Anna Ozola", "order.reopened", "order", order.Id, order.Number, note.Number);
    }

    private Delivery Head(SalesOrder order, long invoiceId, DateOnly day, long? reverses)
    {
        var number = book.Take(DocumentKind.Delivery, day);
        var delivery = book.New(new Delivery
        {
            Number = number.Text, SeriesId = number.SeriesId, SeriesYear = number.Year, SeriesNumber = number.Number, PartnerId = order.PartnerId, WarehouseId = order.WarehouseId, OrderId = order.Id, InvoiceId = invoiceId, Date = day, ReversesId = reverses,
        });
        book.Deliveries.Add(delivery);
        return delivery;
    }

    private void Move(Delivery delivery, long item, decimal quantity, decimal value, decimal balance, MoveKind kind, DateOnly day, DateTimeOffset at) => book.Moves.Add(book.New(new StockMove
    {
        ItemId = item, WarehouseId = delivery.WarehouseId, Quantity = quantity, Value = value, BalanceAfter = balance, Kind = kind, Date = day, At = at, DocumentType = "delivery", DocumentId = delivery.Id, DocumentNumber = delivery.Number,
    }));
}
