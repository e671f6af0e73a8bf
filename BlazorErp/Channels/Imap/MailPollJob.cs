using System.Globalization;
using BlazorErp.Commands;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Jobs;

namespace BlazorErp.Channels.Imap;

/// <summary>Reads the mailboxes that statements come to.</summary>
internal sealed class MailPollJob(MailPoll poll) : ErpJob
{
    /// <summary>Name to wake it by.</summary>
    public const string Name = "mail-poll";

    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override async Task<JobCount> RunAsync(LeaseHold lease, CancellationToken cancel)
    {
        var run = await poll.RunAsync(cancel);
        return new JobCount(run.Done, run.Failed);
    }
}

/// <summary>"channels run" for mailboxes.</summary>
internal sealed class MailRunner(MailPoll poll) : IChannelRunner
{
    public string Kind => MailboxService.Kind;

    public async Task<Outcome<string>> RunAsync(Actor actor, long channelId, CancellationToken cancel) =>
        (await poll.NowAsync(actor, channelId, cancel)).Map(p => string.Create(CultureInfo.InvariantCulture, $"{p.Fetched} new mails, {p.Taken} taken, {p.Refused} turned away or failed"));
}
