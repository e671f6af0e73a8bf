using System.Globalization;
using System.Text.Json.Nodes;
using BlazorErp.Domain.Intake;
using FsCheck;
using FsCheck.Fluent;
using static BlazorErp.Tests.Channels.WooCommerce.WooFixture;

namespace BlazorErp.Tests.Channels.WooCommerce;

public sealed class WooTotalsPropertyTests
{
    private static readonly decimal[] Rates = [21m, 12m, 5m, 0m];

    [Fact]
    public void Any_order_made_of_net_and_VAT_maps_with_the_shops_gross_and_each_lines_rate() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var (json, gross, rates) = RandomOrder(new Random(seed));
            var order = Order(json);
            return order.Gross.Amount == gross
                && order.LinesGross == order.Gross
                && order.Lines.All(l => l.Kind != ShopLineKind.Rounding)
                && order.Lines.Select(l => l.VatPercent).SequenceEqual(rates);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cents_up_to_one_a_line_are_taken_up_and_one_more_is_refused() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (json, gross, rates) = RandomOrder(random);
            var cents = random.Next(-rates.Count - 1, rates.Count + 2);
            var shifted = JsonNode.Parse(json)!.AsObject();
            shifted["total"] = Text(gross + (cents / 100m));
            var mapped = Map(shifted.ToJsonString());
            return Math.Abs(cents) > rates.Count
                ? mapped.Refusal?.Code == "shop.total_differs"
                : OrderIn(mapped).LinesGross.Amount == gross + (cents / 100m);
        }).QuickCheckThrowOnFailure();

    private static (string Json, decimal Gross, IReadOnlyList<decimal?> Rates) RandomOrder(Random random)
    {
        var gross = 0m;
        var vatTotal = 0m;
        var rates = new List<decimal?>();
        JsonObject Next(int id, bool item)
        {
            var rate = Rates[random.Next(Rates.Length)];
            var net = random.Next(1, 10_000_000) / 100m * (item || random.Next(4) > 0 ? 1 : -1);
            var vat = Math.Round(net * rate / 100m, 2, MidpointRounding.AwayFromZero);
            gross += net + vat;
            vatTotal += vat;
            rates.Add(rate);
            var line = item ? Item(id, random.Next(1, 1_000_000) / 10_000m, Text(net), Text(vat)) : Extra(id, Text(net), Text(vat));
            line["taxes"] = new JsonArray([.. Rates.Select(r => (JsonNode)new JsonObject { ["id"] = (int)r + 1, ["total"] = r == rate ? Text(vat) : "" })]);
            return line;
        }

        var id = 0;
        JsonArray Some(int least, int most, bool item) => [.. Enumerable.Range(0, random.Next(least, most)).Select(_ => (JsonNode)Next(++id, item))];
        var items = Some(1, 12, true);
        var shipping = Some(0, 3, false);
        var fees = Some(0, 3, false);
        var taxes = new JsonArray([.. Rates.Select(r => (JsonNode)new JsonObject { ["rate_id"] = (int)r + 1, ["rate_percent"] = r })]);
        return (OrderOf(Text(gross), Text(vatTotal), items, shipping, fees, taxes).ToJsonString(), gross, rates);
    }

    private static string Text(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
