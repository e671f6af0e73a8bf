namespace BlazorErp.Domain.Banking;

/// <summary>How often statements of an account come, and whether one is missing. Pure.</summary>
public static class StatementRhythm
{
    /// <summary>Days that a statement may be late before it is missed: a weekend and a holiday.</summary>
    public const int Grace = 4;

    private const int Looked = 12;
    private const int Unknown = 31;

    /// <summary>
    /// First day of which no statement is here and one should be; null where nothing is missing. Statements are expected as far apart as they came so
    /// far (the widest of the usual steps); an account of which only one came is given a month.
    /// </summary>
    /// <param name="ends">Last days of the statements that are here, in any order; none: nothing can be said.</param>
    /// <param name="today">Today.</param>
    public static DateOnly? MissingSince(IReadOnlyCollection<DateOnly> ends, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(ends);
        if (ends.Count == 0)
        {
            return null;
        }

        var last = ends.Distinct().OrderDescending().Take(Looked).ToList();
        var steps = last.Zip(last.Skip(1), (later, earlier) => later.DayNumber - earlier.DayNumber).Order().ToList();
        // One long holiday among many short steps is no rhythm: the widest but one, where there are enough of them.
        var usual = steps.Count switch { 0 => Unknown, < 4 => steps[^1], _ => steps[^2] };
        return today.DayNumber - last[0].DayNumber > usual + Grace ? last[0].AddDays(1) : null;
    }
}
