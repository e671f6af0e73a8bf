using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>A rule that the product proposes.</summary>
/// <param name="Rule">The draft; it only suggests.</param>
/// <param name="Lines">Lines that people booked so by hand, newest first.</param>
public sealed record RuleProposal(BankRule Rule, IReadOnlyList<long> Lines);

/// <summary>Finds what people do by hand again and again, and makes drafts of rules.</summary>
public sealed class RuleProposals(ErpDatabase database)
{
    /// <summary>Newest manual choices looked at.</summary>
    public const int MostChoices = 300;

    /// <summary>What a line that was just booked by hand proposes; null where it is the first of its kind, a rule holds already, or it was not wanted before.</summary>
    public async Task<RuleProposal?> AfterAsync(Actor actor, long lineId, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankWrite))
        {
            return null;
        }

        await using var db = database.Read(actor);
        var choices = await ChoicesAsync(db, cancel);
        var at = choices.FindIndex(c => c.Line.Facts.Id == lineId);
        return at < 1 ? null : await WantedAsync(db, Propose(choices, at, await EngineAsync(db, cancel)), cancel);
    }

    /// <summary>All that can be proposed now, what was done last first.</summary>
    public async Task<IReadOnlyList<RuleProposal>> AllAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankWrite))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var choices = await ChoicesAsync(db, cancel);
        var engine = await EngineAsync(db, cancel);
        var found = new List<RuleProposal>();
        for (var at = choices.Count - 1; at > 0; at--)
        {
            if (!found.Exists(f => f.Lines.Contains(choices[at].Line.Facts.Id)) && Propose(choices, at, engine) is { } proposal)
            {
                found.Add(proposal);
            }
        }

        var dismissed = await DismissedAsync(db, [.. found.Select(f => BankRules.Signature(f.Rule))], cancel);
        return found.FindAll(f => !dismissed.Contains(BankRules.Signature(f.Rule)));
    }

    /// <summary>A draft made of one line, as far as it tells: who, which way, and what it is booked to.</summary>
    /// <returns>The draft, or: forbidden, not_found.</returns>
    public async Task<Outcome<BankRule>> OfLineAsync(Actor actor, long lineId, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        if (await db.BankLines.FirstOrDefaultAsync(l => l.Id == lineId, cancel) is not { } line)
        {
            return new Refusal("not_found", LineActs.Entity);
        }

        var parts = await db.Allocations.Where(a => a.BankLineId == lineId && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id)).OrderBy(a => a.Id).Take(BankRules.MostParts).ToListAsync(cancel);
        var accounts = parts.Select(p => p.AccountId).OfType<long>().ToList();
        var name = line.CounterpartyName.Length > 0 ? line.CounterpartyName : line.Remittance;

        // An account that came once only may be another next time; then the name says more.
        var iban = line.CounterpartyIban is { } account && (line.CounterpartyName.Length == 0 || await db.BankLines.AnyAsync(l => l.CounterpartyIban == account && l.Id != lineId, cancel)) ? account : null;
        var text = iban is null ? SearchText.Fragments(name) : [];
        return new BankRule(
            0, 0, name.Length > 100 ? name[..100] : name,
            new RuleCondition(Text: text.Count == 0 ? null : string.Join(' ', text), Iban: iban, Sign: line.Amount < 0m ? RuleSign.Out : RuleSign.In),
            parts.Count > 0 && accounts.Count == parts.Count ? [new RulePart(accounts[0], parts[0].VatRateId)] : [], accounts.Count == 0 ? line.PartnerId : null, Automatic: true);
    }

    private static RuleProposal? Propose(List<ManualChoice> choices, int at, RuleEngine? engine)
    {
        if (RuleProposer.Propose(choices.GetRange(0, at + 1), engine) is not { } rule || RuleEngine.Prepare([rule]) is not { Ok: true } own)
        {
            return null;
        }

        return new(rule with { Name = rule.Name.Length > 100 ? rule.Name[..100] : rule.Name },
            [.. choices.Where(c => c.AccountId == rule.Parts[0].AccountId && own.Value.Apply(c.Line) is not null).Select(c => c.Line.Facts.Id).Reverse()]);
    }

    private static async Task<RuleProposal?> WantedAsync(ErpDbContext db, RuleProposal? proposal, CancellationToken cancel) =>
        proposal is null || (await DismissedAsync(db, [BankRules.Signature(proposal.Rule)], cancel)).Count > 0 ? null : proposal;

    private static async Task<HashSet<string>> DismissedAsync(ErpDbContext db, string[] signatures, CancellationToken cancel) =>
        [.. await db.DismissedProposals.Where(d => EF.Parameter(signatures).Contains(d.Signature)).Select(d => d.Signature).ToListAsync(cancel)];

    private static async Task<RuleEngine?> EngineAsync(ErpDbContext db, CancellationToken cancel) => RuleEngine.Prepare(await StoredRules.ActiveAsync(db, cancel)) is { Ok: true } engine ? engine.Value : null;

    // Whole lines that a person put on one account without a rule, oldest first, as far as they still stand.
    private static async Task<List<ManualChoice>> ChoicesAsync(ErpDbContext db, CancellationToken cancel)
    {
        var lines = await db.MatchRuns.Where(r => r.Cause == "manual" && r.UndoneAt == null).OrderByDescending(r => r.Id).Take(MostChoices * 4)
            .Join(db.BankLines.Where(l => l.State == BankLineState.Booked && l.RuleId == null), r => r.Id, l => l.RunId, (r, l) => new { Run = r.Id, Line = l })
            .Where(x => !db.Allocations.Any(a => a.BankLineId == x.Line.Id && a.RunId == x.Run && a.OpenItemId != null))
            .OrderByDescending(x => x.Run).Take(MostChoices)
            .Select(x => new { x.Line.Id, x.Run, x.Line.Date, x.Line.Amount, x.Line.Currency, x.Line.CounterpartyName, x.Line.CounterpartyIban, x.Line.Remittance, x.Line.BankAccountId }).ToListAsync(cancel);
        var ids = lines.ConvertAll(l => l.Id).ToArray();
        var booked = (await db.Allocations.Where(a => EF.Parameter(ids).Contains(a.BankLineId) && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id))
            .OrderBy(a => a.Id).Select(a => new { a.BankLineId, a.AccountId, a.VatRateId }).ToListAsync(cancel)).ToLookup(a => a.BankLineId);
        lines.Reverse();
        return [.. lines.Where(l => Currency.IsKnown(l.Currency) && booked[l.Id].FirstOrDefault() is { AccountId: not null } first && booked[l.Id].All(b => b.VatRateId == first.VatRateId) && booked[l.Id].Count() <= (first.VatRateId is null ? 1 : 2))
            .Select(l => new ManualChoice(
                new RuleLine(new BankLineFacts(l.Id, l.Date, new Money(l.Amount, Currency.Of(l.Currency)), l.CounterpartyName, l.CounterpartyIban, l.Remittance, []), l.BankAccountId),
                booked[l.Id].First().AccountId!.Value, booked[l.Id].First().VatRateId))];
    }
}
