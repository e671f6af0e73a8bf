using System.Globalization;
using System.Security.Claims;
using BlazorErp.Domain.Companies;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BlazorErp.Companies;

/// <summary>Names and times of the sign-in.</summary>
public static class SignIn
{
    /// <summary>Claim with the security stamp.</summary>
    public const string StampClaim = "AspNet.Identity.SecurityStamp";

    /// <summary>Signed out after so long without doing anything.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>Signed out after so long in any case.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private const string StartedAt = "erp.started";

    /// <summary>The cookie: not readable by scripts, not sent by other sites' forms, checked at every request.</summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "erp.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // the local demo runs over plain http
        options.ExpireTimeSpan = Idle;
        options.SlidingExpiration = true;
        options.LoginPath = Preferences.SignInPath;
        options.AccessDeniedPath = "/forbidden";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnSigningIn = context =>
        {
            var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            context.Properties.Items.TryAdd(StartedAt, now.ToString("O", CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        };
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var young = context.Properties.Items.TryGetValue(StartedAt, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var started) && now - started < Longest;
        if (!young || context.Principal is null || !await services.GetRequiredService<MembershipSource>().StandsAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }

    // Only a person at a page is led to the sign-in; scripts and sockets get the bare code.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int code)
    {
        var page = HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (page)
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = code;
        }

        return Task.CompletedTask;
    }
}

/// <summary>Refuses people who are disabled.</summary>
public sealed class ErpSignInManager(
    UserManager<ErpUser> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<ErpUser> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<ErpUser>> log, IAuthenticationSchemeProvider schemes, IUserConfirmation<ErpUser> confirmation)
    : SignInManager<ErpUser>(users, http, claims, options, log, schemes, confirmation)
{
    /// <inheritdoc/>
    public override async Task<bool> CanSignInAsync(ErpUser user) => !user.IsDisabled && await base.CanSignInAsync(user);
}

/// <summary>Writes who someone is and which company they work in: the one they were in, else their first.</summary>
public sealed class ErpClaimsFactory(UserManager<ErpUser> users, IOptions<IdentityOptions> options, IHttpContextAccessor http, MembershipSource memberships)
    : UserClaimsPrincipalFactory<ErpUser>(users, options)
{
    /// <inheritdoc/>
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(ErpUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        var now = http.HttpContext?.User;
        var was = now is not null && MembershipSource.UserIdOf(now) == user.Id ? now.FindFirstValue(ErpClaims.Company) : null;
        var rights = await memberships.OfAsync(user.Id);
        var first = rights?.Companies.Keys.Order().Select(id => (int?)id).FirstOrDefault()?.ToString(CultureInfo.InvariantCulture);
        if ((was ?? first) is { } company)
        {
            identity.AddClaim(new Claim(ErpClaims.Company, company));
        }

        return identity;
    }
}
