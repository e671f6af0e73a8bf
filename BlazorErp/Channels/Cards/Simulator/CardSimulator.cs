using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>
/// Stripe and Klix for the demo and the tests, behind an <see cref="HttpClient"/>: sessions, queries, refunds, and signed messages over a way
/// that may behave badly. What the payer does on the payment page is done by <see cref="Pay"/> and its like.
/// </summary>
public sealed partial class CardSimulator : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly Random random;
    private readonly StripeAccess stripe;
    private readonly KlixAccess klix;
    private readonly RSA signing = SimulatedWay.SigningKey();
    private readonly Dictionary<string, SimulatedSession> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedSession> byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string PaymentId, string RefundId)> refundsByKey = new(StringComparer.Ordinal);
    private readonly List<SimulatedDelivery> outgoing = [];
    private int made;

    /// <summary>Empty; the faults may be changed while it runs.</summary>
    public CardSimulator(StripeAccess stripe, KlixAccess klix, TimeProvider clock, ProviderFaults? faults = null)
    {
        this.stripe = stripe;
        this.klix = klix;
        this.clock = clock;
        Faults = faults ?? new ProviderFaults();
        random = new Random(Faults.Seed);
    }

    /// <summary>How it misbehaves.</summary>
    public ProviderFaults Faults { get; set; }

    /// <summary>The sessions made.</summary>
    public IReadOnlyList<SimulatedSession> Sessions
    {
        get
        {
            lock (gate)
            {
                return [.. sessions.Values];
            }
        }
    }

    /// <summary>The payer pays; without an amount what was asked for. Paying twice does nothing, as at the providers.</summary>
    public void Pay(string sessionId, long? minor = null) => Change(sessionId, s =>
    {
        if (s.PaidMinor > 0)
        {
            return;
        }

        s.PaidMinor = minor ?? s.Minor;
        s.PaidAt = Now();
        s.Status = s.IsStripe ? "complete" : "paid";
        Tell(s, s.IsStripe ? "checkout.session.completed" : "purchase.paid");
    });

    /// <summary>The payer promises by a delayed method; <see cref="Pay"/> follows or <see cref="Fail"/>.</summary>
    public void Promise(string sessionId) => Change(sessionId, s =>
    {
        s.Status = s.IsStripe ? "complete" : "hold";
        Tell(s, s.IsStripe ? "checkout.session.completed" : "purchase.hold");
    });

    /// <summary>It does not work.</summary>
    public void Fail(string sessionId) => Change(sessionId, s =>
    {
        s.Status = s.IsStripe ? "open" : "error";
        Tell(s, s.IsStripe ? "checkout.session.async_payment_failed" : "purchase.payment_failure");
    });

    /// <summary>The page closes.</summary>
    public void Expire(string sessionId) => Change(sessionId, s =>
    {
        s.Status = "expired";
        Tell(s, s.IsStripe ? "checkout.session.expired" : "purchase.expired");
    });

    /// <summary>A refund made in the provider's own portal.</summary>
    public void Refund(string sessionId, long minor) => Change(sessionId, s => Refunded(s, minor));

    /// <summary>The messages since the last call, as they arrive.</summary>
    public IReadOnlyList<SimulatedDelivery> TakeDeliveries()
    {
        lock (gate)
        {
            var arriving = SimulatedWay.Travel(outgoing, Faults, random, Forge);
            outgoing.Clear();
            return arriving;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        lock (gate)
        {
            if (random.NextDouble() < Faults.TooMany)
            {
                var busy = Error(HttpStatusCode.TooManyRequests, "rate_limit");
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(Faults.RetryAfter));
                return busy;
            }

            if (random.NextDouble() < Faults.Down)
            {
                return Error(HttpStatusCode.InternalServerError, "api_error");
            }

            var response = request.RequestUri!.Host switch
            {
                "api.stripe.com" => request.Headers.Authorization?.Parameter == stripe.SecretKey ? AnswerStripe(request, body) : Error(HttpStatusCode.Unauthorized, "invalid_api_key"),
                "portal.klix.app" => request.Headers.Authorization?.Parameter == klix.SecretKey ? AnswerKlix(request, body) : Error(HttpStatusCode.Unauthorized, "invalid_api_key"),
                _ => Error(HttpStatusCode.NotFound, "unknown_host"),
            };
            response.RequestMessage = request;
            if (random.NextDouble() < Faults.AnswerLost)
            {
                response.Dispose();
                throw new HttpRequestException("The answer was lost");
            }

            return response;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            signing.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Change(string sessionId, Action<SimulatedSession> change)
    {
        lock (gate)
        {
            change(sessions[sessionId]);
        }
    }

    private string Refunded(SimulatedSession session, long minor)
    {
        var id = $"{(session.IsStripe ? "re" : "refund")}_{++made}";
        session.RefundedMinor += minor;
        session.Status = session.IsStripe ? session.Status : "refunded";
        Tell(session, session.IsStripe ? "charge.refunded" : "purchase.refunded");
        return id;
    }

    private void Tell(SimulatedSession session, string type) => outgoing.Add(session.IsStripe ? StripeDelivery(session, type) : KlixDelivery(session, type));

    private SimulatedDelivery StripeDelivery(SimulatedSession session, string type)
    {
        var now = Now();
        var body = session.StripeEvent(string.Create(CultureInfo.InvariantCulture, $"evt_{++made}"), type, now);
        var signatures = stripe.WebhookSecrets.Select(s => "v1=" + StripeSignature.Sign(body, s, now.ToUnixTimeSeconds()));
        return Delivery(StripeSignature.Header, string.Create(CultureInfo.InvariantCulture, $"t={now.ToUnixTimeSeconds()},{string.Join(',', signatures)}"), body);
    }

    private SimulatedDelivery KlixDelivery(SimulatedSession session, string type)
    {
        var body = session.KlixPurchase(type, Now());
        return Delivery(KlixSignature.Header, Convert.ToBase64String(signing.SignData(body, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), body);
    }

    private static SimulatedDelivery Delivery(string header, string value, byte[] body) =>
        new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [header] = value }, body, Forged: false);

    /// <summary>Another body under a true signature, or no signature at all.</summary>
    private SimulatedDelivery Forge(SimulatedDelivery delivery)
    {
        if (random.Next(2) == 0)
        {
            return delivery with { Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Forged = true };
        }

        var body = delivery.Body.ToArray();
        body[random.Next(body.Length)] ^= 1;
        return delivery with { Body = body, Forged = true };
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private static HttpResponseMessage Error(HttpStatusCode status, string code) =>
        Json(status, Encoding.UTF8.GetBytes($$$"""{"error":{"code":"{{{code}}}","message":"Simulated"},"detail":"{{{code}}}"}"""));

    private static HttpResponseMessage Json(HttpStatusCode status, byte[] body) =>
        new(status) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
}
