using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Catalog;

/// <summary>An item as someone wants it saved.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="Version">The version the form was read at; of no meaning for a new one.</param>
/// <param name="Code">At most 40 characters, unique whatever its case.</param>
/// <param name="Name">At most 200.</param>
/// <param name="Unit">At most 20.</param>
/// <param name="Kind">Cannot change once there is stock or a document.</param>
/// <param name="SalesPrice">Net, base currency, four decimals at most, not negative.</param>
/// <param name="VatRateId">One of the company's.</param>
/// <param name="AlarmLevel">Free stock at or below which it alarms.</param>
/// <param name="Barcodes">Each at most 50 characters, of one item only.</param>
public sealed record SaveItem(
    long? Id, int Version, string Code, string Name, string Unit, ItemKind Kind, decimal SalesPrice, long VatRateId, decimal? AlarmLevel, IReadOnlyList<string> Barcodes);

/// <summary>An item a channel or another room makes on the fly.</summary>
/// <param name="Code">Null: one is proposed (I00001…).</param>
/// <param name="Name">Name.</param>
/// <param name="VatRateId">VAT rate.</param>
/// <param name="SalesPrice">Net price.</param>
/// <param name="Kind">Stocked or service.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Barcode">Barcode; left out where another item has it.</param>
/// <param name="NeedsCheck">Whether someone should look at it.</param>
public sealed record NewItem(
    string? Code, string Name, long VatRateId, decimal SalesPrice = 0m, ItemKind Kind = ItemKind.Stocked, string Unit = "pcs", string? Barcode = null, bool NeedsCheck = true);

/// <summary>Which items a list shows.</summary>
/// <param name="Page">Window, search, sort: code (its own order), name, price.</param>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Blocked">True only blocked, false only open ones, null both.</param>
/// <param name="NeedsCheck">Only those made on the fly and not looked at.</param>
/// <param name="BatchId">Only those an import created.</param>
public sealed record ItemQuery(PageQuery Page, ItemKind? Kind = null, bool? Blocked = null, bool NeedsCheck = false, long? BatchId = null);

/// <summary>A row of the list.</summary>
public sealed record ItemRow(long Id, string Code, string Name, string Unit, ItemKind Kind, decimal SalesPrice, string VatRate, string? Barcode, decimal? AlarmLevel, bool NeedsCheck, bool IsBlocked);

/// <summary>A hit of a picker.</summary>
public sealed record ItemHit(long Id, string Code, string Name, string Unit, ItemKind Kind, decimal SalesPrice, long VatRateId, decimal VatPercent);

/// <summary>Everything of one item.</summary>
public sealed record ItemCard(
    long Id, int Version, string Code, string Name, string Unit, ItemKind Kind, decimal SalesPrice, long VatRateId, string VatRate, decimal? AlarmLevel, IReadOnlyList<string> Barcodes, bool NeedsCheck, bool IsBlocked);
