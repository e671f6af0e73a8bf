using System.Globalization;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>The lines of one order: items, shipping, fees, and gift cards as what they are, money already paid.</summary>
internal sealed class WooLines
{
    private readonly record struct Raw(WooNode Node, ShopLineKind Kind, decimal Net, decimal Vat, decimal SubtotalNet);

    private readonly Currency currency;
    private readonly WooVat vat;

    public WooLines(WooNode order, Currency currency, IReadOnlyList<decimal> knownRates)
    {
        this.currency = currency;
        vat = new WooVat(order, knownRates);
        Raw[] raw =
        [
            .. order.Items("line_items").Select(n => Read(n, ShopLineKind.Product)),
            .. order.Items("shipping_lines").Select(n => Read(n, ShopLineKind.Shipping)),
            .. order.Items("fee_lines").Select(n => Read(n, ShopLineKind.Fee)),
        ];
        var giftCards = order.Items("gift_cards");
        Unit = UnitOf(order.Reading.DecimalsSeen);
        All = raw.Length + giftCards.Count > WooMapping.MaxLines ? [] : [.. raw.Select(Line), .. giftCards.Select(GiftCard)];
        if (raw.Length + giftCards.Count > WooMapping.MaxLines)
        {
            order.Reading.Refuse(order.Path("line_items"), "shop.too_many", raw.Length + giftCards.Count, WooMapping.MaxLines);
        }

        RefuseDoubleIds(order);
    }

    public IReadOnlyList<ShopLine> All { get; }

    /// <summary>
    /// Smallest amount the shop prints. Hungarian shops often print whole forints although the currency has two decimals; then every amount
    /// is rounded to 1.
    /// </summary>
    public decimal Unit { get; }

    private decimal UnitOf(int decimalsSeen) => currency.Code == "HUF" && decimalsSeen == 0 ? 1m : currency.MinorUnit;

    private static Raw Read(WooNode node, ShopLineKind kind)
    {
        var net = node.RequiredAmount("total");
        return new Raw(node, kind, net, node.Amount("total_tax") ?? 0m, node.Amount("subtotal") ?? net);
    }

    private ShopLine Line(Raw raw, int index)
    {
        var (node, kind, net, tax, subtotal) = raw;
        var product = kind == ShopLineKind.Product;
        var name = node.Text(kind == ShopLineKind.Shipping ? "method_title" : "name", 500);
        return new ShopLine(
            LineId(node, kind, index),
            kind,
            product ? node.Key("sku", 100) : kind == ShopLineKind.Shipping ? node.Key("method_id", 100) : "",
            product ? Reference(node, "product_id") : null,
            product ? Reference(node, "variation_id") : null,
            name,
            product ? node.Quantity("quantity") : new Quantity(1m),
            new Money(net, currency).Rounded(),
            new Money(tax, currency).Rounded(),
            vat.PercentOf(node, net, tax, subtotal, Unit),
            new Money(subtotal, currency).Rounded());
    }

    /// <summary>Ids are unique within a kind at least; exports and other shops' bridges number each kind from 1.</summary>
    private static string LineId(WooNode node, ShopLineKind kind, int index)
    {
        var id = node.Id("id") is { } own and > 0 ? Invariant(own) : $"#{index + 1}";
        return kind switch { ShopLineKind.Shipping => $"shipping:{id}", ShopLineKind.Fee => $"fee:{id}", _ => id };
    }

    /// <summary>The card takes its amount off the order's total after VAT, like a payment.</summary>
    private ShopLine GiftCard(WooNode node, int index)
    {
        var amount = node.Amount("amount", orNumber: true);
        if (amount is null or < 0m)
        {
            node.Reading.Refuse(node.Path("amount"), "shop.amount_invalid", amount);
        }

        var taken = new Money(-(amount ?? 0m), currency).Rounded();
        return new ShopLine(
            $"gift:{(node.Id("id") is { } id and > 0 ? Invariant(id) : $"#{index + 1}")}",
            ShopLineKind.GiftCard,
            "",
            null,
            null,
            Masked(node.Text("code", 100)),
            new Quantity(1m),
            taken,
            Money.Zero(currency),
            null,
            taken);
    }

    /// <summary>A card's code is money to whoever reads it: only the end is kept, for telling cards apart.</summary>
    private static string Masked(string code) => code.Length <= 4 ? "…" : "…" + code[^4..];

    private void RefuseDoubleIds(WooNode order)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var twice = All.FirstOrDefault(l => !seen.Add(l.ExternalId));
        if (twice is not null)
        {
            order.Reading.Refuse(order.Path("line_items"), "shop.duplicate_line", twice.ExternalId);
        }
    }

    /// <summary>Id of a product or variation; WooCommerce writes 0 for none.</summary>
    private static string? Reference(WooNode node, string name) => node.Id(name) is { } id and > 0 ? Invariant(id) : null;

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
