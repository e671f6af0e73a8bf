using System.Collections.Immutable;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Keeps what is known of an attempt: rows to knowledge and back. Knowledge only grows, so rows are added and filled in, never taken away.</summary>
internal static class PayStore
{
    /// <summary>An attempt with all that is known of it, to be changed.</summary>
    public static Task<PayAttemptRow?> LoadAsync(ErpDbContext db, long id, CancellationToken cancel) =>
        db.PayAttempts.Include(a => a.Payments).ThenInclude(p => p.Refunds).Include(a => a.Payments).ThenInclude(p => p.Disputes).AsSplitQuery().FirstOrDefaultAsync(a => a.Id == id, cancel);

    /// <summary>What the rows say.</summary>
    public static PayAttempt Of(PayAttemptRow row)
    {
        var currency = Currency.Of(row.Currency);
        return new PayAttempt
        {
            Id = row.Key, Provider = row.Provider, Amount = new Money(row.Amount, currency), CreatedAt = row.CreatedAt, ExpiresAt = row.ExpiresAt, SessionId = row.SessionId, Redirected = row.Redirected,
            Promised = row.Promised, Ending = row is { Ending: { } state, EndedAt: { } at } ? new PayEnding(state, at) : null,
            Payments = Sorted(row.Payments.Select(p => KeyValuePair.Create(p.PaymentId, Of(p)))),
        };
    }

    private static PayCapture Of(PayPaymentRow row) => new()
    {
        PaymentId = row.PaymentId, Captured = row.Captured, At = row.At, Fee = row.Fee, RefundedTotal = row.RefundedTotal, Disputed = row.Disputed,
        Refunds = Sorted(row.Refunds.Select(r => KeyValuePair.Create(r.RefundId, r.Amount))),
        Disputes = Sorted(row.Disputes.Select(d => KeyValuePair.Create(d.DisputeId, new PayDispute(d.Taken, d.Fee, d.Returned, d.At, d.ReturnedAt)))),
    };

    /// <summary>Writes what is known now over what was known.</summary>
    public static void Keep(ErpDbContext db, PayAttemptRow row, PayAttempt known)
    {
        (row.SessionId, row.ExpiresAt, row.Redirected, row.Promised) = (known.SessionId, known.ExpiresAt, known.Redirected, known.Promised);
        (row.Ending, row.EndedAt) = (known.Ending?.State, known.Ending?.At);
        (row.State, row.Captured, row.Refunded, row.Held, row.Fee, row.Disputed) = (known.State, known.Captured, known.Refunded, known.Held, known.Fees, known.Disputed);
        row.Version++;
        foreach (var payment in known.Payments.Values)
        {
            var kept = row.Payments.Find(p => p.PaymentId == payment.PaymentId) ?? Added(db, row.Payments, new PayPaymentRow { AttemptId = row.Id, PaymentId = payment.PaymentId });
            (kept.Captured, kept.At, kept.Fee, kept.RefundedTotal, kept.Disputed) = (payment.Captured, payment.At, payment.Fee, payment.RefundedTotal, payment.Disputed);
            foreach (var (id, amount) in payment.Refunds.Where(r => !kept.Refunds.Exists(k => k.RefundId == r.Key)))
            {
                Added(db, kept.Refunds, new PayRefundRow { PaymentRowId = kept.Id, RefundId = id, Amount = amount });
            }

            foreach (var (id, dispute) in payment.Disputes)
            {
                var d = kept.Disputes.Find(k => k.DisputeId == id) ?? Added(db, kept.Disputes, new PayDisputeRow { PaymentRowId = kept.Id, DisputeId = id });
                (d.Taken, d.Fee, d.Returned, d.At, d.ReturnedAt) = (dispute.Taken, dispute.Fee, dispute.Returned, dispute.At, dispute.ReturnedAt);
            }
        }
    }

    private static T Added<T>(ErpDbContext db, List<T> to, T row)
        where T : CompanyRow
    {
        db.AddRow(row);
        if (!to.Contains(row))
        {
            to.Add(row);
        }

        return row;
    }

    private static ImmutableSortedDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs) => pairs.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
