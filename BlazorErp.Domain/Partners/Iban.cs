namespace BlazorErp.Domain.Partners;

/// <summary>Account numbers as partners give them.</summary>
public static class Iban
{
    /// <summary>Without blanks and dashes, in capitals.</summary>
    public static string Compact(string? text) => string.Concat((text ?? "").Where(c => char.IsLetterOrDigit(c))).ToUpperInvariant();

    /// <summary>Whether a compact text is built like an IBAN: two letters, two digits.</summary>
    public static bool LooksLikeOne(string compact) =>
        compact.Length > 4 && char.IsAsciiLetterUpper(compact[0]) && char.IsAsciiLetterUpper(compact[1]) && char.IsAsciiDigit(compact[2]) && char.IsAsciiDigit(compact[3]);

    /// <summary>Whether a compact text is an IBAN: 15 to 34 letters and digits whose check digits hold (ISO 13616, mod 97-10).</summary>
    public static bool IsValid(string compact)
    {
        if (compact.Length is < 15 or > 34 || !LooksLikeOne(compact))
        {
            return false;
        }

        var rest = 0;
        for (var i = 0; i < compact.Length; i++)
        {
            var c = compact[(i + 4) % compact.Length];
            if (char.IsAsciiDigit(c))
            {
                rest = ((rest * 10) + (c - '0')) % 97;
            }
            else if (char.IsAsciiLetterUpper(c))
            {
                rest = ((rest * 100) + (c - 'A' + 10)) % 97;
            }
            else
            {
                return false;
            }
        }

        return rest == 1;
    }

    /// <summary>In groups of four, as it is read aloud; other account numbers as they are.</summary>
    public static string Grouped(string compact) => LooksLikeOne(compact) ? string.Join(' ', compact.Chunk(4).Select(c => new string(c))) : compact;
}
