using System.Globalization;

namespace BlazorErp.Tests.Banking.Matching;

/// <summary>What payers write, in four languages.</summary>
internal sealed class CorpusTexts(Random random)
{
    private static readonly string[] Prefixes =
    [
        "rek. {0}", "Apmaksa par rēķinu Nr. {0}", "par rēķinu {0}", "Rēķins Nr.{0}", "számla {0}", "{0} számla", "Számlaszám: {0}", "faktura nr {0}", "za fakturę {0}", "FV {0}",
        "invoice {0}", "Invoice no. {0}", "payment for invoice {0}, thank you", "{0}", "rēķina {0} apmaksa", "zapłata faktury {0}",
    ];

    private static readonly string[] Noises =
    [
        "{0} 21.11.2026", "{0}, tel. 29123456", "{0} 2026. 11. 14.", "{0} no 14.11.2026.", "{0} +371 26 123 456", "{0} EUR 120,50", "{0} Līgums 14/3", "{0} pk 120385-11234",
        "21/11/2026 {0}", "{0} PVN LV40003123456", "Paldies! {0}", "{0} LV80HABA0551012345678", "{0} (2 gab)", "{0}; reg. nr. 40103123456", "köszönöm {0}", "{0} dziękuję",
    ];

    private static readonly string[] VagueTexts =
        ["payment", "apmaksa", "par preci", "maksājums par precēm 21.11.2026", "áru ellenértéke", "zapłata za towar", "", "paldies", "Rēķina apmaksa", "invoice", "za zakupy", "2026. november"];

    private static readonly string[] UnrelatedTexts =
    [
        "Komisija par kontu 11.2026", "Darba alga 11/2026", "VID nodokļi 2026-11", "Kredīta maksājums Nr. 77-2026/331, pamatsumma 120.00 procenti 3.40", "Loan 2026/77 interest",
        "Pārskaitījums starp saviem kontiem", "Atmaksa klientam, tel 67 123 456", "ÁFA befizetés 2026. október", "Lakbér 2026/11", "ZUS składka 11/2026", "Prąd rachunek 4420917733",
        "Elektrība, abonenta nr. 00917331", "Apdrošināšanas polise BTA 2026 917331", "Kartes operācija ****0917 CIRCLE K", "Donation", "Parking 12:45 21.11.2026", "Telefons 29309170 rēķins par oktobri",
    ];

    public static string Sequence(string number) => number[(number.LastIndexOf('-') + 1)..];

    /// <summary>The whole number, as exactly or freely as people copy it.</summary>
    public string Full(string number)
    {
        if (number.Split('-') is not [var series, var year, var sequence])
        {
            return number;
        }

        var zeros = sequence.TrimStart('0');
        return random.Next(12) switch
        {
            0 or 1 or 2 => number,
            3 => $"{series} {year}/{sequence}",
            4 => $"{series.ToLowerInvariant()}{year}{sequence}",
            5 => $"{series}-{year}-{zeros}",
            6 => Prefixed($"{year}-{sequence}"),
            7 => Prefixed($"{year}/{sequence}"),
            8 => Prefixed(number),
            9 => $"{series.ToLowerInvariant()} {year} {sequence}",
            10 => zeros.Length > 2 ? Prefixed($"{zeros}/{year}") : number,
            _ => zeros.Length > 2 ? Prefixed($"{year}-{zeros}") : number,
        };
    }

    public string Prefixed(string number) => string.Format(CultureInfo.InvariantCulture, Prefixes[random.Next(Prefixes.Length)], number);

    public string List(IReadOnlyList<string> numbers)
    {
        var joint = new[] { ", ", " un ", "; ", " + ", " és ", " i ", "/", " " }[random.Next(8)];
        if (joint == "/" || random.Next(2) == 0)
        {
            return string.Join(joint == "/" ? ", " : joint, numbers);
        }

        // Only the first in full.
        var year = numbers[0][..numbers[0].LastIndexOf('-')];
        return numbers.All(n => n.StartsWith(year, StringComparison.Ordinal))
            ? numbers[0] + string.Concat(numbers.Skip(1).Select(n => joint + Sequence(n)))
            : string.Join(joint, numbers);
    }

    public string Noise(string text) => random.Next(5) < 2 ? string.Format(CultureInfo.InvariantCulture, Noises[random.Next(Noises.Length)], text) : text;

    public string Vague() => VagueTexts[random.Next(VagueTexts.Length)];

    public string Unrelated() => UnrelatedTexts[random.Next(UnrelatedTexts.Length)];

    public string Order(string number) => string.Format(CultureInfo.InvariantCulture, new[] { "{0}", "Order {0}", "Pasūtījums {0}", "rendelés {0}", "zamówienie nr {0}" }[random.Next(5)],
        random.Next(3) == 0 ? "#" + number.TrimStart('#') : number);

    public string Blanks(string reference) => random.Next(2) == 0 ? reference : string.Join(' ', reference.Chunk(4).Select(c => new string(c)));

    /// <summary>ISO 11649: RF, two check digits, the number.</summary>
    public static string CreditorReference(int number) => "RF" + Check("RF", number.ToString("000000", CultureInfo.InvariantCulture));

    public static string Iban(string rest) => "LV" + Check("LV", rest);

    private static string Check(string country, string rest)
    {
        var remainder = 0;
        foreach (var c in rest + country + "00")
        {
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + c - '0') % 97 : ((remainder * 100) + c - 'A' + 10) % 97;
        }

        return (98 - remainder).ToString("00", CultureInfo.InvariantCulture) + rest;
    }
}
