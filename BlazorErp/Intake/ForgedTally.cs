using System.Collections.Concurrent;
using BlazorErp.Domain.Intake;

namespace BlazorErp.Intake;

/// <summary>Counts forged messages in memory, so that a flood of them costs no writing.</summary>
public sealed class ForgedTally : IDisposable
{
    private readonly ConcurrentDictionary<(int Company, long Channel), int> counts = new();
    private readonly SemaphoreSlim writing = new(1, 1);

    /// <summary>One more.</summary>
    public void Add(int companyId, long channelId) => counts.AddOrUpdate((companyId, channelId), 1, static (_, n) => n + 1);

    /// <summary>Writes what was counted since the last time. One at a time: whoever returns from here finds everything counted before in the database.</summary>
    public async Task FlushAsync(ShopReceiver receiver, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            foreach (var key in counts.Keys)
            {
                if (counts.TryRemove(key, out var count))
                {
                    await receiver.CountForgedAsync(key.Company, key.Channel, count, cancel);
                }
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();
}
