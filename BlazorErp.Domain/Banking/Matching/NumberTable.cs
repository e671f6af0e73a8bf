namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Which items a written number may mean.</summary>
internal sealed class NumberTable(int capacity)
{
    // A number that this many items share tells nothing by itself; more are not looked at.
    private const int Most = 64;
    private readonly Dictionary<string, int> heads = new(capacity, StringComparer.Ordinal);
    private readonly List<(OpenItemIndex.Hit Hit, int Next)> entries = new(capacity);

    public void Add(string key, OpenItemIndex.Hit hit)
    {
        var next = heads.TryGetValue(key, out var head) ? head : -1;
        heads[key] = entries.Count;
        entries.Add((hit, next));
    }

    public IReadOnlyList<OpenItemIndex.Hit> Find(ReadOnlySpan<char> key)
    {
        if (!heads.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var at))
        {
            return [];
        }

        var found = new List<OpenItemIndex.Hit>(2);
        for (; at >= 0 && found.Count < Most; at = entries[at].Next)
        {
            found.Add(entries[at].Hit);
        }

        return found;
    }
}
