using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Stock;

/// <summary>A place goods are kept.</summary>
public sealed class Warehouse : CompanyRow
{
    /// <summary>Code, unique per company.</summary>
    public required string Code { get; set; }
    /// <summary>Name.</summary>
    public required string Name { get; set; }
    /// <summary>Proposed for new orders.</summary>
    public bool IsDefault { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>
/// Physical and reserved quantity of an item in a warehouse; free is the difference. Changed only by conditional updates that can succeed
/// only where enough is there (StockLevels in Data); check constraints are the last guard; the self-check recomputes it.
/// </summary>
public sealed class StockLevel
{
    /// <summary>Company.</summary>
    public int CompanyId { get; set; }
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Warehouse.</summary>
    public long WarehouseId { get; set; }
    /// <summary>Physical quantity.</summary>
    public decimal OnHand { get; set; }
    /// <summary>Held for orders.</summary>
    public decimal Reserved { get; set; }
    /// <summary>Value of what is on hand, base currency. Zero when nothing is on hand.</summary>
    public decimal Value { get; set; }
}

/// <summary>Why goods moved.</summary>
public enum MoveKind
{
    /// <summary>Opening stock.</summary>
    Opening = 1,
    /// <summary>Correction by hand.</summary>
    Adjustment = 2,
    /// <summary>Receipt from a supplier.</summary>
    Receipt = 3,
    /// <summary>Delivery to a customer.</summary>
    Delivery = 4,
    /// <summary>Mirror of an earlier move.</summary>
    Reversal = 5,
}

/// <summary>One movement of goods: the stock ledger. Append-only.</summary>
public sealed class StockMove : CompanyRow, IPostedRow
{
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Warehouse.</summary>
    public long WarehouseId { get; set; }
    /// <summary>Signed quantity.</summary>
    public decimal Quantity { get; set; }
    /// <summary>Signed value, base currency.</summary>
    public decimal Value { get; set; }
    /// <summary>On hand after this move, as the level stood in the same transaction.</summary>
    public decimal BalanceAfter { get; set; }
    /// <summary>Why.</summary>
    public MoveKind Kind { get; set; }
    /// <summary>Document date.</summary>
    public DateOnly Date { get; set; }
    /// <summary>UTC instant of posting.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>"delivery" or "stock-document".</summary>
    public required string DocumentType { get; set; }
    /// <summary>Document id.</summary>
    public long DocumentId { get; set; }
    /// <summary>Document number, for reading.</summary>
    public required string DocumentNumber { get; set; }
    /// <summary>The document's line, where it has lines.</summary>
    public long? DocumentLineId { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>Header of opening stock, an adjustment or a receipt. Posted when made.</summary>
public sealed class StockDocument : CompanyRow, IPostedRow
{
    /// <summary>Number.</summary>
    public required string Number { get; set; }
    /// <summary>Series of the number.</summary>
    public long SeriesId { get; set; }
    /// <summary>Year of the counter, 0 for a series that runs on.</summary>
    public int SeriesYear { get; set; }
    /// <summary>Counter value.</summary>
    public int SeriesNumber { get; set; }
    /// <summary>Opening, adjustment or receipt.</summary>
    public MoveKind Kind { get; set; }
    /// <summary>Warehouse.</summary>
    public long WarehouseId { get; set; }
    /// <summary>Date.</summary>
    public DateOnly Date { get; set; }
    /// <summary>Reason in words.</summary>
    public string? Reason { get; set; }
    /// <summary>The import it came from.</summary>
    public long? ImportBatchId { get; set; }
    /// <summary>The document this one mirrors.</summary>
    public long? ReversesId { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>State of a reservation.</summary>
public enum ReservationState
{
    /// <summary>Holds <see cref="Reservation.OpenQuantity"/>.</summary>
    Open = 1,
    /// <summary>Nothing is held any more.</summary>
    Closed = 2,
}

/// <summary>
/// Goods held for an order line in a warehouse. Open + used + released = quantity, always. One open row at most per line and warehouse.
/// </summary>
public sealed class Reservation : CompanyRow
{
    /// <summary>Order.</summary>
    public long OrderId { get; set; }
    /// <summary>Order line.</summary>
    public long OrderLineId { get; set; }
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Warehouse.</summary>
    public long WarehouseId { get; set; }
    /// <summary>All that was ever held by this row.</summary>
    public decimal Quantity { get; set; }
    /// <summary>Held now.</summary>
    public decimal OpenQuantity { get; set; }
    /// <summary>Went out with deliveries.</summary>
    public decimal UsedQuantity { get; set; }
    /// <summary>Given back.</summary>
    public decimal ReleasedQuantity { get; set; }
    /// <summary>Open or closed.</summary>
    public ReservationState State { get; set; } = ReservationState.Open;
    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
