using System.Globalization;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Channels.PayPal;

/// <summary>PayPal's transactions reach the books once, whatever happens on the way.</summary>
public sealed class PayPalPollTests
{
    private static readonly Currency Eur = Currency.Of("EUR");

    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private static Money Of(decimal amount, string currency = "EUR") => new(amount, Currency.Of(currency));

    [Theory, MemberData(nameof(Engines))]
    public async Task A_sale_pays_its_invoice_the_fee_is_apart_and_both_balances_are_shown_without_difference(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        var invoice = await ground.Bank.InvoiceAsync("INV-2026-7", 121m);
        ground.PayPal.Sell(Of(121m), "INV-2026-7", "anna@example.lv");
        ground.Clock.Advance(TimeSpan.FromMinutes(5));

        (await ground.PollAsync()).ShouldBe(new MoneyPolled(1, 1, 0, 2));

        (await ground.Bank.ItemAsync(invoice)).Open.ShouldBe(0m);
        await using var db = ground.Read();
        (await BankGround.BalanceAsync(db, AccountRole.BankFees)).ShouldBe(4.46m);
        var view = await ground.ViewAsync();
        view.Accounts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.Ours.ShouldBe(116.54m), a => a.Told.ShouldBe(116.54m), a => a.Difference.ShouldBe(0m), a => a.Waiting.ShouldBe(0));
        view.ShouldSatisfyAllConditions(
            v => v.PolledAt.ShouldBe(ground.Clock.GetUtcNow()), v => v.ReachedTo.ShouldBe(ground.Clock.GetUtcNow()), v => v.Options.Account.ShouldBe(ground.PayPal.Account), v => v.PollWhy.ShouldBeNull(), v => v.ClientIdEnd.ShouldBe("ient"));
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Asking_again_adds_nothing_late_rows_and_late_states_come_in_within_the_overlap(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        ground.PayPal.Faults = new ProviderFaults { Lag = TimeSpan.FromHours(3), Duplicates = 0.5, Reordering = 0.5 };
        var pending = ground.PayPal.Sell(Of(50m), "ORDER-1");
        ground.PayPal.Put(pending with { Status = "P" });
        var late = ground.PayPal.Sell(Of(10m));
        (await ground.PollAsync()).Fresh.ShouldBe(0, "PayPal shows rows up to three hours late");
        ground.Clock.Advance(TimeSpan.FromHours(4));
        (await ground.PollAsync()).ShouldSatisfyAllConditions(p => p.Fresh.ShouldBe(2), p => p.Booked.ShouldBe(1, "the fee of the one that is done"));
        (await ground.PollAsync()).ShouldSatisfyAllConditions(p => p.Fresh.ShouldBe(0), p => p.Changed.ShouldBe(0), p => p.Read.ShouldBe(2));
        (await ground.ViewAsync()).Accounts.Single().ShouldSatisfyAllConditions(a => a.Pending.ShouldBe(47.95m), a => a.Difference.ShouldBe(0m));

        ground.Clock.Advance(TimeSpan.FromDays(3));
        ground.PayPal.Put(pending with { Status = "S", UpdatedAt = ground.Clock.GetUtcNow() });
        (await ground.PollAsync()).ShouldSatisfyAllConditions(p => p.Fresh.ShouldBe(0), p => p.Changed.ShouldBe(1), p => p.Booked.ShouldBe(1));
        ground.PayPal.Put(late with { Status = "D", UpdatedAt = ground.Clock.GetUtcNow() });
        (await ground.PollAsync()).Changed.ShouldBe(1);
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_there_before_the_first_day_comes_as_one_line_and_moves_when_an_earlier_day_is_chosen(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine, days: 5);
        var early = ground.PayPal.Sell(Of(200m));
        ground.PayPal.Put(early with { At = ground.Clock.GetUtcNow().AddDays(-8) });
        ground.PayPal.Put(new SimulatedPayPalRow("OLDEST", "T0006", ground.Clock.GetUtcNow().AddDays(-40), Of(1000m)));
        ground.PayPal.Sell(Of(10m));
        await ground.PollAsync();
        (await ground.ViewAsync()).Accounts.Single().ShouldSatisfyAllConditions(a => a.Ours.ShouldBe(1192.85m + 9.31m), a => a.Difference.ShouldBe(0m));
        await using (var db = ground.Read())
        {
            (await db.BankLines.SingleAsync(l => l.Kind == BankLineKind.Opening)).Amount.ShouldBe(1192.85m);
        }

        ground.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = ground.Save() with { Id = ground.Channel, Version = (await ground.ViewAsync()).Version, Since = ground.Today.AddDays(-2) };
        (await ground.Node.Channels.SaveAsync(ground.Actor, later, default)).Refusal!.Code.ShouldBe("channel.since_later");
        (await ground.Node.Channels.SaveAsync(ground.Actor, later with { CommandId = Guid.NewGuid(), Since = ground.Today.AddDays(-20) }, default)).Refusal.ShouldBeNull();
        await ground.PollAsync();
        await using (var db = ground.Read())
        {
            (await db.BankLines.Where(l => l.Kind == BankLineKind.Opening).OrderBy(l => l.Occurrence).Select(l => l.Amount).ToListAsync()).ShouldBe([1192.85m, -1192.85m, 1000m]);
        }

        (await ground.ViewAsync()).Accounts.Single().ShouldSatisfyAllConditions(a => a.Ours.ShouldBe(1192.85m + 9.31m), a => a.Difference.ShouldBe(0m));
        await ground.BooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_stop_between_two_windows_loses_nothing_and_doubles_nothing(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine, days: 100);
        foreach (var day in Enumerable.Range(0, 100))
        {
            ground.PayPal.Put(new SimulatedPayPalRow($"ROW{day}", "T0006", ground.Clock.GetUtcNow().AddDays(-day), Of(10m + day)) { Fee = Of(-0.5m) });
        }

        var reads = 0;
        ground.Node.Source.AfterRead = _ => ++reads == 3 ? throw new OperationCanceledException() : Task.CompletedTask;
        await Should.ThrowAsync<OperationCanceledException>(() => ground.TryAsync());
        var reached = (await ground.ViewAsync()).ReachedTo;
        reached.ShouldBe(new DateTimeOffset(ground.Today.AddDays(-100).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(62), "two windows are in");

        var asked = new List<MoneyWindow>();
        var other = ground.NewNode();
        other.Source.AfterRead = w =>
        {
            asked.Add(w);
            return Task.CompletedTask;
        };
        await ground.PollAsync(other);
        asked[0].From.ShouldBe(reached!.Value.AddDays(-4), "it goes on where it stopped, less the overlap");
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_two_that_ask_at_once_one_does_and_one_that_slept_past_its_lease_writes_nothing(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        ground.PayPal.Sell(Of(10m));
        var (asking, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var sleeper = ground.NewNode();
        sleeper.Source.AfterRead = _ =>
        {
            asking.TrySetResult();
            return go.Task;
        };
        var sleeping = ground.TryAsync(sleeper);
        await asking.Task.WaitAsync(Hang.Limit);
        (await ground.TryAsync()).Refusal!.Code.ShouldBe("channel.poll_busy");

        ground.Clock.Advance(TimeSpan.FromMinutes(6));
        ground.PayPal.Sell(Of(20m));
        (await ground.PollAsync()).Fresh.ShouldBe(2);
        go.SetResult();
        (await sleeping.WaitAsync(Hang.Limit)).Refusal!.Code.ShouldBe("channel.poll_busy");
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Through_lag_repeats_faults_and_two_nodes_for_weeks_every_row_ends_here_once_in_its_last_state(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        ground.PayPal.Faults = new ProviderFaults { Seed = 7, Lag = TimeSpan.FromHours(3), Duplicates = 0.2, Reordering = 0.4, TooMany = 0.05, Down = 0.05, AnswerLost = 0.03 };
        var random = new Random(23);
        var nodes = new[] { ground.Node, ground.NewNode() };
        for (var run = 0; run < 25; run++)
        {
            Trade(ground, random);
            ground.Clock.Advance(TimeSpan.FromHours(random.Next(1, 20)));
            if (run % 7 == 3)
            {
                ground.PayPal.RevokeToken();
            }

            await Task.WhenAll(nodes.Select(n => ground.TryAsync(n)));
        }

        foreach (var old in ground.PayPal.Rows.Where(r => r.Status == "P"))
        {
            ground.PayPal.Put(old with { Status = "S", UpdatedAt = ground.Clock.GetUtcNow() });
        }

        ground.PayPal.Faults = new ProviderFaults();
        await ground.PollAsync();
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_provider_that_fails_is_named_on_the_channel_moves_no_cursor_and_is_forgiven(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        ground.PayPal.Sell(Of(10m));
        await ground.PollAsync();
        var before = await ground.ViewAsync();
        foreach (var (faults, code) in new[] { (new ProviderFaults { Down = 1 }, "pay.unreachable"), (new ProviderFaults { TooMany = 1, RetryAfter = 900 }, "pay.busy"), (new ProviderFaults { AnswerLost = 1 }, "pay.unreachable") })
        {
            ground.PayPal.Faults = faults;
            ground.PayPal.Sell(Of(5m));
            (await ground.TryAsync()).Refusal!.Code.ShouldBe(code);
            (await ground.ViewAsync()).ShouldSatisfyAllConditions(v => v.PollWhy!.Code.ShouldBe(code), v => v.ReachedTo.ShouldBe(before.ReachedTo), v => v.PolledAt.ShouldBe(before.PolledAt));
        }

        ground.PayPal.Faults = new ProviderFaults();
        ground.PayPal.RevokeToken();
        (await ground.PollAsync()).Fresh.ShouldBe(3);
        (await ground.ViewAsync()).PollWhy.ShouldBeNull();
        await ground.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_job_asks_who_is_due_or_has_sent_a_hint_and_nobody_else(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        ground.PayPal.Sell(Of(10m));
        (await ground.Node.Poll.RunAsync(default)).Done.ShouldBe(1);
        var calls = ground.PayPal.Calls;
        await ground.Node.Poll.RunAsync(default);
        ground.PayPal.Calls.ShouldBe(calls, "asked a moment ago");
        ground.Clock.Advance(TimeSpan.FromMinutes(3));
        await ground.Db.WriteAsync(ground.Actor, new Command("test"), async (w, c) =>
        {
            await w.Db.Channels.ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, w.Now), c);
            return Outcome.Done;
        }, default);
        await ground.Node.Poll.RunAsync(default);
        ground.PayPal.Calls.ShouldBeGreaterThan(calls, "it sent a hint");
        calls = ground.PayPal.Calls;
        ground.Clock.Advance(MoneyPoll.Every);
        await ground.Node.Poll.RunAsync(default);
        ground.PayPal.Calls.ShouldBeGreaterThan(calls, "a quarter of an hour has passed");
        calls = ground.PayPal.Calls;
        await ground.Db.WriteAsync(ground.Actor, new Command("test"), async (w, c) =>
        {
            await w.Db.Channels.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsActive, false), c);
            return Outcome.Done;
        }, default);
        ground.Clock.Advance(MoneyPoll.Every);
        await ground.Node.Poll.RunAsync(default);
        ground.PayPal.Calls.ShouldBe(calls, "switched off");
        (await ground.TryAsync()).Refusal!.Code.ShouldBe("channel.no_api");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Keys_are_tested_for_real_kept_unreadable_and_another_account_is_not_mixed_in(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        ground.PayPal.Sell(Of(10m));
        (await ground.Node.Channels.TestAsync(ground.Actor, ground.Save(secret: "wrong"), default)).Refusal.ShouldBe(new Refusal("pay.denied", "paypal"));
        (await ground.Node.Channels.TestAsync(ground.Actor, ground.Save(), default)).Value.Balances.Single().Total.ShouldBe(Of(9.31m));
        (await ground.Node.Channels.TestAsync(ground.Actor, ground.Save("", "") with { Id = ground.Channel }, default)).Ok.ShouldBeTrue("with the keys we have");
        (await ground.Node.Channels.TestAsync(ground.Actor, ground.Save("", "") with { Id = ground.Channel, Sandbox = false }, default)).Refusal!.Code.ShouldBe("channel.keys", "keys of the sandbox are not sent to the live side");
        await ground.PollAsync();
        await using (var db = ground.Read())
        {
            var row = await db.Channels.SingleAsync();
            (row.ApiKey + row.ApiSecret + row.Settings).ShouldNotContain(PayPalGround.Secret);
            (await db.Commands.Select(c => c.Result).ToListAsync()).ShouldAllBe(r => !r.Contains(PayPalGround.Secret, StringComparison.Ordinal));
            (await db.AuditEntries.Select(a => a.Facts + a.Changes).ToListAsync()).ShouldAllBe(f => !f.Contains(PayPalGround.Secret, StringComparison.Ordinal));
        }

        var other = ground.NewNode(new AnotherAccount(ground.PayPal));
        (await ground.TryAsync(other)).Refusal!.Code.ShouldBe("channel.other_account");
        await ground.CheckAsync();
        (await ground.Node.Channels.SaveAsync(TestDatabase.As(Domain.Companies.Role.Warehouse), ground.Save(), default)).Refusal!.Code.ShouldBe("forbidden");
    }

    [Theory]
    [InlineData("name", "", "field.required", "value.required")]
    [InlineData("webhook", "bad hook", "channel.bad_webhook", "")]
    [InlineData("since", "2026-03-02", "channel.since_future", "")]
    [InlineData("since", "2022-01-01", "channel.since_old", "")]
    [InlineData("client", "", "channel.keys", "")]
    public async Task What_cannot_be_is_refused_by_field(string field, string value, string code, string or)
    {
        await using var ground = await PayPalGround.CreateAsync(DatabaseProvider.Sqlite);
        var save = ground.Save() with { Name = "Second" };
        save = field switch
        {
            "name" => save with { Name = value },
            "webhook" => save with { WebhookId = value },
            "since" => save with { Since = DateOnly.Parse(value, CultureInfo.InvariantCulture) },
            _ => save with { ClientId = value },
        };
        var refused = (await ground.Node.Channels.SaveAsync(ground.Actor, save, default)).Refusal!;
        refused.Field.ShouldBe(field);
        new[] { code, or }.ShouldContain(refused.Code);
    }

    private static void Trade(PayPalGround ground, Random random)
    {
        for (var n = random.Next(4); n > 0; n--)
        {
            var sale = ground.PayPal.Sell(Of(random.Next(1, 500)));
            switch (random.Next(6))
            {
                case 0:
                    ground.PayPal.Put(sale with { Status = "P" });
                    break;
                case 1:
                    ground.PayPal.Refund(sale, sale.Gross);
                    break;
                case 2:
                    ground.PayPal.Release(ground.PayPal.Hold(sale, Of(5m)));
                    break;
                case 3:
                    ground.PayPal.Convert(Of(3m), Of(3.3m, "USD"));
                    break;
            }
        }

        // Pending ones become final, or are denied, within three days.
        foreach (var old in ground.PayPal.Rows.Where(r => r.Status == "P" && r.At < ground.Clock.GetUtcNow().AddDays(-2)))
        {
            ground.PayPal.Put(old with { Status = random.Next(4) == 0 ? "D" : "S", UpdatedAt = ground.Clock.GetUtcNow() });
        }
    }

    private sealed class AnotherAccount(PayPalSimulator inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            answer.Content = new StringContent((await answer.Content.ReadAsStringAsync(cancellationToken)).Replace("SIMULATED0001", "SOMEBODYELSE1", StringComparison.Ordinal));
            return answer;
        }
    }
}
