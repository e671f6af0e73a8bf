using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Web;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>The two APIs.</summary>
public sealed partial class CardSimulator
{
    private HttpResponseMessage AnswerStripe(HttpRequestMessage request, string body)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Get && path.StartsWith("/v1/checkout/sessions/", StringComparison.Ordinal))
        {
            return sessions.TryGetValue(path["/v1/checkout/sessions/".Length..], out var asked) && asked.IsStripe
                ? Json(HttpStatusCode.OK, asked.StripeSession(expanded: true))
                : Error(HttpStatusCode.NotFound, "resource_missing");
        }

        var form = HttpUtility.ParseQueryString(body);
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.First() : "";
        if (path == "/v1/checkout/sessions")
        {
            if (!byKey.TryGetValue(key, out var session))
            {
                session = new SimulatedSession(string.Create(CultureInfo.InvariantCulture, $"cs_test_{++made}"), IsStripe: true)
                {
                    Minor = long.Parse(form["line_items[0][price_data][unit_amount]"]!, CultureInfo.InvariantCulture),
                    Currency = form["line_items[0][price_data][currency]"]!,
                    Reference = form["client_reference_id"]!,
                    Attempt = form["metadata[attempt]"]!,
                    ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(form["expires_at"]!, CultureInfo.InvariantCulture)),
                };
                sessions.Add(session.Id, session);
                byKey.Add(key, session);
            }

            return Json(HttpStatusCode.OK, session.StripeSession(expanded: false));
        }

        return path == "/v1/refunds" ? StripeRefund(form["payment_intent"] ?? "", form["amount"] ?? "", key) : Error(HttpStatusCode.NotFound, "resource_missing");
    }

    private HttpResponseMessage StripeRefund(string payment, string amount, string key)
    {
        if (!refundsByKey.TryGetValue(key, out var refund))
        {
            var session = sessions.Values.FirstOrDefault(s => s.PaymentId == payment && s.PaidMinor > 0);
            var minor = long.Parse(amount, CultureInfo.InvariantCulture);
            if (session is null || session.RefundedMinor + minor > session.PaidMinor)
            {
                return Error(HttpStatusCode.BadRequest, "charge_already_refunded");
            }

            refund = (payment, Refunded(session, minor));
            refundsByKey.Add(key, refund);
        }

        return Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(new { id = refund.RefundId, status = "succeeded" }));
    }

    private HttpResponseMessage AnswerKlix(HttpRequestMessage request, string body)
    {
        var path = request.RequestUri!.AbsolutePath["/api/v1/".Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["public_key"])
        {
            return Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(signing.ExportSubjectPublicKeyInfoPem()));
        }

        if (path is ["purchases"] && request.Method == HttpMethod.Post)
        {
            return KlixCreate(body);
        }

        if (path is not ["purchases", var id, ..] || !sessions.TryGetValue(id, out var session) || session.IsStripe)
        {
            return Error(HttpStatusCode.NotFound, "not_found");
        }

        if (path is [_, _, "refund"] && request.Method == HttpMethod.Post)
        {
            using var asked = JsonDocument.Parse(body);
            var minor = asked.RootElement.GetProperty("amount").GetInt64();
            return session.RefundedMinor + minor > session.PaidMinor
                ? Error(HttpStatusCode.BadRequest, "purchase_refund_error")
                : Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(new { id = Refunded(session, minor), type = "payment" }));
        }

        return Json(HttpStatusCode.OK, session.KlixPurchase(null, Now()));
    }

    private HttpResponseMessage KlixCreate(string body)
    {
        using var asked = JsonDocument.Parse(body);
        var root = asked.RootElement;
        if (root.GetProperty("brand_id").GetString() != klix.BrandId)
        {
            return Error(HttpStatusCode.BadRequest, "brand_id");
        }

        var purchase = root.GetProperty("purchase");
        var reference = root.GetProperty("reference").GetString()!;
        var session = new SimulatedSession(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{++made:D12}"), IsStripe: false)
        {
            Minor = purchase.GetProperty("products")[0].GetProperty("price").GetInt64(),
            Currency = purchase.GetProperty("currency").GetString()!,
            Reference = reference,
            Attempt = reference[(reference.LastIndexOf(' ') + 1)..],
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("due").GetInt64()),
            Status = "created",
        };
        sessions.Add(session.Id, session);
        return Json(HttpStatusCode.Created, session.KlixPurchase(null, Now()));
    }
}
