using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Sales;

/// <summary>The real application with a company that trades: a customer, two warehouses, goods.</summary>
internal sealed class TradingHost : IAsyncDisposable
{
    private TradingHost(TestHost host, int companyId, ErpUser owner)
    {
        (Host, CompanyId, Owner) = (host, companyId, owner);
        Actor = TestDatabase.Owner(companyId);
    }

    public TestHost Host { get; }
    public int CompanyId { get; }
    public ErpUser Owner { get; }
    public Actor Actor { get; }
    public long Customer { get; private set; }
    public long Warehouse { get; private set; }
    public long Other { get; private set; }
    public long Vat { get; private set; }
    public DateOnly Today { get; private set; }

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public static async Task<TradingHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var trading = new TradingHost(host, company, await host.UserAsync(company));
        var reference = await trading.Get<CompanyReferences>().GetAsync(company, default);
        (trading.Warehouse, trading.Vat, trading.Today) = (reference.Warehouses.Keys.Single(), reference.VatRates.Values.Single(v => v.IsDefault).Id, reference.Today(host.Database.Time.GetUtcNow()));
        (trading.Other, trading.Customer) = (await host.Db.WriteAsync<(long, long)>(trading.Actor, new Command("test"), (w, _) =>
        {
            w.Changed(Topics.Settings, 0);
            return Task.FromResult<Outcome<(long, long)>>((
                w.Add(new Warehouse { Code = "LPJ", Name = "Liepāja" }).Id,
                w.Add(new Partner { Code = "P1", CodeKey = "P1", Name = "SIA Rīgas Auto", City = "Rīga", VatNumber = "LV40003123456", SearchText = SearchText.Fold("P1 SIA Rīgas Auto LV40003123456") }).Id));
        }, default)).Value;
        return trading;
    }

    public async Task<long> ItemAsync(string code, string name, decimal price, decimal onHand = 0m, decimal elsewhere = 0m)
    {
        var id = (await Host.Db.WriteAsync<long>(Actor, new Command("test"), (w, _) => Task.FromResult<Outcome<long>>(
            w.Add(new Item { Code = code, CodeKey = code.ToUpperInvariant(), Name = name, SalesPrice = price, VatRateId = Vat, SearchText = SearchText.FoldAll(600, code, name) }).Id), default)).Value;
        foreach (var (warehouse, quantity) in new[] { (Warehouse, onHand), (Other, elsewhere) }.Where(x => x.Item2 > 0m))
        {
            (await Get<StockService>().PostAsync(Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Opening, warehouse, Today, [new StockLineInput(id, quantity, 1m)]), default)).Refusal.ShouldBeNull();
        }

        return id;
    }

    public async Task<SavedOrder> OrderAsync(params (long Item, decimal Quantity, decimal Price)[] lines) => (await Get<OrderService>().SaveAsync(Actor, new SaveOrder(
        Guid.NewGuid(), 0, 0, Customer, Warehouse, Today, null, "EUR", null, null, [.. lines.Select(l => new OrderLineInput(l.Item, l.Quantity, l.Price, 0m, Vat))]), default)).Value;

    public Task<IPage> BrowseAsync(string path, int width = 1440, int height = 900) => Host.BrowseAsync(Owner, path, width, height);

    /// <summary>BLAZORERP_SHOTS=DIR keeps pictures to look at.</summary>
    public static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BLAZORERP_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
