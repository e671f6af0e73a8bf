using System.Globalization;
using System.Text.Json;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>
/// From WooCommerce's REST v3 order JSON to the neutral order. Pure; never throws, whatever the bytes are. Every refusal names the
/// field by its path (<c>line_items[2].total</c>).
/// </summary>
public static class WooOrderMapper
{
    /// <summary>
    /// Keys under which shops and plugins keep the customer's VAT number; WooCommerce has no field of its own for it. First one that has
    /// a value holds.
    /// </summary>
    private static readonly string[] VatNumberKeys =
    [
        "_billing_vat_number", "billing_vat_number", "_vat_number", "vat_number", "_billing_eu_vat_number", "_billing_nip", "billing_nip",
    ];

    /// <summary>Reads a body: an order, a page of orders, a deletion, an error object or a custom topic, bare or wrapped in <c>{"data": ...}</c>.</summary>
    public static Outcome<WooMessage> Map(ReadOnlyMemory<byte> json, WooMapping mapping)
    {
        var parsed = WooJson.Parse(json, mapping.MaxBytes);
        if (!parsed.Ok)
        {
            return parsed.Refusal!;
        }

        using var document = parsed.Value;
        var root = Unwrapped(document.RootElement);
        return root.ValueKind switch
        {
            JsonValueKind.Array => Page(root, mapping),
            JsonValueKind.Object => One(root, mapping),
            _ => new Refusal("shop.field_kind", "object", WooJson.KindName(root)) { Field = "$" },
        };
    }

    /// <summary>Id of the order in a body, also of one that <see cref="Map"/> refuses; null when none can be read.</summary>
    public static string? IdOf(ReadOnlyMemory<byte> json, WooMapping mapping)
    {
        var parsed = WooJson.Parse(json, mapping.MaxBytes);
        if (!parsed.Ok)
        {
            return null;
        }

        using var document = parsed.Value;
        return IdOf(Unwrapped(document.RootElement));
    }

