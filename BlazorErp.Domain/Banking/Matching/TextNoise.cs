using System.Globalization;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>
/// Finds what looks like a number of a document and is not: dates, amounts, times, telephones, account and card numbers, personal, tax and
/// registration codes, quantities. RF references are found on the way, because they look like accounts.
/// </summary>
internal static class TextNoise
{
    private static readonly HashSet<string> Currencies = new(StringComparer.Ordinal)
        { "eur", "euro", "euros", "eiro", "huf", "ft", "forint", "pln", "zl", "zloty", "zlotych", "usd", "gbp", "czk", "sek", "nok", "dkk", "chf" };

    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
        { "gab", "db", "szt", "pcs", "kg", "km", "m", "kwh", "gb", "st", "fo", "os", "dienas", "nap", "dni", "days", "men", "ho", "h" };

    private static readonly HashSet<string> PhoneWords = new(StringComparer.Ordinal)
        { "tel", "telef", "telefon", "telefons", "talr", "talrunis", "mob", "mobil", "mobils", "phone", "fax", "fakss", "kom", "gsm", "t" };

    private static readonly HashSet<string> CodeWords = new(StringComparer.Ordinal)
    {
        "pk", "personas", "reg", "regnr", "nip", "pesel", "regon", "pvn", "vat", "adoszam", "ado", "krs", "kartes", "karte", "card", "kartya",
        "karta", "kods", "code", "zip", "irsz",
    };

