using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>Whom to trust: how a chain is built, and the end of the certificate's name. Tests bring an own root.</summary>
public sealed record PayPalTrust(Func<X509ChainPolicy> Policy, string NameEndsWith)
{
    /// <summary>The machine's roots, revocation as far as it can be reached, a name of PayPal's.</summary>
    public static PayPalTrust Machine { get; } = new(
        () => new X509ChainPolicy { RevocationMode = X509RevocationMode.Online, RevocationFlag = X509RevocationFlag.ExcludeRoot, VerificationFlags = X509VerificationFlags.IgnoreEndRevocationUnknown | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown },
        ".paypal.com");
}

/// <summary>
/// Fetches PayPal's signing certificates (PEM, the signer first, then its issuers), checks them and keeps those that are good for a day.
/// A failed one is kept in mind for a minute, so that forgeries cannot make us fetch at their pace.
/// </summary>
public sealed class PayPalCertificates(HttpClient http, PayPalTrust trust, TimeProvider clock) : IPayPalCertificates
{
    private const int Most = 16;
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepFailure = TimeSpan.FromMinutes(1);
    private readonly ProviderHttp calls = new(http, clock, PayPalReader.Provider);
    private readonly ConcurrentDictionary<string, (X509Certificate2? Certificate, DateTimeOffset Until)> kept = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<Outcome<X509Certificate2>> FindAsync(Uri address, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (kept.TryGetValue(address.AbsoluteUri, out var known) && known.Until > now)
        {
            return known.Certificate is { } good && IsCurrent(good, now) ? good : Untrusted("kept");
        }

        if (kept.Count >= Most)
        {
            kept.Clear();
        }

        var found = await FetchAsync(address, now, cancel);
        kept[address.AbsoluteUri] = (found.Ok ? found.Value : null, now + (found.Ok ? Keep : KeepFailure));
        return found;
    }

    private async Task<Outcome<X509Certificate2>> FetchAsync(Uri address, DateTimeOffset now, CancellationToken cancel)
    {
        var sent = await calls.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), repeatable: true, cancel);
        if (sent.Refusal is { } no)
        {
            return no;
        }

        if (!sent.Value.Ok || sent.Value.Body.Length > MostBytes || sent.Value.From is { } from && from != address)
        {
            return Untrusted("fetch");
        }

        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.ASCII.GetString(sent.Value.Body.Span));
        }
        catch (CryptographicException)
        {
            return Untrusted("format");
        }

        return all.Count == 0 ? Untrusted("format") : Checked(all, now);
    }

    private Outcome<X509Certificate2> Checked(X509Certificate2Collection all, DateTimeOffset now)
    {
        var signer = all[0];
        if (!signer.GetNameInfo(X509NameType.DnsName, forIssuer: false).EndsWith(trust.NameEndsWith, StringComparison.OrdinalIgnoreCase))
        {
            return Untrusted("name");
        }

        using var chain = new X509Chain { ChainPolicy = trust.Policy() };
        for (var i = 1; i < all.Count; i++)
        {
            chain.ChainPolicy.ExtraStore.Add(all[i]);
        }

        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(signer) && IsCurrent(signer, now) ? signer : Untrusted("chain");
    }

    private static bool IsCurrent(X509Certificate2 certificate, DateTimeOffset now) =>
        certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime < certificate.NotAfter.ToUniversalTime();

    private static Refusal Untrusted(string why) => new("pay.certificate", why);
}
