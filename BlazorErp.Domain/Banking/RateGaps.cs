using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>Waiting lines of a currency that has no rate on their days.</summary>
/// <param name="Currency">Currency.</param>
/// <param name="From">Day of the first of them.</param>
/// <param name="To">Day of the last.</param>
/// <param name="Lines">How many.</param>
public sealed record RateGap(string Currency, DateOnly From, DateOnly To, int Lines);

/// <summary>Bank lines that wait for an exchange rate.</summary>
public sealed class RateGaps(ErpDatabase database, CompanyReferences references)
{
    private const int MostLines = 10_000;

    /// <summary>Currencies whose lines cannot be booked yet, by currency.</summary>
    public async Task<IReadOnlyList<RateGap>> ListAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        var own = (await references.GetAsync(actor.CompanyId, cancel)).Company.Currency;
        await using var db = database.Read(actor);
        return await Waiting(db).Where(l => l.Currency != own && !db.ExchangeRates.Any(r => r.Currency == l.Currency && r.Date <= l.Date))
            .GroupBy(l => l.Currency).OrderBy(g => g.Key).Select(g => new RateGap(g.Key, g.Min(l => l.Date), g.Max(l => l.Date), g.Count())).Take(PageQuery.MaxTake).ToListAsync(cancel);
    }

    /// <summary>Waiting lines whose explanation says that a rate of one of the currencies was missing: those worth matching again when it is there.</summary>
    public async Task<IReadOnlyList<long>> HeldAsync(Actor actor, IReadOnlyCollection<string> currencies, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var held = await Waiting(db).Where(l => l.Explanation != null && l.Explanation.Contains("match.rate_missing")).OrderBy(l => l.Id).Take(MostLines).Select(l => new { l.Id, l.Explanation }).ToListAsync(cancel);
        return [.. held.Where(l => LineExplanation.Read(l.Explanation).Missing.Any(m => m is { Code: "match.rate_missing", Args: [string code, ..] } && currencies.Contains(code))).Select(l => l.Id)];
    }

    private static IQueryable<BankLine> Waiting(ErpDbContext db) => db.BankLines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested);
}
