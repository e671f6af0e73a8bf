using System.Globalization;
using System.Security.Claims;
using BlazorErp.Companies;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Components.Authorization;

namespace BlazorErp.Shell;

/// <summary>A company the person may switch to.</summary>
public sealed record CompanyChoice(int Id, string Name);

/// <summary>Names of the claims the sign-in writes. Rights are not among them: they are looked up at every act.</summary>
public static class ErpClaims
{
    /// <summary>Id of the company the person works in now.</summary>
    public const string Company = "erp.company";
}

/// <summary>
/// Turns a signed-in principal into the <see cref="Actor"/> that services take; the one place that knows how. What the person may do is asked
/// of <see cref="MembershipSource"/> each time, so that a right taken away is gone at the next act.
/// </summary>
public sealed class ActorSource(MembershipSource memberships)
{
    /// <summary>The actor of the principal; null when nobody is signed in, the person is disabled, is not in that company, or must first choose a password.</summary>
    public async ValueTask<Actor?> ActorOfAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        user.HasClaim(c => c.Type == MemberService.MustChangeClaim) ? null : await PersonOfAsync(user, cancellationToken);

    /// <summary>As <see cref="ActorOfAsync"/>, but also for someone who must first choose a password; only the password page asks this.</summary>
    public async ValueTask<Actor?> PersonOfAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        await RightsAsync(user, cancellationToken) is { IsDisabled: false } rights
        && int.TryParse(user.FindFirstValue(ErpClaims.Company), CultureInfo.InvariantCulture, out var company)
        && rights.Companies.TryGetValue(company, out var right)
            ? new Actor(company, rights.UserId, rights.Name, ActorKind.Person, Permissions.Of(right.Role), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName)
            : null;

    /// <summary>The principal in each of their companies, the present one among them, by name; for screens over companies. Empty where <see cref="ActorOfAsync"/> has none.</summary>
    public async ValueTask<IReadOnlyList<Actor>> ActorsAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        await ActorOfAsync(user, cancellationToken) is { } now && await RightsAsync(user, cancellationToken) is { } rights
            ? [.. rights.Companies.Values.OrderBy(c => c.Company, StringComparer.CurrentCulture).Select(c => now with { CompanyId = c.CompanyId, Allowed = Permissions.Of(c.Role) })]
            : [];

    /// <summary>Companies the principal is a member of, by name, the present one among them.</summary>
    public async ValueTask<IReadOnlyList<CompanyChoice>> CompaniesAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        await RightsAsync(user, cancellationToken) is { IsDisabled: false } rights
            ? [.. rights.Companies.Values.Select(c => new CompanyChoice(c.CompanyId, c.Company)).OrderBy(c => c.Name, StringComparer.CurrentCulture)]
            : [];

    private async ValueTask<PersonRights?> RightsAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        MembershipSource.UserIdOf(user) is { } person ? await memberships.OfAsync(person, cancellationToken) : null;
}

/// <summary>Who sits at this circuit and in which company. One per circuit.</summary>
public sealed class CompanySession(AuthenticationStateProvider authentication, ActorSource source)
{
    /// <summary>The actor to hand to services, with the rights of this moment; null when nobody is signed in.</summary>
    public async ValueTask<Actor?> ActorAsync(CancellationToken cancellationToken = default) =>
        await source.ActorOfAsync((await authentication.GetAuthenticationStateAsync()).User, cancellationToken);

    /// <summary>The actor in each of the person's companies, with the rights of this moment.</summary>
    public async ValueTask<IReadOnlyList<Actor>> ActorsAsync(CancellationToken cancellationToken = default) =>
        await source.ActorsAsync((await authentication.GetAuthenticationStateAsync()).User, cancellationToken);

    /// <summary>Companies to choose from in the top bar.</summary>
    public async ValueTask<IReadOnlyList<CompanyChoice>> CompaniesAsync(CancellationToken cancellationToken = default) =>
        await source.CompaniesAsync((await authentication.GetAuthenticationStateAsync()).User, cancellationToken);
}
