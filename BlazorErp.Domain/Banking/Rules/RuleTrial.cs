using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>A past line that a draft rule holds for.</summary>
/// <param name="Line">The line as the list shows it.</param>
/// <param name="Fits">The rule's parts make up its amount.</param>
/// <param name="OtherRule">An earlier rule that takes the line first.</param>
/// <param name="Agrees">Booked as the rule would; null where it is not booked.</param>
public sealed record TrialHit(BankLineRow Line, bool Fits, string? OtherRule, bool? Agrees);

/// <summary>What a draft rule would have done.</summary>
/// <param name="Looked">Lines asked, those that the database ruled out too.</param>
/// <param name="Since">Day of the oldest of them.</param>
/// <param name="Bounded">There are older ones that were not looked at.</param>
/// <param name="Hits">Lines it holds for.</param>
/// <param name="Waiting">Of these open or suggested.</param>
/// <param name="Agreeing">Of these booked as the rule would book.</param>
/// <param name="Differing">Of these booked otherwise.</param>
/// <param name="NotFitting">Of these lines whose amount the parts do not make up.</param>
/// <param name="Taken">Of these lines that an earlier rule takes.</param>
/// <param name="Totals">Money in and out of the hits by currency.</param>
/// <param name="Shown">The newest hits.</param>
public sealed record RuleTrial(
    int Looked, DateOnly? Since, bool Bounded, int Hits, int Waiting, int Agreeing, int Differing, int NotFitting, int Taken, IReadOnlyList<TrialTotal> Totals, IReadOnlyList<TrialHit> Shown);

/// <summary>Sums of the hits in one currency.</summary>
public sealed record TrialTotal(string Currency, decimal In, decimal Out);

/// <summary>Tries draft rules on the lines there are, writes nothing.</summary>
public sealed class RuleTrials(ErpDatabase database)
{
    /// <summary>Most lines looked at, newest first, of those the database cannot rule out.</summary>
    public const int MostLines = 20_000;

    /// <summary>Most hits shown.</summary>
    public const int MostShown = 100;

