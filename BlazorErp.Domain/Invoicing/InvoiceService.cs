using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Invoicing;

/// <summary>One click on an order.</summary>
/// <param name="CommandId">Made by the form: a double click has one effect.</param>
/// <param name="OrderId">Order.</param>
/// <param name="OrderVersion">Version the user saw; another one is refused, so that new totals are seen first (O8). 0 takes it as it is.</param>
/// <param name="WhatIsThere">Invoice only what is held for the order; the rest stays open. False refuses an order that is short.</param>
/// <param name="Date">Issue date; null is today.</param>
public sealed record InvoiceOrder(Guid CommandId, long OrderId, int OrderVersion = 0, bool WhatIsThere = false, DateOnly? Date = null);

/// <summary>An invoice with no order, to be saved as a draft.</summary>
public sealed record SaveInvoice(Guid CommandId, long InvoiceId, int Version, long PartnerId, long WarehouseId, DateOnly Date, DateOnly? DueDate, string Currency, string? Reference, string? Note, IReadOnlyList<OrderLineInput> Lines);

/// <summary>A posted document.</summary>
public sealed record PostedInvoice(long Id, string Number, decimal Gross, string Currency);

/// <summary>
/// Invoices: posting gives the number and writes delivery, stock moves, receivable and ledger lines in one transaction; a storno mirrors all of
/// it and opens the order again.
/// </summary>
public sealed class InvoiceService(ErpDatabase database, CompanyReferences references, OrderProgress progress)
{
    private static readonly HotQuery<long, SalesOrder> Order = new((db, id) => db.SalesOrders.AsTracking().Include(o => o.Lines).Where(o => o.Id == id));
    private static readonly HotQuery<long, Partner> Customer = new((db, id) => db.Partners.AsNoTracking().Where(p => p.Id == id));

    /// <summary>Invoices an order in one step (O8).</summary>
    public async Task<Outcome<PostedInvoice>> InvoiceOrderAsync(Actor actor, InvoiceOrder request, CancellationToken cancel) =>
        actor.Lacks(Permissions.InvoicesPost) is { } no ? no
        : await database.WriteAsync<PostedInvoice>(actor, new Command("invoice.order", request.CommandId, request), (w, c) => InvoiceOrderIn(w, request, c), cancel);

    /// <summary>The same inside another unit of work.</summary>
    public async Task<Outcome<PostedInvoice>> InvoiceOrderIn(Write write, InvoiceOrder request, CancellationToken cancel)
    {
        var db = write.Db;
        var company = await references.GetAsync(db.CompanyId, cancel);
        var order = await Order.FirstAsync(db, request.OrderId, cancel);
        if (order is null)
        {
            return new Refusal("not_found", "order");
        }

        if (!OrderStates.May(order.State, OrderAct.Invoice))
        {
            return new Refusal("order.state", order.Number, order.State.ToString());
        }

        if (request.OrderVersion != 0 && request.OrderVersion != order.Version)
        {
            return new Refusal("changed_by_other", order.Number, null, null, order.Gross);
        }

        var done = await progress.OfLinesAsync(db, order, cancel);
        var items = await OrderRules.ItemsAsync(db, order.Lines.Select(l => l.ItemId), cancel);
        var reservations = await Reservations.OpenIn(write, order.Id, cancel);
        var held = reservations.GroupBy(r => r.OrderLineId).ToDictionary(g => g.Key, g => g.Sum(r => r.OpenQuantity));
        var lines = new List<InvoiceLine>();
        var complete = true;
        foreach (var line in order.Lines.OrderBy(l => l.Position))
        {
            var p = done.GetValueOrDefault(line.Id);
            var rest = line.Quantity - p.Invoiced;
            if (rest <= 0m)
            {
                continue;
            }

            // Goods delivered before the invoice need no stock any more; the rest must be held.
            var fromStock = items[line.ItemId].Kind == Catalog.ItemKind.Stocked ? Math.Max(0m, rest - (p.Delivered - p.Invoiced)) : 0m;
            var there = rest - Math.Max(0m, fromStock - held.GetValueOrDefault(line.Id));
            if (there < rest && !request.WhatIsThere)
            {
                return new Refusal("order.short", order.Number, items[line.ItemId].Code, rest - there) { Row = line.Position };
            }

            complete &= there == rest;
            if (there > 0m)
            {
                lines.Add(Line(line, there, p));
            }
        }

        if (lines.Count == 0)
        {
            // another may have invoiced it between our reading the order and its progress
            var state = await db.SalesOrders.Where(o => o.Id == order.Id).Select(o => o.State).FirstAsync(cancel);
            return state == order.State ? new Refusal("invoice.nothing", order.Number) : new Refusal("order.state", order.Number, state.ToString());
        }

        var alreadyRounded = done.Count == 0 ? 0m : await db.Invoices.Where(i => i.OrderId == order.Id && i.State == InvoiceState.Posted).SumAsync(i => i.Rounding, cancel);
        var invoice = await HeadAsync(db, company, order.PartnerId, request.Date ?? company.Today(write.Now), null, cancel);
        if (!invoice.Ok)
        {
            return invoice.Refusal!;
        }

        var head = invoice.Value;
        head.OrderId = order.Id;
        head.WarehouseId = order.WarehouseId;
        head.Currency = order.Currency;
        head.Reference = order.Reference;
        head.Lines = lines;
        var posted = await PostIn(write, company, head, new Goods(items, done, reservations), complete ? order.Rounding - alreadyRounded : 0m, [order.Number, order.ExternalNumber ?? ""], cancel);
        if (!posted.Ok)
        {
            return posted;
        }

        order.State = complete ? OrderState.Invoiced : OrderState.Open;
        order.Version++;
        write.Audit("order.invoiced", "order", order.Id, order.Number, head.Number, head.Gross, head.Currency);
        write.Changed(Topics.Order, order.Id);
        return posted;
    }

