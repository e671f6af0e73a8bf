using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>Which statements are wanted.</summary>
/// <param name="Page">Window; newest first.</param>
/// <param name="AccountId">The account.</param>
/// <param name="OnlyFaults">Only those with a fault.</param>
public sealed record ContinuityQuery(PageQuery Page, long AccountId, bool OnlyFaults = false);

/// <summary>A statement in its place.</summary>
/// <param name="Link">Days and balances.</param>
/// <param name="StatementId">The bank's id.</param>
/// <param name="FileId">File.</param>
/// <param name="FileName">Its name.</param>
/// <param name="NextOpening">Where the statement after it opens; null for the newest, or where it does not say.</param>
/// <param name="Faults">What is wrong with it, or between it and the one before.</param>
public sealed record ContinuityRow(StatementLink Link, string? StatementId, long FileId, string FileName, decimal? NextOpening, IReadOnlyList<ContinuityFault> Faults);

/// <summary>Reads how statements follow each other.</summary>
public sealed class ContinuityQueries(ErpDatabase database)
{
    /// <summary>Most statements looked at, the newest: more than ten years of daily ones.</summary>
    public const int Most = 4_000;

    /// <summary>Statements of an account in their order, newest first.</summary>
    public async Task<Page<ContinuityRow>> ListAsync(Actor actor, ContinuityQuery query, CancellationToken cancel = default)
    {
        var all = (await AllAsync(actor, query.AccountId, cancel)).Where(r => !query.OnlyFaults || r.Faults.Count > 0).ToList();
        return new Page<ContinuityRow>([.. all.Skip(query.Page.Skip).Take(query.Page.BoundedTake)], null, query.Page.Count ? all.Count : -1);
    }

    /// <summary>All of them, at most <see cref="Most"/>, newest first.</summary>
    public async Task<IReadOnlyList<ContinuityRow>> AllAsync(Actor actor, long accountId, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var rows = await db.BankStatements.Where(s => s.BankAccountId == accountId).OrderByDescending(s => s.To).ThenByDescending(s => s.Id).Take(Most)
            .Select(s => new { s.Id, s.StatementId, s.FileId, FileName = db.BankFiles.Where(f => f.Id == s.FileId).Select(f => f.FileName).FirstOrDefault() ?? "", s.From, s.To, s.Opening, s.LineSum, s.Closing }).ToListAsync(cancel);
        var by = rows.ToDictionary(r => r.Id);
        var ordered = Continuity.Order(rows.Select(r => new StatementLink(r.Id, r.From, r.To, r.Opening, r.LineSum, r.Closing)));
        var faults = Continuity.Faults(ordered);
        var list = ordered.Select((s, i) => new ContinuityRow(s, by[s.Id].StatementId, by[s.Id].FileId, by[s.Id].FileName, i + 1 < ordered.Count ? ordered[i + 1].Opening : null, faults[i])).ToList();
        list.Reverse();
        return list;
    }
}
