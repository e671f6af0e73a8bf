using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Stock;

/// <summary>Which items the stock list shows; services have no stock and never appear.</summary>
/// <param name="Page">Window, search, sort: code (its own order), name, physical, reserved, free, value.</param>
/// <param name="WarehouseId">Figures of one warehouse; null is the total.</param>
/// <param name="FreeAtMost">Only items with at most so much free.</param>
/// <param name="Alarms">Only items whose free stock is at or below their alarm level.</param>
/// <param name="OnStock">Only items of which something is there.</param>
/// <param name="Items">Only these items (those short of, for example); null is all.</param>
/// <param name="At">Physical and value as they stood at an instant, recomputed from the moves; reserved is not known for the past and is zero.</param>
public sealed record StockFilter(
    PageQuery Page, long? WarehouseId = null, decimal? FreeAtMost = null, bool Alarms = false, bool OnStock = false, IReadOnlyCollection<long>? Items = null, DateTimeOffset? At = null);

/// <summary>An item's stock.</summary>
public sealed record StockRow(long ItemId, string Code, string Name, string Unit, decimal Physical, decimal Reserved, decimal Value, decimal? AlarmLevel)
{
    /// <summary>Physical less reserved (O10).</summary>
    public decimal Free => Physical - Reserved;

    /// <summary>Whether the free stock is at or below the alarm level.</summary>
    public bool IsAlarm => AlarmLevel is { } level && Free <= level;
}

/// <summary>What the stock list adds up to, over the filter.</summary>
/// <param name="Items">Items.</param>
/// <param name="Value">Value, base currency.</param>
public sealed record StockTotal(int Items, decimal Value);

/// <summary>Stock of an item in one warehouse.</summary>
public sealed record LevelRow(long ItemId, long WarehouseId, decimal Physical, decimal Reserved, decimal Value)
{
    /// <summary>Physical less reserved.</summary>
    public decimal Free => Physical - Reserved;
}

/// <summary>A move of an item and what was there after it.</summary>
/// <param name="Balance">On hand after the move: of the warehouse asked for, or of all of them.</param>
public sealed record MoveRow(
    long Id, DateOnly Date, DateTimeOffset At, MoveKind Kind, string DocumentType, long DocumentId, string DocumentNumber, long WarehouseId, decimal Quantity, decimal Value, decimal Balance);

/// <summary>What was there at an instant.</summary>
public sealed record StockAt(decimal Physical, decimal Value);

/// <summary>A line of a stock document.</summary>
public sealed record StockDocumentLine(long ItemId, string Code, string Name, string Unit, decimal Quantity, decimal Value, decimal Balance);

/// <summary>A stock document.</summary>
/// <param name="ReversesId">The document it takes back.</param>
/// <param name="ReversedById">The document that took it back.</param>
/// <param name="MoreLines">Lines beyond the ones shown.</param>
public sealed record StockDocumentCard(
    long Id, string Number, MoveKind Kind, long WarehouseId, DateOnly Date, string? Reason, long? ReversesId, long? ReversedById, IReadOnlyList<StockDocumentLine> Lines, int MoreLines, decimal Value);

/// <summary>A row of the list of stock documents.</summary>
public sealed record StockDocumentRow(long Id, string Number, MoveKind Kind, long WarehouseId, DateOnly Date, string? Reason);
