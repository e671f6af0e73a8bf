using System.Security.Cryptography;

namespace BlazorErp.Channels.Cards;

/// <summary>Klix's proof of origin: <c>X-Signature</c>, base64 of RSA PKCS#1 v1.5 with SHA-256 over the raw body.</summary>
public static class KlixSignature
{
    /// <summary>Name of the header.</summary>
    public const string Header = "X-Signature";

    /// <summary>Whether the header signs exactly these bytes with the key. False also for a key that is none.</summary>
    public static bool Verify(ReadOnlySpan<byte> body, string? header, string publicKeyPem)
    {
        if (header is null or { Length: 0 or > 2000 })
        {
            return false;
        }

        var signature = new byte[header.Length];
        if (!Convert.TryFromBase64String(header, signature, out var length))
        {
            return false;
        }

        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(publicKeyPem);
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException)
        {
            return false;
        }

        return key.VerifyData(body, signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
