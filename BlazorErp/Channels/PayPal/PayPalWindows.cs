namespace BlazorErp.Channels.PayPal;

/// <summary>A span of time to search, both ends UTC, whole seconds.</summary>
public readonly record struct PayPalWindow(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Its two halves, which share the second in the middle.</summary>
    public (PayPalWindow Earlier, PayPalWindow Later) Halves()
    {
        var middle = DateTimeOffset.FromUnixTimeSeconds((From.ToUnixTimeSeconds() + To.ToUnixTimeSeconds()) / 2);
        return (new PayPalWindow(From, middle), new PayPalWindow(middle, To));
    }

    /// <summary>Whether there is anything left to halve.</summary>
    public bool CanHalve => To - From >= TimeSpan.FromSeconds(2);
}

/// <summary>Which spans to search next. PayPal takes 31 days at most, three years back, shows rows up to three hours late and changes them for days.</summary>
public static class PayPalWindows
{
    /// <summary>Longest span of one search.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);
    /// <summary>Read again each time: pending rows become final, late ones appear.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(4);
    /// <summary>How far back PayPal keeps rows; a day short of three years, so that the edge cannot move past us.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays((3 * 365) - 1);

    /// <summary>
    /// Spans from the cursor less the overlap up to now, each starting where the one before ended. Without a cursor from <paramref name="begin"/>.
    /// None when now is not after the start.
    /// </summary>
    public static IReadOnlyList<PayPalWindow> Plan(DateTimeOffset? syncedTo, DateTimeOffset begin, DateTimeOffset now)
    {
        var end = Whole(now);
        var from = Whole(syncedTo is { } done ? Later(done - Overlap, begin) : begin);
        from = Later(from, Whole(end - Kept));
        var windows = new List<PayPalWindow>();
        while (from < end)
        {
            var to = end - from > Longest ? from + Longest : end;
            windows.Add(new PayPalWindow(from, to));
            from = to;
        }

        return windows;
    }

    /// <summary>The cursor after a window was read: never past what PayPal says is there, never back.</summary>
    public static DateTimeOffset Cursor(DateTimeOffset? before, PayPalWindow read, DateTimeOffset? refreshedTo)
    {
        var reached = refreshedTo is { } known && known < read.To ? known : read.To;
        return before is { } b && b > reached ? b : reached;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
}
