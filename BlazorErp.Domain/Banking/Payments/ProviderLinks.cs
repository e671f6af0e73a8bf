namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Why two rows belong together.</summary>
public enum ProviderLinkKind
{
    /// <summary>The first gives back (a part of) the second.</summary>
    RefundOf = 1,
    /// <summary>The first takes back the second.</summary>
    ReversalOf = 2,
    /// <summary>The first blocks money because of the second.</summary>
    HoldOf = 3,
    /// <summary>The first frees money blocked for the second.</summary>
    ReleaseOf = 4,
    /// <summary>The first is a fee for the second.</summary>
    FeeOf = 5,
    /// <summary>The two sides of one exchange: the first gave, the second received.</summary>
    ConversionPair = 6,
    /// <summary>The first is an exchange made because of the second.</summary>
    ConversionFor = 7,
    /// <summary>Anything else that names the second.</summary>
    Names = 8,
}

/// <summary>Two rows that belong together, by <see cref="ProviderTransaction.Key"/>.</summary>
public readonly record struct ProviderLink(string FromKey, string ToKey, ProviderLinkKind Kind);

/// <summary>What was found, and the conversion sides whose other side is not (yet) there.</summary>
public sealed record ProviderLinkResult(IReadOnlyList<ProviderLink> Links, IReadOnlyList<string> Unpaired);

/// <summary>
/// Finds which rows belong together. Order and repetition of the input do not matter. A reference that names nothing among the rows makes
/// no link: its payment may be older than the window read, and is found when the caller adds it.
/// </summary>
public static class ProviderLinks
{
    /// <summary>Links among these rows (several readings of one row count once, the newest).</summary>
    public static ProviderLinkResult Find(IEnumerable<ProviderTransaction> rows)
    {
        var known = ProviderRefresh.Merge(rows);
        var byId = known.ToLookup(t => (t.Account, t.Id));
        var links = new SortedSet<ProviderLink>(Order);
        var unpaired = new List<string>();
        foreach (var row in known)
        {
            if (row.ReferenceId is not { } reference || row.ReferenceKind is not (ProviderReferenceKind.Transaction or ProviderReferenceKind.Unknown))
            {
                continue;
            }

            foreach (var target in Targets(row, byId[(row.Account, reference)]))
            {
                links.Add(new ProviderLink(row.Key, target.Key, KindOf(row)));
            }
        }

        // An exchange is told as two rows that name one cause. Where they name each other, or nothing but themselves, the smaller id groups them.
        foreach (var group in known.Where(t => t.Event == ProviderEvent.CurrencyConversion).GroupBy(GroupOf))
        {
            Pair([.. group], links, unpaired);
        }

        return new ProviderLinkResult([.. links], unpaired);
    }

    private static IEnumerable<ProviderTransaction> Targets(ProviderTransaction row, IEnumerable<ProviderTransaction> named)
    {
        var others = named.Where(t => t.Key != row.Key && !(row.Event == ProviderEvent.CurrencyConversion && t.Event == ProviderEvent.CurrencyConversion)).ToList();

        // One id may stand for a payment and for rows beside it; a refund is of the payment.
        return others.Count > 1 && others.FindAll(t => t.Event == ProviderEvent.Payment) is { Count: > 0 } payments ? payments.Take(1) : others.Take(1);
    }

    private static (string Account, string Cause) GroupOf(ProviderTransaction row)
    {
        var reference = row.ReferenceId ?? row.Id;
        return (row.Account, reference);
    }

    private static void Pair(List<ProviderTransaction> sides, SortedSet<ProviderLink> links, List<string> unpaired)
    {
        var gave = Sorted(sides, -1);
        var received = Sorted(sides, 1);
        foreach (var from in gave)
        {
            var at = received.FindIndex(t => t.Currency != from.Currency);
            if (at < 0)
            {
                unpaired.Add(from.Key);
                continue;
            }

            links.Add(new ProviderLink(from.Key, received[at].Key, ProviderLinkKind.ConversionPair));
            received.RemoveAt(at);
        }

        unpaired.AddRange(received.Select(t => t.Key));
    }

    private static List<ProviderTransaction> Sorted(List<ProviderTransaction> sides, int sign) =>
        [.. sides.Where(t => Math.Sign(t.Gross.Amount) == sign).OrderBy(t => t.At).ThenBy(t => t.Key, StringComparer.Ordinal)];

    private static ProviderLinkKind KindOf(ProviderTransaction row) => row.Event switch
    {
        ProviderEvent.Refund => ProviderLinkKind.RefundOf,
        ProviderEvent.Reversal => ProviderLinkKind.ReversalOf,
        ProviderEvent.Hold => ProviderLinkKind.HoldOf,
        ProviderEvent.Release => ProviderLinkKind.ReleaseOf,
        ProviderEvent.Fee => ProviderLinkKind.FeeOf,
        ProviderEvent.CurrencyConversion => ProviderLinkKind.ConversionFor,
        _ => ProviderLinkKind.Names,
    };

    private static readonly Comparer<ProviderLink> Order = Comparer<ProviderLink>.Create((a, b) =>
        string.CompareOrdinal(a.FromKey, b.FromKey) is var from and not 0 ? from
        : string.CompareOrdinal(a.ToKey, b.ToKey) is var to and not 0 ? to
        : a.Kind.CompareTo(b.Kind));
}
