using System.Collections.Concurrent;
using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;

namespace BlazorErp.Jobs;

/// <summary>Runs jobs: under a lease over all nodes, one run at a time, logged.</summary>
public sealed class JobRunner(
    IEnumerable<JobEntry> entries, IServiceScopeFactory scopes, Leases leases, JobLog jobLog, Readiness readiness, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<JobRunner> log)
{
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, Task> signalled = new();
    private long signals;

    /// <summary>All jobs.</summary>
    public IReadOnlyList<JobEntry> Entries { get; } = [.. entries];

    /// <summary>Whether the job runs on this node now.</summary>
    public bool IsRunning(string job) => slots.TryGetValue(job, out var slot) && slot.Running;

    /// <summary>Runs the job soon, on this node.</summary>
    public void Signal(string job)
    {
        Slot(job).Again = true;
        var number = Interlocked.Increment(ref signals);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signalled[number] = done.Task;
        _ = Task.Run(async () =>
        {
            try
            {
                await readiness.Ready.WaitAsync(lifetime.ApplicationStopping);
                await RunAsync(job, "", onlySignalled: true, lifetime.ApplicationStopping);
            }
            catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested || readiness.Failed)
            {
                // the application ends
            }
            finally
            {
                signalled.TryRemove(number, out _);
                done.SetResult();
            }
        });
    }

    /// <summary>Completes when no signalled run is left: the database is not let go while one still writes its end. Called once the application stops.</summary>
    public Task SettledAsync() => Task.WhenAll(signalled.Values);

    /// <summary>
    /// Runs the job now unless it runs already, here or on another node; while signals come it runs again.
    /// </summary>
    /// <param name="job">Name.</param>
    /// <param name="startedBy">A person's name; empty for the schedule.</param>
    /// <param name="cancel">Ends the run.</param>
    /// <returns>Whether it ran.</returns>
    public Task<bool> RunAsync(string job, string startedBy, CancellationToken cancel) => RunAsync(job, startedBy, false, cancel);

    private async Task<bool> RunAsync(string job, string startedBy, bool onlySignalled, CancellationToken cancel)
    {
        var slot = Slot(job);
        var ran = false;
        // Looked at again after the slot is given back: a signal that came in between is not lost.
        while ((slot.Again || (!onlySignalled && !ran)) && slot.TryEnter())
        {
            try
            {
                slot.Again = false;
                if (await OnceAsync(job, startedBy, cancel))
                {
                    ran = true;
                }
                else if (onlySignalled)
                {
                    // The run on the other node may have looked before what we were woken for was there.
                    slot.Again = true;
                    await Task.Delay(Busy, time, cancel);
                }
                else
                {
                    return ran;
                }
            }
            finally
            {
                slot.Leave();
            }
        }

        return ran;
    }

    private Slot Slot(string job) => slots.GetOrAdd(job, _ => new Slot());

    private async Task<bool> OnceAsync(string job, string startedBy, CancellationToken cancel)
    {
        var entry = Entries.First(e => e.Name == job);
        if (await leases.TakeAsync($"job:{job}", leases.Times.Job, cancel) is not { } lease)
        {
            return false;
        }

        var run = new JobRun { Job = job, StartedAt = time.GetUtcNow(), StartedBy = startedBy };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = RenewAsync(lease, stop);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var count = await ((ErpJob)ActivatorUtilities.CreateInstance(scope.ServiceProvider, entry.Type)).RunAsync(lease, stop.Token);
            (run.Done, run.Failed) = (count.Done, count.Failed);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            run.Error = cancel.IsCancellationRequested ? "stopped" : "lease lost";
        }
        catch (Exception e)
        {
            run.Error = $"{e.GetType().Name}: {e.Message}";
            log.LogError(e, "Job {Job} failed", job);
        }

        await stop.CancelAsync();
        await renewing;
        run.EndedAt = time.GetUtcNow();
        // The log and the lease are settled even when the application is stopping.
        await jobLog.WriteAsync(run, CancellationToken.None);
        await leases.ReleaseAsync(lease, CancellationToken.None);
        return true;
    }

    private async Task RenewAsync(LeaseHold lease, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(leases.Times.Job / 3, time, stop.Token);
                if (!await leases.RenewAsync(lease, leases.Times.Job, stop.Token))
                {
                    log.LogWarning("Lease {Lease} was lost", lease.Name);
                    await stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the run ended
        }
        catch (Exception e)
        {
            // Without its lease the run must not go on.
            log.LogWarning(e, "Lease {Lease} could not be renewed", lease.Name);
            await stop.CancelAsync();
        }
    }
}

/// <summary>A job's place on this node.</summary>
internal sealed class Slot
{
    private int running;
    private volatile bool again;

    public bool Again { get => again; set => again = value; }

    public bool Running => Volatile.Read(ref running) == 1;

    public bool TryEnter() => Interlocked.CompareExchange(ref running, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref running, 0);
}
