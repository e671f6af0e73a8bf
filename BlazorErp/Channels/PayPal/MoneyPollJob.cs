using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Jobs;

namespace BlazorErp.Channels.PayPal;

/// <summary>Asks payment providers for their transactions: each quarter of an hour, and at once when one sends a hint.</summary>
internal sealed class MoneyPollJob(MoneyPoll poll) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "money-poll";

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var run = await poll.RunAsync(cancel);
        return new JobCount(run.Done, run.Failed);
    }
}
