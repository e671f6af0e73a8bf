using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>How a poll of a mailbox went.</summary>
/// <param name="Fetched">Mails that were not here.</param>
/// <param name="Taken">Mails of which something was taken, waiting ones of earlier among them.</param>
/// <param name="Refused">Mails that were turned away, whole or in part, or failed.</param>
public sealed record MailPolled(int Fetched, int Taken, int Refused);

/// <summary>
/// Reads mailboxes (P28). A mail is stored as it came, with the place reached in the same transaction, before anyone looks into it; then what waits is
/// dealt with. One poll per mailbox over all nodes; where the line drops what came counts, and the next poll goes on behind it.
/// </summary>
public sealed partial class MailPoll(ErpDatabase database, IMailServers servers, MailStore store, MailIntake intake, ISecretBox box, Leases leases, ILogger<MailPoll> log)
{
    private const int MostFetched = 500;

    /// <summary>Polls every active mailbox.</summary>
    /// <returns>Mails taken; mails turned away and mailboxes that could not be read.</returns>
    public Task<IntakeRun> RunAsync(CancellationToken cancel) =>
        ChannelRounds.AskAsync(database, c => c.Kind == MailboxService.Kind, PollAsync, p => new IntakeRun(p.Taken, p.Refused), cancel);

    /// <summary>Polls one mailbox now, for a person.</summary>
    /// <returns>What it had, or <c>forbidden</c>, <c>not_found</c>, <c>channel.off</c>, <c>channel.poll_busy</c>, <c>mailbox.*</c>.</returns>
    public async Task<Outcome<MailPolled>> NowAsync(Actor actor, long channelId, CancellationToken cancel) =>
        actor.Lacks(Permissions.BankWrite) is { } no ? no : await PollAsync(actor.CompanyId, channelId, cancel);

    /// <summary>Polls every active mailbox of the company now, for a person.</summary>
    /// <returns>What they had together, or the first refusal: as <see cref="NowAsync"/>, or <c>mailbox.none</c>.</returns>
    public async Task<Outcome<MailPolled>> AllNowAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        List<long> channels;
        await using (var db = database.Read(actor))
        {
            channels = await db.Channels.Where(c => c.IsActive && c.Kind == MailboxService.Kind).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(cancel);
        }

        var (sum, refusal) = (new MailPolled(0, 0, 0), channels.Count == 0 ? new Refusal("mailbox.none") : null);
        foreach (var channel in channels)
        {
            var polled = await PollAsync(actor.CompanyId, channel, cancel);
            sum = polled.Ok ? new MailPolled(sum.Fetched + polled.Value.Fetched, sum.Taken + polled.Value.Taken, sum.Refused + polled.Value.Refused) : sum;
            refusal ??= polled.Refusal;
        }

        return refusal is null ? sum : refusal;
    }

    private async Task<Outcome<MailPolled>> PollAsync(int companyId, long channelId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        if (await db.Channels.FirstOrDefaultAsync(c => c.Id == channelId && c.Kind == MailboxService.Kind, cancel) is not { Secret: { } secret } channel)
        {
            return new Refusal("not_found", "channel");
        }

        if (!channel.IsActive)
        {
            return new Refusal("channel.off", channel.Name);
        }

        return await ChannelRounds.HoldingAsync<MailPolled>(leases, $"mail-poll:{channelId}", leases.Times.Poll, channel.Name, async lease =>
        {
            var door = new MailDoor(companyId, channelId, channel.Name, MailboxOptions.Of(channel), lease);

            try
            {
                // A large mail over a slow line takes longer than the lease.
                await using var keeper = leases.Keep(lease, leases.Times.Poll, cancel);
                var access = new MailboxAccess(door.Options, box.Unprotect(secret), await MailboxService.IsDemoAsync(db, companyId, cancel));
                var fetched = await FetchAsync(door, access, channel, keeper.Held);
                // What came before the line broke is dealt with all the same.
                var dealt = await intake.RunAsync(door, keeper.Held);
                return (fetched.Refusal ?? dealt.Refusal) is { } refusal ? refusal : new MailPolled(fetched.Fresh, dealt.Taken, dealt.Refused);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return new Refusal(Leases.Lost);
            }
        }, e => Broken(log, channelId, e), cancel);
    }

    private async Task<(int Fresh, Refusal? Refusal)> FetchAsync(MailDoor door, MailboxAccess access, Channel channel, CancellationToken cancel)
    {
        var fresh = 0;
        var filed = new List<long>();
        Refusal? refusal = null;
        try
        {
            await using var mailbox = servers.Mailbox(access);
            var folder = await mailbox.OpenAsync(cancel);
            var filing = new MailFiling(mailbox, door.Options);
            foreach (var (id, position) in await store.UnfiledAsync(door, folder.UidValidity, cancel))
            {
                if (await filing.FileAsync(position, cancel))
                {
                    filed.Add(id);
                }
            }

            var limits = new MailFetchLimits(door.Options.MaxMegabytes << 20, MostFetched, door.Options.Since);
            await foreach (var mail in mailbox.NewerThanAsync(MailPosition.Parse(channel.Cursor), limits, cancel))
            {
                var stored = await store.StoreAsync(door, mail, cancel);
                if (!stored.Ok)
                {
                    return (fresh, stored.Refusal);
                }

                fresh += stored.Value.IsNew ? 1 : 0;
                if (await filing.FileAsync(mail.Position, cancel))
                {
                    filed.Add(stored.Value.Id);
                }
            }

            refusal = filing.Refusal;
        }
        catch (MailboxException e)
        {
            refusal = e.Refusal;
        }

        var noted = filed.Count == 0 && refusal is null && channel.PollRefusal is null ? await store.NothingNewAsync(door, cancel) : await store.PolledAsync(door, filed, refusal, cancel);
        return (fresh, refusal ?? noted.Refusal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mailbox {ChannelId} could not be read")]
    private static partial void Broken(ILogger logger, long channelId, Exception e);
}

/// <summary>A mailbox being polled, and the lease under which everything of the poll is written.</summary>
/// <param name="CompanyId">Company whose mailbox it is.</param>
public sealed record MailDoor(int CompanyId, long ChannelId, string Name, MailboxOptions Options, LeaseHold Lease)
{
    /// <summary>Who writes what came: it may store mails, nothing else. Files are taken in by their sender.</summary>
    public Actor Actor => new(CompanyId, 0, Name, ActorKind.Channel, new HashSet<string>(StringComparer.Ordinal));
}

/// <summary>Marks or moves mails that we have. A server that refuses is noted and not asked again; the mails stay as they are.</summary>
internal sealed class MailFiling(IMailbox mailbox, MailboxOptions options)
{
    /// <summary>Why it was not done.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Files one; false where that was not asked for or not done.</summary>
    /// <exception cref="MailboxException">The line broke.</exception>
    public async Task<bool> FileAsync(MailPosition mail, CancellationToken cancel)
    {
        if (options.After == AfterReading.Leave || Refusal is not null)
        {
            return false;
        }

        try
        {
            await (options is { After: AfterReading.Move, MoveTo: { } to } ? mailbox.MoveAsync(mail, to, cancel) : mailbox.MarkSeenAsync(mail, cancel));
            return true;
        }
        catch (MailboxException e) when (e.Refusal.Code is "mailbox.refused" or "mailbox.read_only")
        {
            Refusal = e.Refusal;
            return false;
        }
    }
}
