using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Tests.Catalog;

/// <summary>A company with two VAT rates and two warehouses, and the services of catalog and partners over it.</summary>
public sealed class CatalogGround : IAsyncDisposable
{
    private CatalogGround(TestDatabase test) => Test = test;

    public TestDatabase Test { get; }
    public Actor Actor { get; } = TestDatabase.Owner();
    public long Vat21 { get; private set; }
    public long Vat12 { get; private set; }
    public long Riga { get; private set; }
    public ItemService Items => new(Test.Db);
    public ItemQueries ItemQueries => new(Test.Db);
    public PartnerService Partners => new(Test.Db);
    public PartnerQueries PartnerQueries => new(Test.Db);

    public static async Task<CatalogGround> CreateAsync(DatabaseProvider engine, TimeProvider? time = null)
    {
        var ground = new CatalogGround(await TestDatabase.CreateAsync(engine, time));
        await using (var db = ground.Test.Factory.Create())
        {
            db.Companies.Add(new Company { Id = 1, Code = "C1", Name = "Company", Country = "LV", Currency = "EUR", TimeZone = "Europe/Riga", Language = "lv" });
            await db.SaveChangesAsync();
        }

        await ground.Test.Db.WriteAsync(ground.Actor, new Command("test"), (w, _) =>
        {
            ground.Vat21 = w.Add(new VatRate { Code = "21", Name = "21 %", Percent = 21, Category = "S", IsDefault = true }).Id;
            ground.Vat12 = w.Add(new VatRate { Code = "12", Name = "12 %", Percent = 12, Category = "S" }).Id;
            ground.Riga = w.Add(new Warehouse { Code = "RIX", Name = "Rīga", IsDefault = true }).Id;
            w.Add(new Warehouse { Code = "LPX", Name = "Liepāja" });
            return Task.FromResult(Outcome.Done);
        }, default);
        return ground;
    }

    public SaveItem Item(string code, string name = "Filtrs", params string[] barcodes) => new(null, 0, code, name, "gab", ItemKind.Stocked, 9.5m, Vat21, null, barcodes);

    public async Task<long> ItemAsync(string code, string name = "Filtrs", params string[] barcodes) => (await Items.SaveAsync(Actor, Item(code, name, barcodes), default)).Value;

    /// <summary>The card's fields as a form would send them.</summary>
    public async Task<SaveItem> FormAsync(long id)
    {
        var card = (await ItemQueries.GetAsync(Actor, id, default)).Value;
        return new SaveItem(card.Id, card.Version, card.Code, card.Name, card.Unit, card.Kind, card.SalesPrice, card.VatRateId, card.AlarmLevel, card.Barcodes);
    }

    public Task<Outcome<long>> PartnerAsync(string name, Func<SavePartner, SavePartner>? with = null)
    {
        var partner = new SavePartner(null, 0, null, name);
        return Partners.SaveAsync(Actor, with?.Invoke(partner) ?? partner, default);
    }

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}
