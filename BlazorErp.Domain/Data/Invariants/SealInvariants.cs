using System.Globalization;
using BlazorErp.Domain.Companies;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Recomputes chains of seals from the rows they cover.</summary>
internal abstract class SealInvariant : IInvariant
{
    public abstract string Code { get; }

    public abstract string Words { get; }

    protected abstract string Prefix { get; }

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var (found, looked) = (new List<Violation>(), 0L);
        var mine = db.CompanyId;
        foreach (var company in await db.Companies.Select(c => c.Id).ToListAsync(cancel))
        {
            db.CompanyId = company;
            foreach (var chain in await db.Seals.Where(s => s.Chain.StartsWith(Prefix)).Select(s => s.Chain).Distinct().OrderBy(c => c).ToListAsync(cancel))
            {
                looked += await ChainAsync(db, chain, found, cancel);
            }
        }

        db.CompanyId = mine;
        return new Finding(looked, found);
    }

    private async Task<int> ChainAsync(ErpDbContext db, string chain, List<Violation> found, CancellationToken cancel)
    {
        var (before, at, after) = (Seals.Genesis, 0, 0L);
        while (found.Count < Finding.Most)
        {
            var links = await db.Seals.AsNoTracking().Where(s => s.Chain == chain && s.Position > at).OrderBy(s => s.Position).Take(Seals.Block).ToListAsync(cancel);
            if (links.Count == 0)
            {
                break;
            }

            var hashes = await HashesAsync(db, chain, links, before, after, cancel);
            foreach (var link in links)
            {
                if (link.Position != ++at || hashes.GetValueOrDefault(link.Position) is not { } hash || hash != link.Hash)
                {
                    // what comes after a broken link is broken with it: the first one says where
                    found.Add(new Violation(db.CompanyId, EntityType, EntityId(link), $"{chain}:{link.Position}", hashes.GetValueOrDefault(link.Position) ?? "", link.Hash));
                    return at;
                }
            }

            (before, after) = (links[^1].Hash, links[^1].LastId);
        }

        return at;
    }

    protected abstract string EntityType { get; }

    protected virtual long EntityId(Seal link) => link.LastId;

    /// <summary>The hash each link should carry, by position; none where its rows are gone.</summary>
    protected abstract Task<Dictionary<int, string>> HashesAsync(ErpDbContext db, string chain, List<Seal> links, string before, long after, CancellationToken cancel);
}

/// <summary>The chains of the invoices.</summary>
internal sealed class InvoiceSealInvariant : SealInvariant
{
    public override string Code => "document.sealed";

    public override string Words => "Every sealed invoice is word for word what was sealed, and no link of its series is missing";

    protected override string Prefix => "invoice:";

    protected override string EntityType => "invoice";

    protected override async Task<Dictionary<int, string>> HashesAsync(ErpDbContext db, string chain, List<Seal> links, string before, long after, CancellationToken cancel)
    {
        var parts = chain.Split(':');
        var (series, year) = (long.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        var (first, last) = (links[0].Position, links[^1].Position);
        var hashes = new Dictionary<int, string>();
        foreach (var invoice in await Seals.Sealable(db, series, year).Where(i => i.SeriesNumber >= first && i.SeriesNumber <= last).ToListAsync(cancel))
        {
            hashes[invoice.SeriesNumber!.Value] = before = SealedContent.Hash(before, invoice);
        }

        return hashes;
    }
}

/// <summary>The chain of the audit rows.</summary>
internal sealed class AuditSealInvariant : SealInvariant
{
    public override string Code => "audit.sealed";

    public override string Words => "Every sealed audit row is word for word what was sealed, and none was taken out or put in";

    protected override string Prefix => Seals.Audit;

    protected override string EntityType => "audit";

    protected override long EntityId(Seal link) => 0;

    protected override async Task<Dictionary<int, string>> HashesAsync(ErpDbContext db, string chain, List<Seal> links, string before, long after, CancellationToken cancel)
    {
        var hashes = new Dictionary<int, string>();
        foreach (var link in links)
        {
            var rows = await db.AuditEntries.AsNoTracking().Where(a => a.Id > after && a.Id <= link.LastId).OrderBy(a => a.Id).Take(Seals.Block + 1).ToListAsync(cancel);
            hashes[link.Position] = SealedContent.Hash(before, rows);
            (before, after) = (link.Hash, link.LastId);
        }

        return hashes;
    }
}
