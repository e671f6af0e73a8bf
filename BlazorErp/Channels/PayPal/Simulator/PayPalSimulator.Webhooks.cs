using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BlazorErp.Channels.Providers;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>Its webhooks, true and forged, and the certificates they are signed with.</summary>
public sealed partial class PayPalSimulator
{
    private void Tell(string type, Action<Utf8JsonWriter> resource) => outgoing.Add((type, resource, clock.GetUtcNow()));

    private static void Resource(Utf8JsonWriter json, string id, string? invoice, string? custom, string? order)
    {
        json.WriteString("id", id);
        foreach (var (name, value) in new[] { ("invoice_id", invoice), ("custom_id", custom) })
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        if (order is not null)
        {
            json.WriteStartObject("supplementary_data");
            json.WriteStartObject("related_ids");
            json.WriteString("order_id", order);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private SimulatedDelivery Signed(string type, Action<Utf8JsonWriter> resource, DateTimeOffset now)
    {
        var number = ++made;
        var body = Body(w =>
        {
            w.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"WH-{number:D8}"));
            w.WriteString("create_time", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            w.WriteString("resource_type", type.StartsWith("CHECKOUT", StringComparison.Ordinal) ? "checkout-order" : "capture");
            w.WriteString("event_type", type);
            w.WriteStartObject("resource");
            resource(w);
            w.WriteEndObject();
        });
        var id = string.Create(CultureInfo.InvariantCulture, $"transmission-{number:D8}");
        var time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var message = PayPalWebhook.Message(id, time, access.WebhookId ?? "", body);
        return new SimulatedDelivery(
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["PAYPAL-TRANSMISSION-ID"] = id,
                ["PAYPAL-TRANSMISSION-TIME"] = time,
                ["PAYPAL-TRANSMISSION-SIG"] = System.Convert.ToBase64String(signing.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
                ["PAYPAL-CERT-URL"] = $"https://{access.CertificateHosts[0]}/v1/notifications/certs/CERT-1",
                ["PAYPAL-AUTH-ALGO"] = "SHA256withRSA",
            },
            body,
            Forged: false);
    }

    /// <summary>Another body under a true signature, or the true one with somebody else's certificate host.</summary>
    private SimulatedDelivery Forge(SimulatedDelivery delivery)
    {
        if (random.Next(2) == 0)
        {
            var body = delivery.Body.ToArray();
            body[random.Next(body.Length)] ^= 1;
            return delivery with { Body = body, Forged = true };
        }

        var headers = new Dictionary<string, string>(delivery.Headers, StringComparer.OrdinalIgnoreCase) { ["PAYPAL-CERT-URL"] = "https://api.paypal.com.example.net/v1/notifications/certs/CERT-1" };
        return delivery with { Headers = headers, Forged = true };
    }

    private (X509Certificate2 Root, X509Certificate2 Signer) Certificates(DateTimeOffset now)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Simulated root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var authority = rootRequest.CreateSelfSigned(now.AddDays(-30), now.AddYears(5));
        var request = new CertificateRequest("CN=messageverificationcerts.paypal.com", signing, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var issued = request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddDays(-10), now.AddYears(2), [1, 2, 3, 4]);
        return (authority, issued);
    }
}
