using System.Security.Cryptography;
using System.Text;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>Headers WooCommerce sends with a delivery (<c>class-wc-webhook.php</c>).</summary>
public static class WooHeaders
{
    /// <summary>Address of the shop with a trailing slash.</summary>
    public const string Source = "X-WC-Webhook-Source";
    /// <summary>E.g. <c>order.updated</c>.</summary>
    public const string Topic = "X-WC-Webhook-Topic";
    /// <summary>E.g. <c>order</c>.</summary>
    public const string Resource = "X-WC-Webhook-Resource";
    /// <summary>E.g. <c>updated</c>.</summary>
    public const string Event = "X-WC-Webhook-Event";
    /// <summary>Base64 of HMAC-SHA256 over the raw body.</summary>
    public const string Signature = "X-WC-Webhook-Signature";
    /// <summary>Id of the webhook in the shop.</summary>
    public const string Id = "X-WC-Webhook-ID";
    /// <summary>Not unique: two deliveries within a second share it. Never a key.</summary>
    public const string DeliveryId = "X-WC-Webhook-Delivery-ID";
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "X-WC-";
}

/// <summary>Proof that a delivery comes from the shop, and the one delivery that has none: the ping.</summary>
public static class WooSignature
{
    private const int HashBytes = 32;
    private const int HeaderLength = 44;
    private const int LongestPing = 64;
    private const string SecretLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>The header for a body: base64 of HMAC-SHA256 with the secret's UTF-8 bytes as key.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>
    /// Whether the header signs exactly these bytes with one of the secrets (two are valid while one is being replaced). Every secret is
    /// tried, in constant time; an empty secret signs nothing.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> body, string? header, params ReadOnlySpan<string> secrets)
    {
        Span<byte> claimed = stackalloc byte[HashBytes];
        if (header is not { Length: HeaderLength } || !Convert.TryFromBase64String(header, claimed, out var length) || length != HashBytes)
        {
            return false;
        }

        var found = false;
        Span<byte> hash = stackalloc byte[HashBytes];
        foreach (var secret in secrets)
        {
            if (!string.IsNullOrEmpty(secret))
            {
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, hash);
                found |= CryptographicOperations.FixedTimeEquals(hash, claimed);
            }
        }

        return found;
    }

    /// <summary>
    /// Whether this is the form post <c>webhook_id=NNN</c> that WooCommerce sends, unsigned and without its headers, when a webhook is saved
    /// first. It must be answered with exactly 200 and does nothing.
    /// </summary>
    public static bool IsPing(ReadOnlySpan<byte> body, IHeaderDictionary headers)
    {
        var start = "webhook_id="u8;
        return body.Length > start.Length
            && body.Length <= LongestPing
            && body.StartsWith(start)
            && body[start.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && !headers.Keys.Any(k => k.StartsWith(WooHeaders.Prefix, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A new secret: letters and digits only, because WordPress decodes HTML entities in a secret before it signs.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(SecretLetters, 40);
}
