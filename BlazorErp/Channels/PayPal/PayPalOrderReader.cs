using System.Security.Cryptography;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>Money taken for an order.</summary>
internal sealed record PayPalCapture(string Id, string Status, Money? Amount, Money? Fee, DateTimeOffset? At);

/// <summary>Money of a capture that went back.</summary>
internal sealed record PayPalReturn(string Id, string CaptureId, string Status, Money? Amount, DateTimeOffset? At);

/// <summary>An order as PayPal tells it.</summary>
internal sealed record PayPalOrder(string Id, string Status, string AttemptId, string Hash, bool Sandbox, IReadOnlyList<PayPalCapture> Captures, IReadOnlyList<PayPalReturn> Returns)
{
    /// <summary>The seller's reference.</summary>
    public string InvoiceId { get; init; } = "";

    /// <summary>Who paid.</summary>
    public ProviderPayer Payer { get; init; } = ProviderPayer.Nobody;

    /// <summary>Its money as transactions of the account, told before the account's list shows them; none while it is not known who paid.</summary>
    public IEnumerable<ProviderTransaction> Ahead(long channelId)
    {
        if (Payer.Name.Length + Payer.Email.Length + Payer.AccountId.Length == 0)
        {
            yield break;
        }

        foreach (var capture in Captures)
        {
            if (capture is { Status: "COMPLETED" or "PARTIALLY_REFUNDED" or "REFUNDED", Amount: { } amount, At: { } at } && (capture.Fee is null || capture.Fee.Value.Currency == amount.Currency))
            {
                yield return ToldAhead.Sale(PayPalReader.Provider, channelId, capture.Id, amount, capture.Fee is { } fee ? -fee : null, at, InvoiceId, Payer) with { CustomField = AttemptId };
            }
        }

        foreach (var back in Returns)
        {
            if (back is { Status: "COMPLETED", Amount: { } amount, At: { } at, CaptureId.Length: > 0 })
            {
                yield return ToldAhead.Back(PayPalReader.Provider, channelId, back.Id, back.CaptureId, amount, at, InvoiceId, Payer) with { CustomField = AttemptId };
            }
        }
    }

    /// <summary>The payer has done his part; the money is to be taken.</summary>
    public bool IsApproved => Status == "APPROVED";

    /// <summary>All it says, money in before money back.</summary>
    public IReadOnlyList<PaymentNotification> Told(DateTimeOffset now)
    {
        var told = new List<PaymentNotification>();
        foreach (var capture in Captures)
        {
            told.Add(capture.Status switch
            {
                "COMPLETED" or "PARTIALLY_REFUNDED" or "REFUNDED" => Note(PaymentNotice.Paid, capture.At ?? now) with { PaymentId = capture.Id, Amount = capture.Amount, Fee = capture.Fee },
                "PENDING" => Note(PaymentNotice.Pending, capture.At ?? now),
                _ => Note(PaymentNotice.Failed, capture.At ?? now),
            });
        }

        foreach (var back in Returns.Where(r => r.Status == "COMPLETED").OrderBy(r => r.At).ThenBy(r => r.Id, StringComparer.Ordinal))
        {
            told.Add(Note(PaymentNotice.Refunded, back.At ?? now) with { PaymentId = back.CaptureId, RefundId = back.Id, Amount = back.Amount });
        }

        if (told.Count == 0 && Status == "VOIDED")
        {
            told.Add(Note(PaymentNotice.Cancelled, now));
        }

        return told;
    }

    /// <summary>One thing about it.</summary>
    public PaymentNotification Note(PaymentNotice notice, DateTimeOffset at) => new()
    {
        Provider = PayPalReader.Provider, EventId = $"order:{Id}:{Hash}", BodyHash = Hash, Notice = notice, At = at, AttemptId = AttemptId.Length > 0 ? AttemptId : null, SessionId = Id, IsTest = Sandbox,
    };
}

/// <summary>Reads PayPal's answers about orders, captures and refunds (<c>checkout_orders_v2</c>, <c>payments_payment_v2</c>). Never throws on any bytes.</summary>
internal static class PayPalOrderReader
{
    private const int Most = 1024 * 1024;

