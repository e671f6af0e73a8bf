using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Tests.Shell;

namespace BlazorErp.Tests.Stock;

public sealed class StockQueriesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_list_shows_physical_reserved_and_free_and_a_free_limit_narrows_it(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var filter = await shop.ItemAsync("FLT-W712", 5.90m, 31m, 3m);
        await shop.ItemAsync("BRG-6204", 4.20m, 5m, 2m);
        await shop.ItemAsync("WORK", 40m, kind: Domain.Catalog.ItemKind.Service);
        await shop.Orders.SaveAsync(shop.Actor, shop.Order((filter, 6, 5.90m)), default);
        var queries = shop.Get<StockQueries>();

        var page = await queries.ListAsync(shop.Actor, new StockFilter(new PageQuery(Count: true)), default);

        page.Total.ShouldBe(2);
        page.Rows.Select(r => (r.Code, r.Physical, r.Reserved, r.Free, r.Value)).ShouldBe([("BRG-6204", 5m, 0m, 5m, 10m), ("FLT-W712", 31m, 6m, 25m, 93m)]);
        (await queries.ListAsync(shop.Actor, new StockFilter(new PageQuery(), FreeAtMost: 10m), default)).Rows.ShouldHaveSingleItem().Code.ShouldBe("BRG-6204");
        (await queries.ListAsync(shop.Actor, new StockFilter(new PageQuery("w712 FLT")), default)).Rows.ShouldHaveSingleItem().ItemId.ShouldBe(filter);
        (await queries.ListAsync(shop.Actor, new StockFilter(new PageQuery(Sort: "free", Descending: true), shop.Warehouse), default)).Rows[0].ItemId.ShouldBe(filter);
        (await queries.ListAsync(shop.Actor, new StockFilter(new PageQuery(), 999), default)).Rows.ShouldAllBe(r => r.Physical == 0m);
        (await queries.TotalAsync(shop.Actor, new StockFilter(new PageQuery()), default)).ShouldBe(new StockTotal(2, 103m));
        (await queries.AllAsync(shop.Actor, new StockFilter(new PageQuery(), FreeAtMost: 10m), default).ToListAsync()).ShouldHaveSingleItem().Free.ShouldBe(5m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Every_figure_is_explained_by_its_orders_and_moves(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("BRG-6204", 4.20m, 40m, 2m);
        var first = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 5, 4.20m)), default)).Value;
        var second = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 33, 4.20m)), default)).Value;
        await shop.Stock.PostAsync(shop.Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Adjustment, shop.Warehouse, shop.Today, [new StockLineInput(item, -1m, 0m)]), default);

        var reserved = await shop.Get<ReservationQueries>().OfItemAsync(shop.Actor, item, shop.Warehouse, null, 50, default);
        var moves = await shop.Get<StockQueries>().MovesAsync(shop.Actor, item, null, null, 1, default);

        reserved.Rows.Select(r => (r.OrderId, r.Quantity, r.Partner)).ShouldBe([(second.Id, 33m, "SIA Rīgas Auto"), (first.Id, 5m, "SIA Rīgas Auto")]);
        moves.Rows.Select(m => (m.Kind, m.Quantity, m.Balance)).ShouldBe([(MoveKind.Adjustment, -1m, 39m)]);
        var older = await shop.Get<StockQueries>().MovesAsync(shop.Actor, item, shop.Warehouse, moves.Next, 50, default);
        older.Rows.Select(m => (m.Kind, m.Quantity, m.Balance)).ShouldBe([(MoveKind.Opening, 40m, 40m)]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_past_moment_is_recomputed_from_the_moves(DatabaseProvider engine)
    {
        var clock = new HandClock(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var shop = await TestCompany.CreateAsync(engine, clock);
        var item = await shop.ItemAsync("A", 10m, 10m, 4m);
        var then = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromDays(2));
        await shop.Stock.PostAsync(shop.Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Adjustment, shop.Warehouse, shop.Today, [new StockLineInput(item, -3m, 0m)]), default);

        (await shop.Get<StockQueries>().AtAsync(shop.Actor, item, null, then, default)).ShouldBe(new StockAt(10m, 40m));
        (await shop.Get<StockQueries>().AtAsync(shop.Actor, item, shop.Warehouse, clock.GetUtcNow(), default)).ShouldBe(new StockAt(7m, 28m));
        (await shop.Get<StockQueries>().ListAsync(shop.Actor, new StockFilter(new PageQuery(), At: then), default)).Rows.ShouldHaveSingleItem().Physical.ShouldBe(10m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_open_orders_lack_is_named_and_nobody_without_the_permission_sees_a_figure(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 2m);
        await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 5, 10m)), default);

        (await shop.Get<ReservationQueries>().ShortItemsAsync(shop.Actor, null, default)).ShouldBe([new ShortItem(item, 3m)]);
        var nobody = new Actor(1, 5, "Nobody", ActorKind.Person, new HashSet<string>());
        (await shop.Get<StockQueries>().ListAsync(nobody, new StockFilter(new PageQuery()), default)).Rows.ShouldBeEmpty();
        (await shop.Get<StockQueries>().MovesAsync(nobody, item, null, null, 10, default)).Rows.ShouldBeEmpty();
        (await shop.Get<ReservationQueries>().OfItemAsync(nobody, item, null, null, 10, default)).Rows.ShouldBeEmpty();
    }
}
