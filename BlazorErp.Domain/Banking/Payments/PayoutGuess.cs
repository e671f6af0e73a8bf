using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// Payouts of a provider that tells none: a bank line that names it and is exactly what came to the account up to some moment, less what was paid
/// out before. Where two moments fit, or none, nothing is guessed and the line waits for a person.
/// </summary>
public sealed class PayoutGuess(ErpDatabase database, PayoutWriter writer)
{
    private const int MostEntries = 5_000;
    private const int MostLines = 200;

    /// <summary>A movement that was not paid out yet.</summary>
    /// <param name="IsFee">A fee, which some providers bill apart.</param>
    internal readonly record struct Waiting(long EntryId, string ExternalId, ProviderEvent Event, decimal Amount, DateTimeOffset At, bool IsFee);

    /// <summary>Finds and writes the payouts of an account.</summary>
    /// <returns>Payouts found.</returns>
    public async Task<int> RunAsync(Actor actor, PayDoor door, CancellationToken cancel)
    {
        if (door.Provider != "klix")
        {
            return 0;
        }

        List<long> lines;
        await using (var db = database.Read(actor))
        {
            lines = await Lines(db, door).OrderBy(l => l.Date).ThenBy(l => l.Id).Select(l => l.Id).Take(MostLines).ToListAsync(cancel);
        }

        var found = 0;
        foreach (var line in lines)
        {
            var written = await database.WriteAsync<bool>(actor, new Command("payout.guessed"), (w, c) => FindIn(w, door, line, c), cancel);
            found += written is { Ok: true, Value: true } ? 1 : 0;
        }

        return found;
    }

    /// <summary>What a line pays out: the movements up to one moment, with their fees or without; null where that is not certain.</summary>
    internal static IReadOnlyList<Waiting>? Choose(IReadOnlyList<Waiting> waiting, decimal amount)
    {
        var net = Prefixes(waiting, amount);
        var gross = Prefixes([.. waiting.Where(w => !w.IsFee)], amount);
        return net.Count == 1 ? net[0] : net.Count == 0 && gross.Count == 1 ? gross[0] : null;
    }

    private static List<IReadOnlyList<Waiting>> Prefixes(IReadOnlyList<Waiting> waiting, decimal amount)
    {
        var found = new List<IReadOnlyList<Waiting>>();
        var sum = 0m;
        for (var n = 0; n < waiting.Count; n++)
        {
            sum += waiting[n].Amount;

            // A moment is between two instants: a payment and its fee go together.
            if (sum == amount && (n + 1 == waiting.Count || waiting[n + 1].At > waiting[n].At))
            {
                found.Add([.. waiting.Take(n + 1)]);
            }
        }

        return found;
    }

    private static IQueryable<BankLine> Lines(ErpDbContext db, PayDoor door) => db.BankLines.Where(l => (l.State == BankLineState.Open || l.State == BankLineState.Suggested) && l.Amount > 0m
        && l.SearchText.Contains(door.Provider) && db.BankAccounts.Any(a => a.Id == l.BankAccountId && a.Kind == BankAccountKind.Bank)
        && db.BankAccounts.Any(a => a.ChannelId == door.ChannelId && a.Currency == l.Currency));

    private async Task<Outcome<bool>> FindIn(Write write, PayDoor door, long lineId, CancellationToken cancel)
    {
        if (await Lines(write.Db, door).AsNoTracking().FirstOrDefaultAsync(l => l.Id == lineId, cancel) is not { } line)
        {
            return false;
        }

        var account = await write.Db.BankAccounts.Where(a => a.ChannelId == door.ChannelId && a.Currency == line.Currency).Select(a => a.Id).FirstAsync(cancel);
        var until = new DateTimeOffset(line.Date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var rows = await write.Db.ProviderEntries.AsNoTracking().Where(e => e.BankAccountId == account && e.At < until && e.Event != ProviderEvent.Transfer && e.Booked != 0m && !write.Db.PayoutParts.Any(p => p.EntryId == e.Id))
            .OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new { e.Id, e.ExternalId, e.Event, e.Booked, e.At }).Take(MostEntries).ToListAsync(cancel);
        if (Choose(rows.ConvertAll(r => new Waiting(r.Id, r.ExternalId, r.Event, r.Booked, r.At, r.Event == ProviderEvent.Fee)), line.Amount) is not { } parts)
        {
            return false;
        }

        var payout = write.Add(new PayoutRow
        {
            ChannelId = door.ChannelId, BankAccountId = account, ExternalId = $"line:{line.Id}", State = PayoutState.Paid, At = parts[^1].At, Arrives = line.Date, Amount = line.Amount, Currency = line.Currency, Version = 1,
        });
        foreach (var part in parts)
        {
            write.Add(new PayoutPartRow { PayoutId = payout.Id, ExternalId = part.ExternalId, Kind = KindOf(part.Event), Gross = part.Amount, At = part.At, EntryId = part.EntryId });
        }

        await write.Db.SaveChangesAsync(cancel);
        await writer.OutIn(write, PayBooks.SourceOf(door.ChannelId, door.Provider, door.Name), payout, cancel);
        write.Audit("payout.new", Payouts.Entity, payout.Id, payout.Amount, payout.Currency, door.Name);
        write.Changed(Topics.Payment, payout.Id);
        return true;
    }

    private static PayoutPartKind KindOf(ProviderEvent what) => what switch
    {
        ProviderEvent.Payment => PayoutPartKind.Payment,
        ProviderEvent.Refund => PayoutPartKind.Refund,
        ProviderEvent.Reversal => PayoutPartKind.Dispute,
        ProviderEvent.Fee => PayoutPartKind.Fee,
        _ => PayoutPartKind.Other,
    };
}
