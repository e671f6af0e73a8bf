using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Who points at a row, asked of the model: every reference any room has declared counts, so that "never used" stays true when rooms are added.
/// </summary>
public static class References
{
    /// <summary>Rows of one table that point at something.</summary>
    /// <param name="Table">Name of the table ("sales_order_line"); the key of its text is "use." and this.</param>
    /// <param name="Count">How many.</param>
    public sealed record Use(string Table, int Count);

    /// <summary>Tables with rows that point at the row, its own parts left out; shop links count as use.</summary>
    public static async Task<IReadOnlyList<Use>> ToAsync<T>(ErpDbContext db, long id, CancellationToken cancel, params string[] parts)
        where T : CompanyRow
    {
        var found = new List<Use>();
        foreach (var key in db.Model.FindEntityType(typeof(T))!.GetReferencingForeignKeys())
        {
            var table = key.DeclaringEntityType.GetTableName()!;
            var column = key.Properties.Single(p => p.Name != nameof(CompanyRow.CompanyId)).GetColumnName();
            if (!parts.Contains(table, StringComparer.Ordinal) && await CountAsync(db, table, column, id, cancel) is > 0 and var count)
            {
                found.Add(new Use(table, count));
            }
        }

        var links = await db.ExternalLinks.CountAsync(l => l.EntityId == id, cancel);
        return links == 0 ? found : [.. found, new Use("external_link", links)];
    }

    /// <summary>Those of many ids that something points at.</summary>
    public static async Task<IReadOnlySet<long>> UsedAsync<T>(ErpDbContext db, IReadOnlyCollection<long> ids, CancellationToken cancel, params string[] parts)
        where T : CompanyRow
    {
        var wanted = ids.ToHashSet();
        var used = new HashSet<long>();
        foreach (var key in db.Model.FindEntityType(typeof(T))!.GetReferencingForeignKeys())
        {
            var table = key.DeclaringEntityType.GetTableName()!;
            if (!parts.Contains(table, StringComparer.Ordinal))
            {
                await CollectAsync(db, $"select distinct {key.Properties.Single(p => p.Name != nameof(CompanyRow.CompanyId)).GetColumnName()} from {table} where company_id = @c", wanted, used, cancel);
            }
        }

        await CollectAsync(db, "select entity_id from external_link where company_id = @c", wanted, used, cancel);
        return used;
    }

    /// <summary>The refusal that lists the uses; null where there are none.</summary>
    public static Refusal? Refuse(string code, object? name, IReadOnlyList<Use> uses) =>
        uses.Count == 0 ? null : new Refusal(code, name) { Others = [.. uses.Select(u => new Refusal("use." + u.Table, u.Count))] };

    private static async Task<int> CountAsync(ErpDbContext db, string table, string column, long id, CancellationToken cancel)
    {
        var result = 0;
        await ReadAsync(db, $"select count(*) from {table} where company_id = @c and {column} = @i", id, r => result = Convert.ToInt32(r.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), cancel);
        return result;
    }

    private static Task CollectAsync(ErpDbContext db, string sql, HashSet<long> wanted, HashSet<long> used, CancellationToken cancel) => ReadAsync(db, sql, null, r =>
    {
        if (!r.IsDBNull(0) && wanted.Contains(r.GetInt64(0)))
        {
            used.Add(r.GetInt64(0));
        }
    }, cancel);

    private static async Task ReadAsync(ErpDbContext db, string sql, long? id, Action<System.Data.Common.DbDataReader> row, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = sql;
            Add("@c", db.CompanyId);
            if (id is { } i)
            {
                Add("@i", i);
            }

            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                row(reader);
            }

            void Add(string name, object value)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value;
                command.Parameters.Add(parameter);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
