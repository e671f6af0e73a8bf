using System.Text.Json.Nodes;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Domain.Intake;
using static BlazorErp.Tests.Channels.WooCommerce.WooFixture;

namespace BlazorErp.Tests.Channels.WooCommerce;

public sealed class WooOrderMapperTests
{
    [Fact]
    public void The_tiny_example_maps_to_the_cent()
    {
        var order = Order(Tiny);

        order.ExternalId.ShouldBe("501");
        order.NumberOrdinal.ShouldBe(501);
        order.Status.ShouldBe(ShopOrderStatus.Paid);
        order.Version.ShouldBe(order.PlacedAt);
        order.Gross.Amount.ShouldBe(94.99m);
        order.LinesGross.ShouldBe(order.Gross);
        order.VatTotal.Amount.ShouldBe(16.49m);
        order.CouponCodes.ShouldBe(["spring"]);
        order.Lines.Select(l => (l.Kind, l.Net.Amount, l.Vat.Amount, l.VatPercent)).ShouldBe(
            [(ShopLineKind.Product, 74.37m, 15.62m, 21m), (ShopLineKind.Shipping, 4.13m, 0.87m, 21m)]);
        order.Lines[0].SubtotalNet.Amount.ShouldBe(82.63m);
        order.Customer.ExternalId.ShouldBeNull();
        order.Customer.Email.ShouldBeNull();
    }

    [Fact]
    public void A_wrapped_order_is_the_same_order() => Order($"{{\"data\":{Tiny}}}").Gross.Amount.ShouldBe(94.99m);

    [Fact]
    public void A_coupon_over_mixed_rates_is_already_inside_the_lines_and_each_line_finds_its_own_rate()
    {
        JsonArray TaxesOf(int rate, string total) =>
        [
            new JsonObject { ["id"] = 1, ["total"] = rate == 1 ? total : "", ["subtotal"] = "" },
            new JsonObject { ["id"] = 2, ["total"] = rate == 2 ? total : "", ["subtotal"] = "" },
        ];

        var order = Order(OrderOf(
            "157.50",
            "21.60",
            [Item(1, 1, "90.00", "18.90", "100.00", "21.00", TaxesOf(1, "18.90")), Item(2, 3, "45.90", "2.70", "51.00", "3.00", TaxesOf(2, "2.70"))],
            taxes: [new JsonObject { ["rate_id"] = 1, ["rate_percent"] = 21 }, new JsonObject { ["rate_id"] = 2, ["rate_percent"] = 5.88 }]).ToJsonString());

        order.LinesGross.Amount.ShouldBe(157.50m);
        order.Lines.Select(l => l.VatPercent).ShouldBe([21m, 5.88m]);
        order.Lines.Sum(l => l.SubtotalNet.Amount - l.Net.Amount).ShouldBe(15.10m);
    }

    [Fact]
    public void Free_shipping_is_a_line_that_costs_nothing_and_asks_for_no_rate()
    {
        var order = Order(OrderOf("12.10", "2.10", [Item(1, 1, "10.00", "2.10")], [Extra(2, "0.00", "0.00")]).ToJsonString());

        order.LinesGross.Amount.ShouldBe(12.10m);
        order.Lines[1].Name.ShouldBe("Courier");
        order.Lines[1].VatPercent.ShouldBeNull();
        order.Lines[1].NeedsVatMapping.ShouldBeFalse();
        order.Lines[0].VatPercent.ShouldBe(21m, "told from the amounts");
    }

    [Fact]
    public void A_negative_fee_is_a_discount_line()
    {
        var order = Order(OrderOf("9.68", "1.68", [Item(1, 1, "10.00", "2.10")], fees: [Extra(2, "-2.00", "-0.42")]).ToJsonString());

        order.LinesGross.Amount.ShouldBe(9.68m);
        (order.Lines[1].Kind, order.Lines[1].Net.Amount, order.Lines[1].VatPercent).ShouldBe((ShopLineKind.Fee, -2m, 21m));
    }

    [Fact]
    public void A_fraction_of_a_piece_is_a_quantity()
    {
        var order = Order(OrderOf("18.15", "3.15", [Item(1, 1.5m, "15.00", "3.15")]).ToJsonString());

        order.Lines[0].Quantity.Value.ShouldBe(1.5m);
    }

    [Fact]
    public void A_cent_lost_in_rounding_gets_a_line_of_its_own_and_two_cents_on_one_line_do_not()
    {
        var order = Order(OrderOf("12.11", "2.10", [Item(1, 1, "10.00", "2.10")]).ToJsonString());

        order.LinesGross.Amount.ShouldBe(12.11m);
        (order.Lines[1].Kind, order.Lines[1].Net.Amount, order.Lines[1].Vat.Amount).ShouldBe((ShopLineKind.Rounding, 0.01m, 0m));
        var refusal = Refused(OrderOf("12.12", "2.10", [Item(1, 1, "10.00", "2.10")]).ToJsonString());
        refusal.Code.ShouldBe("shop.total_differs");
        refusal.Args.ShouldBe(["12.12 EUR", "12.10 EUR"]);
    }

