using System.Collections.Concurrent;
using BlazorErp.Composition;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Jobs;

public sealed class JobTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_holder_that_slept_past_its_lease_cannot_write(DatabaseProvider engine)
    {
        var clock = new MovedClock();
        await using var test = await TestDatabase.CreateAsync(engine, clock);
        await using (var db = test.Factory.Create())
        {
            db.Companies.Add(new Domain.Companies.Company { Id = 1, Code = "ONE", Name = "One", Country = "LV", Currency = "EUR", TimeZone = "Europe/Riga", Language = "en" });
            await db.SaveChangesAsync();
        }

        var one = new Leases(test.Db);
        var two = new Leases(new ErpDatabase(test.Factory, new IdSource(clock), test.Feed, clock));
        var first = (await one.TakeAsync("poll", TimeSpan.FromSeconds(30), default)).ShouldNotBeNull();
        (await two.TakeAsync("poll", TimeSpan.FromSeconds(30), default)).ShouldBeNull();
        clock.Ahead = TimeSpan.FromSeconds(31);
        var second = (await two.TakeAsync("poll", TimeSpan.FromSeconds(30), default)).ShouldNotBeNull();
        second.Token.ShouldBeGreaterThan(first.Token);

        Task<Outcome> WriteAsync(LeaseHold hold, string code) => test.Db.WriteAsync(TestDatabase.Owner(), new Command("test"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, hold, c))
            {
                return new Refusal("lease.lost");
            }

            w.Add(new Warehouse { Code = code, Name = code });
            return Outcome.Done;
        }, default);
        (await WriteAsync(first, "OLD")).Refusal!.Code.ShouldBe("lease.lost");
        (await WriteAsync(second, "NEW")).Refusal.ShouldBeNull();
        (await one.RenewAsync(first, TimeSpan.FromSeconds(30), default)).ShouldBeFalse();
        await one.ReleaseAsync(first, default);
        (await one.TakeAsync("poll", TimeSpan.FromSeconds(30), default)).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_many_takers_one_gets_the_lease(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var holds = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
            new Leases(new ErpDatabase(test.Factory, new IdSource(test.Time), test.Feed, test.Time)).TakeAsync("job:x", TimeSpan.FromMinutes(1), default))));
        holds.Count(h => h is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_signal_runs_the_job_and_one_during_the_run_runs_it_again()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var probe = host.Services.GetRequiredService<Probe>();
        var wake = host.Services.GetRequiredService<JobWake>();
        wake.Signal("probe");
        await probe.StartedAsync();
        wake.Signal("probe");
        wake.Signal("probe");
        probe.Finish.Release(10);
        await probe.StartedAsync();
        await WaitForAsync(async () => (await LogAsync(host)).Count == 2);
        probe.MostAtOnce.ShouldBe(1);
        (await LogAsync(host)).ShouldAllBe(r => r.Done == 3 && r.Failed == 1 && r.EndedAt != null);
    }

    [Fact]
    public async Task A_job_that_throws_is_logged_and_runs_again()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var probe = host.Services.GetRequiredService<Probe>();
        probe.Finish.Release(10);
        probe.Error = "broken";
        var runner = host.Services.GetRequiredService<JobRunner>();
        (await runner.RunAsync("probe", "Ilze", default)).ShouldBeTrue();
        (await LogAsync(host)).Single().Error!.ShouldContain("broken");
        probe.Error = null;
        (await runner.RunAsync("probe", "Ilze", default)).ShouldBeTrue();
        (await LogAsync(host))[0].Error.ShouldBeNull();
    }

    [Fact]
    public async Task Two_nodes_never_run_one_job_at_the_same_time()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        var (probe, other) = (one.Services.GetRequiredService<Probe>(), two.Services.GetRequiredService<Probe>());
        var running = one.Services.GetRequiredService<JobRunner>().RunAsync("probe", "one", default);
        await probe.StartedAsync();
        (await two.Services.GetRequiredService<JobRunner>().RunAsync("probe", "two", default)).ShouldBeFalse();
        probe.Finish.Release(10);
        (await running).ShouldBeTrue();
        other.Finish.Release(10);
        (await two.Services.GetRequiredService<JobRunner>().RunAsync("probe", "two", default)).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_schedule_knows_when_each_job_runs_next(DatabaseProvider engine)
    {
        await using var host = await TestHost.StartAsync(engine);
        var schedule = host.Services.GetRequiredService<JobSchedule>();
        await WaitForAsync(async () => await schedule.NextAsync("prune", default) is not null);
    }

    [Fact]
    public async Task The_page_shows_runs_and_starts_one()
    {
        await using var host = await TestHost.StartAsync();
        var page = await host.BrowseAsync(await host.UserAsync(await host.CompanyAsync()), "/jobs");
        await page.ClickAsync("tr:has-text('Tidy up') button");
        await page.WaitForSelectorAsync("tr:has-text('Tidy up'):has-text('Person')");
    }

    private static Task<TestHost> StartAsync(DatabaseProvider engine) => TestHost.StartAsync(engine, Add);

    private static Task<TestHost> StartAsync(TestDatabase database) => TestHost.StartAsync(database, Add);

    private static void Add(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<Probe>().AddErpJob<ProbeJob>("probe", "0 0 0 1 1 ? 2099");

    private static async Task<IReadOnlyList<Domain.Companies.JobRun>> LogAsync(TestHost host) => await host.Services.GetRequiredService<JobLog>().RecentAsync("probe", 10, default);

    private static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        for (var n = 0; !await condition(); n++)
        {
            n.ShouldBeLessThan(400);
            await Task.Delay(50);
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    internal sealed class Probe
    {
        private readonly SemaphoreSlim started = new(0);
        private int now;

        public SemaphoreSlim Finish { get; } = new(0);
        public string? Error { get; set; }
        public int MostAtOnce { get; private set; }

        public async Task StartedAsync() => (await started.WaitAsync(Hang.Limit)).ShouldBeTrue();

        public async Task<JobCount> RunAsync(CancellationToken cancel)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref now));
            started.Release();
            await Finish.WaitAsync(cancel);
            Interlocked.Decrement(ref now);
            return Error is { } error ? throw new InvalidOperationException(error) : new JobCount(3, 1);
        }
    }

    internal sealed class ProbeJob(Probe probe) : ErpJob
    {
        public override Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel) => probe.RunAsync(cancel);
    }
}
