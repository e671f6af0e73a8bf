using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Invoicing;

/// <summary>What a posted invoice writes in the ledger and in the receivables.</summary>
internal static class InvoicePosting
{
    /// <summary>Receivable against sales, VAT and rounding; cost of goods against inventory; and the open item.</summary>
    public static void Post(Write write, CompanyReference company, Invoice invoice, Delivery? delivery, IReadOnlyList<string> references)
    {
        Journal.Post(write, invoice.Date, "invoice", invoice.Id, "post", invoice.Number!, Lines(company, invoice));
        PostCost(write, company, invoice, delivery, null);
        write.AddFinal(Item(company, invoice, references));
    }

    /// <summary>Adds a posted invoice with its lines.</summary>
    public static void Add(Write write, Invoice invoice)
    {
        write.AddFinal(invoice);
        invoice.Lines.ForEach(l => write.AddFinal(l));
        invoice.VatLines.ForEach(v => write.AddFinal(v));
    }

    /// <summary>What an invoice posts.</summary>
    public static IReadOnlyList<Posting> Lines(CompanyReference company, Invoice invoice)
    {
        var gross = Base(company, invoice, invoice.Gross);
        var net = Base(company, invoice, invoice.Net);
        var vat = invoice.VatLines.Sum(v => Base(company, invoice, v.Amount));
        return
        [
            new(company.Accounts[AccountRole.Receivable].Id, gross, invoice.Currency, invoice.Gross, invoice.PartnerId),
            new(company.Accounts[AccountRole.Revenue].Id, -net, invoice.Currency, -invoice.Net),
            new(company.Accounts[AccountRole.VatOutput].Id, -vat, invoice.Currency, -invoice.Vat),

            // Rounding of the document, and the cents that single conversions to base currency leave.
            new(company.Accounts[AccountRole.Rounding].Id, net + vat - gross, invoice.Currency, -invoice.Rounding),
        ];
    }

    /// <summary>What a posted invoice leaves to be paid.</summary>
    public static OpenItem Item(CompanyReference company, Invoice invoice, IReadOnlyList<string> references) => new()
    {
        PartnerId = invoice.PartnerId, DocumentType = "invoice", DocumentId = invoice.Id, DocumentNumber = invoice.Number!, Date = invoice.Date, DueDate = invoice.DueDate, Currency = invoice.Currency,
        Amount = invoice.Gross, Open = invoice.Gross, Rate = invoice.Rate, OpenBase = Base(company, invoice, invoice.Gross),
        References = string.Join('\n', references.Prepend(invoice.PaymentReference ?? "").Where(r => r.Length > 0).Distinct()),
    };

    /// <summary>Cost of the goods of a delivery.</summary>
    public static void PostCost(Write write, CompanyReference company, Invoice invoice, Delivery? delivery, long? reverses)
    {
        if (delivery is not null)
        {
            Journal.Post(write, invoice.Date, "delivery", delivery.Id, "cost", delivery.Number, CostLines(company, delivery), reverses);
        }
    }

    /// <summary>What the goods of a delivery post.</summary>
    public static IReadOnlyList<Posting> CostLines(CompanyReference company, Delivery delivery)
    {
        var cost = delivery.Lines.Sum(l => l.Cost);
        var currency = company.Company.Currency;
        return [Posting.Base(company.Accounts[AccountRole.CostOfSales].Id, cost, currency), Posting.Base(company.Accounts[AccountRole.Inventory].Id, -cost, currency)];
    }

    private static decimal Base(CompanyReference company, Invoice invoice, decimal amount) => invoice.Rate == 1m ? amount : Currency.Of(company.Company.Currency).Round(amount * invoice.Rate);
}

/// <summary>Cancels posted invoices by a numbered credit note that mirrors everything (O13).</summary>
public sealed class Stornos(ErpDatabase database, CompanyReferences references, OrderProgress progress)
{
    /// <summary>
    /// Cancels an invoice: credit note, goods back, reservation back, order open again. What was paid stays with the partner as credit.
    /// The credit note is dated today (or the day of the last one, where that is later).
    /// </summary>
    public async Task<Outcome<PostedInvoice>> ReverseAsync(Actor actor, Guid commandId, long invoiceId, string? reason, CancellationToken cancel) =>
        actor.Lacks(Permissions.InvoicesReverse) is { } no ? no
        : await database.WriteAsync<PostedInvoice>(actor, new Command("invoice.reverse", commandId, new { invoiceId, reason }), (w, c) => ReverseIn(w, invoiceId, reason, c), cancel);

