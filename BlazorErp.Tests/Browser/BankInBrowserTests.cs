using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>The bookkeeper's morning, in a browser: yesterday's statement dropped on the bank page, the rest by keyboard.</summary>
public sealed class BankInBrowserTests
{
    // Where pictures go when someone wants to look: BLAZORERP_SHOTS.
    private static readonly string? Shots = Environment.GetEnvironmentVariable("BLAZORERP_SHOTS");

    [Fact]
    public async Task A_statement_is_dropped_booked_by_itself_and_finished_by_keyboard()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var actor = TestDatabase.Owner(company);
        await InvoicesAsync(host, actor);
        var page = await host.BrowseAsync(await host.UserAsync(company), "/bank", 1440);
        var day = new DateOnly(2026, 11, 20);
        var xml = BankGround.Statement(BankGround.Iban, "EUR", day, 17_880.35m,
        [
            new Pay(310m, "rek. INV-2026-0917", "SIA RIGAS AUTO", "LV97HABA0012345678910"), new Pay(168.60m, "par rēķ. 0921 un 922", "OZOLS JANIS"), new Pay(-0.36m, "Komisija", "SWEDBANK AS"),
            new Pay(95m, "payment", "MAXIMA LATVIJA"), new Pay(77m, "INV-2026-0955 & more", "SIA <b>Hostile</b>"),
        ]);
        await Chromium.PressAsync(page, "i");
        // Blazor hangs its listener on the field after it was drawn: what is dropped before is not heard.
        await page.WaitForFunctionAsync("() => document.querySelector('.dropzone input')?._blazorInputFileNextFileId !== undefined");
        await page.Locator(".dropzone input").SetInputFilesAsync(new FilePayload { Name = "<img src=x onerror=alert(1)>.xml", MimeType = "text/xml", Buffer = Encoding.UTF8.GetBytes(xml) });
        await page.Locator(".imported .chip.bad").WaitForAsync();
        await PictureAsync(page, "unknown");

        await page.Locator(".imported .btn").ClickAsync();

        await page.Locator(".imported .chip.ok").WaitForAsync();
        await page.Locator("tr .chip.ok", new() { HasText = "INV-2026-0917" }).WaitForAsync();
        await PictureAsync(page, "imported");

        // Drawn by the feed, in the reader's language all the same.
        (await page.Locator(".grid tbody tr td").First.InnerTextAsync()).ShouldBe("20/11/2026");
        await page.Locator(".cardhead .x").First.ClickAsync();
        await page.Locator("tbody tr", new() { HasText = "OZOLS" }).ClickAsync();
        await page.Locator(".stick h2", new() { HasText = "OZOLS" }).WaitForAsync();
        await page.Locator(".stick .why li").First.WaitForAsync();
        await PictureAsync(page, "why");
        await Chromium.PressAsync(page, "Enter");
        await page.Locator("tr .chip.ok", new() { HasText = "INV-2026-0921 +1" }).WaitForAsync();

        // The commission goes to an account.
        await page.Locator("tbody tr", new() { HasText = "Komisija" }).First.ClickAsync();
        await page.Locator(".stick h2", new() { HasText = "SWEDBANK" }).WaitForAsync();
        await Chromium.PressAsync(page, "o");
        await page.Locator(".split select").SelectOptionAsync(new SelectOptionValue { Label = "7710 Bank charges" });
        await page.Locator("tr .chip.ok", new() { HasText = "7710" }).WaitForAsync();

        // Another invoice than the suggested, the rest kept for the customer.
        await page.Locator("tbody tr", new() { HasText = "MAXIMA" }).First.ClickAsync();
        await page.Locator(".stick h2", new() { HasText = "MAXIMA" }).WaitForAsync();
        await Chromium.PressAsync(page, "s");
        await page.Locator(".split .lookup input").PressSequentiallyAsync("0960");
        await page.Locator(".popup li.on", new() { HasText = "INV-2026-0960" }).ClickAsync();
        await page.Locator(".split input[type=checkbox]").WaitForAsync();
        await PictureAsync(page, "split");
        await page.Locator(".split .btn.go").ClickAsync();
        await page.Locator("tr .chip.ok", new() { HasText = "INV-2026-0960" }).WaitForAsync();
        await page.Locator("tbody tr", new() { HasText = "MAXIMA" }).First.ClickAsync();
        await page.Locator(".stick h2", new() { HasText = "MAXIMA" }).WaitForAsync();
        await Chromium.PressAsync(page, "u");
        await page.Locator("tr .chip.warn", new() { HasText = "Open" }).First.WaitForAsync();

        await page.GotoAsync("/bank/history");
        await page.Locator("tbody tr .btn.danger").First.WaitForAsync();
        await PictureAsync(page, "runs");
        await page.GotoAsync("/bank/history?tab=files");
        await page.Locator("tbody tr .chip.ok").First.WaitForAsync();
        await PictureAsync(page, "files");
        foreach (var (name, width, height, theme, language) in new[] { ("tablet", 900, 1180, "light", "en"), ("phone", 390, 844, "light", "en"), ("dark", 1440, 900, "dark", "en"), ("latvian", 1440, 900, "light", "lv") })
        {
            if (Shots is not null)
            {
                await page.Context.AddCookiesAsync([new Cookie { Name = ".AspNetCore.Culture", Value = $"c={language}|uic={language}", Url = host.BaseAddress.ToString() }]);
                await page.EmulateMediaAsync(new() { ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light });
                await page.SetViewportSizeAsync(width, height);
                await page.GotoAsync("/bank");
                await page.Locator(".stick .card").WaitForAsync();
                await PictureAsync(page, name);
            }
        }

        await using var db = host.Db.Read(actor);
        (await db.BankLines.CountAsync(l => l.State == BankLineState.Booked)).ShouldBe(3);
        (await db.OpenItems.Where(o => o.DocumentNumber == "INV-2026-0960").Select(o => o.Open).SingleAsync()).ShouldBe(90m);
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Shots is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Shots, $"bank-{name}.png") });
        }
    }

    private static async Task InvoicesAsync(TestHost host, Actor actor)
    {
        var company = await host.Services.GetRequiredService<CompanyReferences>().GetAsync(actor.CompanyId, default);
        await host.Db.WriteAsync(actor, new Command("test"), (w, _) =>
        {
            foreach (var (partner, number, amount) in new[] { ("SIA Rīgas Auto", "INV-2026-0917", 310m), ("Jānis Ozols", "INV-2026-0921", 84.30m), ("Jānis Ozols", "INV-2026-0922", 84.30m), ("Pēteris Kalns", "INV-2026-0788", 168.60m), ("Maxima Latvija SIA", "INV-2026-0960", 90m), ("SIA Other", "INV-2026-0955", 70m) })
            {
                var known = w.Db.Partners.Local.FirstOrDefault(p => p.Name == partner) ?? w.Add(new Partner { Code = partner, CodeKey = partner.ToUpperInvariant(), Name = partner, SearchText = SearchText.Fold(partner) });
                var item = w.Add(BankGround.Receivable(w.Db.Ids!.Next(), number, amount, known.Id, new DateOnly(2026, 11, 10)));
                Journal.Post(w, item.Date, "invoice", item.DocumentId, "post", number,
                    [new(company.Accounts[AccountRole.Receivable].Id, amount, "EUR", amount, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -amount, "EUR", -amount)]);
            }

            return Task.FromResult(Outcome.Done);
        }, default);
    }
}
