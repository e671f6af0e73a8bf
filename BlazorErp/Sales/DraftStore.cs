using System.Security.Cryptography;
using System.Text.Json;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.JSInterop;

namespace BlazorErp.Sales;

/// <summary>
/// Keeps an unsaved new order in the browser's tab, encrypted, so that it outlives a lost connection, a restarted server and a reload. One per
/// person and company in a tab.
/// </summary>
public sealed class DraftStore(ProtectedSessionStorage storage)
{
    /// <summary>The draft left behind; null when there is none that can be read.</summary>
    public async Task<OrderDraft?> ReadAsync(Actor actor)
    {
        try
        {
            var found = await storage.GetAsync<OrderDraft>(Key(actor));
            return found.Success ? found.Value : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException or JSException)
        {
            // of another server or another version of the program: as if there were none
            return null;
        }
    }

    /// <summary>Keeps it.</summary>
    public async Task KeepAsync(Actor actor, OrderDraft draft)
    {
        try
        {
            await storage.SetAsync(Key(actor), draft);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // a full or forbidden storage must not stop the entry
        }
    }

    /// <summary>It was saved, or thrown away.</summary>
    public async Task DropAsync(Actor actor)
    {
        try
        {
            await storage.DeleteAsync(Key(actor));
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // nothing was kept there
        }
    }

    private static string Key(Actor actor) => FormattableString.Invariant($"erp.order.{actor.CompanyId}.{actor.UserId}");
}
