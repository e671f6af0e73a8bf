using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Sales;

/// <summary>Which orders the list shows. Newest first, always: the order in which work came in.</summary>
/// <param name="Page">Window and search.</param>
/// <param name="State">Only in this state.</param>
/// <param name="Short">Only open ones with something short.</param>
/// <param name="Deliverable">Only open ones whose every line is held or coverable from what is free now (O27).</param>
/// <param name="WarehouseId">Only of this warehouse.</param>
/// <param name="ChannelId">Only of this shop; 0 is those entered by hand.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="PartnerId">Only of this customer.</param>
/// <param name="NeedsLook">Only those whose shop changed them in a way that could not be applied.</param>
public sealed record OrderFilter(
    PageQuery Page, OrderState? State = null, bool Short = false, bool Deliverable = false, long? WarehouseId = null, long? ChannelId = null, DateOnly? From = null, DateOnly? To = null, long? PartnerId = null,
    bool NeedsLook = false);

/// <summary>An order in a list.</summary>
/// <param name="Short">Stocked quantity that is neither delivered nor held; zero unless the order is open.</param>
public sealed record OrderRow(
    long Id, string Number, DateOnly Date, DateOnly? PromisedDate, long PartnerId, string Partner, long WarehouseId, OrderState State, decimal Gross, string Currency, decimal Short, long? ChannelId, string? ExternalNumber,
    bool NeedsLook, int Version);

/// <summary>What a filter adds up to in one currency.</summary>
public sealed record OrderTotal(string Currency, int Count, decimal Gross);

/// <summary>One line of an order's card.</summary>
/// <param name="Reserved">Held for it now.</param>
/// <param name="Delivered">Went out.</param>
/// <param name="Invoiced">Invoiced.</param>
public sealed record OrderLineRow(
    long Id, int Position, long ItemId, string Code, string ItemName, string Description, ItemKind Kind, decimal Quantity, string Unit, decimal UnitPrice, decimal DiscountPercent, long VatRateId, decimal VatPercent, decimal Net,
    bool NetIsFixed, string? ExternalId, decimal Reserved, decimal Delivered, decimal Invoiced)
{
    /// <summary>What is neither delivered nor held, of a stocked item.</summary>
    public decimal Short => Kind == ItemKind.Stocked ? Math.Max(0m, Quantity - Delivered - Reserved) : 0m;
}

/// <summary>Everything of one order.</summary>
public sealed record OrderCard(
    long Id, int Version, string Number, OrderState State, long PartnerId, string Partner, string PartnerCode, string? PartnerVatNumber, int? PaymentTermDays, long WarehouseId, DateOnly Date, DateOnly? PromisedDate, string Currency,
    decimal Net, decimal Vat, decimal Rounding, decimal Gross, long? ChannelId, string? ExternalNumber, string? ChangeRequest, string? Reference, string? Note, string? PaymentMethod, string? ShippingMethod, string? DeliverTo,
    DateTimeOffset CreatedAt, IReadOnlyList<OrderLineRow> Lines);

/// <summary>Orders of a day.</summary>
public sealed record OrdersOfDay(int Count, int FromShops, IReadOnlyList<OrderTotal> Totals);

/// <summary>What holds an item: one line of an order.</summary>
public sealed record ReservationRow(long Id, long OrderId, string OrderNumber, string Partner, long WarehouseId, decimal Quantity, DateTimeOffset Since);

/// <summary>An item that open orders lack.</summary>
public sealed record ShortItem(long ItemId, decimal Quantity);

/// <summary>A delivery in a list.</summary>
public sealed record DeliveryRow(long Id, string Number, DateOnly Date, long PartnerId, string Partner, long WarehouseId, long? OrderId, string? OrderNumber, long? InvoiceId, bool IsReturn, decimal Quantity);

/// <summary>A line of a delivery.</summary>
public sealed record DeliveryLineRow(long ItemId, string Code, string Name, string Unit, decimal Quantity, decimal Cost);

/// <summary>Everything of one delivery.</summary>
public sealed record DeliveryCard(
    long Id, string Number, DateOnly Date, long PartnerId, string Partner, long WarehouseId, long? OrderId, string? OrderNumber, long? InvoiceId, long? ReversesId, long? ReversedById, IReadOnlyList<DeliveryLineRow> Lines);
