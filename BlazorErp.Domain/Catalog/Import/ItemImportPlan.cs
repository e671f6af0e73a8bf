using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Catalog.Import;

/// <summary>
/// Decides what a file of items means: which items are new, which change, which stay, and every error of every row at once. Pure; nothing is written.
/// </summary>
public static class ItemImportPlan
{
    /// <summary>Most errors one refusal carries.</summary>
    public const int MostErrors = 1000;

    /// <summary>The plan in the file's order, or all errors (each with row and field): value.*, item.*, import.*.</summary>
    public static Outcome<IReadOnlyList<PlannedItem>> Decide(IReadOnlyList<ItemImportRow> rows, ImportGround ground)
    {
        var wrong = new List<Refusal>();
        var plan = new List<PlannedItem>();
        var barcodes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in rows.GroupBy(r => ItemRules.Key(r.Code)))
        {
            var same = group.ToList();
            wrong.AddRange(Repeated(same));
            var row = Merged(same, wrong);
            var existing = ground.Items.GetValueOrDefault(group.Key);
            var wanted = Wanted(row, existing, ground, wrong);
            Barcodes(row, group.Key, ground, barcodes, wrong);
            var openings = same.SelectMany(r => r.Openings.Select(o => (r.Row, Figure: o))).ToList();
            Openings(openings, wanted.Kind, wrong);
            plan.Add(new PlannedItem(row.Row, existing, wanted, existing is null || Differs(existing, wanted), [.. openings.Where(o => o.Figure.Quantity > 0m)]));
            if (wrong.Count >= MostErrors)
            {
                break;
            }
        }

