using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>A rule in the list.</summary>
/// <param name="Rule">What it says.</param>
/// <param name="Version">Version, for acts.</param>
/// <param name="IsActive">Asked.</param>
/// <param name="Booked">Lines booked by it.</param>
/// <param name="Suggested">Lines it suggests for now.</param>
public sealed record RuleRow(BankRule Rule, int Version, bool IsActive, int Booked, int Suggested);

/// <summary>Names of what rules refer to.</summary>
public sealed record RuleNames(IReadOnlyDictionary<long, string> Accounts, IReadOnlyDictionary<long, string> VatRates, IReadOnlyDictionary<long, string> Partners, IReadOnlyDictionary<long, string> BankAccounts);

/// <summary>Rules in order, with the names in them.</summary>
public sealed record RuleList(IReadOnlyList<RuleRow> Rules, RuleNames Names);

/// <summary>What a rule may refer to.</summary>
/// <param name="Accounts">Ledger accounts that take single bookings.</param>
/// <param name="VatRates">VAT rates.</param>
/// <param name="BankAccounts">Our accounts.</param>
/// <param name="Channels">Ways in which lines have arrived.</param>
public sealed record RuleTargets(IReadOnlyList<LedgerChoice> Accounts, IReadOnlyList<(long Id, string Name)> VatRates, IReadOnlyList<(long Id, string Name)> BankAccounts, IReadOnlyList<string> Channels);

/// <summary>Reads rules.</summary>
public sealed class RuleQueries(ErpDatabase database)
{
    /// <summary>What a rule may refer to.</summary>
    public async Task<RuleTargets> TargetsAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new([], [], [], []);
        }

        await using var db = database.Read(actor);
        var rates = await db.VatRates.OrderByDescending(v => v.IsDefault).ThenByDescending(v => v.Percent).ThenBy(v => v.Code).Take(PageQuery.MaxTake).Select(v => new { v.Id, v.Name }).ToListAsync(cancel);
        var banks = await db.BankAccounts.OrderBy(a => a.Name).ThenBy(a => a.Id).Take(PageQuery.MaxTake).Select(a => new { a.Id, a.Name, a.Currency, a.Kind }).ToListAsync(cancel);
        var sources = (await db.BankFiles.OrderByDescending(f => f.Id).Take(PageQuery.MaxTake).Select(f => f.Source).ToListAsync(cancel)).Select(StoredRules.Channel).Where(s => s.Length > 0);
        return new(
            await BankQueries.LedgerOf(db).ToListAsync(cancel), rates.ConvertAll(v => (v.Id, v.Name)), banks.ConvertAll(a => (a.Id, $"{a.Name} · {a.Currency}")),
            [.. sources.Concat(banks.Where(b => b.Kind != BankAccountKind.Bank).Select(b => b.Kind.ToString().ToLowerInvariant())).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>All rules that are not deleted, in order.</summary>
    public async Task<RuleList> ListAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new([], new(new Dictionary<long, string>(), new Dictionary<long, string>(), new Dictionary<long, string>(), new Dictionary<long, string>()));
        }

        await using var db = database.Read(actor);
        var rules = await db.BankRules.Include(r => r.Parts).Where(r => r.DeletedAt == null).OrderBy(r => r.Position).ThenBy(r => r.Id).Take(BankRules.Most).ToListAsync(cancel);
        var counts = (await db.BankLines.Where(l => l.RuleId != null).GroupBy(l => new { l.RuleId, l.State }).Select(g => new { g.Key.RuleId, g.Key.State, Count = g.Count() }).ToListAsync(cancel)).ToLookup(c => c.RuleId!.Value);
        int Count(long rule, BankLineState state) => counts[rule].Where(c => c.State == state).Sum(c => c.Count);
        var rows = rules.ConvertAll(r => new RuleRow(r.Plain(), r.Version, r.IsActive, Count(r.Id, BankLineState.Booked), Count(r.Id, BankLineState.Suggested)));
        return new(rows, await NamesAsync(db, [.. rows.Select(r => r.Rule)], cancel));
    }

    /// <summary>Names of what some rules refer to.</summary>
    public async Task<RuleNames> NamesAsync(Actor actor, IReadOnlyList<BankRule> rules, CancellationToken cancel = default)
    {
        await using var db = database.Read(actor);
        return await NamesAsync(db, actor.May(Permissions.BankRead) ? rules : [], cancel);
    }

    private static async Task<RuleNames> NamesAsync(ErpDbContext db, IReadOnlyList<BankRule> rules, CancellationToken cancel)
    {
        var accounts = rules.SelectMany(r => r.Parts).Select(p => p.AccountId).Distinct().ToArray();
        var rates = rules.SelectMany(r => r.Parts).Select(p => p.VatRateId).OfType<long>().Distinct().ToArray();
        var partners = rules.SelectMany(r => new[] { r.PartnerId, r.When.PartnerId }).OfType<long>().Distinct().ToArray();
        var banks = rules.SelectMany(r => new[] { r.OwnTransferTo, r.When.BankAccountId }).OfType<long>().Distinct().ToArray();
        return new RuleNames(
            await db.Accounts.Where(a => EF.Parameter(accounts).Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Code + " " + a.Name, cancel),
            await db.VatRates.Where(v => EF.Parameter(rates).Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Name, cancel),
            await db.Partners.Where(p => EF.Parameter(partners).Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel),
            await db.BankAccounts.Where(a => EF.Parameter(banks).Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel));
    }

    /// <summary>Name of a rule, deleted ones too; null where there is none.</summary>
    public async Task<string?> NameAsync(Actor actor, long id, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        return await db.BankRules.Where(r => r.Id == id).Select(r => r.Name).FirstOrDefaultAsync(cancel);
    }
}
