using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>The rates of a day between a line and an item of another currency: what a person who splits a line begins with, and sees the difference of.</summary>
/// <param name="Line">Currency of the line.</param>
/// <param name="LineRate">Base currency for one unit of it.</param>
/// <param name="Item">Currency of the item.</param>
/// <param name="ItemRate">Base currency for one unit of it.</param>
/// <param name="Base">Base currency.</param>
public sealed record CrossRate(Currency Line, decimal LineRate, Currency Item, decimal ItemRate, Currency Base)
{
    /// <summary>What so much of the line is worth in the item's currency.</summary>
    public decimal Gets(decimal paid) => Item.Round(paid * LineRate / ItemRate);

    /// <summary>What so much of the item is worth in the line's currency.</summary>
    public decimal Costs(decimal gets) => Line.Round(gets * ItemRate / LineRate);

    /// <summary>How a line that has so much left pays an item: the whole where it is worth that within the percent, else what there is for it.</summary>
    /// <param name="rest">Left of the line, signed.</param>
    /// <param name="open">Open of the item, of the same sign.</param>
    /// <param name="percent">Difference that still pays the whole.</param>
    /// <returns>What the item takes of the line, and what it gets.</returns>
    public (decimal Paid, decimal Gets) Propose(decimal rest, decimal open, decimal percent)
    {
        var worth = Costs(open);
        return Math.Sign(rest) != Math.Sign(open) ? (worth, open)
            : Math.Abs(rest - worth) <= Math.Abs(worth) * percent / 100m ? (rest, open)
            : Math.Abs(rest) > Math.Abs(worth) ? (worth, open)
            : (rest, Gets(rest));
    }

    /// <summary>Gain (positive) or loss in base currency when a part of a line settles a part of an item.</summary>
    public Money Difference(decimal paid, decimal gets, OpenItemRow item) =>
        new(Base.Round(paid * LineRate) - (gets == item.Open ? item.OpenBase : Base.Round(gets * item.Rate)), Base);
}
