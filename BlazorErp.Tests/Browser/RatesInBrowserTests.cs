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

namespace BlazorErp.Tests.Browser;

/// <summary>A dollar line without a rate, in a browser: it says what is missing, leads there, and is booked once the rate is saved.</summary>
public sealed class RatesInBrowserTests
{
    [Fact]
    public async Task A_line_that_lacks_a_rate_leads_to_the_rate_and_books_when_it_is_there()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var actor = TestDatabase.Owner(company);
        var day = new DateOnly(2026, 3, 2);
        await InvoiceAsync(host, actor);
        (await host.Services.GetRequiredService<StatementImport>().ImportAsync(
            actor, new MemoryStream(Encoding.UTF8.GetBytes(BankGround.Statement("LT121000011101001000", "USD", day, 0m, [new Pay(100m, "INV-2026-0001", "Acme Inc")]))), "usd.xml", "upload", new ImportOptions(CreateAccounts: true, Match: true))).Refusal.ShouldBeNull();
        var page = await host.BrowseAsync(await host.UserAsync(company, Role.Accountant), "/bank?state=waiting", 1440);

        await page.Locator(".stick a[href*='/settings/rates']", new() { HasText = "USD" }).ClickAsync();

        await page.Locator(".fields input[inputmode=decimal]").FillAsync("0.91");
        await page.Locator(".fields input[inputmode=decimal]").PressAsync("Tab");
        (await page.Locator(".fields select").First.InputValueAsync()).ShouldNotBeEmpty();
        await page.Locator("p", new() { HasText = "1 USD = 0.91 EUR" }).WaitForAsync();
        await page.Locator(".bankacts .btn.go").ClickAsync();
        await page.Locator(".grid tbody tr, table tbody tr", new() { HasText = "0.91" }).First.WaitForAsync();

        await page.GotoAsync("/bank");
        await page.Locator("tr .chip.ok", new() { HasText = "INV-2026-0001" }).WaitForAsync();
        await page.Locator(".stick td", new() { HasText = "Exchange gain" }).WaitForAsync();
        await using var db = host.Db.Read(actor);
        (await db.ExchangeRates.SingleAsync()).ShouldSatisfyAllConditions(r => r.Rate.ShouldBe(0.91m), r => r.Date.ShouldBe(day), r => r.Currency.ShouldBe("USD"));
    }

    private static async Task InvoiceAsync(TestHost host, Actor actor)
    {
        var company = await host.Services.GetRequiredService<CompanyReferences>().GetAsync(actor.CompanyId, default);
        await host.Db.WriteAsync(actor, new Command("test"), (w, _) =>
        {
            var partner = w.Add(new Partner { Code = "ACME", CodeKey = "ACME", Name = "Acme Inc", SearchText = SearchText.Fold("Acme Inc") });
            var item = w.Add(BankGround.Receivable(w.Db.Ids!.Next(), "INV-2026-0001", 100m, partner.Id, new DateOnly(2026, 3, 1)));
            (item.Currency, item.Rate, item.OpenBase) = ("USD", 0.9m, 90m);
            Journal.Post(w, item.Date, "invoice", item.DocumentId, "post", item.DocumentNumber,
                [new(company.Accounts[AccountRole.Receivable].Id, 90m, "USD", 100m, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -90m, "USD", -100m)]);
            return Task.FromResult(Outcome.Done);
        }, default);
    }
}
