using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Reads attempts to pay online. Whoever may see neither the bank nor (of one invoice) invoices sees nothing.</summary>
public sealed class PayQueries(ErpDatabase database, CompanyReferences references)
{
    private const PayRemarks Worth = PayRemarks.Late | PayRemarks.Partial | PayRemarks.Over | PayRemarks.Double | PayRemarks.RefundTooLarge | PayRemarks.Disputed;

    /// <summary>A window of the list, newest first.</summary>
    public async Task<Page<PayRow>> ListAsync(Actor actor, PayFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead) && !(filter.InvoiceId is not null && actor.May(Permissions.InvoicesRead)))
        {
            return new Page<PayRow>([]);
        }

        await using var db = database.Read(actor);
        var all = Filtered(db, filter, await ZoneAsync(actor, cancel));
        var page = filter.Page;
        var from = page.After is { } after ? all.Where(a => a.Id < long.Parse(after, CultureInfo.InvariantCulture)) : all;
        var rows = await Rows(db, from.OrderByDescending(a => a.Id).Skip(page.After is null ? page.Skip : 0).Take(page.BoundedTake)).ToListAsync(cancel);
        return new Page<PayRow>(rows, rows.Count == page.BoundedTake ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null, page.Count ? await all.CountAsync(cancel) : -1);
    }

    /// <summary>All rows of a filter, for an export.</summary>
    public async IAsyncEnumerable<PayRow> AllAsync(Actor actor, PayFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            yield break;
        }

        await using var db = database.Read(actor);
        await foreach (var row in Rows(db, Filtered(db, filter, await ZoneAsync(actor, cancel)).OrderByDescending(a => a.Id)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return row;
        }
    }

    /// <summary>Sums of everything the filter holds, per currency; tests are no money.</summary>
    public async Task<IReadOnlyList<PayTotal>> TotalsAsync(Actor actor, PayFilter filter, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var sums = await Filtered(db, filter, await ZoneAsync(actor, cancel)).GroupBy(a => a.Currency)
            .Select(g => new { g.Key, Count = g.Count(), Captured = g.Sum(a => a.Captured), Refunded = g.Sum(a => a.Refunded), Fee = g.Sum(a => a.Fee) }).ToListAsync(cancel);
        return [.. sums.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new PayTotal(s.Key, s.Count, s.Captured, s.Refunded, s.Fee))];
    }

    /// <summary>Everything of one attempt; null where there is none or it may not be seen.</summary>
    public async Task<PayDetail?> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        if (await PayStore.LoadAsync(db, id, cancel) is not { } row)
        {
            return null;
        }

        var known = PayStore.Of(row);
        var entries = db.PayBookings.Where(b => b.AttemptId == id).Select(b => b.EntryId);
        var lines = await db.BankLines.Where(l => l.EntryId != null && entries.Contains(l.EntryId.Value)).OrderBy(l => l.Id).Take(PageQuery.MaxTake)
            .Select(l => new PayLine(l.Id, l.Date, l.Kind, l.Amount, l.State, l.Summary)).ToListAsync(cancel);
        var prepaid = (await references.GetAsync(actor.CompanyId, cancel)).Accounts[AccountRole.CustomerPrepayments].Id;
        var ids = lines.ConvertAll(l => l.LineId);
        var credit = await db.Allocations.Where(a => ids.Contains(a.BankLineId) && a.AccountId == prepaid).SumAsync(a => (decimal?)a.Amount, cancel) ?? 0m;
        var orders = await db.RefundOrders.Where(r => r.AttemptId == id).OrderByDescending(r => r.Id).Take(PageQuery.MaxTake).ToListAsync(cancel);
        return new PayDetail(
            (await Rows(db, db.PayAttempts.Where(a => a.Id == id)).FirstAsync(cancel)), row.SessionId, row.ExpiresAt, row.AskAt, row.Asked, credit,
            [.. known.Payments.Values.Select(p => new PayMoney(p.PaymentId, p.In, p.At, p.Fee, p.Out, p.Held, p.Left))],
            orders.ConvertAll(r => new PayOrder(r.Id, r.Amount, r.Reason, r.State, r.At, r.ActorName, RefusalJson.Read(r.Refusal))), lines);
    }

    private async Task<TimeZoneInfo> ZoneAsync(Actor actor, CancellationToken cancel) => (await references.GetAsync(actor.CompanyId, cancel)).Zone;

    private static IQueryable<PayAttemptRow> Filtered(ErpDbContext db, PayFilter filter, TimeZoneInfo zone)
    {
        IQueryable<PayAttemptRow> all = db.PayAttempts;
        foreach (var fragment in SearchText.Fragments(filter.Page.Search))
        {
            all = all.Where(a => db.Invoices.Any(i => i.Id == a.InvoiceId && i.SearchText.Contains(fragment)));
        }

        all = filter.ChannelId is { } channel ? all.Where(a => a.ChannelId == channel) : all;
        all = filter.InvoiceId is { } invoice ? all.Where(a => a.InvoiceId == invoice) : all;
        all = filter.From is { } from && Start(from, zone) is var begin ? all.Where(a => a.CreatedAt >= begin) : all;
        all = filter.To is { } to && Start(to.AddDays(1), zone) is var end ? all.Where(a => a.CreatedAt < end) : all;
        return filter.Standing switch
        {
            PayStanding.Open => all.Where(a => a.State == PayAttemptState.Created || a.State == PayAttemptState.Redirected),
            PayStanding.Paid => all.Where(a => a.State == PayAttemptState.Paid),
            PayStanding.Ended => all.Where(a => a.State == PayAttemptState.Failed || a.State == PayAttemptState.Expired || a.State == PayAttemptState.Cancelled),
            PayStanding.Refunded => all.Where(a => a.State == PayAttemptState.Refunded),
            PayStanding.Attention => all.Where(a => (a.Remarks & Worth) != 0 || a.Disputed || a.Refusal != null),
            _ => all,
        };
    }

    private static DateTimeOffset Start(DateOnly day, TimeZoneInfo zone) => new(TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero);

    private static IQueryable<PayRow> Rows(ErpDbContext db, IQueryable<PayAttemptRow> attempts) =>
        from a in attempts
        join i in db.Invoices on a.InvoiceId equals i.Id
        orderby a.Id descending
        select new PayRow(
            a.Id, a.CreatedAt, a.InvoiceId, i.Number!, i.PartnerName, a.ChannelId, a.Provider, a.State, a.Promised, a.Amount, a.Captured, a.Refunded, a.Held, a.Fee, a.Currency, a.Remarks, a.Disputed, a.IsTest, a.Refusal);
}
