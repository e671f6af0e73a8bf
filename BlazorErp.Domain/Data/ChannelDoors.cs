using BlazorErp.Domain.Intake;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>Finds a channel by its address, the one question asked before it is known which company is meant.</summary>
internal static class ChannelDoors
{
    /// <summary>The channel of a kind at an address; null when there is none. The address is unique over all companies and is itself the proof of which one is meant.</summary>
    public static async Task<Channel?> FindAsync(ErpDatabase database, string kind, string token, CancellationToken cancel)
    {
        await using var db = database.Read(0);
#pragma warning disable RS0030 // the one place where this filter may be lifted
        return await db.Channels.IgnoreQueryFilters(["company"]).FirstOrDefaultAsync(c => c.Token == token && c.Kind == kind, cancel);
#pragma warning restore RS0030
    }
}
