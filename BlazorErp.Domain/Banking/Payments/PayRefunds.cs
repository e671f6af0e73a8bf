using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>A refund that somebody wants.</summary>
/// <param name="CommandId">Id of the press.</param>
/// <param name="AttemptId">Attempt.</param>
/// <param name="PaymentId">The provider's payment; null where the attempt has only one.</param>
/// <param name="Amount">Above zero, at most what is left of the payment.</param>
/// <param name="Reason">Why.</param>
public sealed record NewRefund(Guid CommandId, long AttemptId, string? PaymentId, decimal Amount, string? Reason);

/// <summary>How a refund went.</summary>
/// <param name="Taken">The provider took it; otherwise it is asked again by itself.</param>
public sealed record RefundAnswer(long OrderId, bool Taken);

/// <summary>
/// Gives payments back: noted first, then asked for with the note's key, so that pressing twice, a lost answer or a stop in between refund
/// once. It stands in the books when the provider tells it, like a refund made in the provider's own portal.
/// </summary>
public sealed class PayRefunds(ErpDatabase database, IPayDoors doors, PayAttempts attempts)
{
    // The provider keeps a key for about a day; after that the same question could be a second refund.
    private static readonly TimeSpan KeyIsKept = TimeSpan.FromHours(20);

    /// <summary>Orders a refund and asks the provider.</summary>
    /// <returns>The order, or: forbidden, not_found, value.required, pay.refund_amount (most, currency), pay.refund_pending, and the provider's refusal.</returns>
    public async Task<Outcome<RefundAnswer>> RefundAsync(Actor actor, NewRefund request, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var ordered = await database.WriteAsync<long>(actor, new Command("pay.refund", request.CommandId, request), (w, c) => OrderIn(w, request, c), cancel);
        return ordered.Ok ? await SendAsync(actor, ordered.Value, cancel) : ordered.Refusal!;
    }

    /// <summary>Asks again for the refunds whose answer was lost.</summary>
    /// <returns>How many were taken, how many not.</returns>
    public async Task<(int Taken, int Failed)> RetryAsync(Actor actor, CancellationToken cancel)
    {
        List<long> waiting;
        await using (var db = database.Read(actor))
        {
            waiting = await db.RefundOrders.Where(r => r.State == RefundOrderState.Asked).OrderBy(r => r.Id).Select(r => r.Id).Take(PageQuery.MaxTake).ToListAsync(cancel);
        }

        var (taken, failed) = (0, 0);
        foreach (var order in waiting)
        {
            var sent = await SendAsync(actor, order, cancel);
            (taken, failed) = sent is { Ok: true, Value.Taken: true } ? (taken + 1, failed) : (taken, failed + 1);
        }

        return (taken, failed);
    }

    private static async Task<Outcome<long>> OrderIn(Write write, NewRefund request, CancellationToken cancel)
    {
        if (await PayStore.LoadAsync(write.Db, request.AttemptId, cancel) is not { } attempt)
        {
            return new Refusal("not_found", PayAttempts.Entity);
        }

        var known = PayStore.Of(attempt);
        var payment = request.PaymentId is { } id ? known.Payments.GetValueOrDefault(id) : known.Payments.Count == 1 ? known.Payments.Values.First() : null;
        if (payment is null)
        {
            return new Refusal("not_found", PayAttempts.Entity);
        }

        var currency = known.Amount.Currency;
        if (request.Amount <= 0m || request.Amount > payment.Left || currency.Round(request.Amount) != request.Amount)
        {
            return new Refusal("pay.refund_amount", payment.Left, currency.Code) { Field = "amount" };
        }

        // What was ordered and not told yet is not known to be gone: a second order would be made of money that may not be there.
        var pending = await write.Db.RefundOrders.Where(r => r.AttemptId == attempt.Id && r.PaymentId == payment.PaymentId && r.State != RefundOrderState.Refused).ToListAsync(cancel);
        if (pending.Exists(r => payment.Out < r.Before + r.Amount))
        {
            return new Refusal("pay.refund_pending");
        }

        // Two people press at once: the second finds another version and looks again.
        attempt.Version++;
        var order = write.Add(new RefundOrder
        {
            AttemptId = attempt.Id, PaymentId = payment.PaymentId, Key = PayPages.NewKey(), Amount = request.Amount, Before = payment.Out, Reason = BankText.Clip(request.Reason, 500), At = write.Now,
            ActorName = BankText.Clip(write.Actor.Name, 200), Version = 1,
        });
        write.Audit("pay.refund", "invoice", attempt.InvoiceId, request.Amount, attempt.Currency, order.Reason);
        write.Changed(Topics.Payment, attempt.Id);
        return order.Id;
    }

    private async Task<Outcome<RefundAnswer>> SendAsync(Actor actor, long orderId, CancellationToken cancel)
    {
        RefundOrder? order;
        PayAttemptRow? attempt;
        await using (var db = database.Read(actor))
        {
            order = await db.RefundOrders.FirstOrDefaultAsync(r => r.Id == orderId, cancel);
            attempt = order is null ? null : await db.PayAttempts.FirstOrDefaultAsync(a => a.Id == order.AttemptId, cancel);
        }

        if (order is null || attempt?.SessionId is not { } session || await doors.FindAsync(actor.CompanyId, attempt.ChannelId, cancel) is not { } door)
        {
            return new Refusal("not_found", PayAttempts.Entity);
        }

        if (order.State != RefundOrderState.Asked)
        {
            return new RefundAnswer(order.Id, order.State == RefundOrderState.Taken);
        }

        var currency = Currency.Of(attempt.Currency);
        var sent = database.Time.GetUtcNow() - order.At > KeyIsKept ? new Refusal("pay.refund_unknown", door.Name)
            : await door.Pay.RefundAsync(new PayRefundRequest(order.Key, session, order.PaymentId, new Money(order.Amount, currency), new Money(order.Before, currency)), cancel);
        var passing = sent.Refusal?.Code is "pay.busy" or "pay.unreachable";
        await database.WriteAsync(actor, new Command("pay.refund_sent"), async (w, c) =>
        {
            var state = sent.Ok ? RefundOrderState.Taken : passing ? RefundOrderState.Asked : RefundOrderState.Refused;
            var why = sent.Refusal is { } no ? RefusalJson.Write(no) : null;
            await w.Db.RefundOrders.Where(r => r.Id == order.Id && r.State == RefundOrderState.Asked).ExecuteUpdateAsync(s => s.SetProperty(r => r.State, state).SetProperty(r => r.Refusal, why).SetProperty(r => r.Version, r => r.Version + 1), c);
            w.Audit($"pay.refund_{state}".ToLowerInvariant(), "invoice", attempt.InvoiceId, order.Amount, attempt.Currency, door.Name);
            w.Changed(Topics.Payment, attempt.Id);
            w.Changed(Topics.Invoice, attempt.InvoiceId);
            return Outcome.Done;
        }, cancel);
        if (sent.Refusal is { } refused)
        {
            return passing ? new RefundAnswer(order.Id, false) : refused;
        }

        // Known at once where the provider already tells it; its message says the same later.
        await attempts.AskAsync(actor, attempt.Id, cancel);
        return new RefundAnswer(order.Id, true);
    }
}
