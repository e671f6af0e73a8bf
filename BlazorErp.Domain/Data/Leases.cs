using BlazorErp.Domain.Companies;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>A lease held. Its token is higher than that of every earlier holder.</summary>
public sealed record LeaseHold(string Name, long Token);

/// <summary>How long leases last without a sign of life; whoever holds one renews it at a third of that.</summary>
/// <param name="Job">Of a run of a job.</param>
/// <param name="Poll">Of a channel that is asked.</param>
public sealed record LeaseTimes(TimeSpan Job, TimeSpan Poll)
{
    /// <summary>Long enough for a slow machine, short enough that nobody waits for a dead one.</summary>
    public static LeaseTimes Default { get; } = new(TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5));

    /// <summary>The settings Leases:JobSeconds and Leases:PollSeconds, where they are given: 30 seconds to a day.</summary>
    public static LeaseTimes Of(int? jobSeconds, int? pollSeconds) => new(Bounded(jobSeconds) ?? Default.Job, Bounded(pollSeconds) ?? Default.Poll);

    private static TimeSpan? Bounded(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(Math.Clamp(s, 30, 86_400)) : null;
}

/// <summary>
/// Who may do something that only one may do at a time, over all nodes. A holder that sleeps past its time loses the lease without knowing;
/// so whoever writes under a lease proves it inside the writing transaction with <see cref="ProveIn"/>. Clocks of nodes may differ by far
/// less than the shortest lease (30 s).
/// </summary>
public sealed class Leases(ErpDatabase database, LeaseTimes? times = null)
{
    /// <summary>Code of the refusal of whoever finds the lease gone.</summary>
    public const string Lost = "lease.lost";

    /// <summary>How long they last here.</summary>
    public LeaseTimes Times => times ?? LeaseTimes.Default;

    /// <summary>Takes the lease when nobody holds it; null when somebody does.</summary>
    public async Task<LeaseHold?> TakeAsync(string name, TimeSpan time, CancellationToken cancel)
    {
        var now = database.Time.GetUtcNow();
        var until = now + time;
        await using var db = database.Read(0);
        var taken = await db.Leases.Where(l => l.Name == name && l.Until <= now)
            .ExecuteUpdateAsync(s => s.SetProperty(l => l.Holder, database.Node).SetProperty(l => l.Token, l => l.Token + 1).SetProperty(l => l.Until, until), cancel);
        if (taken == 1)
        {
            var token = await db.Leases.Where(l => l.Name == name && l.Holder == database.Node).Select(l => (long?)l.Token).FirstOrDefaultAsync(cancel);
            return token is { } t ? new LeaseHold(name, t) : null;
        }

        if (await db.Leases.AnyAsync(l => l.Name == name, cancel))
        {
            return null;
        }

        try
        {
            db.Leases.Add(new Lease { Name = name, Holder = database.Node, Token = 1, Until = until });
            await db.SaveChangesAsync(cancel);
            return new LeaseHold(name, 1);
        }
        catch (DbUpdateException)
        {
            return null; // another node made the row first
        }
    }

    /// <summary>Keeps it longer; false when it was lost.</summary>
    public async Task<bool> RenewAsync(LeaseHold hold, TimeSpan time, CancellationToken cancel)
    {
        var until = database.Time.GetUtcNow() + time;
        await using var db = database.Read(0);
        return await db.Leases.Where(l => l.Name == hold.Name && l.Token == hold.Token && l.Holder == database.Node).ExecuteUpdateAsync(s => s.SetProperty(l => l.Until, until), cancel) == 1;
    }

    /// <summary>Gives it back.</summary>
    public async Task ReleaseAsync(LeaseHold hold, CancellationToken cancel)
    {
        var now = database.Time.GetUtcNow();
        await using var db = database.Read(0);
        await db.Leases.Where(l => l.Name == hold.Name && l.Token == hold.Token && l.Holder == database.Node).ExecuteUpdateAsync(s => s.SetProperty(l => l.Until, now), cancel);
    }

    /// <summary>Keeps it in the background until disposed, for work that waits on others for longer than the lease lasts.</summary>
    public LeaseKeeper Keep(LeaseHold hold, TimeSpan time, CancellationToken cancel) => new(this, hold, time, database.Time, cancel);

    /// <summary>
    /// Whether the lease is still this holder's, for the rest of the transaction: the row is locked, so nobody takes it before the commit.
    /// False: write nothing.
    /// </summary>
    public static async Task<bool> ProveIn(Write write, LeaseHold hold, CancellationToken cancel) =>
        await write.Db.Leases.Where(l => l.Name == hold.Name && l.Token == hold.Token).ExecuteUpdateAsync(s => s.SetProperty(l => l.Token, hold.Token), cancel) == 1;
}

/// <summary>Renews a lease at a third of its time.</summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly Task renewing;

    internal LeaseKeeper(Leases leases, LeaseHold hold, TimeSpan lasts, TimeProvider time, CancellationToken cancel)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Held = stop.Token;
        renewing = RenewAsync(leases, hold, lasts, time);
    }

    /// <summary>Cancelled when the lease is lost, or what the keeper was made with is.</summary>
    public CancellationToken Held { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        stop.Dispose();
    }

    private async Task RenewAsync(Leases leases, LeaseHold hold, TimeSpan lasts, TimeProvider time)
    {
        try
        {
            do
            {
                await Task.Delay(lasts / 3, time, Held);
            }
            while (await leases.RenewAsync(hold, lasts, Held));
            await stop.CancelAsync();
        }
        catch (OperationCanceledException) when (Held.IsCancellationRequested)
        {
            // no longer needed
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            // without its lease the work must not go on
            await stop.CancelAsync();
        }
    }
}
