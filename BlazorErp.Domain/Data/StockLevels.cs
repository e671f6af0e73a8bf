using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>An item in a warehouse.</summary>
public readonly record struct LevelKey(long ItemId, long WarehouseId) : IComparable<LevelKey>
{
    /// <summary>The fixed order in which levels are touched, so that two units of work cannot deadlock.</summary>
    public int CompareTo(LevelKey other) => WarehouseId != other.WarehouseId ? WarehouseId.CompareTo(other.WarehouseId) : ItemId.CompareTo(other.ItemId);
}

/// <summary>A level as it stands after a change, inside the same transaction.</summary>
public readonly record struct LevelNow(decimal OnHand, decimal Reserved, decimal Value)
{
    /// <summary>On hand less reserved.</summary>
    public decimal Free => OnHand - Reserved;
}

/// <summary>
/// The only writer of stock levels: conditional updates that can succeed only where enough is there; the rows affected decide. No lock hints,
/// no read-then-write. Keys are taken in their order.
/// </summary>
public static class StockLevels
{
    private const string Where = "company_id = @c and item_id = @i and warehouse_id = @w";
    private const string Columns = "on_hand, reserved, value";
    private static readonly ConcurrentDictionary<(DatabaseProvider Provider, string Set, string Condition), string> Statements = new();

    /// <summary>
    /// Reserves up to the wanted quantity of each key and returns what was reserved (possibly zero, never more than was free).
    /// </summary>
    public static async Task<IReadOnlyDictionary<LevelKey, decimal>> ReserveAsync(ErpDbContext db, IReadOnlyCollection<KeyValuePair<LevelKey, decimal>> wanted, CancellationToken cancel)
    {
        var result = new Dictionary<LevelKey, decimal>(wanted.Count);
        var rows = wanted.Where(w => w.Value > 0m).OrderBy(w => w.Key).ToList();
        var done = await RunAsync(db, "reserved = reserved + @q", "on_hand - reserved >= @q", rows.ConvertAll(r => (r.Key, r.Value, 0m)), cancel);
        for (var n = 0; n < rows.Count; n++)
        {
            result[rows[n].Key] = done[n] is null ? await ReserveRestAsync(db, rows[n].Key, rows[n].Value, cancel) : rows[n].Value;
        }

        return result;
    }

    /// <summary>Takes what is there where it is less than wanted. Others may take it in between, so it looks again a few times.</summary>
    private static async Task<decimal> ReserveRestAsync(ErpDbContext db, LevelKey key, decimal wanted, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var free = await db.StockLevels.AsNoTracking().Where(l => l.ItemId == key.ItemId && l.WarehouseId == key.WarehouseId).Select(l => l.OnHand - l.Reserved).FirstOrDefaultAsync(cancel);
            var part = Math.Min(free, wanted);
            if (part <= 0m)
            {
                return 0m;
            }

            if ((await RunAsync(db, "reserved = reserved + @q", "on_hand - reserved >= @q", [(key, part, 0m)], cancel))[0] is not null)
            {
                return part;
            }
        }

