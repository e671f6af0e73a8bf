using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Providers;

/// <summary>A payment provider's channel behind an address. Holds secrets in clear: made when needed, never kept or logged.</summary>
public sealed record MoneyDoor(int CompanyId, long Id, string Name, bool IsActive, MoneyAccess Access);

/// <summary>A message that was proved to be the provider's.</summary>
/// <param name="EventId">Its id there.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Number">The seller's reference in it.</param>
/// <param name="AttemptId">Our attempt to pay that it is about, where it names one.</param>
/// <param name="SessionId">The provider's session of it, where it names one.</param>
public sealed record MoneyHint(string EventId, string Topic, string Number, string AttemptId = "", string SessionId = "");

/// <summary>
/// Takes what payment providers send: kept as it came, and a reason to ask. Nothing is booked from it: what counts is what the provider
/// answers when it is asked.
/// </summary>
public sealed class MoneyHooks(ErpDatabase database, ISecretBox box)
{
    /// <summary>The channel of a kind at an address; null when there is none, or it has no keys.</summary>
    public async Task<MoneyDoor?> FindAsync(string kind, string token, CancellationToken cancel)
    {
        if (token.Length is < 16 or > 64 || await ChannelDoors.FindAsync(database, kind, token, cancel) is not { ApiKey: { } key, ApiSecret: { } secret } channel)
        {
            return null;
        }

        var options = MoneyOptions.Of(channel);
        return new MoneyDoor(channel.CompanyId, channel.Id, channel.Name, channel.IsActive, new MoneyAccess(channel.CompanyId, channel.Id, box.Unprotect(key), box.Unprotect(secret), options.Sandbox, options.WebhookId));
    }

    /// <summary>Keeps a proved message; the same one again only counts.</summary>
    public Task<Outcome> ReceiveAsync(MoneyDoor door, MoneyHint hint, byte[] body, CancellationToken cancel)
    {
        var topic = Cut(hint.Topic, 60);
        var key = ShopReceiver.KeyOf(topic, body);
        return database.WriteAsync(MoneyPoll.ActorOf(door.CompanyId, door.Name), new Command("intake.received"), async (w, c) =>
        {
            if (await w.Db.IntakeMessages.Where(m => m.ChannelId == door.Id && m.Key == key).ExecuteUpdateAsync(s => s.SetProperty(m => m.Deliveries, m => m.Deliveries + 1), c) == 0)
            {
                // Understood and done with: it is asked now. No intake of orders has anything to do with it.
                w.Add(new IntakeMessage
                {
                    ChannelId = door.Id, Key = key, Topic = topic, Body = body, ReceivedAt = w.Now, State = IntakeState.Ignored, ExternalId = Cut(hint.EventId, 100), ExternalNumber = Cut(hint.Number, 100),
                }.Folded());
            }

            await PayAttempts.HintIn(w, door.Id, hint.AttemptId, hint.SessionId, c);
            await w.Db.Channels.Where(x => x.Id == door.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, w.Now), c);
            w.Changed(Topics.Settings, door.Id);
            return Outcome.Done;
        }, cancel);
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
