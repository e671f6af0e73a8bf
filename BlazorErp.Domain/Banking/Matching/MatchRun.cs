using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>
/// Matches many lines at once. The order of the lines decides nothing: all are weighed against the same state, what no two want is booked,
/// and the rest is weighed again against what is left. Where two lines want more of an item than is open, the surer one takes it; of equals none does.
/// </summary>
public static class MatchRun
{
    // Each round books at least one line or ends; three are common. After the last one a person sees what is left.
    private const int MostRounds = 12;

    /// <summary>Decides all lines, in their order, and takes what is booked off the index.</summary>
    public static IReadOnlyList<MatchDecision> Match(IReadOnlyList<BankLineFacts> lines, OpenItemIndex index, MatchSettings? settings = null)
    {
        var decisions = new MatchDecision[lines.Count];
        var waiting = Enumerable.Range(0, lines.Count).ToList();
        for (var round = 0; round < MostRounds && waiting.Count > 0; round++)
        {
            foreach (var i in waiting)
            {
                decisions[i] = Matcher.Match(lines[i], index, settings);
            }

            var booked = waiting.FindAll(i => decisions[i].Kind == MatchKind.Booked);
            var rivals = round == MostRounds - 1 ? booked.ToDictionary(i => i, _ => 1) : Rivals(booked, decisions, index);
            foreach (var i in booked)
            {
                if (rivals.TryGetValue(i, out var competing))
                {
                    decisions[i] = Withheld(decisions[i], competing);
                    continue;
                }

                foreach (var part in decisions[i].Allocations.Where(a => a.ItemId is not null))
                {
                    index.Consume(part.ItemId!.Value, part.Settles);
                }
            }

            if (rivals.Count == booked.Count)
            {
                break; // nothing was taken, so another round would say the same
            }

            waiting.RemoveAll(i => decisions[i].Kind == MatchKind.Booked);
        }

        return decisions;
    }

    // Lines that want an item which they and their equals (or betters) would overdraw, with how many want it.
    private static Dictionary<int, int> Rivals(List<int> booked, MatchDecision[] decisions, OpenItemIndex index)
    {
        var claims = new Dictionary<long, List<(int Line, decimal Amount)>>(booked.Count);
        foreach (var i in booked)
        {
            foreach (var part in decisions[i].Allocations)
            {
                if (part.ItemId is { } item)
                {
                    if (!claims.TryGetValue(item, out var list))
                    {
                        claims.Add(item, list = []);
                    }

                    list.Add((i, part.Settles.Amount));
                }
            }
        }

        var rivals = new Dictionary<int, int>();
        foreach (var (item, list) in claims)
        {
            if (list.Count == 1)
            {
                continue;
            }

            var open = Math.Abs(index.OpenOf(item).Amount);
            var over = false;
            var wanted = 0m;
            foreach (var level in list.GroupBy(c => decisions[c.Line].Certainty).OrderByDescending(g => g.Key))
            {
                wanted += level.Sum(c => Math.Abs(c.Amount));
                over |= wanted > open;
                if (over)
                {
                    foreach (var (line, _) in level)
                    {
                        rivals[line] = list.Count;
                    }
                }
            }
        }

        return rivals;
    }

    private static MatchDecision Withheld(MatchDecision decision, int competing) =>
        decision with { Kind = MatchKind.Suggested, Certainty = 0, Missing = [new("match.competing_lines", 0, competing)] };
}
