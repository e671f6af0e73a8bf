using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Keeps PostgreSQL's planner told. Where a table has no statistics, every index that begins with the company looks as good as the key, and the
/// plan made then (of a statement, of the check of a reference) is kept: each row then reads the whole company. The server looks by itself once a
/// minute, which is too late for a new company, a big import or the demo. So a table that has doubled since it was last looked at is looked at at
/// once, inside the unit of work that made it grow. The other engines do without: SQLite prefers the longer key, SQL Server looks by itself.
/// </summary>
internal sealed class TableGrowth
{
    // as the server's own threshold
    private const long Least = 50;

    private readonly ConcurrentDictionary<string, Table> tables = new(StringComparer.Ordinal);

    /// <summary>Notes rows just written, and looks at the table where they have doubled it.</summary>
    public async Task WroteAsync(ErpDbContext db, string name, int rows, CancellationToken cancel)
    {
        if (db.Provider != DatabaseProvider.PostgreSql)
        {
            return;
        }

        var table = tables.GetOrAdd(name, static _ => new Table());
        var grown = Interlocked.Add(ref table.Grown, rows);
        if (grown < Math.Max(Least, Interlocked.Read(ref table.Known)))
        {
            return;
        }

        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var command = new NpgsqlCommand { Connection = connection, Transaction = (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction() };
        if (!table.Asked)
        {
            // a big table in a process just started: what the server knew of it
            command.CommandText = "select greatest(reltuples, 0)::bigint from pg_class where oid = to_regclass($1)";
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            Interlocked.Exchange(ref table.Known, Convert.ToInt64(await command.ExecuteScalarAsync(cancel) ?? 0L, System.Globalization.CultureInfo.InvariantCulture));
            table.Asked = true;
            command.Parameters.Clear();
            if (grown < Math.Max(Least, table.Known))
            {
                return;
            }
        }

        // Of several that see it at once, one looks; a rollback may take the statistics back, then the server's own look must do.
        if (Interlocked.CompareExchange(ref table.Grown, 0, grown) == grown)
        {
            Interlocked.Add(ref table.Known, grown);
            command.CommandText = $"analyze (skip_locked) {name}";
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private sealed class Table
    {
        public long Grown;
        public long Known;
        public volatile bool Asked;
    }
}
