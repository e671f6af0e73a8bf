using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>Reads Stripe's events and sessions, only the fields needed, so that no API version matters. Never throws on any bytes.</summary>
public static partial class StripeReader
{
    /// <summary>Provider name.</summary>
    public const string Provider = "stripe";

    /// <summary>An event whose signature was right.</summary>
    public static Outcome<PaymentNotification> Event(ReadOnlyMemory<byte> json)
    {
        var hash = CardAnswers.Hash(json);
        return CardAnswers.Read(json, root =>
        {
            var type = root.RequiredKey("type", 100);
            var at = root.UnixTime("created");
            if (at is null && !root.Has("created"))
            {
                root.Reading.Refuse("created", "pay.field_missing");
            }

            var it = root.Object("data").Object("object");
            var told = new PaymentNotification
            {
                Provider = Provider,
                EventId = root.RequiredKey("id", 255),
                BodyHash = hash,
                Notice = PaymentNotice.Other,
                At = at ?? default,
                IsTest = root.Has("livemode") && !root.Flag("livemode"),
            };
            return type switch
            {
                // Completed is not paid: a delayed method comes later, or never.
                "checkout.session.completed" or "checkout.session.async_payment_succeeded" => Session(it, told, it.Text("payment_status", 40) == "paid" ? PaymentNotice.Paid : PaymentNotice.Pending),
                "checkout.session.async_payment_failed" => Session(it, told, PaymentNotice.Failed),
                "checkout.session.expired" => Session(it, told, PaymentNotice.Expired),
                "charge.refunded" => told with
                {
                    Notice = PaymentNotice.Refunded,
                    AttemptId = it.Object("metadata").Key("attempt", 64),
                    PaymentId = PaymentOf(it),
                    Amount = CardAnswers.Money(it, "amount_refunded", "currency"),
                },
                "charge.dispute.created" => told with { Notice = PaymentNotice.Disputed, PaymentId = PaymentOf(it) },
                "charge.dispute.funds_withdrawn" => Dispute(it, told, PaymentNotice.DisputeTaken),
                "charge.dispute.funds_reinstated" => Dispute(it, told, PaymentNotice.DisputeReturned),
                _ => told,
            };
        });
    }

    /// <summary>The account the key is of; the name a person knows it by.</summary>
    internal static Outcome<PayAccount> Account(ReadOnlyMemory<byte> json, bool isTest) => CardAnswers.Read(json, root =>
    {
        var id = root.RequiredKey("id", 255);
        var named = root.Object("settings").Object("dashboard").Text("display_name", 200);
        var email = root.Text("email", 200);
        return new PayAccount(named.Length > 0 ? $"{named} ({id})" : email.Length > 0 ? $"{email} ({id})" : id, isTest);
    });

    /// <summary>A session just made.</summary>
    internal static Outcome<PaySession> NewSession(ReadOnlyMemory<byte> json, DateTimeOffset expiresAt) => CardAnswers.Read(json, root =>
        new PaySession(root.RequiredKey("id", 255), CardAnswers.Address(root, "url")!, root.UnixTime("expires_at") ?? expiresAt));

    /// <summary>A session asked for, its payment and charge expanded.</summary>
    public static Outcome<PayStatus> Status(ReadOnlyMemory<byte> json, DateTimeOffset now)
    {
        var hash = CardAnswers.Hash(json);
        return CardAnswers.Read(json, root =>
        {
            var told = new PaymentNotification
            {
                Provider = Provider,
                EventId = $"asked:{hash}",
                BodyHash = hash,
                Notice = PaymentNotice.Other,
                At = now,
                IsTest = root.Has("livemode") && !root.Flag("livemode"),
            };
            var status = root.RequiredKey("status", 40);
            if (status == "expired")
            {
                return new PayStatus([Session(root, told, PaymentNotice.Expired) with { At = root.UnixTime("expires_at") ?? now }]);
            }

            if (status != "complete")
            {
                return new PayStatus([Session(root, told, PaymentNotice.Opened)]);
            }

            return root.Text("payment_status", 40) == "paid" ? PaidStatus(root, told) : new PayStatus([Session(root, told, PaymentNotice.Pending)]);
        });
    }

    /// <summary>A refund just made.</summary>
    internal static Outcome<(string Id, string Status)> Refund(ReadOnlyMemory<byte> json) =>
        CardAnswers.Read(json, root => (root.RequiredKey("id", 255), root.Text("status", 40)));

    /// <summary>Stripe's words for an error.</summary>
    internal static string Words(ProviderNode root)
    {
        var error = root.Object("error");
        return $"{error.Text("code", 100)} {error.Text("message", 300)}".Trim();
    }

    private static PayStatus PaidStatus(ProviderNode root, PaymentNotification told)
    {
        var paid = Session(root, told, PaymentNotice.Paid);
        var intent = root.IsObject("payment_intent") ? root.Object("payment_intent") : default;
        if (!root.IsObject("payment_intent") || !intent.IsObject("latest_charge"))
        {
            return new PayStatus([paid]);
        }

        var charge = intent.Object("latest_charge");
        paid = paid with { At = charge.UnixTime("created") ?? told.At };
        if (charge.IsObject("balance_transaction") && charge.Object("balance_transaction") is var booked && booked.Whole("fee") is { } fee && booked.CurrencyOf("currency") is { } currency)
        {
            paid = paid with { Fee = MinorUnits.ToMoney(fee, currency) };
        }

        return charge.Whole("amount_refunded") is > 0
            ? new PayStatus([paid, paid with { Notice = PaymentNotice.Refunded, At = told.At, Fee = null, Amount = CardAnswers.Money(charge, "amount_refunded", "currency") }])
            : new PayStatus([paid]);
    }

    private static PaymentNotification Session(ProviderNode session, PaymentNotification told, PaymentNotice notice)
    {
        var paid = notice == PaymentNotice.Paid;
        var payment = session.KeyOrId("payment_intent", 255);
        if (paid && payment is null)
        {
            session.Reading.Refuse(session.Path("payment_intent"), "pay.field_missing");
        }

        return told with
        {
            Notice = notice,
            SessionId = session.RequiredKey("id", 255),
            AttemptId = session.Object("metadata").Key("attempt", 64),
            PaymentId = payment,
            Amount = paid ? CardAnswers.Money(session, "amount_total", "currency") : null,
        };
    }

    /// <summary>What a dispute took, with the provider's charge for it, or gave back: the last of its movements on the account.</summary>
    private static PaymentNotification Dispute(ProviderNode dispute, PaymentNotification told, PaymentNotice notice)
    {
        var amount = CardAnswers.Money(dispute, "amount", "currency");
        decimal fee = 0m;
        Currency? currency = null;
        foreach (var booked in dispute.Items("balance_transactions", 20).Select(b => new ProviderNode(dispute.Reading, b, dispute.Path("balance_transactions"))))
        {
            if (booked.Whole("fee") is > 0 and { } taken && booked.CurrencyOf("currency") is { } known)
            {
                (fee, currency) = (fee + MinorUnits.ToMoney(taken, known).Amount, known);
            }
        }

        return told with
        {
            Notice = notice, PaymentId = PaymentOf(dispute), RefundId = dispute.RequiredKey("id", 255), Amount = amount,
            Fee = notice == PaymentNotice.DisputeTaken && currency is { } of ? new Money(fee, of) : null,
        };
    }

    private static string? PaymentOf(ProviderNode charge)
    {
        var payment = charge.KeyOrId("payment_intent", 255);
        if (payment is null)
        {
            charge.Reading.Refuse(charge.Path("payment_intent"), "pay.field_missing");
        }

        return payment;
    }
}
