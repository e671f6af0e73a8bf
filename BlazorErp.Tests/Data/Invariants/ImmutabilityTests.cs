using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BlazorErp.Tests.Data.Invariants;

/// <summary>Generated from the model: every column of every posted table, written by whoever has a connection.</summary>
public sealed class ImmutabilityTests(InvariantGround ground) : IClassFixture<InvariantGround>
{
    public static TheoryData<DatabaseProvider, string> Tables
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string>();
            foreach (var (table, _) in Guards.Tables)
            {
                data.Add(DatabaseProvider.Sqlite, table);
                data.Add(DatabaseProvider.PostgreSql, table);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Tables))]
    public async Task No_column_of_a_posted_row_can_be_changed_and_no_posted_row_deleted(DatabaseProvider engine, string table)
    {
        await using var db = ground.Of(engine).Db.Read(0);
        await db.Database.OpenConnectionAsync();
        var columns = db.Model.GetEntityTypes().Single(e => e.GetTableName() == table).GetProperties().Select(p => p.GetColumnName()).ToList();
        var final = Guards.Tables.Single(t => t.Table == table).FinalWhen is not { } when ? "1 = 1" : engine == DatabaseProvider.PostgreSql || when != "posted" ? when : "posted = 1";
        var before = await DigestAsync(db, table);

        before.Count.ShouldBeGreaterThan(0, "there must be something to protect");
        foreach (var column in columns)
        {
            // the same value again: even a change that changes nothing is refused
            await RefusedAsync(db, $"update {table} set \"{column}\" = \"{column}\" where {final}");
            await RefusedAsync(db, $"update {table} set \"{column}\" = null where {final}");
        }

        await RefusedAsync(db, $"delete from {table} where {final}");
        (await DigestAsync(db, table)).ShouldBe(before);
    }

    [Fact]
    public void Every_posted_row_of_the_model_is_guarded()
    {
        using var db = ground.Of(DatabaseProvider.Sqlite).Db.Read(0);
        var posted = db.Model.GetEntityTypes().Where(e => typeof(IPostedRow).IsAssignableFrom(e.ClrType)).Select(e => e.GetTableName()!);

        posted.Order(StringComparer.Ordinal).ShouldBe(Guards.Tables.Select(t => t.Table).Order(StringComparer.Ordinal));
    }

#pragma warning disable RS0030 // going past every service is what this is for
    private static async Task RefusedAsync(ErpDbContext db, string sql)
    {
        var refused = await Should.ThrowAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql), sql);
        refused.Message.ShouldContain("immutable");
    }

    private static async Task<List<string>> DigestAsync(ErpDbContext db, string table)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"select * from {table} order by company_id, id";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join('|', values));
        }

        return rows;
    }
#pragma warning restore RS0030
}
