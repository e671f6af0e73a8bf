using BlazorErp.Domain.Data;

namespace BlazorErp.Jobs;

/// <summary>What a run did.</summary>
/// <param name="Done">Things done; 0 and 0 is "nothing to do".</param>
/// <param name="Failed">Things that failed and were noted where they belong; the run itself went on.</param>
public readonly record struct JobCount(int Done, int Failed = 0);

/// <summary>
/// A background job: calls services and counts. One run at a time over all nodes; the run is logged. An exception ends the run and is
/// logged with it; the next run comes as scheduled. Made anew for each run in a scope of its own.
/// </summary>
public abstract class ErpJob
{
    /// <summary>Does what there is to do now.</summary>
    /// <param name="lease">Prove it in writes that must not happen twice (<see cref="Leases.ProveIn"/>).</param>
    /// <param name="cancel">The application stops, or the lease was lost.</param>
    public abstract Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel);
}

/// <summary>A job as the schedule knows it.</summary>
/// <param name="Name">Name in the log, on the page (text "job.NAME") and for <see cref="JobWake"/>.</param>
/// <param name="Type">The <see cref="ErpJob"/>.</param>
/// <param name="Every">Time between runs; null for a cron expression.</param>
/// <param name="Cron">Quartz cron expression, in UTC.</param>
public sealed record JobEntry(string Name, Type Type, TimeSpan? Every, string? Cron);

/// <summary>Runs a job at once, because there is something to do for it.</summary>
public sealed class JobWake(IServiceProvider services)
{
    /// <summary>Wakes the job on this node and returns; several signals during a run make one further run.</summary>
    /// <param name="job">Name of the job.</param>
    public void Signal(string job) => services.GetRequiredService<JobRunner>().Signal(job);
}
