using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
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
    public async Task Whatever_the_way_does_to_3000_messages_the_orders_end_as_the_shop_has_them(DatabaseProvider engine) =>
        (await ShopStorm.RunAsync(engine, 3_000)).Deliveries.ShouldBeInRange(2_500, 3_800);
}
