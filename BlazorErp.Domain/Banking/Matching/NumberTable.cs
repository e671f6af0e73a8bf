using System.Runtime.InteropServices;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Which items a written number may mean.</summary>
internal sealed class NumberTable(int capacity)
{
    // A number that this many items share tells nothing by itself; more are not looked at.
    private const int Most = 64;

    // Keys are kept as 64-bit hashes: two million short strings would cost more than all matching. A collision would have to
    // meet the amount as well to do harm.
    private readonly Dictionary<ulong, int> heads = new(capacity);
    private readonly List<(OpenItemIndex.Hit Hit, int Next)> entries = new(capacity);

    public void Add(ReadOnlySpan<char> key, OpenItemIndex.Hit hit)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(heads, Hash(key), out var known);
        var next = known ? head : -1;
        head = entries.Count;
        entries.Add((hit, next));
    }

    public IReadOnlyList<OpenItemIndex.Hit> Find(ReadOnlySpan<char> key)
    {
        if (!heads.TryGetValue(Hash(key), out var at))
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

    // FNV-1a over the characters, mixed at the end.
    private static ulong Hash(ReadOnlySpan<char> key)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }
}
