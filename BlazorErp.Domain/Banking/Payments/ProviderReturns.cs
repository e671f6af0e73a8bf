using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// Where the money of a refund, a chargeback or the taking back of one goes: the way its payment came. Booked where that is one way only;
/// suggested where a part of a payment goes back that stands in several places.
/// </summary>
internal sealed class ProviderReturns(CompanyReference company, ProviderTies ties, BankLineFacts line, PaymentTie payment)
{
    private readonly List<Matching.Allocation> parts = [];
    private readonly List<MatchSignal> signals = [new("match.provider_return", 100, payment.PaymentId)];
    private readonly List<MatchSignal> missing = [];
    private decimal rest = Math.Abs(line.Amount.Amount);

    /// <summary>The answer.</summary>
    public MatchDecision Decide()
    {
        if (payment.Standing.Count == 0)
        {
            return new(line.Id, MatchKind.Open, [], [], 0, null, [], [new("match.provider_payment_open", 0, payment.PaymentId)]);
        }

        if (Math.Sign(line.Amount.Amount) == payment.Sign)
        {
            Forth();
        }
        else
        {
            Back();
        }

        if (rest > 0m && payment.PartnerId is { } partner)
        {
            // More than the payment holds: it is the partner's, one way or the other, and a person should see it.
            Add(new(AllocationKind.Surplus, null, Signed(rest)) { PartnerId = partner });
            missing.Add(new("match.provider_return_more", 0, new Money(rest, line.Amount.Currency)));
            rest = 0m;
        }

        return rest > 0m || parts.Count == 0
            ? new(line.Id, MatchKind.Open, [], [], 0, null, [], [new("match.provider_return_more", 0, new Money(rest, line.Amount.Currency))])
            : new(line.Id, missing.Count == 0 ? MatchKind.Booked : MatchKind.Suggested, parts, signals, 100, null, [], missing) { Certainty = Sure.Full };
    }

    // From what stayed the customer's credit first, then from the documents it paid, the newest first.
    private void Back()
    {
        var standing = payment.Standing.Where(s => s.Amount * payment.Sign > 0m).OrderBy(s => s.ItemId is null ? 0 : 1).ThenByDescending(s => s.ItemId ?? s.AccountId).ToList();
        if (standing.Count > 1 && standing.Sum(s => Math.Abs(s.Amount)) > rest)
        {
            missing.Add(new("match.provider_return_several", 0, standing.Count));
        }

        foreach (var from in standing)
        {
            var take = Math.Min(rest, Math.Abs(from.Amount));
            if (take <= 0m)
            {
                break;
            }

            rest -= take;
            if (from.ItemId is { } item)
            {
                Document(item, take);
            }
            else
            {
                Add(new(AllocationKind.Account, null, Signed(take)) { AccountId = from.AccountId, PartnerId = from.AccountId == company.Accounts[AccountRole.CustomerPrepayments].Id ? payment.PartnerId : null });
            }
        }
    }

    // Where the document was cancelled, its credit note is what is paid out; else the document is owed again.
    private void Document(long itemId, decimal take)
    {
        var given = payment.Sign > 0 && ties.CreditOf(itemId) is { } credit ? Math.Min(take, -credit.Open) : 0m;
        if (given > 0m)
        {
            var note = ties.CreditOf(itemId)!;
            Add(new(AllocationKind.Item, note.Id, Signed(given)));
            signals.Add(new("match.provider_return_credit", 0, note.Number));
        }

        if (take > given)
        {
            Add(new(AllocationKind.Item, itemId, Signed(take - given)));
            signals.Add(new("match.provider_return_reopens", 0, ties.Items[itemId].Number));
        }
    }

    // What was taken back before comes again: it pays what that had opened.
    private void Forth()
    {
        foreach (var to in payment.Standing.Where(s => s.Back * payment.Sign < 0m).OrderBy(s => s.ItemId is null ? 0 : 1).ThenBy(s => s.ItemId ?? s.AccountId))
        {
            var open = to.ItemId is { } item ? Math.Abs(ties.Items[item].Open) : decimal.MaxValue;
            var take = Math.Min(rest, Math.Min(Math.Abs(to.Back), open));
            if (take <= 0m)
            {
                continue;
            }

            rest -= take;
            Add(to.ItemId is { } id ? new(AllocationKind.Item, id, Signed(take))
                : new(AllocationKind.Account, null, Signed(take)) { AccountId = to.AccountId, PartnerId = to.AccountId == company.Accounts[AccountRole.CustomerPrepayments].Id ? payment.PartnerId : null });
            if (to.ItemId is { } paid)
            {
                signals.Add(new("match.provider_return_pays", 0, ties.Items[paid].Number));
            }
        }
    }

    private void Add(Matching.Allocation part) => parts.Add(part);

    private Money Signed(decimal amount) => new(amount * Math.Sign(line.Amount.Amount), line.Amount.Currency);
}
