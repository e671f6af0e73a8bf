namespace BlazorErp.Domain.Banking;

/// <summary>What is wrong between statements, or in one.</summary>
public enum ContinuityKind
{
    /// <summary>Opening and lines do not make the closing.</summary>
    NotTied = 1,
    /// <summary>Days between two statements are of none, and the balance moved on them.</summary>
    Gap = 2,
    /// <summary>Days are in two statements, and the second does not open where the first closed.</summary>
    Overlap = 3,
    /// <summary>No day is missing, but the balance is another.</summary>
    Jump = 4,
}

/// <summary>A fault of continuity.</summary>
/// <param name="Kind">What.</param>
/// <param name="From">First day it is about: of the gap or overlap, else the day of the balance.</param>
/// <param name="To">Last day.</param>
/// <param name="Expected">Balance expected: the closing before, or opening and lines.</param>
/// <param name="Found">Balance told.</param>
public sealed record ContinuityFault(ContinuityKind Kind, DateOnly? From, DateOnly? To, decimal Expected, decimal Found)
{
    /// <summary>What is missing (positive: came in unseen) or too much.</summary>
    public decimal Amount => Found - Expected;
}

/// <summary>A statement as a link of the chain.</summary>
/// <param name="Id">Statement.</param>
/// <param name="From">First day, where known.</param>
/// <param name="To">Last day, where known.</param>
/// <param name="Opening">Opening balance, where told.</param>
/// <param name="LineSum">Sum of its booked lines.</param>
/// <param name="Closing">Closing balance, where told.</param>
public sealed record StatementLink(long Id, DateOnly? From, DateOnly? To, decimal? Opening, decimal LineSum, decimal? Closing);

/// <summary>How the statements of one account follow each other: opening + lines = closing = next opening. Pure; names faults and blocks nothing.</summary>
public static class Continuity
{
    /// <summary>Orders statements as days go; of one day, one that begins where the other ended comes after it.</summary>
    public static IReadOnlyList<StatementLink> Order(IEnumerable<StatementLink> statements)
    {
        var ordered = new List<StatementLink>();
        foreach (var day in statements.GroupBy(s => s.To).OrderBy(g => g.Key ?? DateOnly.MinValue))
        {
            var left = day.OrderBy(s => s.From ?? s.To).ThenBy(s => s.Id).ToList();
            while (left.Count > 0)
            {
                var closed = ordered.Count > 0 ? ordered[^1].Closing : null;
                var next = closed is null ? -1 : left.FindIndex(s => s.Opening == closed && s.From == left[0].From);
                ordered.Add(left[Math.Max(0, next)]);
                left.RemoveAt(Math.Max(0, next));
            }
        }

        return ordered;
    }

    /// <summary>The faults of each statement of an account, in the order given; the same statement brought twice is one of it.</summary>
    /// <param name="ordered">As <see cref="Order"/> gives them.</param>
    public static IReadOnlyList<IReadOnlyList<ContinuityFault>> Faults(IReadOnlyList<StatementLink> ordered)
    {
        var all = new List<IReadOnlyList<ContinuityFault>>(ordered.Count);
        StatementLink? before = null;
        foreach (var s in ordered)
        {
            var faults = new List<ContinuityFault>();
            if (s is { Opening: { } opening, Closing: { } closing } && opening + s.LineSum != closing)
            {
                faults.Add(new(ContinuityKind.NotTied, s.From, s.To, opening + s.LineSum, closing));
            }

            if (before is not null && Same(before, s))
            {
                all.Add(faults);
                continue;
            }

            if (before is { Closing: { } last } && s.Opening is { } first && first != last)
            {
                faults.Add(Between(before, s, last, first));
            }

            all.Add(faults);
            before = s;
        }

        return all;
    }

    private static bool Same(StatementLink one, StatementLink other) => (one.From, one.To, one.Opening, one.Closing) == (other.From, other.To, other.Opening, other.Closing);

    private static ContinuityFault Between(StatementLink before, StatementLink s, decimal closed, decimal opened)
    {
        var begins = s.From ?? s.To;
        return before.To is not { } end || begins is not { } day ? new(ContinuityKind.Jump, begins, begins, closed, opened)
            : day > end.AddDays(1) ? new(ContinuityKind.Gap, end.AddDays(1), day.AddDays(-1), closed, opened)
            : day < end || (day == end && (before.From < end || s.To > day)) ? new(ContinuityKind.Overlap, day, s.To is { } to && to < end ? to : end, closed, opened)
            : new(ContinuityKind.Jump, day, day, closed, opened);
    }
}
