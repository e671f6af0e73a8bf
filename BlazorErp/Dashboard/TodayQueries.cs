using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Dashboard;

/// <summary>Bank lines that wait for someone, and how the last days went.</summary>
public sealed record BankWork(int Open, int Week, int Booked);

/// <summary>A channel and when it was last heard of.</summary>
public sealed record ChannelHealth(long Id, string Name, bool IsActive, DateTimeOffset? LastSeenAt, int Forged);

/// <summary>Something that was done, and the document it was done to.</summary>
public sealed record Happening(HistoryRow What, string EntityType, long EntityId);

/// <summary>What the start page shows of rooms that have no list of their own for it. Each part only for those who may see it.</summary>
public sealed class TodayQueries(ErpDatabase database)
{
    private const int Week = 7;

    private static readonly Dictionary<string, (string Permission, string Path)> Kinds = new(StringComparer.Ordinal)
    {
        ["order"] = (Permissions.SalesRead, "/orders/"), ["invoice"] = (Permissions.InvoicesRead, "/invoices/"), ["stock-document"] = (Permissions.StockRead, "/stock/documents/"), ["item"] = (Permissions.CatalogRead, "/items/"),
        ["partner"] = (Permissions.PartnersRead, "/partners/"), ["bank-line"] = (Permissions.BankRead, "/bank?line="), ["bank-file"] = (Permissions.BankRead, "/bank?file="), ["channel"] = (Permissions.SettingsRead, "/channels?id="),
    };

    /// <summary>Address of a document of the audit; null for kinds without a page.</summary>
    public static string? Href(string entityType, long id) => id != 0 && Kinds.TryGetValue(entityType, out var kind) ? kind.Path + Ui.AddressValues.Text(id) : null;

    /// <summary>The bank's work.</summary>
    public async Task<BankWork> BankAsync(Actor actor, DateOnly today, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new BankWork(0, 0, 0);
        }

        await using var db = database.Read(actor);
        var open = await db.BankLines.CountAsync(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested, cancel);
        var from = today.AddDays(-Week);
        var week = await db.BankLines.Where(l => l.Date > from).GroupBy(l => l.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        return new BankWork(open, week.Sum(w => w.Count), week.Where(w => w.Key == BankLineState.Booked).Sum(w => w.Count));
    }

    /// <summary>Channels of the company.</summary>
    public async Task<IReadOnlyList<ChannelHealth>> ChannelsAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.IntakeRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.Channels.OrderBy(c => c.Id).Take(20).Select(c => new ChannelHealth(c.Id, c.Name, c.IsActive, c.LastSeenAt, c.Forged)).ToListAsync(cancel);
    }

    /// <summary>The latest that was done to documents the actor may see.</summary>
    public async Task<IReadOnlyList<Happening>> HappeningsAsync(Actor actor, int take, CancellationToken cancel)
    {
        var seen = Kinds.Where(k => actor.May(k.Value.Permission)).Select(k => k.Key).ToList();
        await using var db = database.Read(actor);
        var rows = await db.AuditEntries.Where(a => seen.Contains(a.EntityType)).OrderByDescending(a => a.Id).Take(Math.Clamp(take, 1, 50))
            .Select(a => new { a.Id, a.At, a.ActorName, a.Action, a.Facts, a.EntityType, a.EntityId }).ToListAsync(cancel);
        return rows.ConvertAll(a => new Happening(new HistoryRow(a.Id, a.At, a.ActorName, a.Action, History.FactsOf(a.Facts), []), a.EntityType, a.EntityId));
    }
}
