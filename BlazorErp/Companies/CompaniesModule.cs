using System.Globalization;
using System.Security.Claims;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorErp.Companies;

/// <summary>Composition of the room: people, sign-in, companies, settings.</summary>
public static class CompaniesModule
{
    /// <summary>Rate limit of everything that takes a password.</summary>
    public const string SignInLimit = "sign-in";

    /// <summary>Services.</summary>
    public static IServiceCollection AddCompanies(this IServiceCollection services)
    {
        services.AddAuthentication(o => (o.DefaultScheme, o.DefaultSignInScheme) = (IdentityConstants.ApplicationScheme, IdentityConstants.ExternalScheme))
            .AddIdentityCookies(b => b.ApplicationCookie!.Configure(SignIn.Configure));
        services.AddIdentityCore<ErpUser>(o =>
            {
                o.Password.RequiredLength = PasswordRules.MinLength;
                (o.Password.RequireDigit, o.Password.RequireLowercase, o.Password.RequireUppercase, o.Password.RequireNonAlphanumeric) = (false, false, false, false);
                o.Password.RequiredUniqueChars = 5;
                o.User.RequireUniqueEmail = true;
                o.User.AllowedUserNameCharacters = ""; // the e-mail address is the name
                (o.Lockout.MaxFailedAccessAttempts, o.Lockout.DefaultLockoutTimeSpan, o.Lockout.AllowedForNewUsers) = (5, TimeSpan.FromMinutes(15), true);
            })
            .AddEntityFrameworkStores<ErpDbContext>()
            .AddSignInManager<ErpSignInManager>()
            .AddClaimsPrincipalFactory<ErpClaimsFactory>();
        // Singletons, because services take them: both are stateless.
        services.AddSingleton<IPasswordHasher<ErpUser>, PasswordHasher<ErpUser>>();
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddSingleton<MembershipSource>();
        services.AddSingleton<OpenConnections>();
        services.AddSingleton<MemberService>().AddSingleton<SignInLog>();
        services.AddSingleton<SettingsService>();
        services.AddSingleton<Domain.Stock.WarehouseService>();
        services.TryAddSingleton<Domain.Catalog.VatRates>();
        services.AddSingleton<FirstRun>();
        services.AddScoped<AuthenticationStateProvider, CircuitAuthentication>();
        return services;
    }

    /// <summary>Endpoints that set cookies; the pages are components.</summary>
    public static void MapCompanies(this WebApplication app)
    {
        app.MapPost("/logout", async (HttpContext context, [FromForm] string? returnUrl, SignInLog audit) =>
        {
            if (MembershipSource.UserIdOf(context.User) is { } person)
            {
                await audit.NoteAsync(person, SignInLog.Left, context.Connection.RemoteIpAddress?.ToString() ?? "", context.RequestAborted);
            }

            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return Results.LocalRedirect(Preferences.Local(returnUrl));
        });
        app.MapPost("/company/switch", SwitchAsync);
    }

    /// <summary>Whoever was given a password by someone else chooses their own before anything else opens.</summary>
    public static Task PasswordFirst(HttpContext context, RequestDelegate next)
    {
        if (context.User.HasClaim(c => c.Type == MemberService.MustChangeClaim) && HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && context.Request.Path != "/account/password")
        {
            context.Response.Redirect("/account/password");
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static async Task<IResult> SwitchAsync(HttpContext context, [FromForm] int id, [FromForm] string? returnUrl, MembershipSource memberships)
    {
        if (MembershipSource.UserIdOf(context.User) is not { } user || await memberships.OfAsync(user, context.RequestAborted) is not { } rights || !rights.MayEnter(id))
        {
            return Results.Forbid();
        }

        var session = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        var claims = context.User.Claims.Where(c => c.Type != ErpClaims.Company).Append(new Claim(ErpClaims.Company, id.ToString(CultureInfo.InvariantCulture)));
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme)), session.Properties);
        return Results.LocalRedirect(Preferences.Local(returnUrl));
    }
}
