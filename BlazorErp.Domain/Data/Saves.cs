using System.Collections.Concurrent;
using System.Data.Common;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Writes what a unit of work saves: new rows, referred tables first, then what was changed; one prepared statement a table, and all of it one
/// round trip on PostgreSQL. EF makes its commands anew row by row, which is most of what a small unit costs. What is deleted, or could meet a
/// unique value another row gives up, stays with EF, which knows the order.
/// </summary>
internal static class Saves
{
    private static readonly ConcurrentDictionary<Type, Dictionary<Type, int>> Models = new();

    /// <summary>Writes the new and the changed rows and marks them as saved. False: nothing was done, EF must.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A changed row is no longer as it was read: the unit of work runs again.</exception>
    public static async Task<bool> WriteAsync(ErpDbContext db, CancellationToken cancel)
    {
        var found = db.Database.CurrentTransaction is not null && db.Provider != DatabaseProvider.SqlServer ? Find(db) : null;
        if (found is not var (added, changed))
        {
            await FlushAsync(db, cancel);
            db.TrackFresh();
            return false;
        }

        if (added.Count + changed.Count > 0)
        {
            var connection = db.Database.GetDbConnection();
            var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            var groups = added.GroupBy(a => a.Plan).Select(g => (g.Key, (IReadOnlyList<object>)[.. g.Select(a => a.Row)])).ToList();
            if (connection is NpgsqlConnection npgsql)
            {
                await BatchAsync(db, npgsql, (NpgsqlTransaction)transaction, groups, changed, cancel);
            }
            else
            {
                await OneByOneAsync(connection, transaction, groups, changed, cancel);
            }

            foreach (var (_, _, _, entry) in added)
            {
                if (entry?.Entity is ChangeEntry or CommandRecord)
                {
                    // its key is the database's
                    entry!.State = EntityState.Detached;
                }
            }

            db.ChangeTracker.AcceptAllChanges();
            foreach (var (plan, rows) in groups)
            {
                await (db.Growth?.WroteAsync(db, plan.Table, rows.Count, cancel) ?? Task.CompletedTask);
            }
        }

        db.Fresh.Clear();
        return true;
    }

