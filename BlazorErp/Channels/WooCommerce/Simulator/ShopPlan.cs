using BlazorErp.Domain.Intake;

namespace BlazorErp.Channels.WooCommerce.Simulator;

/// <summary>Goods the simulated shop sells.</summary>
/// <param name="NetPrice">For one piece, in the shop's currency.</param>
public sealed record SimulatedProduct(string Sku, string Name, decimal NetPrice, decimal VatPercent);

/// <summary>Somebody who buys there. Without an e-mail: an order taken on the phone by the shop's staff.</summary>
public sealed record SimulatedCustomer(string FirstName, string LastName, string? Email, string City, string PostCode, string Country, string Company = "", string? VatNumber = null);

/// <summary>How badly the way from the shop behaves; each a probability from 0 to 1 for one delivery.</summary>
/// <param name="Duplicates">Sent a second time.</param>
/// <param name="Reordering">Overtaken by a later one.</param>
/// <param name="Delay">Hours late.</param>
/// <param name="BadSignatures">Accompanied by a forgery with another content, wrongly signed. The genuine one still comes.</param>
/// <param name="Loss">Never sent.</param>
public sealed record ShopFaults(double Duplicates = 0, double Reordering = 0, double Delay = 0, double BadSignatures = 0, double Loss = 0)
{
    /// <summary>A way without faults.</summary>
    public static ShopFaults None { get; } = new();
}

/// <summary>What a simulated shop is.</summary>
/// <param name="Seed">Same seed, same plan.</param>
/// <param name="Orders">How many orders are placed.</param>
/// <param name="Source">Address of the shop, sent in the header.</param>
/// <param name="Secret">The webhook's secret.</param>
/// <param name="Products">At least one.</param>
/// <param name="Customers">At least one.</param>
/// <param name="Span">Time over which the orders are placed.</param>
/// <param name="Currency">All orders are in it.</param>
/// <param name="FirstOrderId">Id of the first order.</param>
/// <param name="NumberPrefix">Put before the id to make the number.</param>
/// <param name="OnlyCreated">Orders stay as they were placed: no updates, no deletions.</param>
public sealed record ShopSettings(
    int Seed,
    int Orders,
    Uri Source,
    string Secret,
    IReadOnlyList<SimulatedProduct> Products,
    IReadOnlyList<SimulatedCustomer> Customers,
    TimeSpan Span,
    ShopFaults Faults,
    string Currency = "EUR",
    long FirstOrderId = 1001,
    string NumberPrefix = "",
    bool OnlyCreated = false);

/// <summary>What a delivery is, seen from the shop.</summary>
public enum DeliveryKind
{
    /// <summary>Signed by the shop.</summary>
    Genuine = 1,
    /// <summary>Signed by the shop and sent before already.</summary>
    Duplicate = 2,
    /// <summary>Not from the shop; must never have an effect.</summary>
    Forged = 3,
}

/// <summary>One POST to the webhook address.</summary>
/// <param name="Topic">E.g. <c>order.updated</c>.</param>
/// <param name="At">When it is sent.</param>
/// <param name="Signature">Value of the header, null when the header is missing.</param>
public sealed record Delivery(long OrderId, string Topic, DateTimeOffset At, DeliveryKind Kind, string DeliveryId, string? Signature, ReadOnlyMemory<byte> Body);

/// <summary>How an order stands in the shop.</summary>
/// <param name="Gross">What the customer pays.</param>
/// <param name="Quantities">Pieces by SKU.</param>
/// <param name="Deleted">Deleted in the shop; the other values are its last ones.</param>
/// <param name="Body">Its JSON as the REST API would answer.</param>
public sealed record ShopState(
    long OrderId,
    string Number,
    ShopOrderStatus Status,
    DateTimeOffset Version,
    decimal Gross,
    decimal VatTotal,
    IReadOnlyDictionary<string, decimal> Quantities,
    bool Deleted,
    ReadOnlyMemory<byte> Body);

/// <summary>All that a simulated shop will do.</summary>
/// <param name="Deliveries">In the order they are sent.</param>
/// <param name="Ideal">The orders as they stand in the shop at the end, by id; what a poll would find.</param>
/// <param name="Delivered">
/// The orders as far as genuine deliveries tell: the latest version that was sent of each, deleted where the deletion was. Equals
/// <paramref name="Ideal"/> where nothing was lost.
/// </param>
public sealed record ShopPlan(IReadOnlyList<Delivery> Deliveries, IReadOnlyList<ShopState> Ideal, IReadOnlyList<ShopState> Delivered);

/// <summary>How the other side answered one delivery.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Took">From sending to the answer.</param>
public sealed record DeliveryAnswer(Delivery Delivery, int Status, TimeSpan Took)
{
    /// <summary>WooCommerce counts 200 to 302 as success and everything else as a failure.</summary>
    public bool Succeeded => Status is >= 200 and <= 302;
}
