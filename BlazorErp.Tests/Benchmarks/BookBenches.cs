using BlazorErp.Domain.Data.Demo;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Tests.Data.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>The demo made from nothing, and the proof of its books.</summary>
internal static class BookBenches
{
    public static async Task DemoAsync(BenchRun run)
    {
        await using var test = await TestDatabase.CreateAsync(run.Engine);
        await using var services = DemoSeederTests.Rooms(test);
        await run.OnceAsync("", DemoSize.Year.Orders, "s", () => services.GetRequiredService<DemoSeeder>().SeedAsync(null, default));
        await CheckAsync(run, test, services);
    }

    public static async Task VerifyAsync(BenchRun run)
    {
        await using var test = await TestDatabase.CreateAsync(run.Engine);
        await using var services = DemoSeederTests.Rooms(test);
        await services.GetRequiredService<DemoSeeder>().SeedAsync(null, default, DemoSize.Year with { Orders = 30_000 });
        await CheckAsync(run, test, services);
    }

    private static async Task CheckAsync(BenchRun run, TestDatabase test, ServiceProvider services)
    {
        await using var db = test.Db.Read(1);
        var moves = await db.StockMoves.CountAsync();
        SelfCheckReport? report = null;
        await run.OnceAsync("verify", moves, "s", async () => report = await services.GetRequiredService<SelfCheck>().CheckAsync(null, default));
        report!.Results.Where(r => !r.Holds).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();
        foreach (var slow in report.Results.OrderByDescending(r => r.Milliseconds).Take(6))
        {
            await Console.Error.WriteLineAsync($"  {slow.Code} {slow.Milliseconds} ms over {slow.Looked}");
        }
    }
}
