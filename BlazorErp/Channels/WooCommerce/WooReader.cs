using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>Reads WooCommerce's messages for the intake.</summary>
public sealed class WooReader : IShopReader
{
    /// <inheritdoc/>
    public string Kind => ChannelService.WooCommerce;

    /// <inheritdoc/>
    public Outcome<ShopMessage> Read(string topic, ReadOnlyMemory<byte> body, IReadOnlyList<decimal> knownRates)
    {
        var dot = topic.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && topic[..dot] is var resource && resource is not ("order" or "unknown"))
        {
            return new ShopMessage.Nothing(new Refusal("intake.other_topic", topic));
        }

        var mapped = WooOrderMapper.Map(body, new WooMapping(knownRates));
        return mapped.Ok ? Message(mapped.Value, body) : mapped.Refusal!;
    }

    /// <inheritdoc/>
    public string? IdOf(ReadOnlyMemory<byte> body) => WooOrderMapper.IdOf(body, new WooMapping([]));

    private static Outcome<ShopMessage> Message(WooMessage message, ReadOnlyMemory<byte> body) => message switch
    {
        WooMessage.Order order => new ShopMessage.Order(order.Value),
        WooMessage.Deleted deleted => new ShopMessage.Deleted(deleted.ExternalId),
        WooMessage.Orders => new ShopMessage.Several(Split(body)),
        // Usually: the user who made the webhook may no longer read orders. A person must mend it in the shop.
        WooMessage.Error error => new Refusal("intake.shop_error", error.Code, error.Text),
        WooMessage.Ignorable other => new ShopMessage.Nothing(new Refusal("intake.other_topic", other.Action)),
        _ => throw new InvalidOperationException($"Unknown message {message.GetType().Name}"),
    };

    /// <summary>The orders of a page, each as it stands in it. The mapper has checked the whole.</summary>
    private static List<byte[]> Split(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var page = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("data");
        return [.. page.EnumerateArray().Select(item => Encoding.UTF8.GetBytes(item.GetRawText()))];
    }
}
