using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>What one body from WooCommerce says: a webhook delivery or an answer of <c>GET /wc/v3/orders</c>.</summary>
public abstract record WooMessage
{
    private WooMessage()
    {
    }

    /// <summary>One order, whole.</summary>
    public sealed record Order(ShopOrder Value) : WooMessage;

    /// <summary>A page of orders. One that is refused does not hold up the others.</summary>
    public sealed record Orders(IReadOnlyList<ListedOrder> Values) : WooMessage;

    /// <summary>The order was deleted for good; nothing but its id comes.</summary>
    public sealed record Deleted(string ExternalId) : WooMessage;

    /// <summary>
    /// The shop could not build the order, usually because the user who made the webhook may no longer read orders: <c>{code, message, data: {status}}</c>.
    /// </summary>
    /// <param name="Status">HTTP status inside the object, 0 when absent.</param>
    public sealed record Error(string Code, string Text, int Status) : WooMessage;

    /// <summary>A custom topic (<c>{"action": ..., "arg": ...}</c>); nothing to do.</summary>
    public sealed record Ignorable(string Action) : WooMessage;
}

/// <summary>An order in a page.</summary>
/// <param name="ExternalId">Its id where one could be read, also when the order is refused.</param>
public sealed record ListedOrder(string? ExternalId, Outcome<ShopOrder> Order);

/// <summary>What the mapping needs to know of the shop.</summary>
/// <param name="KnownRates">VAT rates in percent of the shop's country, e.g. 21, 12, 5, 0. An order without a stated rate is held against these.</param>
/// <param name="MaxBytes">Largest body; a webhook has one order, a page of the list several.</param>
public sealed record WooMapping(IReadOnlyList<decimal> KnownRates, int MaxBytes = WooMapping.WebhookBytes)
{
    /// <summary>1 MB, for a webhook delivery.</summary>
    public const int WebhookBytes = 1_000_000;

    /// <summary>16 MB, for a page of 100 orders.</summary>
    public const int PageBytes = 16_000_000;

    /// <summary>Most lines of one order, of all kinds together; also most orders of one page.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Deepest nesting; plugin data in <c>meta_data</c> goes about ten deep.</summary>
    public const int MaxDepth = 64;

    /// <summary>Largest amount, either sign.</summary>
    public const decimal MaxAmount = 1_000_000_000m;

    /// <summary>Largest quantity of a line.</summary>
    public const decimal MaxQuantity = 1_000_000m;
}
