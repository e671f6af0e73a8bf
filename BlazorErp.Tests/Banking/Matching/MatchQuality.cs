using BlazorErp.Domain.Banking.Matching;

namespace BlazorErp.Tests.Banking.Matching;

/// <summary>How good the matcher is on a corpus.</summary>
/// <param name="Lines">Lines of the corpus.</param>
/// <param name="Booked">Lines booked without a person.</param>
/// <param name="Right">Booked lines that settle exactly what they really pay.</param>
/// <param name="Decidable">Lines a careful bookkeeper could be sure of.</param>
/// <param name="DecidableBooked">Those of them that were booked.</param>
/// <param name="Wrong">The wrong ones, for the report.</param>
/// <param name="Missed">Decidable lines left, for the report.</param>
internal sealed record MatchQuality(
    int Lines, int Booked, int Right, int Decidable, int DecidableBooked, IReadOnlyList<(CorpusLine Line, MatchDecision Decision)> Wrong, IReadOnlyList<(CorpusLine Line, MatchDecision Decision)> Missed)
{
    public double RightShare => Booked == 0 ? 1 : (double)Right / Booked;

    public double DecidableShare => Decidable == 0 ? 1 : (double)DecidableBooked / Decidable;

    /// <summary>Makes the corpus of the seed, matches it in one run, and compares with the truth.</summary>
    public static MatchQuality Measure(int seed = 20261121, int lines = 2000)
    {
        var corpus = Corpus.Make(seed, lines);
        var index = OpenItemIndex.Build(corpus.Items, corpus.Partners, corpus.History);
        var decisions = MatchRun.Match([.. corpus.Lines.Select(l => l.Line)], index, Corpus.Settings);
        var pairs = corpus.Lines.Zip(decisions).ToList();
        var booked = pairs.FindAll(p => p.Second.Kind == MatchKind.Booked);
        var wrong = booked.FindAll(p => !IsRight(p.First, p.Second));
        var missed = pairs.FindAll(p => p.First.Decidable && p.Second.Kind != MatchKind.Booked);
        var decidable = pairs.Count(p => p.First.Decidable);
        return new(pairs.Count, booked.Count, booked.Count - wrong.Count, decidable, decidable - missed.Count, wrong, missed);
    }

    /// <summary>Why lines were missed or wrong, one line each.</summary>
    public static string Report(IEnumerable<(CorpusLine Line, MatchDecision Decision)> pairs) => string.Join('\n', pairs.Select(p =>
        $"[{p.Line.Way}] {p.Line.Line.Amount} '{p.Line.Line.Remittance}' by '{p.Line.Line.CounterpartyName}' truth {string.Join(",", p.Line.Truth)} got {p.Decision.Kind} {string.Join(",", p.Decision.Allocations.Select(a => a.ItemId))} {string.Join("; ", p.Decision.Signals)} missing {string.Join("; ", p.Decision.Missing)}"));

    private static bool IsRight(CorpusLine line, MatchDecision decision) =>
        decision.Allocations.Where(a => a.ItemId is not null).Select(a => a.ItemId!.Value).ToHashSet().SetEquals(line.Truth)
        && decision.Allocations.Sum(a => a.Amount.Amount) == line.Line.Amount.Amount;
}
