using System.Globalization;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Catalog.Import;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Files;

namespace BlazorErp.Catalog.Import;

/// <summary>What a file of items may hold, and how a row of it is read.</summary>
public static class ItemImportFields
{
    private const string QuantityOf = "qty:";
    private const string CostOf = "cost:";
    private static readonly string[] QuantityWords = ["qty", "quantity", "opening quantity", "stock", "daudzums", "atlikums", "mennyiség", "készlet", "ilość", "stan"];
    private static readonly string[] CostWords = ["cost", "unit cost", "purchase price", "pašizmaksa", "iepirkuma cena", "bekerülési ár", "beszerzési ár", "koszt", "cena zakupu"];

    private static readonly Dictionary<string, ItemKind> Kinds = new(StringComparer.Ordinal)
    {
        ["stocked"] = ItemKind.Stocked, ["goods"] = ItemKind.Stocked, ["product"] = ItemKind.Stocked, ["krajumu prece"] = ItemKind.Stocked, ["prece"] = ItemKind.Stocked, ["keszletezett"] = ItemKind.Stocked,
        ["termek"] = ItemKind.Stocked, ["magazynowy"] = ItemKind.Stocked, ["towar"] = ItemKind.Stocked, ["service"] = ItemKind.Service, ["pakalpojums"] = ItemKind.Service, ["szolgaltatas"] = ItemKind.Service, ["usluga"] = ItemKind.Service,
    };

    /// <summary>The fields, those of each warehouse (by code and by name) before the plain ones, so that "qty RIX" is Riga's.</summary>
    public static IReadOnlyList<TableField> For(IReadOnlyList<Warehouse> warehouses) =>
    [
        new("code", TableFieldKind.Text, "code", "item code", "sku", "article", "kods", "preces kods", "artikuls", "kód", "cikkszám", "cikkkód", "kod", "symbol", "indeks") { Required = true, MaxLength = ItemRules.CodeLength },
        new("name", TableFieldKind.Text, "name", "item name", "title", "nosaukums", "név", "megnevezés", "nazwa") { MaxLength = ItemRules.NameLength },
        new("unit", TableFieldKind.Text, "unit", "uom", "mērvienība", "vienība", "egység", "mértékegység", "jednostka", "jm", "j.m.") { MaxLength = ItemRules.UnitLength },
        new("kind", TableFieldKind.Text, "kind", "type", "veids", "fajta", "típus", "rodzaj", "typ"),
        new("price", TableFieldKind.Number, "price", "sales price", "net price", "cena", "pārdošanas cena", "ár", "eladási ár", "nettó ár", "cena sprzedaży", "cena netto"),
        new("vat", TableFieldKind.Text, "vat", "vat rate", "vat %", "tax", "pvn", "pvn likme", "áfa", "áfakulcs", "stawka vat"),
        new("barcode", TableFieldKind.Text, "barcode", "barcodes", "ean", "gtin", "svītrkods", "svītrkodi", "vonalkód", "vonalkódok", "kod kreskowy", "kody kreskowe") { MaxLength = 2000 },
        new("alarm", TableFieldKind.Number, "alarm", "alarm level", "reorder level", "minimum", "brīdinājuma līmenis", "minimālais atlikums", "riasztási szint", "minimum készlet", "poziom alarmu", "stan minimalny"),
        .. warehouses.SelectMany(w => new[]
        {
            new TableField(QuantityOf + w.Code, TableFieldKind.Number, Named(QuantityWords, w)),
            new TableField(CostOf + w.Code, TableFieldKind.Number, Named(CostWords, w)),
        }),
        new("warehouse", TableFieldKind.Text, "warehouse", "noliktava", "raktár", "magazyn"),
        new("qty", TableFieldKind.Number, QuantityWords),
        new("cost", TableFieldKind.Number, CostWords),
    ];

    /// <summary>Warehouse of a field of one; null for the others.</summary>
    public static (bool IsCost, string Code)? WarehouseOf(string key) =>
        key.StartsWith(QuantityOf, StringComparison.Ordinal) ? (false, key[QuantityOf.Length..]) : key.StartsWith(CostOf, StringComparison.Ordinal) ? (true, key[CostOf.Length..]) : null;

    /// <summary>The row as the import takes it, or all that is wrong with it.</summary>
    public static Outcome<ItemImportRow> Row(MappedRow row, ColumnMapping mapping, IReadOnlyList<Warehouse> warehouses)
    {
        var wrong = new List<Refusal>();
        ItemKind? kind = null;
        if (row.Text("kind") is { } word)
        {
            kind = Kinds.TryGetValue(SearchText.Fold(word), out var known) ? known : null;
            if (kind is null)
            {
                wrong.Add(new Refusal("value.unknown", word) { Row = row.Number, Field = Title("kind") });
            }
        }

        var openings = new List<OpeningFigure>();
        foreach (var warehouse in warehouses)
        {
            Opening(warehouse.Id, QuantityOf + warehouse.Code, CostOf + warehouse.Code);
        }

        if (row.Amount("qty") is not null || row.Amount("cost") is not null)
        {
            var named = row.Text("warehouse");
            var place = named is null ? warehouses.FirstOrDefault(w => w.IsDefault) ?? warehouses.FirstOrDefault() : warehouses.FirstOrDefault(w => Is(w, named));
            if (place is null)
            {
                wrong.Add(new Refusal("import.warehouse_unknown", named) { Row = row.Number, Field = Title("warehouse") });
            }
            else
            {
                Opening(place.Id, "qty", "cost");
            }
        }

        return wrong.Count > 0 ? Refusal.Of(wrong) : new ItemImportRow(row.Number, row.Text("code")!)
        {
            Name = row.Text("name"), Unit = row.Text("unit"), Kind = kind, SalesPrice = row.Amount("price"), VatRate = row.Text("vat"), AlarmLevel = row.Amount("alarm"),
            Barcodes = (row.Text("barcode") ?? "").Split([',', ';', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Openings = openings,
        };

        void Opening(long warehouseId, string quantity, string cost)
        {
            if (row.Amount(quantity) is not { } amount)
            {
                return;
            }

            if (amount > 0m && row.Amount(cost) is null && mapping.Columns.ContainsKey(cost))
            {
                wrong.Add(new Refusal("import.cost_missing") { Row = row.Number, Field = Title(cost) });
            }

            openings.Add(new OpeningFigure(warehouseId, amount, row.Amount(cost) ?? 0m, Title(quantity)));
        }

        string Title(string key) => mapping.Columns.TryGetValue(key, out var column) ? mapping.Title(column) : key;
    }

    private static string[] Named(string[] words, Warehouse warehouse) =>
        [.. words.SelectMany(word => new[] { $"{word} {warehouse.Code}", $"{warehouse.Code} {word}", $"{word} {warehouse.Name}", $"{warehouse.Name} {word}" }).Distinct(StringComparer.Ordinal)];

    private static bool Is(Warehouse warehouse, string name) => warehouse.Code.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase) || SearchText.Fold(warehouse.Name) == SearchText.Fold(name);
}
