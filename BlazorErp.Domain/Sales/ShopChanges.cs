using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Sales;

/// <summary>What a shop said about an order after it was taken: its version, and changes that wait for a person.</summary>
public sealed class ShopChanges(ErpDatabase database)
{
    /// <summary>Notes that the shop's version was dealt with, and what a person should look at where it could not be applied by itself.</summary>
    /// <param name="write">Unit of work.</param>
    /// <param name="orderId">Order.</param>
    /// <param name="version">The shop's version; null for a deletion, which has none.</param>
    /// <param name="change">What to look at; null leaves what is there.</param>
    /// <param name="paymentMethod">Payment method's name as it is now; null leaves it.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<Outcome> NoteIn(Write write, long orderId, DateTimeOffset? version, Refusal? change, string? paymentMethod, CancellationToken cancel)
    {
        // The order may be in hand already (cancelled a moment ago in the same unit).
        if (await write.Db.SalesOrders.FirstOrDefaultAsync(o => o.Id == orderId, cancel) is not { } order)
        {
            return new Refusal("not_found", "order");
        }

        if (version is { } newer && (order.ExternalVersion is null || newer >= order.ExternalVersion))
        {
            order.ExternalVersion = newer;
        }

        order.PaymentMethod = paymentMethod ?? order.PaymentMethod;
        if (change is not null)
        {
            var json = RefusalJson.Write(change);
            order.ChangeRequest = json.Length <= 4000 ? json : RefusalJson.Write(new Refusal(change.Code));
            order.Version++;
            write.Audit("order.change_requested", "order", order.Id, order.Number, RefusalJson.Fact(change));
        }

        write.Changed(Topics.Order, order.Id);
        return Outcome.Done;
    }

    /// <summary>A person looked at the shop's change and dealt with it.</summary>
    public async Task<Outcome> DismissAsync(Actor actor, Guid commandId, long orderId, CancellationToken cancel) =>
        actor.Lacks(Permissions.SalesWrite) is { } no ? no
        : await database.WriteAsync(actor, new Command("order.change_dismissed", commandId, orderId), async (w, c) =>
        {
            if (await w.Db.SalesOrders.FirstOrDefaultAsync(o => o.Id == orderId, c) is not { } order)
            {
                return new Refusal("not_found", "order");
            }

            order.ChangeRequest = null;
            order.Version++;
            w.Audit("order.change_dismissed", "order", order.Id, order.Number);
            w.Changed(Topics.Order, order.Id);
            return Outcome.Done;
        }, cancel);
}
