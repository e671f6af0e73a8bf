using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Invoicing;

/// <summary>Reads invoices and what is owed. Whoever lacks the permission sees nothing.</summary>
public sealed class InvoiceQueries(ErpDatabase database)
{
    /// <summary>A window of the list, newest first; the cursor is the id of the last row.</summary>
    public async Task<Page<InvoiceRow>> ListAsync(Actor actor, InvoiceFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return new Page<InvoiceRow>([]);
        }

        await using var db = database.Read(actor);
        var page = filter.Page;
        var all = Filtered(db, filter);
        var from = page.After is { } after ? all.Where(i => i.Id < long.Parse(after, CultureInfo.InvariantCulture)) : all;
        var window = from.OrderByDescending(i => i.Id).Skip(page.After is null ? page.Skip : 0).Take(page.BoundedTake);
        if (page.Search is { Length: > 0 })
        {
            // Ids first, as in the list of orders: the search walks the index that holds the text.
            var ids = await window.Select(i => i.Id).ToListAsync(cancel);
            window = db.Invoices.Where(i => ids.Contains(i.Id)).OrderByDescending(i => i.Id);
        }

        var rows = await Rows(db, window).ToListAsync(cancel);
        return new Page<InvoiceRow>(rows, rows.Count == page.BoundedTake ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null, page.Count ? await all.CountAsync(cancel) : -1);
    }

    /// <summary>All rows the filter holds, one at a time, for an export.</summary>
    public async IAsyncEnumerable<InvoiceRow> AllAsync(Actor actor, InvoiceFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            yield break;
        }

        await using var db = database.Read(actor);
        await foreach (var row in Rows(db, Filtered(db, filter).OrderByDescending(i => i.Id)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return row;
        }
    }

    /// <summary>Count, gross and open amount of everything the filter holds, per currency.</summary>
    public async Task<IReadOnlyList<InvoiceTotal>> TotalsAsync(Actor actor, InvoiceFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var all = Filtered(db, filter);
        var sums = await all.GroupBy(i => i.Currency).Select(g => new { g.Key, Count = g.Count(), Gross = g.Sum(i => i.Gross) }).ToListAsync(cancel);
        var open = await Items(db).Where(o => o.Open != 0m).Join(all, o => o.DocumentId, i => i.Id, (o, i) => o).GroupBy(o => o.Currency).Select(g => new { g.Key, Open = g.Sum(o => o.Open) }).ToDictionaryAsync(g => g.Key, g => g.Open, cancel);
        return [.. sums.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new InvoiceTotal(s.Key, s.Count, s.Gross, open.GetValueOrDefault(s.Key)))];
    }

    /// <summary>Who owes what, the most overdue first; <paramref name="take"/> customers at most.</summary>
    public async Task<IReadOnlyList<Debtor>> DebtorsAsync(Actor actor, DateOnly today, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var open = db.OpenItems.Where(o => o.Open != 0m && o.Open > 0m);
        var rows = await open.GroupBy(o => new { o.PartnerId, o.Currency }).Select(g => new
        {
            g.Key.PartnerId, g.Key.Currency, Open = g.Sum(o => o.Open), Overdue = g.Sum(o => o.DueDate < today ? o.Open : 0m), Oldest = g.Min(o => o.DueDate), Count = g.Count(),
        }).OrderByDescending(g => g.Overdue).ThenByDescending(g => g.Open).ThenBy(g => g.PartnerId).Take(Math.Clamp(take, 1, PageQuery.MaxTake)).ToListAsync(cancel);
        var ids = rows.ConvertAll(r => r.PartnerId);
        var names = await db.Partners.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        return rows.ConvertAll(r => new Debtor(r.PartnerId, names[r.PartnerId], r.Currency, r.Open, r.Overdue, r.Oldest, r.Count));
    }

    /// <summary>Receivables by age in base currency, credits left out.</summary>
    public async Task<Receivables> ReceivablesAsync(Actor actor, DateOnly today, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return new Receivables(0m, 0m, 0m, 0m, 0m, 0, null);
        }

        await using var db = database.Read(actor);
        var open = db.OpenItems.Where(o => o.Open != 0m && o.Open > 0m);
        var byDay = await open.GroupBy(o => o.DueDate).Select(g => new { Due = g.Key, Base = g.Sum(o => o.OpenBase) }).ToListAsync(cancel);
        var customers = await open.Where(o => o.DueDate < today).Select(o => o.PartnerId).Distinct().CountAsync(cancel);
        decimal Sum(int from, int to) => byDay.Where(d => today.DayNumber - d.Due.DayNumber >= from && today.DayNumber - d.Due.DayNumber <= to).Sum(d => d.Base);
        return new Receivables(Sum(int.MinValue, 0), Sum(1, 15), Sum(16, 30), Sum(31, 60), Sum(61, int.MaxValue), customers, byDay.Where(d => d.Due < today).Select(d => (DateOnly?)d.Due).Min());
    }

    /// <summary>Everything of one invoice.</summary>
    /// <returns>The card, or: forbidden, not_found.</returns>
    public async Task<Outcome<InvoiceCard>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.InvoicesRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        if (await db.Invoices.FirstOrDefaultAsync(x => x.Id == id, cancel) is not { } i)
        {
            return new Refusal("not_found", "invoice");
        }

        var lines = await db.InvoiceLines.Where(l => l.InvoiceId == id).Join(db.Items, l => l.ItemId, x => x.Id, (l, x) => new { l, x.Code, x.Kind }).OrderBy(x => x.l.Position).Take(OrderRules.MaxLines)
            .Select(x => new InvoiceLineRow(x.l.Position, x.l.ItemId, x.Code, x.l.Description, x.l.Quantity, x.l.Unit, x.l.UnitPrice, x.l.DiscountPercent, x.l.VatRateId, x.l.VatPercent, x.l.Net, x.l.OrderLineId, x.Kind)).ToListAsync(cancel);
        var vat = await db.InvoiceVats.Where(v => v.InvoiceId == id).Join(db.VatRates, v => v.VatRateId, r => r.Id, (v, r) => new InvoiceVatRow(v.Percent, r.Category, v.Base, v.Amount)).ToListAsync(cancel);
        var item = await Items(db).Where(o => o.DocumentId == id).Select(o => new { o.Id, o.Open }).FirstOrDefaultAsync(cancel);
        var order = i.OrderId is { } orderId ? await db.SalesOrders.Where(o => o.Id == orderId).Select(o => o.Number).FirstOrDefaultAsync(cancel) : null;
        var reversed = i.ReversesId is { } reversesId ? await db.Invoices.Where(x => x.Id == reversesId).Select(x => x.Number).FirstOrDefaultAsync(cancel) : null;
        var note = await db.Invoices.Where(x => x.ReversesId == id).Select(x => new { x.Id, x.Number }).FirstOrDefaultAsync(cancel);
        return new InvoiceCard(
            i.Id, i.Version, i.Number, i.Kind, i.State, i.PartnerId, i.PartnerName, i.PartnerAddress, i.PartnerVatNumber, i.OrderId, order, i.WarehouseId, i.Date, i.DueDate, i.Currency, i.Rate, i.Net, i.Vat, i.Rounding, i.Gross,
            item?.Open ?? 0m, item?.Id, i.ReversesId, reversed, note?.Id, note?.Number, i.PaymentReference, i.Reference, i.Note, i.Language, i.PostedAt, lines, [.. vat.OrderByDescending(v => v.Percent)]);
    }

    /// <summary>Ledger lines that an invoice and its deliveries made. Needs ledger.read.</summary>
    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync(Actor actor, long invoiceId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.LedgerRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var deliveries = db.Deliveries.Where(d => d.InvoiceId == invoiceId).Select(d => d.Id);
        return await db.JournalEntries.Where(e => (e.SourceType == "invoice" && e.SourceId == invoiceId) || (e.SourceType == "delivery" && deliveries.Contains(e.SourceId)))
            .Join(db.JournalLines, e => e.Id, l => l.EntryId, (e, l) => new { e, l }).Join(db.Accounts, x => x.l.AccountId, a => a.Id, (x, a) => new { x.e, x.l, a })
            .OrderBy(x => x.e.Id).ThenBy(x => x.l.Id).Take(PageQuery.MaxTake)
            .Select(x => new LedgerRow(x.e.Id, x.e.Date, x.e.SourceKind, x.a.Code, x.a.Name, x.l.Debit, x.l.Credit)).ToListAsync(cancel);
    }

    /// <summary>What is invoiced and paid of an order; credit notes taken off.</summary>
    public async Task<OrderMoney> OfOrderAsync(Actor actor, long orderId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return new OrderMoney([], 0m, 0m);
        }

        await using var db = database.Read(actor);
        var rows = await Rows(db, db.Invoices.Where(i => i.OrderId == orderId && i.State == InvoiceState.Posted).OrderByDescending(i => i.Id).Take(PageQuery.MaxTake)).ToListAsync(cancel);
        var standing = rows.Where(r => r.Kind == InvoiceKind.Invoice && !r.IsReversed).ToList();
        return new OrderMoney(rows, standing.Sum(r => r.Gross), standing.Sum(r => r.Gross - r.Open));
    }

    /// <summary>Latest invoices of exactly this gross, whatever the currency.</summary>
    public async Task<IReadOnlyList<InvoiceRow>> OfAmountAsync(Actor actor, decimal gross, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead) || decimal.Round(gross, 4) != gross)
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await Rows(db, db.Invoices.Where(i => i.Gross == gross).OrderByDescending(i => i.Id).Take(Math.Clamp(take, 1, PageQuery.MaxTake))).ToListAsync(cancel);
    }

    /// <summary>Numbers of invoices.</summary>
    public async Task<IReadOnlyDictionary<long, string>> NumbersAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead) || ids.Count == 0)
        {
            return new Dictionary<long, string>();
        }

        await using var db = database.Read(actor);
        return await db.Invoices.Where(i => ids.Contains(i.Id) && i.Number != null).Select(i => new { i.Id, i.Number }).ToDictionaryAsync(i => i.Id, i => i.Number!, cancel);
    }

    /// <summary>What was done to an invoice, newest first.</summary>
    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(Actor actor, long id, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await History.OfAsync(db, "invoice", id, take, cancel);
    }

    private static IQueryable<OpenItem> Items(ErpDbContext db) => db.OpenItems.Where(o => o.DocumentType == "invoice");

    internal static IQueryable<Invoice> Filtered(ErpDbContext db, InvoiceFilter filter)
    {
        IQueryable<Invoice> all = db.Invoices;
        foreach (var fragment in SearchText.RarestFirst(filter.Page.Search))
        {
            all = all.Where(i => i.SearchText.Contains(fragment));
        }

        all = filter.PartnerId is { } partner ? all.Where(i => i.PartnerId == partner) : all;
        all = filter.OrderId is { } order ? all.Where(i => i.OrderId == order) : all;
        all = filter.From is { } from ? all.Where(i => i.Date >= from) : all;
        all = filter.To is { } to ? all.Where(i => i.Date <= to) : all;
        var open = Items(db).Where(o => o.Open != 0m && o.Open > 0m);
        var today = filter.Today;
        all = filter.Standing switch
        {
            InvoiceStanding.Draft => all.Where(i => i.State == InvoiceState.Draft),
            InvoiceStanding.Open => all.Where(i => open.Select(o => o.DocumentId).Contains(i.Id)),
            InvoiceStanding.Overdue => all.Where(i => open.Where(o => o.DueDate < today).Select(o => o.DocumentId).Contains(i.Id)),
            InvoiceStanding.Paid => all.Where(i => i.State == InvoiceState.Posted && i.Kind == InvoiceKind.Invoice && !Items(db).Any(o => o.DocumentId == i.Id && o.Open != 0m) && !db.Invoices.Any(n => n.ReversesId == i.Id)),
            InvoiceStanding.Reversed => all.Where(i => db.Invoices.Any(n => n.ReversesId == i.Id)),
            InvoiceStanding.CreditNote => all.Where(i => i.Kind == InvoiceKind.CreditNote),
            _ => all,
        };
        if (filter.DueFrom is not null || filter.DueTo is not null)
        {
            var due = open.Where(o => o.DueDate >= (filter.DueFrom ?? DateOnly.MinValue) && o.DueDate <= (filter.DueTo ?? DateOnly.MaxValue)).Select(o => o.DocumentId);
            all = all.Where(i => due.Contains(i.Id));
        }

        return all;
    }

    private static IQueryable<InvoiceRow> Rows(ErpDbContext db, IQueryable<Invoice> invoices) => invoices.Select(i => new InvoiceRow(
        i.Id, i.Number, i.Kind, i.State, i.Date, i.DueDate, i.PartnerId, i.PartnerName, i.Gross, Items(db).Where(o => o.DocumentId == i.Id).Sum(o => o.Open), i.Currency, i.OrderId, db.Invoices.Any(n => n.ReversesId == i.Id), i.Version));
}
