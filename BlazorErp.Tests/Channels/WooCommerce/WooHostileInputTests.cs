using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;
using static BlazorErp.Tests.Channels.WooCommerce.WooFixture;

namespace BlazorErp.Tests.Channels.WooCommerce;

public sealed class WooHostileInputTests
{
    [Theory]
    [InlineData("12,50")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1 000.00")]
    [InlineData("(5.00)")]
    [InlineData("\u221212.00")]
    [InlineData("12.50\0")]
    [InlineData("--1")]
    [InlineData("€5")]
    [InlineData("99999999999999999999999999999999")]
    public void An_amount_that_is_not_plain_decimal_is_refused_by_its_path(string amount)
    {
        var refusal = Refused(TinyWith(o => o["line_items"]![0]!["total"] = amount));
        (refusal.Code, refusal.Field).ShouldBe(("shop.amount_invalid", "line_items[0].total"));
    }

    [Fact]
    public void An_amount_that_is_a_number_is_refused() =>
        Refused(TinyWith(o => o["total"] = 94.99)).ShouldBe(new Refusal("shop.amount_invalid", "94.99") { Field = "total" });

    [Fact]
    public void An_absurd_amount_is_refused() =>
        Refused(TinyWith(o => o["line_items"]![0]!["total"] = "1000000000.01")).Code.ShouldBe("shop.amount_too_large");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000001")]
    [InlineData("0.00001")]
    [InlineData("1e999")]
    [InlineData("\"2\"")]
    [InlineData("null")]
    [InlineData("[2]")]
    public void A_quantity_that_is_none_is_refused(string quantity)
    {
        var refusal = Refused(Tiny.Replace("\"quantity\":2", $"\"quantity\":{quantity}", StringComparison.Ordinal));
        (refusal.Code, refusal.Field).ShouldBe(("shop.quantity_invalid", "line_items[0].quantity"));
    }

    [Fact]
    public void Malformed_JSON_is_refused_with_its_place()
    {
        var refusal = Refused("{\n \"id\": 1,\n \"total\": oops}");
        refusal.Code.ShouldBe("shop.malformed");
        refusal.Args[0].ShouldBe(3L);
        Refused("").Code.ShouldBe("shop.malformed");
        Refused("{\"id\":NaN}").Code.ShouldBe("shop.malformed");
        WooOrderMapper.Map(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"' }, Latvia).Refusal.ShouldBe(new Refusal("shop.malformed", 1L, 3L));
        Refused(string.Concat(Enumerable.Repeat("[", 100_000))).Code.ShouldBe("shop.malformed");
    }

    [Fact]
    public void A_key_that_occurs_twice_is_refused_also_when_written_differently()
    {
        Refused(Tiny.Replace("\"total\":\"94.99\"", "\"total\":\"94.99\",\"tot\\u0061l\":\"1.00\"", StringComparison.Ordinal)).Code.ShouldBe("shop.duplicate_key");
        Refused(Tiny.Replace("\"sku\":\"A1\"", "\"sku\":\"A1\",\"sku\":\"B2\"", StringComparison.Ordinal)).Field.ShouldBe("line_items[0].sku");
    }

    [Fact]
    public void Nesting_that_is_not_WooCommerces_is_refused_by_its_path()
    {
        Refused(TinyWith(o => o["line_items"] = new JsonObject())).ShouldBe(new Refusal("shop.field_kind", "array", "object") { Field = "line_items" });
        Refused(TinyWith(o => o["line_items"] = new JsonArray(1))).Field.ShouldBe("line_items[0]");
        Refused(TinyWith(o => o["billing"] = "x")).Field.ShouldBe("billing");
        Refused(TinyWith(o => o["billing"] = new JsonObject { ["city"] = new JsonArray() })).Field.ShouldBe("billing.city");
    }

    [Fact]
    public void An_unknown_currency_a_date_with_a_zone_and_a_body_too_large_are_refused()
    {
        Refused(TinyWith(o => o["currency"] = "eur")).ShouldBe(new Refusal("shop.currency_unknown", "eur") { Field = "currency" });
        Refused(TinyWith(o => o["date_created_gmt"] = "2026-03-01T09:00:00+02:00")).Code.ShouldBe("shop.date_invalid");
        Refused(TinyWith(o => o["date_modified_gmt"] = "9999-03-01T09:00:00")).Field.ShouldBe("date_modified_gmt");
        WooOrderMapper.Map(new byte[WooMapping.WebhookBytes + 1], Latvia).Refusal!.Code.ShouldBe("shop.too_large");
    }

    [Fact]
    public void More_lines_than_an_order_may_have_are_refused()
    {
        var lines = string.Join(',', Enumerable.Repeat("{}", WooMapping.MaxLines + 1));
        var json = Tiny.Replace("\"fee_lines\":[]", $"\"fee_lines\":[{lines}]", StringComparison.Ordinal);
        Refused(json).ShouldBe(new Refusal("shop.too_many", WooMapping.MaxLines + 1, WooMapping.MaxLines) { Field = "fee_lines" });
    }

    [Fact]
    public void Text_is_cut_cleaned_or_refused_and_never_breaks()
    {
        var order = Order(TinyWith(o =>
        {
            o["customer_note"] = string.Concat(Enumerable.Repeat("😀", 3000)) + "\0";
            o["line_items"]![0]!["name"] = "=cmd|' /C calc'!A0\0\u0007<script>alert(1)</script>";
            o["transaction_id"] = false;
        }));

        order.CustomerNote.Length.ShouldBe(4000);
        char.IsLowSurrogate(order.CustomerNote[^1]).ShouldBeTrue();
        order.Lines[0].Name.ShouldBe("=cmd|' /C calc'!A0<script>alert(1)</script>");
        order.Payment.TransactionId.ShouldBeNull();
        Refused(TinyWith(o => o["line_items"]![0]!["sku"] = new string('x', 101))).ShouldBe(new Refusal("shop.text_too_long", 100) { Field = "line_items[0].sku" });
        Refused(Tiny.Replace("\"sku\":\"A1\"", "\"sku\":\"\\ud800\"", StringComparison.Ordinal)).ShouldBe(new Refusal("shop.text_invalid") { Field = "line_items[0].sku" });
        Refused(Tiny.Replace("\"sku\":\"A1\"", "\"\\ud800\":\"A1\"", StringComparison.Ordinal)).Field.ShouldBe("line_items[0].?");
    }

    [Fact]
    public void The_largest_body_costs_little_whatever_is_in_it()
    {
        string[] heavy =
        [
            $"[{string.Join(',', Enumerable.Repeat("{}", 330_000))}]",
            $"{{{string.Join(',', Enumerable.Range(0, 80_000).Select(i => $"\"k{i}\":1"))}}}",
            $"{{\"id\":1,\"meta_data\":[{string.Join(',', Enumerable.Repeat("{\"key\":1}", 80_000))}]}}",
            $"{{\"id\":1,\"total\":\"{new string('9', 990_000)}\"}}",
            $"{{\"id\":1,\"total\":{new string('9', 990_000)}}}",
            TinyWith(o => o["line_items"] = new JsonArray([.. Enumerable.Range(0, 9_999).Select(_ => (JsonNode)new JsonObject { ["quantity"] = -1 })])),
        ];
        var watch = Stopwatch.StartNew();

        foreach (var json in heavy)
        {
            Map(json).Ok.ShouldBeFalse();
        }

        watch.Elapsed.ShouldBeLessThan(Hang.Limit);
    }

    [Fact]
    public void Ten_thousand_damaged_bodies_are_refused_or_mapped_exactly_and_never_throw()
    {
        var random = new Random(20261121);
        var seeds = new[] { Tiny, OrderOf("9.68", "1.68", [Item(1, 1, "10.00", "2.10")], fees: [Extra(2, "-2.00", "-0.42")]).ToJsonString(), $"[{Tiny}]" }
            .Select(Encoding.UTF8.GetBytes).ToArray();
        var tokens = new[] { "null", "[]", "{}", "\"\"", "1e999", "-1", "true", "\"\\u0000\"", "\"\\ud800\"", "NaN", "99999999999999999999" }.Select(Encoding.UTF8.GetBytes).ToArray();
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var body = Damaged(seeds[i % seeds.Length], tokens, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begun = Stopwatch.GetTimestamp();
            var mapped = WooOrderMapper.Map(body, Latvia);
            (Stopwatch.GetElapsedTime(begun) < Hang.Limit && GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20).ShouldBeTrue($"body {i}");
            refused += mapped.Ok ? 0 : 1;
            foreach (var order in OrdersIn(mapped))
            {
                order.LinesGross.ShouldBe(order.Gross);
            }
        }

        refused.ShouldBeInRange(2_000, 9_999);
    }

    private static IEnumerable<ShopOrder> OrdersIn(Outcome<WooMessage> mapped) => (mapped.Ok ? mapped.Value : null) switch
    {
        WooMessage.Order one => [one.Value],
        WooMessage.Orders page => page.Values.Where(o => o.Order.Ok).Select(o => o.Order.Value),
        _ => [],
    };

    private static byte[] Damaged(byte[] body, byte[][] tokens, Random random)
    {
        var bytes = new List<byte>(body);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 2:
                    bytes[at] = (byte)"0123456789-.,\"{}[]"[random.Next(18)];
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(30, bytes.Count - at)));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add((byte)'}');
                    break;
                default:
                    ReplaceValue(bytes, at, tokens[random.Next(tokens.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts a token of another kind where a value was.</summary>
    private static void ReplaceValue(List<byte> bytes, int from, byte[] token)
    {
        var colon = bytes.IndexOf((byte)':', from);
        var end = colon < 0 ? -1 : bytes.FindIndex(colon, b => b is (byte)',' or (byte)'}');
        if (end > colon)
        {
            bytes.RemoveRange(colon + 1, end - colon - 1);
            bytes.InsertRange(colon + 1, token);
        }
    }
}