    /// <summary>Runs the statements nobody waits for, where something must see what they do.</summary>
    public static async Task FlushAsync(ErpDbContext db, CancellationToken cancel)
    {
        if (db.Postponed.Count > 0)
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
            db.Postponed.ForEach(batch.BatchCommands.Add);
            await batch.ExecuteNonQueryAsync(cancel);
            db.Postponed.Clear();
        }
    }

    /// <summary>What there is to write; null where it is EF's.</summary>
    private static (List<(RowPlan Plan, int Rank, object Row, EntityEntry? Entry)> Added, List<Changed> Changed)? Find(ErpDbContext db)
    {
        var model = Models.GetOrAdd(db.GetType(), static (_, context) => Read(context), db);
        var added = new List<(RowPlan Plan, int Rank, object Row, EntityEntry? Entry)>(db.Fresh.Count + 16);
        var changed = new List<Changed>();
        foreach (var row in db.Fresh)
        {
            added.Add((RowPlan.Of(db, row.GetType()), model[row.GetType()], row, null));
        }

        foreach (var entry in db.ChangeTracker.Entries())
        {
            switch (entry.State)
            {
                case EntityState.Added when model.TryGetValue(entry.Metadata.ClrType, out var rank):
                    added.Add((RowPlan.Of(db, entry.Metadata.ClrType), rank, entry.Entity, entry));
                    break;
                case EntityState.Modified when model.ContainsKey(entry.Metadata.ClrType) && Changed.Of(RowPlan.Of(db, entry.Metadata.ClrType), entry) is { } change:
                    changed.Add(change);
                    break;
                case EntityState.Added or EntityState.Deleted or EntityState.Modified:
                    return null;
            }
        }

        // tables in the order of references; ids grow, so a row that refers to another of its table comes after it
        added.Sort(static (a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : Id(a.Row).CompareTo(Id(b.Row)));
        return (added, changed);
    }

    private static long Id(object row) => row is CompanyRow own ? own.Id : 0;

    private static async Task BatchAsync(
        ErpDbContext db, NpgsqlConnection connection, NpgsqlTransaction transaction, List<(RowPlan Plan, IReadOnlyList<object> Rows)> groups, List<Changed> changed, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        db.Postponed.ForEach(batch.BatchCommands.Add);
        foreach (var (plan, rows) in groups)
        {
            var many = rows.Count > 1 && plan.InsertManySql is not null;
            foreach (var row in many ? rows.Take(1) : rows)
            {
                var command = new NpgsqlBatchCommand(many ? plan.InsertManySql! : plan.InsertSql);
                foreach (var column in plan.Columns)
                {
                    command.Parameters.Add(many ? Many(column, rows) : One(column, column.ValueOf(row)));
                }

                batch.BatchCommands.Add(command);
            }
        }

        var first = batch.BatchCommands.Count;
        foreach (var change in changed)
        {
            var command = new NpgsqlBatchCommand(change.Sql);
            foreach (var (column, value) in change.Values())
            {
                command.Parameters.Add(One(column, value));
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancel);
        db.Postponed.Clear();
        for (var n = 0; n < changed.Count; n++)
        {
            changed[n].Check(batch.BatchCommands[first + n].RecordsAffected);
        }
    }

    private static NpgsqlParameter Many(RowColumn column, IReadOnlyList<object> rows) => new() { NpgsqlDbType = NpgsqlDbType.Array | column.Npgsql!.Value, Value = column.ValuesOf(rows) };

    private static NpgsqlParameter One(RowColumn column, object? value)
    {
        var parameter = new NpgsqlParameter { Value = value ?? DBNull.Value };
        if (column.Npgsql is { } type)
        {
            parameter.NpgsqlDbType = type;
        }

        return parameter;
    }

    private static async Task OneByOneAsync(DbConnection connection, DbTransaction transaction, List<(RowPlan Plan, IReadOnlyList<object> Rows)> groups, List<Changed> changed, CancellationToken cancel)
    {
        foreach (var (plan, rows) in groups)
        {
            await using var command = Command(connection, transaction, plan.InsertSql, plan.Columns.Length);
            foreach (var row in rows)
            {
                for (var n = 0; n < plan.Columns.Length; n++)
                {
                    command.Parameters[n].Value = plan.Columns[n].ValueOf(row) ?? DBNull.Value;
                }

                await command.ExecuteNonQueryAsync(cancel);
            }
        }

        foreach (var alike in changed.GroupBy(c => c.Sql))
        {
            DbCommand? command = null;
            foreach (var change in alike)
            {
                var values = change.Values();
                command ??= Command(connection, transaction, change.Sql, values.Count);
                for (var n = 0; n < values.Count; n++)
                {
                    command.Parameters[n].Value = values[n].Value ?? DBNull.Value;
                }

                change.Check(await command.ExecuteNonQueryAsync(cancel));
            }

            await command!.DisposeAsync();
        }
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var n = 0; n < parameters; n++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{n}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Business tables and the two the unit of work writes itself, each with its place in the order of references.</summary>
    private static Dictionary<Type, int> Read(ErpDbContext db)
    {
        var ranks = new Dictionary<IEntityType, int>();
        return db.Model.GetEntityTypes().Where(e => typeof(CompanyRow).IsAssignableFrom(e.ClrType) || e.ClrType == typeof(CommandRecord) || e.ClrType == typeof(ChangeEntry))
            .ToDictionary(e => e.ClrType, e => Rank(e, ranks, []));
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

    /// <summary>A changed row: what is set, and how it was found.</summary>
    private sealed class Changed(RowPlan plan, EntityEntry entry, ulong mask)
    {
        public string Sql { get; } = plan.UpdateSql(mask);

        /// <summary>The change of a row; null where EF must write it, since a unique value may be another row's until that one gives it up.</summary>
        public static Changed? Of(RowPlan plan, EntityEntry entry)
        {
            var mask = 0UL;
            foreach (var property in entry.Properties)
            {
                if (!property.IsModified)
                {
                    continue;
                }

                var place = plan.PlaceOf(property.Metadata.Name);
                if (place is < 0 or > 63 || property.Metadata.IsKey() || property.Metadata.GetContainingIndexes().Any(i => i.IsUnique))
                {
                    return null;
                }

                mask |= 1UL << place;
            }

            return mask == 0 ? null : new Changed(plan, entry, mask);
        }

        /// <summary>Values in the order of the statement.</summary>
        public List<(RowColumn Column, object? Value)> Values()
        {
            var values = new List<(RowColumn, object?)>();
            for (var n = 0; n < plan.Columns.Length; n++)
            {
                if ((mask & (1UL << n)) != 0)
                {
                    values.Add((plan.Columns[n], plan.Columns[n].ValueOf(entry.Entity)));
                }
            }

            values.AddRange(plan.Columns.Where(c => c.IsKey).Select(c => (c, c.ValueOf(entry.Entity))));
            values.AddRange(plan.Columns.Where(c => c.IsToken).Select(c => (c, c.Convert(entry.Property(c.Property).OriginalValue))));
            return values;
        }

        public void Check(int affected)
        {
            if (affected != 1)
            {
                throw new DbUpdateConcurrencyException($"{entry.Metadata.ClrType.Name} {Id(entry.Entity)} was changed by another");
            }
        }
    }
}