    /// <summary>A new order, and the page where the payer approves it.</summary>
    public static Outcome<PaySession> Session(ReadOnlyMemory<byte> json, DateTimeOffset expires) => PayPalReader.Read(json, Most, root =>
    {
        var id = root.RequiredKey("id", 64);
        Uri? page = null;
        foreach (var item in root.Items("links", 50))
        {
            var link = new ProviderNode(root.Reading, item, "links");
            if (link.Text("rel", 40) is "payer-action" or "approve")
            {
                page = Page(link.Text("href", 2000));
            }
        }

        if (page is null)
        {
            root.Reading.Refuse("links", "pay.address_invalid");
        }

        return new PaySession(id, page!, expires);
    });

    /// <summary>An order with all that became of it.</summary>
    public static Outcome<PayPalOrder> Order(ReadOnlyMemory<byte> json, bool sandbox) => PayPalReader.Read(json, Most, root =>
    {
        var (captures, returns, attempt, invoice) = (new List<PayPalCapture>(), new List<PayPalReturn>(), "", "");
        foreach (var item in root.Items("purchase_units", 10))
        {
            var unit = new ProviderNode(root.Reading, item, "purchase_units");
            attempt = attempt.Length > 0 ? attempt : unit.Text("custom_id", 127);
            invoice = invoice.Length > 0 ? invoice : unit.Text("invoice_id", 127);
            var payments = unit.Object("payments");
            foreach (var one in payments.Items("captures", 100))
            {
                captures.Add(CaptureOf(new ProviderNode(root.Reading, one, "captures")));
            }

            foreach (var one in payments.Items("refunds", 100))
            {
                var back = new ProviderNode(root.Reading, one, "refunds");
                returns.Add(new PayPalReturn(back.RequiredKey("id", 64), Parent(back) ?? (captures.Count == 1 ? captures[0].Id : ""), back.RequiredKey("status", 40), back.Money("amount"), back.Instant("create_time")));
            }
        }

        return new PayPalOrder(root.RequiredKey("id", 64), root.RequiredKey("status", 40), attempt, Convert.ToHexStringLower(SHA256.HashData(json.Span)), sandbox, captures, returns) { InvoiceId = invoice, Payer = PayerOf(root.Object("payer")) };
    });

    private static ProviderPayer PayerOf(ProviderNode payer)
    {
        var names = payer.Object("name");
        return new ProviderPayer($"{names.Text("given_name", 140)} {names.Text("surname", 140)}".Trim(), payer.Text("email_address", 254), payer.Text("payer_id", 24), payer.Object("address").Text("country_code", 2));
    }


    /// <summary>A refund just made.</summary>
    public static Outcome<(string Id, string Status)> Refund(ReadOnlyMemory<byte> json) => PayPalReader.Read(json, Most, root => (root.RequiredKey("id", 64), root.RequiredKey("status", 40)));

    /// <summary>An order that PayPal does not know any more.</summary>
    public static PaymentNotification Gone(string sessionId, DateTimeOffset now) => new()
    {
        Provider = PayPalReader.Provider, EventId = $"order:{sessionId}:gone", BodyHash = "", Notice = PaymentNotice.Expired, At = now, SessionId = sessionId,
    };

    private static PayPalCapture CaptureOf(ProviderNode node)
    {
        // The fee is above zero here, and absent while the money is on its way.
        var fee = node.Object("seller_receivable_breakdown").Money("paypal_fee");
        return new PayPalCapture(node.RequiredKey("id", 64), node.RequiredKey("status", 40), node.Money("amount"), fee, node.Instant("create_time"));
    }

    /// <summary>The capture that a refund is of: the last part of its link "up".</summary>
    private static string? Parent(ProviderNode node)
    {
        foreach (var item in node.Items("links", 50))
        {
            var link = new ProviderNode(node.Reading, item, "links");
            if (link.Text("rel", 40) == "up" && link.Text("href", 2000) is var href && href.LastIndexOf('/') is var slash and >= 0 && href[..slash].EndsWith("/captures", StringComparison.Ordinal))
            {
                return href[(slash + 1)..];
            }
        }

        return null;
    }

    /// <summary>The payer is sent to PayPal's own pages only.</summary>
    private static Uri? Page(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps && page.IsDefaultPort && page.UserInfo.Length == 0 && (page.Host == "paypal.com" || page.Host.EndsWith(".paypal.com", StringComparison.Ordinal)) ? page : null;
}
