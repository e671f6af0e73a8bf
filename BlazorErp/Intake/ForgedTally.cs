using System.Collections.Concurrent;
using BlazorErp.Domain.Intake;

namespace BlazorErp.Intake;

/// <summary>Counts forged messages in memory, so that a flood of them costs no writing.</summary>
public sealed class ForgedTally
{
    private readonly ConcurrentDictionary<(int Company, long Channel), int> counts = new();

    /// <summary>One more.</summary>
    public void Add(int companyId, long channelId) => counts.AddOrUpdate((companyId, channelId), 1, static (_, n) => n + 1);

    /// <summary>Writes what was counted since the last time.</summary>
    public async Task FlushAsync(ShopReceiver receiver, CancellationToken cancel)
    {
        foreach (var key in counts.Keys)
        {
            if (counts.TryRemove(key, out var count))
            {
                await receiver.CountForgedAsync(key.Company, key.Channel, count, cancel);
            }
        }
    }
}
