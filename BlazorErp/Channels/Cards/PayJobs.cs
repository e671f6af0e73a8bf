using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Jobs;

namespace BlazorErp.Channels.Cards;

/// <summary>Applies what payment providers sent: at once when a message wakes it, and now and then what is due by time.</summary>
internal sealed class PayIntakeJob(PayIntake intake) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "pay-intake";

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var run = await intake.RunAsync(cancel);
        return new JobCount(run.Done, run.Failed);
    }
}

/// <summary>Asks the providers about payments whose messages may have been lost.</summary>
internal sealed class PayPollJob(PayPoll poll) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "pay-poll";

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var run = await poll.RunAsync(cancel);
        return new JobCount(run.Asked - run.Failed, run.Failed);
    }
}

/// <summary>Reads what providers paid out.</summary>
internal sealed class PayoutJob(Payouts payouts) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "payouts";

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var (done, failed) = await payouts.RunAsync(cancel);
        return new JobCount(done, failed);
    }
}
