using System.Globalization;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Banking;

/// <summary>The filters of the bank page as they stand in its address.</summary>
public static class BankFilters
{
    /// <summary>Reads them; what is no number or date is no filter.</summary>
    public static BankLineQuery Read(PageQuery page, Func<string, string?> filter) => new(page, Id(filter("account")), filter("state"), Id(filter("file")), Id(filter("run")), Day(filter("from")), Id(filter("rule")));

    /// <summary>A number.</summary>
    public static long? Id(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>A day as yyyy-MM-dd.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
