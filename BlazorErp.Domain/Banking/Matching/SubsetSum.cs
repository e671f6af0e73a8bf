namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Finds which of a few amounts add up to a sum; bounded, and stops once it is clear that there is more than one way.</summary>
internal static class SubsetSum
{
    /// <summary>Most amounts searched: 4,096 subsets.</summary>
    public const int Limit = 12;

    /// <summary>Subsets (as bit masks) of at least <paramref name="least"/> amounts that add up to the target; two at most are looked for.</summary>
    public static List<int> Find(IReadOnlyList<decimal> amounts, decimal target, int least)
    {
        var found = new List<int>(2);
        if (amounts.Count is 0 or > Limit)
        {
            return found;
        }

        // What the rest can still add or take away, to cut hopeless branches.
        var up = new decimal[amounts.Count + 1];
        var down = new decimal[amounts.Count + 1];
        for (var i = amounts.Count - 1; i >= 0; i--)
        {
            up[i] = up[i + 1] + Math.Max(0m, amounts[i]);
            down[i] = down[i + 1] + Math.Min(0m, amounts[i]);
        }

        Search(0, 0, 0, target);
        return found;

        void Search(int at, int mask, int size, decimal left)
        {
            if (found.Count == 2 || left > up[at] || left < down[at])
            {
                return;
            }

            if (at == amounts.Count)
            {
                if (left == 0m && size >= least)
                {
                    found.Add(mask);
                }

                return;
            }

            Search(at + 1, mask | (1 << at), size + 1, left - amounts[at]);
            Search(at + 1, mask, size, left);
        }
    }
}
