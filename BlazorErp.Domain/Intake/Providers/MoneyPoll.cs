using System.Globalization;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Intake.Providers;

/// <summary>What asking a provider brought.</summary>
/// <param name="Read">Transactions it told.</param>
/// <param name="Fresh">Of these not known before.</param>
/// <param name="Changed">Told differently than before.</param>
/// <param name="Booked">Bank lines that booked themselves.</param>
public sealed record MoneyPolled(int Read, int Fresh, int Changed, int Booked);

/// <summary>
/// Asks payment providers for their transactions (P45). The cursor moves in the transaction that writes the lines, so a stop at any moment
/// repeats a part and loses none. One asker per channel over all nodes; one that slept past its lease can write nothing.
/// </summary>
public sealed partial class MoneyPoll(ErpDatabase database, IEnumerable<IMoneySource> sources, ISecretBox box, Leases leases, Reconciliation reconciliation, ILogger<MoneyPoll> log)
{
    /// <summary>How often each channel is asked.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    private const int MostRejected = 20;
    private const int MostPasses = 3;
    private const int MostHints = 50;
    private readonly Dictionary<string, IMoneySource> sources = sources.ToDictionary(s => s.Kind, StringComparer.Ordinal);

    private sealed record Door(Actor Actor, Channel Channel, MoneyOptions Options, IMoneySource Source, MoneyAccess Access, LeaseHold Lease)
    {
        public ProviderSource Provider => new(Channel.Id, Source.Accounts, Source.Kind, Channel.Name);
    }

    /// <summary>Who writes for a channel: bank lines, nothing else.</summary>
    public static Actor ActorOf(int companyId, string name) =>
        new(companyId, 0, name, ActorKind.Channel, new HashSet<string>(StringComparer.Ordinal) { Permissions.BankRead, Permissions.BankWrite });

    /// <summary>Asks every channel that is due or has sent a hint since it was asked.</summary>
    /// <returns>Transactions that were new or changed, channels that could not be asked.</returns>
    public Task<IntakeRun> RunAsync(CancellationToken cancel)
    {
        // A little early, so that a job that is a second early does not leave a channel for another quarter of an hour.
        var due = database.Time.GetUtcNow() - Every + TimeSpan.FromMinutes(1);
        var kinds = sources.Keys.ToArray();
        return ChannelRounds.AskAsync(
            database, c => EF.Parameter(kinds).Contains(c.Kind) && c.ApiSecret != null && (c.PolledAt == null || c.PolledAt <= due || c.PollRefusal != null || c.LastSeenAt > c.PolledAt),
            PollAsync, p => new IntakeRun(p.Fresh + p.Changed, 0), cancel);
    }

    /// <summary>Asks one channel now, for a person.</summary>
    /// <returns>What it had, or <c>forbidden</c>, <c>not_found</c>, <c>channel.no_api</c>, <c>channel.poll_busy</c>, <c>channel.other_account</c>, <c>pay.*</c>.</returns>
    public async Task<Outcome<MoneyPolled>> NowAsync(Actor actor, long channelId, CancellationToken cancel) =>
        actor.Lacks(Permissions.BankWrite) is { } no ? no : await PollAsync(actor.CompanyId, channelId, cancel);

    private async Task<Outcome<MoneyPolled>> PollAsync(int companyId, long channelId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        if (await db.Channels.FirstOrDefaultAsync(c => c.Id == channelId, cancel) is not { } channel)
        {
            return new Refusal("not_found", "channel");
        }

        if (channel is not { IsActive: true, ApiKey: { } key, ApiSecret: { } secret } || !sources.TryGetValue(channel.Kind, out var source))
        {
            return new Refusal("channel.no_api", channel.Name);
        }

        return await ChannelRounds.HoldingAsync<MoneyPolled>(leases, $"money-poll:{channelId}", leases.Times.Poll, channel.Name, async lease =>
        {
            var options = MoneyOptions.Of(channel);
            var door = new Door(ActorOf(companyId, channel.Name), channel, options, source, new MoneyAccess(companyId, channelId, box.Unprotect(key), box.Unprotect(secret), options.Sandbox, options.WebhookId), lease);
            var polled = await AskAsync(door, cancel);
            if (polled.Refusal is { } refusal)
            {
                await NoteAsync(door, refusal, cancel);
            }

            return polled;
        }, e => Broken(log, channelId, e), cancel);
    }

