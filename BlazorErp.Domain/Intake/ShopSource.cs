using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>A shop and what is needed to understand its messages.</summary>
/// <param name="Channel">Not tracked.</param>
/// <param name="Rates">The company's VAT rates, oldest first.</param>
public sealed record ShopSource(Channel Channel, ChannelOptions Options, IReadOnlyList<VatRate> Rates, IShopReader Reader)
{
    /// <summary>Reads a message.</summary>
    public Outcome<ShopMessage> Read(IntakeMessage message) =>
        Reader.Read(message.Topic, message.Body, [.. Rates.Select(r => r.Percent).Concat(Options.VatRates.Select(m => m.Percent)).Distinct()]);

    /// <summary>The order in a message; null when it holds none that can be read.</summary>
    public ShopOrder? Order(IntakeMessage message) => Read(message) is { Ok: true, Value: ShopMessage.Order order } ? order.Value : null;
}
