using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Demo;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Data.Demo;

public sealed class DemoSeederTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_demo_is_two_companies_whose_books_prove_themselves(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await using var services = Rooms(test);
        var steps = new List<DemoStep>();

        await services.GetRequiredService<DemoSeeder>().SeedAsync(new Heard<DemoStep>(steps.Add), default, DemoSize.Small);

        var report = await services.GetRequiredService<SelfCheck>().CheckAsync(null, default);
        report.Results.Where(r => !r.Holds).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();
        (steps[^1].Done, steps.TrueForAll(s => s.Done <= s.Of)).ShouldBe((steps[^1].Of, true));
        foreach (var (companyId, currency) in new[] { (1, "EUR"), (2, "HUF") })
        {
            await using var db = test.Db.Read(companyId);
            (await db.Companies.SingleAsync(c => c.Id == companyId)).Currency.ShouldBe(currency);
            (await db.SalesOrders.AnyAsync(o => o.State == OrderState.Open)).ShouldBeTrue();
            (await db.SalesOrders.AnyAsync(o => o.State == OrderState.Invoiced)).ShouldBeTrue();
            (await db.StockMoves.AnyAsync(m => m.Kind == MoveKind.Receipt)).ShouldBeTrue();
            (await db.BankLines.AnyAsync(l => l.State == Domain.Banking.BankLineState.Booked)).ShouldBeTrue();
            (await db.OpenItems.AnyAsync(o => o.Open > 0m)).ShouldBeTrue();
            (await db.PartnerBankAccounts.Select(a => a.Iban).ToListAsync()).ShouldAllBe(i => Iban.IsValid(i));
            var partners = await db.Partners.ToListAsync();
            partners.Select(p => p.Name).Distinct().Count().ShouldBe(partners.Count);
            partners.ShouldAllBe(p => PartnerRules.VatNumber(p.VatNumber, p.Country) == p.VatNumber);
        }
    }

    [Fact]
    public async Task The_demo_is_made_in_an_empty_database_only()
    {
        await using var shop = await TestCompany.CreateAsync(DatabaseProvider.Sqlite);

        await Should.ThrowAsync<InvalidOperationException>(() => shop.Get<DemoSeeder>().SeedAsync(null, default, DemoSize.Small));
    }

    [Fact]
    public void Its_people_cover_the_roles() =>
        DemoPlan.People.SelectMany(p => p.Roles).Select(r => r.Role).Distinct().Order().ShouldBe([Role.Owner, Role.Accountant, Role.Sales, Role.Warehouse, Role.Viewer]);

    internal static ServiceProvider Rooms(TestDatabase test) => new ServiceCollection().AddSingleton(test.Time).AddSingleton(test.Options).AddSingleton(test.Factory).AddSingleton(test.Ids).AddSingleton(test.Feed).AddSingleton(test.Db)
        .AddErpRooms().AddLogging().BuildServiceProvider();

    private sealed class Heard<T>(Action<T> hear) : IProgress<T>
    {
        public void Report(T value) => hear(value);
    }
}
