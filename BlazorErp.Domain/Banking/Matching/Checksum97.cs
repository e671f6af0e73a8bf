namespace BlazorErp.Domain.Banking.Matching;

/// <summary>ISO 7064 mod 97-10, which guards both IBAN (ISO 13616) and the RF creditor reference (ISO 11649).</summary>
internal static class Checksum97
{
    /// <summary>Whether a text of letters and digits without blanks, first four characters rotated to the end, leaves 1.</summary>
    public static bool Holds(ReadOnlySpan<char> text)
    {
        if (text.Length < 5 || text.Length > 34)
        {
            return false;
        }

        var rest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[(i + 4) % text.Length];
            if (char.IsAsciiDigit(c))
            {
                rest = ((rest * 10) + (c - '0')) % 97;
            }
            else if (char.IsAsciiLetter(c))
            {
                rest = ((rest * 100) + ((c | 0x20) - 'a' + 10)) % 97;
            }
            else
            {
                return false;
            }
        }

        return rest == 1;
    }

    /// <summary>An account number in one writing: capitals, no blanks; empty for none.</summary>
    public static string Compact(string? iban)
    {
        if (string.IsNullOrEmpty(iban))
        {
            return "";
        }

        foreach (var c in iban)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c))
            {
                return string.Concat(iban.Where(char.IsLetterOrDigit)).ToUpperInvariant();
            }
        }

        return iban;
    }
}
