using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Ledger;

/// <summary>What the engine needs of a document line.</summary>
/// <param name="Quantity">Quantity, signed as the line is.</param>
/// <param name="UnitPrice">Net price per unit before discount.</param>
/// <param name="DiscountPercent">0..100.</param>
/// <param name="VatRateId">VAT rate.</param>
/// <param name="VatPercent">Its percent.</param>
/// <param name="FixedNet">Net that is given (a shop's) rather than computed.</param>
public readonly record struct TotalLine(decimal Quantity, decimal UnitPrice, decimal DiscountPercent, long VatRateId, decimal VatPercent, decimal? FixedNet = null);

/// <summary>VAT of a document at one rate.</summary>
public sealed record VatTotal(long VatRateId, decimal Percent, decimal Base, decimal Amount);

/// <summary>Totals of a document: Gross = Net + Vat + Rounding, always.</summary>
public sealed record Totals(IReadOnlyList<decimal> Nets, IReadOnlyList<VatTotal> VatLines, decimal Net, decimal Vat, decimal Rounding, decimal Gross);

/// <summary>
/// The one engine for totals, VAT and rounding of order, invoice, e-invoice and ledger. A line's net is rounded to the currency, half away
/// from zero; VAT is computed per rate on the sum of its nets and rounded once (EN 16931 BR-CO-17).
/// </summary>
public static class DocumentTotals
{
    /// <summary>Net of one line.</summary>
    public static decimal Net(in TotalLine line, Currency currency) =>
        line.FixedNet is { } net ? currency.Round(net) : currency.Round(line.Quantity * line.UnitPrice * (100m - line.DiscountPercent) / 100m);

    /// <summary>Totals of the lines.</summary>
    /// <param name="lines">Lines in order.</param>
    /// <param name="currency">Currency, which gives the decimals.</param>
    /// <param name="rounding">Amount outside VAT that makes the gross what was charged elsewhere.</param>
    public static Totals Compute(IReadOnlyList<TotalLine> lines, Currency currency, decimal rounding = 0m)
    {
        var nets = new decimal[lines.Count];
        var rates = new Dictionary<(long, decimal), decimal>();
        for (var n = 0; n < nets.Length; n++)
        {
            nets[n] = Net(lines[n], currency);
            var key = (lines[n].VatRateId, lines[n].VatPercent);
            rates[key] = rates.GetValueOrDefault(key) + nets[n];
        }

        var vat = rates.OrderByDescending(r => r.Key.Item2).ThenBy(r => r.Key.Item1)
            .Select(r => new VatTotal(r.Key.Item1, r.Key.Item2, r.Value, currency.Round(r.Value * r.Key.Item2 / 100m))).ToList();
        var net = nets.Sum();
        var vatSum = vat.Sum(v => v.Amount);
        return new Totals(nets, vat, net, vatSum, rounding, net + vatSum + rounding);
    }

    /// <summary>The same, with the rounding that makes the gross equal to one charged elsewhere.</summary>
    public static Totals ComputeTo(IReadOnlyList<TotalLine> lines, Currency currency, decimal gross)
    {
        var plain = Compute(lines, currency);
        return plain with { Rounding = gross - plain.Net - plain.Vat, Gross = gross };
    }

    /// <summary>Most that rounding may be, for a document of so many lines and rates: beyond it the amounts themselves are wrong.</summary>
    public static decimal RoundingLimit(int lines, Currency currency) => currency.MinorUnit * ((2 * lines) + 2) * (currency.Code == "HUF" ? 100 : 1);
}
