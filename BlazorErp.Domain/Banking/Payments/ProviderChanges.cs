using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// What a transaction told differently does to its lines: bookings of lines that no longer hold are taken back by mirror entries, a line of the
/// other sign takes each of them back, both are put aside, and what holds now is added.
/// </summary>
internal static class ProviderChanges
{
    /// <summary>Summary of lines that come to nothing together.</summary>
    public const string Nothing = "±0";

    /// <summary>Keeps the readings and writes their lines; how many.</summary>
    public static async Task<int> WriteIn(Write write, IReadOnlyList<(ProviderEntry Entry, ProviderTransaction Told)> changed, TimeZoneInfo zone, CancellationToken cancel)
    {
        if (changed.Count == 0)
        {
            return 0;
        }

        var ids = changed.Select(c => c.Entry.Id).ToArray();
        var lines = (await write.Db.BankLines.AsNoTracking().Where(l => l.EntryId != null && EF.Parameter(ids).Contains(l.EntryId!.Value)).OrderBy(l => l.Id).ToListAsync(cancel)).ToLookup(l => l.EntryId!.Value);
        var (fresh, gone) = (new List<BankLine>(), new List<BankLine>());
        foreach (var (entry, told) in changed)
        {
            Compare(entry, told, [.. lines[entry.Id]], zone, fresh, gone);
            ProviderEntries.Put(entry, told, write.Now);
            write.Audit("provider.changed", ProviderLines.Entity, entry.Id, entry.ExternalId, told.Status.ToString());
        }

        if (gone.Count > 0)
        {
            await AsideIn(write, gone, cancel);
        }

        await Bulk.InsertAsync(write.Db, fresh, cancel);
        return fresh.Count;
    }

    private static void Compare(ProviderEntry entry, ProviderTransaction told, List<BankLine> there, TimeZoneInfo zone, List<BankLine> fresh, List<BankLine> gone)
    {
        var wanted = told.Lines().ToDictionary(ProviderLines.HashOf);
        foreach (var part in there.GroupBy(l => l.ContentHash).ToDictionary(g => g.Key, g => g.ToList()))
        {
            var (stands, last) = (part.Value.Sum(l => l.Amount), part.Value.Max(l => l.Occurrence));
            var line = wanted.GetValueOrDefault(part.Key);
            wanted.Remove(part.Key);
            if (stands == (line?.Amount.Amount ?? 0m))
            {
                continue;
            }

            if (stands != 0m)
            {
                // All that was added and not yet taken back is one line: the newest.
                var newest = part.Value.MaxBy(l => l.Occurrence)!;
                gone.Add(newest);
                fresh.Add(Mirror(newest, ++last));
            }

            if (line is not null)
            {
                fresh.Add(ProviderLines.Line(entry, line, ++last, zone));
            }
        }

        fresh.AddRange(wanted.Values.Select(l => ProviderLines.Line(entry, l, 1, zone)));
    }

    private static BankLine Mirror(BankLine of, int occurrence) => new()
    {
        BankAccountId = of.BankAccountId, EntryId = of.EntryId, Kind = of.Kind, Date = of.Date, Amount = -of.Amount, Currency = of.Currency, CounterpartyName = of.CounterpartyName, CounterpartyIban = of.CounterpartyIban, Remittance = of.Remittance,
        References = of.References, BankReference = of.BankReference, BankCode = of.BankCode, ContentHash = of.ContentHash, Occurrence = occurrence, State = BankLineState.Ignored, Summary = Nothing, SearchText = of.SearchText,
    };

    private static async Task AsideIn(Write write, List<BankLine> gone, CancellationToken cancel)
    {
        await MatchUndo.OpenIn(write, [.. gone.Select(l => l.Id)], cancel);
        var ids = gone.Select(l => l.Id).ToArray();
        var now = await write.Db.BankLines.AsNoTracking().Where(l => EF.Parameter(ids).Contains(l.Id)).Select(l => new { l.Id, l.Version, l.PartnerId }).ToListAsync(cancel);
        await BankLines.DecideAsync(write.Db, now.ConvertAll(l => new LineDecision(l.Id, l.Version, BankLineState.Ignored, l.PartnerId, null, Nothing, null)), cancel);
    }
}
