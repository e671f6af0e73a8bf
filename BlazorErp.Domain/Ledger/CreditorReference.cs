using System.Globalization;
using System.Text;

namespace BlazorErp.Domain.Ledger;

/// <summary>ISO 11649 creditor reference: RF, two check digits, up to 21 letters and digits.</summary>
public static class CreditorReference
{
    /// <summary>The reference of a document number: its letters and digits (the last 21), in capitals.</summary>
    public static string Of(string number)
    {
        var body = new string([.. number.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        body = body.Length > 21 ? body[^21..] : body;
        return $"RF{98 - Mod97(body + "RF00"):00}{body}";
    }

    /// <summary>Whether the check digits are right; blanks do not matter.</summary>
    public static bool IsValid(string reference)
    {
        var text = reference.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return text.Length is > 4 and <= 25 && text.StartsWith("RF", StringComparison.Ordinal) && text.All(char.IsAsciiLetterOrDigit) && Mod97(text[4..] + text[..4]) == 1;
    }

    private static int Mod97(string text)
    {
        var digits = new StringBuilder();
        foreach (var c in text)
        {
            digits.Append(char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10);
        }

        var rest = 0;
        foreach (var c in digits.ToString())
        {
            rest = ((rest * 10) + int.Parse(c.ToString(), CultureInfo.InvariantCulture)) % 97;
        }

        return rest;
    }
}
