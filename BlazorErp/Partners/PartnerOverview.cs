using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Partners;

/// <summary>What is open between a partner and the company in one currency; positive: they owe.</summary>
public sealed record PartnerBalance(string Currency, decimal Open, decimal Overdue);

/// <summary>An amount still open.</summary>
public sealed record PartnerOpenRow(long DocumentId, string DocumentType, string Number, DateOnly Date, DateOnly DueDate, string Currency, decimal Amount, decimal Open);

/// <summary>An order of a partner.</summary>
public sealed record PartnerOrderRow(long Id, string Number, DateOnly Date, string Currency, decimal Gross, OrderState State);

/// <summary>An invoice of a partner.</summary>
public sealed record PartnerInvoiceRow(long Id, string? Number, DateOnly Date, string Currency, decimal Gross, InvoiceKind Kind, InvoiceState State);

/// <summary>What a partner's card shows from the other rooms; reads only, each part only for those who may see it.</summary>
public sealed class PartnerOverview(ErpDatabase database, TimeProvider clock)
{
    private const int Rows = 20;

    /// <summary>Balance per currency; overdue by the company's day.</summary>
    public async Task<IReadOnlyList<PartnerBalance>> BalanceAsync(Actor actor, long partnerId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var zone = await db.Companies.Where(c => c.Id == actor.CompanyId).Select(c => c.TimeZone).SingleAsync(cancel);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
        var all = await db.OpenItems.Where(o => o.PartnerId == partnerId && o.Open != 0m).GroupBy(o => o.Currency).Select(g => new { Currency = g.Key, Open = g.Sum(o => o.Open) }).ToListAsync(cancel);
        var late = await db.OpenItems.Where(o => o.PartnerId == partnerId && o.Open != 0m && o.DueDate < today).GroupBy(o => o.Currency).Select(g => new { Currency = g.Key, Open = g.Sum(o => o.Open) }).ToDictionaryAsync(g => g.Currency, g => g.Open, cancel);
        return [.. all.OrderBy(a => a.Currency, StringComparer.Ordinal).Select(a => new PartnerBalance(a.Currency, a.Open, late.GetValueOrDefault(a.Currency)))];
    }

    /// <summary>Amounts still open, the longest due first.</summary>
    public async Task<IReadOnlyList<PartnerOpenRow>> OpenAsync(Actor actor, long partnerId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.OpenItems.Where(o => o.PartnerId == partnerId && o.Open != 0m).OrderBy(o => o.DueDate).ThenBy(o => o.Id).Take(Rows)
            .Select(o => new PartnerOpenRow(o.DocumentId, o.DocumentType, o.DocumentNumber, o.Date, o.DueDate, o.Currency, o.Amount, o.Open)).ToListAsync(cancel);
    }

    /// <summary>The latest orders, newest first.</summary>
    public async Task<IReadOnlyList<PartnerOrderRow>> OrdersAsync(Actor actor, long partnerId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.SalesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.SalesOrders.Where(o => o.PartnerId == partnerId).OrderByDescending(o => o.Id).Take(Rows)
            .Select(o => new PartnerOrderRow(o.Id, o.Number, o.Date, o.Currency, o.Gross, o.State)).ToListAsync(cancel);
    }

    /// <summary>The latest invoices and credit notes, newest first.</summary>
    public async Task<IReadOnlyList<PartnerInvoiceRow>> InvoicesAsync(Actor actor, long partnerId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.Invoices.Where(i => i.PartnerId == partnerId).OrderByDescending(i => i.Id).Take(Rows)
            .Select(i => new PartnerInvoiceRow(i.Id, i.Number, i.Date, i.Currency, i.Gross, i.Kind, i.State)).ToListAsync(cancel);
    }
}

/// <summary>Filters of the list of partners, as its address says them.</summary>
public static class PartnerFilters
{
    /// <summary>role=customer|supplier, state=open|blocked, check=1.</summary>
    public static PartnerQuery Read(PageQuery page, Func<string, string?> value) => new(
        page, value("role") is "customer" or "supplier" ? value("role") : null, value("state") switch { "open" => false, "blocked" => true, _ => null }, value("check") == "1");
}
