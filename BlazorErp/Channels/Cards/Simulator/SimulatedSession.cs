using System.Text.Json;
using System.Text.Json.Nodes;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>A session at the simulated Stripe or a purchase at the simulated Klix, in minor units.</summary>
public sealed record SimulatedSession(string Id, bool IsStripe)
{
    /// <summary>Asked for.</summary>
    public long Minor { get; init; }
    /// <summary>Currency as sent.</summary>
    public string Currency { get; init; } = "";
    /// <summary>Reference as sent.</summary>
    public string Reference { get; init; } = "";
    /// <summary>Our attempt.</summary>
    public string Attempt { get; init; } = "";
    /// <summary>When its page closes.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
    /// <summary>Status in the provider's words.</summary>
    public string Status { get; internal set; } = "open";
    /// <summary>What came.</summary>
    public long PaidMinor { get; internal set; }
    /// <summary>When.</summary>
    public DateTimeOffset PaidAt { get; internal set; }
    /// <summary>What went back.</summary>
    public long RefundedMinor { get; internal set; }
    /// <summary>The provider's payment.</summary>
    public string PaymentId => IsStripe ? "pi_" + Id : Id;

    private long Fee => PaidMinor / 50;

    internal byte[] StripeSession(bool expanded) => JsonSerializer.SerializeToUtf8Bytes(StripeObject(expanded));

    internal byte[] StripeEvent(string eventId, string type, DateTimeOffset at) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["id"] = eventId,
        ["object"] = "event",
        ["type"] = type,
        ["created"] = at.ToUnixTimeSeconds(),
        ["livemode"] = false,
        ["data"] = new JsonObject { ["object"] = type == "charge.refunded" ? Charge() : StripeObject(expanded: false) },
    });

    internal byte[] KlixPurchase(string? eventType, DateTimeOffset at)
    {
        var purchase = new JsonObject
        {
            ["id"] = Id,
            ["type"] = "purchase",
            ["status"] = Status,
            ["is_test"] = true,
            ["reference"] = Reference,
            ["created_on"] = at.ToUnixTimeSeconds(),
            ["updated_on"] = at.ToUnixTimeSeconds(),
            ["checkout_url"] = $"https://portal.klix.app/p/{Id}/",
            ["purchase"] = new JsonObject { ["total"] = Minor, ["currency"] = Currency },
            ["refundable_amount"] = PaidMinor - RefundedMinor,
            ["payment"] = PaidMinor == 0
                ? null
                : new JsonObject { ["amount"] = PaidMinor, ["currency"] = Currency, ["fee_amount"] = Fee, ["payment_type"] = "purchase", ["paid_on"] = PaidAt.ToUnixTimeSeconds() },
        };
        if (eventType is not null)
        {
            purchase["event_type"] = eventType;
        }

        return JsonSerializer.SerializeToUtf8Bytes(purchase);
    }

    private JsonObject StripeObject(bool expanded)
    {
        var paid = PaidMinor > 0;
        return new JsonObject
        {
            ["id"] = Id,
            ["object"] = "checkout.session",
            ["url"] = Status == "open" ? $"https://checkout.stripe.com/c/pay/{Id}" : null,
            ["status"] = Status,
            ["payment_status"] = paid ? "paid" : "unpaid",
            ["amount_total"] = paid ? PaidMinor : Minor,
            ["currency"] = Currency,
            ["livemode"] = false,
            ["expires_at"] = ExpiresAt.ToUnixTimeSeconds(),
            ["client_reference_id"] = Reference,
            ["metadata"] = new JsonObject { ["attempt"] = Attempt },
            ["payment_intent"] = !paid ? null : expanded ? new JsonObject { ["id"] = PaymentId, ["latest_charge"] = Charge() } : PaymentId,
        };
    }

    private JsonObject Charge() => new()
    {
        ["id"] = "ch_" + Id,
        ["object"] = "charge",
        ["created"] = PaidAt.ToUnixTimeSeconds(),
        ["payment_intent"] = PaymentId,
        ["amount"] = PaidMinor,
        ["amount_refunded"] = RefundedMinor,
        ["currency"] = Currency,
        ["metadata"] = new JsonObject { ["attempt"] = Attempt },
        ["balance_transaction"] = new JsonObject { ["id"] = "txn_" + Id, ["fee"] = Fee, ["currency"] = Currency },
    };
}
