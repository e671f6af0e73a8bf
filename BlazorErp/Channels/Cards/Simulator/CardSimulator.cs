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
    private readonly List<SimulatedMovement> movements = [];
    private readonly List<SimulatedPayout> payouts = [];
    private readonly string tag;
    private int made;

    /// <summary>Empty; the faults may be changed while it runs.</summary>
    /// <param name="stripe">Keys it takes.</param>
    /// <param name="klix">Keys it takes.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="faults">How it misbehaves.</param>
    /// <param name="tag">Eight hex digits in all its ids, where there are several simulators.</param>
    public CardSimulator(StripeAccess stripe, KlixAccess klix, TimeProvider clock, ProviderFaults? faults = null, string tag = "00000000")
    {
        this.tag = tag;
        this.stripe = stripe;
        this.klix = klix;
        this.clock = clock;
        Faults = faults ?? new ProviderFaults();
        random = new Random(Faults.Seed);
    }

    /// <summary>How it misbehaves.</summary>
    public ProviderFaults Faults { get; set; }

    /// <summary>Says of its payments that they are real; the product books those of tests in demo companies only.</summary>
    public bool Live { get; set; }

    /// <summary>Does not say what it takes when a payment comes, as Stripe now and then.</summary>
    public bool FeeLater { get; set; }

    /// <summary>The payouts made.</summary>
    public IReadOnlyList<SimulatedPayout> Payouts
    {
        get
        {
            lock (gate)
            {
                return [.. payouts];
            }
        }
    }

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
        Move(s, "charge", s.PaidMinor, s.Fee, "ch_" + s.Id, "charge");
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
        s.ExpiresAt = s.ExpiresAt < Now() ? s.ExpiresAt : Now(); // a page that closed is told with the time it closed at
        Tell(s, s.IsStripe ? "checkout.session.expired" : "purchase.expired");
    });

    /// <summary>The payer turns back, or the seller calls it off.</summary>
    public void Cancel(string sessionId) => Change(sessionId, s =>
    {
        s.Status = s.IsStripe ? "expired" : "cancelled";
        Tell(s, s.IsStripe ? "checkout.session.expired" : "purchase.cancelled");
    });

    /// <summary>A refund made in the provider's own portal.</summary>
    public void Refund(string sessionId, long minor) => Change(sessionId, s => Refunded(s, minor));

    /// <summary>The payer's bank takes the money back; Stripe charges for it.</summary>
    public void Dispute(string sessionId) => Change(sessionId, s =>
    {
        (s.DisputedMinor, s.DisputeFee) = (s.PaidMinor - s.RefundedMinor, s.IsStripe ? 1500 : 0);
        s.Status = s.IsStripe ? s.Status : "chargeback";
        Move(s, "adjustment", -s.DisputedMinor, s.DisputeFee, "dp_" + s.Id, "dispute");
        if (s.IsStripe)
        {
            Tell(s, "charge.dispute.created");
        }

        Tell(s, s.IsStripe ? "charge.dispute.funds_withdrawn" : "purchase.chargeback");
    });

    /// <summary>The seller wins the dispute at Stripe; the charge for it stays.</summary>
    public void WinDispute(string sessionId) => Change(sessionId, s =>
    {
        Move(s, "adjustment", s.DisputedMinor, 0, "dp_" + s.Id, "dispute");
        Tell(s, "charge.dispute.funds_reinstated");
    });

    /// <summary>Something else happens on Stripe's account: another sale, a subscription fee.</summary>
    public void Other(string type, long minor, long fee, string currency) => Locked(() =>
        movements.Add(new SimulatedMovement($"txn_{++made}", type, minor, fee, currency, Now(), null, null, null, type == "charge" ? "pi_other" : null) { PayoutId = null }));

    /// <summary>Stripe pays out all that is there in a currency; null when nothing is.</summary>
    public SimulatedPayout? PayOut(string currency, long shortBy = 0)
    {
        lock (gate)
        {
            var mine = movements.FindAll(m => m.PayoutId is null && m.Currency == currency);
            if (mine.Sum(m => m.Minor - m.Fee) is not (> 0 and var sum))
            {
                return null;
            }

            var payout = new SimulatedPayout($"po_{tag}_{++made}", sum - shortBy, currency, Now());
            payouts.Add(payout);
            mine.ForEach(m => m.PayoutId = payout.Id);
            return payout;
        }
    }

    /// <summary>A payout comes back from the bank.</summary>
    public void FailPayout(string id) => Locked(() => payouts.Find(p => p.Id == id)!.Status = "failed");

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

    private void Change(string sessionId, Action<SimulatedSession> change) => Locked(() => change(sessions[sessionId]));

    private void Locked(Action act)
    {
        lock (gate)
        {
            act();
        }
    }

    private void Move(SimulatedSession session, string type, long minor, long fee, string source, string kind)
    {
        if (session.IsStripe)
        {
            movements.Add(new SimulatedMovement($"txn_{tag}_{++made}", type, minor, fee, session.Currency, Now(), source, kind, session.Attempt, session.PaymentId));
        }
    }

    private string Refunded(SimulatedSession session, long minor)
    {
        var id = $"{(session.IsStripe ? "re" : "refund")}_{++made}";
        session.RefundedMinor += minor;
        session.Status = session.IsStripe ? session.Status : "refunded";
        Move(session, "refund", -minor, 0, id, "refund");
        Tell(session, session.IsStripe ? "charge.refunded" : "purchase.refunded");
        return id;
    }

    private void Tell(SimulatedSession session, string type) => outgoing.Add(session.IsStripe ? StripeDelivery(session, type) : KlixDelivery(session, type));

    private SimulatedDelivery StripeDelivery(SimulatedSession session, string type)
    {
        var now = Now();
        var body = session.StripeEvent(string.Create(CultureInfo.InvariantCulture, $"evt_{tag}_{++made}"), type, now, Live, withFee: !FeeLater);
        var signatures = stripe.WebhookSecrets.Select(s => "v1=" + StripeSignature.Sign(body, s, now.ToUnixTimeSeconds()));
        return Delivery(StripeSignature.Header, string.Create(CultureInfo.InvariantCulture, $"t={now.ToUnixTimeSeconds()},{string.Join(',', signatures)}"), body);
    }

    private SimulatedDelivery KlixDelivery(SimulatedSession session, string type)
    {
        var body = session.KlixPurchase(type, Now(), Live);
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
