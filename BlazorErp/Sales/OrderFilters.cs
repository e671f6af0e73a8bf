using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;

namespace BlazorErp.Sales;

/// <summary>Filters of the lists of this room, as their addresses say them. A list and its export read them here.</summary>
public static class OrderFilters
{
    /// <summary>state=open|invoiced|cancelled, short=1, ready=1, look=1, wh=ID, shop=ID (0: by hand), partner=ID, from, to = yyyy-MM-dd.</summary>
    public static OrderFilter Read(PageQuery page, Func<string, string?> value) => new(
        page,
        value("state") switch { "open" => OrderState.Open, "invoiced" => OrderState.Invoiced, "cancelled" => OrderState.Cancelled, _ => null },
        value("short") == "1", value("ready") == "1", AddressValues.Id(value("wh")), AddressValues.Id(value("shop")), AddressValues.Day(value("from")), AddressValues.Day(value("to")), AddressValues.Id(value("partner")),
        value("look") == "1");

    /// <summary>wh=ID, order=ID, back=1 (returns), from, to.</summary>
    public static DeliveryFilter Deliveries(PageQuery page, Func<string, string?> value) => new(
        page, AddressValues.Id(value("wh")), AddressValues.Id(value("order")), AddressValues.Day(value("from")), AddressValues.Day(value("to")), value("back") == "1" ? true : null);
}
