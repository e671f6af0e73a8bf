using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>Where an order stands in its shop. A status the product does not know is <see cref="Unknown"/>; the shop's own word is kept beside it.</summary>
public enum ShopOrderStatus
{
    /// <summary>A custom status of the shop.</summary>
    Unknown = 0,
    /// <summary>Placed, not paid yet.</summary>
    Pending = 1,
    /// <summary>Accepted by the shop for fulfilment: paid, or to be paid on delivery (see <see cref="ShopOrder.PaidAt"/>).</summary>
    Paid = 2,
    /// <summary>Waiting, usually for a bank transfer.</summary>
    OnHold = 3,
    /// <summary>Fulfilled.</summary>
    Completed = 4,
    /// <summary>Cancelled, or in the shop's waste bin.</summary>
    Cancelled = 5,
    /// <summary>Refunded in full.</summary>
    Refunded = 6,
    /// <summary>Payment failed.</summary>
    Failed = 7,
    /// <summary>A checkout that was begun and not placed; not an order yet.</summary>
    Draft = 8,
}

/// <summary>What a line of a shop order stands for.</summary>
public enum ShopLineKind
{
    /// <summary>Goods or a service of the shop's catalog.</summary>
    Product = 1,
    /// <summary>Shipping.</summary>
    Shipping = 2,
    /// <summary>A fee; negative for a discount on the whole order.</summary>
    Fee = 3,
    /// <summary>Paid with a gift card: negative, and outside VAT, because the card is money, not a discount.</summary>
    GiftCard = 4,
    /// <summary>Cents between the rounded lines and the order's total; outside VAT.</summary>
    Rounding = 5,
}

/// <summary>An address as the shop holds it. Missing parts are empty.</summary>
/// <param name="Country">ISO 3166 alpha-2, capitals, or empty.</param>
public sealed record ShopAddress(string FirstName, string LastName, string Company, string Line1, string Line2, string City, string State, string PostCode, string Country, string Phone)
{
    /// <summary>No address.</summary>
    public static ShopAddress None { get; } = new("", "", "", "", "", "", "", "", "", "");

    /// <summary>Whether nothing of a postal address is known.</summary>
    public bool IsEmpty => Line1.Length == 0 && City.Length == 0 && PostCode.Length == 0 && Country.Length == 0;
}

/// <summary>Who ordered.</summary>
/// <param name="ExternalId">The shop's id of a registered customer, null for a guest.</param>
/// <param name="Email">Null when the shop has none (orders made by its staff).</param>
/// <param name="VatNumber">As written by the customer, unchecked; null when none was found.</param>
public sealed record ShopCustomer(
    string? ExternalId, string FirstName, string LastName, string Company, string? Email, string Phone, string? VatNumber, ShopAddress Billing, ShopAddress Shipping);

/// <summary>How the order is paid.</summary>
/// <param name="Code">The shop's stable code of the method, empty when none.</param>
/// <param name="Title">What the customer saw.</param>
/// <param name="TransactionId">The payment provider's id; null when not paid online.</param>
public sealed record ShopPayment(string Code, string Title, string? TransactionId);

/// <summary>One line. Amounts are for the whole quantity, net and VAT apart, rounded to the currency.</summary>
/// <param name="ExternalId">Id of the line, unique within the order.</param>
/// <param name="Code">SKU of a product, code of the shipping method; empty when the shop has none.</param>
/// <param name="ProductExternalId">The shop's id of the product; null for other kinds and products deleted in the shop.</param>
/// <param name="VariationExternalId">The shop's id of the variation; null when none.</param>
/// <param name="Net">After discounts.</param>
/// <param name="Vat">VAT on <paramref name="Net"/>.</param>
/// <param name="VatPercent">Rate in percent; null when it could not be told, see <see cref="NeedsVatMapping"/>.</param>
/// <param name="SubtotalNet">Net before coupons; equals <paramref name="Net"/> where there was none.</param>
public sealed record ShopLine(
    string ExternalId,
    ShopLineKind Kind,
    string Code,
    string? ProductExternalId,
    string? VariationExternalId,
    string Name,
    Quantity Quantity,
    Money Net,
    Money Vat,
    decimal? VatPercent,
    Money SubtotalNet)
{
    /// <summary>Net and VAT.</summary>
    public Money Gross => Net + Vat;

    /// <summary>
    /// Whether somebody must say which VAT rate this is before the order may be accepted. Gift cards and rounding are outside VAT, and a line
    /// that costs nothing (free shipping) has no VAT to get wrong.
    /// </summary>
    public bool NeedsVatMapping =>
        VatPercent is null && Kind is ShopLineKind.Product or ShopLineKind.Shipping or ShopLineKind.Fee && (Net.Amount != 0m || Vat.Amount != 0m);
}

