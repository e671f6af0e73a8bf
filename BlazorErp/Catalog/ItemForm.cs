using System.Text.Json;
using BlazorErp.Domain.Catalog;

namespace BlazorErp.Catalog;

/// <summary>What is being typed on an item's card.</summary>
public sealed class ItemForm
{
    private readonly string loaded;
    private readonly long? id;
    private readonly int version;

    /// <summary>An empty form with the rate that is proposed.</summary>
    public ItemForm(long vatRateId, string unit)
    {
        (VatRateId, Unit, loaded) = (vatRateId, unit, "");
    }

    /// <summary>A form of what is saved.</summary>
    public ItemForm(ItemCard card)
    {
        (id, version, Code, Name, Unit, Kind) = (card.Id, card.Version, card.Code, card.Name, card.Unit, card.Kind);
        (SalesPrice, VatRateId, AlarmLevel, Barcodes) = (card.SalesPrice, card.VatRateId, card.AlarmLevel, string.Join('\n', card.Barcodes));
        loaded = JsonSerializer.Serialize(Request());
    }

    /// <summary>Code.</summary>
    public string? Code { get; set; }
    /// <summary>Name.</summary>
    public string? Name { get; set; }
    /// <summary>Unit.</summary>
    public string? Unit { get; set; }
    /// <summary>Stocked or service.</summary>
    public ItemKind Kind { get; set; } = ItemKind.Stocked;
    /// <summary>Net price.</summary>
    public decimal? SalesPrice { get; set; }
    /// <summary>VAT rate.</summary>
    public long VatRateId { get; set; }
    /// <summary>Alarm level.</summary>
    public decimal? AlarmLevel { get; set; }
    /// <summary>Barcodes, one a line.</summary>
    public string? Barcodes { get; set; }

    /// <summary>Something was typed since it was read.</summary>
    public bool Dirty => loaded.Length > 0 && JsonSerializer.Serialize(Request()) != loaded;

    /// <summary>What to save.</summary>
    public SaveItem Request() => new(
        id, version, Code ?? "", Name ?? "", Unit ?? "", Kind, SalesPrice ?? 0m, VatRateId, AlarmLevel, (Barcodes ?? "").Split(['\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
