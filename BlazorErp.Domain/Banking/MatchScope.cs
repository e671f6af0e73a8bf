namespace BlazorErp.Domain.Banking;

/// <summary>Which open lines a run looks at.</summary>
public sealed record MatchScope
{
    /// <summary>All of the company.</summary>
    public static MatchScope All { get; } = new();

    /// <summary>Those of one account.</summary>
    public long? BankAccountId { get; init; }

    /// <summary>These, as far as they are open.</summary>
    public IReadOnlyList<long>? LineIds { get; init; }

    /// <summary>Those of the accounts of one channel.</summary>
    public long? ChannelId { get; init; }

    /// <summary>Those that came with one file.</summary>
    public long? FileId { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Looked">Lines to decide.</param>
/// <param name="Written">Lines decided and written.</param>
/// <param name="Booked">Of these booked.</param>
public readonly record struct MatchProgress(int Looked, int Written, int Booked);

/// <summary>What a run came to.</summary>
/// <param name="RunId">The run; null where there was nothing to look at.</param>
/// <param name="Looked">Lines looked at.</param>
/// <param name="Booked">Booked.</param>
/// <param name="Suggested">With an answer for a person to accept.</param>
/// <param name="LeftOpen">Without.</param>
public sealed record MatchResult(long? RunId, int Looked, int Booked, int Suggested, int LeftOpen);
