namespace BlazorErp.Domain.Banking.Payments;

/// <summary>What another reading of a row means for the one already kept.</summary>
public enum ProviderChange
{
    /// <summary>Not seen before.</summary>
    New = 1,
    /// <summary>Nothing changed.</summary>
    Same = 2,
    /// <summary>Newer: it takes the place of the one kept; what was booked may have to be booked anew.</summary>
    Changed = 3,
    /// <summary>Older than the one kept; passed over.</summary>
    Older = 4,
}

/// <summary>
/// Re-reading a sliding window brings rows again, in other states and in any order. The newest reading stands; among readings of the
/// same instant the one further on does. So any order and repetition of readings ends in the same rows.
/// </summary>
public static class ProviderRefresh
{
    /// <summary>Compares a reading with what is kept under its key.</summary>
    public static ProviderChange Compare(ProviderTransaction? kept, ProviderTransaction read)
    {
        if (kept is null)
        {
            return ProviderChange.New;
        }

        if (kept == read)
        {
            return ProviderChange.Same;
        }

        return Newer(kept, read) ? ProviderChange.Changed : ProviderChange.Older;
    }

    /// <summary>The newest reading of every row, sorted by instant and key.</summary>
    public static IReadOnlyList<ProviderTransaction> Merge(IEnumerable<ProviderTransaction> readings)
    {
        var kept = new Dictionary<string, ProviderTransaction>(StringComparer.Ordinal);
        foreach (var read in readings)
        {
            if (Compare(kept.GetValueOrDefault(read.Key), read) is ProviderChange.New or ProviderChange.Changed)
            {
                kept[read.Key] = read;
            }
        }

        return [.. kept.Values.OrderBy(t => t.At).ThenBy(t => t.Key, StringComparer.Ordinal)];
    }

    private static bool Newer(ProviderTransaction kept, ProviderTransaction read)
    {
        if (read.UpdatedAt != kept.UpdatedAt)
        {
            return read.UpdatedAt > kept.UpdatedAt;
        }

        if (read.Status != kept.Status)
        {
            return read.Status > kept.Status;
        }

        // Same instant, same status, other content: any fixed choice will do, as long as it is always the same one.
        return string.CompareOrdinal(read.ToString(), kept.ToString()) > 0;
    }
}
