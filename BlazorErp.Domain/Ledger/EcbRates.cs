using System.Globalization;
using System.Text;
using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Ledger;

/// <summary>A rate as the European Central Bank tells it: so many units for one euro.</summary>
public sealed record ToldRate(string Currency, DateOnly Date, decimal PerEuro);

/// <summary>A rate in the company's terms: base currency for one unit.</summary>
public sealed record BaseRate(string Currency, DateOnly Date, decimal Rate);

/// <summary>
/// Reads the reference rates the European Central Bank publishes as XML (eurofxref-daily.xml, eurofxref-hist-90d.xml): a Cube with a time holds
/// Cubes with currency and rate. Only currencies the product knows are taken.
/// </summary>
public static class EcbRates
{
    /// <summary>Source of its rates.</summary>
    public const string Source = "ecb";

    /// <summary>Most rates of one file: a year of all its currencies.</summary>
    public const int Most = 12_000;

    private static readonly SafeXmlLimits Limits = new(4_000_000);

    /// <summary>The rates of a file.</summary>
    /// <returns>Rates, or: rate.file_unreadable, rate.file_empty, rate.file_many.</returns>
    public static Outcome<IReadOnlyList<ToldRate>> Read(Stream content)
    {
        var rates = new List<ToldRate>();
        try
        {
            using var xml = SafeXml.Create(content, Limits);
            DateOnly? day = null;
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Cube")
                {
                    continue;
                }

                if (xml.GetAttribute("time") is { } time)
                {
                    day = DateOnly.ParseExact(time, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                }
                else if (xml.GetAttribute("currency") is { } currency && xml.GetAttribute("rate") is { } text && day is { } on && Currency.IsKnown(currency))
                {
                    var rate = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                    if (rate is <= 0m or > 10_000_000m)
                    {
                        return new Refusal("rate.file_unreadable", text);
                    }

                    rates.Add(new ToldRate(currency, on, rate));
                    if (rates.Count > Most)
                    {
                        return new Refusal("rate.file_many", Most);
                    }
                }
            }
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException or DecoderFallbackException)
        {
            return new Refusal("rate.file_unreadable", e.Message.Length > 200 ? e.Message[..200] : e.Message);
        }

        return rates.Count == 0 ? new Refusal("rate.file_empty") : rates;
    }

    /// <summary>The rates seen from a base currency, each currency and day once; days on which the base itself has no rate are left out.</summary>
    public static IReadOnlyList<BaseRate> InBase(IReadOnlyList<ToldRate> told, string own)
    {
        var rates = new List<BaseRate>();
        foreach (var day in told.GroupBy(t => t.Date).OrderBy(g => g.Key))
        {
            var perEuro = day.GroupBy(t => t.Currency).ToDictionary(g => g.Key, g => g.Last().PerEuro, StringComparer.Ordinal);
            perEuro["EUR"] = 1m;
            if (perEuro.TryGetValue(own, out var mine))
            {
                rates.AddRange(perEuro.Where(p => p.Key != own).Select(p => new BaseRate(p.Key, day.Key, Math.Round(mine / p.Value, 8, MidpointRounding.AwayFromZero))).Where(r => r.Rate > 0m).OrderBy(r => r.Currency, StringComparer.Ordinal));
            }
        }

        return rates;
    }
}
