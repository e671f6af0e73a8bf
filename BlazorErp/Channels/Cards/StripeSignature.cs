using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>Stripe's proof of origin: <c>Stripe-Signature: t=…,v1=…[,v1=…]</c>, HMAC-SHA256 over <c>{t}.{raw body}</c> with the endpoint's whole secret as key.</summary>
public static class StripeSignature
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Stripe-Signature";
    /// <summary>How far the time of signing may be from ours, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
    private const int HashBytes = 32;
    private const int MostParts = 20;

    /// <summary>The lower hex signature of a body at a time.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret, long time)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        Compute(body, secret, time, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>
    /// Done when one signature of scheme v1 fits one of the secrets (two are valid while one is being replaced; Stripe signs with both) and the
    /// time is near. Others: <c>pay.forged</c>, <c>pay.stale</c>. Staleness is only told of true signatures.
    /// </summary>
    public static Outcome Verify(ReadOnlySpan<byte> body, string? header, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (header is null or { Length: 0 or > 4096 } || Parse(header) is not { } parsed)
        {
            return new Refusal("pay.forged", "stripe", "header");
        }

        // Every secret and every signature is tried, in constant time.
        var fits = false;
        Span<byte> hash = stackalloc byte[HashBytes];
        foreach (var secret in secrets)
        {
            if (string.IsNullOrEmpty(secret))
            {
                continue;
            }

            Compute(body, secret, parsed.Time, hash);
            foreach (var claimed in parsed.Signatures)
            {
                fits |= CryptographicOperations.FixedTimeEquals(hash, claimed);
            }
        }

        if (!fits)
        {
            return new Refusal("pay.forged", "stripe", "signature");
        }

        var age = now - DateTimeOffset.FromUnixTimeSeconds(parsed.Time);
        return age.Duration() > Tolerance ? new Refusal("pay.stale", "stripe") : Outcome.Done;
    }

    private static (long Time, List<byte[]> Signatures)? Parse(string header)
    {
        long? time = null;
        var signatures = new List<byte[]>();
        var parts = header.Split(',');
        if (parts.Length > MostParts)
        {
            return null;
        }

        foreach (var part in parts)
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            var name = part[..at].Trim();
            var value = part[(at + 1)..].Trim();
            if (name == "t")
            {
                if (time is not null || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 4_102_444_800)
                {
                    return null;
                }

                time = seconds;
            }
            else if (name == "v1" && value.Length == HashBytes * 2)
            {
                var bytes = new byte[HashBytes];
                if (Convert.FromHexString(value, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == HashBytes)
                {
                    signatures.Add(bytes);
                }
            }
        }

        return time is { } t && signatures.Count > 0 ? (t, signatures) : null;
    }

    private static void Compute(ReadOnlySpan<byte> body, string secret, long time, Span<byte> hash)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture) + "."));
        hmac.AppendData(body);
        hmac.GetHashAndReset(hash);
    }
}
