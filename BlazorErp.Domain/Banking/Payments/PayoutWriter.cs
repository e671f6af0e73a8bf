using System.Globalization;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Writes one payout with what it paid out. Telling it again changes nothing; what a payout says of our payments is learned like a message.</summary>
public sealed class PayoutWriter(PayAttempts attempts, CompanyReferences references)
{
    /// <summary>Writes it in a unit of work.</summary>
    /// <returns>2 where it is new, 1 where it changed, 0 where it is known.</returns>
    internal async Task<Outcome<int>> WriteIn(Write write, PayDoor door, ToldPayout told, CancellationToken cancel)
    {
        var row = await write.Db.Payouts.Include(p => p.Parts).FirstOrDefaultAsync(p => p.ChannelId == door.ChannelId && p.ExternalId == told.Id, cancel);
        if (row is not null && row.State == told.State && told.Parts.All(t => row.Parts.Exists(p => p.ExternalId == t.Id)))
        {
            return 0;
        }

        var (source, code) = (PayBooks.SourceOf(door.ChannelId, door.Provider, door.Name), told.Amount.Currency.Code);
        var fresh = row is null;
        row ??= write.Add(new PayoutRow
        {
            ChannelId = door.ChannelId, BankAccountId = (await ProviderLines.AccountsIn(write, source, [code], cancel))[code], ExternalId = told.Id, At = told.At, Amount = told.Amount.Amount, Currency = code,
        });
        (row.State, row.Arrives) = (told.State, told.Arrives);
        row.Version++;
        await write.Db.SaveChangesAsync(cancel);
        await PartsIn(write, door, source, row, told, cancel);
        row.Difference = row.Amount - row.Parts.Sum(p => p.Gross - p.Fee);
        await OutIn(write, source, row, cancel);
        write.Audit(fresh ? "payout.new" : "payout.changed", Payouts.Entity, row.Id, row.Amount, row.Currency, door.Name);
        write.Changed(Topics.Payment, row.Id);
        return fresh ? 2 : 1;
    }

    /// <summary>The money leaves the provider's account: a transfer whose other side is the bank's line, on its way until that is there.</summary>
    internal async Task OutIn(Write write, ProviderSource source, PayoutRow row, CancellationToken cancel)
    {
        var currency = Currency.Of(row.Currency);
        var transaction = new ProviderTransaction
        {
            Provider = source.Provider, Account = source.ChannelId.ToString(CultureInfo.InvariantCulture), Id = PayBooks.IdOf(row.ExternalId), EventCode = "payout", Event = ProviderEvent.Transfer, At = row.At, UpdatedAt = row.At,
            Gross = new Money(-row.Amount, currency), Fee = Money.Zero(currency), Text = $"{source.Name} {row.ExternalId}",
            Status = row.State switch { PayoutState.Paid => ProviderStatus.Success, PayoutState.Failed => ProviderStatus.Denied, _ => ProviderStatus.Pending },
        };
        await ProviderLines.WriteIn(write, source, [transaction], cancel);
        row.EntryId = await EntryAsync(write.Db, row.BankAccountId, transaction.Key, cancel);
        await write.Db.SaveChangesAsync(cancel);
        if (row.State != PayoutState.Paid || await write.Db.BankLines.AsNoTracking().FirstOrDefaultAsync(l => l.EntryId == row.EntryId && l.State == BankLineState.Open, cancel) is not { } line)
        {
            return;
        }

        var company = await references.GetAsync(write.Db.CompanyId, cancel);
        var booked = await LineActs.BookIn(write, line, company, [new BookPart(null, company.Accounts[AccountRole.Transfers].Id, line.Amount)], null, cancel, PayBooks.Cause);
        if (booked.Refusal?.Code == "changed_by_other")
        {
            throw new DbUpdateConcurrencyException("The line of a payout changed while it was booked");
        }
    }

