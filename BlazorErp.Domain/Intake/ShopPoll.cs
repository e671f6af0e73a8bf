using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Intake;

/// <summary>
/// Asks shops what changed, because a message that was lost on the way never comes again (P36). What is new is stored like a message that
/// came, and applied by the same intake; the cursor moves in the transaction that stores the last page. One asker per shop, over all nodes.
/// </summary>
public sealed partial class ShopPoll(ErpDatabase database, IEnumerable<IShopFetcher> fetchers, ISecretBox box, Leases leases, ILogger<ShopPoll> log)
{
    /// <summary>Asked again each time: clocks and slow transactions of the shop.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    // A message that is not here this long after the change was not only slow.
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(30);
    private const int MostPages = 2000;
    private const int MostPasses = 3;
    private readonly Dictionary<string, IShopFetcher> fetchers = fetchers.ToDictionary(f => f.Kind, StringComparer.Ordinal);

    private sealed record Door(int CompanyId, Channel Channel, LeaseHold Lease, DateTimeOffset Started);

    /// <summary>Asks every active shop that can be asked.</summary>
    /// <returns>Orders stored, shops that could not be asked.</returns>
    public Task<IntakeRun> RunAsync(CancellationToken cancel) => ChannelRounds.AskAsync(database, c => c.ApiAddress != null, PollAsync, p => new IntakeRun(p.Fresh, 0), cancel);

    /// <summary>Asks one shop now, for a person.</summary>
    /// <returns>What it had, or <c>forbidden</c>, <c>not_found</c>, <c>channel.no_api</c>, <c>channel.poll_busy</c>, <c>shop.api_*</c>.</returns>
    public async Task<Outcome<ShopPolled>> NowAsync(Actor actor, long channelId, CancellationToken cancel) =>
        actor.Lacks(Permissions.IntakeWrite) is { } no ? no : await PollAsync(actor.CompanyId, channelId, cancel);

    private async Task<Outcome<ShopPolled>> PollAsync(int companyId, long channelId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        if (await db.Channels.FirstOrDefaultAsync(c => c.Id == channelId, cancel) is not { } channel)
        {
            return new Refusal("not_found", "channel");
        }

        if (channel is not { IsActive: true, ApiAddress: { } address, ApiKey: { } key, ApiSecret: { } secret } || !fetchers.TryGetValue(channel.Kind, out var fetcher))
        {
            return new Refusal("channel.no_api", channel.Name);
        }

        return await ChannelRounds.HoldingAsync<ShopPolled>(leases, $"shop-poll:{channelId}", leases.Times.Poll, channel.Name, async lease =>
        {
            var demo = await db.Companies.Where(c => c.Id == companyId).Select(c => c.IsDemo).FirstAsync(cancel);
            var access = new ShopAccess(new Uri(address), box.Unprotect(key), box.Unprotect(secret), demo);
            var door = new Door(companyId, channel, lease, database.Time.GetUtcNow());
            var polled = await AskAsync(door, fetcher, access, await FromAsync(db, channel, cancel), cancel);
            if (polled.Refusal is { } refusal)
            {
                await NoteAsync(door, refusal, cancel);
            }

            return polled;
        }, e => Broken(log, channelId, e), cancel);
    }

    /// <summary>Where the last asking ended; the first time, where messages began.</summary>
    private async Task<DateTimeOffset> FromAsync(ErpDbContext db, Channel channel, CancellationToken cancel)
    {
        if (DateTimeOffset.TryParse(channel.Cursor, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var cursor))
        {
            return cursor;
        }

        var now = database.Time.GetUtcNow();
        var first = await db.IntakeMessages.Where(m => m.ChannelId == channel.Id).OrderBy(m => m.Id).Select(m => (DateTimeOffset?)m.ReceivedAt).FirstOrDefaultAsync(cancel);
        var from = (first ?? now) - Before;
        return from > now - Oldest ? from : now - Oldest;
    }

    private async Task<Outcome<ShopPolled>> AskAsync(Door door, IShopFetcher fetcher, ShopAccess access, DateTimeOffset from, CancellationToken cancel)
    {
        var (listed, fresh, latest) = (0, 0, from);
        foreach (var trash in (bool[])[false, true])
        {
            for (var (page, pages, total, passes) = (1, 1, 0, 1); page <= pages; page++)
            {
                if (!await leases.RenewAsync(door.Lease, leases.Times.Poll, cancel))
                {
                    return new Refusal("channel.poll_busy", door.Channel.Name);
                }

                var answer = await fetcher.ListAsync(access, new ShopQuestion(from - Overlap, page, trash), cancel);
                if (!answer.Ok)
                {
                    return answer.Refusal!;
                }

                var now = answer.Value;
                if (now.Pages > MostPages)
                {
                    return new Refusal("shop.api_too_many", now.Total);
                }

                // One was taken away in between and the rest moved up: a page may have been stepped over.
                var again = page > 1 && now.Total < total && passes < MostPasses;
                listed += now.Orders.Count;
                var changed = now.Orders.Max(o => o.Version);
                // A shop whose clock is ahead must not move the cursor past what it will still change.
                latest = changed > latest && changed <= door.Started + Overlap ? changed.Value : latest;
                var stored = await StoreAsync(door, now.Orders, trash, trash && page >= now.Pages && !again ? latest : null, cancel);
                if (!stored.Ok)
                {
                    return stored.Refusal!;
                }

                fresh += stored.Value;
                (page, passes) = again ? (0, passes + 1) : (page, passes);
                (pages, total) = (now.Pages, now.Total);
            }
        }

        return new ShopPolled(listed, fresh);
    }