    private async Task<Outcome<PostedInvoice>> ReverseIn(Write write, long invoiceId, string? reason, CancellationToken cancel)
    {
        var db = write.Db;
        var company = await references.GetAsync(db.CompanyId, cancel);
        var original = await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.VatLines).FirstOrDefaultAsync(i => i.Id == invoiceId, cancel);
        if (original is null || original.State != InvoiceState.Posted || original.Kind != InvoiceKind.Invoice)
        {
            return original is null ? new Refusal("not_found", "invoice") : new Refusal("invoice.not_posted", original.Number);
        }

        if (await db.Invoices.Where(i => i.ReversesId == invoiceId).Select(i => i.Number).FirstOrDefaultAsync(cancel) is { } other)
        {
            return new Refusal("invoice.already_reversed", original.Number, other);
        }

        var note = Mirror(write, company, original, reason);
        var back = await Deliveries.TakeBackIn(write, company, original, note, cancel);
        if (!back.Ok)
        {
            return back.Refusal!;
        }

        var number = await Numbers.TakeAsync(db, company.DefaultSeries(DocumentKind.CreditNote), note.Date, true, cancel);
        if (!number.Ok)
        {
            return number.Refusal!;
        }

        (note.Number, note.SeriesId, note.SeriesYear, note.SeriesNumber) = (number.Value.Text, number.Value.SeriesId, number.Value.Year, number.Value.Number);
        note.SearchText = SearchText.FoldAll(600, note.Number, original.Number, note.PartnerName, note.Reference);
        InvoicePosting.Add(write, note);
        await LedgerAsync(write, company, original, note, back.Value, cancel);
        await SettleAsync(write, original, note, cancel);
        if (original.OrderId is { } orderId)
        {
            await ReopenAsync(write, orderId, note, cancel);
        }

