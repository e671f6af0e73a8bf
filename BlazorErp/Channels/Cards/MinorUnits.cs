using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>
/// Amounts as card providers write them: whole numbers of the smallest unit. Stripe's rule is not ISO's: forints and Icelandic krónur have two
/// decimals there, though a króna must be whole; three-decimal currencies must end in zero.
/// </summary>
public static class MinorUnits
{
    /// <summary>The whole number; <c>pay.amount</c> (amount, currency) when the amount is not above zero or is finer than the provider takes.</summary>
    public static Outcome<long> Of(Money money)
    {
        var minor = money.Amount * Factor(money.Currency);
        var step = Step(money.Currency);
        if (minor <= 0m || minor > 999_999_999_999m || minor != decimal.Truncate(minor) || minor % step != 0m)
        {
            return new Refusal("pay.amount", money.Amount, money.Currency.Code);
        }

        return (long)minor;
    }

    /// <summary>The amount of a whole number told by the provider.</summary>
    public static Money ToMoney(long minor, Currency currency) => new(minor / Factor(currency), currency);

    private static decimal Factor(Currency currency) => currency.Code switch
    {
        // ISK counts as two-decimal at Stripe although ISO took its decimals away; HUF has two with ISO, too.
        "ISK" => 100m,
        _ => currency.Decimals switch { 0 => 1m, 3 => 1000m, _ => 100m },
    };

    private static decimal Step(Currency currency) => currency.Code == "ISK" ? 100m : currency.Decimals == 3 ? 10m : 1m;
}
