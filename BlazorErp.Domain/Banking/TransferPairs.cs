using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>
/// Ties the two sides of transfers between own accounts together, once both are booked to the transit account; what pairs with what decides
/// <see cref="OwnTransfers"/>. The pair is on the lines themselves: each names the other.
/// </summary>
public sealed class TransferPairs(ErpDatabase database, CompanyReferences references)
{
    private const int Back = 40;
    private const int MostWaiting = 5_000;

    /// <summary>Pairs what waits around a day and later. Whoever changes a line meanwhile leaves it to the next time.</summary>
    /// <returns>Pairs made.</returns>
    public async Task<int> PairAsync(Actor actor, DateOnly since, CancellationToken cancel = default)
    {
        var company = await references.GetAsync(actor.CompanyId, cancel);
        await using (var db = database.Read(actor))
        {
            if ((await FindAsync(db, company, since, cancel)).Pairs.Count == 0)
            {
                return 0;
            }
        }

        var made = await database.WriteAsync<int>(actor, new Command("bank.transfers_paired"), async (w, c) =>
        {
            var (pairs, versions) = await FindAsync(w.Db, company, since, c);
            var sides = pairs.SelectMany(p => new[] { (LineId: p.OutLineId, Version: versions[p.OutLineId], OtherLineId: p.InLineId), (LineId: p.InLineId, Version: versions[p.InLineId], OtherLineId: p.OutLineId) }).ToList();
            if ((await BankLines.PairAsync(w.Db, sides, c)).Count != sides.Count)
            {
                return new Refusal("bank.changed_meanwhile");
            }

            w.Audit("bank.transfers_paired", "match-run", 0, pairs.Count);
            LineBookings.Feed.Tell(w, sides.Select(s => s.LineId), Topics.BankLine);
            return pairs.Count;
        }, cancel);
        return made.Ok ? made.Value : 0;
    }

    /// <summary>Open lines of other accounts that have just what a waiting side lacks: a run that looked at one account only has not seen them.</summary>
    internal async Task<IReadOnlyList<long>> WantedAsync(Actor actor, DateOnly since, CancellationToken cancel)
    {
        var company = await references.GetAsync(actor.CompanyId, cancel);
        await using var db = database.Read(actor);
        var (transit, from) = (company.Accounts[AccountRole.Transfers].Id, since.AddDays(-Back));
        return await db.BankLines.Where(l => (l.State == BankLineState.Open || l.State == BankLineState.Suggested) && l.Date >= from
                && Waiting(db, transit).Any(w => w.Date >= from && w.BankAccountId != l.BankAccountId && w.Currency == l.Currency && w.Amount == -l.Amount))
            .OrderBy(l => l.Id).Select(l => l.Id).Take(MostWaiting).ToListAsync(cancel);
    }

    private static async Task<(IReadOnlyList<TransferPair> Pairs, Dictionary<long, int> Versions)> FindAsync(ErpDbContext db, CompanyReference company, DateOnly since, CancellationToken cancel)
    {
        var waiting = await WaitingAsync(db, company, since, cancel);
        var own = new OwnTransfers(waiting.Count < 2 ? [] : await AccountsAsync(db, cancel), (_, _) => null);
        var pairs = own.PairWaiting([.. waiting.Select(w => w.Side)]);
        return (pairs, waiting.ToDictionary(w => w.Side.Facts.Id, w => w.Version));
    }

    /// <summary>The company's own accounts.</summary>
    internal static async Task<IReadOnlyList<OwnAccount>> AccountsAsync(ErpDbContext db, CancellationToken cancel) =>
        (await db.BankAccounts.AsNoTracking().OrderBy(a => a.Id).Take(PageQuery.MaxTake).ToListAsync(cancel)).ConvertAll(a => new OwnAccount(a.Id, a.Name, a.Iban, a.Kind) { Tolerances = Currency.IsKnown(a.Currency) ? BankTolerances.Of(a).For(Currency.Of(a.Currency)) : null });

