using System.Text.Json;

namespace BlazorErp.Domain.Intake;

/// <summary>A VAT rate as the shop charges it and the rate it is in our books.</summary>
/// <param name="Percent">What the shop charges.</param>
/// <param name="VatRateId">Our rate.</param>
public sealed record VatMapping(decimal Percent, long VatRateId);

/// <summary>How a web shop's orders are taken; kept as JSON in <see cref="Channel.Settings"/>.</summary>
public sealed record ChannelOptions
{
    /// <summary>Orders become sales orders by themselves; otherwise each new one waits in the inbox for a person.</summary>
    public bool AutoAccept { get; init; } = true;

    /// <summary>Orders that are not paid yet ("pending") are taken and reserve; otherwise they wait for a later message.</summary>
    public bool TakeUnpaid { get; init; }

    /// <summary>Rates that somebody said what they are (O23).</summary>
    public IReadOnlyList<VatMapping> VatRates { get; init; } = [];

    /// <summary>Reads what <see cref="Channel.Settings"/> holds.</summary>
    public static ChannelOptions Of(Channel channel) => JsonSerializer.Deserialize<ChannelOptions>(channel.Settings, JsonSerializerOptions.Web) ?? new ChannelOptions();

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
