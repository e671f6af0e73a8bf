using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>What is to be done about a message.</summary>
public enum ShopStep
{
    /// <summary>Make the order.</summary>
    Create = 1,
    /// <summary>Change our order to what it says.</summary>
    Edit = 2,
    /// <summary>Only note its version: nothing we keep has changed.</summary>
    Note = 3,
    /// <summary>Cancel our order.</summary>
    Cancel = 4,
    /// <summary>Leave our order and ask a person.</summary>
    Request = 5,
    /// <summary>Nothing, for good.</summary>
    Ignore = 6,
    /// <summary>Nothing until a person accepts it.</summary>
    Wait = 7,
}

/// <summary>The step, and for all but the first ones why.</summary>
public sealed record ShopVerdict(ShopStep Step, Refusal? Why = null);

/// <summary>Our order as it stands.</summary>
/// <param name="Locked">Something of it is invoiced or delivered.</param>
/// <param name="SameContent">The message holds the same lines, prices and customer as the version dealt with last.</param>
/// <param name="Touched">A person changed its lines here after the shop's last word.</param>
/// <param name="NewRefunds">Money given back in the shop since then, gross; zero when none.</param>
public sealed record KnownOrder(OrderState State, bool Locked = false, bool SameContent = false, bool Touched = false, decimal NewRefunds = 0m);

/// <summary>What is known of an order when a message about it comes.</summary>
/// <param name="Order">Our order; null when there is none.</param>
/// <param name="Superseded">A later version was dealt with already.</param>
/// <param name="Deleted">Its deletion was dealt with already.</param>
public sealed record ShopPast(KnownOrder? Order, bool Superseded, bool Deleted);

/// <summary>Rules of the channel.</summary>
/// <param name="FirstNumber">Orders with a lower number are never taken.</param>
/// <param name="Accepted">A person accepted this one.</param>
public sealed record ShopRules(long? FirstNumber, bool AutoAccept, bool TakeUnpaid, bool Accepted);

/// <summary>
/// Decides what a message does, whatever order messages come in: the latest version of an order holds, a deletion is after all versions,
/// and what is invoiced is changed by people only.
/// </summary>
public static class ShopDecision
{
    /// <summary>About an order.</summary>
    /// <param name="restored">The shop says that it took the order out of its waste bin.</param>
    public static ShopVerdict Of(ShopOrder order, ShopPast past, ShopRules rules, bool restored = false)
    {
        if (past.Deleted && !restored)
        {
            return Ignore("intake.deleted");
        }

        if (past.Order is null && rules.FirstNumber is { } first && (order.NumberOrdinal ?? ShopOrder.OrdinalOf(order.ExternalId)) < first)
        {
            return Ignore("intake.below_first", order.ExternalNumber, first);
        }

        if (past.Superseded)
        {
            return Ignore("intake.superseded");
        }

        return past.Order is { } known ? Known(order, known) : New(order, rules);
    }

    /// <summary>About a deletion.</summary>
    public static ShopVerdict Deleted(KnownOrder? known) => known switch
    {
        null => Ignore("intake.deleted_unknown"),
        { State: OrderState.Cancelled } => Ignore("intake.already_cancelled"),
        { Locked: false, State: OrderState.Open } => new ShopVerdict(ShopStep.Cancel, new Refusal("intake.deleted")),
        _ => new ShopVerdict(ShopStep.Request, new Refusal("intake.request_deleted")),
    };

    private static ShopVerdict New(ShopOrder order, ShopRules rules) => order.Status switch
    {
        ShopOrderStatus.Cancelled or ShopOrderStatus.Refunded => Ignore("intake.cancelled_before", order.StatusText),
        ShopOrderStatus.Draft or ShopOrderStatus.Failed => Ignore("intake.not_placed", order.StatusText),
        ShopOrderStatus.Pending when !rules.TakeUnpaid => Ignore("intake.not_paid", order.StatusText),
        _ when !rules.AutoAccept && !rules.Accepted => new ShopVerdict(ShopStep.Wait, new Refusal("intake.waits")),
        _ => new ShopVerdict(ShopStep.Create),
    };

    private static ShopVerdict Known(ShopOrder order, KnownOrder known)
    {
        var gone = order.Status is ShopOrderStatus.Cancelled or ShopOrderStatus.Refunded;
        if (known.State == OrderState.Cancelled)
        {
            return gone ? new ShopVerdict(ShopStep.Note) : new ShopVerdict(ShopStep.Request, new Refusal("intake.request_reopened", order.StatusText));
        }

        var locked = known.Locked || known.State == OrderState.Invoiced;
        if (gone)
        {
            return locked
                ? new ShopVerdict(ShopStep.Request, new Refusal("intake.request_cancelled", order.StatusText))
                : new ShopVerdict(ShopStep.Cancel, new Refusal("intake.cancelled_in_shop", order.StatusText));
        }

        if (known.NewRefunds > 0m)
        {
            return new ShopVerdict(ShopStep.Request, new Refusal("intake.request_refunded", known.NewRefunds, order.Currency.Code));
        }

        if (known.SameContent)
        {
            return new ShopVerdict(ShopStep.Note);
        }

        return locked || known.Touched ? new ShopVerdict(ShopStep.Request, new Refusal("intake.request_edited", order.Gross.ToString())) : new ShopVerdict(ShopStep.Edit);
    }

    private static ShopVerdict Ignore(string code, params object?[] args) => new(ShopStep.Ignore, new Refusal(code, args));
}
