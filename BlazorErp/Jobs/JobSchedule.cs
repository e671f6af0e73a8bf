using BlazorErp.Composition;
using BlazorErp.Domain.Data;
using Microsoft.Data.SqlClient;
using Npgsql;
using Quartz;

namespace BlazorErp.Jobs;

/// <summary>What Quartz runs: hands the name to the runner.</summary>
internal sealed class ScheduledJob(JobRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await runner.RunAsync(context.JobDetail.Key.Name, "", cancellationToken);
}

/// <summary>Puts the jobs of the rooms on the schedule once the application is ready, and ends them with it.</summary>
public sealed class JobSchedule(ISchedulerFactory schedulers, JobRunner runner, Readiness readiness, ILogger<JobSchedule> log) : BackgroundService
{
    private IScheduler? scheduler;

    /// <summary>When the job runs next; null when that is not known.</summary>
    public async Task<DateTimeOffset?> NextAsync(string job, CancellationToken cancel) =>
        scheduler is { } s && await s.GetTrigger(new TriggerKey(job), cancel) is { } trigger ? trigger.NextFireTimeUtc : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            scheduler = await schedulers.GetScheduler(stoppingToken);
            foreach (var entry in runner.Entries)
            {
                var job = JobBuilder.Create<ScheduledJob>().WithIdentity(entry.Name).Build();
                var trigger = TriggerBuilder.Create().WithIdentity(entry.Name).ForJob(job);
                // A time that was missed is made up for once.
                trigger = entry.Cron is { } cron ? trigger.WithCronSchedule(cron, c => c.InTimeZone(TimeZoneInfo.Utc)) : trigger.WithSimpleSchedule(entry.Every!.Value, null);
                await scheduler.ScheduleJob(job, [trigger.Build()], new ScheduleJobOptions { Replace = true }, stoppingToken);
            }

            await scheduler.Start(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested && !readiness.Failed)
        {
            log.LogCritical(e, "The job schedule could not be started");
        }
        catch (Exception)
        {
            // the application ends
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (scheduler is not null)
        {
            await scheduler.Shutdown(true, cancellationToken);
        }

        await runner.SettledAsync().WaitAsync(cancellationToken);
    }
}

/// <summary>Takes away what has served.</summary>
internal sealed class PruneJob(JobLog jobs) : ErpJob
{
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel) => new(await jobs.PruneAsync(cancel));
}

/// <summary>Proves the books each night.</summary>
internal sealed class SelfCheckJob(Domain.Data.Invariants.SelfCheck check, ILogger<SelfCheckJob> log) : ErpJob
{
    public const string Name = "self-check";

    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var report = await check.RunAsync(null, cancel);
        foreach (var broken in report.Results.Where(r => !r.Holds))
        {
            log.LogError("Invariant {Code} does not hold in {Count} places", broken.Code, broken.Violations.Count);
        }

        return new JobCount(report.Held, report.Results.Count - report.Held);
    }
}

/// <summary>Seals what was posted and audited.</summary>
internal sealed class SealJob(Seals seals) : ErpJob
{
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel) => new(await seals.SealAsync(cancel));
}

/// <summary>Composition of the jobs.</summary>
public static class JobsModule
{
    /// <summary>The scheduler: in memory on SQLite, whose database is one process's; on servers a store that all nodes share, whose tables Quartz makes where they are missing.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, DatabaseOptions database)
    {
        services.AddQuartz(quartz =>
        {
            if (database.Provider == DatabaseProvider.Sqlite)
            {
                quartz.UseInMemoryStore();
            }
            else
            {
                quartz.UsePersistentStore(store =>
                {
                    if (database.Provider == DatabaseProvider.PostgreSql)
                    {
                        store.UsePostgres(NpgsqlFactory.Instance, database.ConnectionString);
                    }
                    else
                    {
                        store.UseSqlServer(SqlClientFactory.Instance, database.ConnectionString);
                    }

                    store.ProvisionSchema();
                    store.UseClustering(_ => { });
                });
            }
        });
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobWake>();
        services.AddSingleton<JobSchedule>();
        services.AddHostedService(sp => sp.GetRequiredService<JobSchedule>());
        services.AddErpJob<PruneJob>("prune", TimeSpan.FromHours(1));
        services.AddErpJob<SealJob>("seal", TimeSpan.FromMinutes(5));
        services.AddErpJob<SelfCheckJob>(SelfCheckJob.Name, "0 15 1 * * ?");
        return services;
    }

    /// <summary>Adds a room's job that runs at an interval. Its texts are "job.NAME" in JobsText.</summary>
    public static IServiceCollection AddErpJob<TJob>(this IServiceCollection services, string name, TimeSpan every)
        where TJob : ErpJob => services.AddSingleton(new JobEntry(name, typeof(TJob), every, null));

    /// <summary>Adds a room's job that runs by a Quartz cron expression in UTC ("0 30 2 * * ?": each night at half past two).</summary>
    public static IServiceCollection AddErpJob<TJob>(this IServiceCollection services, string name, string cron)
        where TJob : ErpJob => services.AddSingleton(new JobEntry(name, typeof(TJob), null, cron));
}
