using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Where transactions come from.</summary>
/// <param name="ChannelId">Channel; with a currency it is one of our accounts.</param>
/// <param name="Kind">Whose account it is.</param>
/// <param name="Provider">The provider as transactions name it.</param>
/// <param name="Name">Name of the channel, for the accounts made for it.</param>
public sealed record ProviderSource(long ChannelId, BankAccountKind Kind, string Provider, string Name);

/// <summary>What a writing did.</summary>
/// <param name="Fresh">Transactions not seen before.</param>
/// <param name="Changed">Transactions told differently than before.</param>
/// <param name="Lines">Lines written, those that take others back too.</param>
/// <param name="Accounts">Our accounts that were looked at.</param>
public sealed record ProviderWritten(int Fresh, int Changed, int Lines, IReadOnlyList<long> Accounts);

/// <summary>
/// Writes transactions of payment providers as bank lines, in the caller's unit of work. Each is kept with its raw text under (account, key)
/// and has the lines that its newest reading books: gross and fee apart. Telling it again changes nothing; told differently, its former lines
/// are taken back by lines of the other sign and the new ones added: a line once written keeps its amount for good.
/// </summary>
public static class ProviderLines
{
    /// <summary>Audit's name of a transaction.</summary>
    public const string Entity = "provider-entry";

    private const int Chunk = 1_000;

    /// <summary>Writes readings of one channel, any order and any repetition. Booking is left to <see cref="Reconciliation"/>.</summary>
    public static async Task<ProviderWritten> WriteIn(Write write, ProviderSource source, IEnumerable<ProviderTransaction> told, CancellationToken cancel)
    {
        var rows = ProviderRefresh.Merge(told.Select(ProviderEntries.Fit));
        var accounts = await AccountsIn(write, source, rows.Select(r => r.Currency.Code), cancel);
        rows = source.Kind == BankAccountKind.PayPal ? ProviderRefresh.Merge(await ToldAhead.AsKeptIn(write.Db, accounts.Values, rows, cancel)) : rows;
        var zone = (await CompanyReferences.LoadAsync(write.Db, write.Actor.CompanyId, cancel)).Zone;
        var (fresh, changed, lines) = (0, 0, 0);
        foreach (var part in rows.Chunk(Chunk))
        {
            var kept = await KeptIn(write.Db, accounts, part, cancel);
            var added = new List<ProviderEntry>();
            var news = new List<(ProviderEntry Entry, ProviderTransaction Told)>();
            var others = new List<(ProviderEntry Entry, ProviderTransaction Told)>();
            foreach (var row in part)
            {
                var account = accounts[row.Currency.Code];
                var before = kept.GetValueOrDefault((account, row.Key));
                switch (ProviderRefresh.Compare(before is null ? null : ProviderEntries.Read(before, row.Provider), row))
                {
                    case ProviderChange.New:
                        var entry = new ProviderEntry { BankAccountId = account, Key = row.Key, Account = row.Account, ExternalId = row.Id, EventCode = row.EventCode, Currency = row.Currency.Code, ReadAt = write.Now };
                        ProviderEntries.Put(entry, row, write.Now);
                        added.Add(entry);
                        news.Add((entry, row));
                        break;
                    case ProviderChange.Changed:
                        others.Add((before!, row));
                        break;
                }
            }

            await Bulk.InsertAsync(write.Db, added, cancel);
            var fits = news.SelectMany(n => n.Told.Lines().Select(l => Line(n.Entry, l, 1, zone))).ToList();
            await Bulk.InsertAsync(write.Db, fits, cancel);
            lines += fits.Count + await ProviderChanges.WriteIn(write, others, zone, cancel);
            (fresh, changed) = (fresh + added.Count, changed + others.Count);
        }

        await ProviderLinking.WriteIn(write, accounts.Values, rows, source.Provider, cancel);
        await ProviderBalances.RefreshIn(write, accounts.Values, cancel);
        if (lines > 0)
        {
            write.Changed(Topics.BankLine, Change.All);
        }

        if (fresh + changed > 0)
        {
            write.Audit("provider.read", "channel", source.ChannelId, source.Name, fresh, changed);
            write.Changed(Topics.Bank, accounts.Values.Order());
        }

        return new ProviderWritten(fresh, changed, lines, [.. accounts.Values.Order()]);
    }