    // "Számlaszám" is an account's number or an invoice's; only an account's is this long.
    private static readonly HashSet<string> AccountWords = new(StringComparer.Ordinal) { "konts", "konta", "konto", "account", "szamlaszam", "bankszamla", "rachunek", "iban" };
    private const int AccountDigits = 8;

    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal) { "nr", "no", "kods", "num", "numurs", "sz", "szam", "numer", "number" };

    /// <summary>Which groups are noise. RF references (start and end group) go to <paramref name="creditorReferences"/>.</summary>
    public static bool[] Find(FoldedText text, List<(int From, int To)> creditorReferences)
    {
        var noise = new bool[text.Groups.Count];
        for (var i = 0; i < noise.Length; i++)
        {
            if (noise[i])
            {
                continue;
            }

            if (text.Groups[i].IsDigits)
            {
                Number(text, noise, i);
            }
            else
            {
                Word(text, noise, i, creditorReferences);
            }
        }

        return noise;
    }

    private static void Word(FoldedText text, bool[] noise, int i, List<(int From, int To)> creditorReferences)
    {
        var word = text.Span(i);
        if (word.Length == 2 && i + 1 < noise.Length && text.GapAfter(i) == Gap.None)
        {
            var to = Account(text, i);
            if (to > i)
            {
                if (word.SequenceEqual("rf"))
                {
                    creditorReferences.Add((i, to));
                }

                Array.Fill(noise, true, i, to - i + 1);
                return;
            }
        }

        if (word.Length > 12 || i + 1 >= noise.Length)
        {
            return;
        }

        var words = PhoneWords.GetAlternateLookup<ReadOnlySpan<char>>();
        var codes = CodeWords.GetAlternateLookup<ReadOnlySpan<char>>();
        var account = AccountWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
        if (account || words.Contains(word) || codes.Contains(word))
        {
            var next = i + 1;
            while (next < noise.Length && !text.Groups[next].IsDigits && next <= i + 2
                && (text.GapAfter(next - 1) == Gap.None || Fillers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Span(next)) || codes.Contains(text.Span(next))))
            {
                next++;
            }

            if (next < noise.Length && text.Groups[next].IsDigits && !text.Between(next - 1).ContainsAny(",;") && (!account || text.Groups[next].Length >= AccountDigits))
            {
                Run(text, noise, next, account ? 34 : 11);
            }
        }
        else if (Currencies.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) && text.Groups[i + 1].IsDigits && text.GapAfter(i) <= Gap.Blank)
        {
            noise[i + 1] = true;
        }
    }

    // From a number on: the digits that belong to one telephone or code, written with blanks or dashes.
    private static void Run(FoldedText text, bool[] noise, int from, int most)
    {
        var length = 0;
        for (var i = from; i < noise.Length && text.Groups[i].IsDigits; i++)
        {
            length += text.Groups[i].Length;
            if (i > from && length > most)
            {
                return;
            }

            noise[i] = true;
            if (i + 1 < noise.Length && text.GapAfter(i) > Gap.Blank && !text.Between(i).ContainsAny("()"))
            {
                return;
            }
        }
    }

    // The last group of an account number or RF reference that starts at group i, or i where there is none.
    private static int Account(FoldedText text, int i)
    {
        Span<char> compact = stackalloc char[34];
        int length = 0, found = i;
        for (var j = i; j < text.Groups.Count; j++)
        {
            if (j > i && text.GapAfter(j - 1) > Gap.Blank)
            {
                break;
            }

            var part = text.Span(j);
            if (length + part.Length > compact.Length)
            {
                break;
            }

            part.CopyTo(compact[length..]);
            length += part.Length;
            var least = compact[0] == 'r' && compact[1] == 'f' ? 5 : 15;
            var ends = j + 1 == text.Groups.Count || text.GapAfter(j) != Gap.None;
            if (length >= least && ends && char.IsAsciiDigit(compact[2]) && char.IsAsciiDigit(compact[3]) && Checksum97.Holds(compact[..length]))
            {
                found = j;
            }
        }

        return found;
    }

    private static void Number(FoldedText text, bool[] noise, int i)
    {
        var groups = text.Groups;
        var before = text.Before(i);
        if (before == '+')
        {
            Run(text, noise, i, 15);
            return;
        }

        if (before is '*' or '€' or '$' or '£' || text.After(i) is '%' or '*' or '€' or '$' or '£')
        {
            noise[i] = true;
            return;
        }

        // A number tightly hung on letters or digits in front is part of that, not a date or an amount of its own.
        var free = i == 0 || text.GapAfter(i - 1) is not (Gap.None or Gap.Tight) || (!groups[i - 1].IsDigits && text.Before(i) == '.');
        if (free && (Date(text, noise, i) || Amount(text, noise, i)))
        {
            return;
        }

        if (i + 1 < noise.Length && groups[i + 1].IsDigits)
        {
            var between = text.Between(i);
            if (between is ":" && groups[i].Length <= 2 && groups[i + 1].Length == 2)
            {
                noise[i] = noise[i + 1] = true;
            }
            else if (between is "-" && groups[i].Length == 6 && groups[i + 1].Length == 5)
            {
                noise[i] = noise[i + 1] = true; // Latvian personal code
            }
        }
        else if (i + 1 < noise.Length && text.GapAfter(i) <= Gap.Blank)
        {
            var next = text.Span(i + 1);
            var ownedByNext = i + 2 < noise.Length && groups[i + 2].IsDigits && text.GapAfter(i + 1) <= Gap.Blank;
            noise[i] = Units.GetAlternateLookup<ReadOnlySpan<char>>().Contains(next)
                || (!ownedByNext && Currencies.GetAlternateLookup<ReadOnlySpan<char>>().Contains(next));
        }
    }

    private static bool Date(FoldedText text, bool[] noise, int i)
    {
        var groups = text.Groups;
        if (i + 1 >= noise.Length || !groups[i + 1].IsDigits || groups[i].Length > 4)
        {
            return false;
        }

        var gap = text.Between(i).Trim();
        if (gap.Length != 1 || gap[0] is not ('.' or '/' or '-'))
        {
            return false;
        }

        var a = Value(text, i);
        var b = Value(text, i + 1);
        var la = groups[i].Length;
        var lb = groups[i + 1].Length;
        if (i + 2 < noise.Length && groups[i + 2].IsDigits && text.Between(i + 1).Trim().SequenceEqual(gap))
        {
            var c = Value(text, i + 2);
            var lc = groups[i + 2].Length;
            var dayFirst = la <= 2 && lb <= 2 && Day(a) && Month(b) && (lc == 4 ? c is >= 1950 and <= 2099 : lc == 2 && gap[0] is '.');
            var monthFirst = la <= 2 && lb <= 2 && lc == 4 && Month(a) && Day(b) && gap[0] == '/' && c is >= 1950 and <= 2099;
            var yearFirst = la == 4 && a is >= 1950 and <= 2099 && lb <= 2 && lc <= 2 && Month(b) && Day(c);
            if (dayFirst || monthFirst || yearFirst)
            {
                noise[i] = noise[i + 1] = noise[i + 2] = true;
                return true;
            }
        }

        // "21.11." and "21.11"
        if (gap[0] == '.' && la <= 2 && lb == 2 && Day(a) && Month(b) && (text.After(i + 1) == '.' || i + 2 >= noise.Length || text.GapAfter(i + 1) != Gap.Tight))
        {
            noise[i] = noise[i + 1] = true;
            return true;
        }

        return false;
    }

    private static bool Amount(FoldedText text, bool[] noise, int i)
    {
        var groups = text.Groups;
        var end = i;
        while (end + 1 < noise.Length && groups[end + 1].IsDigits && groups[end + 1].Length == 3 && groups[i].Length <= 3)
        {
            var gap = text.Between(end);
            if (gap.Length != 1 || !(gap[0] is '.' or ',' || (gap[0] is ' ' or '\u00a0' && groups[i].Length <= 2)))
            {
                break;
            }

            end++;
        }

        // Decimals decide: without them "1 234" is as likely two numbers.
        if (end + 1 < noise.Length && groups[end + 1].IsDigits && groups[end + 1].Length == 2 && text.Between(end) is "." or ",")
        {
            var closed = end + 2 >= noise.Length || text.GapAfter(end + 1) is not (Gap.None or Gap.Tight) || !groups[end + 2].IsDigits;
            if (closed)
            {
                Array.Fill(noise, true, i, end + 2 - i);
                return true;
            }
        }

        return false;
    }

    private static bool Day(int value) => value is >= 1 and <= 31;

    private static bool Month(int value) => value is >= 1 and <= 12;

    private static int Value(FoldedText text, int i) => int.Parse(text.Span(i), NumberStyles.None, CultureInfo.InvariantCulture);
}
