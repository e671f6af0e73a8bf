using BlazorErp.Domain.Companies;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>What background jobs did. Runs belong to no company; everyone who may see jobs sees them.</summary>
public sealed class JobLog(ErpDatabase database, ChangeFeed feed)
{
    /// <summary>Runs kept at most this long.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>
    /// Writes a run that ended. Runs of the schedule that found nothing to do replace one another, so that a job that looks every few seconds
    /// does not fill the log.
    /// </summary>
    public async Task WriteAsync(JobRun run, CancellationToken cancel)
    {
        await using var db = database.Read(0);
        var idle = run is { Done: 0, Failed: 0, Error: null, StartedBy: "" };
        var last = idle ? await db.JobRuns.Where(r => r.Job == run.Job).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancel) : null;
        if (last is { Done: 0, Failed: 0, Error: null, StartedBy: "" })
        {
            await db.JobRuns.Where(r => r.Id == last.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.StartedAt, run.StartedAt).SetProperty(r => r.EndedAt, run.EndedAt), cancel);
            run.Id = last.Id;
        }
        else
        {
            run.Id = database.Ids.Next();
            db.JobRuns.Add(run);
            if (run.Error is { Length: > 4000 } error)
            {
                run.Error = error[..4000];
            }
        }

        var change = new Change(0, Topics.Job, run.Id);
        if (!idle)
        {
            db.Changes.Add(new ChangeEntry { CompanyId = 0, Node = database.Node, At = database.Time.GetUtcNow(), Changes = ChangeFeed.Pack([change]) });
        }

        await db.SaveChangesAsync(cancel);
        feed.Publish([change]);
    }

    /// <summary>The last run of each job.</summary>
    public async Task<IReadOnlyDictionary<string, JobRun>> LastAsync(IReadOnlyCollection<string> jobs, CancellationToken cancel)
    {
        await using var db = database.Read(0);
        var last = new Dictionary<string, JobRun>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            if (await db.JobRuns.Where(r => r.Job == job).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancel) is { } run)
            {
                last[job] = run;
            }
        }

        return last;
    }

    /// <summary>The last runs, newest first, at most 100.</summary>
    public async Task<IReadOnlyList<JobRun>> RecentAsync(string? job, int take, CancellationToken cancel)
    {
        await using var db = database.Read(0);
        return await db.JobRuns.Where(r => job == null || r.Job == job).OrderByDescending(r => r.StartedAt).Take(Math.Clamp(take, 1, 100)).ToListAsync(cancel);
    }

    /// <summary>Takes away what has served: change entries of yesterday, runs of last month. Returns how many rows.</summary>
    public async Task<int> PruneAsync(CancellationToken cancel)
    {
        var now = database.Time.GetUtcNow();
        var (changes, runs) = (now.AddDays(-1), now - Kept);
        await using var db = database.Read(0);
        return await db.Changes.Where(c => c.At < changes).ExecuteDeleteAsync(cancel) + await db.JobRuns.Where(r => r.StartedAt < runs).ExecuteDeleteAsync(cancel);
    }
}
