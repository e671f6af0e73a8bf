using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using static BlazorErp.Tests.Channels.WooCommerce.WooFixture;

namespace BlazorErp.Tests.Intake;

/// <summary>What orders of a shop become.</summary>
public sealed class ShopIntakeTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task An_order_takes_the_shops_prices_its_book_and_warehouse_and_reserves(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var item = await shop.Company.ItemAsync("a1", price: 99m, onHand: 5m);
        var row = await shop.TakeAsync(Tiny);

        (row.State, row.OrderNumber, row.Gross, row.ExternalNumber).ShouldBe((IntakeState.Applied, "A-0001", 94.99m, "501"));
        var order = (await shop.OrderAsync())!;
        (order.Gross, order.Net + order.Vat + order.Rounding, order.Net).ShouldBe((94.99m, 94.99m, 78.50m));
        order.WarehouseId.ShouldBe(shop.Company.Warehouse);
        order.ShippingMethod.ShouldBe("Omniva");
        var line = order.Lines[0];
        (line.ItemId, line.Quantity, line.Net, line.NetIsFixed).ShouldBe((item, 2m, 74.37m, true));
        line.UnitPrice.ShouldBe(41.315m, "before the coupon");
        line.DiscountPercent.ShouldBe(9.9964m, 0.001m);
        (await shop.Company.LevelAsync(item)).Reserved.ShouldBe(2m);
        await using var db = shop.Company.Db.Read(shop.Actor);
        var shipping = await db.Items.SingleAsync(i => i.Id == order.Lines[1].ItemId);
        (shipping.Kind, shipping.NeedsCheck).ShouldBe((ItemKind.Service, true));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Customers_and_items_are_found_or_made_and_flagged_once(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        await shop.TakeAsync(From(1, customer: 9, "Anna", "anna@example.lv", sku: "NEW-1"));
        await shop.TakeAsync(From(2, customer: 9, "Anna", "anna@other.lv", sku: "new-1"));
        await shop.TakeAsync(From(3, customer: 0, "ANNA", "ANNA@example.lv", sku: "", product: 10));
        await shop.TakeAsync(From(4, customer: 0, "Boris", "anna@example.lv", sku: "", product: 77));
        await shop.TakeAsync(From(5, customer: 0, "Boris", "anna@example.lv", sku: "", product: 77));

        var orders = await shop.OrdersAsync();
        orders.Count.ShouldBe(5);
        orders.Take(3).Select(o => o.PartnerId).Distinct().Count().ShouldBe(1, "by the shop's id, then by e-mail and name");
        orders.Skip(3).Select(o => o.PartnerId).Distinct().Count().ShouldBe(1);
        orders[0].PartnerId.ShouldNotBe(orders[3].PartnerId);
        orders.Take(3).Select(o => o.Lines[0].ItemId).Distinct().Count().ShouldBe(1, "by code, then by the shop's id of the product");
        orders.Skip(3).Select(o => o.Lines[0].ItemId).Distinct().Count().ShouldBe(1);
        await using var db = shop.Company.Db.Read(shop.Actor);
        (await db.Partners.CountAsync(p => p.NeedsCheck)).ShouldBe(2);
        (await db.Items.CountAsync(i => i.NeedsCheck && i.Kind == ItemKind.Stocked)).ShouldBe(2);
        (await db.Items.CountAsync(i => i.NeedsCheck && i.Kind == ItemKind.Service)).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_edit_reserves_the_difference_and_a_cancellation_gives_all_back(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var item = await shop.Company.ItemAsync("A1", price: 1m, onHand: 10m);
        await shop.TakeAsync(At(1, quantity: 4));
        var first = await shop.OrderAsync();
        await shop.TakeAsync(At(2, quantity: 6), "order.updated");

        (await shop.Company.LevelAsync(item)).Reserved.ShouldBe(6m);
        var order = (await shop.OrderAsync())!;
        (order.Number, order.Lines[0].Id).ShouldBe((first!.Number, first.Lines[0].Id));
        await shop.TakeAsync(At(3, quantity: 6, status: "cancelled"), "order.updated");
        (await shop.OrderAsync())!.State.ShouldBe(OrderState.Cancelled);
        (await shop.Company.LevelAsync(item)).Reserved.ShouldBe(0m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_latest_version_holds_whatever_came_first(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        await shop.TakeAsync(At(3, quantity: 6), "order.updated");
        var late = await shop.TakeAsync(At(1, quantity: 4));
        (late.State, late.Why!.Code).ShouldBe((IntakeState.Ignored, "intake.superseded"));
        (await shop.OrderAsync())!.Lines[0].Quantity.ShouldBe(6m);
        (await shop.TakeAsync(At(3, quantity: 7), "order.updated")).State.ShouldBe(IntakeState.Applied, "of two with one instant the one that came later");
        (await shop.OrderAsync())!.Lines[0].Quantity.ShouldBe(7m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_deletion_or_cancellation_that_comes_first_keeps_the_order_out(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        (await shop.TakeAsync("""{"id":501}""", "order.deleted")).State.ShouldBe(IntakeState.Ignored);
        (await shop.TakeAsync(At(1, quantity: 4))).Why!.Code.ShouldBe("intake.deleted");
        await shop.TakeAsync(At(5, quantity: 4, status: "cancelled", id: 502), "order.updated");
        (await shop.TakeAsync(At(1, quantity: 4, id: 502))).Why!.Code.ShouldBe("intake.superseded");
        (await shop.OrdersAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_deletion_cancels_the_order(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        await shop.TakeAsync(At(1, quantity: 4));
        var row = await shop.TakeAsync("""{"id":501}""", "order.deleted");
        (row.State, row.OrderNumber).ShouldBe((IntakeState.Applied, "A-0001"));
        (await shop.OrderAsync())!.State.ShouldBe(OrderState.Cancelled);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Orders_below_the_first_number_are_never_taken(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine, first: 502);
        var old = await shop.TakeAsync(At(1, quantity: 1));
        (old.State, old.Why!.Code).ShouldBe((IntakeState.Ignored, "intake.below_first"));
        await shop.TakeAsync(At(1, quantity: 1, id: 502));
        (await shop.OrdersAsync()).ShouldHaveSingleItem().ExternalId.ShouldBe("502");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_unknown_VAT_rate_blocks_that_order_until_somebody_maps_it(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var exempt = OrderOf("104.00", "4.00", [Item(1, 2m, "100.00", "4.00")]).ToJsonString();
        var row = await shop.TakeAsync(exempt);
        (row.State, row.Why!.Code, row.Why.Args[0]!.ToString()).ShouldBe((IntakeState.Failed, "intake.vat_unmapped", "4"));
        (await shop.TakeAsync(Tiny)).State.ShouldBe(IntakeState.Applied, "one blocked order holds up no other");

        await using var db = shop.Company.Db.Read(shop.Actor);
        var rate = await db.VatRates.SingleAsync(r => r.Code == "5");
        (await shop.Get<ChannelService>().MapVatAsync(shop.Actor, shop.Keys.Id, 4m, rate.Id, default)).Ok.ShouldBeTrue();
        await shop.SettleAsync();
        var order = (await shop.OrderAsync("7"))!;
        (order.Gross, order.Lines[0].VatPercent, order.Lines[0].Net).ShouldBe((104.00m, 5m, 99.05m), "the customer pays what the shop charged; the net follows from our rate");
        Math.Abs(order.Rounding).ShouldBeLessThanOrEqualTo(0.01m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Unpaid_and_failed_orders_wait_for_a_later_word(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        (await shop.TakeAsync(At(1, quantity: 1, status: "pending"))).Why!.Code.ShouldBe("intake.not_paid");
        (await shop.TakeAsync(At(2, quantity: 1, status: "failed"), "order.updated")).Why!.Code.ShouldBe("intake.not_placed");
        (await shop.OrdersAsync()).ShouldBeEmpty();
        (await shop.TakeAsync(At(3, quantity: 1), "order.updated")).State.ShouldBe(IntakeState.Applied);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Without_auto_accept_a_new_order_waits_for_a_person_and_later_words_follow(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine, new ChannelOptions { AutoAccept = false });
        var waiting = await shop.TakeAsync(At(1, quantity: 1));
        waiting.NeedsAcceptance.ShouldBeTrue();
        await shop.TakeAsync(At(2, quantity: 3), "order.updated");
        (await shop.OrdersAsync()).ShouldBeEmpty();
        (await shop.SettleAsync()).Done.ShouldBe(0, "it is not tried again by itself");

        (await shop.Get<ShopInbox>().AcceptAsync(shop.Actor, waiting.Id, default)).Ok.ShouldBeTrue();
        (await shop.OrderAsync())!.Lines[0].Quantity.ShouldBe(3m);
        (await shop.InboxAsync()).ShouldAllBe(m => m.State == IntakeState.Applied);
        await shop.TakeAsync(At(3, quantity: 2), "order.updated");
        (await shop.OrderAsync())!.Lines[0].Quantity.ShouldBe(2m, "an accepted order follows the shop");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_dropped_message_stays_dropped(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var wrong = await shop.TakeAsync("{");
        (await shop.Get<ShopInbox>().RetryAsync(shop.Actor, wrong.Id, default)).Refusal!.Code.ShouldBe("shop.malformed");
        (await shop.Get<ShopInbox>().DropAsync(shop.Actor, wrong.Id, default)).Ok.ShouldBeTrue();
        (await shop.Get<ShopInbox>().RetryAsync(shop.Actor, wrong.Id, default)).Refusal!.Code.ShouldBe("intake.done_already");
        (await shop.InboxAsync()).Single().State.ShouldBe(IntakeState.Dropped);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_person_change_is_not_overwritten_but_asked_about(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        await shop.TakeAsync(At(1, quantity: 4));
        var order = (await shop.OrderAsync())!;
        var line = order.Lines[0];
        (await shop.Company.Orders.SaveAsync(shop.Actor, new SaveOrder(
            Guid.NewGuid(), order.Id, order.Version, order.PartnerId, order.WarehouseId, order.Date, null, "EUR", null, null,
            [new OrderLineInput(line.ItemId, 9m, 5m, 0m, line.VatRateId, LineId: line.Id)]), default)).Refusal.ShouldBeNull();

        (await shop.TakeAsync(At(2, quantity: 5), "order.updated")).Why!.Code.ShouldBe("intake.request_edited");
        order = (await shop.OrderAsync())!;
        order.Lines[0].Quantity.ShouldBe(9m);
        RefusalJson.Read(order.ChangeRequest)!.Code.ShouldBe("intake.request_edited");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Rights_are_asked_for(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var viewer = TestDatabase.As(Domain.Companies.Role.Viewer);
        (await shop.Get<ShopInbox>().DropAsync(viewer, 1, default)).Refusal!.Code.ShouldBe("forbidden");
        (await shop.Get<ShopInbox>().RawAsync(viewer, 1, default)).Refusal!.Code.ShouldBe("forbidden");
        (await shop.Get<ChannelService>().RotateAsync(viewer, shop.Keys.Id, default)).Refusal!.Code.ShouldBe("forbidden");
        (await shop.Get<ShopInbox>().ListAsync(TestDatabase.As(Domain.Companies.Role.Warehouse), new InboxQuery(new PageQuery()), default)).Refusal!.Code.ShouldBe("forbidden");
    }

    /// <summary>An order of one line at 10.00 net and 21 %, in the version of that minute.</summary>
    internal static string At(int minute, int quantity, string status = "processing", int id = 501) => TinyWith(o =>
    {
        var (net, vat) = (10m * quantity, 2.1m * quantity);
        (o["id"], o["number"], o["status"]) = (id, $"{id}", status);
        o["date_modified_gmt"] = $"2026-03-01T10:{minute:00}:00";
        o["line_items"] = new System.Text.Json.Nodes.JsonArray(Item(1, quantity, Text(net), Text(vat)));
        o["line_items"]![0]!["sku"] = "A1";
        o["shipping_lines"] = new System.Text.Json.Nodes.JsonArray();
        o["tax_lines"] = new System.Text.Json.Nodes.JsonArray();
        (o["total"], o["total_tax"]) = (Text(net + vat), Text(vat));
    });

    private static string From(int id, int customer, string name, string email, string sku, int product = 10) => TinyWith(o =>
    {
        (o["id"], o["number"], o["customer_id"]) = (id, $"{id}", customer);
        o["billing"] = new System.Text.Json.Nodes.JsonObject { ["first_name"] = name, ["email"] = email, ["country"] = "LV" };
        o["line_items"]![0]!["sku"] = sku;
        o["line_items"]![0]!["product_id"] = product;
    });

    private static string Text(decimal amount) => amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
