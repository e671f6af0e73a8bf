using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>A bank whose CSV nobody knows: its columns are named once, on the file itself.</summary>
public sealed class CsvInBrowserTests
{
    private const string Head = "Izraksts par novembri\nKad;Cik;Kam;Par ko\n";

    [Fact]
    public async Task Columns_are_named_once_lines_enter_and_the_next_file_comes_in_without_asking()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        (await host.Services.GetRequiredService<BankAccounts>().SaveAsync(TestDatabase.Owner(company), new SaveBankAccount(Guid.NewGuid(), 0, 0, "Bank", BankGround.Iban, "EUR", null), default)).Refusal.ShouldBeNull();
        var page = await host.BrowseAsync(await host.UserAsync(company), "/bank", 1440);
        await DropAsync(page, "november.csv", Head + "20.11.2026;310,50;SIA Rīgas Auto;rēķins 917\n21.11.2026;-0,36;Banka;komisija\n");
        await page.GetByRole(AriaRole.Link, new() { Name = "Name the columns" }).ClickAsync();
        await Chromium.ArriveAsync(page, u => u.Contains("/bank/csv/", StringComparison.Ordinal));
        await page.Locator("html[data-keys~='ctrl+enter']").WaitForAsync();

        // Named by the header above each; what a column is stands under its own choice.
        foreach (var (column, field) in new[] { ("Kad", "Date"), ("Cik", "Amount"), ("Kam", "Payer or payee"), ("Par ko", "Text") })
        {
            var choice = page.GetByLabel(column, new() { Exact = true });
            await choice.SelectOptionAsync(new SelectOptionValue { Label = field });
            await Assertions.Expect(choice).ToHaveJSPropertyAsync("selectedOptions.0.textContent", field);
        }

        await page.GetByText("2 payments").WaitForAsync();
        await page.Locator(".csvpreview tr", new() { HasText = "SIA Rīgas Auto" }).Locator("td.num", new() { HasText = "310.50" }).WaitForAsync();
        await SameColumnsAsync(page);
        await Chromium.PressAsync(page, "Control+Enter");
        await page.GetByText("2 new, 0 known").WaitForAsync();
        await Chromium.PressAsync(page, "Enter");
        await Chromium.ArriveAsync(page, u => u.Contains("/bank?file=", StringComparison.Ordinal));
        await page.Locator(".grid tbody tr", new() { HasText = "SIA Rīgas Auto" }).WaitForAsync();

        await page.GotoAsync("/bank");
        await DropAsync(page, "december.csv", Head + "01.12.2026;77,00;Jānis Ozols;rēķins 918\n");
        await page.Locator(".imported .chip.ok").WaitForAsync();
        await page.Locator(".grid tbody tr", new() { HasText = "Jānis Ozols" }).WaitForAsync();
        await using var db = host.Db.Read(company);
        (await db.BankLines.OrderBy(l => l.Date).Select(l => l.Amount).ToListAsync()).ShouldBe([310.50m, -0.36m, 77m]);
    }

    private static async Task DropAsync(IPage page, string name, string content)
    {
        await Chromium.PressAsync(page, "i");
        // Blazor hangs its listener on the field after it was drawn: what is dropped before is not heard.
        await page.WaitForFunctionAsync("() => document.querySelector('.dropzone input')?._blazorInputFileNextFileId !== undefined");
        await page.Locator(".dropzone input").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
    }

    /// <summary>Each value stands under the choice of its column.</summary>
    private static async Task SameColumnsAsync(IPage page) =>
        (await page.EvaluateAsync<bool>("""
            () => { const rows = [...document.querySelectorAll('.csvcolumns tr')].filter(r => r.cells.length === 5).map(r => [...r.cells].map(c => Math.round(c.getBoundingClientRect().left)).join());
                    return rows.length > 3 && new Set(rows).size === 1; }
            """)).ShouldBeTrue();
}