    /// <summary>What the draft would have done.</summary>
    /// <returns>The trial, or the refusals of <see cref="BankRules.SaveAsync"/>; a name is not needed yet.</returns>
    public async Task<Outcome<RuleTrial>> TryAsync(Actor actor, BankRule draft, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankRead) is { } no)
        {
            return no;
        }

        var rule = RuleChecks.Tidy(draft with { Name = string.IsNullOrWhiteSpace(draft.Name) ? "—" : draft.Name });
        await using var db = database.Read(actor);
        if (RuleChecks.Complaints(rule) is { } wrong || (wrong = await RuleChecks.MissingAsync(db, rule, cancel)) is not null)
        {
            return wrong;
        }

        var engine = RuleEngine.Prepare([rule]).Value;
        var earlier = await EarlierAsync(db, rule, cancel);
        var payers = await RulePayers.LoadAsync(db, [rule, .. earlier], cancel);
        var before = RuleEngine.Prepare(earlier).Value;
        var lines = await Candidates(db, rule).OrderByDescending(l => l.Date).ThenByDescending(l => l.Id).Take(MostLines + 1)
            .Select(l => new Seen(l.Id, l.Date, l.BankAccountId, l.Amount, l.Currency, l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.State, l.PartnerId,
                db.BankStatements.Where(s => s.Id == l.StatementId).SelectMany(s => db.BankFiles.Where(f => f.Id == s.FileId).Select(f => f.Source)).FirstOrDefault() ?? "")).ToListAsync(cancel);
        var bounded = lines.Count > MostLines;
        var hits = new List<Hit>();
        foreach (var line in lines.Take(MostLines).Where(l => Currency.IsKnown(l.Currency)))
        {
            var seen = line.Line(payers);
            var postings = rule.TellsPayer ? engine.PayerOf(seen) is null ? null : [] : engine.Apply(seen)?.Postings;
            if (postings is not null)
            {
                hits.Add(new Hit(line, postings, (rule.TellsPayer ? before.PayerOf(seen) : before.Apply(seen)?.Rule)?.Name));
            }
        }

        var booked = await BookedAsync(db, [.. hits.Where(h => h.Line.State == BankLineState.Booked).Select(h => h.Line.Id)], cancel);
        var since = bounded ? lines[MostLines - 1].Date : await db.BankLines.MinAsync(l => (DateOnly?)l.Date, cancel);
        var looked = await db.BankLines.CountAsync(l => l.Date >= since, cancel);
        return await SumAsync(db, rule, hits, booked, new(looked, since, bounded, 0, 0, 0, 0, 0, 0, [], []), cancel);
    }

    private sealed record Seen(
        long Id, DateOnly Date, long BankAccountId, decimal Amount, string Currency, string CounterpartyName, string? CounterpartyIban, string Remittance, BankLineState State, long? PartnerId, string Source)
    {
        public RuleLine Line(RulePayers payers)
        {
            var facts = new BankLineFacts(Id, Date, new Money(Amount, Shared.Currency.Of(Currency)), CounterpartyName, CounterpartyIban, Remittance, []);
            return new(facts, BankAccountId, StoredRules.Channel(Source), PartnerId ?? payers.Find(facts));
        }
    }

    private sealed record Hit(Seen Line, IReadOnlyList<RulePosting> Postings, string? Other);

    private static async Task<RuleTrial> SumAsync(ErpDbContext db, BankRule rule, List<Hit> hits, ILookup<long, long> booked, RuleTrial trial, CancellationToken cancel)
    {
        bool? Agrees(Hit hit) => hit.Line.State != BankLineState.Booked ? null
            : rule.TellsPayer ? hit.Line.PartnerId == rule.PartnerId
            : rule.OwnTransferTo is not null ? null
            : Fits(hit) && hit.Postings.Select(p => p.AccountId).ToHashSet().IsSubsetOf(booked[hit.Line.Id]);
        bool Fits(Hit hit) => rule.Parts.Count == 0 || hit.Postings.Count > 0;
        var ids = hits.Take(MostShown).Select(h => h.Line.Id).ToArray();
        var rows = await BankQueries.Rows(db, db.BankLines.Where(l => EF.Parameter(ids).Contains(l.Id))).ToDictionaryAsync(r => r.Id, cancel);
        return trial with
        {
            Hits = hits.Count, Waiting = hits.Count(h => h.Line.State is BankLineState.Open or BankLineState.Suggested), Agreeing = hits.Count(h => Agrees(h) == true), Differing = hits.Count(h => Agrees(h) == false),
            NotFitting = hits.Count(h => !Fits(h)), Taken = hits.Count(h => h.Other is not null),
            Totals = [.. hits.GroupBy(h => h.Line.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new TrialTotal(g.Key, g.Sum(h => Math.Max(0m, h.Line.Amount)), g.Sum(h => Math.Min(0m, h.Line.Amount))))],
            Shown = [.. hits.Take(MostShown).Where(h => rows.ContainsKey(h.Line.Id)).Select(h => new TrialHit(rows[h.Line.Id], Fits(h), h.Other, Agrees(h)))],
        };
    }

    // A superset of what the rule holds for, as far as the database can tell: the rest is the engine's.
    private static IQueryable<BankLine> Candidates(ErpDbContext db, BankRule rule)
    {
        var when = rule.When;
        IQueryable<BankLine> lines = db.BankLines;
        lines = when.Sign == RuleSign.In ? lines.Where(l => l.Amount > 0m) : when.Sign == RuleSign.Out ? lines.Where(l => l.Amount < 0m) : lines;
        lines = when.Least is { } least ? lines.Where(l => l.Amount >= least || l.Amount <= -least) : lines;
        lines = when.Most is { } most ? lines.Where(l => l.Amount <= most && l.Amount >= -most) : lines;
        lines = when.BankAccountId is { } account ? lines.Where(l => l.BankAccountId == account) : lines;
        lines = when.Iban is { } iban ? lines.Where(l => l.CounterpartyIban == iban) : lines;
        foreach (var fragment in SearchText.Fragments(when.Text))
        {
            var like = $"%{fragment}%";
            lines = lines.Where(l => EF.Functions.Like(l.SearchText, like));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<BankRule>> EarlierAsync(ErpDbContext db, BankRule rule, CancellationToken cancel)
    {
        var rules = await StoredRules.ActiveAsync(db, cancel);
        var at = rules.FirstOrDefault(r => r.Id == rule.Id && rule.Id != 0);
        return [.. rules.Where(r => r.Id != rule.Id && (at is null || r.Order < at.Order || (r.Order == at.Order && r.Id < at.Id)))];
    }

    // Ledger accounts that lines are booked to now.
    private static async Task<ILookup<long, long>> BookedAsync(ErpDbContext db, IReadOnlyList<long> lines, CancellationToken cancel)
    {
        var rows = new List<(long Line, long Account)>();
        foreach (var part in lines.Chunk(2_000))
        {
            rows.AddRange((await db.Allocations.Where(a => EF.Parameter(part).Contains(a.BankLineId) && a.AccountId != null && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id))
                .Select(a => new { a.BankLineId, a.AccountId }).ToListAsync(cancel)).Select(a => (a.BankLineId, a.AccountId!.Value)));
        }

        return rows.ToLookup(r => r.Line, r => r.Account);
    }
}