    private static InvoiceLine Line(SalesOrderLine line, decimal quantity, LineProgress done) => new()
    {
        ItemId = line.ItemId, OrderLineId = line.Id, Description = line.Description, Quantity = quantity, Unit = line.Unit, UnitPrice = line.UnitPrice, DiscountPercent = line.DiscountPercent,
        VatRateId = line.VatRateId, VatPercent = line.VatPercent, NetIsFixed = line.NetIsFixed,

        // A given net is shared out by quantity so that the parts add up to it exactly.
        Net = line.NetIsFixed ? Math.Round(line.Net * (done.Invoiced + quantity) / line.Quantity, 2, MidpointRounding.AwayFromZero) - done.InvoicedNet : 0m,
    };

    /// <summary>Saves an invoice with no order as a draft: no number, no effect.</summary>
    public async Task<Outcome<long>> SaveDraftAsync(Actor actor, SaveInvoice request, CancellationToken cancel) =>
        actor.Lacks(Permissions.InvoicesPost) is { } no ? no
        : await database.WriteAsync<long>(actor, new Command("invoice.save", request.CommandId, request), async (w, c) =>
        {
            var company = await references.GetAsync(w.Db.CompanyId, c);
            var asOrder = new SaveOrder(request.CommandId, 0, 0, request.PartnerId, request.WarehouseId, request.Date, null, request.Currency, request.Reference, request.Note, request.Lines);
            if (OrderRules.Check(asOrder, company) is { } bad)
            {
                return bad;
            }

            var items = await OrderRules.ItemsAsync(w.Db, request.Lines.Select(l => l.ItemId), c);
            if (request.Lines.ToList().FindIndex(l => !items.ContainsKey(l.ItemId)) is >= 0 and var missing)
            {
                return new Refusal("not_found", "item") { Row = missing + 1, Field = "item" };
            }

            var head = await HeadAsync(w.Db, company, request.PartnerId, request.Date, request.DueDate, c);
            if (!head.Ok)
            {
                return head.Refusal!;
            }

            var invoice = head.Value;
            if (request.InvoiceId != 0)
            {
                var old = await w.Db.Invoices.Include(i => i.Lines).Include(i => i.VatLines).FirstOrDefaultAsync(i => i.Id == request.InvoiceId, c);
                if (old is null || old.State != InvoiceState.Draft)
                {
                    return old is null ? new Refusal("not_found", "invoice") : new Refusal("invoice.posted", old.Number);
                }

                if (old.Version != request.Version)
                {
                    return new Refusal("changed_by_other", "");
                }

                w.Db.InvoiceLines.RemoveRange(old.Lines);
                w.Db.InvoiceVats.RemoveRange(old.VatLines);
                (old.PartnerId, old.PartnerName, old.PartnerAddress, old.PartnerVatNumber, old.DueDate, old.Language) = (invoice.PartnerId, invoice.PartnerName, invoice.PartnerAddress, invoice.PartnerVatNumber, invoice.DueDate, invoice.Language);
                old.Lines.Clear();
                old.VatLines.Clear();
                invoice = old;
            }
            else
            {
                w.Add(invoice);
            }

            (invoice.WarehouseId, invoice.Date, invoice.Currency, invoice.Reference, invoice.Note) = (request.WarehouseId, request.Date, request.Currency, request.Reference, request.Note);
            invoice.Version++;
            invoice.Lines = [.. request.Lines.Select(l => new InvoiceLine
            {
                ItemId = l.ItemId, Description = string.IsNullOrWhiteSpace(l.Description) ? items[l.ItemId].Name : l.Description, Quantity = l.Quantity, Unit = items[l.ItemId].Unit, UnitPrice = l.UnitPrice,
                DiscountPercent = l.DiscountPercent, VatRateId = l.VatRateId, VatPercent = company.VatRates[l.VatRateId].Percent,
            })];
            SetTotals(w, invoice, 0m);
            w.Db.InvoiceLines.AddRange(invoice.Lines);
            w.Db.InvoiceVats.AddRange(invoice.VatLines);
            invoice.SearchText = SearchText.FoldAll(600, invoice.PartnerName, invoice.Reference);
            w.Audit("invoice.saved", "invoice", invoice.Id, invoice.Gross, invoice.Currency);
            w.Changed(Topics.Invoice, invoice.Id);
            return invoice.Id;
        }, cancel);

