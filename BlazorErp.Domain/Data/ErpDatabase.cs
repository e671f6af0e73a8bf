using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text.Json;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>One act asked of a service: what, and the id its asker made, so that asking twice has one effect.</summary>
/// <param name="Action">Code of the act ("order.save").</param>
/// <param name="Id">Id made by the asker; empty where repeats are harmless by other means (an intake key).</param>
/// <param name="Request">What was asked, hashed: the same id with another request is refused.</param>
public sealed record Command(string Action, Guid Id = default, object? Request = null);

/// <summary>
/// The door to the database. <see cref="Read"/> opens a context scoped to the actor's company; <see cref="WriteAsync{T}"/> runs one unit of
/// work: one transaction, one audit trail, one command id, changes told after the commit, and the whole unit again where the database asks
/// for it (deadlock, serialisation, busy).
/// </summary>
public sealed class ErpDatabase(ErpContextFactory factory, IdSource ids, ChangeFeed feed, TimeProvider time)
{
    private const int MaxAttempts = 8;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // SQLite has one writer: waiting in our own queue is fair and costs nothing, its busy handler sleeps.
    private readonly SemaphoreSlim? writer = factory.Provider == DatabaseProvider.Sqlite ? new(1, 1) : null;

    /// <summary>Engine in use.</summary>
    public DatabaseProvider Provider => factory.Provider;

    /// <summary>This process.</summary>
    public long Node => ids.Node;

    /// <summary>Ids for rows that are not written through a context.</summary>
    public IdSource Ids => ids;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Ids of all companies, for jobs that go round them.</summary>
    public Task<List<int>> CompaniesAsync(CancellationToken cancel) => CompaniesAsync(c => true, cancel);

    /// <summary>Ids of the demo companies, for what simulates their world.</summary>
    public Task<List<int>> DemoCompaniesAsync(CancellationToken cancel) => CompaniesAsync(c => c.IsDemo, cancel);

    private async Task<List<int>> CompaniesAsync(Expression<Func<Company, bool>> which, CancellationToken cancel)
    {
        await using var db = Read(0);
        return await db.Companies.Where(which).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(cancel);
    }

    /// <summary>A context that sees one company and tracks nothing. Dispose it soon; never keep it in a circuit.</summary>
    public ErpDbContext Read(Actor actor) => Read(actor.CompanyId);

