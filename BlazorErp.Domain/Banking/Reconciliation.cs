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
/// Transfers between own accounts go first, for whoever sends to our own account pays nobody; then references and amounts; then the rules (P41).
/// What people decide is <see cref="LineActs"/>, taking back is <see cref="MatchUndo"/>.
/// </summary>
public sealed class Reconciliation(ErpDatabase database, CompanyReferences references, TransferPairs transfers)
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
            input = await MatchInput.LoadAsync(db, company, scope, cancel);
            ground = await BookGround.LoadAsync(db, company, input.Days(), cancel);
        }

        if (input.Lines.Count == 0)
        {
            return new MatchResult(null, 0, 0, 0, 0);
        }

        var decisions = Decide(company, input, ground);
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

        if (decisions.Any(d => d.Kind == MatchKind.Booked && d.Allocations.Any(a => a.Kind == AllocationKind.Transfer)))
        {
            var since = input.Lines.Min(l => l.Book.Date);
            await transfers.PairAsync(actor, since, cancel);
            if (scope != MatchScope.All && scope.LineIds is null && await transfers.WantedAsync(actor, since, cancel) is { Count: > 0 } wanted)
            {
                await MatchAsync(actor, new MatchScope { LineIds = wanted }, cause, null, cancel);
            }
        }

        return total;
    }

    private sealed record Decided(MatchInput.Line Line, MatchDecision Decision);

    private sealed record Counts(int Booked, int Suggested, int Open);

    private static List<MatchDecision> Decide(CompanyReference company, MatchInput input, BookGround ground)
    {
        // Of a provider's lines only payments are matched with what is open; of the rest the provider says what it is.
        var own = new OwnTransfers(input.Accounts, ToBase);
        var provider = new ProviderAnswers(company, input.Ties, ToBase);
        var moves = own.Decide([.. input.Lines.Where(l => l.Kind == BankLineKind.Payout || !provider.Answers(l.Book.Id, l.Kind)).Select(l => l.Side), .. input.Waiting]).ToDictionary(d => d.LineId);
        var decided = input.Lines.Where(l => !moves.ContainsKey(l.Book.Id) && provider.Answers(l.Book.Id, l.Kind)).ToDictionary(l => l.Book.Id, l => provider.Of(l.Facts, l.Kind));
        var others = input.Lines.Where(l => !moves.ContainsKey(l.Book.Id) && !provider.Answers(l.Book.Id, l.Kind)).ToList();
        var told = others.ConvertAll(input.Told);
        var found = Matching.MatchRun.Match(told, input.Index, new MatchSettings((currency, day) => ground.Rate(currency.Code, day)));
        for (var n = 0; n < others.Count; n++)
        {
            decided[others[n].Book.Id] = found[n].Kind == MatchKind.Booked ? found[n] : RuleChoice.Choose(found[n], input.Rules?.Apply(input.OfRules(others[n], told[n])), told[n]);
        }

        // What a rule sends between own accounts may have its other side among the lines that nothing else has settled.
        var sent = others.Where(l => decided[l.Book.Id] is { Kind: MatchKind.Booked, RuleId: not null } d && d.Allocations[0].Kind == AllocationKind.Transfer).ToList();
        var loose = sent.Count == 0 ? [] : others.Where(l => decided[l.Book.Id].Kind != MatchKind.Booked).ToList();
        foreach (var move in own.Decide([.. sent.Select(l => Sent(l, input, ground)).OfType<TransferSide>(), .. loose.Select(l => l.Side)]).Where(m => m.OtherLineId is not null))
        {
            moves[move.LineId] = move;
            decided.Remove(move.LineId);
        }

        var held = input.Lines.Where(l => WhyNot(l, ground) is not null).Select(l => l.Book.Id).ToHashSet();
        return [.. input.Lines.Select(l =>
        {
            var decision = decided.GetValueOrDefault(l.Book.Id) ?? Moved(l, moves[l.Book.Id]);

            // A side that nothing but its other side speaks for is not booked without it.
            return decision.Kind != MatchKind.Booked ? WithRate(decision, Unbookable(l, ground))
                : WhyNot(l, ground) is { } why && (l.Undone || decision.Allocations.Any(a => a.Base is null)) ? Withheld(decision, why)
                : moves.TryGetValue(l.Book.Id, out var move) && move.OtherLineId is { } other && held.Contains(other) && !own.StandsAlone(l.Side) ? Withheld(decision, new MatchSignal("match.undone_before", 0))
                : decision;
        })];

        decimal? ToBase(Money money, DateOnly day) => ground.Rate(money.Currency.Code, day) is { } rate ? ground.Base.Round(money.Amount * rate) : null;
    }

    private static TransferSide? Sent(MatchInput.Line line, MatchInput input, BookGround ground) =>
        WhyNot(line, ground) is null && input.Rules!.Apply(input.OfRules(line, line.Facts))?.Rule.OwnTransferTo is { } to && ground.Rate(line.Book.Currency, line.Book.Date) is { } rate
            ? line.Side with { Towards = to, Waiting = line.Book.Amount, WaitingBase = line.Book.Currency == ground.Base.Code ? line.Book.Amount : ground.Base.Round(line.Book.Amount * rate) } : null;

    private static MatchSignal? WhyNot(MatchInput.Line line, BookGround ground) =>
        line.Undone ? new MatchSignal("match.undone_before", 0) : Unbookable(line, ground);

    private static MatchSignal? Unbookable(MatchInput.Line line, BookGround ground) =>
        ground.Refuse(line.Book) is not { } no ? null : no.Code == "bank.rate_missing" ? new MatchSignal("match.rate_missing", 0, line.Book.Currency, line.Book.Date) : new MatchSignal("match.cannot_book_currency", 0, no.Args[0] ?? "");

    // Whatever a person decides of it, the line cannot be booked before there is a rate: that is said first.
    private static MatchDecision WithRate(MatchDecision decision, MatchSignal? why) =>
        why is null || decision.Missing.Contains(why) ? decision : decision with { Missing = [why, .. decision.Missing] };

    private static MatchDecision Withheld(MatchDecision decision, MatchSignal why) => decision with { Kind = MatchKind.Suggested, Missing = [why] };

    private static MatchDecision Moved(MatchInput.Line line, TransferDecision move)
    {
        var currency = line.Facts.Amount.Currency;
        List<Matching.Allocation> parts = [new(AllocationKind.Transfer, null, new Money(move.Transit, currency)) { Base = move.Base }];
        if (move.Fee != 0m)
        {
            parts.Add(new(AllocationKind.Fee, null, new Money(move.Fee, currency)));
        }

        return new(line.Facts.Id, MatchKind.Booked, parts, move.Signals, 0, null, [], []);
    }

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
            List<BookPart> parts = [];
            if (decision.Kind == MatchKind.Booked && !stale.Contains(line.Book.Id))
            {
                parts = Parts(company, input, decision, line.Book.Currency);
                booked = bookings.Add(line.Book, parts);
            }

            if (booked is { Ok: true } good)
            {
                foreach (var item in decision.Allocations.Where(a => a.ItemId is not null))
                {
                    (claims.TryGetValue(item.ItemId!.Value, out var lines) ? lines : claims[item.ItemId!.Value] = []).Add(line.Book.Id);
                }

                decided.Add(new(line.Book.Id, line.Book.Version, BankLineState.Booked, good.Value.PartnerId, run, LineBookings.Words(good.Value, parts, input.Ledger), LineExplanation.Write(decision, false, ItemOf, AccountOf), decision.RuleId));
                continue;
            }

            var shown = decision.Kind != MatchKind.Booked ? decision : Withheld(decision, new MatchSignal("match.changed_meanwhile", 0));
            var state = shown.Kind == MatchKind.Open ? BankLineState.Open : BankLineState.Suggested;
            suggested += state == BankLineState.Suggested ? 1 : 0;
            open += state == BankLineState.Open ? 1 : 0;
            var explanation = LineExplanation.Write(shown, line.Undone, ItemOf, AccountOf);
            if ((state != line.State || explanation != line.Explanation) && !stale.Contains(line.Book.Id))
            {
                decided.Add(new(line.Book.Id, line.Book.Version, state, PartnerOf(input, shown), run, Words(shown), explanation, shown.RuleId));
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

        string AccountOf(long id) => input.Ledger.GetValueOrDefault(id, "");
    }

    private static List<BookPart> Parts(CompanyReference company, MatchInput input, MatchDecision decision, string currency)
    {
        var partner = PartnerOf(input, decision);
        return [.. decision.Allocations.SelectMany(a => BookPart.Of(
            company, new ExplainedPart(a.Kind, a.ItemId, "", a.PartnerId ?? partner, a.Amount.Amount) { AccountId = a.AccountId, VatRateId = a.VatRateId, Base = a.Base, ItemAmount = a.ItemAmount }, currency))];
    }

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
