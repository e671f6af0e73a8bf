using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>Where a statement goes.</summary>
/// <param name="AccountId">Our account; null where refused.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Made">Made for this statement, so that nothing can be in it yet.</param>
/// <param name="Refusal">Why it goes nowhere.</param>
internal readonly record struct Route(long? AccountId, string? Currency, bool Made, Refusal? Refusal);

/// <summary>Finds the company's account of a statement by (number, currency), and makes it where that was asked for.</summary>
internal sealed class BankRoutes(Write write, bool create)
{
    private Dictionary<(string, string), BankAccount>? known;

    /// <summary>What was made may have been rolled back.</summary>
    public void Forget() => known = null;

    /// <summary>The account's number as it is kept; empty where the statement has none.</summary>
    public static string NumberOf(StatementHeader header) => BankText.Clip(Partners.Iban.Compact(header.AccountIban ?? header.AccountOther), 64);

    public async Task<Route> FindAsync(StatementHeader header, CancellationToken cancel)
    {
        var number = NumberOf(header);
        if (number.Length == 0)
        {
            return new Route(null, null, false, new Refusal("bank.format.account-missing", header.SourceName));
        }

        if (!Currency.IsKnown(header.Currency))
        {
            return new Route(null, null, false, new Refusal("bank.currency_unknown", number, header.Currency));
        }

        known ??= await write.Db.BankAccounts.AsNoTracking().Where(a => a.Kind == BankAccountKind.Bank).ToDictionaryAsync(a => (a.Iban, a.Currency), cancel);
        if (known.TryGetValue((number, header.Currency!), out var account))
        {
            return new Route(account.Id, account.Currency, false, null);
        }

        if (await BankLines.OfAnotherCompanyAsync(write.Db, number, cancel))
        {
            return new Route(null, null, false, new Refusal("bank.account_of_other_company", number));
        }

        if (!create)
        {
            return new Route(null, null, false, new Refusal("bank.account_unknown", number, header.Currency, BankText.ClipOrNull(header.OwnerName, 100)));
        }

        var made = await BankAccounts.AddIn(write, new BankAccount { Name = NameOf(number), Iban = number, Currency = header.Currency!, NeedsCheck = true }, await BankAccounts.UsedIn(write.Db, cancel), cancel);
        known.Add((made.Iban, made.Currency), made);
        return new Route(made.Id, made.Currency, true, null);
    }

    // The owner's name is the company's own and tells nothing; the bank's letters and the last digits do.
    private static string NameOf(string number) => number.Length <= 12 ? number : $"{number[..8]}…{number[^4..]}";
}

/// <summary>How statements of an account follow each other.</summary>
internal static class StatementGaps
{
    private const int Newest = 3_000;

    /// <summary>Works the gaps of an account out again (a file may fill one, or come late); those of known closings, by statement.</summary>
    public static async Task<IReadOnlyDictionary<long, decimal?>> RefreshAsync(ErpDbContext db, long account, CancellationToken cancel)
    {
        var rows = await db.BankStatements.AsNoTracking().Where(s => s.BankAccountId == account && s.To != null).OrderByDescending(s => s.To).ThenByDescending(s => s.Id).Take(Newest)
            .Select(s => new { s.Id, s.From, s.To, s.Opening, s.Closing, s.Gap }).ToListAsync(cancel);
        rows.Reverse();
        var gaps = new Dictionary<long, decimal?>(rows.Count);
        var seen = new Dictionary<(DateOnly?, DateOnly?, decimal?, decimal?), decimal?>();
        decimal? last = null;
        foreach (var s in rows)
        {
            // The same statement in another file follows nothing; it is the same place again.
            var repeated = seen.TryGetValue((s.From, s.To, s.Opening, s.Closing), out var gap);
            gap = repeated ? gap : s.Opening is { } opening && last is { } before ? opening - before : null;
            seen[(s.From, s.To, s.Opening, s.Closing)] = gap;
            last = repeated ? last : s.Closing ?? last;
            gaps[s.Id] = gap;
            if (gap != s.Gap && !(rows.Count == Newest && s.Id == rows[0].Id))
            {
                await db.BankStatements.Where(x => x.Id == s.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Gap, gap), cancel);
            }
        }

        return gaps;
    }
}
