using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>
/// Reads Klix purchases and refund payments. A purchase is its own payment: one purchase is paid once, so its id is session and payment id.
/// Never throws on any bytes.
/// </summary>
public static class KlixReader
{
    /// <summary>Provider name.</summary>
    public const string Provider = "klix";

    /// <summary>A message whose signature was right: a purchase, or the payment object of a refund.</summary>
    public static Outcome<PaymentNotification> Message(ReadOnlyMemory<byte> json)
    {
        var hash = CardAnswers.Hash(json);
        return CardAnswers.Read(json, root =>
        {
            var purchase = root.Text("type", 40) != "payment";
            var id = root.RequiredKey("id", 64);

            // Klix gives its messages no id; what is in them is their id.
            var told = Told(root, hash) with { EventId = $"{id}:{root.Text("event_type", 60)}:{hash[..32]}" };
            return purchase ? Purchase(root, told, id)[^1] : RefundPayment(root, told, id);
        });
    }

    /// <summary>A purchase asked for.</summary>
    public static Outcome<PayStatus> Status(ReadOnlyMemory<byte> json)
    {
        var hash = CardAnswers.Hash(json);
        return CardAnswers.Read(json, root => new PayStatus(Purchase(root, Told(root, hash), root.RequiredKey("id", 64))));
    }

    /// <summary>The methods a brand may be paid by.</summary>
    internal static Outcome<PayAccount> Methods(ReadOnlyMemory<byte> json, string brand) => CardAnswers.Read(json, root =>
    {
        var methods = root.Items("available_payment_methods", 50).Select(m => m.ValueKind == System.Text.Json.JsonValueKind.String ? ProviderJson.Cleaned(m.GetString()!, 40) : "").Where(m => m.Length > 0).Take(6).ToList();
        return new PayAccount(methods.Count > 0 ? $"{brand}: {string.Join(", ", methods)}" : brand, null);
    });

    /// <summary>A purchase just made.</summary>
    internal static Outcome<PaySession> NewSession(ReadOnlyMemory<byte> json, DateTimeOffset expiresAt) =>
        CardAnswers.Read(json, root => new PaySession(root.RequiredKey("id", 64), CardAnswers.Address(root, "checkout_url")!, expiresAt));

    /// <summary>Id of the object answered.</summary>
    internal static Outcome<string> Id(ReadOnlyMemory<byte> json) => CardAnswers.Read(json, root => root.RequiredKey("id", 64));

    /// <summary>Klix's words for an error: <c>{"__all__":[{"message":…}]}</c> and its like.</summary>
    internal static string Words(ProviderNode root)
    {
        foreach (var first in root.Items("__all__", 100))
        {
            return new ProviderNode(new ProviderReading(), first, "").Text("message", 300);
        }

        return root.Text("detail", 300);
    }

    /// <summary>The reference carries our attempt behind the invoice's number.</summary>
    internal static string Reference(string invoice, string attempt) => $"{invoice} {attempt}";

    private static PaymentNotification Told(ProviderNode root, string hash) => new()
    {
        Provider = Provider,
        EventId = $"asked:{hash}",
        BodyHash = hash,
        Notice = PaymentNotice.Other,
        At = Updated(root),
        AttemptId = AttemptOf(root.Text("reference", 255)),
        IsTest = root.Flag("is_test"),
    };

    private static DateTimeOffset Updated(ProviderNode root)
    {
        if (root.UnixTime("updated_on") is { } at)
        {
            return at;
        }

        if (!root.Has("updated_on"))
        {
            root.Reading.Refuse("updated_on", "pay.field_missing");
        }

        return default;
    }

    private static string? AttemptOf(string reference)
    {
        var blank = reference.LastIndexOf(' ');
        return blank > 0 && blank < reference.Length - 1 ? reference[(blank + 1)..] : null;
    }

    /// <summary>What a purchase says: one thing, or for a refunded one first that it was paid.</summary>
    private static List<PaymentNotification> Purchase(ProviderNode root, PaymentNotification told, string id)
    {
        var status = root.RequiredKey("status", 40);
        told = told with { SessionId = id };
        return status switch
        {
            "paid" or "cleared" or "settled" or "pending_refund" => [Paid(root, told, id)],
            "refunded" => Refunded(root, Paid(root, told, id)),
            "chargeback" or "charged_back" => [Paid(root, told, id) with { Notice = PaymentNotice.DisputeTaken, RefundId = "chargeback", Fee = null, At = told.At }],
            "viewed" or "sent" => [told with { Notice = PaymentNotice.Opened }],
            "hold" or "preauthorized" or "pending_execute" or "pending_charge" or "pending_capture" => [told with { Notice = PaymentNotice.Pending }],
            "error" or "blocked" => [told with { Notice = PaymentNotice.Failed }],
            "expired" => [told with { Notice = PaymentNotice.Expired }],
            "cancelled" or "released" => [told with { Notice = PaymentNotice.Cancelled }],
            _ => [told],
        };
    }

    private static PaymentNotification Paid(ProviderNode root, PaymentNotification told, string id)
    {
        var payment = root.Object("payment");
        var amount = CardAnswers.Money(payment, "amount", "currency");
        var fee = payment.Whole("fee_amount");
        return told with
        {
            Notice = PaymentNotice.Paid,
            PaymentId = id,
            Amount = amount,
            Fee = amount is { } money && fee is > 0 and { } taken ? MinorUnits.ToMoney(taken, money.Currency) : null,
            At = payment.UnixTime("paid_on") ?? told.At,
        };
    }

    /// <summary>What is no more refundable went back.</summary>
    private static List<PaymentNotification> Refunded(ProviderNode root, PaymentNotification paid)
    {
        if (paid.Amount is not { } came)
        {
            return [paid];
        }

        var left = MinorUnits.ToMoney(root.Whole("refundable_amount") ?? 0, came.Currency);
        var back = came - left;
        return back.Amount > 0m ? [paid, paid with { Notice = PaymentNotice.Refunded, Amount = back, Fee = null, At = Updated(root) }] : [paid];
    }

    /// <summary>The payment object of one refund; it names its purchase.</summary>
    private static PaymentNotification RefundPayment(ProviderNode root, PaymentNotification told, string id)
    {
        var payment = root.Object("payment");
        if (payment.Text("payment_type", 40) != "refund")
        {
            return told;
        }

        var purchase = root.Object("related_to").RequiredKey("id", 64);
        return told with
        {
            Notice = PaymentNotice.Refunded,
            SessionId = purchase,
            PaymentId = purchase,
            RefundId = id,
            Amount = CardAnswers.Money(payment, "amount", "currency"),
        };
    }
}
