using System.Globalization;

namespace BlazorErp.Domain.Shared;

/// <summary>An ISO 4217 currency and the number of decimals its amounts have.</summary>
public readonly record struct Currency
{
    private static readonly Dictionary<string, int> Known = new(StringComparer.Ordinal)
    {
        ["EUR"] = 2, ["HUF"] = 2, ["PLN"] = 2, ["USD"] = 2, ["GBP"] = 2, ["CHF"] = 2, ["SEK"] = 2, ["NOK"] = 2, ["DKK"] = 2, ["CZK"] = 2,
        ["RON"] = 2, ["BGN"] = 2, ["UAH"] = 2, ["TRY"] = 2, ["CAD"] = 2, ["AUD"] = 2, ["NZD"] = 2, ["JPY"] = 0, ["KRW"] = 0, ["CNY"] = 2,
        ["HKD"] = 2, ["SGD"] = 2, ["ISK"] = 0, ["RSD"] = 2, ["MDL"] = 2, ["GEL"] = 2, ["KZT"] = 2, ["ILS"] = 2, ["ZAR"] = 2, ["INR"] = 2,
        ["MXN"] = 2, ["BRL"] = 2, ["THB"] = 2, ["AED"] = 2, ["KWD"] = 3,
    };

    private readonly string? code;

    private Currency(string code) => this.code = code;

    /// <summary>Three capital letters.</summary>
    public string Code => code ?? "XXX";

    /// <summary>Decimals of an amount (0, 2 or 3).</summary>
    public int Decimals => Known.TryGetValue(Code, out var d) ? d : 2;

    /// <summary>All known codes, sorted.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether the code is a currency the product knows (case matters: ISO codes are capitals).</summary>
    public static bool IsKnown(string? code) => code is not null && Known.ContainsKey(code);

    /// <summary>The currency of a known code.</summary>
    /// <exception cref="ArgumentException">The code is not known.</exception>
    public static Currency Of(string code) => IsKnown(code) ? new Currency(code) : throw new ArgumentException($"Unknown currency '{code}'", nameof(code));

    /// <summary>Rounds half away from zero to the currency's decimals, as invoices and VAT do.</summary>
    public decimal Round(decimal amount) => Math.Round(amount, Decimals, MidpointRounding.AwayFromZero);

    /// <summary>Smallest amount, e.g. 0.01.</summary>
    public decimal MinorUnit => Decimals switch { 0 => 1m, 3 => 0.001m, _ => 0.01m };

    /// <inheritdoc/>
    public override string ToString() => Code;
}

/// <summary>An amount in one currency. Adding or comparing two currencies throws.</summary>
public readonly record struct Money(decimal Amount, Currency Currency) : IComparable<Money>
{
    /// <summary>Nothing, in the currency.</summary>
    public static Money Zero(Currency currency) => new(0m, currency);

    /// <summary>Sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => new(a.Amount + Same(a, b).Amount, a.Currency);

    /// <summary>Difference of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money a, Money b) => new(a.Amount - Same(a, b).Amount, a.Currency);

    /// <summary>The same amount with the other sign.</summary>
    public static Money operator -(Money a) => new(-a.Amount, a.Currency);

    /// <summary>Rounded to the currency's decimals, half away from zero.</summary>
    public Money Rounded() => new(Currency.Round(Amount), Currency);

    /// <inheritdoc/>
    public int CompareTo(Money other) => Amount.CompareTo(Same(this, other).Amount);

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    /// <summary>Compares amounts of one currency.</summary>
    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.00##} {Currency.Code}");

    private static Money Same(Money a, Money b) => a.Currency == b.Currency ? b : throw new InvalidOperationException($"Cannot mix {a.Currency} and {b.Currency}");

    /// <summary>
    /// Splits the amount in proportion to the weights so that the parts add up to it exactly: each part is rounded to the currency's
    /// decimals and the cents left over go to the parts with the largest remainder, first ones first.
    /// </summary>
    /// <exception cref="ArgumentException">No weights, a negative one, or all zero.</exception>
    public IReadOnlyList<Money> Allocate(IReadOnlyList<decimal> weights)
    {
        if (weights.Count == 0 || weights.Any(w => w < 0m))
        {
            throw new ArgumentException("At least one weight, none negative", nameof(weights));
        }

        var total = weights.Sum();
        if (total == 0m)
        {
            throw new ArgumentException("Weights are all zero", nameof(weights));
        }

        var unit = Currency.MinorUnit;
        var sign = Math.Sign(Amount);
        var whole = Math.Abs(Currency.Round(Amount));
        var parts = new decimal[weights.Count];
        var rests = new (decimal Remainder, int Index)[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var exact = whole * weights[i] / total;
            parts[i] = Math.Floor(exact / unit) * unit;
            rests[i] = (exact - parts[i], i);
        }

        var left = (int)decimal.Round((whole - parts.Sum()) / unit);
        foreach (var (_, index) in rests.OrderByDescending(r => r.Remainder).ThenBy(r => r.Index).Take(left))
        {
            parts[index] += unit;
        }

        var currency = Currency;
        return [.. parts.Select(p => new Money(sign * p, currency))];
    }
}

/// <summary>A number of units of an item, four decimals at most. Adding quantities of two items is the caller's care; a quantity carries no unit.</summary>
public readonly record struct Quantity(decimal Value) : IComparable<Quantity>
{
    /// <summary>None.</summary>
    public static Quantity Zero => default;

    /// <summary>Largest quantity a document line may hold.</summary>
    public const decimal Limit = 1_000_000_000m;

    /// <summary>Whether the number fits a quantity: at most four decimals and within the limit.</summary>
    public static bool Fits(decimal value) => Math.Abs(value) <= Limit && decimal.Round(value, 4) == value;

    /// <summary>Sum.</summary>
    public static Quantity operator +(Quantity a, Quantity b) => new(a.Value + b.Value);

    /// <summary>Difference.</summary>
    public static Quantity operator -(Quantity a, Quantity b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <summary>Compares.</summary>
    public static bool operator <(Quantity a, Quantity b) => a.Value < b.Value;

    /// <summary>Compares.</summary>
    public static bool operator >(Quantity a, Quantity b) => a.Value > b.Value;

    /// <summary>Compares.</summary>
    public static bool operator <=(Quantity a, Quantity b) => a.Value <= b.Value;

    /// <summary>Compares.</summary>
    public static bool operator >=(Quantity a, Quantity b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.####", CultureInfo.InvariantCulture);
}
