using System.Globalization;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Reads the numbers of documents out of a text: whole tokens in any common writing, lists and ranges, never a part of another number.</summary>
internal sealed class MentionReader
{
    private const int LongestSpan = 7;
    private const int LongestRange = 50;
    private static readonly HashSet<string> InvoiceWords = new(StringComparer.Ordinal)
    {
        "nr", "no", "num", "numurs", "numura", "rek", "rekins", "rekina", "rekinu", "rekini", "rekinam", "rn", "rk", "inv", "invoice", "invoices",
        "bill", "fa", "fakt", "faktura", "faktury", "faktur", "fakture", "fv", "fvs", "szamla", "szla", "szamlak", "szamlaszam", "sorszam", "sz", "ssz",
        "ref", "reference", "pavadzime", "pavz", "ppr", "rach", "rachunek", "nry", "nrs",
    };

    private static readonly HashSet<string> OrderWords = new(StringComparer.Ordinal)
    {
        "order", "orders", "pasutijums", "pasutijuma", "pasutijumu", "pas", "rendeles", "rend", "rendelesszam", "zamowienie", "zamowienia", "zam", "ord", "id",
    };

    private static readonly HashSet<string> Connectors = new(StringComparer.Ordinal) { "un", "and", "es", "i", "oraz", "nr", "no", "also", "ka" };

    private static readonly HashSet<string> RangeWords = new(StringComparer.Ordinal) { "lidz", "to", "do", "ig", "till" };

    private readonly FoldedText text;
    private readonly OpenItemIndex index;
    private readonly bool structured;
    private readonly bool[] noise;
    private readonly Mentions into;
    private readonly List<(int From, int To)> creditorReferences = [];

    private MentionReader(string source, OpenItemIndex index, bool structured, Mentions into)
    {
        text = FoldedText.Of(source);
        this.index = index;
        this.structured = structured;
        this.into = into;
        noise = TextNoise.Find(text, creditorReferences);
    }

    /// <summary>Everything a line names.</summary>
    public static Mentions Read(BankLineFacts line, OpenItemIndex index)
    {
        var mentions = new Mentions([], []);
        if (line.Remittance.Length > 0)
        {
            new MentionReader(line.Remittance, index, structured: false, mentions).Walk();
        }

        foreach (var reference in line.References)
        {
            if (reference.Length > 0 && reference != "NOTPROVIDED")
            {
                new MentionReader(reference, index, structured: true, mentions).Walk();
            }
        }

        return mentions;
    }

    private void Walk()
    {
        Span<char> key = stackalloc char[34];
        foreach (var (from, to) in creditorReferences)
        {
            var length = 0;
            for (var i = from; i <= to; i++)
            {
                text.Span(i).CopyTo(key[length..]);
                length += text.Span(i).Length;
            }

            var hits = index.Find(key[..length]);
            if (hits.Count > 0)
            {
                Add(from, to, [.. hits.Select(h => h.Item)], Strength.Checked, false);
            }
            else
            {
                into.Unknown.Add(key[..length].ToString());
            }
        }

        for (var i = 0; i < text.Groups.Count;)
        {
            var length = At(i);
            i += length == 0 ? 1 : length;
        }
    }

    // Reads a mention at group i; answers how many groups it took, 0 for none.
    private int At(int i)
    {
        Span<char> key = stackalloc char[96];
        Span<int> ends = stackalloc int[LongestSpan];
        Span<int> lengths = stackalloc int[LongestSpan];
        var count = 0;
        var length = 0;
        for (var j = i; j < text.Groups.Count && count < LongestSpan; j++)
        {
            if (j > i && text.GapAfter(j - 1) > Gap.LooseDash)
            {
                break;
            }

            var part = text.Span(j);
            if (text.Groups[j].IsDigits)
            {
                part = part.TrimStart('0');
                part = part.Length == 0 ? "0" : part;
            }

            if (length + part.Length + 1 > key.Length)
            {
                break;
            }

            if (j > i)
            {
                key[length++] = '|';
            }

            part.CopyTo(key[length..]);
            length += part.Length;
            ends[count] = j;
            lengths[count++] = length;
        }

        for (var n = count - 1; n >= 0; n--)
        {
            if (n == 0 && !text.Groups[i].IsDigits)
            {
                break;
            }

            var taken = Try(i, ends[n], key[..lengths[n]]);
            if (taken > 0)
            {
                return taken;
            }
        }

        return text.Groups[i].IsDigits ? LongNumber(i) : Unresolved(i);
    }

