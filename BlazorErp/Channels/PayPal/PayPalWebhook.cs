using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>Where the certificate of a webhook comes from. The certificate given is trusted: its chain, dates and name were checked.</summary>
public interface IPayPalCertificates
{
    /// <summary>The signing certificate at an address that was allow-listed before; <c>pay.certificate</c> when it cannot be had or trusted.</summary>
    Task<Outcome<X509Certificate2>> FindAsync(Uri address, CancellationToken cancel);
}

/// <summary>
/// Checks PayPal's webhooks offline: RSA-SHA256 over transmission id, time, our own webhook id and the CRC-32 of the raw body. What is
/// right is a hint to fetch, nothing is booked from it.
/// </summary>
public sealed class PayPalWebhook(PayPalAccess access, IPayPalCertificates certificates, TimeProvider clock)
{
    /// <summary>PayPal tries again for three days; older ones are replays.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromDays(4);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>Refusals: <c>pay.forged</c> (provider, what is wrong), <c>pay.stale</c>, <c>pay.certificate</c>, and those of <see cref="PayPalReader.Hint"/>.</summary>
    public async Task<Outcome<PayPalHint>> VerifyAsync(PayCallback callback, CancellationToken cancel)
    {
        if (access.WebhookId is not { Length: > 0 } webhook
            || callback.Header("PAYPAL-TRANSMISSION-ID") is not { Length: > 0 and < 100 } id
            || callback.Header("PAYPAL-TRANSMISSION-TIME") is not { Length: > 0 and < 60 } time
            || callback.Header("PAYPAL-TRANSMISSION-SIG") is not { Length: > 0 and < 2000 } claimed
            || callback.Header("PAYPAL-CERT-URL") is not { Length: > 0 and < 500 } certificate)
        {
            return Forged("headers");
        }

        if (!string.Equals(callback.Header("PAYPAL-AUTH-ALGO"), "SHA256withRSA", StringComparison.OrdinalIgnoreCase))
        {
            return Forged("algorithm");
        }

        if (callback.Body.Length > PayPalReader.WebhookBytes)
        {
            return new Refusal("pay.too_large", callback.Body.Length, PayPalReader.WebhookBytes);
        }

        if (Allowed(certificate) is not { } address)
        {
            return Forged("certificate host");
        }

        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sent) || Age(sent) is var age && (age > Oldest || age < -Ahead))
        {
            return new Refusal("pay.stale", PayPalReader.Provider);
        }

        var signature = new byte[claimed.Length];
        if (!Convert.TryFromBase64String(claimed, signature, out var length))
        {
            return Forged("signature");
        }

        var found = await certificates.FindAsync(address, cancel);
        if (found.Refusal is { } no)
        {
            return no;
        }

        using var key = found.Value.GetRSAPublicKey();
        if (key is null || !key.VerifyData(Message(id, time, webhook, callback.Body.Span), signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return Forged("signature");
        }

        return PayPalReader.Hint(callback.Body);
    }

    /// <summary>What is signed.</summary>
    public static byte[] Message(string transmissionId, string transmissionTime, string webhookId, ReadOnlySpan<byte> body) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{transmissionId}|{transmissionTime}|{webhookId}|{Crc32.Of(body)}"));

    /// <summary>The address, when it is one of PayPal's own certificates: the header comes from whoever sent the request.</summary>
    private Uri? Allowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps
        && address.IsDefaultPort
        && address.UserInfo.Length == 0
        && access.CertificateHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
        && address.AbsolutePath.StartsWith("/v1/notifications/certs/", StringComparison.Ordinal)
            ? address
            : null;

    private TimeSpan Age(DateTimeOffset sent) => clock.GetUtcNow() - sent;

    private static Refusal Forged(string what) => new("pay.forged", PayPalReader.Provider, what);
}