    private async Task PartsIn(Write write, PayDoor door, ProviderSource source, PayoutRow row, ToldPayout told, CancellationToken cancel)
    {
        var strangers = new List<(PayoutPartRow Part, ProviderTransaction Told)>();
        foreach (var part in told.Parts.Where(t => !row.Parts.Exists(p => p.ExternalId == t.Id)))
        {
            var kept = write.Add(new PayoutPartRow
            {
                PayoutId = row.Id, ExternalId = part.Id, Kind = part.Kind, PaymentId = part.PaymentId, Gross = part.Gross.Amount, Fee = part.Fee.Amount, At = part.At, Text = BankText.Clip(part.Text, 200),
            });
            if (!row.Parts.Contains(kept))
            {
                row.Parts.Add(kept);
            }

            var asked = new PaymentNotification
            {
                Provider = door.Provider, EventId = $"payout:{part.Id}", BodyHash = "", Notice = NoticeOf(part), At = part.At, AttemptId = part.AttemptId, PaymentId = part.PaymentId,
                Amount = new Money(Math.Abs(part.Gross.Amount), part.Gross.Currency), RefundId = part.Kind == PayoutPartKind.Payment ? null : part.SourceId, Fee = part.Fee,
            };
            if (await PayAttempts.FindIn(write.Db, door.ChannelId, asked, cancel) is not { } attempt)
            {
                strangers.Add((kept, StrangerOf(source, part)));
                continue;
            }

            // A payout is the provider's own word: a fee or a payment that no message told is learned from it.
            if (asked.Notice != PaymentNotice.Other)
            {
                attempt.Refusal = (await attempts.ApplyIn(write, attempt, asked, cancel)).Refusal is { } no ? RefusalJson.Write(no) : attempt.Refusal;
                await write.Db.SaveChangesAsync(cancel);
            }

            kept.EntryId = await OursAsync(write.Db, attempt.Id, row, part, cancel);
        }

        await ProviderLines.WriteIn(write, source, strangers.Select(s => s.Told), cancel);
        foreach (var (part, transaction) in strangers)
        {
            part.EntryId = await EntryAsync(write.Db, row.BankAccountId, transaction.Key, cancel);
        }

        await write.Db.SaveChangesAsync(cancel);
    }

    private static PaymentNotice NoticeOf(ToldPayoutPart part) => part.Kind switch
    {
        PayoutPartKind.Payment when part.Gross.Amount > 0m => PaymentNotice.Paid,
        PayoutPartKind.Refund when part.Gross.Amount < 0m && part.SourceId is not null => PaymentNotice.Refunded,
        PayoutPartKind.Dispute when part.SourceId is not null && part.Gross.Amount != 0m => part.Gross.Amount < 0m ? PaymentNotice.DisputeTaken : PaymentNotice.DisputeReturned,
        _ => PaymentNotice.Other,
    };

    /// <summary>The transaction of our payment that is this part: the same money, not yet paid out by another.</summary>
    private static async Task<long?> OursAsync(ErpDbContext db, long attemptId, PayoutRow payout, ToldPayoutPart part, CancellationToken cancel)
    {
        PayBookingKind[] kinds = part.Kind switch
        {
            PayoutPartKind.Payment => [PayBookingKind.Receipt],
            PayoutPartKind.Refund => [PayBookingKind.Refund],
            PayoutPartKind.Dispute => part.Gross.Amount < 0m ? [PayBookingKind.Dispute] : [PayBookingKind.DisputeWon],
            _ => [],
        };
        var amount = Math.Abs(part.Gross.Amount);
        return await db.PayBookings.Where(b => b.AttemptId == attemptId && b.PaymentId == part.PaymentId && kinds.Contains(b.Kind) && b.Amount == amount && !db.PayoutParts.Any(p => p.EntryId == b.EntryId && db.Payouts.Any(o => o.Id == p.PayoutId && o.State != PayoutState.Failed)))
            .OrderBy(b => b.Id).Select(b => (long?)b.EntryId).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Money of the account that was not begun from an invoice here.</summary>
    private static ProviderTransaction StrangerOf(ProviderSource source, ToldPayoutPart part)
    {
        var (what, code) = part.Kind switch
        {
            PayoutPartKind.Payment => (ProviderEvent.Payment, "payment"),
            PayoutPartKind.Refund => (ProviderEvent.Refund, "refund"),
            PayoutPartKind.Dispute => (ProviderEvent.Reversal, "dispute"),
            PayoutPartKind.Fee => (ProviderEvent.Fee, "fee"),
            _ => (ProviderEvent.Other, "other"),
        };
        return new ProviderTransaction
        {
            Provider = source.Provider, Account = source.ChannelId.ToString(CultureInfo.InvariantCulture), Id = PayBooks.IdOf(part.Id), EventCode = code, Event = what, At = part.At, UpdatedAt = part.At,
            Gross = part.Gross, Fee = new Money(-part.Fee.Amount, part.Fee.Currency), Status = ProviderStatus.Success, Text = part.Text,
        };
    }

    private static async Task<long?> EntryAsync(ErpDbContext db, long account, string key, CancellationToken cancel) =>
        await db.ProviderEntries.Where(e => e.BankAccountId == account && e.Key == key).Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel);
}
