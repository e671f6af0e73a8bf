using System.Globalization;
using System.Net;
using System.Text.Json;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>An order of the simulated account.</summary>
public sealed class SimulatedPayPalOrder(string id, string attempt, string invoice, Money amount, string returnTo, string cancelTo)
{
    /// <summary>Id.</summary>
    public string Id => id;

    /// <summary>What the seller gave it to carry.</summary>
    public string Attempt => attempt;

    /// <summary>The seller's reference.</summary>
    public string Invoice => invoice;

    /// <summary>To be paid.</summary>
    public Money Amount => amount;

    /// <summary>Where the payer comes back to.</summary>
    public string ReturnTo => returnTo;

    /// <summary>Where he goes when he turns back.</summary>
    public string CancelTo => cancelTo;

    /// <summary>CREATED, APPROVED, COMPLETED, VOIDED.</summary>
    public string Status { get; internal set; } = "CREATED";

    /// <summary>What becomes of taking the money: COMPLETED, PENDING, DECLINED.</summary>
    public string Outcome { get; internal set; } = "COMPLETED";

    /// <summary>The capture, once the money was taken or refused.</summary>
    public string? CaptureId { get; internal set; }

    /// <summary>How that stands.</summary>
    public string CaptureStatus { get; internal set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; internal set; }
}

