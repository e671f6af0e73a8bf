using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Channels.PayPal;

public sealed class PayPalClientTests : IDisposable
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private readonly SkippingClock clock = SkippingClock.AtNoon();
    private readonly PayPalAccess access = new("client", "secret", sandbox: true, "WH-OWN");
    private readonly PayPalSimulator paypal;
    private readonly HttpClient http;
    private readonly PayPalClient client;

    public PayPalClientTests()
    {
        paypal = new PayPalSimulator(access, clock);
        http = new HttpClient(paypal);
        client = new PayPalClient(http, access, clock);
    }

    public void Dispose()
    {
        client.Dispose();
        http.Dispose();
        paypal.Dispose();
    }

    private PayPalWindow LastDays(int days) => new(clock.GetUtcNow().AddDays(-days), clock.GetUtcNow());

    [Fact]
    public async Task A_trade_is_read_whole_and_ties_to_the_balance()
    {
        var sale = paypal.Sell(new Money(121m, Eur), "INV2026001", "buyer@example.com");
        paypal.Refund(sale, new Money(21m, Eur));
        var hold = paypal.Hold(sale, new Money(50m, Eur));
        paypal.Release(hold);
        paypal.Convert(new Money(40m, Eur), new Money(43.2m, Currency.Of("USD")));
        paypal.Withdraw(new Money(10m, Eur));
        var read = (await client.SearchAsync(LastDays(3), default)).Value;
        read.Rows.Count.ShouldBe(7);
        read.Account.ShouldBe(paypal.Account);
        read.Rejected.ShouldBeEmpty();
        var links = ProviderLinks.Find(read.Rows);
        links.Links.Select(l => l.Kind).Order().ShouldBe([ProviderLinkKind.RefundOf, ProviderLinkKind.HoldOf, ProviderLinkKind.ReleaseOf, ProviderLinkKind.ConversionPair]);
        links.Unpaired.ShouldBeEmpty();

        var balances = (await client.BalancesAsync(default)).Value;
        foreach (var balance in balances)
        {
            read.Rows.SelectMany(r => r.Lines()).Where(l => l.Amount.Currency == balance.Total.Currency).Sum(l => l.Amount.Amount).ShouldBe(balance.Total.Amount);
        }

        balances.Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_token_serves_until_a_minute_before_its_end_and_is_renewed_once_when_taken_back()
    {
        await client.SearchAsync(LastDays(1), default);
        await client.BalancesAsync(default);
        paypal.Tokens.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(32400 - 59));
        (await client.BalancesAsync(default)).Ok.ShouldBeTrue();
        paypal.Tokens.ShouldBe(2);
        paypal.RevokeToken();
        (await client.BalancesAsync(default)).Ok.ShouldBeTrue();
        paypal.Tokens.ShouldBe(3);
    }

    [Fact]
    public async Task Wrong_keys_are_denied()
    {
        using var wrong = new PayPalClient(http, new PayPalAccess("client", "other", sandbox: true), clock);
        (await wrong.BalancesAsync(default)).Refusal.ShouldBe(new Refusal("pay.denied", "paypal"));
    }

    [Fact]
    public async Task More_than_a_page_and_more_than_a_search_may_have_are_read_whole()
    {
        for (var i = 0; i < 1300; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(7));
            paypal.Sell(new Money(10m + i, Eur));
        }

        (await client.SearchAsync(LastDays(2), default)).Value.Rows.Count.ShouldBe(1300);
        paypal.Calls.ShouldBe(1 + 3);
        paypal.MostRows = 200;
        var read = (await client.SearchAsync(LastDays(2), default)).Value;
        read.Rows.Select(r => r.Id).ShouldBe(paypal.Rows.Select(r => r.Id));
    }

    [Fact]
    public async Task Too_many_rows_in_one_second_are_named_not_lost()
    {
        for (var i = 0; i < 5; i++)
        {
            paypal.Sell(new Money(10m, Eur));
        }

        paypal.MostRows = 4;
        (await client.SearchAsync(LastDays(1), default)).Refusal!.Code.ShouldBe("pay.paypal_window_full");
    }

    [Fact]
    public async Task A_busy_PayPal_is_waited_for_as_long_as_it_asks()
    {
        paypal.Faults = new ProviderFaults { TooMany = 1, RetryAfter = 7 };
        (await client.BalancesAsync(default)).Refusal.ShouldBe(new Refusal("pay.busy", "paypal", 7));
        clock.Waits.ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)]);
        paypal.Faults = new ProviderFaults { TooMany = 1, RetryAfter = 600 };
        (await client.BalancesAsync(default)).Refusal.ShouldBe(new Refusal("pay.busy", "paypal", 600));
        clock.Waits.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_PayPal_that_is_down_is_tried_again_ever_more_slowly_then_named()
    {
        paypal.Faults = new ProviderFaults { Down = 1 };
        (await client.BalancesAsync(default)).Refusal.ShouldBe(new Refusal("pay.unreachable", "paypal", 500));
        clock.Waits.Select(w => w.TotalSeconds).ShouldBe([1d, 2d, 4d]);
        paypal.Faults = new ProviderFaults { AnswerLost = 1 };
        (await client.BalancesAsync(default)).Refusal.ShouldBe(new Refusal("pay.unreachable", "paypal", ""));
    }

    [Fact]
    public async Task A_window_longer_than_31_days_is_refused() => (await client.SearchAsync(LastDays(32), default)).Refusal!.Code.ShouldBe("pay.paypal_window");

    [Fact]
    public async Task With_lag_duplicates_reordering_and_faults_repeated_runs_end_with_every_row_once_in_its_last_state()
    {
        paypal.Faults = new ProviderFaults { Seed = 5, Lag = TimeSpan.FromHours(3), Duplicates = 0.3, Reordering = 0.5, TooMany = 0.1, Down = 0.1, AnswerLost = 0.05 };
        var kept = new Dictionary<string, ProviderTransaction>(StringComparer.Ordinal);
        DateTimeOffset? cursor = null;
        var begin = clock.GetUtcNow().AddDays(-1);
        var random = new Random(11);
        for (var run = 0; run < 60; run++)
        {
            for (var n = random.Next(4); n > 0; n--)
            {
                var sale = paypal.Sell(new Money(random.Next(1, 500), Eur));
                if (random.Next(3) == 0)
                {
                    paypal.Put(sale with { Status = "P" });
                }
            }

            // Pending ones become final within three days.
            foreach (var old in paypal.Rows.Where(r => r.Status == "P" && r.At < clock.GetUtcNow().AddDays(-2)))
            {
                paypal.Put(old with { Status = "S", UpdatedAt = clock.GetUtcNow() });
            }

            clock.Advance(TimeSpan.FromHours(random.Next(1, 12)));
            cursor = await RunAsync(cursor, begin, kept);
        }

        foreach (var old in paypal.Rows.Where(r => r.Status == "P"))
        {
            paypal.Put(old with { Status = "S", UpdatedAt = clock.GetUtcNow() });
        }

        paypal.Faults = new ProviderFaults();
        clock.Advance(TimeSpan.FromHours(4));
        await RunAsync(cursor, begin, kept);
        kept.Values.Select(r => r.Id).Order(StringComparer.Ordinal).ShouldBe(paypal.Rows.Select(r => r.Id).Order(StringComparer.Ordinal));
        kept.Values.SelectMany(r => r.Lines()).Sum(l => l.Amount.Amount).ShouldBe((await client.BalancesAsync(default)).Value.Sum(b => b.Total.Amount));
    }

    [Fact]
    public void Windows_meet_cover_everything_from_the_overlap_on_and_are_never_too_long()
    {
        var now = clock.GetUtcNow();
        Prop.ForAll(Gen.Choose(0, 1500 * 24).Two().ToArbitrary(), hours =>
        {
            var (begin, synced) = (now.AddHours(-hours.Item1), now.AddHours(-hours.Item2));
            var windows = PayPalWindows.Plan(synced, begin, now);
            var from = synced - PayPalWindows.Overlap > begin ? synced - PayPalWindows.Overlap : begin;
            from = from > now - PayPalWindows.Kept ? from : now - PayPalWindows.Kept;
            if (from >= now)
            {
                windows.ShouldBeEmpty();
                return;
            }

            windows[0].From.ShouldBe(from);
            windows[^1].To.ShouldBe(now);
            windows.ShouldAllBe(w => w.To > w.From && w.To - w.From <= PayPalWindows.Longest);
            windows.Zip(windows.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_cursor_never_passes_what_PayPal_has_nor_goes_back()
    {
        var now = clock.GetUtcNow();
        var window = new PayPalWindow(now.AddDays(-4), now);
        PayPalWindows.Cursor(null, window, now.AddHours(-3)).ShouldBe(now.AddHours(-3));
        PayPalWindows.Cursor(null, window, null).ShouldBe(now);
        PayPalWindows.Cursor(now.AddHours(-1), window, now.AddHours(-3)).ShouldBe(now.AddHours(-1));
    }

    private async Task<DateTimeOffset?> RunAsync(DateTimeOffset? cursor, DateTimeOffset begin, Dictionary<string, ProviderTransaction> kept)
    {
        foreach (var window in PayPalWindows.Plan(cursor, begin, clock.GetUtcNow()))
        {
            var read = await client.SearchAsync(window, default);
            if (!read.Ok)
            {
                return cursor;
            }

            foreach (var row in read.Value.Rows)
            {
                if (ProviderRefresh.Compare(kept.GetValueOrDefault(row.Key), row) is ProviderChange.New or ProviderChange.Changed)
                {
                    kept[row.Key] = row;
                }
            }

            cursor = PayPalWindows.Cursor(cursor, window, read.Value.RefreshedTo);
        }

        return cursor;
    }
}
