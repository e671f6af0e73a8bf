using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>What became of a line.</summary>
public enum MatchKind
{
    /// <summary>No answer, or too many; a person decides.</summary>
    Open = 0,
    /// <summary>A good answer that lacks something; one key accepts it.</summary>
    Suggested = 1,
    /// <summary>Exactly one good answer.</summary>
    Booked = 2,
}

/// <summary>What a part of the line's amount is for.</summary>
public enum AllocationKind
{
    /// <summary>Settles an open item, whole or in part.</summary>
    Item = 0,
    /// <summary>A bank fee taken off on the way; has the sign opposite to the line.</summary>
    Fee = 1,
    /// <summary>Rounding, either sign.</summary>
    Rounding = 2,
    /// <summary>Paid beyond what was open.</summary>
    Surplus = 3,
    /// <summary>To a ledger account, by a rule.</summary>
    Account = 4,
    /// <summary>On its way between own accounts.</summary>
    Transfer = 5,
}

/// <summary>A part of a line's amount. The parts of a booked line add up to the line exactly.</summary>
/// <param name="Kind">What for.</param>
/// <param name="ItemId">The open item; null unless <see cref="AllocationKind.Item"/>.</param>
/// <param name="Amount">Signed, in the currency of the line; what an item gets is never more than its open amount and of the same sign.</param>
public sealed record Allocation(AllocationKind Kind, long? ItemId, Money Amount)
{
    /// <summary>What the item gets, where it is in another currency than the line; else null.</summary>
    public Money? ItemAmount { get; init; }

    /// <summary>What the item gets, in its own currency.</summary>
    public Money Settles => ItemAmount ?? Amount;

    /// <summary>Ledger account, for <see cref="AllocationKind.Account"/>.</summary>
    public long? AccountId { get; init; }

    /// <summary>VAT rate that <see cref="Amount"/> includes.</summary>
    public long? VatRateId { get; init; }

    /// <summary>Partner to book on, where there is no item.</summary>
    public long? PartnerId { get; init; }

    /// <summary>Value in base currency where the other side of a transfer has fixed it; else that of the day.</summary>
    public decimal? Base { get; init; }
}

/// <summary>One thing that speaks for an answer, or that is missing: the code of its text and the values in it.</summary>
/// <param name="Code">Key of the text in every language, e.g. <c>match.amount_exact</c>.</param>
/// <param name="Weight">Points it adds to the score; 0 where it only informs.</param>
/// <param name="Args">Texts, numbers and <see cref="Money"/>; the host formats them.</param>
public sealed record MatchSignal(string Code, int Weight, params object[] Args)
{
    /// <inheritdoc/>
    public bool Equals(MatchSignal? other) => other is not null && Code == other.Code && Weight == other.Weight && Args.SequenceEqual(other.Args);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Weight, Args.Length);

    /// <summary>For logs and tests only.</summary>
    public override string ToString() => $"{Code}({string.Join(", ", Args)}) {Weight:+0;-0;0}";
}

/// <summary>Another answer that was weighed.</summary>
/// <param name="Allocations">Its parts.</param>
/// <param name="Score">Its points.</param>
/// <param name="Signals">What speaks for it.</param>
/// <param name="WhyLower">Why it was not the answer.</param>
public sealed record MatchCandidate(IReadOnlyList<Allocation> Allocations, int Score, IReadOnlyList<MatchSignal> Signals, MatchSignal WhyLower);

/// <summary>The answer for one line, with its reasons.</summary>
/// <param name="LineId">The line.</param>
/// <param name="Kind">Booked, suggested or open.</param>
/// <param name="Allocations">Parts of the answer; empty when open, and when several answers are equally good (see <paramref name="Alternatives"/>).</param>
/// <param name="Signals">What speaks for the answer.</param>
/// <param name="Score">Sum of the weights.</param>
/// <param name="RunnerUp">The next best answer, if there is one.</param>
/// <param name="Alternatives">Equally good answers, in document order, five at most; only when there are several.</param>
/// <param name="Missing">Why the line was not booked; empty when it was.</param>
public sealed record MatchDecision(
    long LineId, MatchKind Kind, IReadOnlyList<Allocation> Allocations, IReadOnlyList<MatchSignal> Signals, int Score,
    MatchCandidate? RunnerUp, IReadOnlyList<MatchCandidate> Alternatives, IReadOnlyList<MatchSignal> Missing)
{
    /// <summary>How sure a booked answer is; where two lines want one item, the surer takes it and equals take nothing.</summary>
    public int Certainty { get; init; }

    /// <summary>The rule that books or suggests it.</summary>
    public long? RuleId { get; init; }
}
