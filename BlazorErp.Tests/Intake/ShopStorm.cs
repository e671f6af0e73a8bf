using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Intake;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake;

/// <summary>What a storm took.</summary>
/// <param name="Posting">Until the last delivery was answered.</param>
/// <param name="Settling">From then until all was applied.</param>
internal sealed record ShopStormFigures(int Deliveries, int Orders, TimeSpan Posting, TimeSpan Settling, IReadOnlyList<double> AnswerMs);

/// <summary>
/// A shop over a bad way: 30 % of the messages twice, 30 % overtaken, 10 % lost, 5 % accompanied by a forgery. What is lost is asked for.
/// In the end our orders are the shop's.
/// </summary>
internal static class ShopStorm
{
    private const int Senders = 4;

    public static async Task<ShopStormFigures> RunAsync(DatabaseProvider engine, int deliveries)
    {
        await using var rest = await SimulatedRest.StartAsync();
        await using var host = await ShopPollTests.HostAsync(engine, rest, running: true);
        var settings = new ShopSettings(
            7, Math.Max(1, (int)(deliveries / 2.6)), new Uri("https://shop.example"), host.Keys.Secret,
            [new("A1", "Apple", 1.2345m, 12m), new("B2", "Boots", 74.37m, 21m), new("C3", "Book", 9.99m, 5m)],
            [new("Anna", "Bērziņa", "anna@example.lv", "Rīga", "LV-1010", "LV"), new("Jānis", "Ozols", null, "Cēsis", "LV-4101", "LV", "SIA Ozols", "LV40003000642")],
            TimeSpan.FromHours(8), new ShopFaults(Duplicates: 0.3, Reordering: 0.3, BadSignatures: 0.05, Loss: 0.1));
        var plan = ShopSimulator.Plan(settings, host.Company.Database.Time.GetUtcNow().AddHours(-10));
        var item = await host.Company.ItemAsync("B2", 74.37m, onHand: 100m);

        var began = Stopwatch.GetTimestamp();
        var answers = await PostAsync(host, plan, settings);
        var posting = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        await host.SettleAsync();
        // Now the shop is asked; all it had lost on the way comes in.
        rest.Orders = plan.Ideal;
        (await host.Get<ShopPoll>().NowAsync(host.Actor, host.Keys.Id, default)).Refusal.ShouldBeNull();
        await host.SettleAsync();
        var settling = Stopwatch.GetElapsedTime(began);
        (await host.Get<ShopPoll>().NowAsync(host.Actor, host.Keys.Id, default)).Value.Fresh.ShouldBe(0);

        // Posted faster than the door takes them, some are turned away (429): lost like the others, for a shop never sends again.
        answers.ShouldAllBe(a => a.Status == 429 || a.Status == (a.Delivery.Kind == DeliveryKind.Forged ? 401 : 200));
        await IdealAsync(host, plan, item);
        await NothingForgedAsync(host, answers.Count(a => a.Status == 401));
        var check = await host.Get<SelfCheck>().CheckAsync(null, default);
        check.Results.SelectMany(r => r.Violations.Select(v => $"{r.Code}: {v}")).ShouldBeEmpty();
        return new ShopStormFigures(answers.Count, plan.Ideal.Count, posting, settling, [.. answers.Select(a => a.Took.TotalMilliseconds)]);
    }

    /// <summary>Posts from several senders; one order's messages overtake each other only as the plan says.</summary>
    private static async Task<IReadOnlyCollection<DeliveryAnswer>> PostAsync(ShopHost host, ShopPlan plan, ShopSettings settings)
    {
        var simulator = new ShopSimulator(host.Http, TimeProvider.System);
        var answers = new ConcurrentBag<DeliveryAnswer>();
        await Task.WhenAll(plan.Deliveries.GroupBy(d => d.OrderId % Senders).Select(async part =>
        {
            foreach (var delivery in part)
            {
                answers.Add(await simulator.PostAsync(delivery, settings, host.Address, default));
            }
        }));
        return answers;
    }

    private static async Task IdealAsync(ShopHost host, ShopPlan plan, long item)
    {
        await using var db = host.Company.Db.Read(host.Actor);
        (await db.IntakeMessages.Where(m => m.State != IntakeState.Applied && m.State != IntakeState.Ignored).Select(m => m.Refusal).ToListAsync()).ShouldBeEmpty();
        var orders = (await host.OrdersAsync()).ToDictionary(o => o.ExternalId!);
        var codes = await db.Items.ToDictionaryAsync(i => i.Id, i => i.Code);
        foreach (var told in plan.Ideal)
        {
            var ours = orders.GetValueOrDefault(told.OrderId.ToString(CultureInfo.InvariantCulture));
            if (told.Deleted || told.Status is ShopOrderStatus.Cancelled or ShopOrderStatus.Pending)
            {
                (ours is null || ours.State == OrderState.Cancelled).ShouldBeTrue($"{told.OrderId} {told.Status}");
                continue;
            }

            ours.ShouldNotBeNull($"{told.OrderId} {told.Status}");
            (ours.State, ours.Gross).ShouldBe((OrderState.Open, told.Gross), told.Number);
            ours.Lines.Where(l => told.Quantities.ContainsKey(codes[l.ItemId])).GroupBy(l => codes[l.ItemId]).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity))
                .ShouldBe(told.Quantities, ignoreOrder: true);
        }

        // Numbers without gaps, and never more reserved than there is.
        orders.Values.Select(o => o.SeriesNumber).Order().ShouldBe(Enumerable.Range(1, orders.Count));
        var level = await host.Company.LevelAsync(item);
        (level.OnHand, level.Reserved).ShouldBe((100m, Math.Min(100m, orders.Values.Where(o => o.State == OrderState.Open).SelectMany(o => o.Lines).Where(l => l.ItemId == item).Sum(l => l.Quantity))));
        (await db.Partners.CountAsync(p => p.NeedsCheck)).ShouldBeLessThanOrEqualTo(3);
    }

    private static async Task NothingForgedAsync(ShopHost host, int forged)
    {
        await host.Get<ForgedTally>().FlushAsync(host.Get<ShopReceiver>(), default);
        (await host.ChannelAsync()).Forged.ShouldBe(forged);
        // Every forgery claims a version of the year 2099.
        var late = new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var db = host.Company.Db.Read(host.Actor);
        (await db.IntakeMessages.CountAsync(m => m.ExternalVersion > late)).ShouldBe(0);
        (await db.SalesOrders.CountAsync(o => o.ExternalVersion > late)).ShouldBe(0);
    }
}
