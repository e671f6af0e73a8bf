using System.Text;
using BlazorErp.Catalog.Import;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlazorErp.Tests.Browser;

/// <summary>Someone imports items, another looks at one of them; someone enters a partner.</summary>
public sealed class CatalogInBrowserTests
{
    private static readonly string? Shots = Environment.GetEnvironmentVariable("ERP_TEST_SHOTS") is { Length: > 0 } folder ? folder : null;

    [Fact]
    public async Task A_file_is_imported_with_its_errors_shown_first_and_open_screens_follow()
    {
        await using var host = await TestHost.StartAsync();
        var owner = await host.UserAsync(await host.CompanyAsync());
        var list = await host.BrowseAsync(owner, "/items");
        await Expect(list.GetByText("No items yet.")).ToBeVisibleAsync();

        var page = await host.BrowseAsync(owner, "/items/import");
        await ChooseAsync(page, "code;name;price;barcode;qty;cost\nBRG-1;Bearing 6204;9,50;4750001;-1;4,25\nBRG-1;Twice;1,00;;;\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = false }).First.ClickAsync();
        await Expect(page.GetByText("Opening stock cannot be negative: −1.")).ToBeVisibleAsync();
        await Expect(page.GetByText("The code BRG-1 is already in row 2.")).ToBeVisibleAsync();
        await ShotAsync(page, "import-errors.png");
        await ChooseAsync(page, "code;name;price;barcode;qty;cost\nBRG-1;Bearing 6204;9,50;4750001;12;4,25\nOIL-5;Engine oil 5W-30;31,90;;3;22,00\n");
        await Expect(page.GetByText("Engine oil 5W-30")).ToBeVisibleAsync();
        await ShotAsync(page, "import.png");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = false }).First.ClickAsync();
        await Expect(page.GetByText("2 new, 0 changed, 0 unchanged").First).ToBeVisibleAsync();

        await Expect(list.GetByRole(AriaRole.Link, new() { Name = "OIL-5" })).ToBeVisibleAsync();
        await ShotAsync(list, "items.png");
        await list.GetByRole(AriaRole.Link, new() { Name = "BRG-1" }).ClickAsync();
        await Expect(list.GetByLabel("Name")).ToHaveValueAsync("Bearing 6204");
        await Expect(list.GetByRole(AriaRole.Link, new() { Name = "12" }).First).ToBeVisibleAsync();
        var id = await IdAsync(host, "BRG-1");
        var items = host.Services.GetRequiredService<ItemService>();
        var card = (await host.Services.GetRequiredService<ItemQueries>().GetAsync(TestDatabase.Owner(), id, default)).Value;
        await list.GetByLabel("Price").FillAsync("11");
        await list.GetByLabel("Price").BlurAsync();
        (await items.SaveAsync(TestDatabase.Owner() with { Name = "Juris" }, new SaveItem(id, card.Version, card.Code, "Bearing 6204-2RS", card.Unit, card.Kind, 9.9m, card.VatRateId, 5m, card.Barcodes), default)).Ok.ShouldBeTrue();
        await Expect(list.GetByText("Someone changed this item while you were typing")).ToBeVisibleAsync();
        await list.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(list.GetByText("Juris changed this meanwhile")).ToBeVisibleAsync();
        await ShotAsync(list, "item-conflict.png");
        await list.GetByRole(AriaRole.Button, new() { Name = "Read again" }).Last.ClickAsync();
        await Expect(list.GetByLabel("Name")).ToHaveValueAsync("Bearing 6204-2RS");
        await ShotAsync(list, "item.png");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("undone").First).ToBeVisibleAsync();
        await Expect(list.Locator(".chip").GetByText("Blocked").First).ToBeVisibleAsync();
        foreach (var (name, width) in new[] { ("phone", 390), ("tablet", 820) })
        {
            foreach (var path in new[] { "items", $"items/{id}", "items/import" })
            {
                await ShotAsync(host, owner, $"{path.Replace('/', '-')}-{name}.png", "/" + path, width);
            }
        }
    }

    [Fact]
    public async Task A_partner_is_entered_warned_of_a_lookalike_and_found_in_the_palette()
    {
        await using var host = await TestHost.StartAsync();
        var owner = await host.UserAsync(await host.CompanyAsync());
        var partners = host.Services.GetRequiredService<BlazorErp.Domain.Partners.PartnerService>();
        await partners.SaveAsync(TestDatabase.Owner(), new BlazorErp.Domain.Partners.SavePartner(null, 0, null, "SIA Rīgas Auto") { VatNumber = "LV40003123456", City = "Rīga", Country = "LV" }, default);

        var page = await host.BrowseAsync(owner, "/partners/new");
        await page.GetByLabel("Name").First.FillAsync("Rigas auto");
        await page.GetByLabel("VAT number").FillAsync("40003-123 456");
        await page.GetByLabel("Country").FillAsync("lv");
        await page.GetByLabel("Bank accounts").FillAsync("LV80 BANK 0000 4351 9500 2");
        await page.GetByLabel("Bank accounts").BlurAsync();
        await Expect(page.GetByText("same VAT number")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("The account number LV80BANK00004351").First).ToBeVisibleAsync();
        await ShotAsync(page, "partner-new.png");
        await page.GetByLabel("Bank accounts").FillAsync("LV80 BANK 0000 4351 9500 1");
        await page.GetByLabel("Bank accounts").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("P00002").First).ToBeVisibleAsync();
        await ShotAsync(page, "partner.png");
        await Chromium.PressAsync(page, "Control+k");
        await page.Locator(".palette input:focus").FillAsync("rīg auto");
        await Expect(page.GetByRole(AriaRole.Option).GetByText("SIA Rīgas Auto")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        foreach (var width in new[] { 390, 820, 1280 })
        {
            await ShotAsync(host, owner, $"partners-{width}.png", "/partners?q=riga", width);
        }
    }

    private static async Task ChooseAsync(IPage page, string text)
    {
        // Blazor hangs its listener on the field after it was drawn: what is chosen before is not heard.
        await page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "items.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
    }

    private static async Task<long> IdAsync(TestHost host, string code)
    {
        await using var db = host.Db.Read(1);
        return await db.Items.Where(i => i.Code == code).Select(i => i.Id).SingleAsync();
    }

    private static Task ShotAsync(IPage page, string name) => Shots is null ? Task.CompletedTask : page.ScreenshotAsync(new() { Path = Path.Combine(Shots, name) });

    private static async Task ShotAsync(TestHost host, BlazorErp.Domain.Companies.ErpUser user, string name, string path, int width)
    {
        if (Shots is not null)
        {
            var page = await host.BrowseAsync(user, "/culture?c=lv&returnUrl=" + Uri.EscapeDataString(path), width, 900);
            await page.Locator("h1").First.WaitForAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await ShotAsync(page, name);
        }
    }
}
