using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// Puts the money of attempts in the books: each booking is a transaction of the provider's account with a line of its own, booked at once. What
/// came pays the invoice as far as it is open, the rest is the customer's credit; what goes back goes the way it came.
/// </summary>
public sealed class PayBooks(CompanyReferences references, IPayDoors doors)
{
    /// <summary>Cause of the runs that book payments, refunds and fees of providers.</summary>
    public const string Cause = "online";

    private const int LongestId = 150;

    /// <summary>Books what a message brought; what is there under its key already is left alone. Lines that cannot be booked stay open, for a person to see.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another settled the same document meanwhile: the unit of work runs again.</exception>
    internal async Task BookIn(Write write, PayAttemptRow attempt, IReadOnlyList<PayBooking> bookings, CancellationToken cancel)
    {
        var keys = bookings.Select(b => b.Key).ToList();
        var there = keys.Count == 0 ? [] : await write.Db.PayBookings.Where(b => keys.Contains(b.Key)).Select(b => b.Key).ToListAsync(cancel);
        var fresh = bookings.Where(b => !there.Contains(b.Key)).ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        var company = await references.GetAsync(write.Db.CompanyId, cancel);
        var invoice = await write.Db.Invoices.Where(i => i.Id == attempt.InvoiceId).Select(i => new { i.Number, i.PartnerId, i.PartnerName }).FirstAsync(cancel);
        var source = SourceOf(attempt.ChannelId, attempt.Provider, await doors.NameAsync(write.Db.CompanyId, attempt.ChannelId, cancel));
        var told = new Dictionary<string, ProviderTransaction>(StringComparer.Ordinal);
        foreach (var booking in fresh)
        {
            if ((source.Kind == BankAccountKind.PayPal ? AheadOf(attempt, booking, invoice.Number!, invoice.PartnerName) : TransactionOf(attempt, booking, invoice.Number!, invoice.PartnerName)) is { } transaction)
            {
                told[booking.Key] = transaction;
            }
        }

        if (told.Count == 0)
        {
            return;
        }

        await ProviderLines.WriteIn(write, source, told.Values, cancel);

        // The provider may keep accounts of other currencies too.
        var account = (await ProviderLines.AccountsIn(write, source, [attempt.Currency], cancel))[attempt.Currency];
        var ids = told.Values.Select(t => t.Id).Distinct(StringComparer.Ordinal).ToArray();
        var entries = (await write.Db.ProviderEntries.AsNoTracking().Where(e => e.BankAccountId == account && EF.Parameter(ids).Contains(e.ExternalId) && e.MovesMoney).OrderBy(e => e.Id).Select(e => new { e.Id, e.ExternalId, Out = e.Gross < 0m }).ToListAsync(cancel))
            .GroupBy(e => (e.ExternalId, e.Out)).ToDictionary(g => g.Key, g => g.First().Id);
        foreach (var booking in fresh.Where(b => told.ContainsKey(b.Key)))
        {
            var entry = entries[(told[booking.Key].Id, told[booking.Key].Gross.Amount < 0m)];
            write.Add(new PayBookingRow { AttemptId = attempt.Id, Key = booking.Key, Kind = booking.Kind, PaymentId = booking.PaymentId, Amount = booking.Amount.Amount, At = booking.At, EntryId = entry });

            // Each line is booked on what the one before left.
            await write.Db.SaveChangesAsync(cancel);
            await LineIn(write, company, attempt, booking, entry, invoice.PartnerId, cancel);
        }
    }

    /// <summary>Where the transactions of a channel's account come from.</summary>
    public static ProviderSource SourceOf(long channelId, string provider, string name) =>
        new(channelId, provider switch { "klix" => BankAccountKind.Klix, "paypal" => BankAccountKind.PayPal, _ => BankAccountKind.Stripe }, provider, name);