    private async Task<Outcome<MoneyPolled>> AskAsync(Door door, CancellationToken cancel)
    {
        var before = CursorOf(door.Channel);
        IReadOnlyList<ProviderBalance> opening = [];
        if (before is null)
        {
            // What was there before the first day; a provider that cannot say leaves a difference to be seen.
            var told = await door.Source.BalancesAsync(door.Access, door.Options.Begin, cancel);
            opening = told.Ok ? [.. told.Value.Where(b => b.Total.Amount != 0m)] : [];
        }

        var started = database.Time.GetUtcNow();
        var ahead = await AheadAsync(door, cancel);
        if (!ahead.Ok)
        {
            return ahead.Refusal!;
        }

        var total = new MoneyPolled(0, ahead.Value, 0, 0);
        var rejected = new List<Refusal>();
        var cursor = before;
        foreach (var window in door.Source.Plan(before, door.Options.Begin, started))
        {
            if (!await leases.RenewAsync(door.Lease, leases.Times.Poll, cancel))
            {
                return Busy(door);
            }

            var read = await door.Source.ReadAsync(door.Access, window, cancel);
            if (!read.Ok)
            {
                return read.Refusal!;
            }

            rejected.AddRange(read.Value.Rejected);
            cursor = door.Source.Cursor(cursor, window, read.Value.ReachedTo);
            var written = await WriteAsync(door, read.Value, opening, cursor.Value, cancel);
            if (!written.Ok)
            {
                return written.Refusal!;
            }

            total = total with { Read = total.Read + read.Value.Rows.Count, Fresh = total.Fresh + written.Value.Fresh, Changed = total.Changed + written.Value.Changed };
            opening = [];
        }

        return await EndAsync(door, started, cursor, rejected, cancel) is { } no ? no : await MatchAsync(door, total, cancel);
    }

    /// <summary>Payments that messages hinted at since the last asking: the list may lag by hours, the payment itself can be asked about at once.</summary>
    private async Task<Outcome<int>> AheadAsync(Door door, CancellationToken cancel)
    {
        List<byte[]> hints;
        await using (var db = database.Read(door.Actor))
        {
            var (channel, since) = (door.Channel.Id, door.Channel.PolledAt ?? DateTimeOffset.UnixEpoch);
            hints = await db.IntakeMessages.Where(m => m.ChannelId == channel && m.ReceivedAt >= since).OrderByDescending(m => m.Id).Take(MostHints).Select(m => m.Body).ToListAsync(cancel);
        }

        var told = hints.Count == 0 ? [] : await door.Source.HintedAsync(door.Access, hints, cancel);
        var rows = told.Where(t => t.At >= door.Options.Begin).ToList();
        if (rows.Count == 0)
        {
            return 0;
        }

        return await database.WriteAsync<int>(door.Actor, new Command("provider.ahead"), async (w, c) =>
            await Leases.ProveIn(w, door.Lease, c) ? (await ProviderLines.WriteIn(w, door.Provider, rows, c)).Fresh : Busy(door), cancel);
    }

