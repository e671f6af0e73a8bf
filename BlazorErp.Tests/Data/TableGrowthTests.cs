using BlazorErp.Domain.Data;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Data;

/// <summary>What PostgreSQL's planner knows of a table as it grows.</summary>
public sealed class TableGrowthTests
{
    [Fact]
    public async Task A_table_that_has_doubled_is_looked_at_in_the_unit_that_made_it_grow()
    {
        await using var shop = await TestCompany.CreateAsync(DatabaseProvider.PostgreSql);
        (await KnownAsync(shop)).ShouldBe(0);

        await WriteAsync(shop, 40, bulk: true);
        (await KnownAsync(shop)).ShouldBe(0, "a small table is planned well enough");
        await WriteAsync(shop, 30, bulk: false);
        var first = await KnownAsync(shop);
        first.ShouldBe(await CountAsync(shop), "rows of a save count as those written in bulk");
        await WriteAsync(shop, 60, bulk: true);
        (await KnownAsync(shop)).ShouldBe(first, "it has not doubled since");
        await WriteAsync(shop, 3_000, bulk: true);
        (await KnownAsync(shop)).ShouldBe(await CountAsync(shop));
    }

    private static async Task WriteAsync(TestCompany shop, int rows, bool bulk) => (await shop.Db.WriteAsync(shop.Actor, new Command("test"), async (w, c) =>
    {
        var partners = Enumerable.Range(0, rows).Select(_ => Guid.NewGuid().ToString("N")).Select(code => new Partner { Code = code, CodeKey = code, Name = code }).ToList();
        if (bulk)
        {
            await Bulk.InsertAsync(w.Db, partners, c);
        }
        else
        {
            partners.ForEach(p => w.Add(p));
        }

        return Outcome.Done;
    }, default)).Refusal.ShouldBeNull();

    private static async Task<int> CountAsync(TestCompany shop)
    {
        await using var db = shop.Db.Read(shop.Actor);
        return await db.Partners.CountAsync();
    }

    /// <summary>How many partners the planner has counted.</summary>
    private static async Task<long> KnownAsync(TestCompany shop)
    {
        await using var db = shop.Db.Read(shop.Actor);
        return await db.Database.SqlQuery<long>($"select greatest(reltuples, 0)::bigint as \"Value\" from pg_class where oid = to_regclass('partner')").SingleAsync();
    }
}
