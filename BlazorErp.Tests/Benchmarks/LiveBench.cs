using System.Diagnostics;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Live;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>From the commit to its arrival at 500 connections of the hub, over real sockets to the real application in this process.</summary>
internal static class LiveBench
{
    private const int Subscribers = 500;
    private const int Commits = 40;

    public static async Task RunAsync(BenchRun run)
    {
        await using var host = await TestHost.StartAsync(run.Engine);
        var company = await host.CompanyAsync();
        var user = await host.UserAsync(company);
        using var client = await host.SignInAsync(user);
        var hubs = new List<HubClient>();
        for (var n = 0; n < Subscribers; n++)
        {
            hubs.Add(await HubClient.ConnectAsync(host));
        }

        var (latencies, _, peak, cpu) = await BenchRun.MeasureAsync(async () =>
        {
            var all = new List<double>();
            for (var n = 0; n < Commits + 3; n++)
            {
                var commit = 0L;
                var waiting = hubs.ConvertAll(async hub =>
                {
                    (await hub.ChangedAsync()).ShouldNotBeNull();
                    return Stopwatch.GetTimestamp();
                });
                (await host.Db.WriteAsync(TestDatabase.Owner(company), new Command("bench"), (w, _) =>
                {
                    w.Changed(Topics.Order, 1000 + n);
                    return Task.FromResult(Outcome.Done);
                }, default)).Refusal.ShouldBeNull();
                commit = Stopwatch.GetTimestamp();
                var times = await Task.WhenAll(waiting);
                if (n >= 3)
                {
                    all.AddRange(times.Select(t => Math.Max(0, Stopwatch.GetElapsedTime(commit, t).TotalMilliseconds)));
                }
            }

            return all;
        });
        run.Print("", Subscribers, BenchRun.Percentile(latencies, 0.95)!.Value, "ms p95", latencies, latencies.Count, peak, cpu.TotalMilliseconds / Commits, ("p99_ms", BenchRun.Percentile(latencies, 0.99)!.Value));
        foreach (var hub in hubs)
        {
            await hub.DisposeAsync();
        }
    }
}
