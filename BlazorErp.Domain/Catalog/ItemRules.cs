using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Catalog;

/// <summary>What holds for an item's fields, whoever writes them: a form, a channel, an import.</summary>
public static class ItemRules
{
    /// <summary>Longest code.</summary>
    public const int CodeLength = 40;
    /// <summary>Longest name.</summary>
    public const int NameLength = 200;
    /// <summary>Longest unit.</summary>
    public const int UnitLength = 20;
    /// <summary>Longest barcode.</summary>
    public const int BarcodeLength = 50;
    /// <summary>Most barcodes of one item.</summary>
    public const int MostBarcodes = 50;
    /// <summary>Highest price per unit.</summary>
    public const decimal HighestPrice = 1_000_000_000m;

    /// <summary>The code as it is looked up.</summary>
    public static string Key(string code) => code.Trim().ToUpperInvariant();

    /// <summary>Barcodes trimmed, without blanks inside, each once, empty ones left out.</summary>
    public static IReadOnlyList<string> Clean(IEnumerable<string> barcodes) =>
        [.. barcodes.Select(b => string.Concat(b.Where(c => !char.IsWhiteSpace(c)))).Where(b => b.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The searchable column: code first, so that a prefix of the code is a prefix of it.</summary>
    public static string Search(string code, string name, IEnumerable<string> barcodes) => SearchText.FoldAll(600, [code, name, .. barcodes]);

    /// <summary>The request cleaned, or everything that is wrong with it.</summary>
    public static Outcome<SaveItem> Check(SaveItem item)
    {
        var wrong = new Complaints();
        var barcodes = Clean(item.Barcodes);
        var clean = item with
        {
            Code = wrong.Text(item.Code, nameof(Item.Code), CodeLength, required: true) ?? "",
            Name = wrong.Text(item.Name, nameof(Item.Name), NameLength, required: true) ?? "",
            Unit = wrong.Text(item.Unit, nameof(Item.Unit), UnitLength, required: true) ?? "",
            Barcodes = barcodes,
        };
        if (!Enum.IsDefined(item.Kind))
        {
            wrong.Add(nameof(Item.Kind), "value.unknown", item.Kind.ToString());
        }

        wrong.Number(item.SalesPrice, nameof(Item.SalesPrice), 0m, HighestPrice);
        wrong.Number(item.AlarmLevel, nameof(Item.AlarmLevel), 0m, Quantity.Limit);
        if (barcodes.Count > MostBarcodes)
        {
            wrong.Add(nameof(Item.Barcodes), "value.too_many", MostBarcodes);
        }

        foreach (var barcode in barcodes)
        {
            wrong.Text(barcode, nameof(Item.Barcodes), BarcodeLength);
        }

        return wrong.Refusal is { } no ? no : clean;
    }
}
