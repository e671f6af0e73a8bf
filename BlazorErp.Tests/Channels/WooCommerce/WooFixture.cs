using System.Text;
using System.Text.Json.Nodes;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Channels.WooCommerce;

/// <summary>Orders to change and map in tests.</summary>
internal static class WooFixture
{
    public static readonly WooMapping Latvia = new([21m, 12m, 5m, 0m]);

    /// <summary>The tiny example of the reference: two pieces, a coupon, shipping, 21 %.</summary>
    public const string Tiny = """
        {"id":501,"number":"501","status":"processing","currency":"EUR","prices_include_tax":true,"date_created_gmt":"2026-03-01T09:00:00",
        "discount_total":"8.26","discount_tax":"1.74","shipping_total":"4.13","shipping_tax":"0.87","cart_tax":"15.62","total":"94.99","total_tax":"16.49",
        "line_items":[{"id":1,"product_id":10,"variation_id":0,"sku":"A1","quantity":2,"subtotal":"82.63","subtotal_tax":"17.36","total":"74.37","total_tax":"15.62","taxes":[{"id":3,"total":"15.62","subtotal":"17.36"}],"price":37.185}],
        "shipping_lines":[{"method_id":"flat_rate","method_title":"Omniva","total":"4.13","total_tax":"0.87","taxes":[{"id":3,"total":"0.87"}]}],
        "coupon_lines":[{"code":"spring","discount":"8.26","discount_tax":"1.74"}],"tax_lines":[{"rate_id":3,"label":"PVN","rate_percent":21,"tax_total":"15.62","shipping_tax_total":"0.87"}],
        "fee_lines":[],"refunds":[]}
        """;

    public static Outcome<WooMessage> Map(string json, WooMapping? mapping = null) => WooOrderMapper.Map(Encoding.UTF8.GetBytes(json), mapping ?? Latvia);

    public static ShopOrder Order(string json, WooMapping? mapping = null) => OrderIn(Map(json, mapping));

    public static ShopOrder OrderIn(Outcome<WooMessage> mapped)
    {
        mapped.Refusal.ShouldBeNull();
        return mapped.Value.ShouldBeOfType<WooMessage.Order>().Value;
    }

    public static Refusal Refused(string json)
    {
        var mapped = Map(json);
        mapped.Ok.ShouldBeFalse();
        return mapped.Refusal!;
    }

    /// <summary>The tiny example with a change.</summary>
    public static string TinyWith(Action<JsonObject> change)
    {
        var order = JsonNode.Parse(Tiny)!.AsObject();
        change(order);
        return order.ToJsonString();
    }

    /// <summary>An order with nothing but these lines.</summary>
    public static JsonObject OrderOf(string total, string vat, JsonArray items, JsonArray? shipping = null, JsonArray? fees = null, JsonArray? taxes = null) => new()
    {
        ["id"] = 7,
        ["number"] = "7",
        ["status"] = "processing",
        ["currency"] = "EUR",
        ["date_created_gmt"] = "2026-03-01T09:00:00",
        ["date_modified_gmt"] = "2026-03-01T09:00:05",
        ["total"] = total,
        ["total_tax"] = vat,
        ["line_items"] = items,
        ["shipping_lines"] = shipping ?? [],
        ["fee_lines"] = fees ?? [],
        ["tax_lines"] = taxes ?? [],
    };

    public static JsonObject Item(int id, decimal quantity, string net, string vat, string? subtotal = null, string? subtotalVat = null, JsonArray? taxes = null) => new()
    {
        ["id"] = id,
        ["name"] = "Thing",
        ["product_id"] = id,
        ["variation_id"] = 0,
        ["sku"] = $"S{id}",
        ["quantity"] = quantity,
        ["subtotal"] = subtotal ?? net,
        ["subtotal_tax"] = subtotalVat ?? vat,
        ["total"] = net,
        ["total_tax"] = vat,
        ["taxes"] = taxes ?? [],
    };

    public static JsonObject Extra(int id, string net, string vat) => new()
    {
        ["id"] = id, ["name"] = "Extra", ["method_title"] = "Courier", ["method_id"] = "flat_rate", ["total"] = net, ["total_tax"] = vat, ["taxes"] = new JsonArray(),
    };
}