    /// <summary>A context that sees one company (0: only tables that belong to none) and tracks nothing.</summary>
    public ErpDbContext Read(int companyId)
    {
        var db = factory.Create();
        db.CompanyId = companyId;
        db.Ids = ids;
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>
    /// Runs one unit of work. The body gets a tracking context inside a transaction and may run more than once, so it must hold no state
    /// outside; what it returns is committed when it is not a refusal.
    /// </summary>
    /// <exception cref="DbException">The database failed in a way that repeating does not mend.</exception>
    public async Task<Outcome<T>> WriteAsync<T>(Actor actor, Command command, Func<Write, CancellationToken, Task<Outcome<T>>> body, CancellationToken cancel)
    {
        var hash = command.Id == Guid.Empty || command.Request is null ? "" : Hash(command.Request);
        for (var attempt = 1; ; attempt++)
        {
            if (writer is not null)
            {
                await writer.WaitAsync(cancel);
            }

            try
            {
                var outcome = await OnceAsync(actor, command, hash, attempt > 1, body, cancel);
                if (!outcome.Outcome.Ok && command.Id != Guid.Empty && await KnownAsync<T>(actor, command, hash, cancel) is { } known)
                {
                    return known;
                }

                if (outcome.Outcome.Ok)
                {
                    feed.Publish(outcome.Changes);
                }

                return outcome.Outcome;
            }
            catch (Exception e) when (attempt < MaxAttempts && (Transient.Is(e) || MayBeRepeat(attempt, command, e)))
            {
                // fall through to the pause below, with the writer's place given up
            }
            finally
            {
                writer?.Release();
            }

            await Task.Delay(TimeSpan.FromMilliseconds((Random.Shared.NextDouble() * 10 * attempt * attempt) + 1), time, cancel);
        }
    }

    /// <summary>The same without a result.</summary>
    public async Task<Outcome> WriteAsync(Actor actor, Command command, Func<Write, CancellationToken, Task<Outcome>> body, CancellationToken cancel)
    {
        var outcome = await WriteAsync<bool>(actor, command, async (w, c) => await body(w, c) is { Refusal: { } no } ? no : true, cancel);
        return new Outcome(outcome.Refusal);
    }

    private async Task<(Outcome<T> Outcome, IReadOnlyList<Change> Changes)> OnceAsync<T>(
        Actor actor, Command command, string hash, bool again, Func<Write, CancellationToken, Task<Outcome<T>>> body, CancellationToken cancel)
    {
        await using var db = factory.Create();
        db.CompanyId = actor.CompanyId;
        db.Ids = ids;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
        if (again && command.Id != Guid.Empty && await StoredAsync<T>(db, command, hash, cancel) is { } stored)
        {
            return (stored, []);
        }

        var write = new Write(db, actor, command, time.GetUtcNow());
        var outcome = await body(write, cancel);
        if (!outcome.Ok)
        {
            return (outcome, []);
        }

        if (command.Id != Guid.Empty)
        {
            db.Fresh.Add(new CommandRecord
            {
                CompanyId = actor.CompanyId, CommandId = command.Id, Action = command.Action, RequestHash = hash, At = write.Now,
                Result = JsonSerializer.Serialize(outcome.Value, Json),
            });
        }

        db.LookOnce();
        var changes = write.Finish(ids.Node);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (outcome, changes);
    }

    // Commands seldom come twice: the first run does not look for an earlier answer. Where there is one the unit cannot be saved (its id is unique),
    // is refused, or fails on what the first did; then the answer is looked for.
    private static bool MayBeRepeat(int attempt, Command command, Exception e) => attempt == 1 && command.Id != Guid.Empty && e is not OperationCanceledException;

    private async Task<Outcome<T>?> KnownAsync<T>(Actor actor, Command command, string hash, CancellationToken cancel)
    {
        await using var db = Read(actor.CompanyId);
        return await StoredAsync<T>(db, command, hash, cancel);
    }

    private static async Task<Outcome<T>?> StoredAsync<T>(ErpDbContext db, Command command, string hash, CancellationToken cancel)
    {
        var record = await db.Commands.AsNoTracking().FirstOrDefaultAsync(c => c.CommandId == command.Id, cancel);
        return record is null ? null
            : record.RequestHash != hash || record.Action != command.Action ? new Refusal("command.other_content")
            : JsonSerializer.Deserialize<T>(record.Result, Json)!;
    }

    private static string Hash(object request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Json)));
}

/// <summary>What a unit of work has in hand: the context, the actor, the instant, and the trail it leaves.</summary>
public sealed class Write(ErpDbContext db, Actor actor, Command command, DateTimeOffset now)
{
    private readonly List<AuditEntry> audit = [];
    private readonly HashSet<Change> changes = [];

    /// <summary>Tracking context inside the transaction.</summary>
    public ErpDbContext Db => db;

    /// <summary>Who acts.</summary>
    public Actor Actor => actor;

    /// <summary>UTC instant of the act.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Adds a row.</summary>
    public T Add<T>(T row)
        where T : CompanyRow => db.AddRow(row);

    /// <summary>Adds a row that nobody changes in this unit of work after its next save: it costs no tracking.</summary>
    public T AddFinal<T>(T row)
        where T : CompanyRow => db.AddFinal(row);

    /// <summary>
    /// Notes what was done to a document, for its timeline: a code whose text exists in every language, and the values of the sentence.
    /// </summary>
    public void Audit(string action, string entityType, long entityId, params object?[] facts)
    {
        var entry = new AuditEntry
        {
            At = now, UserId = actor.UserId, ActorName = actor.Name, ActorKind = actor.Kind, Action = action, EntityType = entityType, EntityId = entityId,
            Facts = AuditTrail.Facts(facts), CommandId = command.Id,
        };
        audit.Add(entry);
    }

    /// <summary>Notes that open screens showing this should read again.</summary>
    public void Changed(string topic, long id) => changes.Add(new Change(actor.CompanyId, topic, id));

    /// <summary>Notes several.</summary>
    public void Changed(string topic, IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            Changed(topic, id);
        }
    }

    internal IReadOnlyList<Change> Finish(long node)
    {
        var fields = AuditTrail.ChangedFields(db.ChangeTracker);
        if (audit.Count == 0)
        {
            Audit(command.Action, "", 0);
        }

        audit[0].Changes = fields;
        foreach (var entry in audit)
        {
            db.AddFinal(entry);
        }

        if (changes.Count > 0)
        {
            db.Fresh.Add(new ChangeEntry { CompanyId = actor.CompanyId, Node = node, At = now, Changes = ChangeFeed.Pack(changes) });
        }

        return [.. changes];
    }
}