/// <summary>Orders: made, approved by a payer, their money taken and given back, each command once by its key.</summary>
public sealed partial class PayPalSimulator
{
    private readonly Dictionary<string, SimulatedPayPalOrder> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HttpStatusCode Status, byte[] Body)> done = new(StringComparer.Ordinal);

    /// <summary>All orders.</summary>
    public IReadOnlyList<SimulatedPayPalOrder> Orders
    {
        get
        {
            lock (gate)
            {
                return [.. orders.Values];
            }
        }
    }

    /// <summary>The payer approves on PayPal's page; the outcome is what taking the money will come to: COMPLETED, PENDING or DECLINED.</summary>
    public void Approve(string orderId, string outcome = "COMPLETED")
    {
        lock (gate)
        {
            var order = orders[orderId];
            if (order.Status == "CREATED")
            {
                (order.Status, order.Outcome) = ("APPROVED", outcome);
                Tell("CHECKOUT.ORDER.APPROVED", w => Resource(w, order.Id, null, order.Attempt, null));
            }
        }
    }

    /// <summary>Money that was on its way is there, or was refused.</summary>
    public void Settle(string orderId, bool there = true)
    {
        lock (gate)
        {
            var order = orders[orderId];
            if (order is { CaptureStatus: "PENDING", CaptureId: { } capture })
            {
                order.CaptureStatus = there ? "COMPLETED" : "DECLINED";
                Arrived(order, capture);
            }
        }
    }

    /// <summary>The list shows a transaction under another event code: of a card, of another button.</summary>
    public void Recode(string transactionId, string code)
    {
        lock (gate)
        {
            var at = rows.FindIndex(r => r.Id == transactionId);
            rows[at] = rows[at] with { Code = code };
        }
    }

    /// <summary>The money of an approved order was taken, and the answer to whoever asked for it never came.</summary>
    public void TakeUnheard(string orderId)
    {
        lock (gate)
        {
            Take(orderId).Dispose();
        }
    }

    private HttpResponseMessage Order(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.Method == HttpMethod.Get)
        {
            return path is ["v2", "checkout", "orders", var known] && OrderOf(known) is { } order ? Told(HttpStatusCode.OK, order) : Error(HttpStatusCode.NotFound, "RESOURCE_NOT_FOUND");
        }

        if (request.Headers.TryGetValues("PayPal-Request-Id", out var keys) is false)
        {
            return Error(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        }

        // What was done by a key is answered the same way again.
        var key = $"{request.RequestUri.AbsolutePath} {keys.First()}";
        if (done.TryGetValue(key, out var before))
        {
            return new HttpResponseMessage(before.Status) { Content = new ByteArrayContent(before.Body) };
        }

        using var content = new MemoryStream();
        request.Content!.CopyTo(content, null, default);
        using var json = JsonDocument.Parse(content.ToArray());
        var answer = path switch
        {
            ["v2", "checkout", "orders"] => Make(json.RootElement),
            ["v2", "checkout", "orders", var id, "capture"] => Take(id),
            ["v2", "payments", "captures", var id, "refund"] => Back(id, json.RootElement),
            _ => Error(HttpStatusCode.NotFound, "RESOURCE_NOT_FOUND"),
        };
        if (answer.IsSuccessStatusCode)
        {
            using var copy = new MemoryStream();
            answer.Content.CopyTo(copy, null, default);
            done[key] = (answer.StatusCode, copy.ToArray());
            answer.Content = new ByteArrayContent(copy.ToArray());
        }

        return answer;
    }

    // A sale of a shop has an order too; it is told by what the account has of it.
    private SimulatedPayPalOrder? OrderOf(string id) => orders.GetValueOrDefault(id)
        ?? (rows.Find(r => r.OrderId == id && r.Code == "T0006" && r.Status == "S") is { } sale
            ? new SimulatedPayPalOrder(id, sale.CustomField ?? "", sale.InvoiceId ?? "", sale.Gross, "", "") { Status = "COMPLETED", CaptureId = sale.Id, CaptureStatus = "COMPLETED", At = sale.At }
            : null);

    private HttpResponseMessage Make(JsonElement json)
    {
        var unit = json.GetProperty("purchase_units")[0];
        var context = json.GetProperty("payment_source").GetProperty("paypal").GetProperty("experience_context");
        var invoice = unit.GetProperty("invoice_id").GetString()!;
        var amount = AmountOf(unit.GetProperty("amount"));
        if (amount is not { } money || orders.Values.Any(o => o.Invoice == invoice && o.Status == "COMPLETED"))
        {
            return Issue(amount is null ? "DECIMAL_PRECISION" : "DUPLICATE_INVOICE_ID");
        }

        var order = new SimulatedPayPalOrder(
            string.Create(CultureInfo.InvariantCulture, $"ORD{Interlocked.Increment(ref made):D14}"), unit.GetProperty("custom_id").GetString()!, invoice, money, context.GetProperty("return_url").GetString()!,
            context.GetProperty("cancel_url").GetString()!);
        orders[order.Id] = order;
        return Told(HttpStatusCode.OK, order);
    }

    private HttpResponseMessage Take(string id)
    {
        if (!orders.TryGetValue(id, out var order))
        {
            return Error(HttpStatusCode.NotFound, "RESOURCE_NOT_FOUND");
        }

        if (order.Status != "APPROVED")
        {
            return Issue(order.Status == "COMPLETED" ? "ORDER_ALREADY_CAPTURED" : "ORDER_NOT_APPROVED");
        }

        if (order.Outcome == "DECLINED")
        {
            order.Status = "CREATED";
            return Issue("INSTRUMENT_DECLINED");
        }

        (order.Status, order.CaptureId, order.CaptureStatus, order.At) = ("COMPLETED", NewId(), order.Outcome, Now());
        Arrived(order, order.CaptureId);
        return Told(HttpStatusCode.Created, order);
    }

    private void Arrived(SimulatedPayPalOrder order, string capture)
    {
        if (order.CaptureStatus == "COMPLETED")
        {
            Put(new SimulatedPayPalRow(capture, "T0006", order.At, order.Amount) { Fee = FeeOf(order.Amount), InvoiceId = order.Invoice, CustomField = order.Attempt, OrderId = order.Id, UpdatedAt = Now() });
        }
        else
        {
            Tell($"PAYMENT.CAPTURE.{(order.CaptureStatus == "PENDING" ? "PENDING" : "DENIED")}", w => Resource(w, capture, order.Invoice, order.Attempt, order.Id));
        }
    }

    private HttpResponseMessage Back(string captureId, JsonElement json)
    {
        var order = orders.Values.FirstOrDefault(o => o.CaptureId == captureId);
        var sale = rows.Find(r => r.Id == captureId);
        if (order is null || sale is null || AmountOf(json.GetProperty("amount")) is not { } amount)
        {
            return Error(HttpStatusCode.NotFound, "RESOURCE_NOT_FOUND");
        }

        if (amount.Amount > sale.Gross.Amount + rows.Where(r => r.ReferenceId == captureId && r.Code == "T1107").Sum(r => r.Gross.Amount))
        {
            return Issue("REFUND_AMOUNT_EXCEEDED");
        }

        var row = new SimulatedPayPalRow(NewId(), "T1107", Now(), -amount) { ReferenceId = captureId, InvoiceId = order.Invoice, CustomField = order.Attempt, OrderId = order.Id };
        Put(row);
        return Json(HttpStatusCode.Created, w =>
        {
            w.WriteString("id", row.Id);
            w.WriteString("status", "COMPLETED");
        });
    }

    private HttpResponseMessage Told(HttpStatusCode status, SimulatedPayPalOrder order) => Json(status, w =>
    {
        w.WriteString("id", order.Id);
        w.WriteString("status", order.Status == "CREATED" ? "PAYER_ACTION_REQUIRED" : order.Status);
        if (rows.Find(r => r.Id == order.CaptureId) is { } sale && (sale.PayerEmail ?? sale.PayerName ?? sale.PayerAccount) is not null)
        {
            WritePayer(w, sale);
        }

        w.WriteStartArray("purchase_units");
        w.WriteStartObject();
        w.WriteString("custom_id", order.Attempt);
        w.WriteString("invoice_id", order.Invoice);
        SimulatedPayPalRow.Write(w, "amount", order.Amount);
        w.WriteStartObject("payments");
        w.WriteStartArray("captures");
        if (order.CaptureId is { } capture)
        {
            WriteCapture(w, order, capture);
        }

        w.WriteEndArray();
        w.WriteStartArray("refunds");
        foreach (var row in rows.Where(r => r.Code == "T1107" && r.ReferenceId is not null && r.ReferenceId == order.CaptureId))
        {
            w.WriteStartObject();
            w.WriteString("id", row.Id);
            w.WriteString("status", "COMPLETED");
            SimulatedPayPalRow.Write(w, "amount", -row.Gross);
            w.WriteString("create_time", Zulu(row.At));
            Link(w, "up", $"{access.Api}v2/payments/captures/{row.ReferenceId}");
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndArray();
        Link(w, "payer-action", $"https://www.sandbox.paypal.com/checkoutnow?token={order.Id}");
    });

    private static void WritePayer(Utf8JsonWriter w, SimulatedPayPalRow sale)
    {
        w.WriteStartObject("payer");
        foreach (var (name, value) in new[] { ("email_address", sale.PayerEmail), ("payer_id", sale.PayerAccount) })
        {
            if (value is not null)
            {
                w.WriteString(name, value);
            }
        }

        w.WriteStartObject("name");
        w.WriteString("given_name", sale.PayerName ?? "");
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private void WriteCapture(Utf8JsonWriter w, SimulatedPayPalOrder order, string capture)
    {
        var back = rows.Where(r => r.Code == "T1107" && r.ReferenceId == capture).Sum(r => -r.Gross.Amount);
        w.WriteStartObject();
        w.WriteString("id", capture);
        w.WriteString("status", back == 0m ? order.CaptureStatus : back < order.Amount.Amount ? "PARTIALLY_REFUNDED" : "REFUNDED");
        SimulatedPayPalRow.Write(w, "amount", order.Amount);
        if (order.CaptureStatus == "COMPLETED")
        {
            w.WriteStartObject("seller_receivable_breakdown");
            SimulatedPayPalRow.Write(w, "gross_amount", order.Amount);
            SimulatedPayPalRow.Write(w, "paypal_fee", -FeeOf(order.Amount));
            w.WriteEndObject();
        }

        w.WriteString("create_time", Zulu(order.At));
        w.WriteEndObject();
    }

    private static void Link(Utf8JsonWriter w, string rel, string href)
    {
        w.WriteStartArray("links");
        w.WriteStartObject();
        w.WriteString("href", href);
        w.WriteString("rel", rel);
        w.WriteEndObject();
        w.WriteEndArray();
    }

    private static Money? AmountOf(JsonElement json)
    {
        var (code, text) = (json.GetProperty("currency_code").GetString()!, json.GetProperty("value").GetString()!);
        return Currency.IsKnown(code) && !(code is "HUF" or "JPY" && text.Contains('.', StringComparison.Ordinal)) ? new Money(decimal.Parse(text, CultureInfo.InvariantCulture), Currency.Of(code)) : null;
    }

    private static string Zulu(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static HttpResponseMessage Issue(string issue) => Json(HttpStatusCode.UnprocessableEntity, w =>
    {
        w.WriteString("name", "UNPROCESSABLE_ENTITY");
        w.WriteString("message", "Simulated");
        w.WriteStartArray("details");
        w.WriteStartObject();
        w.WriteString("issue", issue);
        w.WriteEndObject();
        w.WriteEndArray();
    });
}
