namespace BlazorErp.Domain.Shared;

/// <summary>One window of a sorted list.</summary>
/// <param name="Rows">The rows, in order.</param>
/// <param name="Next">Cursor of the following window, null at the end.</param>
/// <param name="Total">All rows the filter holds, where counting was asked for; -1 otherwise.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next = null, int Total = -1);

/// <summary>Which window of a list is wanted.</summary>
/// <param name="Search">Fragments separated by blanks or '+'; a row must hold every one. Case and accents do not matter.</param>
/// <param name="Sort">Name of a column the list offers; anything else is the list's own order.</param>
/// <param name="Descending">Direction of <paramref name="Sort"/>.</param>
/// <param name="Skip">Rows to pass over; lists read with a cursor use <paramref name="After"/> instead.</param>
/// <param name="Take">Rows wanted, at most <see cref="MaxTake"/>.</param>
/// <param name="After">Cursor of an earlier page.</param>
/// <param name="Count">Whether to count all rows.</param>
public sealed record PageQuery(string? Search = null, string? Sort = null, bool Descending = false, int Skip = 0, int Take = 100, string? After = null, bool Count = false)
{
    /// <summary>Most rows one window may have.</summary>
    public const int MaxTake = 200;

    /// <summary><see cref="Take"/> within 1..<see cref="MaxTake"/>.</summary>
    public int BoundedTake => Math.Clamp(Take, 1, MaxTake);
}
