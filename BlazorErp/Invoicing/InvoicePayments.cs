using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Invoicing;

/// <summary>What paid an invoice: a bank line, or another document it was settled with.</summary>
/// <param name="BankLineId">The bank line; null for a settlement.</param>
/// <param name="Document">Number of the document settled with; null for a bank line.</param>
/// <param name="Who">The payer as the bank wrote it.</param>
public sealed record InvoicePayment(DateOnly Date, decimal Amount, long? BankLineId, string? Document, string? Who);

/// <summary>Reads what paid an invoice, from the bank's allocations and from settlements; nothing for those who may see neither.</summary>
public sealed class InvoicePayments(ErpDatabase database)
{
    /// <summary>Payments of an open item, latest first; what was taken back cancels itself out.</summary>
    public async Task<IReadOnlyList<InvoicePayment>> OfAsync(Actor actor, long openItemId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var standing = db.Allocations.Where(a => a.OpenItemId == openItemId && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id));
        var bank = await standing.Join(db.BankLines, a => a.BankLineId, l => l.Id, (a, l) => new { a, l }).OrderByDescending(x => x.a.Id).Take(PageQuery.MaxTake)
            .Select(x => new InvoicePayment(x.l.Date, x.a.ItemAmount ?? x.a.Amount, x.l.Id, null, x.l.CounterpartyName)).ToListAsync(cancel);
        var settled = await db.Settlements.Where(s => s.DebitItemId == openItemId || s.CreditItemId == openItemId)
            .Join(db.OpenItems, s => s.DebitItemId == openItemId ? s.CreditItemId : s.DebitItemId, o => o.Id, (s, o) => new { s, o }).OrderByDescending(x => x.s.Id).Take(PageQuery.MaxTake)
            .Select(x => new InvoicePayment(x.o.Date, x.s.Amount, null, x.o.DocumentNumber, null)).ToListAsync(cancel);
        return [.. bank.Concat(settled).OrderByDescending(p => p.Date)];
    }
}