    /// <summary>Posts a draft. Its goods must be free in its warehouse.</summary>
    public async Task<Outcome<PostedInvoice>> PostDraftAsync(Actor actor, Guid commandId, long invoiceId, int version, CancellationToken cancel) =>
        actor.Lacks(Permissions.InvoicesPost) is { } no ? no
        : await database.WriteAsync<PostedInvoice>(actor, new Command("invoice.post", commandId, new { invoiceId, version }), async (w, c) =>
        {
            var invoice = await w.Db.Invoices.Include(i => i.Lines).Include(i => i.VatLines).FirstOrDefaultAsync(i => i.Id == invoiceId, c);
            if (invoice is null || invoice.State != InvoiceState.Draft)
            {
                return invoice is null ? new Refusal("not_found", "invoice") : new Refusal("invoice.posted", invoice.Number);
            }

            if (invoice.Version != version)
            {
                return new Refusal("changed_by_other", "");
            }

            w.Db.InvoiceVats.RemoveRange(invoice.VatLines);
            invoice.VatLines.Clear();
            var goods = new Goods(await OrderRules.ItemsAsync(w.Db, invoice.Lines.Select(l => l.ItemId), c), new Dictionary<long, LineProgress>(), []);
            return await PostIn(w, await references.GetAsync(w.Db.CompanyId, c), invoice, goods, 0m, [], c);
        }, cancel);

    /// <summary>Throws a draft away.</summary>
    public async Task<Outcome> DeleteDraftAsync(Actor actor, long invoiceId, CancellationToken cancel) =>
        actor.Lacks(Permissions.InvoicesPost) is { } no ? no
        : await database.WriteAsync(actor, new Command("invoice.delete"), async (w, c) =>
        {
            var invoice = await w.Db.Invoices.Include(i => i.Lines).Include(i => i.VatLines).FirstOrDefaultAsync(i => i.Id == invoiceId, c);
            if (invoice is null || invoice.State != InvoiceState.Draft)
            {
                return invoice is null ? new Refusal("not_found", "invoice") : new Refusal("invoice.posted", invoice.Number);
            }

            w.Db.InvoiceLines.RemoveRange(invoice.Lines);
            w.Db.InvoiceVats.RemoveRange(invoice.VatLines);
            w.Db.Invoices.Remove(invoice);
            w.Audit("invoice.deleted", "invoice", invoiceId);
            w.Changed(Topics.Invoice, invoiceId);
            return Outcome.Done;
        }, cancel);

    private static async Task<Outcome<Invoice>> HeadAsync(ErpDbContext db, CompanyReference company, long partnerId, DateOnly date, DateOnly? due, CancellationToken cancel)
    {
        var partner = await Customer.FirstAsync(db, partnerId, cancel);
        if (partner is null || partner.IsBlocked)
        {
            return partner is null ? new Refusal("not_found", "partner") { Field = "partner" } : new Refusal("partner.blocked", partner.Name) { Field = "partner" };
        }

        var address = string.Join(", ", new[] { partner.Street, string.Join(" ", new[] { partner.Postcode, partner.City }.Where(x => !string.IsNullOrEmpty(x))), partner.Country }.Where(x => !string.IsNullOrEmpty(x)));
        return new Invoice
        {
            PartnerId = partner.Id, PartnerName = partner.LegalName ?? partner.Name, PartnerAddress = address.Length == 0 ? null : address[..Math.Min(500, address.Length)], PartnerVatNumber = partner.VatNumber,
            Date = date, DueDate = due ?? date.AddDays(partner.PaymentTermDays ?? company.Company.PaymentTermDays), Currency = company.Company.Currency, Language = partner.Language ?? company.Company.Language,
        };
    }

