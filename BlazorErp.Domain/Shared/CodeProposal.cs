using System.Globalization;

namespace BlazorErp.Domain.Shared;

/// <summary>Proposes the next code of a row of digits behind a letter: P00041 after P00040.</summary>
public static class CodeProposal
{
    /// <summary>Letter and so many digits at least.</summary>
    public const int Digits = 5;

    /// <summary>The code after the highest among <paramref name="keys"/>; keys of another form are passed over.</summary>
    public static string After(char letter, IEnumerable<string> keys)
    {
        var last = 0L;
        foreach (var key in keys)
        {
            if (key.Length is > Digits and < 15 && key[0] == letter && long.TryParse(key.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > last)
            {
                last = number;
            }
        }

        return letter + (last + 1).ToString("D5", CultureInfo.InvariantCulture);
    }
}
