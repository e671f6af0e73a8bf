using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>
/// Takes bookings of bank lines back, always by mirror rows: what was settled is open again to the cent, the line is open again. A run can be
/// undone whatever came after it; what of it was undone already stays so. With one side of a transfer goes the pair, and the other side too
/// where nothing but the pair spoke for it.
/// </summary>
public sealed class MatchUndo(ErpDatabase database)
{
    private const int Chunk = 1_000;

    /// <summary>Opens one line again: takes its booking back, or brings it back from aside. The matcher will only suggest for it from then on.</summary>
    /// <returns>Done, or: forbidden, not_found, bank.nothing_to_undo, bank.changed_meanwhile.</returns>
    public async Task<Outcome> UndoLineAsync(Actor actor, Guid commandId, long lineId, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("bank.undone", commandId, new { lineId }), async (w, c) =>
        {
            var undone = await UndoIn(w, [lineId], null, true, c);
            return !undone.Ok ? undone.Refusal! : undone.Value > 0 ? Outcome.Done : await w.Db.BankLines.AnyAsync(l => l.Id == lineId, c) ? new Refusal("bank.nothing_to_undo") : new Refusal("not_found", LineActs.Entity);
        }, cancel);
    }

    /// <summary>Takes everything back that a run booked and suggested.</summary>
    /// <returns>How many lines were opened again, or: forbidden, not_found, bank.run_undone.</returns>
    public async Task<Outcome<int>> UndoRunAsync(Actor actor, Guid commandId, long runId, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        await using (var db = database.Read(actor))
        {
            var run = await db.MatchRuns.FirstOrDefaultAsync(r => r.Id == runId, cancel);
            var repeated = await db.Commands.AnyAsync(k => k.CommandId == commandId, cancel);
            if (run is null || (run.UndoneAt is not null && !repeated))
            {
                return run is null ? new Refusal("not_found", Reconciliation.Entity) : new Refusal("bank.run_undone");
            }
        }

        var undone = await ChunksAsync(actor, l => l.RunId == runId && l.State != BankLineState.Ignored, runId, cancel);
        return !undone.Ok ? undone.Refusal!
            : await database.WriteAsync<int>(actor, new Command("bank.run_undone", commandId, new { runId }), async (w, c) =>
            {
                await w.Db.MatchRuns.Where(r => r.Id == runId).ExecuteUpdateAsync(u => u.SetProperty(r => r.UndoneAt, w.Now), c);
                w.Audit("bank.run_undone", Reconciliation.Entity, runId, undone.Value);
                w.Changed(Topics.Bank, runId);
                return undone.Value;
            }, cancel);
    }

    /// <summary>
    /// Takes a whole file back: its bookings by mirror rows, then its lines. Lines that were once booked are history and stay, put aside. The
    /// file itself is kept and can be read again.
    /// </summary>
    /// <returns>How many lines are gone or put aside, or: forbidden, not_found, bank.import_undone.</returns>
    public async Task<Outcome<int>> UndoImportAsync(Actor actor, Guid commandId, long fileId, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        await using (var db = database.Read(actor))
        {
            var file = await db.BankFiles.Where(f => f.Id == fileId).Select(f => new { f.State }).FirstOrDefaultAsync(cancel);
            var repeated = await db.Commands.AnyAsync(k => k.CommandId == commandId, cancel);
            if (file is null || (file.State != BankFileState.Imported && !repeated))
            {
                return file is null ? new Refusal("not_found", StatementImport.Entity) : new Refusal("bank.import_undone");
            }
        }

        var undone = await ChunksAsync(actor, null, null, cancel, fileId);
        return !undone.Ok ? undone.Refusal!
            : await database.WriteAsync<int>(actor, new Command("bank.import_undone", commandId, new { fileId }), async (w, c) =>
            {
                var db = w.Db;
                var mine = db.BankLines.Where(l => db.BankStatements.Any(s => s.FileId == fileId && s.Id == l.StatementId));
                if (await mine.AnyAsync(l => l.State == BankLineState.Booked, c))
                {
                    return new Refusal("bank.changed_meanwhile");
                }

                var gone = await mine.Where(l => !db.Allocations.Any(a => a.BankLineId == l.Id)).ExecuteDeleteAsync(c);
                var aside = await mine.ExecuteUpdateAsync(u => u.SetProperty(l => l.State, BankLineState.Ignored).SetProperty(l => l.Version, l => l.Version + 1).SetProperty(l => l.RunId, (long?)null), c);
                await db.BankStatements.Where(s => s.FileId == fileId && !db.BankLines.Any(l => l.StatementId == s.Id)).ExecuteDeleteAsync(c);
                var why = RefusalJson.Write(new Refusal("bank.import_undone"));
                await db.BankFiles.Where(f => f.Id == fileId).ExecuteUpdateAsync(u => u.SetProperty(f => f.State, BankFileState.Refused).SetProperty(f => f.Refusals, why).SetProperty(f => f.NewLines, 0).SetProperty(f => f.KnownLines, 0), c);
                w.Audit("bank.import_undone", StatementImport.Entity, fileId, gone + aside);
                w.Changed(Topics.Bank, fileId);
                w.Changed(Topics.BankLine, Change.All);
                return gone + aside;
            }, cancel);
    }

    private async Task<Outcome<int>> ChunksAsync(Actor actor, System.Linq.Expressions.Expression<Func<BankLine, bool>>? which, long? runId, CancellationToken cancel, long? fileId = null)
    {
        var undone = 0;
        var after = 0L;
        while (true)
        {
            List<long> ids;
            await using (var db = database.Read(actor))
            {
                var lines = fileId is { } file ? db.BankLines.Where(l => db.BankStatements.Any(s => s.FileId == file && s.Id == l.StatementId)) : db.BankLines.Where(which!);
                ids = await lines.Where(l => l.Id > after).OrderBy(l => l.Id).Select(l => l.Id).Take(Chunk).ToListAsync(cancel);
            }

            if (ids.Count == 0)
            {
                return undone;
            }

            var done = await database.WriteAsync<int>(actor, new Command("bank.undone"), (w, c) => UndoIn(w, ids, runId, false, c), cancel);
            if (!done.Ok)
            {
                return done;
            }

            undone += done.Value;
            after = ids[^1];
        }
    }

    /// <summary>Takes the bookings of some lines back and opens the lines, inside another's unit of work. False, and nothing done: what they paid was opened again, or paid by others since.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A line changed since the unit began: it runs again.</exception>
    internal static async Task<bool> OpenIn(Write write, IReadOnlyCollection<long> lineIds, CancellationToken cancel)
    {
        var opened = await UndoIn(write, lineIds, null, false, cancel);
        return opened.Ok || (opened.Refusal!.Code == "bank.refund_stands" ? false : throw new DbUpdateConcurrencyException("A bank line changed while its booking was taken back"));
    }

    /// <summary>Takes the bookings of some lines back (only those of a run, where one is given) and opens the lines; how many.</summary>
    private static async Task<Outcome<int>> UndoIn(Write write, IReadOnlyCollection<long> lineIds, long? runId, bool byHand, CancellationToken cancel)
    {
        var db = write.Db;
        var wanted = lineIds.ToArray();
        var lines = await db.BankLines.AsNoTracking().Where(l => EF.Parameter(wanted).Contains(l.Id) && l.State != BankLineState.Open && (runId == null || l.RunId == runId))
            .Select(l => new { l.Id, l.Version, l.State, l.CounterpartyIban, l.PartnerId }).ToListAsync(cancel);
        lines = byHand ? lines.FindAll(l => l.State != BankLineState.Suggested) : lines;
        var fallen = await TransferPairs.PartIn(write, lines.ConvertAll(l => l.Id), cancel);
        lines.AddRange(await db.BankLines.AsNoTracking().Where(l => EF.Parameter(fallen).Contains(l.Id)).Select(l => new { l.Id, l.Version, l.State, l.CounterpartyIban, l.PartnerId }).ToListAsync(cancel));
        var ids = lines.Select(l => l.Id).ToArray();
        var allocations = await db.Allocations.AsNoTracking().Where(a => EF.Parameter(ids).Contains(a.BankLineId) && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id)).OrderBy(a => a.Id).ToListAsync(cancel);
        var entryIds = allocations.Select(a => a.EntryId).Distinct().ToArray();
        var entries = await db.JournalEntries.AsNoTracking().Include(e => e.Lines).Where(e => EF.Parameter(entryIds).Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancel);
        var itemIds = allocations.Select(a => a.OpenItemId).OfType<long>().Distinct().ToArray();
        var items = await db.OpenItems.AsNoTracking().Where(o => EF.Parameter(itemIds).Contains(o.Id)).Select(o => new { o.Id, o.PartnerId, o.DocumentId, o.DocumentNumber, o.Currency, o.Amount, o.Open }).ToDictionaryAsync(o => o.Id, cancel);
        var control = (await db.Accounts.AsNoTracking().Where(a => a.Role == AccountRole.Receivable).Select(a => a.Id).ToListAsync(cancel)).ToHashSet();
        var back = allocations.Where(a => a.OpenItemId is not null).GroupBy(a => a.EntryId)
            .SelectMany(g => Bases(entries[g.Key], control, [.. g.Select(a => (a.OpenItemId!.Value, items[a.OpenItemId.Value].PartnerId, items[a.OpenItemId.Value].Currency, a.ItemAmount ?? a.Amount))]))
            .GroupBy(c => c.ItemId).Select(g => new ItemChange(g.Key, g.Sum(c => c.Amount), g.Sum(c => c.BaseAmount))).ToList();
        if (back.Find(c => items[c.ItemId] is var i && !(i.Amount >= 0m ? i.Open + c.Amount >= 0m && i.Open + c.Amount <= i.Amount : i.Open + c.Amount <= 0m && i.Open + c.Amount >= i.Amount)) is { ItemId: not 0 } standing)
        {
            // A refund opened it again: the payment cannot be taken back before it. Or it was paid by another since it was opened again.
            return new Refusal("bank.refund_stands", items[standing.ItemId].DocumentNumber);
        }

        await OpenItems.ReturnAsync(db, back, cancel);
        var opened = lines.ConvertAll(l => new LineDecision(l.Id, l.Version, BankLineState.Open, null, null, "", byHand ? LineExplanation.OfUndone : null));
        if ((await BankLines.DecideAsync(db, opened, cancel)).Count != opened.Count)
        {
            return new Refusal("bank.changed_meanwhile");
        }

        await MirrorAsync(write, allocations, entries, cancel);
        var payers = allocations.Where(a => a.OpenItemId is not null).GroupBy(a => a.BankLineId).Where(g => g.Select(a => items[a.OpenItemId!.Value].PartnerId).Distinct().Count() == 1)
            .Join(lines, g => g.Key, l => l.Id, (g, l) => (Partner: items[g.First().OpenItemId!.Value].PartnerId, l.CounterpartyIban)).Where(p => p.CounterpartyIban is { Length: > 0 });
        await PayerAccounts.CountIn(write, [.. payers.Select(p => new PayerPayment(p.Partner, p.CounterpartyIban!))], -1, cancel);
        foreach (var l in lines.Take(byHand ? 1 : 0))
        {
            write.Audit("bank.undone", LineActs.Entity, l.Id);
        }

        LineBookings.Feed.Tell(write, lines.Select(l => l.Id), Topics.BankLine);
        LineBookings.Feed.Tell(write, items.Values.Select(i => i.DocumentId), Topics.Invoice);
        LineBookings.Feed.Tell(write, items.Values.Select(i => i.PartnerId).Distinct(), Topics.Partner);
        return lines.Count;
    }

    private static async Task MirrorAsync(Write write, List<Allocation> allocations, Dictionary<long, JournalEntry> entries, CancellationToken cancel)
    {
        var db = write.Db;
        var mirrors = new Dictionary<long, JournalEntry>(entries.Count);
        foreach (var entry in entries.Values.OrderBy(e => e.Id))
        {
            mirrors[entry.Id] = Journal.Make(
                db, entry.Date, write.Now, entry.SourceType, entry.SourceId, $"undo:{entry.Id}", entry.Text, [.. entry.Lines.OrderBy(l => l.Id).Select(l => new Posting(l.AccountId, l.Credit - l.Debit, l.Currency, -l.CurrencyAmount, l.PartnerId))], entry.Id)!;
        }

        await Bulk.InsertAsync(db, [.. mirrors.Values], cancel);
        await Bulk.InsertAsync(db, [.. mirrors.Values.SelectMany(m => m.Lines)], cancel);
        await Bulk.InsertAsync(db, allocations.ConvertAll(a => new Allocation
        {
            BankLineId = a.BankLineId, RunId = a.RunId, OpenItemId = a.OpenItemId, AccountId = a.AccountId, Amount = -a.Amount, ItemAmount = -a.ItemAmount, VatRateId = a.VatRateId, EntryId = mirrors[a.EntryId].Id, ReversesId = a.Id, At = write.Now,
        }), cancel);
    }

    /// <summary>What each allocation took in base currency: its line on the account of what customers owe, found by partner, currency and amount in their common order.</summary>
    private static IEnumerable<ItemChange> Bases(JournalEntry entry, HashSet<long> control, IReadOnlyList<(long Item, long Partner, string Currency, decimal Amount)> allocations)
    {
        var lines = entry.Lines.Where(l => control.Contains(l.AccountId)).OrderBy(l => l.Id).ToList();
        foreach (var (item, partner, currency, amount) in allocations)
        {
            var at = lines.FindIndex(l => l.PartnerId == partner && l.Currency == currency && l.CurrencyAmount == -amount);
            yield return new ItemChange(item, amount, at < 0 ? 0m : lines[at].Credit - lines[at].Debit);
            if (at >= 0)
            {
                lines.RemoveAt(at);
            }
        }
    }
}
