using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
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
                ? Json(HttpStatusCode.OK, asked.StripeSession(expanded: true, Live, !FeeLater))
                : Error(HttpStatusCode.NotFound, "resource_missing");
        }

        if (request.Method == HttpMethod.Get)
        {
            return AnswerStripeLists(path, HttpUtility.ParseQueryString(request.RequestUri.Query));
        }

        var form = HttpUtility.ParseQueryString(body);
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.First() : "";
        if (path == "/v1/checkout/sessions")
        {
            if (!byKey.TryGetValue(key, out var session))
            {
                session = new SimulatedSession(string.Create(CultureInfo.InvariantCulture, $"cs_test_{(tag == "00000000" ? "" : tag)}{++made}"), IsStripe: true)
                {
                    Minor = long.Parse(form["line_items[0][price_data][unit_amount]"]!, CultureInfo.InvariantCulture),
                    Currency = form["line_items[0][price_data][currency]"]!,
                    Reference = form["client_reference_id"]!,
                    Attempt = form["metadata[attempt]"]!,
                    ReturnTo = form["success_url"]!,
                    CancelTo = form["cancel_url"]!,
                    ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(form["expires_at"]!, CultureInfo.InvariantCulture)),
                };
                sessions.Add(session.Id, session);
                byKey.Add(key, session);
            }

            return Json(HttpStatusCode.OK, session.StripeSession(expanded: false, Live));
        }

        return path == "/v1/refunds" ? StripeRefund(form["payment_intent"] ?? "", form["amount"] ?? "", key) : Error(HttpStatusCode.NotFound, "resource_missing");
    }

    private HttpResponseMessage AnswerStripeLists(string path, System.Collections.Specialized.NameValueCollection query)
    {
        if (path == "/v1/account")
        {
            return Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(new { id = $"acct_{tag}", email = "seller@example.com", settings = new { dashboard = new { display_name = "Simulated Stripe" } } }));
        }

        IEnumerable<(string Id, JsonObject Row)> rows = path switch
        {
            "/v1/payouts" => payouts.AsEnumerable().Reverse().Where(p => p.At.ToUnixTimeSeconds() >= long.Parse(query["created[gte]"] ?? "0", CultureInfo.InvariantCulture)).Select(p => (p.Id, p.Json())),
            "/v1/balance_transactions" => movements.Where(m => m.PayoutId == query["payout"]).Select(m => (m.Id, m.Json())),
            _ => [],
        };
        var list = rows.ToList();
        if (query["starting_after"] is { } after)
        {
            list = [.. list.SkipWhile(r => r.Id != after).Skip(1)];
        }

        var most = int.Parse(query["limit"] ?? "10", CultureInfo.InvariantCulture);
        return path is "/v1/payouts" or "/v1/balance_transactions"
            ? Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. list.Take(most).Select(r => r.Row)]), ["has_more"] = list.Count > most }))
            : Error(HttpStatusCode.NotFound, "resource_missing");
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

        if (path is ["payment_methods"])
        {
            return HttpUtility.ParseQueryString(request.RequestUri.Query)["brand_id"] == klix.BrandId
                ? Json(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(new { available_payment_methods = (string[])["klix", "citadele_lv_digilink", "swedbank_lv_pis"] }))
                : Error(HttpStatusCode.BadRequest, "brand_id");
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

        return Json(HttpStatusCode.OK, session.KlixPurchase(null, Now(), Live));
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
        var session = new SimulatedSession(string.Create(CultureInfo.InvariantCulture, $"{tag}-0000-4000-8000-{++made:D12}"), IsStripe: false)
        {
            Minor = purchase.GetProperty("products")[0].GetProperty("price").GetInt64(),
            Currency = purchase.GetProperty("currency").GetString()!,
            Reference = reference,
            Attempt = reference[(reference.LastIndexOf(' ') + 1)..],
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("due").GetInt64()),
            Status = "created",
            ReturnTo = root.GetProperty("success_redirect").GetString()!,
            CancelTo = root.GetProperty("cancel_redirect").GetString()!,
        };
        sessions.Add(session.Id, session);
        return Json(HttpStatusCode.Created, session.KlixPurchase(null, Now(), Live));
    }
}
