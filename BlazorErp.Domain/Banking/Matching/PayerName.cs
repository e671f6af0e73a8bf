using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>How well two names agree.</summary>
public enum NameFit
{
    /// <summary>Not at all.</summary>
    None = 0,
    /// <summary>With initials, a part left out or a name cut off by the bank.</summary>
    Fits = 1,
    /// <summary>Same words; accents, legal form and order aside.</summary>
    Exact = 2,
}

/// <summary>A name reduced to its distinguishing words: folded, without legal forms, sorted.</summary>
public sealed class PayerName
{
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "sia", "as", "ik", "ks", "ps", "zs", "aps", "vas", "uab", "ab", "mb", "vsi", "ou", "oue", "fie", "mtu", "tu",
        "kft", "bt", "zrt", "nyrt", "kkt", "rt", "ev", "kht", "spzoo", "spj", "spk", "sa", "gmbh", "ag", "kg", "ug", "ek", "ohg", "gbr",
        "ltd", "limited", "llc", "inc", "plc", "llp", "oy", "oyj", "aps", "bv", "nv", "sarl", "sas", "srl", "spa", "sro", "doo", "ooo",
    };

    private static readonly (string Long, string Short)[] LongForms =
    [
        ("sabiedriba ar ierobezotu atbildibu", "sia"), ("akciju sabiedriba", "as"), ("individualais komersants", "ik"), ("zemnieku saimnieciba", "zs"),
        ("uzdaroji akcine bendrove", "uab"), ("korlatolt felelossegu tarsasag", "kft"), ("zartkoruen mukodo reszvenytarsasag", "zrt"), ("beteti tarsasag", "bt"),
        ("egyeni vallalkozo", "ev"), ("spolka z ograniczona odpowiedzialnoscia", "spzoo"), ("spolka akcyjna", "sa"), ("spolka z o o", "spzoo"), ("sp z o o", "spzoo"),
        ("sp z oo", "spzoo"), ("sp zoo", "spzoo"), ("z o o", "spzoo"), ("sp j", "spj"), ("sp k", "spk"), ("s a", "sa"), ("s r o", "sro"),
    ];

    private PayerName(string[] words, string form)
    {
        Words = words;
        Key = string.Join(' ', words);
        Form = form;
    }

    /// <summary>Distinguishing words, sorted.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words in one text; two names with the same key agree exactly.</summary>
    public string Key { get; }

    /// <summary>Legal form in its short writing, "" for people and where it was left out.</summary>
    public string Form { get; }

    /// <summary>Reduces a name.</summary>
    public static PayerName Of(string? name)
    {
        var folded = SearchText.Fold(name);
        if (folded.Length == 0)
        {
            return new([], "");
        }

        var padded = $" {folded} ";
        foreach (var (full, brief) in LongForms)
        {
            if (padded.Contains(full, StringComparison.Ordinal))
            {
                padded = padded.Replace($" {full} ", $" {brief} ", StringComparison.Ordinal);
            }
        }

        var words = padded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = Array.FindAll(words, w => !LegalForms.Contains(w));
        var form = kept.Length is 0 ? "" : Array.Find(words, LegalForms.Contains) ?? "";
        kept = kept.Length == 0 ? words : kept;
        Array.Sort(kept, StringComparer.Ordinal);
        return new(kept, form);
    }

    /// <summary>Compares with another name.</summary>
    public NameFit Fit(PayerName other)
    {
        if (Key.Length == 0 || other.Key.Length == 0)
        {
            return NameFit.None;
        }

        if (Key == other.Key)
        {
            return NameFit.Exact;
        }

        var (few, many) = Words.Count <= other.Words.Count ? (Words, other.Words) : (other.Words, Words);
        var taken = new bool[many.Count];
        int whole = 0, loose = 0, letters = 0;
        foreach (var word in few)
        {
            var at = Find(many, taken, word, exact: true);
            if (at >= 0)
            {
                whole++;
                letters += word.Length;
            }
            else
            {
                at = Find(many, taken, word, exact: false);
                if (at < 0)
                {
                    return NameFit.None;
                }

                loose++;
            }

            taken[at] = true;
        }

        // One common word says little: "Latvija" of "Maxima Latvija". An initial needs a whole word beside it.
        var enough = (whole >= 2 && loose <= 1) || (whole == 1 && loose == 1 && few.Count == many.Count && letters >= 4);
        return enough ? NameFit.Fits : NameFit.None;
    }

    private static int Find(IReadOnlyList<string> words, bool[] taken, string word, bool exact)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!taken[i] && (exact ? words[i] == word : Loosely(words[i], word)))
            {
                return i;
            }
        }

        return -1;
    }

    // An initial, or a word the bank cut off at the end of its field.
    private static bool Loosely(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        return (shorter.Length == 1 || shorter.Length >= 4) && longer.StartsWith(shorter, StringComparison.Ordinal);
    }
}
