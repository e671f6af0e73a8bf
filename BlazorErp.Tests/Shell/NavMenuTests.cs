using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Live;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorErp.Tests.Shell;

public sealed class NavMenuTests : UiContext
{
    [Fact]
    public async Task A_figure_beside_the_navigation_follows_what_others_do()
    {
        await using var company = await TestCompany.CreateAsync(DatabaseProvider.Sqlite);
        using var feed = new LiveFeed(company.Database.Feed, TimeProvider.System, NullLogger<LiveFeed>.Instance);
        Services.AddSingleton(feed);
        Services.AddSingleton(company.Get<Domain.Sales.OrderQueries>());
        var item = await company.ItemAsync("FLT", 5.9m, 31m);
        var menu = Render<NavMenu>(p => p.Add(m => m.Actor, company.Actor with { Allowed = new HashSet<string> { Domain.Companies.Permissions.SalesRead } }));
        Text(menu).ShouldNotContain("1");

        (await company.Orders.SaveAsync(company.Actor, company.Order((item, 2m, 5.9m)), default)).Refusal.ShouldBeNull();

        menu.WaitForAssertion(() => Text(menu).ShouldContain("1"), Hang.Limit);
    }

    [Fact]
    public void A_refusal_among_the_facts_of_an_act_is_told_in_the_readers_language()
    {
        Services.AddScoped<HistoryTexts>();
        var row = new Domain.Companies.HistoryRow(1, default, "Shop", "order.cancelled", ["A-0001", RefusalJson.Fact(new Refusal("intake.cancelled_in_shop", "refunded"))], []);

        Services.GetRequiredService<HistoryTexts>().Say(row, _ => null).Sentence.ShouldBe("Order A-0001 cancelled: Cancelled in the shop (refunded)");
        In("lv-LV");
        Services.GetRequiredService<HistoryTexts>().Say(row, _ => null).Sentence.ShouldBe("Pasūtījums A-0001 atcelts: Atcelts veikalā (refunded)");
    }

    private static string Text(IRenderedComponent<NavMenu> menu) => menu.Find("a[href='/orders']").TextContent;
}
