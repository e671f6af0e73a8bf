using System.Collections.Concurrent;
using System.Collections.Immutable;
using BlazorErp.Domain.Data;

namespace BlazorErp.Live;

/// <summary>Ids that changed since the last batch, by topic. An id of <see cref="Change.All"/> means: read everything again.</summary>
public sealed record LiveBatch(IReadOnlyDictionary<string, IReadOnlySet<long>> Ids)
{
    private static readonly IReadOnlySet<long> None = ImmutableHashSet<long>.Empty;

    /// <summary>Ids of a topic; empty when it did not change.</summary>
    public IReadOnlySet<long> Of(string topic) => Ids.GetValueOrDefault(topic, None);
}

/// <summary>
/// Wakes open screens and hub clients of a company. The first change goes out at once, further ones of the next 50 ms together. A subscriber
/// that is still busy gets what came meanwhile as one batch when it is done, so a slow screen holds up nobody.
/// </summary>
public sealed class LiveFeed : IDisposable
{
    /// <summary>Shortest time between two batches.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<int, ImmutableArray<Subscription>> subscriptions = new();
    private readonly Dictionary<(int Company, string Topic), HashSet<long>> pending = [];
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ILogger<LiveFeed> log;
    private readonly IDisposable source;
    private readonly ITimer timer;
    private long flushedAt;
    private bool armed;

    /// <summary>Listens to the change feed.</summary>
    public LiveFeed(ChangeFeed feed, TimeProvider time, ILogger<LiveFeed> log)
    {
        (this.time, this.log) = (time, log);
        timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        source = feed.Subscribe(Note);
    }

    /// <summary>Since when other nodes' changes may be missing here; null while the feed runs.</summary>
    public DateTimeOffset? StaleSince { get; private set; }

    /// <summary><see cref="StaleSince"/> changed.</summary>
    public event Action? StateChanged;

    /// <summary>Calls the handler, never twice at once, when something of these topics changes in the company; until disposed.</summary>
    /// <param name="companyId">The actor's company.</param>
    /// <param name="topics">Of <see cref="Topics"/>.</param>
    /// <param name="handler">Reads again with its own rights. What it throws is logged.</param>
    public IDisposable Subscribe(int companyId, IReadOnlyCollection<string> topics, Func<LiveBatch, Task> handler)
    {
        var subscription = new Subscription(this, companyId, [.. topics], handler);
        subscriptions.AddOrUpdate(companyId, _ => [subscription], (_, list) => list.Add(subscription));
        return subscription;
    }

    /// <summary>The feed stands still since now.</summary>
    public void Stale()
    {
        if (StaleSince is null)
        {
            StaleSince = time.GetUtcNow();
            StateChanged?.Invoke();
        }
    }

    /// <summary>The feed runs again: everyone reads everything again, for nobody knows what was missed.</summary>
    public void Recovered()
    {
        if (StaleSince is null)
        {
            return;
        }

        StaleSince = null;
        foreach (var subscription in subscriptions.Values.SelectMany(s => s))
        {
            foreach (var topic in subscription.Topics)
            {
                subscription.Add(topic, new HashSet<long> { Change.All });
            }

            subscription.Run();
        }

        StateChanged?.Invoke();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        timer.Dispose();
    }

    private void Note(IReadOnlyList<Change> changes)
    {
        lock (gate)
        {
            foreach (var change in changes)
            {
                var key = (change.CompanyId, change.Topic);
                if (!pending.TryGetValue(key, out var ids))
                {
                    pending[key] = ids = [];
                }

                // Past a few hundred ids a screen reads everything anyway.
                if (ids.Count < 500)
                {
                    ids.Add(change.Id);
                }
                else
                {
                    ids.Add(Change.All);
                }
            }

            if (!armed)
            {
                armed = true;
                var since = flushedAt == 0 ? Pause : time.GetElapsedTime(flushedAt);
                timer.Change(since >= Pause ? TimeSpan.Zero : Pause - since, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Flush()
    {
        List<KeyValuePair<(int Company, string Topic), HashSet<long>>> now;
        lock (gate)
        {
            now = [.. pending];
            pending.Clear();
            armed = false;
            flushedAt = time.GetTimestamp();
        }

        HashSet<Subscription> woken = [];
        foreach (var ((company, topic), ids) in now)
        {
            var listeners = company == 0 ? subscriptions.Values.SelectMany(s => s) : subscriptions.GetValueOrDefault(company, []);
            foreach (var subscription in listeners)
            {
                if (subscription.Topics.Contains(topic))
                {
                    subscription.Add(topic, ids);
                    woken.Add(subscription);
                }
            }
        }

        foreach (var subscription in woken)
        {
            subscription.Run();
        }
    }

    private sealed class Subscription(LiveFeed feed, int company, ImmutableHashSet<string> topics, Func<LiveBatch, Task> handler) : IDisposable
    {
        private readonly Lock gate = new();
        private Dictionary<string, HashSet<long>> waiting = [];
        private bool running, disposed;

        public ImmutableHashSet<string> Topics => topics;

        public void Add(string topic, IReadOnlySet<long> ids)
        {
            lock (gate)
            {
                if (waiting.TryGetValue(topic, out var have))
                {
                    have.UnionWith(ids);
                }
                else
                {
                    waiting[topic] = [.. ids];
                }
            }
        }

        public void Run()
        {
            lock (gate)
            {
                if (running || disposed)
                {
                    return;
                }

                running = true;
            }

            _ = Task.Run(RunAsync);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                Dictionary<string, HashSet<long>> batch;
                lock (gate)
                {
                    if (waiting.Count == 0 || disposed)
                    {
                        running = false;
                        return;
                    }

                    (batch, waiting) = (waiting, []);
                }

                try
                {
                    await handler(new LiveBatch(batch.ToDictionary(b => b.Key, b => (IReadOnlySet<long>)b.Value)));
                }
                catch (Exception e) when (!disposed)
                {
                    feed.log.LogWarning(e, "A screen of company {Company} could not follow a change", company);
                }
                catch (Exception)
                {
                    // the screen was closed meanwhile
                }
            }
        }

        public void Dispose()
        {
            lock (gate)
            {
                disposed = true;
            }

            feed.subscriptions.AddOrUpdate(company, _ => [], (_, list) => list.Remove(this));
        }
    }
}
