using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>
/// Between what the matcher found and what a rule says. What is booked by reference and amount stays; a line that names one of our documents is
/// about that document, so there a rule only stands beside; over a bare amount the rule goes first.
/// </summary>
public static class RuleChoice
{
    /// <summary>The decision with the rule weighed in.</summary>
    public static MatchDecision Choose(MatchDecision found, RuleHit? hit, BankLineFacts line)
    {
        if (hit is null || found.Kind == MatchKind.Booked)
        {
            return found;
        }

        var allocations = Allocations(hit, line);
        if (allocations.Count == 0)
        {
            return found with { Missing = [.. found.Missing, .. hit.Signals.Where(s => s.Code == "match.rule_parts_do_not_fit")] };
        }

        if (NamesDocument(found))
        {
            MatchSignal waits = new("match.rule_waits", 0, hit.Rule.Name, hit.Rule.Id);
            return found with { Missing = [.. found.Missing, waits], RunnerUp = found.RunnerUp ?? new(allocations, 0, Said(hit), waits) };
        }

        // A number of ours that is not open: paid twice, or mistyped. Not for a rule to put away unseen.
        var doubt = found.Missing.Where(m => m.Code == "match.number_not_open").ToList();
        List<MatchSignal> missing = [.. hit.Signals.Where(s => s.Code == "match.rule_suggests"), .. doubt];
        var next = found.Allocations.Count > 0 ? new MatchCandidate(found.Allocations, found.Score, found.Signals, new("match.lower_than_rule", 0)) : found.RunnerUp;
        return new(line.Id, hit.Booked && doubt.Count == 0 ? MatchKind.Booked : MatchKind.Suggested, allocations, Said(hit), 0, next, [], missing) { RuleId = hit.Rule.Id };
    }

    private static List<MatchSignal> Said(RuleHit hit) => [.. hit.Signals.Where(s => s.Code is "match.rule" or "match.rule_also")];

    private static List<Allocation> Allocations(RuleHit hit, BankLineFacts line) =>
        hit.Rule.OwnTransferTo is not null ? [new(AllocationKind.Transfer, null, line.Amount)]
        : [.. hit.Postings.Select(p => new Allocation(AllocationKind.Account, null, p.Amount) { AccountId = p.AccountId, VatRateId = p.VatRateId, PartnerId = hit.Rule.PartnerId })];

    private static bool NamesDocument(MatchDecision found) =>
        found.Signals.Concat(found.Alternatives.SelectMany(a => a.Signals)).Any(s => s.Code.StartsWith("match.reference", StringComparison.Ordinal));
}
