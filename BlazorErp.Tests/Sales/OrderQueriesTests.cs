using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Tests.Sales;

public sealed class OrderQueriesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_list_is_newest_first_says_what_is_short_and_reads_on_from_its_cursor(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 5m);
        var ids = new List<long>();
        foreach (var quantity in new[] { 3m, 4m, 1m })
        {
            ids.Add((await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, quantity, 10m)), default)).Value.Id);
        }

        var queries = shop.Get<OrderQueries>();
        var first = await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(Take: 2, Count: true)), default);
        var rest = await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(Take: 2, After: first.Next)), default);

        first.Total.ShouldBe(3);
        first.Rows.Concat(rest.Rows).Select(r => (r.Id, r.Short)).ShouldBe([(ids[2], 1m), (ids[1], 2m), (ids[0], 0m)]);
        rest.Next.ShouldBeNull();
        (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery("rigas so 00002")), default)).Rows.ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(), Short: true), default)).Rows.Select(r => r.Id).ShouldBe([ids[2], ids[1]]);
        (await queries.TotalsAsync(shop.Actor, new OrderFilter(new PageQuery()), default)).ShouldBe([new OrderTotal("EUR", 3, 96.80m)]);
        (await queries.OfDayAsync(shop.Actor, shop.Today, default)).Count.ShouldBe(3);
        (await queries.AllAsync(shop.Actor, new OrderFilter(new PageQuery()), default).ToListAsync()).Count.ShouldBe(3);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_order_can_be_delivered_when_goods_came_in_and_reserving_again_holds_them(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 2m);
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 5, 10m)), default)).Value;
        var queries = shop.Get<OrderQueries>();
        (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(), Deliverable: true), default)).Rows.ShouldBeEmpty();

        await shop.Stock.PostAsync(shop.Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Receipt, shop.Warehouse, shop.Today, [new StockLineInput(item, 3m, 1m)]), default);

        (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(), Deliverable: true), default)).Rows.ShouldHaveSingleItem().Short.ShouldBe(3m);
        (await queries.OpenAsync(shop.Actor, default)).ShouldBe((1, 1));
        (await shop.Orders.ReserveAsync(shop.Actor, Guid.NewGuid(), order.Id, default)).Value.Short.ShouldBe(0m);
        (await shop.LevelAsync(item)).Reserved.ShouldBe(5m);
        (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Refusal.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_card_tells_what_is_held_delivered_invoiced_and_paid_of_an_order(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var a = await shop.ItemAsync("A", 10m, 6m);
        var b = await shop.ItemAsync("B", 10m, 5m);
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((a, 6, 10m), (b, 8, 10m)), default)).Value;
        var invoice = (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id, WhatIsThere: true), default)).Value;

        var card = (await shop.Get<OrderQueries>().GetAsync(shop.Actor, order.Id, default)).Value;

        card.Lines.Select(l => (l.Code, l.Reserved, l.Delivered, l.Invoiced, l.Short)).ShouldBe([("A", 0m, 6m, 6m, 0m), ("B", 0m, 5m, 5m, 3m)]);
        var money = await shop.Get<InvoiceQueries>().OfOrderAsync(shop.Actor, order.Id, default);
        (money.Invoiced, money.Paid).ShouldBe((133.10m, 0m));
        var delivery = (await shop.Get<DeliveryQueries>().ListAsync(shop.Actor, new DeliveryFilter(new PageQuery("riga d"), OrderId: order.Id), default)).Rows.ShouldHaveSingleItem();
        (delivery.Quantity, delivery.InvoiceId, delivery.OrderNumber).ShouldBe((11m, invoice.Id, card.Number));
        (await shop.Get<DeliveryQueries>().GetAsync(shop.Actor, delivery.Id, default)).Value.Lines.Count.ShouldBe(2);
        (await shop.Get<OrderQueries>().HistoryAsync(shop.Actor, order.Id, 10, default)).Select(h => h.Action).ShouldBe(["order.invoiced", "order.created"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_second_saver_is_told_what_the_first_one_changed(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 10m);
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 2, 10m)), default)).Value;
        var card = (await shop.Get<OrderQueries>().GetAsync(shop.Actor, order.Id, default)).Value;
        SaveOrder Change(decimal quantity, string note) => shop.Order((item, quantity, 10m)) with
        {
            OrderId = order.Id, Version = card.Version, Note = note, Lines = [new OrderLineInput(item, quantity, 10m, 0m, shop.Vat, LineId: card.Lines[0].Id)],
        };
        (await shop.Orders.SaveAsync(shop.Actor, Change(7m, "urgent"), default)).Refusal.ShouldBeNull();

        var told = (await shop.Orders.SaveAsync(shop.Actor, Change(3m, "later"), default)).Refusal!;

        told.Code.ShouldBe("changed_by_other");
        told.Others.ShouldContain(r => r.Field == "Quantity" && r.Args[0]!.Equals("2") && r.Args[1]!.Equals("7"));
        told.Others.ShouldContain(r => r.Field == "Note" && r.Args[1]!.Equals("urgent"));
        (await shop.Get<OrderQueries>().GetAsync(TestDatabase.As(Role.Viewer), order.Id, default)).Ok.ShouldBeTrue();
        (await shop.Get<OrderQueries>().GetAsync(new Actor(1, 5, "Nobody", ActorKind.Person, new HashSet<string>()), order.Id, default)).Refusal!.Code.ShouldBe("forbidden");
    }
}