    /// <summary>The channel's accounts of some currencies; those that are missing are made, each with its own ledger account.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> AccountsIn(Write write, ProviderSource source, IEnumerable<string> currencies, CancellationToken cancel)
    {
        var known = await write.Db.BankAccounts.AsNoTracking().Where(a => a.ChannelId == source.ChannelId).ToDictionaryAsync(a => a.Currency, a => a.Id, cancel);
        foreach (var currency in currencies.Distinct(StringComparer.Ordinal).Where(c => !known.ContainsKey(c)).Order(StringComparer.Ordinal).ToList())
        {
            var account = new BankAccount { Kind = source.Kind, ChannelId = source.ChannelId, Name = BankText.Clip($"{source.Name} {currency}", 100), Iban = "", Currency = currency };
            known[currency] = (await BankAccounts.AddIn(write, account, await BankAccounts.UsedIn(write.Db, cancel), cancel)).Id;
        }

        return known;
    }

    /// <summary>A line of a transaction; the occurrence counts lines of the same part, first 1.</summary>
    internal static BankLine Line(ProviderEntry entry, ProviderLine line, int occurrence, TimeZoneInfo zone)
    {
        var told = line.Source;
        var kind = ProviderEntries.KindOf(line);
        var people = kind is BankLineKind.Payment or BankLineKind.Refund or BankLineKind.Reversal or BankLineKind.Other;
        var name = !people ? "" : told.Payer.Name.Length > 0 ? told.Payer.Name : told.Payer.Email;
        var bank = new BankLine
        {
            BankAccountId = entry.BankAccountId, EntryId = entry.Id, Kind = kind, Date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(line.At, zone).DateTime), Amount = line.Amount.Amount, Currency = entry.Currency,
            CounterpartyName = name, CounterpartyIban = people ? PayerOf(told) : null, Remittance = BankText.Clip(told.Text.Replace('\n', ' '), 1000),
            References = string.Join('\n', ProviderReferences.Of(told)), BankReference = BankText.Clip(told.Id, 200), BankCode = told.EventCode, ContentHash = HashOf(line), Occurrence = occurrence,
        };
        bank.SearchText = SearchText.FoldAll(1200, bank.CounterpartyName, told.Payer.Email, bank.Remittance, bank.References, told.Id);
        return bank;
    }

    /// <summary>What a line of a part is found by.</summary>
    internal static string HashOf(ProviderLine line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{line.Source.Provider}:{line.Key}")));

    /// <summary>The payer as an account of his: learned like an IBAN, so that the next payment is known by it. Never read as an IBAN.</summary>
    private static string? PayerOf(ProviderTransaction told) =>
        (told.Payer.AccountId.Length > 0 ? told.Payer.AccountId : told.Payer.Email) is { Length: > 0 } id ? BankText.Clip(Partners.Iban.Compact(string.Create(CultureInfo.InvariantCulture, $"{told.Provider}{id}")), 34) : null;

    private static async Task<Dictionary<(long, string), ProviderEntry>> KeptIn(ErpDbContext db, IReadOnlyDictionary<string, long> accounts, IReadOnlyList<ProviderTransaction> rows, CancellationToken cancel)
    {
        var (keys, mine) = (rows.Select(r => r.Key).ToArray(), accounts.Values.ToArray());
        return (await db.ProviderEntries.Where(e => EF.Parameter(mine).Contains(e.BankAccountId) && EF.Parameter(keys).Contains(e.Key)).ToListAsync(cancel)).ToDictionary(e => (e.BankAccountId, e.Key));
    }
}
