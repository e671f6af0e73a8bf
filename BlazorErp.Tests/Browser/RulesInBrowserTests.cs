using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Ledger;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>The bookkeeper never books the same kind of line by hand a third time.</summary>
public sealed class RulesInBrowserTests
{
    [Fact]
    public async Task The_second_same_choice_becomes_a_rule_by_one_key_and_rules_are_made_tried_and_ordered_by_keyboard()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var actor = TestDatabase.Owner(company);
        var xml = BankGround.Statement(BankGround.Iban, "EUR", new DateOnly(2026, 11, 20), 100m,
        [
            new Pay(-12m, "rekins 10/2026", "AS LATVENERGO", "LV97HABA0012345678910"), new Pay(-15m, "rekins 11/2026", "AS LATVENERGO", "LV97HABA0012345678910"), new Pay(-18m, "rekins 12/2026", "AS LATVENERGO", "LV97HABA0012345678910"),
            new Pay(-0.36m, "Komisija", "SWEDBANK AS"),
        ]);
        await host.Services.GetRequiredService<StatementImport>().ImportAsync(actor, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml)), "s.xml", "upload", new ImportOptions(CreateAccounts: true));
        var page = await host.BrowseAsync(await host.UserAsync(company), "/bank", 1440);
        foreach (var amount in new[] { "12.00", "15.00" })
        {
            await page.Locator("tbody tr", new() { HasText = $"−{amount}" }).ClickAsync();
            await page.Locator(".stick h2", new() { HasText = amount }).WaitForAsync();
            await Chromium.PressAsync(page, "o");
            await page.Locator(".split select").SelectOptionAsync(new SelectOptionValue { Label = "7790 Other expenses" });
            await page.Locator("tr", new() { HasText = $"−{amount}" }).Locator(".chip.ok", new() { HasText = "7790" }).WaitForAsync();
        }

        await page.Locator(".proposal").WaitForAsync();
        await Chromium.PressAsync(page, "y");
        await page.Locator(".proposal").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Chromium.PressAsync(page, "m");
        await page.Locator("tr", new() { HasText = "−18.00" }).Locator(".chip.info").WaitForAsync();
        await page.Locator("tbody tr", new() { HasText = "−18.00" }).ClickAsync();
        await page.Locator(".stick h2", new() { HasText = "18.00" }).WaitForAsync();
        await page.Locator(".stick a[href^='/bank/rules?rule=']").WaitForAsync();
        await Chromium.PressAsync(page, "Enter");
        await page.Locator("tr", new() { HasText = "−18.00" }).Locator(".chip.ok", new() { HasText = "7790" }).WaitForAsync();

        await page.GotoAsync("/bank/rules");
        await page.Locator("tbody tr", new() { HasText = "LATVENERGO" }).WaitForAsync();
        await Chromium.PressAsync(page, "n");
        var form = page.Locator(".rulefields");
        await form.GetByLabel("Name *", new() { Exact = true }).FillAsync("Bank fee");
        await form.GetByLabel("Words in payer or text").FillAsync("komisija");
        await form.GetByLabel("Words in payer or text").PressAsync("Tab");
        await form.Locator(".rulepart select").First.SelectOptionAsync(new SelectOptionValue { Label = "7710 Bank charges" });
        await page.Locator(".trialrows tr", new() { HasText = "SWEDBANK" }).WaitForAsync();
        await Chromium.PressAsync(page, "Control+Enter");
        await page.Locator("tbody tr[aria-selected=true]", new() { HasText = "Bank fee" }).WaitForAsync();
        await Chromium.PressAsync(page, "Alt+ArrowUp");
        await page.Locator(".gridbox tbody tr", new() { HasText = "Bank fee" }).Locator("td", new() { HasTextRegex = new("^1$", System.Text.RegularExpressions.RegexOptions.None, Hang.Limit) }).WaitForAsync();

        await using var db = host.Db.Read(actor);
        (await db.BankRules.OrderBy(r => r.Position).Select(r => r.Name).ToListAsync()).ShouldBe(["Bank fee", "AS LATVENERGO"]);
        (await BankGround.BalanceAsync(db, AccountRole.OtherExpense)).ShouldBe(45m);
    }
}
