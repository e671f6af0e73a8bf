using BlazorErp.Tests.Shell;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

[Trait("needs", "chromium")]
public sealed class ShellInBrowserTests
{
    [Fact]
    public async Task The_frame_fits_every_screen_without_a_complaint_of_the_browser()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await ShellHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        foreach (var (width, height, scheme) in new[] { (1440, 900, ColorScheme.Light), (1440, 900, ColorScheme.Dark), (1024, 768, ColorScheme.Light), (390, 844, ColorScheme.Dark), (390, 844, ColorScheme.Light) })
        {
            var page = await chromium.PageAsync(width, height, scheme, "lv-LV");
            await page.GotoAsync(host.Address + "/gallery");
            await page.Locator(".grid tbody tr:not(.bones)").First.WaitForAsync();
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{width} wide");
            (await page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe("lv");
            await ShotAsync(page, $"gallery-{width}-{scheme}");
            await page.Context.CloseAsync();
        }

        chromium.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_palette_is_used_by_keys_alone()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await ShellHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync();
        await page.GotoAsync(host.Address + "/gallery");
        await page.Locator(".grid tbody tr:not(.bones)").First.WaitForAsync();
        await Chromium.PressAsync(page, "Control+k");
        await page.Locator(".palette input:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("toda");
        await page.Locator(".palettelist a.on", new PageLocatorOptions { HasText = "Today" }).WaitForAsync();
        await ShotAsync(page, "palette");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Today");
        page.Url.ShouldBe(host.Address + "/");
        chromium.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Language_and_theme_are_remembered()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await ShellHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync();
        await page.GotoAsync(host.Address + "/");
        await page.Locator(".top details.menu summary").Last.ClickAsync();
        await ShotAsync(page, "user-menu");
        await page.Locator("[data-theme-choice=dark]").ClickAsync();
        await page.Locator(".top details.menu summary").Last.ClickAsync();
        await page.Locator(".menulist a[lang=hu]").ClickAsync();
        await page.Locator("h1", new PageLocatorOptions { HasText = "Ma" }).WaitForAsync();
        (await page.EvaluateAsync<string>("document.documentElement.dataset.theme")).ShouldBe("dark");
        (await page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe("hu");
    }

    [Fact]
    public async Task The_list_scrolls_on_keeps_its_filter_in_the_address_and_follows_the_keys()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await ShellHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync();
        await page.GotoAsync(host.Address + "/gallery");
        var rows = page.Locator(".grid tbody tr:not(.bones)");
        await rows.First.WaitForAsync();
        await page.Locator(".gridmore").ScrollIntoViewIfNeededAsync();
        await rows.Nth(150).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.Locator(".gridsearch").FillAsync("brg 4711");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        page.Url.ShouldEndWith("/gallery?q=brg%204711");
        await page.GotoAsync(host.Address + "/gallery?sort=-free");
        await rows.First.ClickAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(rows.Nth(2)).ToHaveAttributeAsync("aria-selected", "true");
        chromium.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cut_connection_is_said_and_a_restarted_server_reloads_the_page()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        var host = await ShellHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync();
        var (address, port) = (host.Address + "/", new Uri(host.Address).Port);
        await page.GotoAsync(host.Address + "/");
        await page.Locator("h1").WaitForAsync();
        await host.DisposeAsync();
        await page.Locator("#components-reconnect-modal.components-reconnect-show .reconnecting").WaitForAsync();
        (await page.Locator("[data-live-mark]").InnerTextAsync()).ShouldStartWith("Stale since ");
        await ShotAsync(page, "cut");
        var reloaded = page.WaitForResponseAsync(r => r.Url == address && r.Ok);
        await using var restarted = await ShellHost.StartAsync(port);
        await reloaded;
        await Assertions.Expect(page.Locator("[data-live-mark]")).ToHaveTextAsync("Live");
    }

    // BLAZORERP_SHOTS=DIR keeps pictures to look at.
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BLAZORERP_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }
}
