using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>What an account says of the differences it lets pass; null: its currency's usual (<see cref="Tolerances.Usual"/>).</summary>
/// <param name="Rounding">Rounding, in the account's currency.</param>
/// <param name="Fee">Fee a bank takes off on the way, in the account's currency.</param>
/// <param name="CurrencyPercent">Difference to an item of another currency, in percent.</param>
public sealed record BankTolerances(decimal? Rounding, decimal? Fee, decimal? CurrencyPercent)
{
    private const decimal MostRounding = 1_000m;
    private const decimal MostFee = 100_000m;
    private const decimal MostPercent = 20m;

    /// <summary>Nothing of its own.</summary>
    public static BankTolerances Usual { get; } = new(null, null, null);

    /// <summary>Those of an account.</summary>
    public static BankTolerances Of(BankAccount account) => new(account.RoundingTolerance, account.FeeTolerance, account.CurrencyTolerance);

    /// <summary>With the usual where nothing is said.</summary>
    public Tolerances For(Currency currency)
    {
        var usual = Tolerances.Usual(currency);
        return new(Rounding ?? usual.Rounding, Fee ?? usual.Fee, CurrencyPercent ?? usual.CurrencyPercent);
    }

    internal void Check(Complaints complaints, int decimals)
    {
        complaints.Number(Rounding, "rounding", 0m, MostRounding, decimals);
        complaints.Number(Fee, "fee", 0m, MostFee, decimals);
        complaints.Number(CurrencyPercent, "currencyPercent", 0m, MostPercent, 2);
    }

    internal void Put(BankAccount account) => (account.RoundingTolerance, account.FeeTolerance, account.CurrencyTolerance) = (Rounding, Fee, CurrencyPercent);
}
