using System.Globalization;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// Transactions told ahead: what a provider answers about one payment before the list of its account shows it (PayPal's lags by up to three hours).
/// When the list shows it, under whatever event code, it is the same transaction and has the same lines; what the list says counts.
/// </summary>
public static class ToldAhead
{
    /// <summary>Event code of a payment told ahead.</summary>
    public const string Payment = "CAPTURE";

    /// <summary>Event code of a refund told ahead.</summary>
    public const string Refund = "REFUND";

    /// <summary>Money that came; the fee is below zero when charged, and null while it is not known.</summary>
    public static ProviderTransaction Sale(string provider, long channelId, string id, Money gross, Money? fee, DateTimeOffset at, string invoiceId, ProviderPayer payer) => new()
    {
        Provider = provider, Account = AccountOf(channelId), Id = id, EventCode = Payment, Event = ProviderEvent.Payment, At = at,

        // Told with its fee it is newer than without, and what the list says of it is newer than both.
        UpdatedAt = at.AddSeconds(fee is null ? -2 : -1), Gross = gross, Fee = fee ?? Money.Zero(gross.Currency), Status = ProviderStatus.Success, InvoiceId = invoiceId, Payer = payer,
    };

    /// <summary>Money of a payment that went back; the amount is above zero.</summary>
    public static ProviderTransaction Back(string provider, long channelId, string id, string paymentId, Money amount, DateTimeOffset at, string invoiceId, ProviderPayer payer) => new()
    {
        Provider = provider, Account = AccountOf(channelId), Id = id, EventCode = Refund, Event = ProviderEvent.Refund, At = at, UpdatedAt = at.AddSeconds(-1), ReferenceId = paymentId,
        ReferenceKind = ProviderReferenceKind.Transaction, Gross = -amount, Fee = Money.Zero(amount.Currency), Status = ProviderStatus.Success, InvoiceId = invoiceId, Payer = payer,
    };

    /// <summary>
    /// Readings as they are to be written: one that is kept ahead takes the key it is kept by, one told ahead whose transaction the list already
    /// showed is left out. Of an id only one row moves the balance.
    /// </summary>
    internal static async Task<IReadOnlyList<ProviderTransaction>> AsKeptIn(ErpDbContext db, IEnumerable<long> accounts, IReadOnlyList<ProviderTransaction> rows, CancellationToken cancel)
    {
        var (mine, kept) = (accounts.ToArray(), new Dictionary<(string, string, bool), ProviderEntry>());
        foreach (var part in rows.Where(r => r.MovesMoney).Select(r => r.Id).Distinct(StringComparer.Ordinal).Chunk(1_000))
        {
            foreach (var entry in await db.ProviderEntries.AsNoTracking().Where(e => EF.Parameter(mine).Contains(e.BankAccountId) && EF.Parameter(part).Contains(e.ExternalId) && e.MovesMoney).OrderBy(e => e.Id).ToListAsync(cancel))
            {
                var key = (entry.ExternalId, entry.Currency, entry.Gross < 0m);
                if (!kept.TryGetValue(key, out var other) || Is(entry.EventCode) && !Is(other.EventCode))
                {
                    kept[key] = entry;
                }
            }
        }

        var written = new List<ProviderTransaction>(rows.Count);
        foreach (var row in rows)
        {
            var same = row.MovesMoney ? kept.GetValueOrDefault((row.Id, row.Currency.Code, row.Gross.Amount < 0m)) : null;
            if (same is null || Is(same.EventCode) == Is(row.EventCode))
            {
                written.Add(row);
            }
            else if (Is(same.EventCode))
            {
                written.Add(row with { Account = same.Account, EventCode = same.EventCode });
            }
        }

        return written;
    }

    private static bool Is(string code) => code is Payment or Refund;

    // One for each channel, whatever the provider calls the account: that is not known before it was first asked.
    private static string AccountOf(long channelId) => channelId.ToString(CultureInfo.InvariantCulture);
}