    [Fact]
    public void A_shop_that_prints_whole_forints_is_off_by_one_forint_a_line_at_most()
    {
        var whole = OrderOf("1001", "213", [Item(1, 1, "787", "213")]);
        whole["currency"] = "HUF";
        var fine = OrderOf("1001.00", "213.00", [Item(1, 1, "787.00", "213.00")]);
        fine["currency"] = "HUF";

        Order(whole.ToJsonString(), new WooMapping([27m, 18m, 5m])).Lines.Select(l => l.VatPercent).ShouldBe([27m, null]);
        Refused(fine.ToJsonString()).Code.ShouldBe("shop.total_differs");
    }

    [Fact]
    public void VAT_that_is_not_the_sum_of_the_lines_is_refused() =>
        Refused(OrderOf("12.10", "1.10", [Item(1, 1, "10.00", "2.10")]).ToJsonString())
            .ShouldBe(new Domain.Shared.Refusal("shop.vat_differs", "1.10 EUR", "2.10 EUR") { Field = "total_tax" });

    [Fact]
    public void A_stated_rate_that_was_not_charged_is_a_question_and_not_a_rate()
    {
        var order = Order(OrderOf(
            "10.00",
            "0.00",
            [Item(1, 1, "10.00", "0.00", taxes: [new JsonObject { ["id"] = 1, ["total"] = "0.00" }])],
            taxes: [new JsonObject { ["rate_id"] = 1, ["rate_percent"] = 21 }]).ToJsonString(), new WooMapping([21m, 12m]));

        order.Lines[0].VatPercent.ShouldBeNull();
        order.Lines[0].NeedsVatMapping.ShouldBeTrue();
    }

    [Fact]
    public void A_VAT_number_is_found_in_meta_data_of_any_kind()
    {
        var json = TinyWith(o =>
        {
            o["meta_data"] = new JsonArray(
                new JsonObject { ["key"] = "a", ["value"] = new JsonArray(1, "x", null) },
                new JsonObject { ["key"] = "b", ["value"] = new JsonObject { ["c"] = true } },
                new JsonObject { ["key"] = "billing_nip", ["value"] = 5252248481 },
                new JsonObject { ["key"] = "_billing_vat_number", ["value"] = " LV40003000642 " });
            o["billing"] = new JsonObject { ["company"] = "SIA Rīts", ["country"] = "lv", ["email"] = "" };
        });

        var customer = Order(json).Customer;

        customer.VatNumber.ShouldBe("LV40003000642");
        customer.Company.ShouldBe("SIA Rīts");
        customer.Billing.Country.ShouldBe("LV");
        customer.Email.ShouldBeNull();
    }

    [Theory]
    [InlineData("pending", ShopOrderStatus.Pending)]
    [InlineData("on-hold", ShopOrderStatus.OnHold)]
    [InlineData("trash", ShopOrderStatus.Cancelled)]
    [InlineData("checkout-draft", ShopOrderStatus.Draft)]
    [InlineData("wc-packed-by-elves", ShopOrderStatus.Unknown)]
    public void A_status_is_known_or_kept_as_written(string text, ShopOrderStatus status)
    {
        var order = Order(TinyWith(o => o["status"] = text));
        (order.Status, order.StatusText).ShouldBe((status, text));
    }

    [Theory]
    [InlineData("WEB-1042", 1042L)]
    [InlineData("2026/0042", 42L)]
    [InlineData("77-A", 77L)]
    [InlineData("none", null)]
    [InlineData("1234567890123456789012", null)]
    public void The_last_digits_of_a_number_order_it(string number, long? ordinal) => ShopOrder.OrdinalOf(number).ShouldBe(ordinal);

    [Fact]
    public void A_deletion_an_error_and_a_custom_topic_are_told_apart()
    {
        Map("""{"id":42}""").Value.ShouldBe(new WooMessage.Deleted("42"));
        Map("""{"data":{"id":42}}""").Value.ShouldBe(new WooMessage.Deleted("42"));
        Map("""{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}""").Value
            .ShouldBe(new WooMessage.Error("woocommerce_rest_cannot_view", "Sorry", 401));
        Map("""{"action":"woocommerce_add_to_cart","arg":{"x":1}}""").Value.ShouldBe(new WooMessage.Ignorable("woocommerce_add_to_cart"));
        Refused("""{"hello":1}""").Code.ShouldBe("shop.unknown_message");
    }

    [Fact]
    public void One_bad_order_in_a_page_does_not_hold_up_the_others()
    {
        var orders = Map($$"""[{{Tiny}},{"id":9,"status":"pending"},3]""").Value.ShouldBeOfType<WooMessage.Orders>().Values;

        orders.Select(o => (o.ExternalId, o.Order.Ok)).ShouldBe([("501", true), ("9", false), (null, false)]);
        orders[1].Order.Refusal!.All.Select(r => r.Field).ShouldBe(["[1].date_created_gmt", "[1].currency", "[1].total"]);
    }
}
