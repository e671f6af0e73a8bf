using System.Text.Json.Nodes;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake;

public sealed class ShopSimulationTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_company_that_is_no_demo_has_no_simulated_shop(DatabaseProvider engine)
    {
        await using var host = await ShopHost.CreateAsync(engine);
        await host.Company.ItemAsync("A1", 10m);
        (await host.Get<ShopSimulation>().OpenAsync(1, default)).ShouldBeNull();
        (await host.Get<ChannelService>().ListAsync(host.Actor, null, default)).Value.Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_demo_company_gets_orders_through_its_own_door_and_forgeries_bounce(DatabaseProvider engine)
    {
        await using var host = await ShopHost.CreateAsync(engine);
        await host.Company.ItemAsync("A1", 10m, onHand: 5m);
        await using (var db = host.Company.Database.Factory.Create())
        {
            await db.Companies.ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, true));
        }

        var simulation = host.Get<ShopSimulation>();
        simulation.Pace = new SimulationPace(true, 60, new ShopFaults(Duplicates: 1, BadSignatures: 1));
        var (shop, address) = (await simulation.OpenAsync(1, default)).ShouldNotBeNull();
        for (var id = 1; id <= 8; id++)
        {
            await simulation.PlaceAsync(shop, address, id, default);
        }

        await host.SettleAsync();
        simulation.Tally.Refused.ShouldBeGreaterThanOrEqualTo(8);
        simulation.Tally.Accepted.ShouldBe(2 * simulation.Tally.Refused, "each once more, and a forgery beside each");
        (await host.InboxAsync()).ShouldAllBe(m => (m.State == IntakeState.Applied || m.State == IntakeState.Ignored) && m.Deliveries == 2);
        (await host.OrdersAsync()).ShouldAllBe(o => o.Number.StartsWith("WEB-"));
        (await host.OrdersAsync()).ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_demo_founded_while_we_run_gets_its_shop_once_it_has_something_to_sell(DatabaseProvider engine)
    {
        await using var host = await ShopHost.CreateAsync(engine);
        var (simulation, shops) = (host.Get<ShopSimulation>(), new Dictionary<int, (ShopSettings, Uri)>());
        await simulation.OpenNewAsync(shops, default);
        shops.ShouldBeEmpty();
        await using (var db = host.Company.Database.Factory.Create())
        {
            await db.Companies.ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, true));
        }

        await simulation.OpenNewAsync(shops, default);
        shops.ShouldBeEmpty();
        await host.Company.ItemAsync("A1", 10m);
        await simulation.OpenNewAsync(shops, default);
        shops.Keys.ShouldBe([1]);
    }

    [Fact]
    public void A_product_has_the_same_id_in_every_order()
    {
        var settings = new ShopSettings(
            5, 200, new Uri("https://shop.example"), "s", [new("A1", "Apple", 1m, 12m), new("B2", "Boots", 70m, 21m), new("C3", "Book", 9m, 5m)],
            [new("Anna", "Ozola", "anna@example.lv", "Rīga", "LV-1010", "LV")], TimeSpan.FromHours(1), ShopFaults.None);
        var ids = ShopSimulator.Plan(settings, DateTimeOffset.UnixEpoch).Ideal
            .SelectMany(o => JsonNode.Parse(o.Body.Span)!["line_items"]!.AsArray()).Select(l => ((string)l!["sku"]!, (long)l["product_id"]!)).Distinct().ToList();
        ids.Count.ShouldBe(3);
        ids.Select(i => i.Item2).Distinct().Count().ShouldBe(3);
    }
}
