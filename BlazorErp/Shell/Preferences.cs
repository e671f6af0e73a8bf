using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace BlazorErp.Shell;

/// <summary>What a browser remembers of a person's taste: language and theme, both in cookies.</summary>
public static class Preferences
{
    /// <summary>Cookie of the theme: light or dark; absent follows the system.</summary>
    public const string ThemeCookie = "erp.theme";

    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/login";

    /// <summary>Languages of the product: its code, its own name, and the culture of its dates and numbers (English: day before month).</summary>
    public static IReadOnlyList<Language> Languages { get; } =
    [
        new("en", "English", "en-GB"),
        new("lv", "Latviešu", "lv-LV"),
        new("hu", "Magyar", "hu-HU"),
        new("pl", "Polski", "pl-PL"),
    ];

    /// <summary>Request localisation over <see cref="Languages"/>: the cookie first, then what the browser asks for, then English.</summary>
    public static void Configure(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new RequestCulture(Languages[0].Culture, Languages[0].Code);
        options.SupportedCultures = [.. Languages.Select(l => CultureInfo.GetCultureInfo(l.Culture)), .. Languages.Select(l => CultureInfo.GetCultureInfo(l.Code))];
        options.SupportedUICultures = [.. Languages.Select(l => CultureInfo.GetCultureInfo(l.Code))];
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider(),
            new CustomRequestCultureProvider(context => Task.FromResult(Accepted(context.Request))),
        ];
    }

    /// <summary>The language of a code; null when the product does not speak it.</summary>
    public static Language? Find(string? code) => Languages.FirstOrDefault(l => l.Code == code);

    /// <summary>The address itself when it stays on this site, else the start page: no open redirects.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";

    private static ProviderCultureResult? Accepted(HttpRequest request)
    {
        var languages = request.GetTypedHeaders().AcceptLanguage;
        foreach (var accepted in languages.OrderByDescending(l => l.Quality ?? 1))
        {
            var code = accepted.Value.Value?.Split('-')[0].ToLowerInvariant();
            if (Find(code) is { } language)
            {
                return new ProviderCultureResult(language.Culture, language.Code);
            }
        }

        return null;
    }
}

/// <summary>A language of the product.</summary>
/// <param name="Code">Two letters; the culture of texts.</param>
/// <param name="Name">What its speakers call it.</param>
/// <param name="Culture">The culture of dates and numbers.</param>
public sealed record Language(string Code, string Name, string Culture);
