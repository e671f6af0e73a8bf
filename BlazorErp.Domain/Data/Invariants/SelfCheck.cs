using System.Data;
using System.Text.Json;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>One run of the self-check: kept, so that a screen can say when the books last proved themselves. Belongs to no company.</summary>
public sealed class SelfCheckRun
{
    /// <summary>Id.</summary>
    public long Id { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset EndedAt { get; set; }
    /// <summary>Invariants that hold.</summary>
    public int Held { get; set; }
    /// <summary>Invariants that do not.</summary>
    public int Broken { get; set; }
    /// <summary>JSON of the results.</summary>
    public required string Results { get; set; }
}

/// <summary>What one invariant came to.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Words">What must hold, in English.</param>
/// <param name="Looked">Rows or things looked at.</param>
/// <param name="Violations">Where it does not hold, at most <see cref="Finding.Most"/>.</param>
/// <param name="Milliseconds">Time taken.</param>
public sealed record InvariantResult(string Code, string Words, long Looked, IReadOnlyList<Violation> Violations, long Milliseconds)
{
    /// <summary>Whether it holds.</summary>
    public bool Holds => Violations.Count == 0;
}

/// <summary>A self-check, done.</summary>
public sealed record SelfCheckReport(DateTimeOffset StartedAt, DateTimeOffset EndedAt, IReadOnlyList<InvariantResult> Results)
{
    /// <summary>Invariants that hold.</summary>
    public int Held => Results.Count(r => r.Holds);

    /// <summary>Whether all do.</summary>
    public bool AllHold => Held == Results.Count;
}

/// <summary>How far a self-check is.</summary>
public readonly record struct SelfCheckProgress(string Code, int Done, int Of);

/// <summary>Proves the books: runs every invariant on one snapshot of the database and keeps what it found.</summary>
public sealed class SelfCheck(ErpDatabase database, ChangeFeed feed)
{
    /// <summary>Every invariant there is.</summary>
    public static IReadOnlyList<IInvariant> Invariants { get; } =
    [
        .. StockInvariants.All,
        .. DocumentInvariants.All,
        .. LedgerInvariants.All,
        .. MoneyInvariants.All,
        .. RuleInvariants.All,
        .. PaymentInvariants.All,
        .. IntakeInvariants.All,
        .. MailInvariants.All,
        new InvoiceSealInvariant(),
        new AuditSealInvariant(),
        new TenancyKeysInvariant(),
        new ReferencesInvariant(),
        new InstantsInvariant(),
        new StorageInvariant(),
    ];

    /// <summary>Runs all over all companies, keeps the result, and tells open screens. Takes seconds for 100,000 moves; writers are not held up.</summary>
    public async Task<SelfCheckReport> RunAsync(IProgress<SelfCheckProgress>? progress, CancellationToken cancel)
    {
        var report = await CheckAsync(progress, cancel);
        await using var db = database.Read(0);
        db.SelfChecks.Add(new SelfCheckRun
        {
            Id = database.Ids.Next(), StartedAt = report.StartedAt, EndedAt = report.EndedAt, Held = report.Held, Broken = report.Results.Count - report.Held, Results = JsonSerializer.Serialize(report.Results),
        });
        await db.SaveChangesAsync(cancel);
        feed.Publish([.. await db.Companies.Select(c => new Change(c.Id, Topics.SelfCheck, Change.All)).ToListAsync(cancel)]);
        return report;
    }

    /// <summary>The same without keeping anything.</summary>
    public async Task<SelfCheckReport> CheckAsync(IProgress<SelfCheckProgress>? progress, CancellationToken cancel)
    {
        var started = database.Time.GetUtcNow();
        var results = new List<InvariantResult>(Invariants.Count);
        await using var db = database.Read(0);
        await db.Database.OpenConnectionAsync(cancel);
        await using var snapshot = await SnapshotAsync(db, cancel);
        foreach (var invariant in Invariants)
        {
            progress?.Report(new SelfCheckProgress(invariant.Code, results.Count, Invariants.Count));
            var from = database.Time.GetTimestamp();
            var finding = await invariant.CheckAsync(db, database.Time.GetUtcNow(), cancel);
            results.Add(new InvariantResult(invariant.Code, invariant.Words, finding.Looked, finding.Violations, (long)database.Time.GetElapsedTime(from).TotalMilliseconds));
        }

        progress?.Report(new SelfCheckProgress("", Invariants.Count, Invariants.Count));
        return new SelfCheckReport(started, database.Time.GetUtcNow(), results);
    }

    /// <summary>
    /// The last one that was kept, with the violations of the actor's company and those of the database itself; null before the first.
    /// </summary>
    public async Task<SelfCheckReport?> LatestAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.DashboardRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        var run = await db.SelfChecks.OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancel);
        return run is null ? null : new SelfCheckReport(run.StartedAt, run.EndedAt, [.. JsonSerializer.Deserialize<List<InvariantResult>>(run.Results)!
            .Select(r => r with { Violations = [.. r.Violations.Where(v => v.CompanyId == 0 || v.CompanyId == actor.CompanyId)] })]);
    }

    /// <summary>One snapshot for all statements, that takes no lock a writer would wait for.</summary>
    private static async Task<IAsyncDisposable?> SnapshotAsync(ErpDbContext db, CancellationToken cancel)
    {
        switch (db.Provider)
        {
            case DatabaseProvider.Sqlite:
                // deferred: a reader of the write-ahead log; EF's own begin takes the writer's lock
                return await db.Database.UseTransactionAsync(((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true), cancel);
            case DatabaseProvider.PostgreSql:
                return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            default:
                // SQL Server: statement by statement under read committed snapshot; its snapshot isolation is a setting of the database
                return null;
        }
    }
}
