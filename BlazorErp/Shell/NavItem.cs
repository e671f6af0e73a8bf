using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace BlazorErp.Shell;

/// <summary>A link of the navigation; of several that lead above the present page the nearest is on.</summary>
public sealed class NavItem : NavLink
{
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    protected override bool ShouldMatch(string uriAbsolute)
    {
        if (!base.ShouldMatch(uriAbsolute) || AdditionalAttributes?.GetValueOrDefault("href") is not string mine)
        {
            return false;
        }

        var path = "/" + Navigation.ToBaseRelativePath(uriAbsolute).Split('?', '#')[0];
        return !Nav.Entries.Any(e => e.Href.Length > mine.Length && e.Href.StartsWith(mine + "/", StringComparison.Ordinal) && (path == e.Href || path.StartsWith(e.Href + "/", StringComparison.Ordinal)));
    }
}
