using System.Text.Json;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Payments;

/// <summary>How customers pay through a provider; kept as JSON in <see cref="Channel.Settings"/>.</summary>
public sealed record PayOptions
{
    /// <summary>Test keys: no real money moves.</summary>
    public bool Sandbox { get; init; }

    /// <summary>The provider is a simulator of the demo.</summary>
    public bool Simulated { get; init; }

    /// <summary>Klix: the shop's brand.</summary>
    public string Brand { get; init; } = "";

    /// <summary>What the provider called the account when it was last asked.</summary>
    public string? Account { get; init; }

    /// <summary>When the connection was last tested, UTC.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>JSON of why the test failed.</summary>
    public string? TestRefusal { get; init; }

    /// <summary>Reads what <see cref="Channel.Settings"/> holds.</summary>
    public static PayOptions Of(Channel channel) => JsonSerializer.Deserialize<PayOptions>(channel.Settings, JsonSerializerOptions.Web) ?? new PayOptions();

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>What opens an account at a provider. Holds secrets in clear: made when needed, never kept, logged or shown.</summary>
/// <param name="Simulated">Of a demo company: the provider is ours.</param>
public sealed record PayAccess(int CompanyId, long ChannelId, string Kind, string SecretKey, string Brand, IReadOnlyList<string> WebhookSecrets, bool Simulated)
{
    /// <summary>As whom, where the provider wants that beside the secret.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Play money.</summary>
    public bool Sandbox { get; init; }

    /// <summary>Our own webhook there, where messages are proved by it.</summary>
    public string? WebhookId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {ChannelId}";
}

/// <summary>Makes the client of a kind of provider; the host implements it.</summary>
public interface IPayProviders
{
    /// <summary>The provider's client; null where the kind is not known.</summary>
    IPayLinkProvider? Open(PayAccess access);
}

/// <summary>Understands stored messages of a kind of provider, whose signature was right when they came.</summary>
public interface IPayReader
{
    /// <summary><see cref="Channel.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>Reads a message; never throws.</summary>
    Outcome<PaymentNotification> Read(ReadOnlyMemory<byte> body);
}
