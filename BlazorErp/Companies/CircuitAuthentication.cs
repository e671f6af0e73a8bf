using System.Security.Claims;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BlazorErp.Companies;

/// <summary>
/// Looks after who sits at a circuit: every half minute, and at once when the person's rights change. Whoever may no longer be here is shown
/// the sign-in page.
/// </summary>
public sealed class CircuitAuthentication : RevalidatingServerAuthenticationStateProvider
{
    private readonly MembershipSource memberships;
    private readonly ActorSource actors;

    /// <summary>One per circuit.</summary>
    public CircuitAuthentication(ILoggerFactory log, MembershipSource memberships, ActorSource actors)
        : base(log)
    {
        this.memberships = memberships;
        this.actors = actors;
        memberships.Changed += LookNow;
    }

    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => MembershipSource.Longest;

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await memberships.StandsAsync(authenticationState.User, cancellationToken) && await actors.ActorOfAsync(authenticationState.User, cancellationToken) is not null;

    private void LookNow(long userId) => _ = LookAsync(userId);

    private async Task LookAsync(long userId)
    {
        try
        {
            var state = await GetAuthenticationStateAsync();
            if (MembershipSource.UserIdOf(state.User) is { } me && (userId == 0 || userId == me))
            {
                // Told again even when it stands: what pages may show depends on the role.
                SetAuthenticationState(Task.FromResult(await ValidateAuthenticationStateAsync(state, default) ? state : new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
            }
        }
        catch (InvalidOperationException)
        {
            // the circuit has no one yet, or is closing
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        memberships.Changed -= LookNow;
        base.Dispose(disposing);
    }
}
