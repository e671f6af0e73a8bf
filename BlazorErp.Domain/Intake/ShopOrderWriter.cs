using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>Writes a shop's order as ours: its customer, its lines at the shop's prices (O11), its gross to the cent.</summary>
public sealed class ShopOrderWriter(OrderService orders, ShopMasters masters)
{
    /// <summary>Makes our order, or changes <paramref name="known"/> to what the shop says.</summary>
    /// <returns>Id of the order.</returns>
    public async Task<Outcome<long>> SaveIn(Write write, ShopSource source, ShopOrder order, SalesOrder? known, CancellationToken cancel)
    {
        var db = write.Db;
        var rated = ShopVat.Rate(order, source.Rates, source.Options.VatRates);
        if (!rated.Ok)
        {
            return rated.Refusal!;
        }

        if (source.Channel is not { WarehouseId: { } warehouse, SeriesId: { } series })
        {
            return new Refusal("channel.incomplete", source.Channel.Name);
        }

        var customer = await masters.CustomerIn(write, source.Channel.Id, order.Customer, order.ExternalNumber, cancel);
        if (!customer.Ok)
        {
            return customer.Refusal!;
        }

        var lines = await LinesIn(write, source, order, rated.Value, known, cancel);
        if (!lines.Ok)
        {
            return lines.Refusal!;
        }

        var payment = await PaymentIn(write, source, order, cancel);
        // The order's room looks up the customer and the items in the database.
        await db.SaveChangesAsync(cancel);
        var origin = new ShopOrigin(
            source.Channel.Id, order.ExternalId, order.ExternalNumber, order.Version, series, order.Gross.Amount, payment,
            order.Lines.FirstOrDefault(l => l.Kind == ShopLineKind.Shipping)?.Name is { Length: > 0 } shipping ? shipping : null, DeliverTo(order.Customer));
        var saved = await orders.SaveIn(write, new SaveOrder(
            Guid.Empty, known?.Id ?? 0, known?.Version ?? 0, customer.Value, known?.WarehouseId ?? warehouse, await DayAsync(db, order.PlacedAt, cancel), known?.PromisedDate,
            order.Currency.Code, known?.Reference, order.CustomerNote.Length > 0 ? order.CustomerNote : known?.Note, lines.Value, origin), cancel);
        if (!saved.Ok)
        {
            return saved.Refusal!;
        }

        if (known is null && ShopPasts.Refunded(order) is var refunded and > 0m)
        {
            await db.SaveChangesAsync(cancel);
            var noted = await ShopChanges.NoteIn(write, saved.Value.Id, order.Version, new Refusal("intake.request_refunded", refunded, order.Currency.Code), null, cancel);
            return noted.Refusal is { } no ? no : saved.Value.Id;
        }

        return saved.Value.Id;
    }

    /// <summary>Cancels our order because the shop did.</summary>
    public Task<Outcome> CancelIn(Write write, long orderId, Refusal why, CancellationToken cancel) => orders.CancelIn(write, orderId, 0, RefusalJson.Fact(why), cancel);

    /// <summary>Our name of the order's payment method.</summary>
    public Task<string?> PaymentIn(Write write, ShopSource source, ShopOrder order, CancellationToken cancel) => masters.PaymentIn(write, source.Channel.Id, order.Payment, cancel);

    private async Task<Outcome<IReadOnlyList<OrderLineInput>>> LinesIn(
        Write write, ShopSource source, ShopOrder order, IReadOnlyList<RatedLine> rated, SalesOrder? known, CancellationToken cancel)
    {
        var ids = known?.Lines.Where(l => l.ExternalId is not null).GroupBy(l => l.ExternalId!).ToDictionary(g => g.Key, g => g.First().Id) ?? [];
        var lines = new List<OrderLineInput>(rated.Count);
        foreach (var one in rated)
        {
            var item = await masters.ItemIn(write, source.Channel.Id, one, order.Currency.Code, cancel);
            if (!item.Ok)
            {
                return item.Refusal! with { Row = lines.Count + 1 };
            }

            var (price, discount) = PriceOf(one);
            var text = one.Line.Name.Length > 0 ? one.Line.Name : null;
            lines.Add(new OrderLineInput(
                item.Value, one.Line.Quantity.Value, price, discount, one.VatRateId, text, one.Net, one.Line.ExternalId, ids.GetValueOrDefault(one.Line.ExternalId)));
        }

        return lines;
    }

    /// <summary>
    /// Price before coupons and what the coupons took off, for reading: the net itself is the shop's and is not computed from them.
    /// </summary>
    private static (decimal Price, decimal Discount) PriceOf(RatedLine rated)
    {
        var (line, net) = (rated.Line, rated.Net);
        // Under another VAT rate than the shop charged, what it cost before moves as the net did.
        var before = line.Net.Amount == 0m || net == line.Net.Amount ? line.SubtotalNet.Amount : line.SubtotalNet.Amount * net / line.Net.Amount;
        var discounted = before > 0m && net >= 0m && net < before;
        var whole = discounted ? before : net;
        return (Math.Round(whole / line.Quantity.Value, 4, MidpointRounding.AwayFromZero), discounted ? Math.Round((1m - (net / before)) * 100m, 4, MidpointRounding.AwayFromZero) : 0m);
    }

    private static string? DeliverTo(ShopCustomer customer)
    {
        var to = customer.Shipping;
        if (to.IsEmpty || to == customer.Billing)
        {
            return null;
        }

        var lines = new[] { to.Company, $"{to.FirstName} {to.LastName}".Trim(), to.Line1, to.Line2, $"{to.PostCode} {to.City}".Trim(), to.Country, to.Phone };
        var text = string.Join('\n', lines.Where(l => l.Length > 0));
        return text.Length <= 500 ? text : text[..500];
    }

    private static async Task<DateOnly> DayAsync(ErpDbContext db, DateTimeOffset at, CancellationToken cancel)
    {
        var zone = await db.Companies.Where(c => c.Id == db.CompanyId).Select(c => c.TimeZone).FirstAsync(cancel);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
    }
}
