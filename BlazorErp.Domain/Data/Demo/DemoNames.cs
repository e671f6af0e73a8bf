namespace BlazorErp.Domain.Data.Demo;

/// <summary>Words the demo is made of. Every company here is invented.</summary>
internal static class DemoNames
{
    /// <summary>A family of items: code, name in Latvian and Hungarian, unit, list price in euro of its smallest size.</summary>
    public sealed record Family(string Code, string Latvian, string Hungarian, string Unit, decimal Price);

    public static readonly Family[] Families =
    [
        new("FLT", "Eļļas filtrs", "Olajszűrő", "pcs", 4.90m), new("AFL", "Gaisa filtrs", "Levegőszűrő", "pcs", 7.40m), new("BRG", "Lodīšu gultnis", "Golyóscsapágy", "pcs", 3.80m),
        new("BLT", "Ķīļsiksna", "Ékszíj", "pcs", 6.20m), new("BRK", "Bremžu kluči", "Fékbetét", "set", 18.90m), new("DSC", "Bremžu disks", "Féktárcsa", "pcs", 27.50m),
        new("SPK", "Aizdedzes svece", "Gyújtógyertya", "pcs", 3.10m), new("BAT", "Akumulators", "Akkumulátor", "pcs", 62.00m), new("LMP", "Spuldze", "Izzó", "pcs", 2.40m),
        new("WIP", "Stikla tīrītājs", "Ablaktörlő", "pcs", 8.30m), new("OIL", "Motoreļļa", "Motorolaj", "l", 6.70m), new("COL", "Dzesēšanas šķidrums", "Hűtőfolyadék", "l", 4.20m),
        new("HSE", "Šļūtene", "Tömlő", "m", 5.60m), new("GSK", "Blīve", "Tömítés", "pcs", 1.90m), new("SCR", "Skrūve", "Csavar", "pcs", 0.14m),
        new("NUT", "Uzgrieznis", "Anya", "pcs", 0.09m), new("PMP", "Ūdens sūknis", "Vízpumpa", "pcs", 34.00m), new("SHK", "Amortizators", "Lengéscsillapító", "pcs", 41.00m),
        new("CLT", "Sajūga komplekts", "Kuplungszett", "set", 96.00m), new("SEN", "Sensors", "Érzékelő", "pcs", 22.00m),
    ];

    private static readonly Dictionary<string, (string[] First, string[] Second, string Pattern, (string City, string Postcode)[] Cities, string[] Streets)> ByCountry = new(StringComparer.Ordinal)
    {
        ["LV"] = (
            ["Rīgas", "Liepājas", "Ventspils", "Jelgavas", "Valmieras", "Cēsu", "Ogres", "Tukuma", "Kuldīgas", "Siguldas", "Rēzeknes", "Daugavpils", "Jūrmalas", "Saldus", "Talsu", "Dobeles", "Bauskas", "Madonas", "Gulbenes", "Limbažu"],
            ["Auto", "Serviss", "Detaļas", "Motors", "Tehnika", "Būve", "Metāls", "Loģistika", "Agro", "Mežs", "Transports", "Mehānika", "Celtnieks", "Garāža", "Dzinējs", "Kravas", "Traktors", "Riepas"],
            "SIA {0} {1}",
            [("Rīga", "LV-1010"), ("Liepāja", "LV-3401"), ("Ventspils", "LV-3601"), ("Jelgava", "LV-3001"), ("Valmiera", "LV-4201"), ("Cēsis", "LV-4101"), ("Daugavpils", "LV-5401"), ("Rēzekne", "LV-4601"), ("Ogre", "LV-5001"), ("Tukums", "LV-3101")],
            ["Brīvības iela", "Lielā iela", "Rūpniecības iela", "Krasta iela", "Skolas iela", "Dzirnavu iela", "Zemitāna laukums", "Ganību iela"]),
        ["HU"] = (
            ["Szegedi", "Debreceni", "Győri", "Pécsi", "Miskolci", "Soproni", "Egri", "Váci", "Budai", "Pesti", "Kecskeméti", "Szolnoki", "Tatai", "Bajai", "Gyulai", "Ceglédi", "Makói", "Siófoki", "Zalai", "Tolnai"],
            ["Autó", "Szerviz", "Alkatrész", "Motor", "Gép", "Építő", "Fém", "Szállítás", "Agrár", "Erdő", "Jármű", "Műhely", "Garázs", "Teher", "Gumi"],
            "{0} {1} Kft.",
            [("Budapest", "1117"), ("Szeged", "6720"), ("Debrecen", "4024"), ("Győr", "9021"), ("Pécs", "7621"), ("Miskolc", "3525"), ("Sopron", "9400"), ("Eger", "3300"), ("Kecskemét", "6000"), ("Szolnok", "5000")],
            ["Kossuth utca", "Petőfi utca", "Fő utca", "Rákóczi út", "Ipar utca", "Béke tér", "Széchenyi utca", "Árpád út"]),
        ["PL"] = (
            ["Poznańskie", "Gdańskie", "Łódzkie", "Krakowskie", "Śląskie", "Lubelskie", "Toruńskie", "Białostockie", "Olsztyńskie", "Szczecińskie", "Mazowieckie", "Kieleckie"],
            ["Części", "Auta", "Silniki", "Maszyny", "Łożyska", "Transporty", "Warsztaty", "Hurtownie", "Ciągniki", "Opony"],
            "{0} {1} Sp. z o.o.",
            [("Poznań", "61-701"), ("Gdańsk", "80-831"), ("Łódź", "90-001"), ("Kraków", "30-001"), ("Katowice", "40-001"), ("Lublin", "20-001"), ("Warszawa", "00-001"), ("Białystok", "15-001")],
            ["ul. Długa", "ul. Przemysłowa", "ul. Polna", "al. Niepodległości", "ul. Kościelna", "ul. Leśna"]),
    };

    /// <summary>The n-th company of a country; all differ up to the number of pairs, then they are numbered.</summary>
    public static (string Name, string City, string Postcode, string Street) Company(string country, int n, Random random)
    {
        var (first, second, pattern, cities, streets) = ByCountry[country];

        // a diagonal through all pairs, so that neighbours differ in both words
        var pair = n % (first.Length * second.Length);
        var name = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, first[pair % first.Length], second[((pair / first.Length) + (pair % first.Length)) % second.Length]);
        var (city, postcode) = cities[random.Next(cities.Length)];
        return (name, city, postcode, $"{streets[random.Next(streets.Length)]} {random.Next(1, 180)}");
    }

    /// <summary>What a payer writes for an invoice, as people do.</summary>
    public static string Remittance(string country, string invoice, string reference, string order, Random random) => (country, random.Next(6)) switch
    {
        (_, 0) => reference,
        ("LV", 1) => $"Rēķins {invoice}",
        ("LV", 2) => $"Apmaksa par rēķinu Nr. {invoice}",
        ("LV", 3) => $"Par preci, rek. {invoice.Replace("-", "", StringComparison.Ordinal)}",
        ("HU", 1) => $"Számla {invoice}",
        ("HU", 2) => $"{invoice} sz. számla kiegyenlítése",
        ("HU", 3) => $"szamla {invoice.Replace("-", " ", StringComparison.Ordinal)}",
        ("PL", 1 or 2) => $"Faktura {invoice}",
        ("PL", 3) => $"zaplata za FV {invoice}",
        (_, 4) => $"{invoice} / {order}",
        _ => invoice,
    };
}
