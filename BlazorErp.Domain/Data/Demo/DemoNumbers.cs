using System.Globalization;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>Numbers that carry check digits, made so that those hold.</summary>
internal static class DemoNumbers
{
    private static readonly string[] LatvianBanks = ["HABA", "UNLA", "PARX", "RIKO"];
    private static readonly string[] HungarianBanks = ["117", "107", "104", "120", "116"];
    private static readonly string[] PolishBanks = ["10201026", "11402004", "10501025", "12401037"];

    /// <summary>VAT number of a country's company, with prefix.</summary>
    public static string Vat(string country, Random random) => country switch
    {
        "LV" => "LV" + WithCheck(random, "4000", 6, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6], sum => ((3 - (sum % 11)) % 11 + 11) % 11),
        "HU" => "HU" + WithCheck(random, "1", 6, [9, 7, 3, 1, 9, 7, 3], sum => (10 - (sum % 10)) % 10),
        "PL" => "PL" + WithCheck(random, "7", 8, [6, 5, 7, 2, 3, 4, 5, 6, 7], sum => sum % 11),
        _ => throw new ArgumentException($"No demo VAT numbers of {country}", nameof(country)),
    };

    /// <summary>IBAN of a country.</summary>
    public static string Iban(string country, Random random)
    {
        var body = country switch
        {
            "LV" => LatvianBanks[random.Next(LatvianBanks.Length)] + Digits(random, 13),
            "HU" => Hungarian(random),
            "PL" => PolishBanks[random.Next(PolishBanks.Length)] + Digits(random, 16),
            _ => throw new ArgumentException($"No demo accounts of {country}", nameof(country)),
        };
        return $"{country}{98 - Mod97(body + country + "00"):00}{body}";
    }

    /// <summary>Barcode (EAN-13) of a country's prefix.</summary>
    public static string Ean(string prefix, int number)
    {
        var body = prefix + number.ToString("000000000", CultureInfo.InvariantCulture);
        var sum = body.Select((c, n) => (c - '0') * (n % 2 == 0 ? 1 : 3)).Sum();
        return body + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }

    private static string Hungarian(Random random)
    {
        var branch = HungarianBanks[random.Next(HungarianBanks.Length)] + Digits(random, 4);
        var account = Digits(random, 15);
        return branch + Check9731(branch) + account + Check9731(account);
    }

    private static string Check9731(string digits)
    {
        int[] weights = [9, 7, 3, 1];
        return ((10 - (digits.Select((c, n) => (c - '0') * weights[n % 4]).Sum() % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Digits with one check digit behind; drawn again where the check would have two digits.</summary>
    private static string WithCheck(Random random, string start, int more, int[] weights, Func<int, int> check)
    {
        while (true)
        {
            var body = start + Digits(random, more);
            var digit = check(body.Select((c, n) => (c - '0') * weights[n]).Sum());
            if (digit < 10)
            {
                return body + digit.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static string Digits(Random random, int count) => string.Create(count, random, (span, r) =>
    {
        foreach (ref var c in span)
        {
            c = (char)('0' + r.Next(10));
        }
    });

    private static int Mod97(string text)
    {
        var rest = 0;
        foreach (var c in text)
        {
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        }

        return rest;
    }
}
