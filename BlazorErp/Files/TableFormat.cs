using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>
/// How a file writes numbers and days. Read strictly: what could mean two things is refused, never guessed.
/// </summary>
/// <param name="DecimalSign">',' or '.'; null where the file shows none, and then only whole numbers are read.</param>
/// <param name="DayFirst">Whether 03/04/2026 is the third of April; null where the file does not show it.</param>
public sealed record TableFormat(char? DecimalSign, bool? DayFirst)
{
    /// <summary>The format of a country, for a user who says so.</summary>
    public static TableFormat Of(CultureInfo culture) =>
        new(culture.NumberFormat.NumberDecimalSeparator[0] == '.' ? '.' : ',', !culture.DateTimeFormat.ShortDatePattern.StartsWith('M'));

    /// <summary>A number: optional sign, digits, groups of three by blank, apostrophe or the sign that is not the decimal one, decimals.</summary>
    /// <returns>The number, or table.bad_number, table.ambiguous_number with the text.</returns>
    public Outcome<decimal> Number(string text)
    {
        var plain = text.AsSpan().Trim();
        if (plain.Length is 0 or > 40)
        {
            return Bad(text);
        }

        var negative = plain[0] is '-' or '−';
        plain = plain[0] is '-' or '−' or '+' ? plain[1..] : plain;
        if (DecimalSign is null && plain.IndexOfAny('.', ',') >= 0)
        {
            return new Refusal("table.ambiguous_number", Short(text));
        }

        var sign = DecimalSign ?? '.';
        var point = plain.IndexOf(sign);
        var whole = point < 0 ? plain : plain[..point];
        var decimals = point < 0 ? [] : plain[(point + 1)..];
        Span<char> digits = stackalloc char[48];
        var length = 0;
        if (!Whole(whole, sign == '.' ? ',' : '.', digits, ref length) || (point >= 0 && decimals.Length == 0) || decimals.ContainsAnyExceptInRange('0', '9'))
        {
            return Bad(text);
        }

        digits[length++] = '.';
        decimals.CopyTo(digits[length..]);
        length += decimals.Length;
        return decimal.TryParse(digits[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? (negative ? -number : number) : Bad(text);
    }

    /// <summary>A day: 2026-02-28, 2026.02.28., 28.02.2026, 28-02-2026, and with slashes in the file's order. A time behind it is ignored. Years have four digits.</summary>
    /// <returns>The day, or table.bad_date, table.ambiguous_date with the text.</returns>
    public Outcome<DateOnly> Day(string text)
    {
        if (DayParts(text) is not { } parts)
        {
            return new Refusal("table.bad_date", Short(text));
        }

        var (year, month, day) = (parts.Third, parts.Second, parts.First);
        if (parts.YearFirst)
        {
            (year, month, day) = (parts.First, parts.Second, parts.Third);
        }
        else if (parts.Slashes)
        {
            if (DayFirst is null && parts.First <= 12 && parts.Second <= 12 && parts.First != parts.Second)
            {
                return new Refusal("table.ambiguous_date", Short(text));
            }

            if (DayFirst ?? parts.First > 12 ? false : true)
            {
                (month, day) = (day, month);
            }
        }

        return year is >= 1900 and <= 2999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : new Refusal("table.bad_date", Short(text));
    }

    /// <summary>What one number text shows of the decimal sign: the sign, null where it shows nothing, '?' where it could be either.</summary>
    internal static char? Evidence(string text)
    {
        var plain = text.AsSpan().Trim().TrimStart("+-−");
        if (plain.Length is 0 or > 40 || !char.IsAsciiDigit(plain[^1]) || plain.ContainsAnyExcept("0123456789., '\u00a0\u202f’"))
        {
            return null;
        }

        int points = plain.Count('.'), commas = plain.Count(',');
        if (points == 0 && commas == 0)
        {
            return null;
        }

        if (points > 0 && commas > 0)
        {
            return plain.LastIndexOf('.') > plain.LastIndexOf(',') ? '.' : ',';
        }

        var sign = points > 0 ? '.' : ',';
        if (points + commas > 1)
        {
            return sign == '.' ? ',' : '.';
        }

        var before = plain[..plain.IndexOf(sign)];
        var after = plain.Length - before.Length - 1;
        return after == 3 && before.Length is >= 1 and <= 3 && before[0] != '0' ? '?' : sign;
    }

    /// <summary>What one slashed date shows: whether the day is first, or null; Unclear where it could be either.</summary>
    internal static (bool? DayFirst, bool Unclear) DayEvidence(string text) =>
        DayParts(text) is { Slashes: true, YearFirst: false } parts
            ? parts.First > 12 ? (true, false) : parts.Second > 12 ? (false, false) : (null, parts.First != parts.Second)
            : (null, false);

    /// <summary>A cell's text as far as a message shows it.</summary>
    internal static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";

    private static Refusal Bad(string text) => new("table.bad_number", Short(text));

    private static bool Whole(ReadOnlySpan<char> whole, char group, Span<char> digits, ref int length)
    {
        var used = '\0';
        var run = 0;
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
                run++;
                continue;
            }

            var first = used == '\0';
            var blank = c is ' ' or '\u00a0' or '\u202f';
            var kind = blank ? ' ' : c is '\'' or '’' ? '\'' : c == group ? group : '\0';
            if (kind == '\0' || (!first && kind != used) || run is 0 or > 3 || (!first && run != 3))
            {
                return false;
            }

            used = kind;
            run = 0;
        }

        return length > 0 && (used == '\0' || run == 3);
    }

    private static (int First, int Second, int Third, bool YearFirst, bool Slashes)? DayParts(string text)
    {
        var plain = text.AsSpan().Trim();
        Span<int> parts = stackalloc int[3];
        var sign = '\0';
        var at = 0;
        var yearFirst = false;
        for (var i = 0; i < 3; i++)
        {
            var start = at;
            while (at < plain.Length && char.IsAsciiDigit(plain[at]))
            {
                at++;
            }

            if (at - start is 0 or 3 or > 4 || !int.TryParse(plain[start..at], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]) || (at - start == 4 && i == 1))
            {
                return null;
            }

            yearFirst |= i == 0 && at - start == 4;
            if (i == 2 && at - start == 4 == yearFirst)
            {
                return null;
            }

            if (i < 2)
            {
                if (at >= plain.Length || plain[at] is not ('.' or '-' or '/') || (i == 1 && plain[at] != sign))
                {
                    return null;
                }

                sign = plain[at++];
                // Hungarian writes "2026. 02. 28."
                at += at < plain.Length && plain[at] == ' ' && sign == '.' ? 1 : 0;
            }
        }

        at += at < plain.Length && plain[at] == '.' && sign == '.' ? 1 : 0;
        var rest = plain[at..];
        var time = rest.Length == 0 || (rest[0] is ' ' or 'T' && TimeOnly.TryParse(rest[1..].TrimEnd('Z'), CultureInfo.InvariantCulture, out _));
        return time ? (parts[0], parts[1], parts[2], yearFirst, sign == '/') : null;
    }
}
