using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>What one message of a shop says, in the product's words.</summary>
public abstract record ShopMessage
{
    private ShopMessage()
    {
    }

    /// <summary>One order, whole.</summary>
    public sealed record Order(ShopOrder Value) : ShopMessage;

    /// <summary>Several orders, each to be taken as a message of its own.</summary>
    public sealed record Several(IReadOnlyList<byte[]> Bodies) : ShopMessage;

    /// <summary>The order was deleted.</summary>
    public sealed record Deleted(string ExternalId) : ShopMessage;

    /// <summary>Nothing for us in it.</summary>
    public sealed record Nothing(Refusal Why) : ShopMessage;
}

/// <summary>Port to a kind of shop: reads its messages. Pure; never throws, whatever the bytes are.</summary>
public interface IShopReader
{
    /// <summary>The <see cref="Channel.Kind"/> it reads.</summary>
    string Kind { get; }

    /// <summary>Reads one authentic body.</summary>
    /// <param name="topic">As the shop sent it; not covered by the signature, so only a hint.</param>
    /// <param name="body">Raw bytes.</param>
    /// <param name="knownRates">VAT rates in percent the company has or has mapped.</param>
    Outcome<ShopMessage> Read(string topic, ReadOnlyMemory<byte> body, IReadOnlyList<decimal> knownRates);

    /// <summary>Id of the order in a body, also in one that <see cref="Read"/> refuses; null when none can be read.</summary>
    string? IdOf(ReadOnlyMemory<byte> body);
}
