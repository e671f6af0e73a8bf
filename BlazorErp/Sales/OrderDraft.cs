using System.Text.Json;
using System.Text.Json.Serialization;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Sales;

/// <summary>One line as it stands on the screen.</summary>
public sealed class DraftLine
{
    /// <summary>The saved line; 0 for a new one.</summary>
    public long LineId { get; set; }
    /// <summary>Item.</summary>
    public long ItemId { get; set; }
    /// <summary>Its code.</summary>
    public string Code { get; set; } = "";
    /// <summary>Text of the line.</summary>
    public string Name { get; set; } = "";
    /// <summary>Unit.</summary>
    public string Unit { get; set; } = "";
    /// <summary>Stocked or service.</summary>
    public ItemKind Kind { get; set; }
    /// <summary>Quantity; null while nothing readable is typed.</summary>
    public decimal? Quantity { get; set; }
    /// <summary>Net price.</summary>
    public decimal? Price { get; set; }
    /// <summary>Percent.</summary>
    public decimal? Discount { get; set; }
    /// <summary>VAT rate.</summary>
    public long VatRateId { get; set; }
    /// <summary>Its percent.</summary>
    public decimal VatPercent { get; set; }
    /// <summary>Net a shop charged; given up when quantity, price or discount is changed by hand.</summary>
    public decimal? FixedNet { get; set; }
    /// <summary>The shop's id of the line.</summary>
    public string? ExternalId { get; set; }
    /// <summary>Held now, as last read.</summary>
    public decimal Reserved { get; set; }
    /// <summary>Delivered.</summary>
    public decimal Delivered { get; set; }
    /// <summary>Invoiced.</summary>
    public decimal Invoiced { get; set; }

    /// <summary>The engine's view of the line.</summary>
    [JsonIgnore]
    public TotalLine Total => new(Quantity ?? 0m, Price ?? 0m, Discount ?? 0m, VatRateId, VatPercent, FixedNet);

    /// <summary>Still to be delivered, of stocked items.</summary>
    [JsonIgnore]
    public decimal Wanted => Kind == ItemKind.Stocked ? Math.Max(0m, (Quantity ?? 0m) - Delivered) : 0m;

    /// <summary>What would be held if it were saved now, given what is free in the order's warehouse.</summary>
    public decimal WouldHold(decimal free) => Math.Min(Wanted, Reserved + Math.Max(0m, free));
}

/// <summary>
/// An order as it stands on the screen, before it is saved: pure, so that entry is tested without a browser, and serialisable, so that an
/// unsaved one outlives its connection.
/// </summary>
public sealed class OrderDraft
{
    /// <summary>Made with the form and kept with it: a save whose answer was lost is not done twice.</summary>
    public Guid CommandId { get; set; } = Guid.NewGuid();
    /// <summary>0 for a new one.</summary>
    public long OrderId { get; set; }
    /// <summary>Version it started from.</summary>
    public int Version { get; set; }
    /// <summary>Customer.</summary>
    public PartnerHit? Partner { get; set; }
    /// <summary>Warehouse.</summary>
    public long WarehouseId { get; set; }
    /// <summary>Day.</summary>
    public DateOnly? Date { get; set; }
    /// <summary>Promised day.</summary>
    public DateOnly? Promised { get; set; }
    /// <summary>Currency.</summary>
    public string Currency { get; set; } = "EUR";
    /// <summary>Customer's reference.</summary>
    public string? Reference { get; set; }
    /// <summary>Note.</summary>
    public string? Note { get; set; }
    /// <summary>Lines in order.</summary>
    public List<DraftLine> Lines { get; set; } = [];
    /// <summary>What it looked like when it was read.</summary>
    public string Saved { get; set; } = "";

    /// <summary>Whether something was typed since.</summary>
    [JsonIgnore]
    public bool IsDirty => Saved != Picture();

    /// <summary>Whether it can be saved.</summary>
    [JsonIgnore]
    public bool CanSave => Partner is not null && Date is not null && Lines.Count > 0 && Lines.TrueForAll(l => l.Quantity > 0m && l.Price is not null);

    /// <summary>An empty one.</summary>
    public static OrderDraft New(DateOnly today, long warehouse, string currency)
    {
        var draft = new OrderDraft { WarehouseId = warehouse, Date = today, Currency = currency };
        draft.Saved = draft.Picture();
        return draft;
    }

    /// <summary>A saved order.</summary>
    public static OrderDraft Of(OrderCard card)
    {
        var draft = new OrderDraft
        {
            OrderId = card.Id, Version = card.Version, Partner = new PartnerHit(card.PartnerId, card.PartnerCode, card.Partner, null, card.PartnerVatNumber, card.PaymentTermDays), WarehouseId = card.WarehouseId, Date = card.Date,
            Promised = card.PromisedDate, Currency = card.Currency, Reference = card.Reference, Note = card.Note,
            Lines = [.. card.Lines.Select(l => new DraftLine
            {
                LineId = l.Id, ItemId = l.ItemId, Code = l.Code, Name = l.Description, Unit = l.Unit, Kind = l.Kind, Quantity = l.Quantity, Price = l.UnitPrice, Discount = l.DiscountPercent == 0m ? null : l.DiscountPercent,
                VatRateId = l.VatRateId, VatPercent = l.VatPercent, FixedNet = l.NetIsFixed ? l.Net : null, ExternalId = l.ExternalId, Reserved = l.Reserved, Delivered = l.Delivered, Invoiced = l.Invoiced,
            })],
        };
        draft.Saved = draft.Picture();
        return draft;
    }

    /// <summary>Adds an item; the line waits for its quantity.</summary>
    public DraftLine Add(ItemHit item)
    {
        var line = new DraftLine { ItemId = item.Id, Code = item.Code, Name = item.Name, Unit = item.Unit, Kind = item.Kind, Quantity = 1m, Price = item.SalesPrice, VatRateId = item.VatRateId, VatPercent = item.VatPercent };
        Lines.Add(line);
        return line;
    }

    /// <summary>Takes over what is held, delivered and invoiced from a card read again, leaving what was typed.</summary>
    public void TakeProgress(OrderCard card)
    {
        foreach (var line in Lines)
        {
            if (card.Lines.FirstOrDefault(l => l.Id == line.LineId) is { } now)
            {
                (line.Reserved, line.Delivered, line.Invoiced) = (now.Reserved, now.Delivered, now.Invoiced);
            }
        }
    }

    /// <summary>Totals as the order would have them.</summary>
    public Totals Totals(decimal rounding = 0m) => DocumentTotals.Compute([.. Lines.Select(l => l.Total)], Domain.Shared.Currency.Of(Currency), rounding);

    /// <summary>What is asked of the service. Call it only when it <see cref="CanSave"/>.</summary>
    public SaveOrder ToRequest() => new(
        CommandId, OrderId, Version, Partner!.Id, WarehouseId, Date!.Value, Promised, Currency, Blank(Reference), Blank(Note),
        [.. Lines.Select(l => new OrderLineInput(l.ItemId, l.Quantity!.Value, l.Price!.Value, l.Discount ?? 0m, l.VatRateId, l.Name, l.FixedNet, l.ExternalId, l.LineId))]);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // What the person can change, and nothing that changes by itself.
    private string Picture() => JsonSerializer.Serialize(new object?[]
    {
        Partner?.Id, WarehouseId, Date, Promised, Currency, Blank(Reference), Blank(Note), Lines.Select(l => new object?[] { l.LineId, l.ItemId, l.Quantity, l.Price, l.Discount ?? 0m, l.VatRateId, l.Name, l.FixedNet }),
    });
}
