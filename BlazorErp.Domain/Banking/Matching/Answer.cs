using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>How sure a booked answer is: where two lines want one item, the surer takes it.</summary>
internal static class Sure
{
    /// <summary>By the full number and the exact amount, whoever pays.</summary>
    public const int Full = 4;

    /// <summary>By number and payer, with the exact amount or a part of it.</summary>
    public const int Number = 3;

    /// <summary>By exact amount and payer.</summary>
    public const int Payer = 2;

    /// <summary>By the full number, with a difference the account lets pass, or at the rate of the day: after all that is exact.</summary>
    public const int Tolerated = 1;
}

/// <summary>One way to explain a line, while it is weighed.</summary>
/// <param name="Items">Positions in the index, ascending.</param>
/// <param name="Parts">What each gets, signed.</param>
internal sealed record Answer(IReadOnlyList<int> Items, IReadOnlyList<decimal> Parts)
{
    /// <summary>What each takes of the line, where the items are in another currency.</summary>
    public IReadOnlyList<Money>? Paid { get; init; }

    public List<Allocation> Differences { get; init; } = [];

    public List<MatchSignal> Signals { get; } = [];

    /// <summary>What keeps it from being booked.</summary>
    public List<MatchSignal> Missing { get; } = [];

    /// <summary>One of <see cref="Sure"/>; 0 = not to be booked.</summary>
    public int Certainty { get; set; }

    /// <summary>Only the amount speaks for it.</summary>
    public bool AmountOnly { get; init; }

    public int Score => Signals.Sum(s => s.Weight);

    public bool SameItems(Answer other) => Items.SequenceEqual(other.Items);

    public IReadOnlyList<Allocation> Allocations(OpenItemIndex index) =>
        [.. Items.Select((item, i) => Part(index.Facts(item), i)), .. Differences];

    private Allocation Part(OpenItemFacts item, int i)
    {
        var gets = new Money(Parts[i], item.Open.Currency);
        return Paid is null ? new(AllocationKind.Item, item.Id, gets) : new(AllocationKind.Item, item.Id, Paid[i]) { ItemAmount = gets };
    }

    /// <summary>Whole items.</summary>
    public static Answer Of(OpenItemIndex index, IEnumerable<int> items)
    {
        var sorted = items.Order().ToArray();
        return new(sorted, Array.ConvertAll(sorted, index.Open));
    }
}
