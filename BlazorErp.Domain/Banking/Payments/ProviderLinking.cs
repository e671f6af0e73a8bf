using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Keeps which transactions belong together, also where the payment is older than what was read, or is read later than its refund.</summary>
internal static class ProviderLinking
{
    private const int Chunk = 1_000;

    /// <summary>Finds and keeps the links of some transactions; links once found stay.</summary>
    public static async Task WriteIn(Write write, IEnumerable<long> accounts, IReadOnlyList<ProviderTransaction> rows, string provider, CancellationToken cancel)
    {
        var mine = accounts.ToArray();
        var known = new Dictionary<long, ProviderEntry>();
        foreach (var part in rows.SelectMany(r => new[] { r.Id, r.ReferenceId }).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            // The rows themselves, what they name, what names them, and what names the same.
            var near = await write.Db.ProviderEntries.AsNoTracking().Where(e => EF.Parameter(mine).Contains(e.BankAccountId) && (EF.Parameter(part).Contains(e.ExternalId) || EF.Parameter(part).Contains(e.ReferenceId!))).ToListAsync(cancel);
            near.ForEach(e => known[e.Id] = e);
        }

        // A channel is of one account, by whichever name what was told ahead is kept.
        var named = known.Values.OrderBy(e => e.Id).Select(e => (e.Id, Told: ProviderEntries.Read(e, provider) with { Account = "" })).ToList();
        var told = named.ConvertAll(n => n.Told);
        var byOwn = named.GroupBy(n => n.Told.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Id, StringComparer.Ordinal);
        var found = ProviderLinks.Find(told).Links.Select(l => (From: byOwn[l.FromKey], To: byOwn[l.ToKey], l.Kind)).ToList();
        var there = new HashSet<(long, long, ProviderLinkKind)>();
        foreach (var part in found.Select(l => l.From).Distinct().Chunk(Chunk))
        {
            there.UnionWith((await write.Db.ProviderLinks.AsNoTracking().Where(l => EF.Parameter(part).Contains(l.FromId)).ToListAsync(cancel)).Select(l => (l.FromId, l.ToId, l.Kind)));
        }

        await Bulk.InsertAsync(write.Db, [.. found.Where(l => !there.Contains(l)).Select(l => new ProviderEntryLink { FromId = l.From, ToId = l.To, Kind = l.Kind })], cancel);
    }
}
