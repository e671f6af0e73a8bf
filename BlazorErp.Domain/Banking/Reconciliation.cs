using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>
/// Matches open bank lines with open items (P39): books only what has exactly one good answer, keeps a suggestion or the reasons for the rest.
/// What people decide is <see cref="LineActs"/>, taking back is <see cref="MatchUndo"/>.
/// </summary>
public sealed class Reconciliation(ErpDatabase database, CompanyReferences references)
{
    /// <summary>Audit's name of a run.</summary>
    public const string Entity = "match-run";

    private const int Chunk = 2_000;

    /// <summary>Runs the matcher over open and suggested lines; every few thousand lines are committed and told to open screens.</summary>
    /// <param name="actor">Who; needs bank.write.</param>
    /// <param name="scope">Which lines.</param>
    /// <param name="cause">"match" for a press, "import" for an arrival.</param>
    /// <param name="progress">Told after every part.</param>
    /// <param name="cancel">Calls it off between parts; what is booked stays and can be undone with its run.</param>
    public async Task<Outcome<MatchResult>> MatchAsync(Actor actor, MatchScope scope, string cause = "match", IProgress<MatchProgress>? progress = null, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var company = await references.GetAsync(actor.CompanyId, cancel);
        MatchInput input;
        BookGround ground;
        await using (var db = database.Read(actor))
        {
            input = await MatchInput.LoadAsync(db, scope, cancel);
            ground = await BookGround.LoadAsync(db, company, input.Lines.Select(l => (l.Book.Currency, l.Book.Date)), cancel);
        }

        if (input.Lines.Count == 0)
        {
            return new MatchResult(null, 0, 0, 0, 0);
        }

        var decisions = Decide(input, ground);
        var run = await BeginAsync(actor, scope, cause, input.Lines.Count, cancel);
        if (!run.Ok)
        {
            return run.Refusal!;
        }

        var total = new MatchResult(run.Value, input.Lines.Count, 0, 0, 0);
        var pairs = input.Lines.Zip(decisions, (line, decision) => new Decided(line, decision)).ToList();
        var written = 0;
        foreach (var part in pairs.Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            var done = await WriteAsync(actor, input, ground, company, run.Value, part, cancel);
            if (!done.Ok)
            {
                return done.Refusal!;
            }

            total = total with { Booked = total.Booked + done.Value.Booked, Suggested = total.Suggested + done.Value.Suggested, LeftOpen = total.LeftOpen + done.Value.Open };
            written += part.Length;
            progress?.Report(new MatchProgress(input.Lines.Count, written, total.Booked));
        }

        return total;
    }

    private sealed record Decided(MatchInput.Line Line, MatchDecision Decision);

    private sealed record Counts(int Booked, int Suggested, int Open);

    private static IEnumerable<MatchDecision> Decide(MatchInput input, BookGround ground)
    {
        // Only payments are matched with what is open; of the rest the provider says what it is.
        var matched = Matching.MatchRun.Match([.. input.Lines.Where(l => l.Kind == BankLineKind.Payment).Select(l => l.Facts)], input.Index, input.Settings).GetEnumerator();
        foreach (var line in input.Lines)
        {
            var decision = line.Kind == BankLineKind.Payment && matched.MoveNext() ? matched.Current : ProviderAnswers.Of(line.Facts, line.Kind);
            yield return decision.Kind != MatchKind.Booked ? decision
                : line.Undone ? Withheld(decision, new MatchSignal("match.undone_before", 0))
                : ground.Refuse(line.Book) is { } no ? Withheld(decision, new MatchSignal("match.cannot_book_currency", 0, no.Args[0] ?? ""))
                : decision;
        }
    }

    private static MatchDecision Withheld(MatchDecision decision, MatchSignal why) => decision with { Kind = MatchKind.Suggested, Missing = [why] };

    private async Task<Outcome<long>> BeginAsync(Actor actor, MatchScope scope, string cause, int lines, CancellationToken cancel) =>
        await database.WriteAsync<long>(actor, new Command("bank.match"), (w, _) =>
        {
            var run = w.Add(new MatchRun { At = w.Now, Cause = cause, ActorName = BankText.Clip(actor.Name, 200), FileId = scope.FileId, Looked = lines });
            w.Audit("bank.match", Entity, run.Id, lines);
            w.Changed(Topics.Bank, run.Id);
            return Task.FromResult<Outcome<long>>(run.Id);
        }, cancel);

    /// <summary>Writes a part. Lines whose item or state another changed meanwhile are left for the next run, the rest is written.</summary>
    private async Task<Outcome<Counts>> WriteAsync(Actor actor, MatchInput input, BookGround ground, CompanyReference company, long run, IReadOnlyList<Decided> part, CancellationToken cancel)
    {
        var stale = new HashSet<long>();
        while (true)
        {
            var hit = new HashSet<long>();
            LineBookings? bookings = null;
            var outcome = await database.WriteAsync<Counts>(actor, new Command("bank.matched"), async (w, c) =>
            {
                hit.Clear();
                bookings = new LineBookings(w.Db, w.Now, ground, run, id => input.Items.GetValueOrDefault(id));
                return await WriteIn(w, bookings, input, company, run, part, stale, hit, c);
            }, cancel);
            if (outcome.Ok)
            {
                foreach (var (id, item) in bookings!.Left)
                {
                    input.Items[id] = item;
                }

                return outcome;
            }

            if (hit.Count == 0 || !hit.Except(stale).Any())
            {
                return outcome;
            }

            stale.UnionWith(hit);
        }
    }

