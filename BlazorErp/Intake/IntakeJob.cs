using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Jobs;

namespace BlazorErp.Intake;

/// <summary>Applies what came in: at once when a message wakes it, and now and then what is due by time.</summary>
internal sealed class IntakeJob(ShopIntake intake, ShopReceiver receiver, ForgedTally forged) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "intake";

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        await forged.FlushAsync(receiver, cancel);
        var run = await intake.RunAsync(cancel);
        return new JobCount(run.Done, run.Failed);
    }
}
