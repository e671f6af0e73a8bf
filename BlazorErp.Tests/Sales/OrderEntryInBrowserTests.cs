using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Browser;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Sales;

public sealed class OrderEntryInBrowserTests
{
    [Fact]
    public async Task An_order_is_entered_saved_and_invoiced_by_keys_alone()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var trading = await TradingHost.StartAsync();
        await trading.ItemAsync("FLT-W712", "Oil filter W712", 5.90m, 31m, 12m);
        await trading.ItemAsync("BRG-6204", "Bearing 6204-2RS", 4.20m, 20m);
        var page = await trading.BrowseAsync("/orders");
        await Chromium.PressAsync(page, "n");
        await page.Locator("input[role=combobox]:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("auto rig");
        await page.Locator("li[role=option].on", new() { HasText = "SIA Rīgas Auto" }).WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".entryline input:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("w712");
        await page.Locator("li[role=option].on", new() { HasText = "31 Main · 12 Liepāja" }).WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#lines tbody input:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("6");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("5.50");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("10");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("€\u00a035.94");
        await page.Locator(".entryline input:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("bear");
        await page.Locator("li[role=option].on", new() { HasText = "BRG-6204" }).WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(2);
        await page.Locator("#lines tbody tr:nth-child(2) input:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("8");
        await TradingHost.ShotAsync(page, "order-entry");
        await Chromium.PressAsync(page, "Control+Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("SO-00001");
        await Assertions.Expect(page.Locator(".ribbon")).ToContainTextAsync("14");
        await TradingHost.ShotAsync(page, "order-saved");
        await page.Locator(".btn.go", new() { HasText = "Invoice" }).WaitForAsync();
        await Chromium.PressAsync(page, "Control+Enter");
        await Assertions.Expect(page.Locator(".head .chip").First).ToContainTextAsync("Invoiced");
        await TradingHost.ShotAsync(page, "order-invoiced");
        var row = (await trading.Get<OrderQueries>().ListAsync(trading.Actor, new OrderFilter(new PageQuery()), default)).Rows.ShouldHaveSingleItem();
        (row.State, row.Gross).ShouldBe((OrderState.Invoiced, 76.59m));
    }

    [Fact]
    public async Task A_reservation_in_one_browser_moves_the_figure_in_the_other()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var trading = await TradingHost.StartAsync();
        var item = await trading.ItemAsync("BRG-6204", "Bearing 6204-2RS", 4.20m, 20m);
        var order = await trading.OrderAsync((item, 5m, 4.20m));
        var stock = await trading.BrowseAsync($"/stock?item={item}");
        var watched = await trading.BrowseAsync($"/orders/{order.Id}");
        var clerk = await trading.BrowseAsync("/orders/new");
        await Assertions.Expect(stock.Locator(".grid tbody tr td:nth-child(5)")).ToHaveTextAsync("15");
        await Assertions.Expect(watched.Locator("#lines .freebar")).ToContainTextAsync("15");

        await PickAsync(clerk, "label:has-text('Customer') + input", "auto", "SIA Rīgas Auto", ".entryline input");
        await PickAsync(clerk, ".entryline input", "6204", "BRG-6204", "#lines tbody input");
        await clerk.Locator("#lines tbody input:focus").WaitForAsync();
        await clerk.Keyboard.TypeAsync("12");
        await Chromium.PressAsync(clerk, "Control+Enter");

        await Assertions.Expect(stock.Locator(".grid tbody tr td:nth-child(5)")).ToHaveTextAsync("3");
        await Assertions.Expect(watched.Locator("#lines .freebar")).ToContainTextAsync("3");
        await Assertions.Expect(stock.Locator(".grid2 > .card")).ToContainTextAsync("SO-00002");
        await TradingHost.ShotAsync(stock, "stock-live");
        await TradingHost.ShotAsync(watched, "order-live");
    }

    [Fact]
    public async Task An_unsaved_order_is_there_again_after_a_reload()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var trading = await TradingHost.StartAsync();
        await trading.ItemAsync("BRG-6204", "Bearing 6204-2RS", 4.20m, 20m);
        var page = await trading.BrowseAsync("/orders/new");
        await PickAsync(page, "label:has-text('Customer') + input", "auto", "SIA Rīgas Auto", ".entryline input");
        await PickAsync(page, ".entryline input", "6204", "BRG-6204", "#lines tbody input");
        await page.Locator("#lines tbody input:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("7");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("€\u00a035.57");

        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("€\u00a035.57");
        await Assertions.Expect(page.Locator(".refusal.note")).ToContainTextAsync("kept");
    }

    private static async Task PickAsync(IPage page, string field, string text, string found, string next)
    {
        await page.Locator(field).ClickAsync();
        await page.Keyboard.TypeAsync(text);
        await page.Locator("li[role=option].on", new() { HasText = found }).WaitForAsync();
        await page.Keyboard.PressAsync("Enter");

        // The page leads on to the next field once the choice is made.
        await page.Locator($"{next}:focus").WaitForAsync();
    }
}
