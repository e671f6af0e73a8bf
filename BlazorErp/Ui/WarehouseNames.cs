using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Ui;

/// <summary>The company's warehouses by name, the default one first: for chips, selects and columns.</summary>
public sealed class WarehouseNames
{
    private readonly IReadOnlyDictionary<long, Warehouse> byId;

    private WarehouseNames(IReadOnlyDictionary<long, Warehouse> byId)
    {
        this.byId = byId;
        All = [.. byId.Values.OrderByDescending(w => w.IsDefault).ThenBy(w => w.Code, StringComparer.Ordinal)];
    }

    /// <summary>In the order shown.</summary>
    public IReadOnlyList<Warehouse> All { get; }

    /// <summary>Proposed for new documents.</summary>
    public long Default => All[0].Id;

    /// <summary>Its name; empty for one that is not known.</summary>
    public string this[long id] => byId.TryGetValue(id, out var warehouse) ? warehouse.Name : "";

    /// <summary>For a <see cref="Select{TValue}"/>.</summary>
    public IReadOnlyList<Choice<long>> Choices => [.. All.Select(w => new Choice<long>(w.Id, w.Name))];

    /// <summary>For <see cref="Chips"/>.</summary>
    public IReadOnlyList<Choice<string>> Filters => [.. All.Select(w => new Choice<string>(w.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), w.Name))];

    /// <summary>Reads them; cached until settings change.</summary>
    public static async Task<WarehouseNames> ReadAsync(CompanyReferences references, Actor actor, CancellationToken cancel) => new((await references.GetAsync(actor.CompanyId, cancel)).Warehouses);
}