        return wrong.Count > 0 ? Refusal.Of([.. wrong.OrderBy(w => w.Row).Take(MostErrors)]) : plan;
    }

    // The same code twice is the same item only where each row speaks of other warehouses (a row per warehouse).
    private static IEnumerable<Refusal> Repeated(List<ItemImportRow> same)
    {
        for (var n = 1; n < same.Count; n++)
        {
            var seen = same.Take(n).SelectMany(r => r.Openings.Select(o => o.WarehouseId)).ToHashSet();
            if (same[n].Openings.Count == 0 || seen.Count == 0 || same[n].Openings.Any(o => seen.Contains(o.WarehouseId)))
            {
                yield return new Refusal("import.duplicate_code", same[n].Code, same[0].Row) { Row = same[n].Row, Field = nameof(Item.Code) };
            }
        }
    }

    private static ItemImportRow Merged(List<ItemImportRow> same, List<Refusal> wrong)
    {
        var merged = same[0];
        foreach (var row in same.Skip(1))
        {
            Agree(merged.Name, row.Name, nameof(Item.Name), row.Row);
            Agree(merged.Unit, row.Unit, nameof(Item.Unit), row.Row);
            Agree(merged.Kind, row.Kind, nameof(Item.Kind), row.Row);
            Agree(merged.SalesPrice, row.SalesPrice, nameof(Item.SalesPrice), row.Row);
            Agree(merged.VatRate, row.VatRate, nameof(Item.VatRateId), row.Row);
            Agree(merged.AlarmLevel, row.AlarmLevel, nameof(Item.AlarmLevel), row.Row);
            merged = merged with
            {
                Name = merged.Name ?? row.Name, Unit = merged.Unit ?? row.Unit, Kind = merged.Kind ?? row.Kind, SalesPrice = merged.SalesPrice ?? row.SalesPrice,
                VatRate = merged.VatRate ?? row.VatRate, AlarmLevel = merged.AlarmLevel ?? row.AlarmLevel, Barcodes = [.. merged.Barcodes.Union(row.Barcodes)],
            };
        }

        return merged;

        void Agree(object? first, object? second, string field, int row)
        {
            if (first is not null && second is not null && !first.Equals(second))
            {
                wrong.Add(new Refusal("import.rows_disagree", same[0].Row) { Row = row, Field = field });
            }
        }
    }

    private static SaveItem Wanted(ItemImportRow row, Item? existing, ImportGround ground, List<Refusal> wrong)
    {
        var rate = row.VatRate is null ? existing?.VatRateId ?? ground.Rates.FirstOrDefault(r => r.IsDefault)?.Id : Rate(row.VatRate, ground.Rates);
        if (rate is null)
        {
            wrong.Add(new Refusal(row.VatRate is null ? "value.required" : "import.vat_rate_unknown", row.VatRate is null ? [] : [row.VatRate]) { Row = row.Row, Field = nameof(Item.VatRateId) });
        }

        var known = existing?.Barcodes.Select(b => b.Barcode).ToList() ?? [];
        var wanted = new SaveItem(
            existing?.Id, existing?.Version ?? 0, existing?.Code ?? row.Code, row.Name ?? existing?.Name ?? "", row.Unit ?? existing?.Unit ?? ground.DefaultUnit, row.Kind ?? existing?.Kind ?? ItemKind.Stocked,
            row.SalesPrice ?? existing?.SalesPrice ?? 0m, rate ?? 0, row.AlarmLevel ?? existing?.AlarmLevel, [.. known.Union(ItemRules.Clean(row.Barcodes))]);
        var check = ItemRules.Check(wanted);
        if (check.Refusal is { } no)
        {
            wrong.AddRange(no.All.Select(r => r with { Row = row.Row, Others = [] }));
            return wanted;
        }

        return check.Value;
    }

    /// <summary>The rate of a code ("21", "0-EX"), else of a percentage ("21%", "21.0", "0,21" is no percentage).</summary>
    public static long? Rate(string text, IReadOnlyList<VatRate> rates)
    {
        var plain = text.Trim().TrimEnd('%').Trim();
        if (rates.FirstOrDefault(r => r.Code.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase) || r.Code.Equals(plain, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named.Id;
        }

        return decimal.TryParse(plain.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? rates.Where(r => r.Percent == percent).OrderByDescending(r => r.Category is "S" or "Z").ThenByDescending(r => r.IsDefault).FirstOrDefault()?.Id
            : null;
    }

    private static void Barcodes(ItemImportRow row, string key, ImportGround ground, Dictionary<string, string> inFile, List<Refusal> wrong)
    {
        foreach (var barcode in ItemRules.Clean(row.Barcodes))
        {
            var owner = ground.BarcodeOwners.GetValueOrDefault(barcode) ?? inFile.GetValueOrDefault(barcode);
            if (owner is not null && owner != key)
            {
                wrong.Add(new Refusal("item.barcode_taken", barcode, owner) { Row = row.Row, Field = nameof(Item.Barcodes) });
            }

            inFile.TryAdd(barcode, key);
        }
    }

    private static void Openings(List<(int Row, OpeningFigure Figure)> openings, ItemKind kind, List<Refusal> wrong)
    {
        foreach (var (row, figure) in openings)
        {
            if (figure.Quantity < 0m)
            {
                wrong.Add(new Refusal("import.negative_quantity", figure.Quantity) { Row = row, Field = figure.Field });
            }
            else if (!Quantity.Fits(figure.Quantity))
            {
                wrong.Add(new Refusal("import.bad_quantity", figure.Quantity) { Row = row, Field = figure.Field });
            }
            else if (figure.UnitCost is < 0m or > ItemRules.HighestPrice || decimal.Round(figure.UnitCost, 4) != figure.UnitCost)
            {
                wrong.Add(new Refusal("import.bad_cost", figure.UnitCost) { Row = row, Field = figure.Field });
            }
            else if (figure.Quantity > 0m && kind == ItemKind.Service)
            {
                wrong.Add(new Refusal("import.service_with_stock") { Row = row, Field = figure.Field });
            }
        }
    }

    private static bool Differs(Item item, SaveItem wanted) =>
        item.Name != wanted.Name || item.Unit != wanted.Unit || item.Kind != wanted.Kind || item.SalesPrice != wanted.SalesPrice || item.VatRateId != wanted.VatRateId
        || item.AlarmLevel != wanted.AlarmLevel || wanted.Barcodes.Count != item.Barcodes.Count;
}
