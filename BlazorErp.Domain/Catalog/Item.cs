using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Catalog;

/// <summary>Whether an item has stock.</summary>
public enum ItemKind
{
    /// <summary>Has stock, is reserved and delivered.</summary>
    Stocked = 1,
    /// <summary>Work, shipping, fees: no stock.</summary>
    Service = 2,
}

/// <summary>Something that is bought and sold.</summary>
public sealed class Item : CompanyRow
{
    /// <summary>Code, unique per company whatever its case.</summary>
    public required string Code { get; set; }
    /// <summary>Code in capitals, for looking up.</summary>
    public string CodeKey { get; set; } = "";
    /// <summary>Name.</summary>
    public required string Name { get; set; }
    /// <summary>Unit of its quantities ("pcs").</summary>
    public string Unit { get; set; } = "pcs";
    /// <summary>Stocked or service.</summary>
    public ItemKind Kind { get; set; } = ItemKind.Stocked;
    /// <summary>Net sales price per unit in base currency, four decimals.</summary>
    public decimal SalesPrice { get; set; }
    /// <summary>VAT rate of a domestic sale.</summary>
    public long VatRateId { get; set; }
    /// <summary>Free stock at or below which the item is alarmed; null is no alarm.</summary>
    public decimal? AlarmLevel { get; set; }
    /// <summary>Made on the fly by a channel; someone should look at it.</summary>
    public bool NeedsCheck { get; set; }
    /// <summary>Not offered in new documents.</summary>
    public bool IsBlocked { get; set; }
    /// <summary>Folded code, name and barcodes.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>The import that created it, for undo.</summary>
    public long? ImportBatchId { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
    /// <summary>Barcodes.</summary>
    public List<ItemBarcode> Barcodes { get; set; } = [];
}

/// <summary>A barcode of an item, unique per company.</summary>
public sealed class ItemBarcode : CompanyRow
{
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Digits as scanned.</summary>
    public required string Barcode { get; set; }
}

/// <summary>A VAT rate of a company.</summary>
public sealed class VatRate : CompanyRow
{
    /// <summary>Short name ("21", "0-EX"), unique per company.</summary>
    public required string Code { get; set; }
    /// <summary>Name.</summary>
    public required string Name { get; set; }
    /// <summary>Percent, e.g. 21.</summary>
    public decimal Percent { get; set; }
    /// <summary>EN 16931 category: S, Z, E, AE, K, G, O.</summary>
    public required string Category { get; set; }
    /// <summary>Proposed for new items.</summary>
    public bool IsDefault { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>What an import brought, so that it can be seen and undone.</summary>
public sealed class ImportBatch : CompanyRow
{
    /// <summary>What was imported ("items").</summary>
    public required string Kind { get; set; }
    /// <summary>Name of the file as given; hostile text.</summary>
    public required string FileName { get; set; }
    /// <summary>SHA-256 of the file.</summary>
    public required string ContentHash { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Rows made.</summary>
    public int Created { get; set; }
    /// <summary>Rows changed.</summary>
    public int Updated { get; set; }
    /// <summary>Rows that were as they are.</summary>
    public int Unchanged { get; set; }
    /// <summary>When it was undone.</summary>
    public DateTimeOffset? UndoneAt { get; set; }
    /// <summary>JSON of the fields before, for undo.</summary>
    public string? Before { get; set; }
}

/// <summary>A remembered mapping of a file's columns to fields.</summary>
public sealed class SavedMapping : CompanyRow
{
    /// <summary>What it is for ("items", "csv:BANK").</summary>
    public required string Purpose { get; set; }
    /// <summary>Hash of the header row it was made for.</summary>
    public required string HeaderHash { get; set; }
    /// <summary>JSON.</summary>
    public required string Mapping { get; set; }
}
