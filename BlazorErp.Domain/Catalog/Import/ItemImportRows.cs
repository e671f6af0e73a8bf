namespace BlazorErp.Domain.Catalog.Import;

/// <summary>Opening stock of a row in one warehouse.</summary>
/// <param name="WarehouseId">Warehouse.</param>
/// <param name="Quantity">Not negative once checked; zero is no opening.</param>
/// <param name="UnitCost">Base currency, four decimals at most.</param>
/// <param name="Field">Name of the column, for messages.</param>
public sealed record OpeningFigure(long WarehouseId, decimal Quantity, decimal UnitCost, string Field);

/// <summary>An item as a row of a file gives it. What is null is not in the file: kept on an update, the house's default on a new item.</summary>
/// <param name="Row">1-based row in the file.</param>
/// <param name="Code">Code.</param>
public sealed record ItemImportRow(int Row, string Code)
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }
    /// <summary>Unit.</summary>
    public string? Unit { get; init; }
    /// <summary>Stocked or service.</summary>
    public ItemKind? Kind { get; init; }
    /// <summary>Net price.</summary>
    public decimal? SalesPrice { get; init; }
    /// <summary>Code of a VAT rate, or its percentage.</summary>
    public string? VatRate { get; init; }
    /// <summary>Alarm level.</summary>
    public decimal? AlarmLevel { get; init; }
    /// <summary>Barcodes; added to those the item has, none is taken away.</summary>
    public IReadOnlyList<string> Barcodes { get; init; } = [];
    /// <summary>Opening stock.</summary>
    public IReadOnlyList<OpeningFigure> Openings { get; init; } = [];
}

/// <summary>What the plan needs to know of the company.</summary>
/// <param name="Items">Existing items by code key, with their barcodes.</param>
/// <param name="BarcodeOwners">Code key of the item each known barcode belongs to.</param>
/// <param name="Rates">VAT rates.</param>
/// <param name="DefaultUnit">Unit of a new item whose row gives none.</param>
public sealed record ImportGround(IReadOnlyDictionary<string, Item> Items, IReadOnlyDictionary<string, string> BarcodeOwners, IReadOnlyList<VatRate> Rates, string DefaultUnit = "pcs");

/// <summary>One item an import makes or changes.</summary>
/// <param name="Row">The first row that gives it.</param>
/// <param name="Existing">The item as it is; null for a new one.</param>
/// <param name="Wanted">All its fields as they shall be.</param>
/// <param name="Changed">Whether anything differs.</param>
/// <param name="Openings">Opening stock, with the row of each figure.</param>
public sealed record PlannedItem(int Row, Item? Existing, SaveItem Wanted, bool Changed, IReadOnlyList<(int Row, OpeningFigure Figure)> Openings);
