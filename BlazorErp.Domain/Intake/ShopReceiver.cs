using System.Security.Cryptography;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>The channel behind an address, with what is needed to tell its messages from others'.</summary>
/// <param name="Secrets">One, or two while the shop is changed over; readable, so never logged or kept.</param>
public sealed record ChannelDoor(int CompanyId, long Id, string Name, bool IsActive, IReadOnlyList<string> Secrets);

/// <summary>Takes what comes in at a channel's address: stored raw first, understood later.</summary>
public sealed class ShopReceiver(ErpDatabase database, ISecretBox box)
{
    /// <summary>How fresh "last seen" is; not every message touches the channel's row.</summary>
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(15);

    /// <summary>Who acts for a channel: it may make orders and what they need, nothing else.</summary>
    public static Actor ActorOf(int companyId, string name) =>
        new(companyId, 0, name, ActorKind.Channel, new HashSet<string>(StringComparer.Ordinal)
        {
            Permissions.IntakeRead, Permissions.IntakeWrite, Permissions.SalesRead, Permissions.SalesWrite, Permissions.PartnersRead, Permissions.PartnersWrite,
            Permissions.CatalogRead, Permissions.CatalogWrite, Permissions.StockRead,
        });

    /// <summary>The channel of a kind at an address; null when there is none.</summary>
    public async Task<ChannelDoor?> FindAsync(string kind, string token, CancellationToken cancel)
    {
        if (token.Length is < 16 or > 64)
        {
            return null;
        }

        var channel = await ChannelDoors.FindAsync(database, kind, token, cancel);
        return channel is null ? null : new ChannelDoor(
            channel.CompanyId, channel.Id, channel.Name, channel.IsActive,
            [.. new[] { channel.Secret, channel.FormerSecret }.Where(s => s is not null).Select(s => box.Unprotect(s!))]);
    }

    /// <summary>Stores an authentic message as it came. The same one again only counts; ten at once are one.</summary>
    /// <returns>Id of the message.</returns>
    public async Task<long> ReceiveAsync(ChannelDoor door, string topic, byte[] body, CancellationToken cancel)
    {
        var name = Clean(topic);
        var key = KeyOf(name, body);
        var stored = await database.WriteAsync<long>(ActorOf(door.CompanyId, door.Name), new Command("intake.received"), async (w, c) =>
        {
            var id = await w.Db.IntakeMessages.Where(m => m.ChannelId == door.Id && m.Key == key).Select(m => m.Id).FirstOrDefaultAsync(c);
            if (id != 0)
            {
                await w.Db.IntakeMessages.Where(m => m.Id == id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Deliveries, m => m.Deliveries + 1), c);
            }
            else
            {
                id = w.Add(new IntakeMessage { ChannelId = door.Id, Key = key, Topic = name, Body = body, ReceivedAt = w.Now, RetryAt = w.Now }.Folded()).Id;
            }

            var stale = w.Now - Seen;
            await w.Db.Channels.Where(x => x.Id == door.Id && (x.LastSeenAt == null || x.LastSeenAt < stale)).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, w.Now).SetProperty(x => x.Missed, 0), c);
            w.Changed(Topics.Intake, id);
            return id;
        }, cancel);
        return stored.Value;
    }

    /// <summary>Counts messages whose signature was wrong; nothing of them is kept.</summary>
    public Task CountForgedAsync(int companyId, long channelId, int count, CancellationToken cancel) =>
        database.WriteAsync(ActorOf(companyId, "intake"), new Command("intake.forged"), async (w, c) =>
        {
            await w.Db.Channels.Where(x => x.Id == channelId)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.Forged, x => x.Forged + count).SetProperty(x => x.LastForgedAt, w.Now), c);
            w.Audit("channel.forged", "channel", channelId, count);
            w.Changed(Topics.Intake, Change.All);
            return Outcome.Done;
        }, cancel);

    /// <summary>What makes a message this one: WooCommerce's delivery id is not unique, so topic and content are.</summary>
    public static string KeyOf(string topic, ReadOnlySpan<byte> body) => $"{topic}:{Convert.ToHexStringLower(SHA256.HashData(body))}";

    /// <summary>The topic comes in a header the signature does not cover: short, printable, or none.</summary>
    private static string Clean(string topic) =>
        topic.Length is > 0 and <= 60 && topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? topic : "unknown";
}
