using BlazorErp.Domain.Sales;
using BlazorErp.Ui;

namespace BlazorErp.Sales;

/// <summary>How states of orders look.</summary>
public static class OrderLook
{
    /// <summary>Tint of a state.</summary>
    public static BadgeKind Kind(OrderState state) => state switch { OrderState.Open => BadgeKind.Info, OrderState.Invoiced => BadgeKind.Ok, _ => BadgeKind.Neutral };
}
