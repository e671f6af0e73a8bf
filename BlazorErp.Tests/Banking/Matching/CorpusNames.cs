using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Matching;

/// <summary>People and companies of four languages, and the ways banks and payers write them.</summary>
internal sealed class CorpusNames(Random random)
{
    private static readonly string[][] First =
    [
        ["Jānis", "Ilze", "Andris", "Līga", "Mārtiņš", "Kristīne", "Edgars", "Anna", "Pēteris", "Dace", "Ģirts", "Žanete"],
        ["László", "Katalin", "István", "Zsófia", "Gábor", "Eszter", "Ferenc", "Ágnes", "Béla", "Réka"],
        ["Łukasz", "Małgorzata", "Piotr", "Agnieszka", "Paweł", "Katarzyna", "Michał", "Zofia", "Grażyna", "Józef"],
        ["John", "Emma", "Peter", "Laura", "Mark", "Helen", "David", "Sarah", "Oliver", "Grace"],
    ];

    private static readonly string[][] Last =
    [
        ["Bērziņš", "Ozols", "Kalniņa", "Liepiņš", "Jansons", "Krūmiņa", "Zariņš", "Šķēle", "Vītols", "Ābele", "Pētersons", "Grīnberga"],
        ["Nagy", "Kovács", "Tóth", "Szabó", "Horváth", "Kiss", "Molnár", "Fekete", "Őri", "Gyöngyösi"],
        ["Kowalski", "Wiśniewska", "Wójcik", "Kamiński", "Lewandowska", "Zieliński", "Dąbrowski", "Gołębiowska", "Żak", "Pawłowski"],
        ["Smith", "Brown", "Wilson", "Taylor", "Evans", "Walker", "Green", "Harris", "Clarke", "Young"],
    ];

    private static readonly string[] Words =
        ["Baltic", "Rīgas", "Auto", "Parts", "Nord", "Trans", "Mežu", "Būve", "Duna", "Fém", "Kereskedelmi", "Polska", "Handel", "Zielony", "Tech", "Agro", "Jūra", "Metāls", "Tisza", "Wisła", "Service", "Group", "Logistics", "Foods"];

    private static readonly string[] Forms = ["SIA {0}", "{0} SIA", "AS {0}", "{0} Kft.", "{0} Zrt.", "{0} Bt.", "{0} Sp. z o.o.", "{0} S.A.", "UAB {0}", "{0} OÜ", "{0} GmbH", "SIA \"{0}\""];

    private readonly HashSet<string> registered = new(StringComparer.Ordinal);

    public string New()
    {
        if (random.Next(2) == 0)
        {
            var language = random.Next(4);
            return $"{Pick(First[language])} {Pick(Last[language])}";
        }

        // People have namesakes; no two companies of one form are registered under one name.
        while (true)
        {
            var name = $"{Pick(Words)} {Pick(Words)}";
            name = random.Next(3) == 0 ? $"{name} {Pick(Words)}" : name;
            var company = string.Format(System.Globalization.CultureInfo.InvariantCulture, Pick(Forms), name);
            if (registered.Add(string.Join(' ', SearchText.Fold(company).Split(' ').Order(StringComparer.Ordinal))))
            {
                return company;
            }
        }
    }

    /// <summary>As some bank would write the name: same, capitals, no accents, other order, form left out, cut off, given name as an initial.</summary>
    public string Written(string name) => random.Next(8) switch
    {
        0 or 1 => name,
        2 => name.ToUpperInvariant(),
        3 or 4 => SearchText.Fold(name).ToUpperInvariant(),
        5 => string.Join(' ', name.Split(' ').Reverse()),
        6 => name.Contains("SIA", StringComparison.Ordinal) ? name.Replace("SIA", "", StringComparison.Ordinal).Trim() : name.ToLowerInvariant(),
        _ => name.Split(' ') is [var given, var family] ? $"{given[0]}. {family}" : name,
    };

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
