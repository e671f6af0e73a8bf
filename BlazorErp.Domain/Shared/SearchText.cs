using System.Globalization;
using System.Text;

namespace BlazorErp.Domain.Shared;

/// <summary>Folds text for search: lower case, no accents (Latvian, Hungarian, Polish), punctuation to blanks.</summary>
public static class SearchText
{
    /// <summary>Most fragments one search may have.</summary>
    public const int MaxFragments = 8;

    /// <summary>"Rīgas  Šķiņķis, SIA" becomes "rigas skinkis sia".</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var builder = new StringBuilder(text.Length);
        var blank = true;
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(c);
            if (category == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            var folded = c switch { 'ł' or 'Ł' => 'l', 'đ' or 'Đ' => 'd', 'ø' or 'Ø' => 'o', 'ı' => 'i', _ => char.ToLowerInvariant(c) };
            if (char.IsLetterOrDigit(folded))
            {
                builder.Append(folded);
                blank = false;
            }
            else if (!blank)
            {
                builder.Append(' ');
                blank = true;
            }
        }

        if (blank && builder.Length > 0)
        {
            builder.Length--;
        }

        return builder.ToString();
    }

    /// <summary>Folds several texts into one searchable column of at most <paramref name="limit"/> characters.</summary>
    public static string FoldAll(int limit, params ReadOnlySpan<string?> texts)
    {
        var builder = new StringBuilder();
        foreach (var text in texts)
        {
            var folded = Fold(text);
            if (folded.Length > 0)
            {
                builder.Append(builder.Length > 0 ? " " : "").Append(folded);
            }
        }

        return builder.Length > limit ? builder.ToString(0, limit) : builder.ToString();
    }

    /// <summary>The folded fragments of a search; every one must occur in a hit. At most <see cref="MaxFragments"/>.</summary>
    public static IReadOnlyList<string> Fragments(string? search) =>
        [.. Fold(search).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MaxFragments)];

    /// <summary>The fragments of a search through a long list, the longest first: it is the rarest, and a row that lacks it is looked at no further.</summary>
    public static IReadOnlyList<string> RarestFirst(string? search) => [.. Fragments(search).OrderByDescending(f => f.Length)];
}
