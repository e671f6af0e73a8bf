using System.Collections.Concurrent;
using System.Data;
using System.Linq.Expressions;
using BlazorErp.Domain.Shared;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Inserts many rows of one table inside the unit of work, past the change tracker: a prepared statement on SQLite, COPY on PostgreSQL, bulk
/// copy on SQL Server. Columns, names and conversions are the model's. Rows are stamped with company and id as by the context.
/// </summary>
public static class Bulk
{
    private static readonly ConcurrentDictionary<(Type Context, Type Row), object> Plans = new();

    /// <summary>Inserts the rows in order.</summary>
    /// <exception cref="InvalidOperationException">A row belongs to another company.</exception>
    public static async Task InsertAsync<T>(ErpDbContext db, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        foreach (var row in rows)
        {
            if (row is CompanyRow mine)
            {
                if (mine.CompanyId != 0 && mine.CompanyId != db.CompanyId)
                {
                    throw new InvalidOperationException($"{typeof(T).Name} of company {mine.CompanyId} in a context of company {db.CompanyId}");
                }

                db.Stamp(mine);
            }
        }

        var plan = (Plan<T>)PlanOf(db, typeof(T));
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Rows are written only inside a unit of work");
        switch (db.Database.GetDbConnection())
        {
            case NpgsqlConnection npgsql when rows.Count > 4:
                await CopyAsync(npgsql, plan, rows, cancel);
                break;
            case SqlConnection sql:
                await BulkCopyAsync(sql, (SqlTransaction)transaction, plan, rows, cancel);
                break;
            case var connection:
                await InsertOneByOneAsync(connection, transaction, plan, rows, cancel);
                break;
        }

        if (db.Growth is { } growth)
        {
            await growth.WroteAsync(db, plan.Table, rows.Count, cancel);
        }
    }

    /// <summary>How rows of a type are written to their table.</summary>
    internal interface IPlan
    {
        /// <summary>Table.</summary>
        string Table { get; }

        /// <summary>Columns.</summary>
        int Count { get; }

        /// <summary>Inserts one row.</summary>
        string InsertSql { get; }

        /// <summary>Name of the parameter of a column.</summary>
        string ParameterName(int column);

        /// <summary>Value of a column as the engine stores it.</summary>
        object? ValueOf(object row, int column);
    }

    /// <summary>The plan of a row type, made once for each engine.</summary>
    internal static IPlan PlanOf(ErpDbContext db, Type row) =>
        (IPlan)Plans.GetOrAdd((db.GetType(), row), static (key, context) => Activator.CreateInstance(typeof(Plan<>).MakeGenericType(key.Row), context)!, db);

    private static async Task InsertOneByOneAsync<T>(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, Plan<T> plan, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = plan.InsertSql;
        for (var n = 0; n < plan.Columns.Length; n++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{n}";
            command.Parameters.Add(parameter);
        }

        foreach (var row in rows)
        {
            for (var n = 0; n < plan.Columns.Length; n++)
            {
                command.Parameters[n].Value = plan.Columns[n].Value(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    // Some columns are words of SQL: "from", "references".
    private static string Quoted(string name) => $"\"{name}\"";

    private static async Task CopyAsync<T>(NpgsqlConnection connection, Plan<T> plan, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        await using var import = await connection.BeginBinaryImportAsync($"copy {plan.Table} ({string.Join(", ", plan.Columns.Select(c => Quoted(c.Name)))}) from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            await import.StartRowAsync(cancel);
            foreach (var column in plan.Columns)
            {
                if (column.Value(row) is { } value)
                {
                    await import.WriteAsync(value, column.StoreType, cancel);
                }
                else
                {
                    await import.WriteNullAsync(cancel);
                }
            }
        }

        await import.CompleteAsync(cancel);
    }

    private static async Task BulkCopyAsync<T>(SqlConnection connection, SqlTransaction transaction, Plan<T> plan, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        using var table = new DataTable();
        foreach (var column in plan.Columns)
        {
            table.Columns.Add(column.Name, column.ProviderType);
        }

        foreach (var row in rows)
        {
            table.Rows.Add([.. plan.Columns.Select(c => c.Value(row) ?? DBNull.Value)]);
        }

        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.FireTriggers, transaction) { DestinationTableName = plan.Table };
        foreach (var column in plan.Columns)
        {
            copy.ColumnMappings.Add(column.Name, column.Name);
        }

        await copy.WriteToServerAsync(table, cancel);
    }

    private sealed record Column<T>(string Name, string StoreType, Type ProviderType, Func<T, object?> Value);

    private sealed class Plan<T> : IPlan
        where T : class
    {
        private readonly string[] names;

        public Plan(ErpDbContext db)
        {
            var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model");
            Table = entity.GetTableName()!;
            Columns = [.. entity.GetProperties().Where(p => p.ValueGenerated != ValueGenerated.OnAdd || p.PropertyInfo!.Name == "Id" && p.ClrType == typeof(long) && typeof(CompanyRow).IsAssignableFrom(typeof(T))).Select(Make)];
            names = [.. Columns.Select((_, n) => $"@p{n}")];
            InsertSql = $"insert into {Table} ({string.Join(", ", Columns.Select(c => Quoted(c.Name)))}) values ({string.Join(", ", names)})";
        }

        public string Table { get; }

        public Column<T>[] Columns { get; }

        public int Count => Columns.Length;

        public string InsertSql { get; }

        public string ParameterName(int column) => names[column];

        public object? ValueOf(object row, int column) => Columns[column].Value((T)row);

        private static Column<T> Make(IProperty property)
        {
            var row = Expression.Parameter(typeof(T), "row");
            var read = Expression.Lambda<Func<T, object?>>(Expression.Convert(Expression.Property(row, property.PropertyInfo!), typeof(object)), row).Compile();
            var mapping = property.GetRelationalTypeMapping();
            var convert = mapping.Converter?.ConvertToProvider;
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            Func<T, object?> value = convert is not null ? r => read(r) is { } v ? convert(v) : null
                : type.IsEnum ? r => read(r) is { } v ? Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture) : null
                : read;
            var store = mapping.StoreType;
            var parenthesis = store.IndexOf('(', StringComparison.Ordinal);
            return new Column<T>(property.GetColumnName(), parenthesis < 0 ? store : store[..parenthesis] + store[(store.IndexOf(')', StringComparison.Ordinal) + 1)..], mapping.Converter?.ProviderClrType ?? (type.IsEnum ? typeof(int) : type), value);
        }
    }
}
