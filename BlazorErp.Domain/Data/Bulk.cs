using System.Data;
using BlazorErp.Domain.Shared;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Inserts many rows of one table inside the unit of work, past the change tracker: a prepared statement on SQLite, COPY on PostgreSQL, bulk
/// copy on SQL Server. Columns, names and conversions are the model's. Rows are stamped with company and id as by the context.
/// </summary>
public static class Bulk
{
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

        var plan = RowPlan.Of(db, typeof(T));
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

    private static async Task InsertOneByOneAsync<T>(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, RowPlan plan, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = plan.InsertSql;
        for (var n = 0; n < plan.Columns.Length; n++)
        {
            var parameter = command.CreateParameter();
            if (connection is not NpgsqlConnection)
            {
                parameter.ParameterName = plan.Parameter(n);
            }

            command.Parameters.Add(parameter);
        }

        foreach (var row in rows)
        {
            for (var n = 0; n < plan.Columns.Length; n++)
            {
                command.Parameters[n].Value = plan.Columns[n].ValueOf(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, RowPlan plan, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        await using var import = await connection.BeginBinaryImportAsync($"copy {plan.Table} ({string.Join(", ", plan.Columns.Select(c => c.Quoted))}) from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            await import.StartRowAsync(cancel);
            foreach (var column in plan.Columns)
            {
                if (column.ValueOf(row) is { } value)
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

    private static async Task BulkCopyAsync<T>(SqlConnection connection, SqlTransaction transaction, RowPlan plan, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class
    {
        using var table = new DataTable();
        foreach (var column in plan.Columns)
        {
            table.Columns.Add(column.Name, column.ProviderType);
        }

        foreach (var row in rows)
        {
            table.Rows.Add([.. plan.Columns.Select(c => c.ValueOf(row) ?? DBNull.Value)]);
        }

        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.FireTriggers, transaction) { DestinationTableName = plan.Table };
        foreach (var column in plan.Columns)
        {
            copy.ColumnMappings.Add(column.Name, column.Name);
        }

        await copy.WriteToServerAsync(table, cancel);
    }
}
