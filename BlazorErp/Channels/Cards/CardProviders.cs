using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Channels.PayPal;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>
/// The clients of Stripe, Klix and PayPal. One is kept for each channel while its keys stay the same: Klix's knows the provider's public key, which is
/// not asked for with every message.
/// </summary>
public sealed class CardProviders(IHttpClientFactory clients, TimeProvider clock, SimulatedCards simulated, PayPalConnections paypal) : IPayProviders
{
    /// <summary>Name of the guarded HTTP client.</summary>
    public const string Guarded = "cards";

    private readonly ConcurrentDictionary<long, (string Keys, IPayLinkProvider Pay)> known = new();

    /// <inheritdoc/>
    public IPayLinkProvider? Open(PayAccess access)
    {
        if (access.Kind == PayChannels.PayPal)
        {
            return paypal.PayOf(new MoneyAccess(access.CompanyId, access.ChannelId, access.ClientId, access.SecretKey, access.Sandbox, access.WebhookId));
        }

        var keys = KeysOf(access);
        return known.AddOrUpdate(access.ChannelId, _ => (keys, Make(access)), (_, before) => before.Keys == keys ? before : (keys, Make(access))).Pay;
    }

    private IPayLinkProvider Make(PayAccess access)
    {
        var http = access.Simulated ? simulated.Of(access.CompanyId).Http : clients.CreateClient(Guarded);
        IPayLinkProvider pay = access.Kind switch
        {
            PayChannels.Stripe => new StripePay(http, new StripeAccess(access.SecretKey, access.WebhookSecrets), clock),
            PayChannels.Klix => new KlixPay(http, new KlixAccess(access.SecretKey, access.Brand), clock),
            _ => throw new ArgumentException(access.Kind, nameof(access)),
        };
        return access.Simulated ? new SimulatedPay(pay) : pay;
    }

    // Only to see whether they changed.
    private static string KeysOf(PayAccess access) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', access.WebhookSecrets.Prepend(access.Brand).Prepend(access.SecretKey).Prepend(access.Simulated ? "1" : "0").Prepend(access.Kind)))));
}

/// <summary>Reads Stripe's stored events.</summary>
internal sealed class StripeMessages : IPayReader
{
    public string Kind => PayChannels.Stripe;

    public Outcome<PaymentNotification> Read(ReadOnlyMemory<byte> body) => StripeReader.Event(body);
}

/// <summary>Reads Klix's stored messages.</summary>
internal sealed class KlixMessages : IPayReader
{
    public string Kind => PayChannels.Klix;

    public Outcome<PaymentNotification> Read(ReadOnlyMemory<byte> body) => KlixReader.Message(body);
}
