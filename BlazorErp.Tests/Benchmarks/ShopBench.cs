using BlazorErp.Tests.Banking.Online;
using BlazorErp.Tests.Intake;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>Messages of a shop over a bad way, and what was lost asked for; fails where the end is not the shop's.</summary>
internal static class ShopBench
{
    private const int Few = 10_000;
    private const int Many = 100_000;

    /// <summary>10,000; 100,000 with --seconds 60 or more.</summary>
    public static async Task WebhooksAsync(BenchRun run)
    {
        var deliveries = run.Time.TotalSeconds >= 60 ? Many : Few;
        ShopStormFigures? storm = null;
        var (_, _, peak, cpu) = await BenchRun.MeasureAsync(async () =>
        {
            storm = await ShopStorm.RunAsync(run.Engine, deliveries);
            return [];
        });
        run.Print("posted", 4, storm!.Deliveries / storm.Posting.TotalSeconds, "deliveries/s", storm.AnswerMs, storm.Deliveries, peak, cpu.TotalMilliseconds / storm.Deliveries);
        run.Print("applied", 1, storm.Orders / (storm.Posting + storm.Settling).TotalSeconds, "orders/s", [], storm.Orders, peak);
    }

    /// <summary>The same for what Stripe and Klix tell of payments.</summary>
    public static async Task PayWebhooksAsync(BenchRun run)
    {
        var deliveries = run.Time.TotalSeconds >= 60 ? Many : Few;
        PayStormFigures? storm = null;
        var (_, _, peak, cpu) = await BenchRun.MeasureAsync(async () =>
        {
            storm = await PayStorm.RunAsync(run.Engine, deliveries);
            return [];
        });
        run.Print("posted", 4, storm!.Deliveries / storm.Posting.TotalSeconds, "deliveries/s", storm.AnswerMs, storm.Deliveries, peak, cpu.TotalMilliseconds / storm.Deliveries);
        run.Print("settled", 1, storm.Payments / storm.Settling.TotalSeconds, "payments/s", [], storm.Payments, peak);
    }
}
