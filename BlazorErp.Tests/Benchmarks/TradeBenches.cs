using BlazorErp.Domain.Invoicing;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>Orders saved and reserved, and the whole way from order to posted invoice and delivery.</summary>
internal static class TradeBenches
{
    public static async Task ReserveAsync(BenchRun run)
    {
        await using var ground = await BenchGround.MakeAsync(run.Engine, 2_000);
        foreach (var workers in new[] { 1, 4 })
        {
            var randoms = Enumerable.Range(0, workers).Select(n => new Random(n)).ToList();
            await run.RepeatAsync("", workers, "orders/s", async worker =>
                (await ground.Shop.Orders.SaveAsync(ground.Shop.Actor, ground.Order(randoms[worker], 5), default)).Value.Short.ShouldBe(0m));
        }
    }

    public static async Task OrderToCashAsync(BenchRun run)
    {
        await using var ground = await BenchGround.MakeAsync(run.Engine, 2_000);
        foreach (var workers in new[] { 1, 4 })
        {
            var randoms = Enumerable.Range(0, workers).Select(n => new Random(n)).ToList();
            await run.RepeatAsync("", workers, "flows/s", async worker =>
            {
                var order = (await ground.Shop.Orders.SaveAsync(ground.Shop.Actor, ground.Order(randoms[worker], 5), default)).Value;
                (await ground.Shop.Invoices.InvoiceOrderAsync(ground.Shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id, order.Version), default)).Refusal.ShouldBeNull();
            });
        }
    }
}
