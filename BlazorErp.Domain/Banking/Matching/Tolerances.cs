using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>How much difference an account lets pass between a line and what it pays. Amounts are in the account's currency.</summary>
/// <param name="Rounding">Largest difference, either way, that counts as rounding; 0 = none.</param>
/// <param name="Fee">Largest amount missing that counts as a fee a bank took off on the way; 0 = none.</param>
/// <param name="CurrencyPercent">Largest difference, in percent, between a line and an item of another currency at the rate of the day; 0 = none.</param>
public sealed record Tolerances(decimal Rounding, decimal Fee, decimal CurrencyPercent)
{
    // Of an invoice that small a fee would be a share nobody writes off unseen: it may as well be a part of it.
    private const int SmallPart = 10;

    /// <summary>What accounts of a currency let pass that say nothing of their own.</summary>
    public static Tolerances Usual(Currency currency) => currency.Code switch
    {
        "HUF" => new(5m, 800m, 2m),
        "CZK" => new(1m, 50m, 2m),
        "PLN" => new(0.05m, 10m, 2m),
        "SEK" or "NOK" or "DKK" => new(0.5m, 20m, 2m),
        _ => new(5m * currency.MinorUnit, 200m * currency.MinorUnit, 2m),
    };

    /// <summary>What the difference between a payment and what was open counts as; null: more than the account lets pass, or nothing differs.</summary>
    /// <param name="paid">Amount of the line, signed.</param>
    /// <param name="open">What it pays, of the same sign.</param>
    public AllocationKind? Of(decimal paid, decimal open)
    {
        var missing = (open - paid) * Math.Sign(open);

        // Nothing is taken off what we send: a fee for that is a line of its own.
        return missing == 0m || Math.Sign(paid) != Math.Sign(open) ? null
            : Math.Abs(missing) <= Rounding ? AllocationKind.Rounding
            : open > 0m && missing > 0m && missing <= Fee ? AllocationKind.Fee
            : null;
    }

    /// <summary>Whether a difference is small beside what was open; one that is not may be a part payment as well.</summary>
    public static bool IsSmall(decimal paid, decimal open) => Math.Abs(open - paid) * SmallPart <= Math.Abs(open);
}
