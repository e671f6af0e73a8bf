using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Sales;

/// <summary>State of an order. What is reserved, delivered, invoiced and paid is derived from links, never stored.</summary>
public enum OrderState
{
    /// <summary>May be changed, reserves stock.</summary>
    Open = 1,
    /// <summary>All of it is invoiced; locked until the invoice is reversed.</summary>
    Invoiced = 2,
    /// <summary>Cancelled; holds nothing.</summary>
    Cancelled = 3,
}

/// <summary>A customer's order. Freely editable until invoiced (O9).</summary>
public sealed class SalesOrder : CompanyRow
{
    /// <summary>Number, from the series of the company or the shop.</summary>
    public required string Number { get; set; }
    /// <summary>Series of the number.</summary>
    public long SeriesId { get; set; }
    /// <summary>Year of the counter, 0 for a series that runs on.</summary>
    public int SeriesYear { get; set; }
    /// <summary>Counter value.</summary>
    public int SeriesNumber { get; set; }
    /// <summary>Customer.</summary>
    public long PartnerId { get; set; }
    /// <summary>Where it is reserved and delivered from.</summary>
    public long WarehouseId { get; set; }
    /// <summary>State.</summary>
    public OrderState State { get; set; } = OrderState.Open;
    /// <summary>Day of the order, company's zone.</summary>
    public DateOnly Date { get; set; }
    /// <summary>Promised day.</summary>
    public DateOnly? PromisedDate { get; set; }
    /// <summary>Currency of all amounts.</summary>
    public required string Currency { get; set; }
    /// <summary>Sum of line nets.</summary>
    public decimal Net { get; set; }
    /// <summary>VAT, per rate on the sum of the rate's nets.</summary>
    public decimal Vat { get; set; }
    /// <summary>Cents that make the gross equal the shop's; outside VAT.</summary>
    public decimal Rounding { get; set; }
    /// <summary>Net + VAT + rounding.</summary>
    public decimal Gross { get; set; }
    /// <summary>The shop it came from.</summary>
    public long? ChannelId { get; set; }
    /// <summary>The shop's id of the order; unique per channel.</summary>
    public string? ExternalId { get; set; }
    /// <summary>The shop's number of the order.</summary>
    public string? ExternalNumber { get; set; }
    /// <summary>Version applied from the shop: modified-at, never decreases.</summary>
    public DateTimeOffset? ExternalVersion { get; set; }
    /// <summary>A change in the shop that could not be applied by itself (JSON refusal); someone should look.</summary>
    public string? ChangeRequest { get; set; }
    /// <summary>Customer's reference.</summary>
    public string? Reference { get; set; }
    /// <summary>Note.</summary>
    public string? Note { get; set; }
    /// <summary>Payment method's name.</summary>
    public string? PaymentMethod { get; set; }
    /// <summary>Shipping method's name.</summary>
    public string? ShippingMethod { get; set; }
    /// <summary>Name and address to deliver to, where it differs, as printed.</summary>
    public string? DeliverTo { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Folded number, partner, references.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>Concurrency token: grows with each save.</summary>
    public int Version { get; set; }
    /// <summary>Lines in order.</summary>
    public List<SalesOrderLine> Lines { get; set; } = [];
}

/// <summary>One line of an order.</summary>
public sealed class SalesOrderLine : CompanyRow
{
    /// <summary>Order.</summary>
    public long OrderId { get; set; }
    /// <summary>1-based place.</summary>
    public int Position { get; set; }
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Text printed; the item's name unless changed.</summary>
    public required string Description { get; set; }
    /// <summary>Ordered quantity, over zero.</summary>
    public decimal Quantity { get; set; }
    /// <summary>Unit.</summary>
    public required string Unit { get; set; }
    /// <summary>Net price per unit before discount, four decimals.</summary>
    public decimal UnitPrice { get; set; }
    /// <summary>Discount percent, 0..100.</summary>
    public decimal DiscountPercent { get; set; }
    /// <summary>VAT rate.</summary>
    public long VatRateId { get; set; }
    /// <summary>VAT percent when the line was written.</summary>
    public decimal VatPercent { get; set; }
    /// <summary>Net of the line in the order's currency.</summary>
    public decimal Net { get; set; }
    /// <summary>The net is the shop's and is not recomputed from price and discount (O11).</summary>
    public bool NetIsFixed { get; set; }
    /// <summary>The shop's id of the line.</summary>
    public string? ExternalId { get; set; }
}

/// <summary>Goods that left (or, reversed, came back). Posted when made.</summary>
public sealed class Delivery : CompanyRow, IPostedRow
{
    /// <summary>Number.</summary>
    public required string Number { get; set; }
    /// <summary>Series of the number.</summary>
    public long SeriesId { get; set; }
    /// <summary>Year of the counter.</summary>
    public int SeriesYear { get; set; }
    /// <summary>Counter value.</summary>
    public int SeriesNumber { get; set; }
    /// <summary>Customer.</summary>
    public long PartnerId { get; set; }
    /// <summary>Warehouse.</summary>
    public long WarehouseId { get; set; }
    /// <summary>Order, where there is one.</summary>
    public long? OrderId { get; set; }
    /// <summary>Invoice that made it, where one did.</summary>
    public long? InvoiceId { get; set; }
    /// <summary>Date.</summary>
    public DateOnly Date { get; set; }
    /// <summary>The delivery this one takes back.</summary>
    public long? ReversesId { get; set; }
    /// <summary>Lines.</summary>
    public List<DeliveryLine> Lines { get; set; } = [];
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>One line of a delivery.</summary>
public sealed class DeliveryLine : CompanyRow, IPostedRow
{
    /// <summary>Delivery.</summary>
    public long DeliveryId { get; set; }
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Order line, where there is one.</summary>
    public long? OrderLineId { get; set; }
    /// <summary>Invoice line, where one made it.</summary>
    public long? InvoiceLineId { get; set; }
    /// <summary>Quantity out; negative where it takes back.</summary>
    public decimal Quantity { get; set; }
    /// <summary>Cost of the goods, base currency, same sign as the quantity.</summary>
    public decimal Cost { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}
