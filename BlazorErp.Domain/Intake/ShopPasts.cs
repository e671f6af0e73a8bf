using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>Our order behind an order of a shop, with what the shop said last about it.</summary>
internal sealed record ShopLast(SalesOrder Order, ShopOrder? Said, KnownOrder Known);

/// <summary>Reads what is known of a shop's order.</summary>
internal static class ShopPasts
{
    /// <summary>Our order, compared with what the message says; null when there is none.</summary>
    public static async Task<ShopLast?> OrderAsync(
        ErpDbContext db, OrderProgress progresses, IntakeMessage message, string externalId, ShopOrder? says, Func<IntakeMessage, ShopOrder?> read, CancellationToken cancel)
    {
        var order = await db.SalesOrders.AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.ChannelId == message.ChannelId && o.ExternalId == externalId, cancel);
        if (order is null)
        {
            return null;
        }

        var last = await db.IntakeMessages.AsNoTracking()
            .Where(m => m.ChannelId == message.ChannelId && m.ExternalId == externalId && m.Id != message.Id && m.State == IntakeState.Applied && m.ExternalVersion != null)
            .OrderByDescending(m => m.ExternalVersion).ThenByDescending(m => m.Id).FirstOrDefaultAsync(cancel);
        var said = last is null ? null : read(last);
        var progress = await progresses.OfLinesAsync(db, order, cancel);
        return new ShopLast(order, said, new KnownOrder(
            order.State,
            Locked: progress.Values.Any(p => p.Delivered != 0m || p.Invoiced != 0m),
            SameContent: said is not null && says is not null && SameContent(said, says),
            Touched: order.ChangeRequest is null && (order.Lines.Any(l => l.ExternalId is null) || (said is not null && order.Gross != said.Gross.Amount)),
            NewRefunds: says is null ? 0m : Math.Max(0m, Refunded(says) - (said is null ? 0m : Refunded(said)))));
    }

    /// <summary>All that is known when a message about the order is applied.</summary>
    public static async Task<ShopPast> OfAsync(ErpDbContext db, IntakeMessage message, ShopOrder says, ShopLast? last, CancellationToken cancel)
    {
        var others = db.IntakeMessages.AsNoTracking().Where(m =>
            m.ChannelId == message.ChannelId && m.ExternalId == says.ExternalId && m.Id != message.Id && (m.State == IntakeState.Applied || m.State == IntakeState.Ignored));
        var version = says.Version;
        var superseded = last?.Order.ExternalVersion > version
            || await others.AnyAsync(m => m.ExternalVersion > version || (m.ExternalVersion == version && m.Id > message.Id), cancel);
        // What was restored in the shop is alive again, until it is deleted again.
        var deletion = await others.Where(m => m.ExternalVersion == null).MaxAsync(m => (long?)m.Id, cancel);
        var deleted = deletion is not null && !await others.AnyAsync(m => m.Topic == "order.restored" && m.Id > deletion, cancel);
        return new ShopPast(last?.Known, superseded, deleted);
    }

    /// <summary>Gross given back so far.</summary>
    public static decimal Refunded(ShopOrder order) => order.Refunds.Sum(r => r.Amount.Amount);

    /// <summary>Whether two versions differ only in how far the shop has got with the order.</summary>
    private static bool SameContent(ShopOrder a, ShopOrder b) =>
        a.Gross == b.Gross && a.Customer == b.Customer && a.CustomerNote == b.CustomerNote && a.Lines.SequenceEqual(b.Lines);
}
