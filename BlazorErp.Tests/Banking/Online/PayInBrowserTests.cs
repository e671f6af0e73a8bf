using BlazorErp.Banking.Simulator;
using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Channels.Imap.Simulator;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>The demo as its user sees it: the link on the invoice, the customer's page, the simulated provider, and the invoice that becomes paid while it is looked at.</summary>
public sealed class PayInBrowserTests
{
    [Fact]
    public async Task A_customer_of_the_demo_pays_and_the_open_invoice_shows_it()
    {
        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        Pause(host);
        var invoice = await InvoiceAsync(host, TestDatabase.Owner(company));
        (await ((CardSimulation)host.Services.GetService(typeof(CardSimulation))!).OpenAsync(company, default)).ShouldBeTrue();

        var page = await host.BrowseAsync(await host.UserAsync(company), $"/invoices/{invoice}");
        var link = await page.Locator("#pay-link").InputValueAsync();
        link.ShouldStartWith($"{host.BaseAddress}pay/");
        (await page.Locator("[data-open]").InnerTextAsync()).ShouldContain("121.00");

        // The payer has no account here and no circuit.
        var payer = await page.Context.Browser!.NewPageAsync();
        payer.SetDefaultTimeout(60_000);
        payer.SetDefaultNavigationTimeout(60_000);
        await payer.GotoAsync(link, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit });
        await payer.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "by card" }).ClickAsync();
        await payer.Locator("button.go").ClickAsync();
        await payer.GetByText("Your payment arrived").WaitForAsync();

        await page.Locator("[data-open]", new() { HasTextString = "0.00" }).And(page.GetByText("€\u00a00.00", new() { Exact = true })).WaitForAsync();
        await payer.CloseAsync();
    }

    // A demo company has simulated customers of every kind, and each of them would gladly pay this invoice first.
    internal static void Pause(TestHost host)
    {
        var (shops, paypal, bank, mail) = (host.Services.GetRequiredService<ShopSimulation>(), host.Services.GetRequiredService<PayPalSimulation>(), host.Services.GetRequiredService<BankSimulation>(), host.Services.GetRequiredService<MailSimulation>());
        shops.Pace = shops.Pace with { Paused = true };
        paypal.Pace = paypal.Pace with { Paused = true };
        bank.Pace = bank.Pace with { Paused = true };
        mail.Pace = mail.Pace with { Paused = true };
        var payers = host.Services.GetRequiredService<SimulatedPayers>();
        payers.Pace = payers.Pace with { Paused = true };
    }

    internal static async Task<long> InvoiceAsync(TestHost host, Actor actor)
    {
        long partner = 0, item = 0, vat = 0, warehouse = 0;
        (await host.Db.WriteAsync(actor, new Command("test"), async (w, c) =>
        {
            await w.Db.Companies.Where(x => x.Id == actor.CompanyId).ExecuteUpdateAsync(s => s.SetProperty(x => x.IsDemo, true), c);
            vat = await w.Db.VatRates.Where(v => v.IsDefault).Select(v => v.Id).SingleAsync(c);
            warehouse = await w.Db.Warehouses.Select(x => x.Id).SingleAsync(c);
            partner = w.Add(new Partner { Code = "P", CodeKey = "P", Name = "SIA Pircējs", Language = "en", Email = "buyer@example.com", SearchText = "" }).Id;
            item = w.Add(new Item { Code = "S", CodeKey = "S", Name = "Work", Kind = ItemKind.Service, SalesPrice = 100m, VatRateId = vat, SearchText = "" }).Id;
            w.Changed(Topics.Settings, actor.CompanyId);
            return Outcome.Done;
        }, default)).Refusal.ShouldBeNull();
        var (orders, invoices) = ((OrderService)host.Services.GetService(typeof(OrderService))!, (InvoiceService)host.Services.GetService(typeof(InvoiceService))!);
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddYears(56));
        var order = (await orders.SaveAsync(actor, new SaveOrder(Guid.NewGuid(), 0, 0, partner, warehouse, day, null, "EUR", null, null, [new OrderLineInput(item, 1m, 100m, 0m, vat)]), default)).Value;
        return (await invoices.InvoiceOrderAsync(actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value.Id;
    }
}