    /// <summary>Id of a booking's transaction in its account.</summary>
    internal static string IdOf(string key) => key.Length <= LongestId ? key : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    private static ProviderTransaction TransactionOf(PayAttemptRow attempt, PayBooking booking, string invoice, string payer)
    {
        var (what, code, sign) = booking.Kind switch
        {
            PayBookingKind.Receipt => (ProviderEvent.Payment, "payment", 1m),
            PayBookingKind.Refund => (ProviderEvent.Refund, "refund", -1m),
            PayBookingKind.Fee => (ProviderEvent.Fee, "fee", -1m),
            PayBookingKind.Dispute => (ProviderEvent.Reversal, "dispute", -1m),
            _ => (ProviderEvent.Reversal, "dispute_won", 1m),
        };
        var receipt = booking.Kind == PayBookingKind.Receipt;
        return new ProviderTransaction
        {
            Provider = attempt.Provider, Account = attempt.ChannelId.ToString(CultureInfo.InvariantCulture), Id = IdOf(booking.Key), EventCode = code, Event = what, At = booking.At, UpdatedAt = booking.At,
            ReferenceId = receipt ? null : IdOf($"{attempt.Provider}:{booking.PaymentId}:in"), ReferenceKind = receipt ? ProviderReferenceKind.Unknown : ProviderReferenceKind.Transaction,
            Gross = new Money(sign * booking.Amount.Amount, booking.Amount.Currency), Fee = Money.Zero(booking.Amount.Currency), Status = ProviderStatus.Success, InvoiceId = invoice,
            Payer = new ProviderPayer(payer, "", "", ""),
        };
    }

    /// <summary>
    /// A booking in an account whose list of transactions is read too: it is the transaction that the list will show, or has shown, so that both have one
    /// effect. Null for what only the list can tell: disputes, and refunds whose id is not known.
    /// </summary>
    private static ProviderTransaction? AheadOf(PayAttemptRow attempt, PayBooking booking, string invoice, string payer)
    {
        var from = new ProviderPayer(payer, "", "", "");
        switch (booking)
        {
            case { Kind: PayBookingKind.Receipt or PayBookingKind.Fee }:
                var payment = attempt.Payments.Find(p => p.PaymentId == booking.PaymentId)!;
                var currency = booking.Amount.Currency;
                return ToldAhead.Sale(
                    attempt.Provider, attempt.ChannelId, booking.PaymentId, new Money(payment.Captured!.Value, currency), payment.Fee is { } fee ? new Money(-fee, currency) : null, payment.At!.Value, invoice, from);
            case { Kind: PayBookingKind.Refund, RefundId: { } refund }:
                return ToldAhead.Back(attempt.Provider, attempt.ChannelId, refund, booking.PaymentId, booking.Amount, booking.At, invoice, from);
            default:
                return null;
        }
    }

    private static async Task LineIn(Write write, CompanyReference company, PayAttemptRow attempt, PayBooking booking, long entry, long partner, CancellationToken cancel)
    {
        var fee = booking.Kind == PayBookingKind.Fee;
        var line = await write.Db.BankLines.AsNoTracking().Where(l => l.EntryId == entry && (l.Kind == BankLineKind.Fee) == fee).OrderByDescending(l => l.Occurrence).ThenByDescending(l => l.Id).FirstOrDefaultAsync(cancel);

        // What the account's list showed first may be explained already, or may have been denied since.
        if (line is not { State: BankLineState.Open or BankLineState.Suggested })
        {
            return;
        }

        var parts = booking.Kind switch
        {
            PayBookingKind.Fee => [new BookPart(null, company.Accounts[AccountRole.BankFees].Id, line.Amount)],
            PayBookingKind.Receipt or PayBookingKind.DisputeWon => await PayWays.InAsync(write.Db, company, attempt.InvoiceId, partner, line.Amount, cancel),
            _ => await PayWays.BackAsync(write.Db, company, attempt, booking.PaymentId, partner, -line.Amount, cancel),
        };
        if (parts.Sum(p => p.Amount) != line.Amount)
        {
            return;
        }

        var booked = await LineActs.BookIn(write, line, company, parts, null, cancel, Cause);
        if (booked.Refusal?.Code is "bank.item_not_open" or "changed_by_other")
        {
            throw new DbUpdateConcurrencyException("A document was settled while an online payment was booked on it");
        }

        if (booked.Ok)
        {
            write.Audit("pay.booked", LineActs.Entity, line.Id, line.Amount, line.Currency);
        }
    }
}
