using System.Text.RegularExpressions;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// Takes apart the SEPA fields that German and Austrian banks write into the payment text: <c>EREF+...KREF+...SVWZ+...</c>, and
/// <c>IBAN: ... BIC: ...</c> behind it. The text for display is what the payer wrote (SVWZ); the raw text stays with the line.
/// </summary>
internal sealed partial class RemittanceTags
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Parts as written, joined with nothing where a bank cuts at a fixed width inside tags.</summary>
    public RemittanceTags(string joined)
    {
        var found = Tag().Matches(joined);
        // One tag alone may be a payer's own "BIC+": the set is used only where it has the payer's text or the end-to-end id.
        if (!found.Any(m => m.Groups[1].ValueSpan is "SVWZ" or "EREF")) return;
        for (var i = 0; i < found.Count; i++)
        {
            var start = found[i].Index + found[i].Length;
            var end = i + 1 < found.Count ? found[i + 1].Index : joined.Length;
            values.TryAdd(found[i].Groups[1].Value, joined[start..end].Trim());
        }
        values.TryAdd("", joined[..found[0].Index].Trim());
    }

    /// <summary>Whether the text has such tags.</summary>
    public bool Any => values.Count > 0;

    /// <summary>The value of a tag, or null.</summary>
    public string? this[string tag] => values.TryGetValue(tag, out var value) && value.Length > 0 ? value : null;

    /// <summary>The text that people want to read.</summary>
    public static string? Display(string? text)
    {
        if (text is null) return null;
        var tags = new RemittanceTags(text);
        var shown = tags.Any ? tags["SVWZ"] ?? tags[""] ?? tags["EREF"] ?? text : text;
        var stripped = AccountSuffix().Replace(shown, "");
        return StatementText.Tidy(stripped) ?? StatementText.Tidy(shown);
    }

    // The parts of MT940 come joined with nothing, so a tag may follow a letter.
    [GeneratedRegex(@"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|\bIBAN|\bBIC)\+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\bIBAN: ?[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}(\s+BIC: ?[A-Z0-9]{8,11})?\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AccountSuffix();
}
