using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;

namespace BlazorErp.Domain.Stock;

/// <summary>The first warehouse.</summary>
public sealed class StockFoundation : ICompanyFoundation
{
    /// <inheritdoc/>
    public void Lay(Write write, Company company) => write.Add(new Warehouse { Code = "MAIN", Name = company.City ?? "Main", IsDefault = true });
}
