using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Sales;

/// <summary>Names of the company's web shops, for columns and chips of lists. Whoever sees orders sees where they came from.</summary>
public sealed class ShopNames(ErpDatabase database)
{
    /// <summary>By id; fifty at most.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        return await db.Channels.OrderBy(c => c.Id).Take(50).Select(c => new { c.Id, c.Name }).ToDictionaryAsync(c => c.Id, c => c.Name, cancel);
    }
}
