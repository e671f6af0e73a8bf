using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>Readings of small values that all formats share.</summary>
internal static partial class StatementText
{
    private const int WholeDigits = 13;
    private const int FractionDigits = 5;

    /// <summary>A plain decimal number with this separator and an optional sign; no blanks, no groups, no exponent; 13 digits and 5 decimals at most (ISO 20022: 18 and 5).</summary>
    public static bool TryAmount(ReadOnlySpan<char> text, char separator, out decimal amount)
    {
        amount = 0;
        text = text.Trim();
        var negative = text is ['-', ..];
        if (text is ['-' or '+', ..]) text = text[1..];
        var point = text.IndexOf(separator);
        var whole = (point < 0 ? text : text[..point]).TrimStart('0');
        var fraction = point < 0 ? [] : text[(point + 1)..].TrimEnd('0');
        if (text.IsEmpty || (point >= 0 && text.Length == 1) || whole.Length > WholeDigits || fraction.Length > FractionDigits) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c != separator) return false;
        }
        if (point >= 0 && text[(point + 1)..].Contains(separator)) return false;
        // One scale for one value, so that 8.85000 and 8.85 print and hash alike.
        amount = (whole.IsEmpty ? 0m : decimal.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture))
            + (fraction.IsEmpty ? 0m : new decimal(int.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture), 0, 0, false, (byte)fraction.Length));
        if (negative) amount = -amount;
        return true;
    }

    /// <summary>Without any blank, in capitals; null when nothing is left. For accounts, references and codes.</summary>
    public static string? Compact(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return text.AsSpan().ContainsAny(Blanks) || text.Any(char.IsLower)
            ? string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant()
            : text;
    }

    /// <summary>Runs of blanks and line ends become one blank; null when nothing is left.</summary>
    public static string? Tidy(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var tidy = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)) tidy.Append(c);
            else if (tidy.Length > 0 && tidy[^1] != ' ') tidy.Append(' ');
        }
        if (tidy.Length > 0 && tidy[^1] == ' ') tidy.Length--;
        return tidy.Length == 0 ? null : tidy.ToString();
    }

    /// <summary>Whether it has the shape of an IBAN; check digits are not asked for, banks' test files and other ids break them.</summary>
    public static bool LooksLikeIban(string? compact) =>
        compact is { Length: >= 15 and <= 34 }
        && char.IsAsciiLetterUpper(compact[0]) && char.IsAsciiLetterUpper(compact[1]) && char.IsAsciiDigit(compact[2]) && char.IsAsciiDigit(compact[3])
        && compact.All(char.IsAsciiLetterOrDigit);

    /// <summary>The payer's end-to-end id, or null for the words banks write when there is none.</summary>
    public static string? EndToEnd(string? text) => Tidy(text) is { } id && !None().IsMatch(id) ? id : null;

    /// <summary>A currency code as written in capitals, or null when it is not three letters.</summary>
    public static string? Currency(string? text) => text?.Trim() is { Length: 3 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;

    private const string Blanks = " \t\r\n\u00A0";

    [GeneratedRegex("^(NOT ?PROVIDED|NONREF|NOREF|KEINE ANGABE)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex None();
}
