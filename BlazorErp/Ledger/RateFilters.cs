using System.Globalization;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Ledger;

/// <summary>The filters of the page of rates as they stand in its address.</summary>
internal static class RateFilters
{
    /// <summary>Reads them; what is no currency or date is no filter.</summary>
    public static RateQuery Read(PageQuery page, Func<string, string?> filter) => new(page, Currency.IsKnown(filter("currency")) ? filter("currency") : null, Day(filter("from")));

    /// <summary>A day as yyyy-MM-dd.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