    private static string? IdOf(JsonElement order) =>
        order.ValueKind == JsonValueKind.Object && order.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) && number > 0
            ? Invariant(number)
            : null;

    /// <summary>The Jetpack tunnel wraps answers in <c>data</c>; an error object has a <c>data</c> of its own, beside a code.</summary>
    private static JsonElement Unwrapped(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("data", out var data)
        && data.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        && !root.TryGetProperty("id", out _)
        && !root.TryGetProperty("code", out _)
            ? data
            : root;

    private static Outcome<WooMessage> Page(JsonElement page, WooMapping mapping)
    {
        if (page.GetArrayLength() > WooMapping.MaxLines)
        {
            return new Refusal("shop.too_many", page.GetArrayLength(), WooMapping.MaxLines) { Field = "$" };
        }

        var orders = new List<ListedOrder>(page.GetArrayLength());
        foreach (var item in page.EnumerateArray())
        {
            var path = $"[{orders.Count}]";
            orders.Add(new ListedOrder(
                IdOf(item),
                item.ValueKind == JsonValueKind.Object
                    ? Order(item, path, mapping)
                    : new Refusal("shop.field_kind", "object", WooJson.KindName(item)) { Field = path }));
        }

        return new WooMessage.Orders(orders);
    }

    private static Outcome<WooMessage> One(JsonElement root, WooMapping mapping)
    {
        if (!root.TryGetProperty("id", out _))
        {
            return WithoutId(root);
        }

        if (IdOf(root) is { } deleted && !root.EnumerateObject().Skip(1).Any())
        {
            return new WooMessage.Deleted(deleted);
        }

        return Order(root, "", mapping).Map<WooMessage>(order => new WooMessage.Order(order));
    }

    private static Outcome<WooMessage> WithoutId(JsonElement root)
    {
        var reading = new WooReading();
        var node = new WooNode(reading, root, "");
        WooMessage? message = null;
        if (node.Has("code") && node.Has("message"))
        {
            var status = root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? new WooNode(reading, data, "data").Id("status") : null;
            message = new WooMessage.Error(node.Text("code", 100), node.Text("message", 500), (int)Math.Min(status ?? 0, 999));
        }
        else if (node.Has("action"))
        {
            message = new WooMessage.Ignorable(node.Text("action", 100));
        }

        if (message is null)
        {
            return new Refusal("shop.unknown_message") { Field = "$" };
        }

        return reading.Failed ? reading.Refusal : message;
    }

    private static Outcome<ShopOrder> Order(JsonElement element, string path, WooMapping mapping)
    {
        var reading = new WooReading();
        var order = new WooNode(reading, element, path);
        var id = RequiredId(order);
        var number = order.Key("number", 100);
        number = number.Length == 0 ? id : number;
        var placed = order.Instant("date_created_gmt");
        var status = order.Key("status", 50);
        var code = order.Text("currency", 10);
        RequireHead(order, placed, status, code);
        var gross = order.RequiredAmount("total");
        var statedVat = order.Amount("total_tax");
        if (reading.Failed)
        {
            return reading.Refusal;
        }

        var currency = Currency.Of(code);
        var lines = new WooLines(order, currency, mapping.KnownRates);
        var mapped = new ShopOrder(
            id,
            number,
            ShopOrder.OrdinalOf(number),
            order.Instant("date_modified_gmt") ?? placed!.Value,
            placed!.Value,
            order.Instant("date_paid_gmt"),
            StatusOf(status),
            status,
            currency,
            CustomerOf(order),
            new ShopPayment(order.Key("payment_method", 100), order.Text("payment_method_title", 200), OrNull(order.Text("transaction_id", 200))),
            lines.All,
            [.. order.Items("coupon_lines").Select(c => c.Text("code", 100)).Where(c => c.Length > 0)],
            new Money(gross, currency).Rounded(),
            statedVat is { } vat ? new Money(vat, currency).Rounded() : new Money(lines.All.Sum(l => l.Vat.Amount), currency),
            RefundsOf(order, currency),
            order.Text("customer_note", 4000));
        return reading.Failed ? reading.Refusal : Tied(mapped, lines.Unit, order);
    }

    private static string RequiredId(WooNode order)
    {
        var id = order.Id("id") ?? 0;
        if (id == 0)
        {
            order.Reading.Refuse(order.Path("id"), "shop.field_missing");
        }

        return Invariant(id);
    }

    private static void RequireHead(WooNode order, DateTimeOffset? placed, string status, string currency)
    {
        if (placed is null && !order.Has("date_created_gmt"))
        {
            order.Reading.Refuse(order.Path("date_created_gmt"), "shop.field_missing");
        }
        else if (placed is null && !order.Reading.Failed)
        {
            order.Reading.Refuse(order.Path("date_created_gmt"), "shop.date_invalid", "");
        }

        if (status.Length == 0)
        {
            order.Reading.Refuse(order.Path("status"), "shop.field_missing");
        }

        if (currency.Length == 0)
        {
            order.Reading.Refuse(order.Path("currency"), "shop.field_missing");
        }
        else if (!Currency.IsKnown(currency))
        {
            order.Reading.Refuse(order.Path("currency"), "shop.currency_unknown", currency);
        }
    }

    private static ShopOrderStatus StatusOf(string status) => status switch
    {
        "pending" => ShopOrderStatus.Pending,
        "processing" => ShopOrderStatus.Paid,
        "on-hold" => ShopOrderStatus.OnHold,
        "completed" => ShopOrderStatus.Completed,
        "cancelled" or "trash" => ShopOrderStatus.Cancelled,
        "refunded" => ShopOrderStatus.Refunded,
        "failed" => ShopOrderStatus.Failed,
        "checkout-draft" or "auto-draft" or "draft" => ShopOrderStatus.Draft,
        _ => ShopOrderStatus.Unknown,
    };

    private static ShopCustomer CustomerOf(WooNode order)
    {
        var billing = order.Object("billing");
        var address = AddressOf(billing);
        return new ShopCustomer(
            order.Id("customer_id") is { } id and > 0 ? Invariant(id) : null,
            address.FirstName,
            address.LastName,
            address.Company,
            OrNull(billing.Text("email", 254)),
            address.Phone,
            VatNumberOf(order),
            address,
            AddressOf(order.Object("shipping")));
    }

    private static ShopAddress AddressOf(WooNode node) => new(
        node.Text("first_name", 100),
        node.Text("last_name", 100),
        node.Text("company", 200),
        node.Text("address_1", 200),
        node.Text("address_2", 200),
        node.Text("city", 100),
        node.Text("state", 100),
        node.Text("postcode", 20),
        CountryOf(node),
        node.Text("phone", 50));

    /// <summary>Two letters or nothing: a name cut to two letters would be another country.</summary>
    private static string CountryOf(WooNode node) =>
        node.Text("country", 60) is { Length: 2 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : "";

    private static string? VatNumberOf(WooNode order)
    {
        var best = VatNumberKeys.Length;
        string? number = null;
        foreach (var meta in order.Items("meta_data", most: 100_000))
        {
            var rank = Array.IndexOf(VatNumberKeys, meta.LooseText("key", 100));
            if (rank >= 0 && rank < best && meta.LooseText("value", 40) is { Length: > 0 } value)
            {
                best = rank;
                number = value;
            }
        }

        return number;
    }

    private static IReadOnlyList<ShopRefund> RefundsOf(WooNode order, Currency currency)
    {
        var refunds = new List<ShopRefund>();
        foreach (var refund in order.Items("refunds"))
        {
            // In the order the total is negative; we keep what was given back as a positive amount.
            var amount = refund.RequiredAmount("total");
            refunds.Add(new ShopRefund(Invariant(refund.Id("id") ?? 0), new Money(Math.Abs(amount), currency).Rounded(), refund.Text("reason", 1000)));
        }

        return refunds;
    }

    /// <summary>The neutral order does not know what WooCommerce calls the amounts it compares.</summary>
    private static Outcome<ShopOrder> Tied(ShopOrder mapped, decimal unit, WooNode order)
    {
        var tied = mapped.Tie(unit);
        return tied.Refusal is { } refusal ? refusal with { Field = order.Path(refusal.Code == "shop.vat_differs" ? "total_tax" : "total") } : tied;
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
