using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Where money of an attempt goes, and where money that goes back is taken from.</summary>
internal static class PayWays
{
    /// <summary>What came: to the invoice as far as it is open, the rest is the customer's credit.</summary>
    public static async Task<IReadOnlyList<BookPart>> InAsync(ErpDbContext db, CompanyReference company, long invoiceId, long partner, decimal amount, CancellationToken cancel)
    {
        var item = await db.OpenItems.AsNoTracking().Where(o => o.DocumentType == "invoice" && o.DocumentId == invoiceId).Select(o => new { o.Id, o.Open }).FirstOrDefaultAsync(cancel);
        var paid = Math.Min(amount, Math.Max(0m, item?.Open ?? 0m));
        var parts = new List<BookPart>(2);
        if (paid > 0m)
        {
            parts.Add(new BookPart(item!.Id, null, paid));
        }

        if (amount > paid)
        {
            parts.Add(new BookPart(null, company.Accounts[AccountRole.CustomerPrepayments].Id, amount - paid, partner));
        }

        return parts;
    }

    /// <summary>
    /// What goes back of a payment: first what stayed as the customer's credit, then from the documents it paid, which are open again; where such a
    /// document was cancelled, its credit note is what gives. Less than asked for when the payment's lines do not hold so much.
    /// </summary>
    public static async Task<IReadOnlyList<BookPart>> BackAsync(ErpDbContext db, CompanyReference company, PayAttemptRow attempt, string paymentId, long partner, decimal amount, CancellationToken cancel)
    {
        var entries = db.PayBookings.Where(b => b.AttemptId == attempt.Id && b.PaymentId == paymentId && b.Kind != PayBookingKind.Fee).Select(b => b.EntryId);
        var standing = await db.Allocations.AsNoTracking().Where(a => db.BankLines.Any(l => l.Id == a.BankLineId && l.Kind != BankLineKind.Fee && l.EntryId != null && entries.Contains(l.EntryId!.Value)))
            .GroupBy(a => new { a.OpenItemId, a.AccountId }).Select(g => new { g.Key.OpenItemId, g.Key.AccountId, Amount = g.Sum(a => a.Amount) }).ToListAsync(cancel);
        var parts = new List<BookPart>();
        var rest = amount;
        foreach (var from in standing.Where(s => s.Amount > 0m).OrderBy(s => s.OpenItemId is null ? 0 : 1).ThenByDescending(s => s.OpenItemId))
        {
            var take = Math.Min(rest, from.Amount);
            if (take <= 0m)
            {
                break;
            }

            if (from.AccountId is { } account)
            {
                parts.Add(new BookPart(null, account, -take, account == company.Accounts[AccountRole.CustomerPrepayments].Id ? partner : null));
            }
            else
            {
                parts.AddRange(await DocumentAsync(db, from.OpenItemId!.Value, take, cancel));
            }

            rest -= take;
        }

        return parts;
    }

    private static async Task<IReadOnlyList<BookPart>> DocumentAsync(ErpDbContext db, long itemId, decimal take, CancellationToken cancel)
    {
        var item = await db.OpenItems.AsNoTracking().Where(o => o.Id == itemId).Select(o => new { o.DocumentId }).FirstAsync(cancel);
        var credit = await db.OpenItems.AsNoTracking().Where(o => o.DocumentType == "invoice" && db.Invoices.Any(n => n.Id == o.DocumentId && n.ReversesId == item.DocumentId) && o.Open < 0m)
            .Select(o => new { o.Id, o.Open }).FirstOrDefaultAsync(cancel);
        var given = Math.Min(take, -(credit?.Open ?? 0m));
        var parts = new List<BookPart>(2);
        if (given > 0m)
        {
            parts.Add(new BookPart(credit!.Id, null, -given));
        }

        if (take > given)
        {
            parts.Add(new BookPart(itemId, null, given - take));
        }

        return parts;
    }
}
