using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Ui;

namespace BlazorErp.Stock;

/// <summary>Filters of the stock list, as its address says them: wh=ID, free=10, alarm=1, short=1, on=1, at=2026-11-01. The list and its export read them here.</summary>
public sealed class StockFilters(ReservationQueries reservations)
{
    /// <summary>The filter of an address.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="page">Window, search and sort.</param>
    /// <param name="value">Value of a filter in the address.</param>
    /// <param name="zone">Zone in which a past day ends.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<StockFilter> ReadAsync(Actor actor, PageQuery page, Func<string, string?> value, TimeZoneInfo zone, CancellationToken cancel)
    {
        var warehouse = AddressValues.Id(value("wh"));
        IReadOnlyCollection<long>? items = value("short") == "1" ? [.. (await reservations.ShortItemsAsync(actor, warehouse, cancel)).Select(s => s.ItemId)] : null;
        return new StockFilter(page, warehouse, AddressValues.Number(value("free")), value("alarm") == "1", value("on") == "1", items, AddressValues.Day(value("at")) is { } day ? EndOf(day, zone) : null);
    }

    /// <summary>The last instant of a day.</summary>
    public static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime().AddTicks(-10);
    }
}
