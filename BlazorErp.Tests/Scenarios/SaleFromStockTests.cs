using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Scenarios;

public sealed class SaleFromStockTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task An_order_reserves_is_invoiced_delivered_and_in_the_books(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var filter = await shop.ItemAsync("FLT-W712", 5.90m, 31m, 3m);
        var bearing = await shop.ItemAsync("BRG-6204", 4.20m, 5m, 2m);

        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((filter, 6, 5.90m), (bearing, 8, 4.20m)), default)).Value;

        order.Short.ShouldBe(3m);
        (await shop.LevelAsync(filter)).Reserved.ShouldBe(6m);
        (await shop.LevelAsync(bearing)).Reserved.ShouldBe(5m);
        (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Refusal!.Code.ShouldBe("order.short");

        var part = (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id, WhatIsThere: true), default)).Value;

        // 6 x 5.90 + 5 x 4.20 = 56.40, VAT 21 % = 11.84
        part.Gross.ShouldBe(68.24m);
        var level = await shop.LevelAsync(bearing);
        (level.OnHand, level.Reserved, level.Value).ShouldBe((0m, 0m, 0m));
        level = await shop.LevelAsync(filter);
        (level.OnHand, level.Reserved, level.Value).ShouldBe((25m, 0m, 75m));
        await using var db = shop.Db.Read(shop.Actor);
        (await db.SalesOrders.SingleAsync()).State.ShouldBe(OrderState.Open);
        (await db.OpenItems.SingleAsync()).Open.ShouldBe(68.24m);
        (await BalanceAsync(db, AccountRole.Receivable)).ShouldBe(68.24m);
        (await BalanceAsync(db, AccountRole.Revenue)).ShouldBe(-56.40m);
        (await BalanceAsync(db, AccountRole.VatOutput)).ShouldBe(-11.84m);
        (await BalanceAsync(db, AccountRole.CostOfSales)).ShouldBe(28m);
        (await BalanceAsync(db, AccountRole.Inventory)).ShouldBe(75m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_double_click_makes_one_invoice(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 10m);
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 2, 10m)), default)).Value;
        var click = new InvoiceOrder(Guid.NewGuid(), order.Id, order.Version);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shop.Invoices.InvoiceOrderAsync(shop.Actor, click, default)));

        answers.Select(a => a.Value.Number).Distinct().Count().ShouldBe(1);
        await using var db = shop.Db.Read(shop.Actor);
        (await db.Invoices.CountAsync()).ShouldBe(1);
        (await db.SalesOrders.SingleAsync()).State.ShouldBe(OrderState.Invoiced);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_storno_brings_goods_reservation_and_order_back_and_the_order_can_be_invoiced_again(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 10m, 4m);
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 3, 10m)), default)).Value;
        var invoice = (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value;

        var note = (await shop.Stornos.ReverseAsync(shop.Actor, Guid.NewGuid(), invoice.Id, "wrong customer", default)).Value;

        note.Gross.ShouldBe(-36.30m);
        var level = await shop.LevelAsync(item);
        (level.OnHand, level.Reserved, level.Value).ShouldBe((10m, 3m, 40m));
        await using (var db = shop.Db.Read(shop.Actor))
        {
            (await db.SalesOrders.SingleAsync()).State.ShouldBe(OrderState.Open);
            (await db.OpenItems.Select(o => o.Open).ToListAsync()).ShouldAllBe(o => o == 0m);
            foreach (var role in new[] { AccountRole.Receivable, AccountRole.Revenue, AccountRole.VatOutput, AccountRole.CostOfSales })
            {
                (await BalanceAsync(db, role)).ShouldBe(0m);
            }
        }

        (await shop.Stornos.ReverseAsync(shop.Actor, Guid.NewGuid(), invoice.Id, null, default)).Refusal!.Code.ShouldBe("invoice.already_reversed");
        (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value.Number.ShouldNotBe(invoice.Number);
        (await shop.LevelAsync(item)).OnHand.ShouldBe(7m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Changing_an_order_reserves_by_the_difference_and_a_stale_save_is_told(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var a = await shop.ItemAsync("A", 10m, 10m);
        var b = await shop.ItemAsync("B", 10m, 10m);
        var saved = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((a, 8, 10m)), default)).Value;
        await using var db = shop.Db.Read(shop.Actor);
        var line = await db.SalesOrderLines.SingleAsync();
        var change = shop.Order((a, 3, 10m), (b, 4, 10m)) with { OrderId = saved.Id, Version = saved.Version };
        change = change with { Lines = [change.Lines[0] with { LineId = line.Id }, change.Lines[1]] };

        (await shop.Orders.SaveAsync(shop.Actor, change, default)).Value.Version.ShouldBe(2);

        (await shop.LevelAsync(a)).Reserved.ShouldBe(3m);
        (await shop.LevelAsync(b)).Reserved.ShouldBe(4m);
        (await shop.Orders.SaveAsync(shop.Actor, change with { CommandId = Guid.NewGuid() }, default)).Refusal!.Code.ShouldBe("changed_by_other");
        var without = change with { CommandId = Guid.NewGuid(), Version = 2, Lines = [change.Lines[1] with { LineId = await db.SalesOrderLines.Where(l => l.ItemId == b).Select(l => l.Id).SingleAsync() }] };
        (await shop.Orders.SaveAsync(shop.Actor, without, default)).Refusal.ShouldBeNull();
        (await shop.LevelAsync(a)).Reserved.ShouldBe(0m);
        (await shop.Orders.CancelAsync(shop.Actor, Guid.NewGuid(), saved.Id, 3, "no longer wanted", default)).Ok.ShouldBeTrue();
        (await shop.LevelAsync(b)).Reserved.ShouldBe(0m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Five_hundred_parallel_orders_for_ten_pieces_reserve_exactly_ten(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("LAST", 10m, 10m);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 1, 10m)), default))));

        answers.Count(a => a.Ok).ShouldBe(500);
        answers.Count(a => a.Value.Short == 0m).ShouldBe(10);
        var level = await shop.LevelAsync(item);
        (level.OnHand, level.Reserved).ShouldBe((10m, 10m));
        await using var db = shop.Db.Read(shop.Actor);
        (await db.Reservations.SumAsync(r => r.OpenQuantity)).ShouldBe(10m);
        (await db.SalesOrders.Select(o => o.SeriesNumber).ToListAsync()).Order().ShouldBe(Enumerable.Range(1, 500));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_invoice_with_no_order_takes_free_goods_and_never_reserved_ones(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 10m);
        await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 8, 10m)), default);
        async Task<BlazorErp.Domain.Shared.Outcome<PostedInvoice>> SellAsync(decimal quantity)
        {
            var draft = await shop.Invoices.SaveDraftAsync(shop.Actor, new SaveInvoice(Guid.NewGuid(), 0, 0, shop.Customer, shop.Warehouse, shop.Today, null, "EUR", null, null, [new OrderLineInput(item, quantity, 10m, 0m, shop.Vat)]), default);
            return await shop.Invoices.PostDraftAsync(shop.Actor, Guid.NewGuid(), draft.Value, 1, default);
        }

        (await SellAsync(3m)).Refusal!.Code.ShouldBe("stock.not_free");
        (await SellAsync(2m)).Value.Gross.ShouldBe(24.20m);
        (await shop.LevelAsync(item)).OnHand.ShouldBe(8m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Two_clerks_who_invoice_one_order_at_once_make_one_invoice(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var work = await shop.ItemAsync("WORK", 40m, kind: BlazorErp.Domain.Catalog.ItemKind.Service);
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((work, 1, 40m)), default)).Value;

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default))));

        answers.Count(a => a.Ok).ShouldBe(1);
        answers.Where(a => !a.Ok).ShouldAllBe(a => a.Refusal!.Code == "order.state");
        await using var db = shop.Db.Read(shop.Actor);
        (await db.Invoices.CountAsync()).ShouldBe(1);
    }

    private static async Task<decimal> BalanceAsync(ErpDbContext db, AccountRole role) =>
        await db.JournalLines.Where(l => db.Accounts.Any(a => a.Id == l.AccountId && a.Role == role)).SumAsync(l => l.Debit - l.Credit);
}
