using BlazorErp.Channels.WooCommerce;
using BlazorErp.Domain.Intake;
using static BlazorErp.Tests.Channels.WooCommerce.WooFixture;

namespace BlazorErp.Tests.Channels.WooCommerce;

/// <summary>The six recorded files; expectations worked out by hand from the files.</summary>
public sealed class WooSamplesTests
{
    [SampleFact("woocommerce/order-details-partially-refunded.json")]
    public void A_partially_refunded_order_keeps_its_total_and_tells_its_refunds()
    {
        var order = OrderIn(Mapped("order-details-partially-refunded.json"));

        order.Gross.Amount.ShouldBe(304.45m);
        order.LinesGross.ShouldBe(order.Gross);
        order.Lines.Count.ShouldBe(9);
        order.Lines.ShouldNotContain(l => l.Kind == ShopLineKind.Rounding);
        order.Lines.Where(l => l.Kind == ShopLineKind.Product).Sum(l => l.Quantity.Value).ShouldBe(36m);
        order.Lines[2].Net.Amount.ShouldBe(32.40m, "price 10.799999999999999 is never used");
        order.Lines[^1].Net.Amount.ShouldBe(54.25m);
        order.Lines[^1].Kind.ShouldBe(ShopLineKind.Shipping);
        order.Lines[^1].Code.ShouldBe("wc_services_usps");
        order.Refunds.Select(r => (r.ExternalId, r.Amount.Amount, r.Reason)).ShouldBe([("549", 16.20m, "Sold out"), ("547", 8.10m, "")]);
        order.Status.ShouldBe(ShopOrderStatus.Completed);
        order.Customer.Company.ShouldBe("Smithsonian Natural History Museum");
        order.Customer.ExternalId.ShouldBe("1");
        order.Payment.TransactionId.ShouldBe("ch_1EiPDtJ71fgCH5kvO01uF7ew");
        order.Version.ShouldBe(new DateTimeOffset(2019, 6, 6, 17, 18, 38, TimeSpan.Zero));
        order.PaidAt.ShouldBe(new DateTimeOffset(2019, 6, 6, 17, 17, 58, TimeSpan.Zero));
        order.Lines.ShouldAllBe(l => l.VatPercent == 0m);
    }

    [SampleFact("woocommerce/order-with-gift-cards.json")]
    public void Gift_cards_are_lines_that_take_their_amount_off_outside_VAT()
    {
        var order = OrderIn(Mapped("order-with-gift-cards.json"));

        // 18.00 goods + 10.00 shipping - 20 and 4 paid by cards = 4.00
        order.Gross.Amount.ShouldBe(4.00m);
        order.LinesGross.ShouldBe(order.Gross);
        order.Lines.Select(l => (l.Kind, l.Net.Amount, l.Vat.Amount)).ShouldBe(
        [
            (ShopLineKind.Product, 18m, 0m), (ShopLineKind.Shipping, 10m, 0m), (ShopLineKind.GiftCard, -20m, 0m), (ShopLineKind.GiftCard, -4m, 0m),
        ]);
        order.Lines[2].Name.ShouldBe("…EZFT", "the whole code is money");
        order.Lines[2].NeedsVatMapping.ShouldBeFalse();
        order.Lines[0].Code.ShouldBe("Woo-beanie-logo");
        order.Customer.Shipping.Phone.ShouldBe("1234567898");
        order.Version.ShouldBe(new DateTimeOffset(2023, 3, 29, 3, 23, 2, TimeSpan.Zero), "the _gmt twin, not the shop's clock");
    }

    [SampleFact("woocommerce/order-without-data.json")]
    public void A_discounted_order_without_its_rates_asks_for_the_rate()
    {
        var order = OrderIn(Mapped("order-without-data.json"));

        order.Gross.Amount.ShouldBe(31.20m);
        order.LinesGross.ShouldBe(order.Gross);
        var line = order.Lines.ShouldHaveSingleItem();
        (line.Quantity.Value, line.Net.Amount, line.Vat.Amount, line.SubtotalNet.Amount).ShouldBe((2m, 30.00m, 1.20m, 50.00m));
        line.Code.ShouldBe("");
        line.VatPercent.ShouldBeNull("1.20 of 30.00 is 4 %, which Latvia does not have");
        line.NeedsVatMapping.ShouldBeTrue();
        OrderIn(Mapped("order-without-data.json", new WooMapping([0m, 4m, 8m]))).Lines[0].VatPercent.ShouldBe(4m);
    }

    [SampleFact("woocommerce/orders-load-all-without-data.json")]
    public void A_page_of_orders_maps_each()
    {
        var listed = Mapped("orders-load-all-without-data.json").Value.ShouldBeOfType<WooMessage.Orders>().Values.ShouldHaveSingleItem();

        listed.ExternalId.ShouldBe("963");
        listed.Order.Value.Gross.Amount.ShouldBe(31.20m);
        listed.Order.Value.LinesGross.ShouldBe(listed.Order.Value.Gross);
    }

    [SampleFact("woocommerce/order.json")]
    public void An_order_whose_lines_are_not_its_total_is_refused_with_both_numbers()
    {
        var mapped = Mapped("order.json");

        // 31.20 + 133.00 shipping + 125.50 fee = 289.70, but the file says 31.20.
        var refusal = mapped.Refusal.ShouldNotBeNull();
        refusal.Code.ShouldBe("shop.total_differs");
        refusal.Args.ShouldBe(["31.20 USD", "289.70 USD"]);
        WooOrderMapper.IdOf(SampleFiles.Read("woocommerce/order.json"), Latvia).ShouldBe("963");
    }

    [SampleFact("woocommerce/airbyte_orders.json")]
    public void An_untaxed_order_with_shipping_ties()
    {
        var order = Mapped("airbyte_orders.json").Value.ShouldBeOfType<WooMessage.Orders>().Values.ShouldHaveSingleItem().Order.Value;

        order.Gross.Amount.ShouldBe(59.99m);
        order.LinesGross.ShouldBe(order.Gross);
        order.Lines.Select(l => l.Gross.Amount).ShouldBe([49.99m, 10.00m]);
        order.PaidAt.ShouldBeNull("date_paid has no _gmt twin in this file and a shop's clock is not UTC");
        order.Customer.Email.ShouldBe("john.doe@example.com");
    }

    private static Domain.Shared.Outcome<WooMessage> Mapped(string file, WooMapping? mapping = null) =>
        WooOrderMapper.Map(SampleFiles.Read($"woocommerce/{file}"), mapping ?? Latvia);
}
