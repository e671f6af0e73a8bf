using BlazorErp.Ui;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace BlazorErp.Shell;

/// <summary>Composition of the shell: components, localisation, permissions.</summary>
public static class ShellModule
{
    /// <summary>Services of the shell and of the house controls. Authentication itself is added by the host.</summary>
    public static IServiceCollection AddShell(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents(o =>
        {
            // A circuit outlives a lost connection by three minutes, and a node keeps a bounded number of such.
            (o.DetailedErrors, o.DisconnectedCircuitMaxRetained, o.DisconnectedCircuitRetentionPeriod) = (false, 200, TimeSpan.FromMinutes(3));
            (o.JSInteropDefaultCallTimeout, o.MaxBufferedUnacknowledgedRenderBatches) = (TimeSpan.FromSeconds(30), 10);
        });
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(Preferences.Configure);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationPolicyProvider, PermissionPolicies>();
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        services.AddSingleton<ActorSource>();
        services.AddScoped<CompanySession>();
        services.AddRadzenComponents();
        services.AddScoped<RefusalTexts>();
        services.AddSingleton<HtmlPages>();
        services.AddScoped<HotkeyMap>();
        services.AddScoped<Say>();
        services.AddScoped<IPaletteSource, NavPaletteSource>();
        if (configuration["TimeZone"] is { Length: > 0 } zone)
        {
            Formats.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        }

        return services;
    }

    /// <summary>Endpoints of the shell.</summary>
    public static WebApplication MapShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => (o.ContentSecurityFrameAncestorsPolicy, o.DisableWebSocketCompression) = (null, true));
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