    private int Try(int from, int to, ReadOnlySpan<char> key)
    {
        var hits = index.Find(key);
        if (hits.Count == 0 || Hidden(from, to))
        {
            return 0;
        }

        var single = from == to;
        List<int>? items = null;
        var best = Strength.None;
        var lacksYear = false;
        foreach (var hit in hits)
        {
            var strength = single ? Single(from, hit) : Spanned(from, to, hit.Strength);
            if (strength == Strength.None || !Whole(from, to, index.PrefixOf(hit.Item)))
            {
                continue;
            }

            if (strength > best)
            {
                best = strength;
                items = [];
            }

            if (strength == best)
            {
                items!.Add(hit.Item);
                lacksYear |= single && best < Strength.Full && index.SequenceOf(hit.Item).Length > 0;
            }
        }

        if (items is null)
        {
            return 0;
        }

        Add(from, to, items, best, lacksYear);
        return to - from + 1 + Continue(from, to, items, best);
    }

    // A number standing alone.
    private Strength Single(int i, OpenItemIndex.Hit hit)
    {
        var raw = text.Span(i);
        var named = Named(i);
        if (hit.Strength >= Strength.Medium && raw.Length >= 6)
        {
            return hit.Strength;
        }

        if (hit.IsOrder && (text.Before(i) == '#' || named == 2))
        {
            return Strength.Full;
        }

        if (structured)
        {
            return text.Groups.Count == 1 && raw.Length >= 5 ? Strength.Medium : Strength.None;
        }

        if (hit.IsOrder)
        {
            return raw.Length >= 5 ? Strength.Medium : raw.Length >= 3 && !DocumentNumber.IsYear(raw) ? Strength.Weak : Strength.None;
        }

        // "Order 917" is not invoice 917, and "2026" is a year unless it is called a number.
        if (named == 2 || text.Before(i) == '#' || (named == 0 && (raw.Length < 3 || DocumentNumber.IsYear(raw))))
        {
            return Strength.None;
        }

        return raw.Length >= 4 && raw.SequenceEqual(index.SequenceOf(hit.Item)) ? Strength.Medium : Strength.Weak;
    }

    // "11/2026" and "2026-11" are months as often as numbers.
    private Strength Spanned(int from, int to, Strength strength)
    {
        if (to - from == 1 && text.Groups[from].IsDigits && text.Groups[to].IsDigits)
        {
            var other = DocumentNumber.IsYear(text.Span(from)) ? text.Span(to) : DocumentNumber.IsYear(text.Span(to)) ? text.Span(from) : default;
            if (other.Length is 1 or 2 && int.Parse(other, NumberStyles.None, CultureInfo.InvariantCulture) <= 12)
            {
                return Named(from) == 1 ? Strength.Medium : Strength.Weak;
            }

            if (text.GapAfter(from) > Gap.Tight && !DocumentNumber.IsYear(text.Span(from)))
            {
                return Strength.None; // two numbers side by side are not one
            }
        }

        return strength;
    }

