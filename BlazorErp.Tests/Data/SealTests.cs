using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Data;

public sealed class SealTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task Invoices_are_sealed_in_the_order_of_their_numbers_each_link_on_the_one_before_and_once(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("FLT", 5.9m, 100m);
        await SellAsync(shop, item);
        await SellAsync(shop, item);
        var seals = new Seals(shop.Db) { Settled = TimeSpan.FromHours(-1) };

        await seals.SealAsync(default);
        await SellAsync(shop, item);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            try
            {
                await seals.SealAsync(default);
            }
            catch (DbUpdateException)
            {
                // another run was first
            }
        }));
        await seals.SealAsync(default);

        (await seals.SealAsync(default)).ShouldBe(0);
        await using var db = shop.Db.Read(shop.Actor);
        var links = await db.Seals.Where(s => s.Chain != Seals.Audit).OrderBy(s => s.Position).ToListAsync();
        links.Select(s => s.Position).ShouldBe([1, 2, 3]);
        links.Select(s => s.Hash).Distinct().Count().ShouldBe(3);
        var report = await shop.Get<SelfCheck>().CheckAsync(null, default);
        report.Results.Where(r => r.Code.EndsWith(".sealed", StringComparison.Ordinal)).Select(r => (r.Holds, r.Looked > 0)).ShouldBe([(true, true), (true, true)]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_may_still_be_committed_late_is_not_sealed_yet(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);

        await shop.Get<Seals>().SealAsync(default);

        await using var db = shop.Db.Read(shop.Actor);
        (await db.AuditEntries.AnyAsync()).ShouldBeTrue();
        (await db.Seals.AnyAsync()).ShouldBeFalse();
    }

    private static async Task SellAsync(TestCompany shop, long item)
    {
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, 1m, 5.9m)), default)).Value;
        (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Refusal.ShouldBeNull();
    }
}
