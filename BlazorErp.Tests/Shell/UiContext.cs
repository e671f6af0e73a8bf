using System.Globalization;
using BlazorErp.Ui;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Tests.Shell;

/// <summary>What the house controls need, in a chosen culture, with a clock moved by hand.</summary>
public abstract class UiContext : BunitContext
{
    protected UiContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLogging(l => l.ClearProviders());
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddScoped<RefusalTexts>();
        Services.AddScoped<HotkeyMap>();
        In("en-GB", "en");
    }

    internal HandClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Speaks this culture from here on.</summary>
    protected static void In(string culture, string? language = null)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language ?? culture[..2]);
    }
}
