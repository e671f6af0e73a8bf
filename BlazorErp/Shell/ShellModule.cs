using BlazorErp.Ui;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace BlazorErp.Shell;

/// <summary>Composition of the shell: components, localisation, permissions, security headers.</summary>
public static class ShellModule
{
    // Scripts only from files of ours. Style attributes carry widths of bars, so styles may be inline.
    private const string ContentSecurity =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    /// <summary>Services of the shell and of the house controls. Authentication itself is added by the host.</summary>
    public static IServiceCollection AddShell(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(Preferences.Configure);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationPolicyProvider, PermissionPolicies>();
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        services.AddScoped<ActorSource>();
        services.AddScoped<CompanySession>();
        services.AddRadzenComponents();
        services.AddScoped<RefusalTexts>();
        services.AddScoped<HotkeyMap>();
        services.AddScoped<Say>();
        services.AddScoped<IPaletteSource, NavPaletteSource>();
        if (configuration["TimeZone"] is { Length: > 0 } zone)
        {
            Formats.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        }

        return services;
    }

    /// <summary>Pipeline and endpoints of the shell; call it after authentication and authorization are in the pipeline.</summary>
    public static WebApplication MapShell(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurity;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return next(context);
        });
        app.UseRequestLocalization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        app.MapGet("/culture", Culture).AllowAnonymous();
        return app;
    }

    private static IResult Culture(HttpContext context, string? c, string? returnUrl)
    {
        if (Preferences.Find(c) is not { } language)
        {
            return Results.BadRequest();
        }

        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language.Culture, language.Code)),
            new CookieOptions { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true, Secure = context.Request.IsHttps });
        return Results.LocalRedirect(Preferences.Local(returnUrl));
    }
}