        write.Audit("invoice.reversed", "invoice", original.Id, original.Number, note.Number, reason);
        write.Changed(Topics.Invoice, original.Id);
        write.Changed(Topics.Invoice, note.Id);
        write.Changed(Topics.Partner, original.PartnerId);
        return new PostedInvoice(note.Id, note.Number, note.Gross, note.Currency);
    }

    private static Invoice Mirror(Write write, CompanyReference company, Invoice original, string? reason)
    {
        var today = company.Today(write.Now);
        var note = new Invoice
        {
            Kind = InvoiceKind.CreditNote, State = InvoiceState.Posted, PartnerId = original.PartnerId, PartnerName = original.PartnerName, PartnerAddress = original.PartnerAddress, PartnerVatNumber = original.PartnerVatNumber,
            OrderId = original.OrderId, WarehouseId = original.WarehouseId, Date = today < original.Date ? original.Date : today, DueDate = today < original.Date ? original.Date : today, Currency = original.Currency, Rate = original.Rate,
            Net = -original.Net, Vat = -original.Vat, Rounding = -original.Rounding, Gross = -original.Gross, ReversesId = original.Id, Reference = original.Number, Note = reason, Language = original.Language, PostedAt = write.Now,
        };
        write.Db.Stamp(note);
        foreach (var l in original.Lines.OrderBy(l => l.Position))
        {
            var line = new InvoiceLine
            {
                InvoiceId = note.Id, Posted = true, Position = l.Position, ItemId = l.ItemId, OrderLineId = l.OrderLineId, Description = l.Description, Quantity = -l.Quantity, Unit = l.Unit, UnitPrice = l.UnitPrice,
                DiscountPercent = l.DiscountPercent, VatRateId = l.VatRateId, VatPercent = l.VatPercent, Net = -l.Net, NetIsFixed = l.NetIsFixed,
            };
            write.Db.Stamp(line);
            note.Lines.Add(line);
        }

        foreach (var v in original.VatLines)
        {
            var vat = new InvoiceVat { InvoiceId = note.Id, Posted = true, VatRateId = v.VatRateId, Percent = v.Percent, Base = -v.Base, Amount = -v.Amount };
            write.Db.Stamp(vat);
            note.VatLines.Add(vat);
        }

        return note;
    }

    private static async Task LedgerAsync(Write write, CompanyReference company, Invoice original, Invoice note, Delivery? back, CancellationToken cancel)
    {
        var entry = await write.Db.JournalEntries.AsNoTracking().Include(e => e.Lines).FirstOrDefaultAsync(e => e.SourceType == "invoice" && e.SourceId == original.Id && e.SourceKind == "post", cancel);
        if (entry is not null)
        {
            Journal.Reverse(write, entry, note.Date, "invoice", note.Id, "post", note.Number!);
        }

        if (back is not null)
        {
            var cost = await write.Db.JournalEntries.AsNoTracking().Where(e => e.SourceType == "delivery" && e.SourceId == back.ReversesId && e.SourceKind == "cost").Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel);
            InvoicePosting.PostCost(write, company, note, back, cost);
        }
    }

    private static async Task SettleAsync(Write write, Invoice original, Invoice note, CancellationToken cancel)
    {
        var item = await write.Db.OpenItems.FirstAsync(o => o.DocumentType == "invoice" && o.DocumentId == original.Id, cancel);
        var settled = item.Open;
        var settledBase = item.OpenBase;
        var wholeBase = item.Amount == 0m ? 0m : settled == item.Amount ? settledBase : Math.Round(item.Amount * item.Rate, 2, MidpointRounding.AwayFromZero);
        item.Open = 0m;
        item.OpenBase = 0m;
        var credit = write.AddFinal(new OpenItem
        {
            PartnerId = note.PartnerId, DocumentType = "invoice", DocumentId = note.Id, DocumentNumber = note.Number!, Date = note.Date, DueDate = note.DueDate, Currency = note.Currency, Amount = note.Gross,
            Open = note.Gross + settled, Rate = note.Rate, OpenBase = -(wholeBase - settledBase), References = original.Number!,
        });
        if (settled > 0m)
        {
            write.AddFinal(new Settlement { DebitItemId = item.Id, CreditItemId = credit.Id, Amount = settled, At = write.Now });
        }
    }

    private async Task ReopenAsync(Write write, long orderId, Invoice note, CancellationToken cancel)
    {
        var db = write.Db;
        var order = await db.SalesOrders.Include(o => o.Lines).FirstAsync(o => o.Id == orderId, cancel);
        order.State = OrderState.Open;
        order.Version++;
        await db.SaveChangesAsync(cancel);
        var items = await OrderRules.ItemsAsync(db, order.Lines.Select(l => l.ItemId), cancel);
        var done = await progress.OfLinesAsync(db, order, cancel);
        await Reservations.SetIn(write, orderId, false,
            [.. order.Lines.Where(l => items[l.ItemId].Kind == Catalog.ItemKind.Stocked).Select(l => new ReservationNeed(l.Id, l.ItemId, order.WarehouseId, Math.Max(0m, l.Quantity - done.GetValueOrDefault(l.Id).Delivered)))], cancel);
        write.Audit("order.reopened", "order", orderId, order.Number, note.Number);
        write.Changed(Topics.Order, orderId);
    }
}

/// <summary>What is invoiced of an order, told to Sales.</summary>
public sealed class InvoicedLines : IInvoicedLines
{
    /// <inheritdoc/>
    public HotQuery<long[], LineDone> Posted { get; } = new((db, lines) => db.InvoiceLines.AsNoTracking().Where(i => i.Posted && i.OrderLineId != null && lines.Contains(i.OrderLineId.Value))
        .Select(i => new LineDone { Invoiced = true, OrderLineId = i.OrderLineId!.Value, Quantity = i.Quantity, Amount = i.Net }));

    /// <inheritdoc/>
    public Task<bool> NamesAsync(ErpDbContext db, long orderLineId, CancellationToken cancel) => db.InvoiceLines.AnyAsync(i => i.OrderLineId == orderLineId, cancel);
}
