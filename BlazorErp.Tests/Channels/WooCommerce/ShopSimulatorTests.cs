using BlazorErp.Channels.WooCommerce;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Tests.Channels.WooCommerce;

public sealed class ShopSimulatorTests
{
    private const string Secret = "topsecret";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ShopFaults Bad = new(Duplicates: 0.3, Reordering: 0.3, Delay: 0.1, BadSignatures: 0.05, Loss: 0.1);

    private static ShopSettings Shop(ShopFaults faults, int orders = 300) => new(
        42,
        orders,
        new Uri("https://shop.example"),
        Secret,
        [new("A1", "Apple", 1.2345m, 12m), new("B2", "Boots", 74.37m, 21m), new("C3", "Book", 9.99m, 5m)],
        [new("Anna", "Bērziņa", "anna@example.lv", "Rīga", "LV-1010", "LV"), new("Jānis", "Ozols", null, "Cēsis", "LV-4101", "LV", "SIA Ozols", "LV40003000642")],
        TimeSpan.FromHours(8),
        faults);

    [Fact]
    public void The_same_seed_plans_the_same_deliveries()
    {
        var one = ShopSimulator.Plan(Shop(Bad), Start).Deliveries;
        var two = ShopSimulator.Plan(Shop(Bad), Start).Deliveries;
        one.Select(d => (d.OrderId, d.At, d.Signature)).ShouldBe(two.Select(d => (d.OrderId, d.At, d.Signature)));
    }

    [Fact]
    public void The_orders_do_not_depend_on_the_faults() =>
        ShopSimulator.Plan(Shop(Bad), Start).Ideal.Select(o => (o.OrderId, o.Status, o.Gross))
            .ShouldBe(ShopSimulator.Plan(Shop(ShopFaults.None), Start).Ideal.Select(o => (o.OrderId, o.Status, o.Gross)));

    [Fact]
    public void Every_order_it_makes_maps_to_what_it_says()
    {
        foreach (var state in ShopSimulator.Plan(Shop(ShopFaults.None), Start).Ideal)
        {
            var order = WooFixture.OrderIn(WooOrderMapper.Map(state.Body, WooFixture.Latvia));
            (order.Gross.Amount, order.VatTotal.Amount, order.Status, order.Version).ShouldBe((state.Gross, state.VatTotal, state.Status, state.Version));
            order.Lines.ShouldAllBe(l => l.Kind != ShopLineKind.Rounding && !l.NeedsVatMapping);
            order.Lines.Where(l => l.Kind == ShopLineKind.Product).GroupBy(l => l.Code).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity.Value))
                .ShouldBe(state.Quantities, ignoreOrder: true);
        }
    }

    [Fact]
    public void Without_faults_the_deliveries_alone_give_the_ideal()
    {
        var plan = ShopSimulator.Plan(Shop(ShopFaults.None), Start);
        plan.Deliveries.ShouldAllBe(d => d.Kind == DeliveryKind.Genuine);
        plan.Delivered.Select(Shown).ShouldBe(plan.Ideal.Select(Shown));
        plan.Ideal.ShouldContain(o => o.Deleted);
    }

    [Fact]
    public void A_receiver_that_verifies_and_keeps_the_latest_version_ends_where_the_plan_says()
    {
        var plan = ShopSimulator.Plan(Shop(Bad), Start);
        var kept = new Dictionary<string, ShopOrder>(StringComparer.Ordinal);
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var delivery in plan.Deliveries)
        {
            var genuine = WooSignature.Verify(delivery.Body.Span, delivery.Signature, Secret);
            genuine.ShouldBe(delivery.Kind != DeliveryKind.Forged);
            if (genuine)
            {
                Keep(WooOrderMapper.Map(delivery.Body, WooFixture.Latvia).Value, kept, deleted);
            }
        }

        foreach (var state in plan.Delivered)
        {
            var id = state.OrderId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            deleted.Contains(id).ShouldBe(state.Deleted);
            if (!state.Deleted)
            {
                (kept[id].Version, kept[id].Status, kept[id].Gross.Amount).ShouldBe((state.Version, state.Status, state.Gross));
            }
        }

        plan.Deliveries.Select(d => d.Kind).Distinct().Count().ShouldBe(3);
        plan.Deliveries.Select(d => d.At).ShouldBeInOrder();
        plan.Delivered.Count.ShouldBeLessThanOrEqualTo(plan.Ideal.Count);
    }

    [Fact]
    public async Task It_posts_as_WooCommerce_does_and_reports_every_answer()
    {
        var heard = new List<(string Topic, bool Verified, string Agent, string Protocol)>();
        await using var server = await ServerAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            if (WooSignature.IsPing(body.ToArray(), headers))
            {
                return 200;
            }

            var verified = WooSignature.Verify(body.ToArray(), headers[WooHeaders.Signature], Secret);
            heard.Add((headers[WooHeaders.Topic].ToString(), verified, headers.UserAgent.ToString(), context.Request.Protocol));
            return verified ? 200 : 401;
        });
        var shop = Shop(new ShopFaults(BadSignatures: 0.2), orders: 20);
        var plan = ShopSimulator.Plan(shop, Start);
        using var http = new HttpClient();
        var simulator = new ShopSimulator(http, TimeProvider.System);
        var address = new Uri(server.Urls.First());
        var answers = new List<DeliveryAnswer>();

        (await simulator.PingAsync(address, CancellationToken.None)).ShouldBeTrue();
        await simulator.RunAsync(plan, shop, address, speed: 0, answers.Add, CancellationToken.None);

        heard.Select(h => h.Topic).ShouldBe(plan.Deliveries.Select(d => d.Topic));
        heard.ShouldAllBe(h => h.Agent.StartsWith("WooCommerce/") && h.Protocol == "HTTP/1.0");
        answers.Select(a => a.Succeeded).ShouldBe(plan.Deliveries.Select(d => d.Kind != DeliveryKind.Forged));
    }

    private static (long, ShopOrderStatus, DateTimeOffset, bool) Shown(ShopState state) => (state.OrderId, state.Status, state.Version, state.Deleted);

    private static void Keep(WooMessage message, Dictionary<string, ShopOrder> kept, HashSet<string> deleted)
    {
        switch (message)
        {
            case WooMessage.Deleted gone:
                deleted.Add(gone.ExternalId);
                break;
            case WooMessage.Order { Value: var order } when !kept.TryGetValue(order.ExternalId, out var known) || order.Version > known.Version:
                kept[order.ExternalId] = order;
                break;
        }
    }

    private static async Task<WebApplication> ServerAsync(Func<HttpContext, Task<int>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context => context.Response.StatusCode = await answer(context));
        await app.StartAsync();
        return app;
    }
}
