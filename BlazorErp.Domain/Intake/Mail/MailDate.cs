using System.Globalization;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>Dates of mails (RFC 5322, 3.3 and the old forms of 4.3): "Fri, 21 Nov 2025 19:50:16 +0200 (EET)".</summary>
internal static class MailDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The date, or null.</summary>
    public static DateTimeOffset? Read(string? header)
    {
        if (header is null || header.Length > 200) return null;
        var text = MimeParameters.WithoutComments(header);
        if (text.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0) text = text[(comma + 1)..];
        var words = text.Split((char[])[' ', '\t', '-'], StringSplitOptions.RemoveEmptyEntries);
        // "21-Nov-2025" of INTERNALDATE has the same words; a negative zone loses its sign, so it is looked at in the text
        if (words.Length < 4 || !Number(words[0], out var day)) return null;
        var month = Array.IndexOf(Months, words[1].Length >= 3 ? words[1][..3].ToLowerInvariant() : "") + 1;
        if (month == 0 || !Number(words[2], out var year)) return null;
        if (words[2].Length == 2) year += year < 50 ? 2000 : 1900;
        var clock = words[3].Split(':');
        if (clock.Length is < 2 or > 3 || !Number(clock[0], out var hour) || !Number(clock[1], out var minute)) return null;
        var second = 0;
        if (clock.Length == 3 && !Number(clock[2], out second)) return null;
        // a leap second is a second that our calendar has not
        if (second == 60) second = 59;
        if (year is < 1970 or > 9998 || day is < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
        return new DateTimeOffset(year, month, day, hour, minute, second, Zone(words.Length > 4 ? words[4] : "", text));
    }

    private static TimeSpan Zone(string zone, string text)
    {
        var digits = zone.TrimStart('+');
        if (digits.Length == 4 && Number(digits, out var value) && value / 100 <= 14 && value % 100 < 60 && value <= 1400)
        {
            var offset = new TimeSpan(value / 100, value % 100, 0);
            return text.Contains('-' + digits, StringComparison.Ordinal) ? -offset : offset;
        }

        return zone.ToUpperInvariant() switch
        {
            "EST" => TimeSpan.FromHours(-5),
            "EDT" => TimeSpan.FromHours(-4),
            "CST" => TimeSpan.FromHours(-6),
            "CDT" => TimeSpan.FromHours(-5),
            "MST" => TimeSpan.FromHours(-7),
            "MDT" => TimeSpan.FromHours(-6),
            "PST" => TimeSpan.FromHours(-8),
            "PDT" => TimeSpan.FromHours(-7),
            // UT, GMT, Z, the military letters and what nobody knows (RFC 5322, 4.3)
            _ => TimeSpan.Zero,
        };
    }

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && text.Length <= 4;
}
