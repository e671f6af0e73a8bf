using System.Globalization;
using System.Security.Claims;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Components.Authorization;

namespace BlazorErp.Shell;

/// <summary>A company the person may switch to.</summary>
public sealed record CompanyChoice(int Id, string Name);

/// <summary>Names of the claims the sign-in writes.</summary>
public static class ErpClaims
{
    /// <summary>Id of the company the person works in now.</summary>
    public const string Company = "erp.company";

    /// <summary>Name of that company.</summary>
    public const string CompanyName = "erp.company.name";

    /// <summary>The person's <see cref="Domain.Companies.Role"/> in it.</summary>
    public const string Role = "erp.role";
}

/// <summary>Turns a signed-in principal into the <see cref="Actor"/> that services take; the one place that knows how.</summary>
public sealed class ActorSource
{
    /// <summary>The actor of the principal; null when nobody is signed in or has no company.</summary>
    public ValueTask<Actor?> ActorOfAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default)
    {
        if (user.Identity?.IsAuthenticated != true
            || !int.TryParse(user.FindFirstValue(ErpClaims.Company), CultureInfo.InvariantCulture, out var company)
            || !long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var person)
            || !Enum.TryParse<Role>(user.FindFirstValue(ErpClaims.Role), out var role))
        {
            return ValueTask.FromResult<Actor?>(null);
        }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return ValueTask.FromResult<Actor?>(new Actor(company, person, user.Identity.Name ?? "", ActorKind.Person, Permissions.Of(role), language));
    }

    /// <summary>Companies the principal is a member of, the present one among them.</summary>
    public ValueTask<IReadOnlyList<CompanyChoice>> CompaniesAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<CompanyChoice>>(
            int.TryParse(user.FindFirstValue(ErpClaims.Company), CultureInfo.InvariantCulture, out var company)
                ? [new CompanyChoice(company, user.FindFirstValue(ErpClaims.CompanyName) ?? "")]
                : []);
}

/// <summary>Who sits at this circuit and in which company. One per circuit.</summary>
public sealed class CompanySession(AuthenticationStateProvider authentication, ActorSource source)
{
    /// <summary>The actor to hand to services; null when nobody is signed in.</summary>
    public async ValueTask<Actor?> ActorAsync(CancellationToken cancellationToken = default) =>
        await source.ActorOfAsync((await authentication.GetAuthenticationStateAsync()).User, cancellationToken);

    /// <summary>Companies to choose from in the top bar.</summary>
    public async ValueTask<IReadOnlyList<CompanyChoice>> CompaniesAsync(CancellationToken cancellationToken = default) =>
        await source.CompaniesAsync((await authentication.GetAuthenticationStateAsync()).User, cancellationToken);
}