/// <summary>Money given back in the shop.</summary>
/// <param name="Amount">Gross, positive.</param>
public sealed record ShopRefund(string ExternalId, Money Amount, string Reason);

/// <summary>An order as any web shop has it, in the product's words. Says what the shop charged; nothing in it is recalculated.</summary>
/// <param name="ExternalId">The shop's key of the order.</param>
/// <param name="ExternalNumber">What the shop and its customer call it; may differ from the key.</param>
/// <param name="NumberOrdinal">The last run of digits of the number, to compare with the first order number to fetch; null when it has none.</param>
/// <param name="Version">When the shop last changed it, UTC. Of two versions the later one holds, whichever came first.</param>
/// <param name="PlacedAt">When it was placed, UTC.</param>
/// <param name="PaidAt">When the shop took it as paid, UTC; null when unpaid (also for payment on delivery).</param>
/// <param name="StatusText">The shop's own word for the status.</param>
/// <param name="CouponCodes">Informative: their effect is inside the lines already.</param>
/// <param name="Gross">What the customer pays, gift cards taken off.</param>
/// <param name="VatTotal">VAT of all lines as the shop states it.</param>
public sealed record ShopOrder(
    string ExternalId,
    string ExternalNumber,
    long? NumberOrdinal,
    DateTimeOffset Version,
    DateTimeOffset PlacedAt,
    DateTimeOffset? PaidAt,
    ShopOrderStatus Status,
    string StatusText,
    Currency Currency,
    ShopCustomer Customer,
    ShopPayment Payment,
    IReadOnlyList<ShopLine> Lines,
    IReadOnlyList<string> CouponCodes,
    Money Gross,
    Money VatTotal,
    IReadOnlyList<ShopRefund> Refunds,
    string CustomerNote)
{
    /// <summary>Id of the line that takes up the cents.</summary>
    public const string RoundingLineId = "rounding";

    /// <summary>Most minor units the rounding line may ever take, however many lines there are.</summary>
    public const int MostRoundingUnits = 100;

    /// <summary>Net and VAT of all lines together.</summary>
    public Money LinesGross => new(Lines.Sum(l => l.Net.Amount + l.Vat.Amount), Currency);

    /// <summary>
    /// This order with its lines adding up to <see cref="Gross"/> exactly. Shops round each amount by itself, so up to one minor unit for each
    /// line may be left over; it goes into a rounding line. A larger difference means the lines are not the whole order.
    /// </summary>
    /// <param name="unit">Smallest amount the shop prints; null for the currency's.</param>
    /// <returns>The order, or <c>shop.total_differs</c> (shop's total, sum of the lines) or <c>shop.vat_differs</c> (shop's VAT, VAT of the lines).</returns>
    public Outcome<ShopOrder> Tie(decimal? unit = null)
    {
        var allowed = Math.Min(Lines.Count, MostRoundingUnits) * (unit ?? Currency.MinorUnit);
        var difference = Gross.Amount - LinesGross.Amount;
        if (Math.Abs(difference) > allowed)
        {
            return new Refusal("shop.total_differs", Gross.ToString(), LinesGross.ToString());
        }

        var vat = new Money(Lines.Sum(l => l.Vat.Amount), Currency);
        if (Math.Abs(VatTotal.Amount - vat.Amount) > allowed)
        {
            return new Refusal("shop.vat_differs", VatTotal.ToString(), vat.ToString());
        }

        return difference == 0m ? this : this with { Lines = [.. Lines, Rounding(difference)] };
    }

    private ShopLine Rounding(decimal difference)
    {
        var amount = new Money(difference, Currency);
        return new ShopLine(RoundingLineId, ShopLineKind.Rounding, "", null, null, "", new Quantity(1m), amount, Money.Zero(Currency), null, amount);
    }

    /// <summary>"WEB-1042" gives 1042: the last run of digits, null when there is none or it is longer than 18 digits.</summary>
    public static long? OrdinalOf(string number)
    {
        var end = number.Length;
        while (end > 0 && !char.IsAsciiDigit(number[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && char.IsAsciiDigit(number[start - 1]))
        {
            start--;
        }

        return end - start is > 0 and <= 18 ? long.Parse(number.AsSpan(start, end - start), System.Globalization.CultureInfo.InvariantCulture) : null;
    }
}
