using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>Debian's Chromium. Tests that need it return at once where it is not installed.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly List<string> complaints = [];

    static Chromium() => Assertions.SetDefaultExpectTimeout(60_000);

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        Browser = browser;
    }

    /// <summary>Where it lies.</summary>
    public static string Path => Environment.GetEnvironmentVariable("BLAZORERP_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Whether it is installed.</summary>
    public static bool Installed => File.Exists(Path);

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; }

    /// <summary>Errors and refused loads that pages wrote to their consoles.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Starts one.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox", "--disable-gpu"] }));
    }

    /// <summary>A page of its own session.</summary>
    public async Task<IPage> PageAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string locale = "en-GB")
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, Locale = locale });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        return page;
    }

    /// <summary>Presses a shortcut once the page listens to it ("Control+Enter").</summary>
    public static async Task PressAsync(IPage page, string keys)
    {
        await page.Locator($"html[data-keys~='{keys.ToLowerInvariant().Replace("control", "ctrl", StringComparison.Ordinal)}']").WaitForAsync();
        await page.Keyboard.PressAsync(keys);
    }

    /// <summary>
    /// Waits until the address is right. Playwright's own way waits for a load as well, which may have been before we looked, and then never comes again.
    /// </summary>
    public static async Task ArriveAsync(IPage page, Func<string, bool> right)
    {
        using var patience = new CancellationTokenSource(Hang.Limit);
        while (!right(page.Url))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
    }
}
