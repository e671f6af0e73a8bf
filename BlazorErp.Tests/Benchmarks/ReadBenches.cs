using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>Lists as the screens read them.</summary>
internal static class ReadBenches
{
    /// <summary>10,000 items with 100,000 moves: every row, and the first window.</summary>
    public static async Task StockListAsync(BenchRun run)
    {
        const int items = 10_000;
        await using var ground = await BenchGround.MakeAsync(run.Engine, items, stock: 1_000m);
        var shop = ground.Shop;
        for (var round = 1; round < 10; round++)
        {
            foreach (var part in ground.Items.Chunk(2_500))
            {
                (await shop.Stock.PostAsync(shop.Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Receipt, shop.Warehouse, shop.Today, [.. part.Select(i => new StockLineInput(i, 1m, 0.5m))]), default)).Refusal.ShouldBeNull();
            }
        }

        await AnalyzeAsync(shop);
        var queries = shop.Get<StockQueries>();
        await run.RepeatAsync("all", 1, "lists/s", async _ =>
        {
            var rows = 0;
            await foreach (var row in queries.AllAsync(shop.Actor, new StockFilter(new PageQuery()), default))
            {
                rows++;
            }

            rows.ShouldBe(items);
        }, items);
        await run.RepeatAsync("window", 1, "lists/s", async _ => (await queries.ListAsync(shop.Actor, new StockFilter(new PageQuery(Take: 100)), default)).Rows.Count.ShouldBe(100), 100);
    }

    /// <summary>100,000 orders: first page and a search by fragments.</summary>
    public static async Task ListAsync(BenchRun run)
    {
        const int orders = 100_000;
        await using var ground = await BenchGround.MakeAsync(run.Engine, 500, 2_000);
        var shop = ground.Shop;
        var reference = await shop.Get<CompanyReferences>().GetAsync(1, default);
        var series = reference.DefaultSeries(Domain.Companies.DocumentKind.SalesOrder);
        var random = new Random(1);
        await shop.Db.WriteAsync<bool>(shop.Actor, new Command("bench"), async (w, c) =>
        {
            var heads = new List<SalesOrder>(orders);
            for (var n = 1; n <= orders; n++)
            {
                var number = Numbers.Format(series.Pattern, shop.Today, n);
                var partner = random.Next(ground.Partners.Count);
                var order = new SalesOrder
                {
                    Number = number, SeriesId = series.Id, SeriesNumber = n, PartnerId = ground.Partners[partner], WarehouseId = shop.Warehouse, Date = shop.Today.AddDays((n / 300) - 333), Currency = "EUR", State = n % 10 == 0 ? OrderState.Open : OrderState.Invoiced,
                    Net = 100m, Vat = 21m, Gross = 121m, CreatedAt = w.Now, Version = 1, Reference = $"PO-{random.Next(100_000)}",
                };
                order.SearchText = SearchText.FoldAll(600, number, $"P{partner:0000}", $"Customer {partner}", order.Reference);
                w.Db.Stamp(order);
                order.Lines.Add(new SalesOrderLine { OrderId = order.Id, Position = 1, ItemId = ground.Items[n % ground.Items.Count], Description = "Item", Quantity = 1m, Unit = "pcs", UnitPrice = 100m, VatRateId = shop.Vat, VatPercent = 21m, Net = 100m });
                heads.Add(order);
            }

            await Bulk.InsertAsync(w.Db, heads, c);
            await Bulk.InsertAsync(w.Db, [.. heads.SelectMany(o => o.Lines)], c);
            return true;
        }, default);
        await AnalyzeAsync(shop);
        var queries = shop.Get<OrderQueries>();
        await run.RepeatAsync("first-page", 1, "pages/s", async _ => (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(Take: 100)), default)).Rows.Count.ShouldBe(100), orders);
        await run.RepeatAsync("search", 1, "pages/s", async _ => (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(Search: $"custom {random.Next(100, 2000)}", Take: 100)), default)).Rows.Count.ShouldBeGreaterThan(0), orders);
        await run.RepeatAsync("search-number", 1, "pages/s", async _ => (await queries.ListAsync(shop.Actor, new OrderFilter(new PageQuery(Search: $"so-{random.Next(10_000, 99_999)}", Take: 100)), default)).Rows.Count.ShouldBeGreaterThan(0), orders);
    }

    /// <summary>Statistics, as the engines gather them by themselves in an hour of use.</summary>
    private static async Task AnalyzeAsync(TestCompany shop)
    {
        await using var db = shop.Db.Read(shop.Actor);
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = shop.Db.Provider == DatabaseProvider.Sqlite ? "analyze" : "vacuum analyze";
        await command.ExecuteNonQueryAsync();
    }
}