    private Task<Outcome<ProviderWritten>> WriteAsync(Door door, MoneyRead read, IReadOnlyList<ProviderBalance> opening, DateTimeOffset cursor, CancellationToken cancel) =>
        database.WriteAsync<ProviderWritten>(door.Actor, new Command("provider.read"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return Busy(door);
            }

            var channel = await w.Db.Channels.FirstAsync(x => x.Id == door.Channel.Id, c);
            var options = MoneyOptions.Of(channel);
            if (options.Account is { } account && account != read.Account)
            {
                return new Refusal("channel.other_account", channel.Name, account, read.Account);
            }

            if (options.Begin != door.Options.Begin)
            {
                return Busy(door);
            }

            channel.Settings = (options with { Account = read.Account }).ToJson();
            channel.Cursor = cursor.ToString("O", CultureInfo.InvariantCulture);
            var rows = read.Rows.Concat(opening.Select(b => Opening(door, read.Account, b, w.Now)));
            return await ProviderLines.WriteIn(w, door.Provider, rows, c);
        }, cancel);

    /// <summary>What was in a currency before the first day, as a transaction of that instant.</summary>
    private static ProviderTransaction Opening(Door door, string account, ProviderBalance balance, DateTimeOffset now) => new()
    {
        Provider = door.Source.Kind, Account = account, Id = $"opening-{balance.Total.Currency.Code}", EventCode = "OPEN", Event = ProviderEvent.Opening, At = door.Options.Begin, UpdatedAt = now,
        Gross = balance.Total, Fee = Money.Zero(balance.Total.Currency), Status = ProviderStatus.Success,
    };

    /// <summary>Balances as of what was read, beside ours; the asking is over.</summary>
    private async Task<Refusal?> EndAsync(Door door, DateTimeOffset started, DateTimeOffset? cursor, List<Refusal> rejected, CancellationToken cancel)
    {
        var balances = await door.Source.BalancesAsync(door.Access, cursor, cancel);
        if (!balances.Ok)
        {
            return balances.Refusal;
        }

        var ended = await database.WriteAsync(door.Actor, new Command("provider.polled"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return Busy(door);
            }

            await ProviderBalances.TellIn(w, door.Provider, balances.Value, c);
            var why = rejected.Count == 0 ? null : RefusalJson.Write(Refusal.Of([new Refusal("channel.rows_rejected", rejected.Count), .. rejected.Take(MostRejected)]));
            var at = started;
            await w.Db.Channels.Where(x => x.Id == door.Channel.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PolledAt, at).SetProperty(x => x.PollRefusal, why), c);
            w.Changed(Topics.Settings, door.Channel.Id);
            return Outcome.Done;
        }, cancel);
        return ended.Refusal;
    }

    /// <summary>Books what books itself (P40). The lines are in and stay, whatever becomes of this.</summary>
    private async Task<Outcome<MoneyPolled>> MatchAsync(Door door, MoneyPolled total, CancellationToken cancel)
    {
        try
        {
            // A refund waits for its payment: what a pass booked may let the next one go on.
            for (var pass = 0; pass < MostPasses; pass++)
            {
                var run = await reconciliation.MatchAsync(door.Actor, new MatchScope { ChannelId = door.Channel.Id }, "channel", null, cancel);
                total = total with { Booked = total.Booked + (run.Ok ? run.Value.Booked : 0) };
                if (!run.Ok || run.Value.Booked == 0 || !await FollowersAsync(door, cancel))
                {
                    break;
                }
            }

            return total;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            MatchFailed(log, door.Channel.Id, e);
            return total;
        }
    }

    private async Task<bool> FollowersAsync(Door door, CancellationToken cancel)
    {
        await using var db = database.Read(door.Actor);
        var channel = door.Channel.Id;
        return await db.BankLines.AnyAsync(l => l.State == BankLineState.Open && (l.Kind == BankLineKind.Refund || l.Kind == BankLineKind.Reversal) && db.BankAccounts.Any(a => a.Id == l.BankAccountId && a.ChannelId == channel), cancel);
    }

    private Task NoteAsync(Door door, Refusal refusal, CancellationToken cancel) =>
        database.WriteAsync(door.Actor, new Command("provider.poll_failed"), async (w, c) =>
        {
            var why = RefusalJson.Write(refusal);
            await w.Db.Channels.Where(x => x.Id == door.Channel.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PollRefusal, why), c);
            w.Changed(Topics.Settings, door.Channel.Id);
            return Outcome.Done;
        }, cancel);

    private static Refusal Busy(Door door) => new("channel.poll_busy", door.Channel.Name);

    /// <summary>Where the last asking ended; null before the first.</summary>
    internal static DateTimeOffset? CursorOf(Channel channel) =>
        DateTimeOffset.TryParse(channel.Cursor, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var cursor) ? cursor : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Channel {ChannelId} could not be asked for its transactions")]
    private static partial void Broken(ILogger logger, long channelId, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Matching the lines of channel {ChannelId} failed; they are in")]
    private static partial void MatchFailed(ILogger logger, long channelId, Exception e);
}