    // 1 after a word for invoice, 2 after a word for order, else 0.
    private int Named(int i)
    {
        for (var back = i - 1; back >= 0 && back >= i - 2; back--)
        {
            if (text.Groups[back].IsDigits || text.GapAfter(back) == Gap.List)
            {
                return 0;
            }

            if (OrderWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Span(back)))
            {
                return 2;
            }

            if (InvoiceWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Span(back)))
            {
                var earlier = back - 1;
                return earlier >= 0 && OrderWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Span(earlier)) ? 2 : 1;
            }
        }

        return 0;
    }

    private bool Hidden(int from, int to)
    {
        if (!text.Groups[from].IsDigits)
        {
            return false; // a series in front says what it is
        }

        for (var i = from; i <= to; i++)
        {
            if (noise[i])
            {
                return true;
            }
        }

        return false;
    }

    // Whether the span stands by itself: nothing that would make it a part of another number hangs on it.
    private bool Whole(int from, int to, string prefix)
    {
        if (from > 0)
        {
            var gap = text.GapAfter(from - 1);
            var digits = text.Groups[from - 1].IsDigits;
            var word = text.Span(from - 1);
            var tagged = gap == Gap.Tight && text.Before(from - 1) == '/' && text.Before(from) == '/'; // SEPA "/ROC/"
            if (!tagged && (gap is Gap.None or Gap.Tight) && (digits || (!text.Groups[from].IsDigits && text.Before(from) != '.') || !Opens(word, gap)))
            {
                return false;
            }

            if (gap is Gap.Tight or Gap.None or Gap.Blank or Gap.LooseDash && text.Groups[from].IsDigits && !digits && Series(word) && !word.SequenceEqual(prefix))
            {
                return false; // another series
            }
        }

        if (to + 1 >= text.Groups.Count)
        {
            return true;
        }

        var right = text.GapAfter(to);
        return right switch
        {
            Gap.None => false,
            Gap.Tight => text.Groups[to + 1].IsDigits
                ? text.Groups[to].IsDigits && Rises(to)
                : text.Between(to) is "." or "/",
            _ => true,
        };
    }

    // "0921-0923", "0921/0922": the next number is as long and higher, so the two are a range or a list.
    private bool Rises(int to)
    {
        var next = text.Span(to + 1);
        if (text.Groups[to].Length < 3 || next.Length != text.Groups[to].Length || DocumentNumber.IsYear(next) || text.Span(to).SequenceCompareTo(next) >= 0)
        {
            return false;
        }

        return to + 2 >= text.Groups.Count || text.GapAfter(to + 1) switch
        {
            Gap.None => false,
            Gap.Tight => text.Groups[to + 2].IsDigits ? Rises(to + 1) : text.Between(to + 1) is ".",
            _ => true,
        };
    }

    // "FV 1698" may be a supplier's series or just the word for invoice; then it tells nothing.
    private bool Series(ReadOnlySpan<char> word) => index.IsPrefix(word) && (!InvoiceWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || word.SequenceEqual("inv"));

    private static bool Opens(ReadOnlySpan<char> word, Gap gap) =>
        InvoiceWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || OrderWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)
        || (gap == Gap.Tight && word.Length > 3);

    private void Add(int from, int to, List<int> items, Strength strength, bool lacksYear) =>
        into.Found.Add(new(text.All[text.Groups[from].Start..text.Groups[to].End].ToString(), items, strength, lacksYear));

    // Further numbers of the same series: "2026-0921, 0922 un 0923", "2026-0921-0923". Answers the groups taken.
    private int Continue(int from, int to, List<int> items, Strength strength)
    {
        var series = strength == Strength.Full && from < to ? items.Select(index.SeriesOf).Distinct(StringComparer.Ordinal).ToList() : [null];
        if (series is not [var key] || (key is null && from < to))
        {
            return 0;
        }

        var last = to;
        while (last + 1 < text.Groups.Count)
        {
            var gap = text.GapAfter(last);
            var next = last + 1;
            var between = text.Between(last).Trim();
            var range = between is "-" or "–";
            if (!text.Groups[next].IsDigits)
            {
                var word = text.Span(next);
                range = RangeWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
                if (next + 1 >= text.Groups.Count || !text.Groups[next + 1].IsDigits || gap > Gap.List || text.GapAfter(next) > Gap.LooseDash
                    || (!range && !Connectors.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)))
                {
                    break;
                }

                next++;
            }
            else if (!range && !(gap == Gap.List || between is "/" || gap == Gap.Blank))
            {
                break;
            }

            if (!Follower(last, next, key, range, strength))
            {
                break;
            }

            last = next;
        }

        return last - to;
    }

    private bool Follower(int last, int at, string? series, bool range, Strength strength)
    {
        var raw = text.Span(at);
        var open = at + 1 < text.Groups.Count && text.GapAfter(at) is Gap.None or Gap.Tight && !(text.GapAfter(at) is Gap.Tight && Rises(at)) && text.Between(at) is not ".";
        if (noise[at] || open || raw.Length is < 1 or > 9 || (!range && series is null) || (!range && raw.Length < 2) || (!range && DocumentNumber.IsYear(raw)))
        {
            return false;
        }

        var to = int.Parse(raw, NumberStyles.None, CultureInfo.InvariantCulture);
        var start = to;
        if (range)
        {
            var first = text.Span(last);
            if (!text.Groups[last].IsDigits || first.Length > 9 || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out start) || to <= start || to - start > LongestRange)
            {
                return false;
            }

            start++;
        }

        var found = new List<(int Number, List<int> Items)>();
        for (var number = start; number <= to; number++)
        {
            var key = $"{series}{number.ToString(CultureInfo.InvariantCulture)}";
            var least = series is null ? Strength.Weak : Strength.Full;
            var hits = index.Find(key).Where(h => h.Strength >= least && !h.IsOrder).Select(h => h.Item).ToList();
            if (hits.Count > 0)
            {
                found.Add((number, hits));
            }
        }

        if (found.Count == 0 || found[^1].Number != to)
        {
            return false;
        }

        foreach (var (number, items) in found)
        {
            into.Found.Add(new(number.ToString(CultureInfo.InvariantCulture).PadLeft(raw.Length, '0'), items, strength, series is null));
        }

        return true;
    }

    // A national reference written in blocks: "12345 67890 12345".
    private int LongNumber(int i)
    {
        Span<char> key = stackalloc char[40];
        int length = 0, taken = 0;
        for (var j = i; j < text.Groups.Count && text.Groups[j].IsDigits && (j == i || text.GapAfter(j - 1) == Gap.Blank); j++)
        {
            var part = text.Span(j);
            if (length + part.Length > key.Length)
            {
                break;
            }

            part.CopyTo(key[length..]);
            length += part.Length;
            if (j > i && length >= 10 && index.Find(key[..length].TrimStart('0')) is { Count: > 0 } hits && Whole(i, j, ""))
            {
                taken = j - i + 1;
                Add(i, j, [.. hits.Select(h => h.Item)], Strength.Full, false);
            }
        }

        return taken > 0 ? taken : Unresolved(i);
    }

    // Looks like a number of ours, or is called an invoice, and is not open: paid already, mistyped, or someone else's.
    private int Unresolved(int i)
    {
        var groups = text.Groups;
        if (!groups[i].IsDigits)
        {
            if (!Series(text.Span(i)) || i + 1 >= groups.Count || !groups[i + 1].IsDigits || text.GapAfter(i) > Gap.Blank || noise[i + 1])
            {
                return 0;
            }

            return Unknown(i, i + 1);
        }

        if (structured || noise[i])
        {
            return 0;
        }

        var yearFirst = DocumentNumber.IsYear(text.Span(i)) && i + 1 < groups.Count && groups[i + 1].IsDigits && groups[i + 1].Length >= 3 && text.GapAfter(i) == Gap.Tight;
        return yearFirst || (Named(i) == 1 && groups[i].Length >= 3) ? Unknown(i, i) : 0;
    }

    private int Unknown(int from, int to)
    {
        while (to + 1 < text.Groups.Count && text.Groups[to + 1].IsDigits && text.GapAfter(to) is Gap.Tight)
        {
            to++;
        }

        into.Unknown.Add(text.All[text.Groups[from].Start..text.Groups[to].End].ToString());
        return to - from + 1;
    }
}
