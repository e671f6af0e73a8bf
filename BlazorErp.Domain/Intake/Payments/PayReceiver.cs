using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Payments;

/// <summary>The account behind an address that messages come to.</summary>
public sealed record PayGate(int CompanyId, long ChannelId, string Name, PayDoor Door);

/// <summary>What a message was taken for.</summary>
public enum PayReceipt
{
    /// <summary>Authentic; kept, or known already.</summary>
    Kept = 1,
    /// <summary>Not from the provider, or too old: nothing of it is kept.</summary>
    Forged = 2,
    /// <summary>Too large to be one.</summary>
    TooLarge = 3,
    /// <summary>Cannot be proven now (the provider's key cannot be had): it should come again.</summary>
    Later = 4,
}

/// <summary>
/// Takes what providers send: proven by its signature, stored as it came, understood later. The provider's id of an event is its key, so the
/// same event is here once however often it comes.
/// </summary>
public sealed class PayReceiver(ErpDatabase database, PayChannels channels, IEnumerable<IPayReader> readers)
{
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(15);
    private const int LongestKey = 160;
    private readonly Dictionary<string, IPayReader> readers = readers.ToDictionary(r => r.Kind, StringComparer.Ordinal);

    /// <summary>The account of a kind at an address; null when there is none. One that is switched off still hears of its old payments.</summary>
    public async Task<PayGate?> FindAsync(string kind, string token, CancellationToken cancel)
    {
        if (token.Length is < 16 or > 64 || !PayChannels.Kinds.Contains(kind) || await ChannelDoors.FindAsync(database, kind, token, cancel) is not { } channel)
        {
            return null;
        }

        return await channels.FindAsync(channel.CompanyId, channel.Id, cancel) is { } door ? new PayGate(channel.CompanyId, channel.Id, channel.Name, door) : null;
    }

    /// <summary>Proves and keeps a message.</summary>
    public async Task<PayReceipt> ReceiveAsync(PayGate gate, PayCallback callback, CancellationToken cancel)
    {
        var told = await gate.Door.Pay.VerifyAsync(callback, cancel);
        switch (told.Refusal?.Code)
        {
            case "pay.forged" or "pay.stale":
                return PayReceipt.Forged;
            case "pay.too_large":
                return PayReceipt.TooLarge;
            case "pay.busy" or "pay.unreachable" or "pay.denied" or "pay.answer" or "pay.refused":
                return PayReceipt.Later;
        }

        // Authentic, but perhaps not understood: it is kept all the same, and a person sees why.
        var body = callback.Body.ToArray();
        await KeepAsync(gate, told.Ok ? told.Value : null, body, cancel);
        return PayReceipt.Kept;
    }

    private async Task KeepAsync(PayGate gate, PaymentNotification? told, byte[] body, CancellationToken cancel)
    {
        var hash = ShopReceiver.KeyOf("body", body);
        var key = told is null || told.EventId.Length > LongestKey ? hash : $"event:{told.EventId}";
        var topic = told is null ? "pay.unread" : $"pay.{told.Notice}".ToLowerInvariant();
        await database.WriteAsync(PayAttempts.ActorOf(gate.CompanyId, gate.Name), new Command("pay.received"), async (w, c) =>
        {
            var known = await w.Db.IntakeMessages.Where(m => m.ChannelId == gate.ChannelId && (m.Key == key || m.Key == hash)).Select(m => new { m.Id, m.Key, m.Body }).ToListAsync(c);
            if (known.Find(m => m.Key == hash || Says(gate, m.Body) == Says(gate, body)) is { } same)
            {
                await w.Db.IntakeMessages.Where(m => m.Id == same.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Deliveries, m => m.Deliveries + 1), c);
                w.Changed(Topics.Intake, same.Id);
            }
            else
            {
                // The same event with another content is an alarm: it is kept beside the first, applied to nothing, and a person looks.
                var other = known.Count > 0;
                var message = w.Add(new IntakeMessage
                {
                    ChannelId = gate.ChannelId, Key = other ? hash : key, Topic = topic, Body = body, ReceivedAt = w.Now, RetryAt = other ? null : w.Now, State = other ? IntakeState.Failed : IntakeState.Received,
                    Refusal = other ? RefusalJson.Write(new Refusal("pay.event_contradiction", told!.EventId)) : null, ExternalId = told?.AttemptId, Gross = told?.Amount?.Amount, Currency = told?.Amount?.Currency.Code,
                }.Folded());
                w.Changed(Topics.Intake, message.Id);
            }

            var stale = w.Now - Seen;
            await w.Db.Channels.Where(x => x.Id == gate.ChannelId && (x.LastSeenAt == null || x.LastSeenAt < stale)).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, w.Now), c);
            return Outcome.Done;
        }, cancel);
    }

    /// <summary>What a message says, whatever its bytes: providers write counters of their own into what they send again.</summary>
    private PaymentNotification? Says(PayGate gate, byte[] body) => readers.TryGetValue(gate.Door.Provider, out var reader) && reader.Read(body) is { Ok: true } read ? read.Value with { BodyHash = "" } : null;
}
