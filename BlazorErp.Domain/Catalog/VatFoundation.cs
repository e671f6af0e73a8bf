using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;

namespace BlazorErp.Domain.Catalog;

/// <summary>The VAT rates a company of a country starts with.</summary>
public sealed class VatFoundation : ICompanyFoundation
{
    private static readonly Dictionary<string, decimal[]> Rates = new(StringComparer.Ordinal)
    {
        ["LV"] = [21m, 12m, 5m], ["LT"] = [21m, 9m, 5m], ["EE"] = [24m, 13m, 9m], ["HU"] = [27m, 18m, 5m], ["PL"] = [23m, 8m, 5m], ["DE"] = [19m, 7m], ["GB"] = [20m, 5m],
    };

    /// <inheritdoc/>
    public void Lay(Write write, Company company)
    {
        var first = true;
        foreach (var percent in Rates.GetValueOrDefault(company.Country, [20m]))
        {
            write.Add(new VatRate { Code = $"{percent:0}", Name = $"{percent:0} %", Percent = percent, Category = "S", IsDefault = first });
            first = false;
        }

        write.Add(new VatRate { Code = "0", Name = "0 %", Percent = 0m, Category = "Z" });
        write.Add(new VatRate { Code = "EX", Name = "VAT exempt", Percent = 0m, Category = "E" });
        write.Add(new VatRate { Code = "RC", Name = "Reverse charge", Percent = 0m, Category = "AE" });
        write.Add(new VatRate { Code = "NO", Name = "Outside VAT", Percent = 0m, Category = "O" });
    }
}
