namespace BlazorErp.Channels.PayPal;

/// <summary>One PayPal REST app. Holds secrets in clear: made when needed, never kept, logged or shown.</summary>
public sealed class PayPalAccess(string clientId, string clientSecret, bool sandbox, string? webhookId = null)
{
    /// <summary>Client id of the app.</summary>
    public string ClientId => clientId;

    /// <summary>Its secret.</summary>
    public string ClientSecret => clientSecret;

    /// <summary>The sandbox instead of real money.</summary>
    public bool Sandbox => sandbox;

    /// <summary>Our own webhook's id; without it no webhook can be verified.</summary>
    public string? WebhookId => webhookId;

    /// <summary>Address of the API.</summary>
    public Uri Api => new(sandbox ? "https://api-m.sandbox.paypal.com" : "https://api-m.paypal.com");

    /// <summary>The only hosts a webhook's certificate is fetched from.</summary>
    public IReadOnlyList<string> CertificateHosts => sandbox ? ["api.sandbox.paypal.com", "api-m.sandbox.paypal.com"] : ["api.paypal.com", "api-m.paypal.com"];
}
