using System.Collections.Concurrent;
using System.Data.Common;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Writes the new rows of a save itself, referred tables first: one statement a table, prepared once, in one round trip where the driver has
/// batches. EF builds its commands row by row, which is most of what a small unit of work costs; what was changed or deleted stays with it.
/// </summary>
internal static class Inserts
{
    private static readonly ConcurrentDictionary<Type, Dictionary<Type, (Bulk.IPlan Plan, int Rank)>> Models = new();

    /// <summary>
    /// Inserts every added row and marks it as saved. Does nothing, and leaves all to EF, outside a transaction or where the order of
    /// inserts among deletes and updates of unique values could matter.
    /// </summary>
    public static async Task FlushAsync(ErpDbContext db, CancellationToken cancel)
    {
        if (db.Database.CurrentTransaction is not { } transaction || db.Provider == DatabaseProvider.SqlServer)
        {
            return;
        }

        var model = Models.GetOrAdd(db.GetType(), static (_, context) => Read(context), db);
        var added = new List<(EntityEntry Entry, Bulk.IPlan Plan, int Rank)>();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            switch (entry.State)
            {
                case EntityState.Added when model.TryGetValue(entry.Metadata.ClrType, out var known):
                    added.Add((entry, known.Plan, known.Rank));
                    break;
                case EntityState.Added or EntityState.Deleted:
                    return;
                case EntityState.Modified when TouchesUnique(entry):
                    return;
            }
        }

        if (added.Count == 0)
        {
            return;
        }

        // ids grow, so a row that refers to another of its table comes after it
        added.Sort(static (a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : Id(a.Entry).CompareTo(Id(b.Entry)));
        await WriteAsync(db.Database.GetDbConnection(), transaction.GetDbTransaction(), added, cancel);
        foreach (var (entry, _, _) in added)
        {
            entry.State = entry.Entity is CompanyRow ? EntityState.Unchanged : EntityState.Detached;
        }

        if (db.Growth is { } growth)
        {
            foreach (var table in added.GroupBy(a => a.Plan))
            {
                await growth.WroteAsync(db, table.Key.Table, table.Count(), cancel);
            }
        }
    }

    private static long Id(EntityEntry entry) => entry.Entity is CompanyRow row ? row.Id : 0;

    private static bool TouchesUnique(EntityEntry entry)
    {
        foreach (var property in entry.Properties)
        {
            if (property.IsModified && (property.Metadata.IsKey() || property.Metadata.GetContainingIndexes().Any(i => i.IsUnique)))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task WriteAsync(DbConnection connection, DbTransaction transaction, List<(EntityEntry Entry, Bulk.IPlan Plan, int Rank)> added, CancellationToken cancel)
    {
        if (connection.CanCreateBatch)
        {
            await using var batch = connection.CreateBatch();
            batch.Transaction = transaction;
            foreach (var (entry, plan, _) in added)
            {
                var one = batch.CreateBatchCommand();
                one.CommandText = plan.InsertSql;
                for (var n = 0; n < plan.Count; n++)
                {
                    var parameter = one.CreateParameter();
                    parameter.ParameterName = plan.ParameterName(n);
                    parameter.Value = plan.ValueOf(entry.Entity, n) ?? DBNull.Value;
                    one.Parameters.Add(parameter);
                }

                batch.BatchCommands.Add(one);
            }

            await batch.ExecuteNonQueryAsync(cancel);
            return;
        }

        for (var from = 0; from < added.Count;)
        {
            var plan = added[from].Plan;
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = plan.InsertSql;
            for (var n = 0; n < plan.Count; n++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = plan.ParameterName(n);
                command.Parameters.Add(parameter);
            }

            for (; from < added.Count && ReferenceEquals(added[from].Plan, plan); from++)
            {
                for (var n = 0; n < plan.Count; n++)
                {
                    command.Parameters[n].Value = plan.ValueOf(added[from].Entry.Entity, n) ?? DBNull.Value;
                }

                await command.ExecuteNonQueryAsync(cancel);
            }
        }
    }

    /// <summary>Business tables and the two the unit of work writes itself, each with its place in the order of references.</summary>
    private static Dictionary<Type, (Bulk.IPlan Plan, int Rank)> Read(ErpDbContext db)
    {
        var ranks = new Dictionary<IEntityType, int>();
        var result = new Dictionary<Type, (Bulk.IPlan, int)>();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            if (typeof(CompanyRow).IsAssignableFrom(entity.ClrType) || entity.ClrType == typeof(CommandRecord) || entity.ClrType == typeof(ChangeEntry))
            {
                result[entity.ClrType] = (Bulk.PlanOf(db, entity.ClrType), Rank(entity, ranks, []));
            }
        }

        return result;
    }

    private static int Rank(IEntityType entity, Dictionary<IEntityType, int> known, HashSet<IEntityType> above)
    {
        if (known.TryGetValue(entity, out var rank))
        {
            return rank;
        }

        if (!above.Add(entity))
        {
            throw new InvalidOperationException($"{entity.ClrType.Name} refers to itself over other tables: new rows have no order");
        }

        foreach (var key in entity.GetForeignKeys().Where(k => k.PrincipalEntityType != entity))
        {
            rank = Math.Max(rank, 1 + Rank(key.PrincipalEntityType, known, above));
        }

        above.Remove(entity);
        return known[entity] = rank;
    }
}
