using System.Text;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>What lies between two groups of a text.</summary>
internal enum Gap : byte
{
    /// <summary>Nothing: a letter meets a digit.</summary>
    None,
    /// <summary>One of - / _ . without blanks.</summary>
    Tight,
    /// <summary>Blanks.</summary>
    Blank,
    /// <summary>A dash or slash with blanks around.</summary>
    LooseDash,
    /// <summary>Comma, semicolon, plus, ampersand.</summary>
    List,
    /// <summary>Anything else.</summary>
    Break,
}

/// <summary>A run of letters or of digits.</summary>
internal readonly record struct TextGroup(int Start, int Length, bool IsDigits)
{
    public int End => Start + Length;
}

/// <summary>A text lower-cased, without accents, cut into runs of letters and of digits; the characters keep their places.</summary>
internal sealed class FoldedText
{
    /// <summary>Longest text read; SEPA allows 140 characters, domestic formats somewhat more.</summary>
    public const int Limit = 1000;

    private static readonly char[] Latin = FoldLatin();
    private readonly char[] chars;

    private FoldedText(char[] chars) => this.chars = chars;

    public List<TextGroup> Groups { get; } = new(16);

    public ReadOnlySpan<char> All => chars;

    public static FoldedText Of(string text)
    {
        var source = Decomposed(text) ? text.Normalize(NormalizationForm.FormC) : text;
        var folded = new FoldedText(new char[Math.Min(source.Length, Limit)]);
        folded.Cut(source);
        return folded;
    }

    public ReadOnlySpan<char> Span(TextGroup group) => chars.AsSpan(group.Start, group.Length);

    public ReadOnlySpan<char> Span(int index) => Span(Groups[index]);

    /// <summary>Character right before the group, '\0' at the start.</summary>
    public char Before(int index) => Groups[index].Start == 0 ? '\0' : chars[Groups[index].Start - 1];

    /// <summary>Character right after the group, '\0' at the end.</summary>
    public char After(int index) => Groups[index].End >= chars.Length ? '\0' : chars[Groups[index].End];

    /// <summary>Text between group <paramref name="index"/> and the next.</summary>
    public ReadOnlySpan<char> Between(int index) => chars.AsSpan(Groups[index].End, Groups[index + 1].Start - Groups[index].End);

    /// <summary>Gap between group <paramref name="index"/> and the next.</summary>
    public Gap GapAfter(int index)
    {
        var gap = Between(index);
        if (gap.Length == 0)
        {
            return Gap.None;
        }

        if (gap.Length == 1 && gap[0] is '-' or '/' or '_' or '.' or '\\' or '–')
        {
            return Gap.Tight;
        }

        var trimmed = gap.Trim();
        return trimmed.Length switch
        {
            0 => Gap.Blank,
            1 when trimmed[0] is '-' or '/' or '–' or '.' => Gap.LooseDash,
            1 when trimmed[0] is ',' or ';' or '+' or '&' => Gap.List,
            _ => Gap.Break,
        };
    }

    private static bool Decomposed(string text)
    {
        foreach (var c in text)
        {
            if (c is >= '\u0300' and <= '\u036f')
            {
                return true;
            }
        }

        return false;
    }

    private static char[] FoldLatin()
    {
        var table = new char[0x250];
        for (var c = '\0'; c < table.Length; c++)
        {
            var lower = char.ToLowerInvariant(c);
            var first = char.IsLetter(lower) ? lower.ToString().Normalize(NormalizationForm.FormD)[0] : lower;
            table[c] = first switch { 'ł' => 'l', 'đ' => 'd', 'ø' => 'o', 'ı' => 'i', _ => first };
        }

        return table;
    }

    private void Cut(string source)
    {
        var start = -1;
        var digits = false;
        for (var i = 0; i < chars.Length; i++)
        {
            var c = source[i];
            c = c < Latin.Length ? Latin[c] : char.ToLowerInvariant(c);
            chars[i] = c;
            var digit = char.IsAsciiDigit(c);
            var wordly = digit || char.IsLetter(c);
            if (start >= 0 && (!wordly || digit != digits))
            {
                Groups.Add(new(start, i - start, digits));
                start = -1;
            }

            if (wordly && start < 0)
            {
                start = i;
                digits = digit;
            }
        }

        if (start >= 0)
        {
            Groups.Add(new(start, chars.Length - start, digits));
        }
    }
}
