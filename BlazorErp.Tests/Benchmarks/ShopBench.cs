using BlazorErp.Tests.Intake;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>100,000 messages of a shop over a bad way, and what was lost asked for; fails where the end is not the shop's.</summary>
internal static class ShopBench
{
    private const int Deliveries = 100_000;

    public static async Task WebhooksAsync(BenchRun run)
    {
        ShopStormFigures? storm = null;
        var (_, _, peak, cpu) = await BenchRun.MeasureAsync(async () =>
        {
            storm = await ShopStorm.RunAsync(run.Engine, Deliveries);
            return [];
        });
        run.Print("posted", 4, storm!.Deliveries / storm.Posting.TotalSeconds, "deliveries/s", storm.AnswerMs, storm.Deliveries, peak, cpu.TotalMilliseconds / storm.Deliveries);
        run.Print("applied", 1, storm.Orders / (storm.Posting + storm.Settling).TotalSeconds, "orders/s", [], storm.Orders, peak);
    }
}
