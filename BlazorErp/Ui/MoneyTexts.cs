using BlazorErp.Domain.Shared;

namespace BlazorErp.Ui;

/// <summary>Amounts of rows that carry their currency as a code.</summary>
public static class MoneyTexts
{
    /// <summary>€ 12.40.</summary>
    public static string Of(decimal amount, string currency) => Currency.IsKnown(currency) ? Formats.Money(new Money(amount, Currency.Of(currency))) : $"{Formats.Amount(amount)} {currency}";

    /// <summary>One amount per currency: "€ 12,480.20 + Ft 3,000.00"; nothing is "—".</summary>
    public static string Sum(IEnumerable<(decimal Amount, string Currency)> amounts)
    {
        var parts = amounts.Select(a => Of(a.Amount, a.Currency)).ToList();
        return parts.Count == 0 ? "—" : string.Join(" + ", parts);
    }
}
