using System.Globalization;

namespace BlazorErp.Ui;

/// <summary>Reads what an address says ("?wh=12&amp;from=2026-11-01"); anything unreadable is as if it were not there.</summary>
public static class AddressValues
{
    /// <summary>An id.</summary>
    public static long? Id(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>A number with a point.</summary>
    public static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A day as yyyy-MM-dd.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The reverse.</summary>
    public static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The reverse.</summary>
    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
