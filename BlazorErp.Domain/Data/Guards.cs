using Microsoft.EntityFrameworkCore.Migrations;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Triggers that make posted rows immutable in the database itself, whoever connects. Used by the Guards migration of each engine; the
/// context holds the same rule for a clear error.
/// </summary>
public static class Guards
{
    /// <summary>Tables whose rows never change, with the condition (on the old row) under which they are final.</summary>
    public static IReadOnlyList<(string Table, string? FinalWhen)> Tables { get; } =
    [
        ("stock_move", null),
        ("stock_document", null),
        ("delivery", null),
        ("delivery_line", null),
        ("journal_entry", null),
        ("journal_line", null),
        ("allocation", null),
        ("settlement", null),
        ("pay_booking", null),
        ("audit_entry", null),
        ("seal", null),
        ("invoice", "state = 2"),
        ("invoice_line", "posted"),
        ("invoice_vat", "posted"),
    ];

    /// <summary>Creates the triggers.</summary>
    public static void Up(MigrationBuilder migration, DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.PostgreSql)
        {
            migration.Sql("create function refuse_change() returns trigger language plpgsql as $$ begin raise exception 'Posted rows of % are immutable', tg_table_name using errcode = '23001'; end $$;");
        }

        foreach (var (table, final) in Tables)
        {
            switch (provider)
            {
                case DatabaseProvider.Sqlite:
                    foreach (var act in new[] { "update", "delete" })
                    {
                        var when = final is null ? "" : $" when old.{(final == "posted" ? "posted = 1" : final)}";
                        migration.Sql($"create trigger {table}_no_{act} before {act} on {table}{when} begin select raise(abort, 'Posted rows of {table} are immutable'); end;");
                    }

                    break;
                case DatabaseProvider.PostgreSql:
                    var condition = final is null ? "" : $" when (old.{final})";
                    migration.Sql($"create trigger {table}_final before update or delete on {table} for each row{condition} execute function refuse_change();");
                    break;
                default:
                    var where = final is null ? "" : $" where {(final == "posted" ? "posted = 1" : final)}";
                    migration.Sql($"EXEC(N'create trigger {table}_final on {table} after update, delete as begin if exists (select 1 from deleted{where}) begin rollback transaction; throw 50001, ''Posted rows of {table} are immutable'', 1; end end')");
                    break;
            }
        }
    }

    /// <summary>Drops the triggers.</summary>
    public static void Down(MigrationBuilder migration, DatabaseProvider provider)
    {
        foreach (var (table, _) in Tables)
        {
            switch (provider)
            {
                case DatabaseProvider.Sqlite:
                    migration.Sql($"drop trigger {table}_no_update;");
                    migration.Sql($"drop trigger {table}_no_delete;");
                    break;
                case DatabaseProvider.PostgreSql:
                    migration.Sql($"drop trigger {table}_final on {table};");
                    break;
                default:
                    migration.Sql($"drop trigger {table}_final;");
                    break;
            }
        }

        if (provider == DatabaseProvider.PostgreSql)
        {
            migration.Sql("drop function refuse_change();");
        }
    }
}
