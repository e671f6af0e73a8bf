using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake;

/// <summary>The six recorded files of WooCommerce shops, posted to the address of a Latvian company's shop.</summary>
public sealed class ShopSamplesTests
{
    private const string Folder = "woocommerce/";

    [SampleFact(Folder + "order-details-partially-refunded.json")]
    public Task The_partially_refunded_order_comes_in_whole_with_the_refund_to_look_at() => OnBothAsync(async shop =>
    {
        await PostMappedAsync(shop, "order-details-partially-refunded.json");
        var order = (await shop.OrdersAsync()).ShouldHaveSingleItem();
        (order.Gross, order.Lines.Count).ShouldBe((304.45m, 9));
        var ask = RefusalJson.Read(order.ChangeRequest)!;
        (ask.Code, ask.Args[0]).ShouldBe(("intake.request_refunded", "24.3"));
    });

    [SampleFact(Folder + "order-with-gift-cards.json")]
    public Task Gift_cards_take_their_amount_off_the_order() => OnBothAsync(async shop =>
    {
        await PostMappedAsync(shop, "order-with-gift-cards.json");
        var order = (await shop.OrdersAsync()).ShouldHaveSingleItem();
        order.Gross.ShouldBe(4.00m);
        order.Lines.Select(l => l.Net).Order().ShouldBe([-20m, -4m, 10m, 18m]);
    });

    [SampleFact(Folder + "order-without-data.json")]
    public Task The_order_with_a_rate_nobody_knows_waits_and_its_page_is_the_same_order() => OnBothAsync(async shop =>
    {
        (await shop.PostAsync(SampleFiles.Read(Folder + "order-without-data.json"))).ShouldBe(200);
        (await shop.PostAsync(SampleFiles.Read(Folder + "orders-load-all-without-data.json"), "order.updated")).ShouldBe(200);
        await shop.SettleAsync();
        var inbox = await shop.InboxAsync();
        inbox.Single(m => m.State == IntakeState.Ignored).Why!.Code.ShouldBe("intake.split");
        inbox.Where(m => m.State == IntakeState.Failed).ShouldAllBe(m => m.Why!.Code == "intake.vat_unmapped" && m.Gross == 31.20m && m.ExternalNumber == "963");

        await MapAsync(shop, 4m, "0");
        await shop.SettleAsync();
        var order = (await shop.OrdersAsync()).ShouldHaveSingleItem();
        (order.Gross, order.Net, order.Vat).ShouldBe((31.20m, 31.20m, 0m));
    });

    [SampleFact(Folder + "order.json")]
    public Task The_order_whose_lines_are_not_its_total_is_refused_with_both_numbers_and_kept() => OnBothAsync(async shop =>
    {
        (await shop.PostAsync(SampleFiles.Read(Folder + "order.json"))).ShouldBe(200);
        await shop.SettleAsync();
        var row = (await shop.InboxAsync()).ShouldHaveSingleItem();
        (row.State, row.Why!.Code, row.ExternalNumber).ShouldBe((IntakeState.Failed, "shop.total_differs", "963"));
        row.Why.Args.ShouldBe(["31.20 USD", "289.70 USD"]);
        (await shop.OrdersAsync()).ShouldBeEmpty();
    });

    [SampleFact(Folder + "airbyte_orders.json")]
    public Task The_untaxed_page_becomes_its_order() => OnBothAsync(async shop =>
    {
        await PostMappedAsync(shop, "airbyte_orders.json");
        var order = (await shop.OrdersAsync()).ShouldHaveSingleItem();
        (order.Gross, order.Lines.Count).ShouldBe((59.99m, 2));
    });

    /// <summary>These shops charge no VAT: the order waits until somebody says which of the rates of 0 % that is.</summary>
    private static async Task PostMappedAsync(ShopHost shop, string file)
    {
        (await shop.PostAsync(SampleFiles.Read(Folder + file), "order.updated")).ShouldBe(200);
        await shop.SettleAsync();
        (await shop.InboxAsync()).ShouldContain(m => m.State == IntakeState.Failed && m.Why!.Code == "intake.vat_unmapped");
        (await shop.OrdersAsync()).ShouldBeEmpty("no silent default");
        await MapAsync(shop, 0m, "EX");
        await shop.SettleAsync();
        (await shop.InboxAsync()).ShouldNotContain(m => m.State == IntakeState.Failed);
    }

    private static async Task MapAsync(ShopHost shop, decimal percent, string code)
    {
        await using var db = shop.Company.Db.Read(shop.Actor);
        var rate = await db.VatRates.SingleAsync(r => r.Code == code);
        (await shop.Get<ChannelService>().MapVatAsync(shop.Actor, shop.Keys.Id, percent, rate.Id, default)).Refusal.ShouldBeNull();
    }

    private static async Task OnBothAsync(Func<ShopHost, Task> act)
    {
        foreach (var engine in (DatabaseProvider[])[DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql])
        {
            await using var shop = await ShopHost.CreateAsync(engine);
            await act(shop);
        }
    }
}
