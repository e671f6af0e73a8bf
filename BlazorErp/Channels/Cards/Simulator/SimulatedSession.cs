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
    public DateTimeOffset ExpiresAt { get; internal set; }
    /// <summary>Status in the provider's words.</summary>
    public string Status { get; internal set; } = "open";
    /// <summary>What came.</summary>
    public long PaidMinor { get; internal set; }
    /// <summary>When.</summary>
    public DateTimeOffset PaidAt { get; internal set; }
    /// <summary>What went back.</summary>
    public long RefundedMinor { get; internal set; }
    /// <summary>What a dispute took.</summary>
    public long DisputedMinor { get; internal set; }
    /// <summary>What the provider charges for the dispute.</summary>
    public long DisputeFee { get; internal set; }
    /// <summary>Where the browser goes after paying.</summary>
    public string ReturnTo { get; init; } = "";
    /// <summary>Where it goes when the payer turns back.</summary>
    public string CancelTo { get; init; } = "";
    /// <summary>The provider's payment.</summary>
    public string PaymentId => IsStripe ? "pi_" + Id : Id;
    /// <summary>What the provider takes.</summary>
    public long Fee => PaidMinor / 50;

    internal byte[] StripeSession(bool expanded, bool live = false, bool withFee = true) => JsonSerializer.SerializeToUtf8Bytes(StripeObject(expanded, live, withFee));

    internal byte[] StripeEvent(string eventId, string type, DateTimeOffset at, bool live = false, bool withFee = true) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["id"] = eventId,
        ["object"] = "event",
        ["type"] = type,
        ["created"] = at.ToUnixTimeSeconds(),
        ["livemode"] = live,
        ["data"] = new JsonObject
        {
            ["object"] = type == "charge.refunded" ? Charge(withFee) : type.StartsWith("charge.dispute", StringComparison.Ordinal) ? Dispute(type) : StripeObject(expanded: false, live, withFee),
        },
    });

    internal byte[] KlixPurchase(string? eventType, DateTimeOffset at, bool live = false)
    {
        var purchase = new JsonObject
        {
            ["id"] = Id,
            ["type"] = "purchase",
            ["status"] = Status,
            ["is_test"] = !live,
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

    private JsonObject Dispute(string type) => new()
    {
        ["id"] = "dp_" + Id,
        ["object"] = "dispute",
        ["amount"] = DisputedMinor,
        ["currency"] = Currency,
        ["charge"] = "ch_" + Id,
        ["payment_intent"] = PaymentId,
        ["balance_transactions"] = type == "charge.dispute.funds_withdrawn" ? new JsonArray(new JsonObject { ["amount"] = -DisputedMinor, ["fee"] = DisputeFee, ["currency"] = Currency }) : new JsonArray(),
    };

    private JsonObject StripeObject(bool expanded, bool live, bool withFee)
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
            ["livemode"] = live,
            ["expires_at"] = ExpiresAt.ToUnixTimeSeconds(),
            ["client_reference_id"] = Reference,
            ["metadata"] = new JsonObject { ["attempt"] = Attempt },
            ["payment_intent"] = !paid ? null : expanded ? new JsonObject { ["id"] = PaymentId, ["latest_charge"] = Charge(withFee) } : PaymentId,
        };
    }

    private JsonObject Charge(bool withFee) => new()
    {
        ["id"] = "ch_" + Id,
        ["object"] = "charge",
        ["created"] = PaidAt.ToUnixTimeSeconds(),
        ["payment_intent"] = PaymentId,
        ["amount"] = PaidMinor,
        ["amount_refunded"] = RefundedMinor,
        ["currency"] = Currency,
        ["metadata"] = new JsonObject { ["attempt"] = Attempt },
        ["balance_transaction"] = withFee ? new JsonObject { ["id"] = "txn_" + Id, ["fee"] = Fee, ["currency"] = Currency } : null,
    };
}

/// <summary>A movement on the simulated Stripe account, in minor units: the amount signed, the fee not negative.</summary>
public sealed record SimulatedMovement(
    string Id, string Type, long Minor, long Fee, string Currency, DateTimeOffset At, string? Source, string? SourceKind, string? Attempt, string? PaymentId)
{
    /// <summary>Payout it went out with.</summary>
    public string? PayoutId { get; internal set; }

    internal JsonObject Json() => new()
    {
        ["id"] = Id,
        ["object"] = "balance_transaction",
        ["type"] = Type,
        ["amount"] = Minor,
        ["fee"] = Fee,
        ["net"] = Minor - Fee,
        ["currency"] = Currency,
        ["created"] = At.ToUnixTimeSeconds(),
        ["description"] = Type,
        ["source"] = SourceKind is null && PaymentId is null ? null : new JsonObject { ["id"] = Source ?? "ch_other", ["object"] = SourceKind ?? "charge", ["payment_intent"] = PaymentId, ["metadata"] = Attempt is null ? new JsonObject() : new JsonObject { ["attempt"] = Attempt } },
    };
}

/// <summary>A payout of the simulated Stripe to the seller's bank, in minor units.</summary>
public sealed record SimulatedPayout(string Id, long Minor, string Currency, DateTimeOffset At)
{
    /// <summary>Status in Stripe's words.</summary>
    public string Status { get; internal set; } = "paid";

    internal JsonObject Json() => new()
    {
        ["id"] = Id, ["object"] = "payout", ["amount"] = Minor, ["currency"] = Currency, ["status"] = Status, ["created"] = At.ToUnixTimeSeconds(), ["arrival_date"] = At.ToUnixTimeSeconds(), ["automatic"] = true,
    };
}
