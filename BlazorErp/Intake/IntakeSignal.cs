using System.Collections.Concurrent;
using System.Threading.Channels;
using BlazorErp.Domain.Intake;

namespace BlazorErp.Intake;

/// <summary>Wakes the intake: something came. Waking it twice while it sleeps wakes it once.</summary>
public sealed class IntakeSignal
{
    private readonly Channel<bool> channel = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something came.</summary>
    public void Wake() => channel.Writer.TryWrite(true);

    /// <summary>Returns when something came, or after a while for what is due by time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // nothing came; look all the same
        }
    }
}

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
