using System.Globalization;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>The triggers that keep posted rows as they are, asked of the database itself: dropping one is a violation.</summary>
internal sealed class GuardInvariant : IInvariant
{
    public string Code => "document.guarded";

    public string Words => "The database itself refuses to change posted rows: every guard is in place";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        await SqlInvariant.ReadAsync(db, db.Provider switch
        {
            DatabaseProvider.Sqlite => "select name from sqlite_master where type = 'trigger'",
            DatabaseProvider.PostgreSql => "select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and t.tgenabled in ('O', 'A')",
            _ => "select name from sys.triggers where is_disabled = 0",
        }, r => there.Add(r.GetString(0)), cancel);
        var wanted = Guards.Tables.SelectMany(t => db.Provider == DatabaseProvider.Sqlite ? new[] { t.Table + "_no_update", t.Table + "_no_delete" } : [t.Table + "_final"]).ToList();
        return new Finding(wanted.Count, [.. wanted.Where(w => !there.Contains(w)).Select(w => new Violation(0, "", 0, w, "1", "0"))]);
    }
}

/// <summary>Every business table carries its company in its key and in every reference: asked of the model.</summary>
internal sealed class TenancyKeysInvariant : IInvariant
{
    public string Code => "tenancy.keys";

    public string Words => "Every business table has its company in its key and in every reference";

    public Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel) => Task.FromResult(Of(db.Model));

    public static Finding Of(IModel model)
    {
        var found = new List<Violation>();
        var looked = 0L;
        foreach (var entity in model.GetEntityTypes().Where(e => e.FindProperty(nameof(CompanyRow.CompanyId)) is not null && typeof(CompanyRow).IsAssignableFrom(e.ClrType)))
        {
            looked++;
            if (entity.FindPrimaryKey()!.Properties[0].Name != nameof(CompanyRow.CompanyId))
            {
                found.Add(new Violation(0, "", 0, entity.GetTableName()!, "company_id", entity.FindPrimaryKey()!.Properties[0].Name));
            }

            if (entity.GetDeclaredQueryFilters().Count == 0)
            {
                found.Add(new Violation(0, "", 0, entity.GetTableName()!, "filter", ""));
            }

            foreach (var key in entity.GetForeignKeys().Where(k => typeof(CompanyRow).IsAssignableFrom(k.PrincipalEntityType.ClrType)))
            {
                looked++;
                if (key.Properties[0].Name != nameof(CompanyRow.CompanyId) || key.PrincipalKey.Properties[0].Name != nameof(CompanyRow.CompanyId))
                {
                    found.Add(new Violation(0, "", 0, key.GetConstraintName()!, "company_id", key.Properties[0].Name));
                }
            }
        }

        return new Finding(looked, found);
    }
}

/// <summary>No row points at one that is not there or is another company's: one statement for each reference of the model.</summary>
internal sealed class ReferencesInvariant : IInvariant
{
    public string Code => "tenancy.references";

    public string Words => "No row points across companies or at nothing, over every reference of the model";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new List<Violation>();
        var looked = 0L;
        foreach (var (name, table, sql) in Statements(db.Model))
        {
            looked++;
            if (found.Count < Finding.Most)
            {
                await SqlInvariant.ReadAsync(db, sql, r => found.Add(new Violation(
                    Convert.ToInt32(r.GetValue(0), CultureInfo.InvariantCulture), table, 0, name, "1", Convert.ToString(r.GetValue(1), CultureInfo.InvariantCulture) ?? "")), cancel, Finding.Most - found.Count);
            }
        }

        return new Finding(looked, found);
    }

    /// <summary>Name of the reference, its table, and the statement whose rows are violations: company and the id pointed at.</summary>
    public static IEnumerable<(string Name, string Table, string Sql)> Statements(IModel model)
    {
        foreach (var entity in model.GetEntityTypes().Where(e => e.FindProperty(nameof(CompanyRow.CompanyId)) is not null))
        {
            var table = entity.GetTableName()!;
            foreach (var key in entity.GetForeignKeys())
            {
                var columns = key.Properties.Select(p => p.GetColumnName()).ToList();
                var targets = key.PrincipalKey.Properties.Select(p => p.GetColumnName()).ToList();
                var company = entity.FindProperty(nameof(CompanyRow.CompanyId))!.GetColumnName();
                var filled = string.Join(" and ", columns.Select(c => $"\"{c}\" is not null"));
                var distinct = string.Join(", ", columns.Append(company).Distinct().Select(c => $"\"{c}\""));
                yield return (key.GetConstraintName()!, table,
                    $"select x.{company}, x.\"{columns[^1]}\" from (select distinct {distinct} from {table} where {filled}) x where not exists (select 1 from {key.PrincipalEntityType.GetTableName()} p where {string.Join(" and ", columns.Zip(targets, (c, t) => $"p.\"{t}\" = x.\"{c}\""))})");
            }
        }
    }
}

/// <summary>Nothing is dated in the future: every instant that says when something was done.</summary>
internal sealed class InstantsInvariant : IInvariant
{
    private static readonly HashSet<string> Past = ["At", "CreatedAt", "PostedAt", "ReceivedAt", "AppliedAt", "StartedAt", "EndedAt", "UndoneAt", "LastSeenAt", "LastForgedAt"];

    public string Code => "time.past";

    public string Words => "Nothing was done in the future";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new List<Violation>();
        var looked = 0L;
        foreach (var entity in db.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties().Where(p => Past.Contains(p.Name)))
            {
                looked++;
                DateTimeOffset? last = null;
                await SqlInvariant.ReadAsync(db, $"select max({property.GetColumnName()}) from {entity.GetTableName()}", r => last = r.IsDBNull(0) ? null : Instant(r.GetValue(0)), cancel);
                if (last > now.AddSeconds(5))
                {
                    found.Add(new Violation(0, "", 0, $"{entity.GetTableName()}.{property.GetColumnName()}", now.ToString("u", CultureInfo.InvariantCulture), last.Value.ToString("u", CultureInfo.InvariantCulture)));
                }
            }
        }

        return new Finding(looked, found);
    }

    private static DateTimeOffset Instant(object value) => value switch
    {
        long microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10),
        DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
        _ => (DateTimeOffset)value,
    };
}

/// <summary>The engine's own opinion of its files and indexes.</summary>
internal sealed class StorageInvariant : IInvariant
{
    public string Code => "storage.sound";

    public string Words => "The database finds nothing wrong with its own files, indexes and constraints";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new List<Violation>();
        var looked = 0L;
        var sql = db.Provider switch
        {
            DatabaseProvider.Sqlite => "PRAGMA integrity_check(20)",
            DatabaseProvider.PostgreSql => "select case when i.indisvalid and i.indisready then 'ok' else c.relname end from pg_index i join pg_class c on c.oid = i.indexrelid union all select case when convalidated then 'ok' else conname end from pg_constraint",
            _ => "select case when is_disabled = 1 then name else 'ok' end from sys.indexes where name is not null union all select case when is_not_trusted = 1 or is_disabled = 1 then name else 'ok' end from sys.foreign_keys union all select case when is_not_trusted = 1 or is_disabled = 1 then name else 'ok' end from sys.check_constraints",
        };
        await SqlInvariant.ReadAsync(db, sql, r =>
        {
            looked++;
            if (r.GetString(0) is not "ok" and var complaint)
            {
                found.Add(new Violation(0, "", 0, complaint.Length > 200 ? complaint[..200] : complaint, "ok", ""));
            }
        }, cancel);
        return new Finding(looked, found);
    }
}
