using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>A line with our rate, and its net under it.</summary>
public sealed record RatedLine(ShopLine Line, long VatRateId, decimal Net);

/// <summary>
/// Finds our VAT rate for each line of a shop order: as a person mapped it for this shop, else the one rate of the company with the
/// percent the shop charged. Where neither gives one answer the order is refused; there is no silent default (O23).
/// </summary>
public static class ShopVat
{
    /// <summary>Code of the refusal; its argument is the percent to map.</summary>
    public const string Unmapped = "intake.vat_unmapped";

    /// <summary>Rates outside VAT come first for gift cards, then the other ways of not charging any.</summary>
    private static readonly string[] OutsideFirst = ["O", "E", "Z", "AE", "K", "G"];

    /// <summary>Every line but the rounding, or <c>intake.vat_unmapped</c> (percent) or <c>intake.no_zero_rate</c>.</summary>
    public static Outcome<IReadOnlyList<RatedLine>> Rate(ShopOrder order, IReadOnlyList<VatRate> rates, IReadOnlyList<VatMapping> mappings)
    {
        var rated = new List<RatedLine>(order.Lines.Count);
        var fallback = order.Lines.Where(l => l.Kind == ShopLineKind.Product && l.VatPercent is not null).Select(l => l.VatPercent).DefaultIfEmpty(0m).Max();
        foreach (var line in order.Lines.Where(l => l.Kind != ShopLineKind.Rounding))
        {
            if (line.Kind == ShopLineKind.GiftCard)
            {
                if (Outside(rates) is not { } outside)
                {
                    return new Refusal("intake.no_zero_rate", line.Name);
                }

                rated.Add(new RatedLine(line, outside.Id, line.Net.Amount));
                continue;
            }

            var free = line.Net.Amount == 0m && line.Vat.Amount == 0m;
            var percent = line.VatPercent ?? (free ? fallback : null);
            if (Find(line, percent, rates, mappings) is not { } rate)
            {
                return new Refusal(Unmapped, PercentOf(line, percent), line.Name, line.Net.ToString(), line.Vat.ToString()) { Field = line.ExternalId };
            }

            rated.Add(new RatedLine(line, rate.Id, NetUnder(line, rate.Percent)));
        }

        return rated;
    }

    /// <summary>The percent a line's amounts make, to one decimal: what a person maps.</summary>
    public static decimal PercentOf(ShopLine line, decimal? stated) =>
        stated ?? (line.Net.Amount == 0m ? 0m : Math.Round(line.Vat.Amount / line.Net.Amount * 100m, 1, MidpointRounding.AwayFromZero));

    private static VatRate? Find(ShopLine line, decimal? percent, IReadOnlyList<VatRate> rates, IReadOnlyList<VatMapping> mappings)
    {
        // A percent worked out from rounded amounts is met by whichever mapping makes the same cents.
        var asked = PercentOf(line, percent);
        var mapped = mappings.FirstOrDefault(m => m.Percent == asked)
            ?? (percent is null ? mappings.FirstOrDefault(m => Math.Abs((line.Net.Amount * m.Percent / 100m) - line.Vat.Amount) <= line.Net.Currency.MinorUnit) : null);
        if (mapped is not null)
        {
            return rates.FirstOrDefault(r => r.Id == mapped.VatRateId);
        }

        if (percent is null)
        {
            return null;
        }

        var same = rates.Where(r => r.Percent == percent).ToList();
        return same.Count == 1 ? same[0] : null;
    }

    /// <summary>Under a rate with another percent than the shop charged, what the customer pays stays and the net follows from it.</summary>
    private static decimal NetUnder(ShopLine line, decimal percent)
    {
        var charged = line.Net.Amount * percent / 100m;
        return Math.Abs(charged - line.Vat.Amount) <= 2m * line.Net.Currency.MinorUnit || line.VatPercent == percent
            ? line.Net.Amount
            : line.Net.Currency.Round(line.Gross.Amount / (1m + (percent / 100m)));
    }

    private static VatRate? Outside(IReadOnlyList<VatRate> rates) =>
        rates.Where(r => r.Percent == 0m).OrderBy(r => Array.IndexOf(OutsideFirst, r.Category) is var n and >= 0 ? n : int.MaxValue).ThenBy(r => r.Id).FirstOrDefault();
}