    private static async Task<Outcome<Counts>> WriteIn(
        Write write, LineBookings bookings, MatchInput input, CompanyReference company, long run, IReadOnlyList<Decided> part, HashSet<long> stale, HashSet<long> hit, CancellationToken cancel)
    {
        var decided = new List<LineDecision>(part.Count);
        var claims = new Dictionary<long, List<long>>();
        int suggested = 0, open = 0;
        foreach (var (line, decision) in part)
        {
            var booked = default(Outcome<BookedLine>?);
            if (decision.Kind == MatchKind.Booked && !stale.Contains(line.Book.Id))
            {
                booked = bookings.Add(line.Book, Parts(company, input, decision));
            }

            if (booked is { Ok: true } good)
            {
                foreach (var item in decision.Allocations.Where(a => a.ItemId is not null))
                {
                    (claims.TryGetValue(item.ItemId!.Value, out var lines) ? lines : claims[item.ItemId!.Value] = []).Add(line.Book.Id);
                }

                decided.Add(new(line.Book.Id, line.Book.Version, BankLineState.Booked, good.Value.PartnerId, run, good.Value.Summary, LineExplanation.Write(decision, false, ItemOf)));
                continue;
            }

            var shown = decision.Kind != MatchKind.Booked ? decision : Withheld(decision, new MatchSignal("match.changed_meanwhile", 0));
            var state = shown.Kind == MatchKind.Open ? BankLineState.Open : BankLineState.Suggested;
            suggested += state == BankLineState.Suggested ? 1 : 0;
            open += state == BankLineState.Open ? 1 : 0;
            var explanation = LineExplanation.Write(shown, line.Undone, ItemOf);
            if ((state != line.State || explanation != line.Explanation) && !stale.Contains(line.Book.Id))
            {
                decided.Add(new(line.Book.Id, line.Book.Version, state, PartnerOf(input, shown), run, Words(shown), explanation));
            }
        }

        hit.UnionWith((await bookings.SettleAsync(cancel)).SelectMany(i => claims[i]));
        var written = hit.Count > 0 ? null : await BankLines.DecideAsync(write.Db, decided, cancel);
        hit.UnionWith(written is null ? [] : decided.Where(d => !written.Contains(d.LineId)).Select(d => d.LineId));
        if (hit.Count > 0)
        {
            return new Refusal("bank.changed_meanwhile");
        }

        await bookings.WriteAsync(write, cancel);
        var count = new Counts(decided.Count(d => d.State == BankLineState.Booked), suggested, open);
        await write.Db.MatchRuns.Where(r => r.Id == run).ExecuteUpdateAsync(
            u => u.SetProperty(r => r.Booked, r => r.Booked + count.Booked).SetProperty(r => r.Suggested, r => r.Suggested + count.Suggested).SetProperty(r => r.LeftOpen, r => r.LeftOpen + count.Open), cancel);
        write.Audit("bank.matched", Entity, run, count.Booked, count.Suggested, count.Open);
        write.Changed(Topics.Bank, run);
        LineBookings.Feed.Tell(write, decided.Select(d => d.LineId), Topics.BankLine);
        return count;

        (string Number, long Partner) ItemOf(long id) => input.Items.TryGetValue(id, out var item) ? (item.Number, item.PartnerId) : ("", 0);
    }

    private static List<BookPart> Parts(CompanyReference company, MatchInput input, MatchDecision decision)
    {
        var partner = PartnerOf(input, decision);
        return [.. decision.Allocations.Select(a => PartOf(company, a.Kind, a.ItemId, a.Amount.Amount, partner))];
    }

    /// <summary>Where a part of an answer goes.</summary>
    internal static BookPart PartOf(CompanyReference company, AllocationKind kind, long? item, decimal amount, long? partner) => kind switch
    {
        AllocationKind.Item => new BookPart(item, null, amount),
        AllocationKind.Fee => new BookPart(null, company.Accounts[AccountRole.BankFees].Id, amount),
        AllocationKind.Rounding => new BookPart(null, company.Accounts[AccountRole.Rounding].Id, amount),
        _ => new BookPart(null, company.Accounts[AccountRole.CustomerPrepayments].Id, amount, partner),
    };

    private static long? PartnerOf(MatchInput input, MatchDecision decision)
    {
        long? partner = null;
        foreach (var part in decision.Allocations)
        {
            if (part.ItemId is { } id && input.Items.TryGetValue(id, out var item))
            {
                if (partner is { } other && other != item.PartnerId)
                {
                    return null;
                }

                partner = item.PartnerId;
            }
        }

        return partner;
    }

    // Numbers only; the words around them are the reader's language.
    private static string Words(MatchDecision decision) => decision.Kind == MatchKind.Open
        ? decision.Missing.FirstOrDefault(m => m.Code == "match.several_candidates") is { Args: [var count, ..] } ? $"?{count}" : ""
        : decision.Allocations.Count(a => a.ItemId is not null) is > 0 and var items ? $"?{items}" : decision.Alternatives.Count > 0 ? $"?{decision.Alternatives.Count}" : "";
}
