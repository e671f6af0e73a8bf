using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Jobs;

namespace BlazorErp.Intake;

/// <summary>Asks the shops for what was lost on the way.</summary>
internal sealed class ShopPollJob(ShopPoll poll, JobWake jobs) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "shop-poll";

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var run = await poll.RunAsync(cancel);
        if (run.Done > 0)
        {
            jobs.Signal(IntakeJob.Name);
        }

        return new JobCount(run.Done, run.Failed);
    }
}
