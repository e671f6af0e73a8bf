using System.Globalization;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using static BlazorErp.Tests.Intake.ShopIntakeTests;

namespace BlazorErp.Tests.Intake;

/// <summary>A shop over a whole day, and what happens to orders after they are invoiced.</summary>
public sealed class ShopScenarioTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task What_is_invoiced_is_asked_about_and_never_changed(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        await shop.Company.ItemAsync("A1", price: 1m, onHand: 10m);
        await shop.TakeAsync(At(1, quantity: 4));
        var order = (await shop.OrderAsync())!;
        (await shop.Company.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id, order.Version), default)).Refusal.ShouldBeNull();

        (await shop.TakeAsync(At(2, quantity: 4, status: "completed"), "order.updated")).Why.ShouldBeNull("only how far the shop has got");
        (await shop.OrderAsync())!.ChangeRequest.ShouldBeNull();
        await AskedAsync(At(3, quantity: 5), "order.updated", "intake.request_edited");
        await AskedAsync(At(4, quantity: 5, status: "cancelled"), "order.updated", "intake.request_cancelled");
        await AskedAsync("""{"id":501}""", "order.deleted", "intake.request_deleted");

        async Task AskedAsync(string body, string topic, string code)
        {
            var row = await shop.TakeAsync(body, topic);
            (row.State, row.Why!.Code).ShouldBe((IntakeState.Applied, code));
            order = (await shop.OrderAsync())!;
            (order.State, order.Lines[0].Quantity).ShouldBe((OrderState.Invoiced, 4m));
            RefusalJson.Read(order.ChangeRequest)!.Code.ShouldBe(code);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Whatever_the_way_does_to_them_300_orders_end_as_the_shop_told_them(DatabaseProvider engine)
    {
        await using var host = await ShopHost.CreateAsync(engine, running: true);
        var settings = new ShopSettings(
            7, 300, new Uri("https://shop.example"), host.Keys.Secret,
            [new("A1", "Apple", 1.2345m, 12m), new("B2", "Boots", 74.37m, 21m), new("C3", "Book", 9.99m, 5m)],
            [new("Anna", "Bērziņa", "anna@example.lv", "Rīga", "LV-1010", "LV"), new("Jānis", "Ozols", null, "Cēsis", "LV-4101", "LV", "SIA Ozols", "LV40003000642")],
            TimeSpan.FromHours(8), new ShopFaults(Duplicates: 0.3, Reordering: 0.3, Delay: 0.1, BadSignatures: 0.05, Loss: 0.1));
        var plan = ShopSimulator.Plan(settings, new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var item = await host.Company.ItemAsync("B2", 74.37m, onHand: 100m);
        var simulator = new ShopSimulator(host.Http, TimeProvider.System);
        var answers = new List<DeliveryAnswer>();

        await simulator.RunAsync(plan, settings, host.Address, speed: 0, answers.Add, default);
        await host.SettleAsync();

        answers.ShouldAllBe(a => a.Succeeded == (a.Delivery.Kind != DeliveryKind.Forged));
        answers.ShouldAllBe(a => a.Took < TimeSpan.FromSeconds(5));
        await using var db = host.Company.Db.Read(host.Actor);
        (await db.IntakeMessages.Where(m => m.State != IntakeState.Applied && m.State != IntakeState.Ignored).Select(m => m.Refusal).ToListAsync()).ShouldBeEmpty();
        var orders = (await host.OrdersAsync()).ToDictionary(o => o.ExternalId!);
        var codes = await db.Items.ToDictionaryAsync(i => i.Id, i => i.Code);
        foreach (var told in plan.Delivered)
        {
            var ours = orders.GetValueOrDefault(told.OrderId.ToString(CultureInfo.InvariantCulture));
            if (told.Deleted || told.Status is ShopOrderStatus.Cancelled or ShopOrderStatus.Pending)
            {
                (ours is null || ours.State == OrderState.Cancelled).ShouldBeTrue($"{told.OrderId} {told.Status}");
                continue;
            }

            ours.ShouldNotBeNull($"{told.OrderId} {told.Status}");
            (ours.State, ours.Gross).ShouldBe((OrderState.Open, told.Gross), told.Number);
            ours.Lines.Where(l => told.Quantities.ContainsKey(codes[l.ItemId])).GroupBy(l => codes[l.ItemId]).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity))
                .ShouldBe(told.Quantities, ignoreOrder: true);
        }

        // Numbers without gaps, and never more reserved than there is.
        orders.Values.Select(o => o.SeriesNumber).Order().ShouldBe(Enumerable.Range(1, orders.Count));
        var level = await host.Company.LevelAsync(item);
        (level.OnHand, level.Reserved).ShouldBe((100m, Math.Min(100m, orders.Values.Where(o => o.State == OrderState.Open).SelectMany(o => o.Lines).Where(l => l.ItemId == item).Sum(l => l.Quantity))));
        (await db.Partners.CountAsync(p => p.NeedsCheck)).ShouldBeLessThanOrEqualTo(3);
    }
}
