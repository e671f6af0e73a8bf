using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Companies;

public sealed class SettingsTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_second_of_two_who_save_is_told(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var actor = TestDatabase.Owner((await new CompanyService(test.Db, []).CreateAsync(new NewCompany("ONE", "One", "LV", "EUR"), 0, default)).Value);
        var settings = new SettingsService(test.Db);
        var read = (await settings.ReadAsync(actor, default)).Value;
        (await settings.SaveAsync(actor, read with { Name = "First" }, Guid.NewGuid(), default)).Refusal.ShouldBeNull();
        (await settings.SaveAsync(actor, read with { Name = "Second" }, Guid.NewGuid(), default)).Refusal!.Code.ShouldBe("settings.changed_meanwhile");
        (await settings.ReadAsync(actor, default)).Value.Name.ShouldBe("First");
        (await settings.SaveAsync(actor with { Allowed = Permissions.Of(Role.Accountant) }, read, Guid.NewGuid(), default)).Refusal!.Code.ShouldBe("forbidden");
    }

    [Theory]
    [InlineData("INV", true)]
    [InlineData("INV-{0000}", true)]
    [InlineData("{yyyy}-{00}-{00}", true)]
    [InlineData("X{foo}{00}", false)]
    [InlineData("", false)]
    public async Task A_pattern_without_exactly_one_counter_or_without_its_year_is_refused(string pattern, bool yearly)
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var actor = TestDatabase.Owner((await new CompanyService(test.Db, []).CreateAsync(new NewCompany("ONE", "One", "LV", "EUR"), 0, default)).Value);
        (await new SettingsService(test.Db).AddSeriesAsync(actor, new NewSeries(DocumentKind.Invoice, "X", pattern, yearly), Guid.NewGuid(), default)).Refusal!.Code.ShouldBe("series.bad_pattern");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task One_series_and_one_warehouse_are_proposed(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var actor = TestDatabase.Owner((await new CompanyService(test.Db, [new StockFoundation()]).CreateAsync(new NewCompany("ONE", "One", "LV", "EUR"), 0, default)).Value);
        var (settings, warehouses) = (new SettingsService(test.Db), new WarehouseService(test.Db));
        var series = (await settings.AddSeriesAsync(actor, new NewSeries(DocumentKind.Invoice, "b", "B-{yyyy}-{000}", true), Guid.NewGuid(), default)).Value;
        (await settings.MakeDefaultAsync(actor, series, 0, Guid.NewGuid(), default)).Refusal.ShouldBeNull();
        (await settings.SeriesAsync(actor, default)).Value.Single(s => s is { Kind: DocumentKind.Invoice, IsDefault: true }).Code.ShouldBe("B");
        var second = (await warehouses.AddAsync(actor, "two", "Second", Guid.NewGuid(), default)).Value;
        (await warehouses.AddAsync(actor, "TWO", "Again", Guid.NewGuid(), default)).Refusal!.Code.ShouldBe("warehouse.code_taken");
        (await warehouses.ChangeAsync(actor, second, 0, "Renamed", true, Guid.NewGuid(), default)).Refusal.ShouldBeNull();
        (await warehouses.ListAsync(actor, default)).Single(w => w.IsDefault).Name.ShouldBe("Renamed");
    }

    [Fact]
    public async Task The_owner_lets_someone_in_on_the_settings_page()
    {
        await using var host = await TestHost.StartAsync();
        var page = await host.BrowseAsync(await host.UserAsync(await host.CompanyAsync()), "/settings");
        await page.FillAsync("input[placeholder='E-mail']", "new@example.com");
        await page.FillAsync("input[placeholder='Name']", "New Clerk");
        await page.PressAsync("input[placeholder='Name']", "Tab");
        await page.ClickAsync("tr:has(input[placeholder='E-mail']) button:has-text('Add')");
        var password = await page.InnerTextAsync("code");
        using var client = host.Client();
        (await TestHost.SignInAsync(client, "new@example.com", password)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        await page.ScreenshotAsync(new() { Path = "/tmp/settings.png", FullPage = true });
    }
}
