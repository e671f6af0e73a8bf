using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>Payouts and movements of the account.</summary>
public static partial class StripeReader
{
    private static readonly Money Nothing = Domain.Shared.Money.Zero(Currency.Of("EUR"));

    /// <summary>A page of a list.</summary>
    internal static Outcome<(IReadOnlyList<(string Id, T Row)> Rows, bool More)> List<T>(ReadOnlyMemory<byte> json, Func<ProviderNode, (string Id, T Row)> read) =>
        CardAnswers.Read<(IReadOnlyList<(string, T)>, bool)>(json, root =>
            ([.. root.Items("data", 1000).Select((row, n) => read(new ProviderNode(root.Reading, row, $"data[{n}]")))], root.Flag("has_more")));

    /// <summary>A payout without its parts.</summary>
    internal static (string Id, ToldPayout Row) Payout(ProviderNode row)
    {
        var id = row.RequiredKey("id", 255);
        var state = row.Text("status", 40) switch
        {
            "paid" => PayoutState.Paid,
            "failed" or "canceled" => PayoutState.Failed,
            _ => PayoutState.OnItsWay,
        };
        var arrives = row.UnixTime("arrival_date") is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : (DateOnly?)null;
        return (id, new ToldPayout(id, state, row.UnixTime("created") ?? default, arrives, Signed(row, "amount", "currency"), []));
    }

    /// <summary>A movement that a payout pays out; null for the payout itself.</summary>
    internal static (string Id, ToldPayoutPart? Row) PayoutPart(ProviderNode row)
    {
        var id = row.RequiredKey("id", 255);
        var type = row.Text("type", 60);
        if (type.StartsWith("payout", StringComparison.Ordinal))
        {
            return (id, null);
        }

        var source = row.IsObject("source") ? row.Object("source") : default;
        var known = row.IsObject("source");
        var payment = known ? source.KeyOrId("payment_intent", 255) : null;
        var attempt = known && source.IsObject("metadata") ? source.Object("metadata").Key("attempt", 64) : null;
        var dispute = known && source.Text("object", 40) == "dispute";
        var kind = type switch
        {
            "charge" or "payment" => PayoutPartKind.Payment,
            "refund" or "payment_refund" or "refund_failure" or "payment_failure_refund" => PayoutPartKind.Refund,
            "stripe_fee" or "application_fee" or "network_cost" or "tax_fee" => PayoutPartKind.Fee,
            _ => dispute ? PayoutPartKind.Dispute : PayoutPartKind.Other,
        };
        return (id, new ToldPayoutPart(id, kind, payment, attempt, known ? source.Key("id", 255) : null, Signed(row, "amount", "currency"), Signed(row, "fee", "currency"), row.UnixTime("created") ?? default, row.Text("description", 200)));
    }

    private static Money Signed(ProviderNode row, string amount, string currency)
    {
        var minor = row.Whole(amount, -1_000_000_000_000_000);
        if (minor is null && !row.Has(amount))
        {
            row.Reading.Refuse(row.Path(amount), "pay.field_missing");
        }

        return minor is { } units && row.CurrencyOf(currency) is { } code ? MinorUnits.ToMoney(units, code) : Nothing;
    }
}
