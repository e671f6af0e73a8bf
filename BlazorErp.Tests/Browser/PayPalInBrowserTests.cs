using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>An owner connects PayPal and sees the sales, their fees apart.</summary>
public sealed class PayPalInBrowserTests
{
    [Fact]
    public async Task PayPal_is_connected_its_sales_come_in_with_fees_apart_and_pay_their_invoices()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var actor = TestDatabase.Owner(company);
        await InvoiceAsync(host, actor, "INV-2026-0917", 121m);
        using var paypal = new PayPalSimulator(new PayPalAccess("client-9", "secret", sandbox: true, "WH-OWN-1"), TimeProvider.System);
        host.Services.GetRequiredService<SimulatedPayPals>().Put("client-9", new SimulatedPayPal(company, paypal, TimeProvider.System));
        paypal.Sell(new Money(121m, Currency.Of("EUR")), "INV-2026-0917", "buyer@example.com");
        var page = await host.BrowseAsync(await host.UserAsync(company), "/channels/paypal/new", 1440);
        await page.Locator("html[data-keys~='ctrl+enter']").WaitForAsync();
        await FillAsync(page, "Client id *", "client-9");
        await FillAsync(page, "Secret *", "wrong");
        await FillAsync(page, "Webhook id", "WH-OWN-1");
        await page.GetByLabel("Sandbox: play money, PayPal's test side").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await page.Locator("main [role=alert]").First.WaitForAsync();
        await FillAsync(page, "Secret *", "secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await page.GetByText("Connected. There now: € 116.54").WaitForAsync();
        await page.Locator(".head .btn.go:not(.busy)").ClickAsync();
        await Chromium.ArriveAsync(page, u => char.IsAsciiDigit(u[^1]));
        await page.GetByRole(AriaRole.Button, new() { Name = "Fetch now" }).ClickAsync();

        var account = page.Locator("main table tbody tr", new() { HasText = "EUR" });
        await account.Locator("td.num", new() { HasText = "116.54" }).First.WaitForAsync();
        await account.Locator(".oktext").WaitForAsync();
        await account.GetByRole(AriaRole.Link, new() { Name = "EUR" }).ClickAsync();
        await Chromium.ArriveAsync(page, u => u.Contains("/bank?account=", StringComparison.Ordinal));
        var sale = page.Locator(".grid tbody tr", new() { HasText = "121.00" });
        await sale.Locator(".chip.ok", new() { HasText = "INV-2026-0917" }).WaitForAsync();
        await page.Locator(".grid tbody tr", new() { HasText = "−4.46" }).Locator(".chip.ok", new() { HasText = "7710" }).WaitForAsync();

        // Told by webhook while somebody looks.
        paypal.Sell(new Money(50m, Currency.Of("EUR")), null, "walk-in@example.com");
        using var http = host.Client();
        await using var db = host.Db.Read(actor);
        var token = await db.Channels.Select(c => c.Token).SingleAsync();
        foreach (var delivery in paypal.TakeDeliveries())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, PayPalHook.AddressOf(token)) { Content = new ReadOnlyMemoryContent(delivery.Body) };
            foreach (var (name, value) in delivery.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            (await http.SendAsync(request)).IsSuccessStatusCode.ShouldBeTrue();
        }

        // A list somebody works in does not jump: it says that there is more.
        await page.Locator(".bankstrip", new() { HasText = "4 lines" }).WaitForAsync();
        await page.GetByText("List changed").ClickAsync();
        await page.Locator(".grid tbody tr", new() { HasText = "50.00" }).WaitForAsync();
        (await db.OpenItems.SumAsync(o => o.Open)).ShouldBe(0m);
    }

    private static async Task FillAsync(IPage page, string label, string value)
    {
        var field = page.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.PressAsync("Tab");
    }

    private static async Task InvoiceAsync(TestHost host, Actor actor, string number, decimal amount)
    {
        var company = await host.Services.GetRequiredService<CompanyReferences>().GetAsync(actor.CompanyId, default);
        await host.Db.WriteAsync(actor, new Command("test"), (w, _) =>
        {
            var partner = w.Add(new Partner { Code = "P", CodeKey = "P", Name = "SIA Pircējs", SearchText = "sia pircejs" });
            var item = w.Add(BankGround.Receivable(w.Db.Ids!.Next(), number, amount, partner.Id, DateOnly.FromDateTime(w.Now.UtcDateTime)));
            Journal.Post(w, item.Date, "invoice", item.DocumentId, "post", number,
                [new(company.Accounts[AccountRole.Receivable].Id, amount, "EUR", amount, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -amount, "EUR", -amount)]);
            return Task.FromResult(Outcome.Done);
        }, default);
    }
}
