using BlazorErp.Composition;
using BlazorErp.Domain.Data;

namespace BlazorErp.Live;

/// <summary>Keeps this node in step with the others. SQLite has one process, which tells itself: there is nothing to follow.</summary>
public sealed class LiveTail(ErpDatabase database, ChangeTail tail, ChangeFeed feed, LiveFeed live, Readiness readiness, TimeProvider time, ILogger<LiveTail> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            return;
        }

        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            await Task.WhenAll(KeepAsync(cancel => tail.RunAsync(Alive, cancel), stoppingToken), KeepAsync(tail.NotifyAsync, stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested || readiness.Failed)
        {
            // the application ends
        }
    }

    private void Alive()
    {
        if (live.StaleSince is not null)
        {
            // Rights may have changed unheard.
            feed.PublishFromElsewhere([new Change(0, Topics.People, Change.All)]);
            live.Recovered();
        }
    }

    private async Task KeepAsync(Func<CancellationToken, Task> run, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await run(cancel);
                return;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                log.LogWarning(e, "The change feed stands still");
                live.Stale();
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
            }
        }
    }
}
