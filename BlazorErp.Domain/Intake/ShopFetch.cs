using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>Where and as whom a shop is asked. The secret is readable, so it is never logged or kept.</summary>
/// <param name="Address">Of the shop itself, without the path of its API.</param>
/// <param name="AllowLocal">It may be on this machine and without encryption: a demo's simulated shop.</param>
public sealed record ShopAccess(Uri Address, string Key, string Secret, bool AllowLocal);

/// <summary>One page to ask for.</summary>
/// <param name="ModifiedAfter">UTC; orders changed later than this.</param>
/// <param name="Page">From 1.</param>
/// <param name="Trash">Of the shop's waste bin, which no other list shows.</param>
public sealed record ShopQuestion(DateTimeOffset ModifiedAfter, int Page, bool Trash);

/// <summary>An order as listed.</summary>
/// <param name="ExternalId">Null where none can be read; it is kept all the same and says why.</param>
/// <param name="Version">UTC of its last change; null where none can be read.</param>
public sealed record ListedBody(string? ExternalId, DateTimeOffset? Version, byte[] Body);

/// <summary>A page of a shop's orders.</summary>
/// <param name="Pages">How many pages there are.</param>
/// <param name="Total">How many orders all pages have.</param>
public sealed record ShopListing(IReadOnlyList<ListedBody> Orders, int Pages, int Total);

/// <summary>Port to a kind of shop that can be asked for its orders.</summary>
public interface IShopFetcher
{
    /// <summary>The <see cref="Channel.Kind"/> it asks.</summary>
    string Kind { get; }

    /// <summary>Asks for one page, in the order of ids: a change while pages are read moves no order to a page that was read already.</summary>
    /// <returns>The page, or why not (<c>shop.api_*</c>).</returns>
    Task<Outcome<ShopListing>> ListAsync(ShopAccess access, ShopQuestion question, CancellationToken cancel);
}

/// <summary>What a shop was found to have.</summary>
/// <param name="Listed">Orders it listed.</param>
/// <param name="Fresh">Of them those we did not know in this version.</param>
public sealed record ShopPolled(int Listed, int Fresh);
