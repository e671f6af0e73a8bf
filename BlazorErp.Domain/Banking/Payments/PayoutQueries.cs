using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Reads payouts. Whoever may not see the bank sees nothing.</summary>
public sealed class PayoutQueries(ErpDatabase database)
{
    private const int MostParts = 2_000;

    /// <summary>A window of the list, newest first.</summary>
    public async Task<Page<PayoutListRow>> ListAsync(Actor actor, PageQuery page, long? channelId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new Page<PayoutListRow>([]);
        }

        await using var db = database.Read(actor);
        var all = channelId is { } channel ? db.Payouts.Where(p => p.ChannelId == channel) : db.Payouts;
        var from = page.After is { } after ? all.Where(p => p.Id < long.Parse(after, CultureInfo.InvariantCulture)) : all;
        var rows = await Rows(db, from.OrderByDescending(p => p.Id).Skip(page.After is null ? page.Skip : 0).Take(page.BoundedTake)).ToListAsync(cancel);
        return new Page<PayoutListRow>(rows, rows.Count == page.BoundedTake ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null, page.Count ? await all.CountAsync(cancel) : -1);
    }

    /// <summary>Everything of one payout.</summary>
    public async Task<PayoutDetail?> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        if (await Rows(db, db.Payouts.Where(p => p.Id == id)).FirstOrDefaultAsync(cancel) is not { } row)
        {
            return null;
        }

        var parts = await (from part in db.PayoutParts.Where(p => p.PayoutId == id)
                           join e in db.ProviderEntries on part.EntryId equals e.Id into es
                           from entry in es.DefaultIfEmpty()
                           join b in db.PayBookings on part.EntryId equals b.EntryId into bs
                           from booking in bs.DefaultIfEmpty()
                           join a in db.PayAttempts on booking!.AttemptId equals a.Id into at
                           from attempt in at.DefaultIfEmpty()
                           join i in db.Invoices on attempt!.InvoiceId equals i.Id into inv
                           from invoice in inv.DefaultIfEmpty()
                           orderby part.At, part.Id
                           select new PayoutPartLine(part.Id, part.Kind, part.At, part.Text, part.PaymentId, part.Gross, part.Fee, entry == null ? null : (decimal?)entry.Gross, invoice == null ? null : (long?)invoice.Id, invoice!.Number))
            .Take(MostParts).ToListAsync(cancel);
        return new PayoutDetail(row, parts);
    }

    private static IQueryable<PayoutListRow> Rows(ErpDbContext db, IQueryable<PayoutRow> payouts) =>
        from p in payouts
        join a in db.BankAccounts on p.BankAccountId equals a.Id
        join l in db.BankLines.Where(l => l.State != BankLineState.Ignored) on p.EntryId equals l.EntryId into ls
        from line in ls.DefaultIfEmpty()
        orderby p.Id descending
        select new PayoutListRow(
            p.Id, p.At, p.Arrives, p.ChannelId, a.Kind == BankAccountKind.Klix ? "klix" : "stripe", p.ExternalId, p.State, p.Amount, p.Difference, p.Currency, p.Parts.Count, line == null ? null : (long?)line.Id, line!.TransferLineId);
}
