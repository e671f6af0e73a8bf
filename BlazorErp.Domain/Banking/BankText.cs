using System.Text;

namespace BlazorErp.Domain.Banking;

/// <summary>Makes what a bank or a file says storable: no control characters, no half characters, within the column.</summary>
internal static class BankText
{
    /// <summary>One line of at most so many characters.</summary>
    public static string Clip(string? text, int max)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var clean = true;
        foreach (var c in text)
        {
            clean &= !char.IsControl(c) && !char.IsSurrogate(c);
        }

        if (clean)
        {
            return text.Length > max ? text[..max].TrimEnd() : text.Trim();
        }

        var builder = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate enumerates as the replacement character.
            if (builder.Length + rune.Utf16SequenceLength > max)
            {
                break;
            }

            builder.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return builder.ToString().Trim();
    }

    /// <summary>The same, null for nothing.</summary>
    public static string? ClipOrNull(string? text, int max) => Clip(text, max) is { Length: > 0 } clipped ? clipped : null;

    /// <summary>The name of a file without any folder, for showing only.</summary>
    public static string FileName(string? name)
    {
        var last = (name ?? "").LastIndexOfAny(['/', '\\']);
        return Clip(name?[(last + 1)..], 200) is { Length: > 0 } clean ? clean : "statement";
    }
}
