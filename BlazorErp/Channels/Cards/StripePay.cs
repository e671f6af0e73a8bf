using System.Globalization;
using System.Net.Http.Headers;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>Keys of a Stripe account. Holds secrets in clear: made when needed, never kept, logged or shown.</summary>
public sealed class StripeAccess(string secretKey, IReadOnlyList<string> webhookSecrets)
{
    /// <summary><c>sk_…</c>; a test key makes test payments.</summary>
    public string SecretKey => secretKey;

    /// <summary><c>whsec_…</c>; two while one is being replaced.</summary>
    public IReadOnlyList<string> WebhookSecrets => webhookSecrets;
}

/// <summary>Stripe Checkout: sessions by form-encoded calls, messages proven by <see cref="StripeSignature"/>.</summary>
public sealed partial class StripePay(HttpClient http, StripeAccess access, TimeProvider clock) : IPayLinkProvider
{
    private static readonly Uri Api = new("https://api.stripe.com/");
    private static readonly string[] Languages = ["bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv", "tr"];
    private readonly ProviderHttp calls = new(http, clock, StripeReader.Provider);

    /// <inheritdoc/>
    public string Name => StripeReader.Provider;

    /// <inheritdoc/>
    public async Task<Outcome<PayAccount>> TestAsync(CancellationToken cancel)
    {
        var sent = await calls.SendAsync(() => Signed(new HttpRequestMessage(HttpMethod.Get, new Uri(Api, "v1/account"))), repeatable: true, cancel);
        var answer = CardAnswers.Good(sent, Name, StripeReader.Words);
        return answer.Refusal is { } no ? no : StripeReader.Account(answer.Value, access.SecretKey.Contains("_test_", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public async Task<Outcome<PaySession>> CreateAsync(PaySessionRequest request, CancellationToken cancel)
    {
        var minor = MinorUnits.Of(request.Amount);
        if (minor.Refusal is { } no)
        {
            return no;
        }

        var expires = Bounded(request.ExpiresAt);
        var form = new List<KeyValuePair<string, string>>
        {
            new("mode", "payment"),
            new("line_items[0][price_data][currency]", request.Amount.Currency.Code.ToLowerInvariant()),
            new("line_items[0][price_data][unit_amount]", minor.Value.ToString(CultureInfo.InvariantCulture)),
            new("line_items[0][price_data][product_data][name]", request.Reference),
            new("line_items[0][quantity]", "1"),
            new("success_url", request.ReturnTo.AbsoluteUri),
            new("cancel_url", request.CancelTo.AbsoluteUri),
            new("client_reference_id", request.Reference),
            new("metadata[attempt]", request.AttemptId),
            new("metadata[invoice]", request.Reference),

            // The payment carries them too: a refund's message knows the payment only.
            new("payment_intent_data[metadata][attempt]", request.AttemptId),
            new("payment_intent_data[metadata][invoice]", request.Reference),
            new("expires_at", expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new("locale", Languages.Contains(request.Language, StringComparer.Ordinal) ? request.Language : "auto"),
        };
        if (request.Email is { Length: > 0 } email)
        {
            form.Add(new("customer_email", email));
        }

        var answer = await PostAsync("v1/checkout/sessions", form, request.AttemptId, cancel);
        return answer.Refusal is { } wrong ? wrong : StripeReader.NewSession(answer.Value, expires);
    }

    /// <inheritdoc/>
    public async Task<Outcome<PayStatus>> QueryAsync(string sessionId, CancellationToken cancel)
    {
        var path = $"v1/checkout/sessions/{Uri.EscapeDataString(sessionId)}?expand[]=payment_intent.latest_charge.balance_transaction";
        var sent = await calls.SendAsync(() => Signed(new HttpRequestMessage(HttpMethod.Get, new Uri(Api, path))), repeatable: true, cancel);
        var answer = CardAnswers.Good(sent, Name, StripeReader.Words);
        return answer.Refusal is { } no ? no : StripeReader.Status(answer.Value, clock.GetUtcNow());
    }

    /// <inheritdoc/>
    /// <remarks>The key keeps a repeat from refunding twice for about a day; later the caller must have asked what went back meanwhile.</remarks>
    public async Task<Outcome<PayRefund>> RefundAsync(PayRefundRequest request, CancellationToken cancel)
    {
        var minor = MinorUnits.Of(request.Amount);
        if (minor.Refusal is { } no)
        {
            return no;
        }

        var answer = await PostAsync(
            "v1/refunds",
            [new("payment_intent", request.PaymentId), new("amount", minor.Value.ToString(CultureInfo.InvariantCulture)), new("metadata[refund]", request.RefundKey)],
            request.RefundKey,
            cancel);
        var read = answer.Refusal is { } wrong ? wrong : StripeReader.Refund(answer.Value);
        if (read.Refusal is { } unread)
        {
            return unread;
        }

        return read.Value.Status is "failed" or "canceled" ? new Refusal("pay.refused", Name, read.Value.Status) : new PayRefund(read.Value.Id, WasDoneBefore: false);
    }

    /// <inheritdoc/>
    public Task<Outcome<PaymentNotification>> VerifyAsync(PayCallback callback, CancellationToken cancel)
    {
        if (callback.Body.Length > CardAnswers.MostBytes)
        {
            return Task.FromResult<Outcome<PaymentNotification>>(new Refusal("pay.too_large", callback.Body.Length, CardAnswers.MostBytes));
        }

        var proof = StripeSignature.Verify(callback.Body.Span, callback.Header(StripeSignature.Header), access.WebhookSecrets, clock.GetUtcNow());
        return Task.FromResult(proof.Refusal is { } no ? no : StripeReader.Event(callback.Body));
    }

    private async Task<Outcome<ReadOnlyMemory<byte>>> PostAsync(string path, List<KeyValuePair<string, string>> form, string key, CancellationToken cancel)
    {
        var sent = await calls.SendAsync(
            () =>
            {
                var request = Signed(new HttpRequestMessage(HttpMethod.Post, new Uri(Api, path)) { Content = new FormUrlEncodedContent(form) });
                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            repeatable: true,
            cancel);
        return CardAnswers.Good(sent, Name, StripeReader.Words);
    }

    private HttpRequestMessage Signed(HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.SecretKey);
        return request;
    }

    /// <summary>Stripe takes 30 minutes to 24 hours; a minute inside, since clocks differ.</summary>
    private DateTimeOffset Bounded(DateTimeOffset wanted)
    {
        var now = clock.GetUtcNow();
        var (least, most) = (now.AddMinutes(31), now.AddHours(24).AddMinutes(-1));
        return wanted < least ? least : wanted > most ? most : wanted;
    }
}
