using System.Globalization;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>How much a number in a text says.</summary>
internal enum Strength : byte
{
    None = 0,
    /// <summary>A bare number without year or series, leading zeros left out.</summary>
    Weak = 1,
    /// <summary>A bare number written as on the document, or a series without its year.</summary>
    Medium = 2,
    /// <summary>The whole number of a document in some writing.</summary>
    Full = 3,
    /// <summary>A reference with a check digit.</summary>
    Checked = 4,
}

/// <summary>
/// The writings of a document number under which it can be found. A key is the groups of letters and of digits, lower case, zeros in front
/// of a group left out, joined by '|': "INV-2026-0917" is "inv|2026|917".
/// </summary>
internal sealed class DocumentNumber
{
    private DocumentNumber(string fullKey) => FullKey = fullKey;

    public string FullKey { get; }

    /// <summary>The letters in front, "" for none.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>The running number as printed, "" where there is none.</summary>
    public string Sequence { get; private init; } = "";

    /// <summary>Key up to the running number when that is its last group, for lists such as "2026-0921, 0922"; else null.</summary>
    public string? SeriesKey { get; private init; }

    public List<(string Key, Strength Strength)> Writings { get; } = [];

    public static DocumentNumber? Parse(string number)
    {
        var text = FoldedText.Of(number);
        if (text.Groups.Count is 0 or > 6 || !text.Groups.Exists(g => g.IsDigits))
        {
            return null;
        }

        var groups = text.Groups.Select(g => (Raw: text.Span(g).ToString(), g.IsDigits)).ToList();
        var full = string.Join('|', groups.Select(g => g.IsDigits ? Strip(g.Raw) : g.Raw));
        var digits = groups.Where(g => g.IsDigits).Select(g => g.Raw).ToList();
        var prefix = groups[0].IsDigits ? "" : groups[0].Raw;
        var plain = groups.Count == digits.Count + (prefix.Length > 0 ? 1 : 0);
        var year = plain && digits.Count >= 2 ? digits.Find(IsYear) : null;
        var others = digits.Where((d, i) => year is null || i != digits.IndexOf(year)).ToList();
        var sequence = plain && others.Count > 0 ? (year is not null && digits[^1] == year ? others[0] : others[^1]) : "";
        var last = plain && groups[^1].Raw == sequence;
        var made = new DocumentNumber(full)
        {
            Prefix = prefix,
            Sequence = sequence,
            SeriesKey = last && groups.Count > 1 ? full[..(full.LastIndexOf('|') + 1)] : null,
        };
        made.AddWritings(prefix, year, sequence, digits, plain);
        return made;
    }

    public static string Strip(string digits)
    {
        var stripped = digits.TrimStart('0');
        return stripped.Length == 0 ? "0" : stripped;
    }

    public static bool IsYear(string digits) => IsYear(digits.AsSpan());

    public static bool IsYear(ReadOnlySpan<char> digits) => digits.Length == 4 && ((digits[0] == '2' && digits[1] == '0' && digits[2] <= '3') || digits.StartsWith("199", StringComparison.Ordinal));

    private void AddWritings(string prefix, string? year, string sequence, List<string> digits, bool plain)
    {
        var all = string.Concat(digits);
        var alone = prefix.Length == 0 && digits.Count == 1;
        Add(FullKey, alone && all.Length < 6 ? Strength.Weak : Strength.Full);
        if (!plain)
        {
            return;
        }

        Compact(prefix, all);
        if (digits.Count >= 2)
        {
            Add(string.Join('|', digits.Select(Strip)), Strength.Full);
        }

        if (year is not null && digits.Count == 2)
        {
            var stripped = Strip(sequence);
            var two = year[2..];
            var first = digits[0] == year;
            Compact(prefix, first ? year + stripped : stripped + year);
            Add($"{year}|{stripped}", Strength.Full);
            Add($"{stripped}|{year}", Strength.Full);
            Add($"{two}|{stripped}", Strength.Medium);
            if (prefix.Length > 0)
            {
                Add($"{prefix}|{year}|{stripped}", Strength.Full);
                Add($"{prefix}|{stripped}|{year}", Strength.Full);
                Add($"{prefix}|{two}|{stripped}", Strength.Full);
                Add($"{prefix}|{two}{sequence}", Strength.Full);
            }
        }

        if (sequence.Length > 0)
        {
            if (prefix.Length > 0 && digits.Count > 1)
            {
                Add($"{prefix}|{Strip(sequence)}", Strength.Medium);
            }

            Add(Strip(sequence), Strength.Weak);
        }
    }

    private void Compact(string prefix, string digits)
    {
        if (prefix.Length > 0)
        {
            Add($"{prefix}|{Strip(digits)}", Strength.Full);
        }

        // Eight digits that are a day of the calendar are more often a date than a number.
        var date = digits.Length == 8 && DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (digits.Length >= 6)
        {
            Add(Strip(digits), date ? Strength.Weak : Strength.Full);
        }
    }

    private void Add(string key, Strength strength)
    {
        foreach (var (known, _) in Writings)
        {
            if (known == key)
            {
                return;
            }
        }

        Writings.Add((key, strength));
    }
}
