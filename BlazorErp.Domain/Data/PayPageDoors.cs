using BlazorErp.Domain.Banking.Payments;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>Finds a pay page by its address: like a channel's, the question is asked before it is known which company is meant.</summary>
internal static class PayPageDoors
{
    /// <summary>The page at an address; null when there is none. The address is unique over all companies and is itself the proof of which one is meant.</summary>
    public static async Task<PayPage?> FindAsync(ErpDatabase database, string token, CancellationToken cancel)
    {
        await using var db = database.Read(0);
#pragma warning disable RS0030 // the filter cannot name a company that is not known yet
        return await db.PayPages.IgnoreQueryFilters(["company"]).FirstOrDefaultAsync(p => p.Token == token, cancel);
#pragma warning restore RS0030
    }
}
