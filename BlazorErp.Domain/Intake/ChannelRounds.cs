using System.Linq.Expressions;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>How a run of the intake went.</summary>
/// <param name="Done">Messages dealt with.</param>
/// <param name="Failed">Messages that were refused or failed, and channels that could not be asked.</param>
public sealed record IntakeRun(int Done, int Failed)
{
    /// <summary>Both together.</summary>
    public static IntakeRun operator +(IntakeRun a, IntakeRun b) => new(a.Done + b.Done, a.Failed + b.Failed);
}

/// <summary>The rounds that jobs make over all companies: asking their channels, and applying what came. One channel or message never holds up the next.</summary>
internal static class ChannelRounds
{
    /// <summary>Asks every channel that is due, company by company. One that another node is asking counts for neither.</summary>
    /// <param name="database">Where companies and channels are.</param>
    /// <param name="due">Which channels.</param>
    /// <param name="poll">Asks one.</param>
    /// <param name="count">What an answer counts for.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<IntakeRun> AskAsync<T>(
        ErpDatabase database, Expression<Func<Channel, bool>> due, Func<int, long, CancellationToken, Task<Outcome<T>>> poll, Func<T, IntakeRun> count, CancellationToken cancel)
    {
        var run = new IntakeRun(0, 0);
        foreach (var company in await database.CompaniesAsync(cancel))
        {
            List<long> channels;
            await using (var db = database.Read(company))
            {
                channels = await db.Channels.Where(c => c.IsActive).Where(due).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(cancel);
            }

            foreach (var channel in channels)
            {
                var answer = await poll(company, channel, cancel);
                run += answer.Ok ? count(answer.Value) : new IntakeRun(0, answer.Refusal!.Code == Busy ? 0 : 1);
            }
        }

        return run;
    }

    /// <summary>
    /// The next messages of a company that are due, of channels of these kinds, in the order they came, with the names of their channels. Asked state
    /// by state: asked for both at once, an engine walks past all that was ever dealt with.
    /// </summary>
    public static async Task<List<(long Id, string Channel)>> DueAsync(ErpDbContext db, IReadOnlyList<string> kinds, DateTimeOffset now, int take, CancellationToken cancel)
    {
        var due = new List<(long Id, string Channel)>();
        foreach (var state in (IntakeState[])[IntakeState.Received, IntakeState.Failed])
        {
            var rows = await db.IntakeMessages.Where(m => m.State == state && m.RetryAt <= now)
                .Join(db.Channels.Where(c => kinds.Contains(c.Kind)), m => m.ChannelId, c => c.Id, (m, c) => new { m.Id, c.Name }).OrderBy(m => m.Id).Take(take).ToListAsync(cancel);
            due.AddRange(rows.Select(r => (r.Id, r.Name)));
        }

        return [.. due.OrderBy(m => m.Id).Take(take)];
    }

    /// <summary>Applies every message that is due, in the order it came, company by company.</summary>
    /// <param name="database">Where companies are.</param>
    /// <param name="due">The next messages of a company, with the names of their channels; empty ends it.</param>
    /// <param name="apply">Applies one; false when it was refused or failed, and then it is not due again at once.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<IntakeRun> ApplyAsync(
        ErpDatabase database, Func<int, CancellationToken, Task<List<(long Id, string Channel)>>> due, Func<int, string, long, CancellationToken, Task<bool>> apply, CancellationToken cancel)
    {
        var run = new IntakeRun(0, 0);
        foreach (var company in await database.CompaniesAsync(cancel))
        {
            for (var messages = await due(company, cancel); messages.Count > 0; messages = await due(company, cancel))
            {
                foreach (var (id, channel) in messages)
                {
                    run += await apply(company, channel, id, cancel) ? new IntakeRun(1, 0) : new IntakeRun(0, 1);
                }
            }
        }

        return run;
    }

    /// <summary>Does something with a channel while no other node does the same.</summary>
    /// <param name="leases">The leases of all nodes.</param>
    /// <param name="name">What is held.</param>
    /// <param name="time">How long without a sign of life.</param>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="act">What is done.</param>
    /// <param name="broken">Told of what nobody foresaw.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>What it gave, or <c>channel.poll_busy</c>, <c>intake.failed</c>.</returns>
    public static async Task<Outcome<T>> HoldingAsync<T>(
        Leases leases, string name, TimeSpan time, string channel, Func<LeaseHold, Task<Outcome<T>>> act, Action<Exception> broken, CancellationToken cancel)
    {
        if (await leases.TakeAsync(name, time, cancel) is not { } lease)
        {
            return new Refusal(Busy, channel);
        }

        try
        {
            return await act(lease);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            broken(e);
            return new Refusal("intake.failed");
        }
        finally
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private const string Busy = "channel.poll_busy";
}