    /// <summary>Lines that stand on the transit account and have no other side yet.</summary>
    internal static async Task<IReadOnlyList<(TransferSide Side, int Version)>> WaitingAsync(ErpDbContext db, CompanyReference company, DateOnly since, CancellationToken cancel)
    {
        var (transit, from) = (company.Accounts[AccountRole.Transfers].Id, since.AddDays(-Back));
        var rows = await Waiting(db, transit).Where(l => l.Date >= from).OrderByDescending(l => l.Id).Take(MostWaiting)
            .Select(l => new { l.Id, l.Version, l.BankAccountId, l.Date, l.Amount, l.Currency, l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.Kind, Towards = db.BankRules.Where(r => r.Id == l.RuleId).Select(r => r.TransferToId).FirstOrDefault() }).ToListAsync(cancel);
        var ids = rows.ConvertAll(r => r.Id).ToArray();
        var parts = (await db.Allocations.Where(a => EF.Parameter(ids).Contains(a.BankLineId) && a.AccountId == transit && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id))
            .Select(a => new { a.BankLineId, a.Amount, a.EntryId }).ToListAsync(cancel)).ToLookup(a => a.BankLineId);
        var entries = parts.SelectMany(p => p).Select(p => p.EntryId).Distinct().ToArray();
        var worth = (await db.JournalLines.Where(j => EF.Parameter(entries).Contains(j.EntryId) && j.AccountId == transit).Select(j => new { j.EntryId, Base = j.Credit - j.Debit }).ToListAsync(cancel)).ToLookup(j => j.EntryId, j => j.Base);
        return [.. rows.Where(r => Currency.IsKnown(r.Currency) && parts[r.Id].Any()).Select(r => (new TransferSide(
            new BankLineFacts(r.Id, r.Date, new Money(r.Amount, Currency.Of(r.Currency)), r.CounterpartyName, r.CounterpartyIban, r.Remittance, []), r.BankAccountId)
            {
                Waiting = parts[r.Id].Sum(p => p.Amount), WaitingBase = parts[r.Id].Select(p => p.EntryId).Distinct().Sum(e => worth[e].Sum()), Towards = r.Towards, Kind = r.Kind,
            }, r.Version))];
    }

    /// <summary>Lines that stand on the transit account and have no other side yet.</summary>
    internal static IQueryable<BankLine> Waiting(ErpDbContext db, long transit) => db.BankLines.AsNoTracking().Where(l => l.State == BankLineState.Booked && l.TransferLineId == null
        && db.Allocations.Any(a => a.BankLineId == l.Id && a.AccountId == transit && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id)));

    /// <summary>
    /// Takes pairs apart whose one side is being opened: the other side forgets it. Those of the others that stood only by their pair (no account of
    /// ours, no rule, no person said so) are to be opened too: their ids.
    /// </summary>
    internal static async Task<long[]> PartIn(Write write, IReadOnlyCollection<long> lineIds, CancellationToken cancel)
    {
        var db = write.Db;
        var opened = lineIds.ToArray();
        var others = await db.BankLines.AsNoTracking().Where(l => l.TransferLineId != null && EF.Parameter(opened).Contains(l.TransferLineId.Value) && !EF.Parameter(opened).Contains(l.Id))
            .Select(l => new { l.Id, l.BankAccountId, l.Date, l.Amount, l.Currency, l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.Kind, Said = l.RuleId != null || db.MatchRuns.Any(r => r.Id == l.RunId && r.Cause == "manual") }).ToListAsync(cancel);
        if (others.Count == 0)
        {
            return [];
        }

        var transfers = new OwnTransfers(await AccountsAsync(db, cancel), (_, _) => null);
        var standing = others.FindAll(o => o.Said || transfers.StandsAlone(new TransferSide(new BankLineFacts(o.Id, o.Date, new Money(o.Amount, Currency.Of(o.Currency)), o.CounterpartyName, o.CounterpartyIban, o.Remittance, []), o.BankAccountId) { Kind = o.Kind }));
        var staying = standing.ConvertAll(o => o.Id).ToArray();
        await db.BankLines.Where(l => EF.Parameter(staying).Contains(l.Id)).ExecuteUpdateAsync(u => u.SetProperty(l => l.TransferLineId, (long?)null).SetProperty(l => l.Version, l => l.Version + 1), cancel);
        LineBookings.Feed.Tell(write, staying, Topics.BankLine);
        return [.. others.Select(o => o.Id).Except(staying)];
    }
}