        return 0m;
    }

    /// <summary>Gives reserved quantities back.</summary>
    /// <exception cref="InvalidOperationException">Less is reserved than is given back: the books are wrong, nothing is committed.</exception>
    public static async Task ReleaseAsync(ErpDbContext db, IReadOnlyCollection<KeyValuePair<LevelKey, decimal>> given, CancellationToken cancel)
    {
        var rows = given.Where(g => g.Value > 0m).OrderBy(g => g.Key).ToList();
        var done = await RunAsync(db, "reserved = reserved - @q", "reserved >= @q", rows.ConvertAll(r => (r.Key, r.Value, 0m)), cancel);
        if (done.IndexOf(null) is >= 0 and var bad)
        {
            throw new InvalidOperationException($"Less than {rows[bad].Value} is reserved of item {rows[bad].Key.ItemId}");
        }
    }

    /// <summary>
    /// One issue: how much leaves, how much of it was reserved for whoever takes it, and what it cost where that is known (a receipt taken
    /// back); else it leaves at average cost.
    /// </summary>
    public readonly record struct Issue(LevelKey Key, decimal Quantity, decimal FromReserved, decimal? Cost = null);

    /// <summary>What an issue came to.</summary>
    /// <param name="Cost">Cost of what left, two decimals; never more than is there, and the last unit takes the rest of the value.</param>
    /// <param name="BalanceAfter">On hand afterwards.</param>
    public readonly record struct Issued(decimal Cost, decimal BalanceAfter);

    /// <summary>
    /// Takes goods out. Where too little is free for some key nothing more is done and that key is returned as short; the caller must refuse,
    /// so that the transaction is rolled back.
    /// </summary>
    public static async Task<(IReadOnlyDictionary<LevelKey, Issued> Done, LevelKey? Short)> IssueAsync(ErpDbContext db, IReadOnlyCollection<Issue> issues, CancellationToken cancel)
    {
        var rows = issues.OrderBy(i => i.Key).ToList();
        var left = await RunAsync(
            db, "on_hand = on_hand - @q, reserved = reserved - @r", "reserved >= @r and on_hand - reserved >= @q - @r", rows.ConvertAll(r => (r.Key, r.Quantity, r.FromReserved)), cancel);
        if (left.IndexOf(null) is >= 0 and var bad)
        {
            return (new Dictionary<LevelKey, Issued>(), rows[bad].Key);
        }

        var result = new Dictionary<LevelKey, Issued>(rows.Count);
        var costs = new List<(LevelKey, decimal, decimal)>(rows.Count);
        for (var n = 0; n < rows.Count; n++)
        {
            var now = left[n]!.Value;
            var cost = now.OnHand == 0m ? now.Value : rows[n].Cost is { } known ? Math.Min(known, now.Value) : Math.Round(now.Value * rows[n].Quantity / (now.OnHand + rows[n].Quantity), 2, MidpointRounding.AwayFromZero);
            result[rows[n].Key] = new Issued(cost, now.OnHand);
            if (cost != 0m)
            {
                costs.Add((rows[n].Key, cost, 0m));
            }
        }

        await TakeValueAsync(db, costs, cancel);
        return (result, null);
    }

    /// <summary>Puts goods in, with their value; makes the level where there is none. Returns the levels afterwards.</summary>
    public static async Task<IReadOnlyDictionary<LevelKey, LevelNow>> ReceiveAsync(ErpDbContext db, IReadOnlyCollection<(LevelKey Key, decimal Quantity, decimal Value)> receipts, CancellationToken cancel)
    {
        var rows = receipts.OrderBy(r => r.Key).ToList();
        var done = await RunAsync(db, "on_hand = on_hand + @q, value = value + @r", "1 = 1", rows, cancel);
        var missing = Enumerable.Range(0, rows.Count).Where(n => done[n] is null).ToList();
        if (missing.Count > 0)
        {
            await Bulk.InsertAsync(db, missing.ConvertAll(n => new Stock.StockLevel
            {
                CompanyId = db.CompanyId, ItemId = rows[n].Key.ItemId, WarehouseId = rows[n].Key.WarehouseId, OnHand = rows[n].Quantity, Value = rows[n].Value,
            }), cancel);
        }

        var result = new Dictionary<LevelKey, LevelNow>(rows.Count);
        for (var n = 0; n < rows.Count; n++)
        {
            result[rows[n].Key] = done[n] ?? new LevelNow(rows[n].Quantity, 0m, rows[n].Value);
        }

        return result;
    }

    /// <summary>One conditional update a row; null where it did not apply. One round trip where the driver has batches.</summary>
    private static async Task<List<LevelNow?>> RunAsync(ErpDbContext db, string set, string condition, IReadOnlyList<(LevelKey Key, decimal Q, decimal R)> rows, CancellationToken cancel)
    {
        var result = new List<LevelNow?>(rows.Count);
        if (rows.Count == 0)
        {
            return result;
        }

        var sql = Statements.GetOrAdd((db.Provider, set, condition), static key => Sql(key.Provider, key.Set, key.Condition));
        var connection = db.Database.GetDbConnection();
        var transaction = Transaction(db);
        if (connection is NpgsqlConnection npgsql)
        {
            await using var batch = new NpgsqlBatch(npgsql, (NpgsqlTransaction)transaction);
            db.Postponed.ForEach(batch.BatchCommands.Add);
            foreach (var row in rows)
            {
                batch.BatchCommands.Add(Command(db, sql, row));
            }

            await using (var reader = await batch.ExecuteReaderAsync(cancel))
            {
                do
                {
                    result.Add(await reader.ReadAsync(cancel) ? Level(db, reader) : null);
                }
                while (await reader.NextResultAsync(cancel));
            }

            db.Postponed.Clear();
            return result;
        }

        await using var single = connection.CreateCommand();
        single.Transaction = transaction;
        single.CommandText = sql;
        foreach (var row in rows)
        {
            single.Parameters.Clear();
            Fill(db, sql, single, row);
            await using var reader = await single.ExecuteReaderAsync(cancel);
            result.Add(await reader.ReadAsync(cancel) ? Level(db, reader) : null);
        }

        return result;
    }

    /// <summary>Takes value off levels; what they are worth then is asked by nobody, so it goes with the next statements where that saves a round trip.</summary>
    private static async Task TakeValueAsync(ErpDbContext db, List<(LevelKey Key, decimal Q, decimal R)> costs, CancellationToken cancel)
    {
        const string Set = "value = value - @q";
        if (db.Provider == DatabaseProvider.PostgreSql)
        {
            Transaction(db);
            db.Postponed.AddRange(costs.Select(c => Command(db, $"update stock_level set {Positional(Set)} where {Positional(Where)}", c)));
        }
        else
        {
            await RunAsync(db, Set, "1 = 1", costs, cancel);
        }
    }

    private static DbTransaction Transaction(ErpDbContext db) => db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Stock levels change only inside a unit of work");

    private static string Sql(DatabaseProvider provider, string set, string condition) => provider switch
    {
        DatabaseProvider.SqlServer => $"update stock_level set {set} output inserted.on_hand, inserted.reserved, inserted.value where {Where} and {condition}",
        DatabaseProvider.PostgreSql => Positional($"update stock_level set {set} where {Where} and {condition} returning {Columns}"),
        _ => $"update stock_level set {set} where {Where} and {condition} returning {Columns}",
    };

    // Numbered parameters spare PostgreSQL's driver the reading of the statement.
    private static string Positional(string sql) =>
        sql.Replace("@c", "$1", StringComparison.Ordinal).Replace("@i", "$2", StringComparison.Ordinal).Replace("@w", "$3", StringComparison.Ordinal).Replace("@q", "$4", StringComparison.Ordinal).Replace("@r", "$5", StringComparison.Ordinal);

    private static NpgsqlBatchCommand Command(ErpDbContext db, string sql, (LevelKey Key, decimal Q, decimal R) row)
    {
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = db.CompanyId }, new NpgsqlParameter<long> { TypedValue = row.Key.ItemId }, new NpgsqlParameter<long> { TypedValue = row.Key.WarehouseId },
                new NpgsqlParameter<decimal> { TypedValue = row.Q },
            },
        };
        if (sql.Contains("$5", StringComparison.Ordinal))
        {
            command.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = row.R });
        }

        return command;
    }

    private static void Fill(ErpDbContext db, string sql, DbCommand command, (LevelKey Key, decimal Q, decimal R) row)
    {
        Add("@c", db.CompanyId);
        Add("@i", row.Key.ItemId);
        Add("@w", row.Key.WarehouseId);
        Add("@q", Dialect.Number(db, row.Q));
        Add("@r", Dialect.Number(db, row.R));

        void Add(string name, object value)
        {
            if (sql.Contains(name, StringComparison.Ordinal))
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value;
                command.Parameters.Add(parameter);
            }
        }
    }

    private static LevelNow Level(ErpDbContext db, DbDataReader reader) => new(Dialect.Number(db, reader, 0), Dialect.Number(db, reader, 1), Dialect.Number(db, reader, 2));
}
