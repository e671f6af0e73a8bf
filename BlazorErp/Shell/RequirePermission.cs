using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace BlazorErp.Shell;

/// <summary>The page or endpoint is open only to those who hold the permission in their present company.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequirePermissionAttribute : AuthorizeAttribute
{
    /// <summary>Prefix of the policies that <see cref="PermissionPolicies"/> makes on demand.</summary>
    public const string Prefix = "perm:";

    /// <summary>Names one of <see cref="Domain.Companies.Permissions"/>.</summary>
    public RequirePermissionAttribute(string permission)
    {
        Permission = permission;
        Policy = Prefix + permission;
    }

    /// <summary>The permission asked for.</summary>
    public string Permission { get; }
}

/// <summary>Asks for one permission.</summary>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>Makes a policy for each permission name, and denies by default: whatever says nothing needs a signed-in person.</summary>
public sealed class PermissionPolicies(IOptions<AuthorizationOptions> options) : IAuthorizationPolicyProvider
{
    private static readonly AuthorizationPolicy SignedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
    private readonly DefaultAuthorizationPolicyProvider rest = new(options);

    /// <inheritdoc/>
    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(SignedIn);

    /// <inheritdoc/>
    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(SignedIn);

    /// <inheritdoc/>
    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        policyName.StartsWith(RequirePermissionAttribute.Prefix, StringComparison.Ordinal)
            ? Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .AddRequirements(new PermissionRequirement(policyName[RequirePermissionAttribute.Prefix.Length..]))
                .Build())
            : rest.GetPolicyAsync(policyName);
}

/// <summary>Grants what the person's membership in the present company holds.</summary>
public sealed class PermissionHandler(ActorSource actors) : AuthorizationHandler<PermissionRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (await actors.ActorOfAsync(context.User) is { } actor && actor.May(requirement.Permission))
        {
            context.Succeed(requirement);
        }
    }
}