    internal static void SetTotals(Write write, Invoice invoice, decimal rounding)
    {
        var currency = Currency.Of(invoice.Currency);
        var totals = DocumentTotals.Compute([.. invoice.Lines.Select(l => new TotalLine(l.Quantity, l.UnitPrice, l.DiscountPercent, l.VatRateId, l.VatPercent, l.NetIsFixed ? l.Net : null))], currency, rounding);
        for (var n = 0; n < invoice.Lines.Count; n++)
        {
            var line = invoice.Lines[n];
            write.Db.Stamp(line);
            (line.InvoiceId, line.Position, line.Net) = (invoice.Id, n + 1, totals.Nets[n]);
        }

        invoice.VatLines = [.. totals.VatLines.Select(v => new InvoiceVat { InvoiceId = invoice.Id, VatRateId = v.VatRateId, Percent = v.Percent, Base = v.Base, Amount = v.Amount })];
        foreach (var vat in invoice.VatLines)
        {
            write.Db.Stamp(vat);
        }

        (invoice.Net, invoice.Vat, invoice.Rounding, invoice.Gross) = (totals.Net, totals.Vat, totals.Rounding, totals.Gross);
    }

    private static async Task<Outcome<PostedInvoice>> PostIn(Write write, CompanyReference company, Invoice invoice, Goods goods, decimal rounding, IReadOnlyList<string> references, CancellationToken cancel)
    {
        var db = write.Db;
        var isNew = invoice.Id == 0;
        db.Stamp(invoice);
        SetTotals(write, invoice, rounding);
        var rate = await RateAsync(db, company, invoice.Currency, invoice.Date, cancel);
        if (!rate.Ok)
        {
            return rate.Refusal!;
        }

        invoice.Rate = rate.Value;
        var departure = await Deliveries.DeliverIn(write, company, invoice, goods, cancel);
        if (!departure.Ok)
        {
            return departure.Refusal!;
        }

        var number = new NumberWish(company.DefaultSeries(DocumentKind.Invoice), invoice.Date, true);
        var numbers = await Numbers.TakeAsync(db, departure.Value is null ? [number] : [new NumberWish(company.DefaultSeries(DocumentKind.Delivery), invoice.Date, false), number], cancel);
        if (!numbers.Ok)
        {
            return numbers.Refusal!;
        }

        var taken = numbers.Value[^1];
        (invoice.Number, invoice.SeriesId, invoice.SeriesYear, invoice.SeriesNumber) = (taken.Text, taken.SeriesId, taken.Year, taken.Number);
        var delivery = departure.Value is { } leaving ? Deliveries.Add(write, leaving, numbers.Value[0]) : null;
        invoice.State = InvoiceState.Posted;
        invoice.PostedAt = write.Now;
        invoice.PaymentReference = CreditorReference.Of(invoice.Number);
        invoice.SearchText = SearchText.FoldAll(600, [invoice.Number, invoice.PartnerName, invoice.Reference, .. references]);
        invoice.Lines.ForEach(l => l.Posted = true);
        invoice.VatLines.ForEach(v => v.Posted = true);
        if (isNew)
        {
            InvoicePosting.Add(write, invoice);
        }
        else
        {
            db.InvoiceVats.AddRange(invoice.VatLines);
        }

        InvoicePosting.Post(write, company, invoice, delivery, references);
        write.Audit("invoice.posted", "invoice", invoice.Id, invoice.Number, invoice.Gross, invoice.Currency);
        write.Changed(Topics.Invoice, invoice.Id);
        write.Changed(Topics.Partner, invoice.PartnerId);
        return new PostedInvoice(invoice.Id, invoice.Number, invoice.Gross, invoice.Currency);
    }

    private static async Task<Outcome<decimal>> RateAsync(ErpDbContext db, CompanyReference company, string currency, DateOnly date, CancellationToken cancel)
    {
        if (currency == company.Company.Currency)
        {
            return 1m;
        }

        var rate = await db.ExchangeRates.Where(r => r.Currency == currency && r.Date <= date).OrderByDescending(r => r.Date).Select(r => (decimal?)r.Rate).FirstOrDefaultAsync(cancel);
        return rate is { } known ? known : new Refusal("currency.no_rate", currency, date) { Field = "currency" };
    }
}
