using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Partners;

/// <summary>A payment of a partner from an account.</summary>
public readonly record struct PayerPayment(long PartnerId, string Iban);

/// <summary>Learns which accounts pay for which partner, and forgets when a booking is taken back.</summary>
public static class PayerAccounts
{
    /// <summary>Counts payments.</summary>
    /// <param name="write">Unit of work.</param>
    /// <param name="payments">One per booked line.</param>
    /// <param name="sign">1 to learn, -1 to take back.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task CountIn(Write write, IReadOnlyCollection<PayerPayment> payments, int sign, CancellationToken cancel)
    {
        var counts = payments.Where(p => p.Iban.Length is > 0 and <= 200).GroupBy(p => p).ToDictionary(g => g.Key, g => g.Count());
        if (counts.Count == 0)
        {
            return;
        }

        var ibans = counts.Keys.Select(p => p.Iban).Distinct(StringComparer.Ordinal).ToArray();
        var known = await write.Db.PartnerBankAccounts.AsNoTracking().Where(a => EF.Parameter(ibans).Contains(a.Iban)).Select(a => new { a.Id, a.PartnerId, a.Iban, a.Payments }).ToListAsync(cancel);
        foreach (var same in known.Where(a => counts.ContainsKey(new(a.PartnerId, a.Iban))).OrderBy(a => a.Id).GroupBy(a => Math.Max(-a.Payments, sign * counts[new(a.PartnerId, a.Iban)])))
        {
            var ids = same.Select(a => a.Id).ToArray();
            await write.Db.PartnerBankAccounts.Where(a => EF.Parameter(ids).Contains(a.Id)).ExecuteUpdateAsync(u => u.SetProperty(a => a.Payments, a => a.Payments + same.Key), cancel);
        }

        if (sign > 0)
        {
            var there = known.Select(a => new PayerPayment(a.PartnerId, a.Iban)).ToHashSet();
            await Bulk.InsertAsync(write.Db, [.. counts.Where(c => !there.Contains(c.Key)).Select(c => new PartnerBankAccount { PartnerId = c.Key.PartnerId, Iban = c.Key.Iban, IsLearned = true, Payments = c.Value })], cancel);
        }
    }
}
