using BlazorErp.Domain.Data;

namespace BlazorErp.Ui;

/// <summary>
/// Wakes an open screen when something of its topics changed in its company: ids gathered for a moment, one call at a time. An id of
/// <see cref="Change.All"/> means that anything may have changed.
/// </summary>
public sealed class ChangeWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly int companyId;
    private readonly HashSet<string> topics;
    private readonly Func<IReadOnlyCollection<Change>, Task> changed;
    private readonly IDisposable subscription;
    private readonly ITimer timer;
    private HashSet<Change> gathered = [];
    private bool running, disposed;

    /// <summary>Listens until disposed. The handler is called on a pool thread: a page goes through InvokeAsync.</summary>
    public ChangeWatch(ChangeFeed feed, TimeProvider clock, int companyId, IReadOnlyCollection<string> topics, Func<IReadOnlyCollection<Change>, Task> changed)
    {
        this.companyId = companyId;
        this.topics = [.. topics];
        this.changed = changed;
        timer = clock.CreateTimer(_ => _ = TellAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        subscription = feed.Subscribe(Note);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        subscription.Dispose();
        timer.Dispose();
    }

    private void Note(IReadOnlyList<Change> changes)
    {
        lock (gate)
        {
            var before = gathered.Count;
            gathered.UnionWith(changes.Where(c => c.CompanyId == companyId && topics.Contains(c.Topic)));
            if (gathered.Count > before && before == 0 && !running && !disposed)
            {
                timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private async Task TellAsync()
    {
        HashSet<Change> now;
        lock (gate)
        {
            if (disposed || running || gathered.Count == 0)
            {
                return;
            }

            (now, gathered, running) = (gathered, [], true);
        }

        try
        {
            await changed(now);
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // the screen was left while it was reading
        }
        finally
        {
            lock (gate)
            {
                running = false;
                if (gathered.Count > 0 && !disposed)
                {
                    timer.Change(Pause, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }
}
