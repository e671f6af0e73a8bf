using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Ui;

/// <summary>Dates, times and figures as the user's culture writes them. The one place where they become text on a screen.</summary>
public static class Formats
{
    /// <summary>No-break space: between a currency sign and its amount.</summary>
    public const string Nbsp = "\u00a0";

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["EUR"] = "€", ["USD"] = "$", ["GBP"] = "£", ["HUF"] = "Ft", ["PLN"] = "zł", ["CZK"] = "Kč", ["JPY"] = "¥",
    };

    /// <summary>Zone in which instants are shown: the setting TimeZone, else the machine's.</summary>
    public static TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Local;

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>21.11.2026</summary>
    public static string Date(DateOnly? date) => date?.ToString("d", Culture) ?? "";

    /// <summary>Saturday, 21 November 2026</summary>
    public static string LongDate(DateOnly date) => date.ToString("D", Culture);

    /// <summary>21.11.2026 13:41</summary>
    public static string Moment(DateTimeOffset? at) => at is { } t ? $"{Date(DateOnly.FromDateTime(Local(t)))} {Local(t).ToString("HH:mm", CultureInfo.InvariantCulture)}" : "";

    /// <summary>13:41, or 13:41:02 with seconds.</summary>
    public static string Time(DateTimeOffset? at, bool seconds = false) =>
        at is { } t ? Local(t).ToString(seconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture) : "";

    /// <summary>€ 8,312.40: the sign once, before the amount, whichever the culture; the culture decides separators.</summary>
    public static string Money(Money money) => $"{Sign(money.Currency)}{Nbsp}{Amount(money)}";

    /// <summary>8,312.40: an amount in a column whose heading names the currency.</summary>
    public static string Amount(Money money) => Amount(money.Amount, money.Currency.Decimals);

    /// <summary>An amount with so many decimals.</summary>
    public static string Amount(decimal amount, int decimals = 2) => Minus(Math.Round(amount, decimals, MidpointRounding.AwayFromZero).ToString($"N{decimals}", Culture));

    /// <summary>A unit price: two decimals, up to four where it has them.</summary>
    public static string Price(decimal price) => Minus(price.ToString("#,##0.00##", Culture));

    /// <summary>An exchange rate, up to eight decimals.</summary>
    public static string Rate(decimal rate) => rate.ToString("#,##0.00######", Culture);

    /// <summary>Sign of a currency, or its code where it has none of its own.</summary>
    public static string Sign(Currency currency) => Signs.GetValueOrDefault(currency.Code, currency.Code);

    /// <summary>1,204 or 0.5: no trailing zeros.</summary>
    public static string Quantity(Quantity quantity) => Number(quantity.Value);

    /// <summary>As <see cref="Quantity(Quantity)"/>.</summary>
    public static string Number(decimal value) => Minus(value.ToString("#,##0.####", Culture));

    /// <summary>A count.</summary>
    public static string Count(long value) => Minus(value.ToString("N0", Culture));

    /// <summary>21 %: the number is in percent, not a fraction.</summary>
    public static string Percent(decimal percent) => $"{Number(percent)}{Nbsp}%";

    /// <summary>Text of any value of a list's cell or of a refusal's argument.</summary>
    public static string Any(object? value) => value switch
    {
        null => "",
        string s => s,
        Money m => Money(m),
        Quantity q => Quantity(q),
        DateOnly d => Date(d),
        DateTimeOffset t => Moment(t),
        decimal d => Number(d),
        int i => Count(i),
        long l => Count(l),
        double d => Number((decimal)d),
        IFormattable f => f.ToString(null, Culture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The instant on the wall clock of <see cref="Zone"/>.</summary>
    public static DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    // A real minus sign is as wide as a digit, so columns stay straight.
    private static string Minus(string text) => text.StartsWith('-') ? "−" + text[1..] : text;
}

/// <summary>Reads what a person typed, by the user's culture and strictly: what is doubtful is an error, never a guess.</summary>
public static class Typed
{
    /// <summary>
    /// A number. The culture's decimal and group separators are taken, blanks count as groups, and a point is taken for a decimal comma where
    /// the culture uses a comma and does not group by points (people copy from spreadsheets). Groups must be of three digits.
    /// </summary>
    public static bool TryNumber(string? text, out decimal value)
    {
        value = 0;
        var format = CultureInfo.CurrentCulture.NumberFormat;
        var cleaned = new string([.. (text ?? "").Trim().Where(c => !char.IsWhiteSpace(c))]).Replace('−', '-');
        if (cleaned.Length == 0)
        {
            return false;
        }

        var sign = cleaned[0] == '-' ? -1 : 1;
        var body = cleaned.TrimStart('-', '+');
        if (body.Length < cleaned.Length - 1 || !GroupsOfThree((text ?? "").Trim()))
        {
            return false;
        }

        var point = format.NumberDecimalSeparator;
        var group = format.NumberGroupSeparator.Trim();
        if (point == "," && group != "." && !body.Contains(',', StringComparison.Ordinal))
        {
            body = body.Replace('.', ',');
        }

        var parts = body.Split(point);
        if (parts.Length > 2 || (parts.Length == 2 && !parts[1].All(char.IsAsciiDigit)))
        {
            return false;
        }

        var groups = group.Length == 0 ? [parts[0]] : parts[0].Split(group);
        if (groups.Length > 1 && (groups[0].Length is 0 or > 3 || groups.Skip(1).Any(g => g.Length != 3)))
        {
            return false;
        }

        var whole = string.Concat(groups);
        var plain = parts.Length == 2 ? $"{(whole.Length == 0 ? "0" : whole)}.{parts[1]}" : whole;
        if (!plain.All(c => char.IsAsciiDigit(c) || c == '.') || !decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        value *= sign;
        return true;
    }

    /// <summary>
    /// A date: the culture's own way, ISO, or short forms in the culture's order: "21" (this month), "21.11", "2111", "21112026". "t" or "." is today.
    /// </summary>
    public static bool TryDate(string? text, DateOnly today, out DateOnly date)
    {
        date = today;
        var t = (text ?? "").Trim().TrimEnd('.').Trim();
        if (t.Length == 0)
        {
            return (text ?? "").Trim() == ".";
        }

        if (t is "t" or "T")
        {
            return true;
        }

        if (DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            return true;
        }

        var numbers = t.All(char.IsAsciiDigit) && t.Length is 4 or 6 or 8 ? Runs(t) : t.Split(['.', '/', '-', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length is 0 or > 3 || !numbers.All(n => n.Length is > 0 and <= 4 && n.All(char.IsAsciiDigit)))
        {
            return DateOnly.TryParse(t, CultureInfo.CurrentCulture, DateTimeStyles.None, out date);
        }

        var n = Array.ConvertAll(numbers, s => int.Parse(s, CultureInfo.InvariantCulture));
        var (year, month, day) = (YearFirst, n.Length) switch
        {
            (_, 1) => (today.Year, today.Month, n[0]),
            (true, 2) => (today.Year, n[0], n[1]),
            (false, 2) => (today.Year, n[1], n[0]),
            (true, _) => (n[0], n[1], n[2]),
            _ => (n[2], n[1], n[0]),
        };
        year = year < 100 ? 2000 + year : year;
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    private static bool YearFirst => CultureInfo.CurrentCulture.DateTimeFormat.ShortDatePattern.StartsWith('y');

    private static string[] Runs(string t) => t.Length switch
    {
        4 => [t[..2], t[2..]],
        6 => [t[..2], t[2..4], t[4..]],
        _ => YearFirst ? [t[..4], t[4..6], t[6..]] : [t[..2], t[2..4], t[4..]],
    };

    // "1 23" is a slip of the finger, not 123.
    private static bool GroupsOfThree(string text)
    {
        var parts = text.TrimStart('-', '−', '+').TrimStart().Split([' ', '\u00a0', '\u202f'], StringSplitOptions.None);
        return parts.Length == 1 || (parts[0].Length is > 0 and <= 3 && parts.Skip(1).All(p => new string([.. p.TakeWhile(char.IsAsciiDigit)]).Length == 3));
    }
}