    private Task<Outcome<int>> StoreAsync(Door door, IReadOnlyList<ListedBody> orders, bool trash, DateTimeOffset? cursor, CancellationToken cancel) =>
        database.WriteAsync<int>(ShopReceiver.ActorOf(door.CompanyId, door.Channel.Name), new Command("intake.polled"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return new Refusal("channel.poll_busy", door.Channel.Name);
            }

            var (channelId, db) = (door.Channel.Id, w.Db);
            var told = await ToldAsync(db, channelId, orders, c);
            var fresh = new List<(ListedBody Order, string Key, string Topic)>(orders.Count);
            foreach (var order in orders)
            {
                var known = order.ExternalId is { } id ? told.GetValueOrDefault(id) : null;
                var restored = known?.DeletedAt is { } deleted && !trash && deleted < door.Started;
                if (trash && known?.DeletedAt is not null || order.Version is not null && known?.Version >= order.Version && !restored)
                {
                    continue;
                }

                var topic = restored ? "order.restored" : "order.listed";
                fresh.Add((order, ShopReceiver.KeyOf(topic, order.Body), topic));
            }

            var keys = fresh.ConvertAll(f => f.Key);
            var have = await db.IntakeMessages.Where(m => m.ChannelId == channelId && keys.Contains(m.Key)).Select(m => m.Key).ToListAsync(c);
            fresh.RemoveAll(f => have.Contains(f.Key));
            foreach (var (order, key, topic) in fresh.DistinctBy(f => f.Key))
            {
                var message = new IntakeMessage { ChannelId = channelId, Key = key, Topic = topic, Body = order.Body, ReceivedAt = w.Now, RetryAt = w.Now };
                w.Changed(Topics.Intake, w.Add(message.Folded()).Id);
            }

            var missed = fresh.Count(f => f.Order.Version < w.Now - Slow);
            await db.Channels.Where(x => x.Id == channelId).ExecuteUpdateAsync(s => s.SetProperty(x => x.Missed, x => x.Missed + missed), c);
            if (cursor is { } end)
            {
                await db.Channels.Where(x => x.Id == channelId).ExecuteUpdateAsync(
                    s => s.SetProperty(x => x.Cursor, end.ToString("O", CultureInfo.InvariantCulture)).SetProperty(x => x.PolledAt, w.Now).SetProperty(x => x.PollRefusal, (string?)null), c);
                w.Changed(Topics.Settings, channelId);
            }

            if (fresh.Count > 0)
            {
                w.Audit("intake.polled", "channel", channelId, door.Channel.Name, fresh.Count);
            }

            return fresh.Count;
        }, cancel);

    private sealed record Told(DateTimeOffset? Version, DateTimeOffset? DeletedAt);

    /// <summary>What is known of the orders: the latest version that came, and when a deletion came that no restoring followed.</summary>
    private static async Task<Dictionary<string, Told>> ToldAsync(ErpDbContext db, long channelId, IReadOnlyList<ListedBody> orders, CancellationToken cancel)
    {
        var ids = orders.Where(o => o.ExternalId is not null).Select(o => o.ExternalId!).Distinct().ToList();
        var rows = await db.IntakeMessages.AsNoTracking().Where(m => m.ChannelId == channelId && ids.Contains(m.ExternalId!))
            .Select(m => new { Id = m.ExternalId!, MessageId = m.Id, m.ExternalVersion, m.Topic, m.State, m.ReceivedAt }).ToListAsync(cancel);
        return rows.GroupBy(r => r.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g =>
        {
            var deleted = g.Where(r => r.ExternalVersion is null && (r.State is IntakeState.Applied or IntakeState.Ignored)).MaxBy(r => r.MessageId);
            var restored = g.Where(r => r.Topic == "order.restored").MaxBy(r => r.MessageId);
            return new Told(g.Max(r => r.ExternalVersion), deleted?.MessageId > (restored?.MessageId ?? 0) ? deleted.ReceivedAt : null);
        }, StringComparer.Ordinal);
    }

    private Task NoteAsync(Door door, Refusal refusal, CancellationToken cancel) =>
        database.WriteAsync(ShopReceiver.ActorOf(door.CompanyId, door.Channel.Name), new Command("intake.poll_failed"), async (w, c) =>
        {
            await w.Db.Channels.Where(x => x.Id == door.Channel.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PollRefusal, RefusalJson.Write(refusal)), c);
            w.Changed(Topics.Settings, door.Channel.Id);
            return Outcome.Done;
        }, cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "Channel {ChannelId} could not be asked for its orders")]
    private static partial void Broken(ILogger logger, long channelId, Exception e);
}
