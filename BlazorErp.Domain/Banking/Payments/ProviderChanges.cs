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

        foreach (var line in gone)
        {
            if (!await AsideIn(write, line, cancel))
            {
                // It stays booked; the line that takes it back is for a person to book.
                var mirror = fresh.Find(l => l.ContentHash == line.ContentHash && l.BankAccountId == line.BankAccountId && l.Occurrence == line.Occurrence + 1)!;
                (mirror.State, mirror.Summary) = (BankLineState.Open, "");
            }
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

    /// <summary>
    /// Takes the booking of a line back and puts it aside; false where that cannot be, because what it paid was paid by another since. Lines that
    /// opened again what it had paid are opened with it: they wait for what becomes of it.
    /// </summary>
    private static async Task<bool> AsideIn(Write write, BankLine line, CancellationToken cancel)
    {
        var db = write.Db;
        var standing = db.Allocations.Where(a => a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id));
        var mine = await standing.Where(a => a.BankLineId == line.Id && a.OpenItemId != null).Select(a => new { Item = a.OpenItemId!.Value, a.Amount }).ToListAsync(cancel);
        var items = mine.Select(m => m.Item).Distinct().ToArray();
        var against = items.Length == 0 ? [] : await standing.Where(a => a.BankLineId != line.Id && a.OpenItemId != null && EF.Parameter(items).Contains(a.OpenItemId!.Value)
            && db.BankLines.Any(l => l.Id == a.BankLineId && (l.Kind == BankLineKind.Refund || l.Kind == BankLineKind.Reversal))).Select(a => new { Item = a.OpenItemId!.Value, a.BankLineId, a.Amount }).ToListAsync(cancel);
        var back = against.Where(a => Math.Sign(a.Amount) == -Math.Sign(mine.First(m => m.Item == a.Item).Amount)).Select(a => a.BankLineId).Distinct();
        if (!await MatchUndo.OpenIn(write, [line.Id], cancel) && !await MatchUndo.OpenIn(write, [line.Id, .. back], cancel))
        {
            return false;
        }

        var now = await db.BankLines.AsNoTracking().Where(l => l.Id == line.Id).Select(l => new { l.Version, l.PartnerId }).FirstAsync(cancel);
        await BankLines.DecideAsync(db, [new LineDecision(line.Id, now.Version, BankLineState.Ignored, now.PartnerId, null, Nothing, null)], cancel);
        return true;
    }
}
