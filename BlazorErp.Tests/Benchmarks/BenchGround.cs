using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>A company with items, stock and customers, enough that nothing runs out.</summary>
internal sealed class BenchGround(TestCompany shop, IReadOnlyList<long> items, IReadOnlyList<long> partners) : IAsyncDisposable
{
    public TestCompany Shop => shop;

    public IReadOnlyList<long> Items => items;

    public IReadOnlyList<long> Partners => partners;

    public static async Task<BenchGround> MakeAsync(DatabaseProvider engine, int itemCount, int partnerCount = 200, decimal stock = 50_000_000m)
    {
        var shop = await TestCompany.CreateAsync(engine);
        var items = new List<Item>();
        var partners = new List<Partner>();
        (await shop.Db.WriteAsync<bool>(shop.Actor, new Command("bench"), async (w, c) =>
        {
            items.Clear();
            partners.Clear();
            for (var n = 0; n < itemCount; n++)
            {
                var code = $"IT-{n:00000}";
                items.Add(new Item { Code = code, CodeKey = code, Name = $"Item number {n}", SalesPrice = 1m + (n % 90), VatRateId = shop.Vat, SearchText = ItemRules.Search(code, $"Item number {n}", []) });
            }

            for (var n = 0; n < partnerCount; n++)
            {
                partners.Add(new Partner { Code = $"P{n:0000}", CodeKey = $"P{n:0000}", Name = $"Customer {n}", SearchText = SearchText.Fold($"P{n:0000} Customer {n}") });
            }

            await Bulk.InsertAsync(w.Db, items, c);
            await Bulk.InsertAsync(w.Db, partners, c);
            return true;
        }, default)).Ok.ShouldBeTrue();
        foreach (var part in items.Chunk(2_000))
        {
            if (stock > 0m)
            {
                (await shop.Stock.PostAsync(shop.Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Opening, shop.Warehouse, shop.Today, [.. part.Select(i => new StockLineInput(i.Id, stock, 0.5m))]), default)).Refusal.ShouldBeNull();
            }
        }

        return new BenchGround(shop, items.ConvertAll(i => i.Id), partners.ConvertAll(p => p.Id));
    }

    /// <summary>An order of so many different items.</summary>
    public SaveOrder Order(Random random, int lines)
    {
        var chosen = new HashSet<long>();
        while (chosen.Count < lines)
        {
            chosen.Add(items[random.Next(items.Count)]);
        }

        return new SaveOrder(
            Guid.NewGuid(), 0, 0, partners[random.Next(partners.Count)], shop.Warehouse, shop.Today, null, "EUR", null, null,
            [.. chosen.Select(i => new OrderLineInput(i, 1m + random.Next(5), 1m + random.Next(90), 0m, shop.Vat))]);
    }

    public ValueTask DisposeAsync() => shop.DisposeAsync();
}
