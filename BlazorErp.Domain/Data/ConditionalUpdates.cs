using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Many rows of one table, each changed under its own condition, in as few round trips as the engine allows: one statement over arrays on
/// PostgreSQL, a prepared statement elsewhere. Rows affected decide; rows are taken in the order of their ids, so that two cannot deadlock.
/// </summary>
internal static partial class ConditionalUpdates
{
    /// <summary>A value of each row: its name in the statement ("{name}") and how to read it.</summary>
    public abstract record Column<T>(string Name)
    {
        public abstract NpgsqlDbType Type { get; }

        public abstract object? Plain(ErpDbContext db, T row);

        public abstract Array All(IReadOnlyList<T> rows);
    }

    public sealed record Id<T>(string Name, Func<T, long?> Value) : Column<T>(Name)
    {
        public override NpgsqlDbType Type => NpgsqlDbType.Bigint;

        public override object? Plain(ErpDbContext db, T row) => Value(row);

        public override Array All(IReadOnlyList<T> rows) => rows.Select(Value).ToArray();
    }

    public sealed record Number<T>(string Name, Func<T, decimal> Value) : Column<T>(Name)
    {
        public override NpgsqlDbType Type => NpgsqlDbType.Numeric;

        public override object? Plain(ErpDbContext db, T row) => Dialect.Number(db, Value(row));

        public override Array All(IReadOnlyList<T> rows) => rows.Select(Value).ToArray();
    }

    public sealed record Text<T>(string Name, Func<T, string?> Value) : Column<T>(Name)
    {
        public override NpgsqlDbType Type => NpgsqlDbType.Text;

        public override object? Plain(ErpDbContext db, T row) => Value(row);

        public override Array All(IReadOnlyList<T> rows) => rows.Select(Value).ToArray();
    }

    /// <summary>Runs the update; the ids of the rows it applied to.</summary>
    /// <param name="db">Context inside a unit of work.</param>
    /// <param name="table">Table with company_id and id.</param>
    /// <param name="set">Assignments; "{name}" stands for a column's value.</param>
    /// <param name="condition">What must hold besides the key.</param>
    /// <param name="rows">Rows, one per id.</param>
    /// <param name="id">Reads the id.</param>
    /// <param name="columns">Values.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<HashSet<long>> RunAsync<T>(
        ErpDbContext db, string table, string set, string condition, IReadOnlyCollection<T> rows, Func<T, long> id, IReadOnlyList<Column<T>> columns, CancellationToken cancel)
    {
        var done = new HashSet<long>(rows.Count);
        if (rows.Count == 0)
        {
            return done;
        }

        var ordered = rows.OrderBy(id).ToList();
        var connection = db.Database.GetDbConnection();
        await using var command = connection.CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Rows are changed only inside a unit of work");
        if (command is NpgsqlCommand npgsql)
        {
            await LockAsync(npgsql, db.CompanyId, table, ordered.ConvertAll(r => id(r)), cancel);
            var names = string.Join(", ", columns.Select(c => "p_" + c.Name).Prepend("p_id"));
            npgsql.CommandText = $"update {table} t set {Put(set, "v.p_")} from unnest({string.Join(", ", columns.Select(c => "@" + c.Name).Prepend("@id"))}) as v({names}) where t.company_id = @c and t.id = v.p_id and {Put(condition, "v.p_")} returning t.id";
            npgsql.Parameters.Clear();
            npgsql.Parameters.Add(new NpgsqlParameter("c", db.CompanyId));
            npgsql.Parameters.Add(new NpgsqlParameter("id", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = ordered.Select(id).ToArray() });
            foreach (var column in columns)
            {
                npgsql.Parameters.Add(new NpgsqlParameter(column.Name, NpgsqlDbType.Array | column.Type) { Value = column.All(ordered) });
            }

            await using var reader = await npgsql.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                done.Add(reader.GetInt64(0));
            }

            return done;
        }

        command.CommandText = db.Provider == DatabaseProvider.SqlServer
            ? $"update {table} set {Put(set, "@")} output inserted.id where company_id = @c and id = @id and {Put(condition, "@")}"
            : $"update {table} set {Put(set, "@")} where company_id = @c and id = @id and {Put(condition, "@")} returning id";
        foreach (var name in columns.Select(c => c.Name).Prepend("id").Prepend("c"))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            command.Parameters.Add(parameter);
        }

        command.Parameters[0].Value = db.CompanyId;
        foreach (var row in ordered)
        {
            command.Parameters[1].Value = id(row);
            for (var n = 0; n < columns.Count; n++)
            {
                command.Parameters[n + 2].Value = columns[n].Plain(db, row) ?? DBNull.Value;
            }

            if (await command.ExecuteScalarAsync(cancel) is not null)
            {
                done.Add(id(row));
            }
        }

        return done;
    }

    // An update over a join takes its rows in no certain order; taken first in the order of ids they cannot deadlock.
    private static async Task LockAsync(NpgsqlCommand command, int company, string table, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        if (ids.Count < 2)
        {
            return;
        }

        command.CommandText = $"select count(*) from (select 1 from {table} where company_id = @c and id = any(@id) order by id for update) locked";
        command.Parameters.Add(new NpgsqlParameter("c", company));
        command.Parameters.Add(new NpgsqlParameter("id", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = ids.ToArray() });
        await command.ExecuteScalarAsync(cancel);
    }

    private static string Put(string text, string prefix) => Placeholder().Replace(text, m => prefix + m.Groups[1].Value);

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
