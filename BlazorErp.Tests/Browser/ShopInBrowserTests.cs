using System.Text;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Tests.Channels.WooCommerce;
using static Microsoft.Playwright.Assertions;

namespace BlazorErp.Tests.Browser;

/// <summary>A person connects a shop and watches its first order come in.</summary>
public sealed class ShopInBrowserTests
{
    [Fact]
    public async Task A_shop_is_connected_and_its_order_appears_in_the_open_inbox()
    {
        await using var host = await TestHost.StartAsync();
        var owner = await host.UserAsync(await host.CompanyAsync());
        var settings = await host.BrowseAsync(owner, "/channels");
        await settings.GetByLabel("Name").FillAsync("My shop");
        await settings.GetByLabel("Prefix of order numbers").FillAsync("WEB");
        await settings.GetByLabel("Prefix of order numbers").BlurAsync();
        await settings.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Connect" }).ClickAsync();
        var address = await settings.Locator("#woo-url").InputValueAsync();
        var secret = await settings.Locator("#woo-secret").InputValueAsync();

        var inbox = await host.BrowseAsync(owner, "/inbox");
        await Expect(inbox.GetByText("Nothing came yet")).ToBeVisibleAsync();
        using var http = new HttpClient();
        var body = Encoding.UTF8.GetBytes(WooFixture.Tiny);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Headers.Add(WooHeaders.Topic, "order.created");
        request.Headers.Add(WooHeaders.Signature, WooSignature.Sign(body, secret));
        (await http.SendAsync(request)).EnsureSuccessStatusCode();

        await Expect(inbox.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "WEB-0001" })).ToBeVisibleAsync();
        await inbox.GetByText("501").First.ClickAsync();
        await inbox.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show what came" }).ClickAsync();
        await Expect(inbox.Locator("pre")).ToContainTextAsync("flat_rate");
        await settings.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "My shop" }).First.ClickAsync();
        await Expect(settings.GetByText("Last seen")).ToBeVisibleAsync();
        await Expect(settings.Locator("#woo-secret")).ToHaveCountAsync(0);
        if (Environment.GetEnvironmentVariable("ERP_TEST_SHOTS") is { Length: > 0 } folder)
        {
            await inbox.ScreenshotAsync(new() { Path = Path.Combine(folder, "inbox.png") });
            await settings.ScreenshotAsync(new() { Path = Path.Combine(folder, "channel.png") });
        }
    }
}
