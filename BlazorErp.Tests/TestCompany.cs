using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests;

/// <summary>A small company to act in: the real services over a database of its own.</summary>
public sealed class TestCompany : IAsyncDisposable
{
    private TestCompany(TestDatabase database, ServiceProvider services, int companyId)
    {
        Database = database;
        Services = services;
        Actor = TestDatabase.Owner(companyId);
    }

    public TestDatabase Database { get; }
    public ServiceProvider Services { get; }
    public Actor Actor { get; }
    public ErpDatabase Db => Database.Db;
    public OrderService Orders => Get<OrderService>();
    public InvoiceService Invoices => Get<InvoiceService>();
    public Stornos Stornos => Get<Stornos>();
    public StockService Stock => Get<StockService>();
    public long Customer { get; private set; }
    public long Warehouse { get; private set; }
    public long Vat { get; private set; }
    public DateOnly Today { get; private set; }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public static async Task<TestCompany> CreateAsync(DatabaseProvider engine, TimeProvider? time = null, NewCompany? with = null)
    {
        var database = await TestDatabase.CreateAsync(engine, time);
        var services = new ServiceCollection().AddSingleton(database.Time).AddSingleton(database.Options).AddSingleton(database.Factory).AddSingleton(database.Ids).AddSingleton(database.Feed).AddSingleton(database.Db)
            .AddErpRooms().AddErpPayments().AddSingleton<Domain.Banking.Payments.IPayDoors, NoDoors>().AddSingleton<BlazorErp.Catalog.Import.ItemImport>().AddLogging().BuildServiceProvider();
        var company = new TestCompany(database, services, 1);
        (await company.Get<CompanyService>().CreateAsync(with ?? new NewCompany("LV", "SIA Baltic Parts", "LV", "EUR"), 0, default)).Value.ShouldBe(1);
        var reference = await company.Get<CompanyReferences>().GetAsync(1, default);
        company.Warehouse = reference.Warehouses.Keys.Single();
        company.Vat = reference.VatRates.Values.Single(v => v.IsDefault).Id;
        company.Today = reference.Today(database.Time.GetUtcNow());
        company.Customer = await company.PartnerAsync("SIA Rīgas Auto");
        return company;
    }

    public async Task<long> PartnerAsync(string name) => (await Db.WriteAsync<long>(Actor, new Command("test"), (w, _) => Task.FromResult<Outcome<long>>(
        w.Add(new Partner { Code = name, CodeKey = name.ToUpperInvariant(), Name = name, SearchText = SearchText.Fold(name) }).Id), default)).Value;

    public async Task<long> ItemAsync(string code, decimal price, decimal onHand = 0m, decimal cost = 1m, ItemKind kind = ItemKind.Stocked)
    {
        var id = (await Db.WriteAsync<long>(Actor, new Command("test"), (w, _) => Task.FromResult<Outcome<long>>(
            w.Add(new Item { Code = code, CodeKey = code.ToUpperInvariant(), Name = code, SalesPrice = price, VatRateId = Vat, Kind = kind, SearchText = SearchText.Fold(code) }).Id), default)).Value;
        if (onHand > 0m)
        {
            (await Stock.PostAsync(Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Opening, Warehouse, Today, [new StockLineInput(id, onHand, cost)]), default)).Refusal.ShouldBeNull();
        }

        return id;
    }

    public SaveOrder Order(params (long Item, decimal Quantity, decimal Price)[] lines) => new(
        Guid.NewGuid(), 0, 0, Customer, Warehouse, Today, null, "EUR", null, null, [.. lines.Select(l => new OrderLineInput(l.Item, l.Quantity, l.Price, 0m, Vat))]);

    public async Task<StockLevel> LevelAsync(long item)
    {
        await using var db = Db.Read(Actor);
        return await db.StockLevels.SingleOrDefaultAsync(l => l.ItemId == item && l.WarehouseId == Warehouse) ?? new StockLevel { ItemId = item, WarehouseId = Warehouse };
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>A company whose customers cannot pay online.</summary>
internal sealed class NoDoors : Domain.Banking.Payments.IPayDoors
{
    public Task<IReadOnlyList<Domain.Banking.Payments.PayDoor>> OfAsync(int companyId, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Domain.Banking.Payments.PayDoor>>([]);

    public Task<Domain.Banking.Payments.PayDoor?> FindAsync(int companyId, long channelId, CancellationToken cancel) => Task.FromResult<Domain.Banking.Payments.PayDoor?>(null);

    public Task<string> NameAsync(int companyId, long channelId, CancellationToken cancel) => Task.FromResult("Stripe");

    public Task<bool> AnyAsync(int companyId, CancellationToken cancel) => Task.FromResult(false);
}
