using System.Net;
using System.Text;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Domain.Ledger;
using BlazorErp.Intake;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>Who may see, send and do what.</summary>
public sealed class PayDoorTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_page_shows_what_is_to_be_paid_and_nothing_else(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        await using (var db = host.Company.Db.Read(host.Company.Actor))
        {
            await db.Partners.ExecuteUpdateAsync(s => s.SetProperty(p => p.Email, "buyer@secret.example"));
        }

        var (invoice, page) = await host.InvoiceAsync();
        using var answer = await host.Http.GetAsync(page);
        var html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("SIA Baltic Parts");
        html.ShouldContain(invoice.Number);
        html.ShouldContain("121.00");
        foreach (var hidden in new[] { "Rīgas Auto", "secret.example", "<script", "RF", invoice.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            html.ShouldNotContain(hidden);
        }

        answer.Headers.GetValues("X-Robots-Tag").Single().ShouldStartWith("noindex");
        answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        using var unknown = await host.Http.GetAsync($"/pay/{new string('A', 32)}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("This page is not here");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Drafts_credit_notes_and_companies_without_a_provider_have_no_page(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var pages = host.Get<PayPages>();
        (await pages.TokenAsync(host.Actor, invoice.Id, default)).ShouldBe(page["/pay/".Length..], "the address never changes");
        var note = (await host.Company.Stornos.ReverseAsync(host.Actor, Guid.NewGuid(), invoice.Id, null, default)).Value;
        (await pages.TokenAsync(host.Actor, note.Id, default)).ShouldBeNull();
        foreach (var channel in new[] { host.Stripe, host.Klix })
        {
            (await host.Get<ChannelService>().SetActiveAsync(host.Actor, channel.Id, false, default)).Refusal.ShouldBeNull();
        }

        (await pages.TokenAsync(host.Actor, invoice.Id, default)).ShouldBeNull();
        (await host.TryPressAsync(page)).Html.ShouldNotContain("refresh");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_message_for_another_company_or_channel_changes_nothing_here(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        (await host.Company.Get<CompanyService>().CreateAsync(new NewCompany("HU", "Magyar Kft.", "HU", "HUF"), 0, default)).Value.ShouldBe(2);
        var theirs = TestDatabase.Owner(2);
        var saved = await host.Get<PayChannels>().SaveAsync(theirs, new(Guid.NewGuid(), 0, 0, "stripe", "Card", false, "sk_live_1", "whsec_1", null), default);
        var token = (await host.Get<PayChannels>().ListAsync(theirs, saved.Value, default)).Value.Single().Token;

        host.Cards.Pay((await host.PressAsync(page)).Id);
        var delivery = host.Cards.TakeDeliveries().Single();
        (await host.PostAsync(delivery, token)).ShouldBe(200, "signed rightly, and not theirs");
        await host.SettleAsync();
        (await host.OpenAsync(invoice.Id)).ShouldBe(121m);
        await using (var db = host.Company.Db.Read(theirs))
        {
            (await db.IntakeMessages.SingleAsync()).ShouldSatisfyAllConditions(m => m.State.ShouldBe(IntakeState.Ignored), m => m.Refusal!.ShouldContain("pay.not_ours"));
            (await db.BankLines.CountAsync()).ShouldBe(0);
        }

        (await host.PostAsync(delivery, "abcdefghijklmnopqrstuvwxyz")).ShouldBe(404);
        (await host.Get<PayRefunds>().RefundAsync(theirs, new NewRefund(Guid.NewGuid(), (await host.AttemptAsync(host.Cards.Sessions[0])).Id, null, 1m, null), default)).Refusal!.Code.ShouldBe("not_found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Forged_stale_and_huge_messages_leave_nothing_but_a_count(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (_, page) = await host.InvoiceAsync();
        host.Cards.Pay((await host.PressAsync(page)).Id);
        var delivery = host.Cards.TakeDeliveries().Single();
        var changed = delivery.Body.ToArray();
        changed[10] ^= 1;
        (await host.PostAsync(delivery with { Body = changed })).ShouldBe(401);
        var old = TimeProvider.System.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds();
        var stale = BlazorErp.Channels.Cards.StripeSignature.Sign(delivery.Body.Span, "whsec_1", old);
        (await host.PostAsync(delivery with { Headers = new Dictionary<string, string> { ["Stripe-Signature"] = $"t={old},v1={stale}" } })).ShouldBe(401);
        (await host.PostAsync(delivery with { Body = new byte[2_000_000] })).ShouldBe(413);

        await host.Get<ForgedTally>().FlushAsync(host.Get<ShopReceiver>(), default);
        (await host.MessagesAsync()).ShouldBeEmpty();
        (await host.Get<PayChannels>().ListAsync(host.Actor, host.Stripe.Id, default)).Value.Single().Forged.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_event_with_another_content_is_an_alarm_and_a_counter_in_it_is_not(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        host.Cards.Pay((await host.PressAsync(page)).Id);
        var first = host.Cards.TakeDeliveries().Single();
        var text = Encoding.UTF8.GetString(first.Body.Span);
        (await host.PostAsync(first)).ShouldBe(200);
        (await host.PostAsync(Signed(text.Replace("\"livemode\"", "\"pending_webhooks\":1,\"livemode\"", StringComparison.Ordinal)))).ShouldBe(200);
        (await host.PostAsync(Signed(text.Replace("12100", "99900", StringComparison.Ordinal)))).ShouldBe(200);
        await host.SettleAsync();

        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((0m, 0m));
        var messages = await host.MessagesAsync();
        messages.Select(m => (m.State, m.Deliveries)).ShouldBe([(IntakeState.Applied, 2), (IntakeState.Failed, 1)]);
        messages[1].Refusal!.ShouldContain("pay.event_contradiction");

        SimulatedDelivery Signed(string body)
        {
            var (bytes, now) = (Encoding.UTF8.GetBytes(body), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            return new SimulatedDelivery(new Dictionary<string, string> { ["Stripe-Signature"] = $"t={now},v1={BlazorErp.Channels.Cards.StripeSignature.Sign(bytes, "whsec_1", now)}" }, bytes, false);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Money_of_tests_is_shown_and_never_booked(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine, live: false);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        host.Cards.Pay(session.Id);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id)).ShouldBe(121m);
        var attempt = await host.AttemptAsync(session);
        (attempt.State, attempt.IsTest, attempt.Captured).ShouldBe((PayAttemptState.Paid, true, 121m));
        (await host.LinesAsync()).ShouldBeEmpty();
        (await host.Http.GetStringAsync(new Uri(session.ReturnTo))).ShouldContain("no money moved");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Keys_are_unreadable_kept_apart_by_mode_and_tested_by_asking(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var channels = host.Get<PayChannels>();
        await using (var db = host.Company.Db.Read(host.Actor))
        {
            foreach (var channel in await db.Channels.ToListAsync())
            {
                $"{channel.Secret}{channel.ApiSecret}{channel.Settings}".ShouldNotContain("sk_live_1");
                $"{channel.Secret}{channel.ApiSecret}{channel.Settings}".ShouldNotContain("whsec_1");
            }
        }

        (await channels.TestAsync(host.Actor, host.Stripe.Id, default)).Value.Name.ShouldContain("Simulated Stripe");
        (await channels.TestAsync(host.Actor, host.Klix.Id, default)).Value.Name.ShouldContain("brand-1");
        var wrong = new SavePayChannel(Guid.NewGuid(), host.Stripe.Id, host.Stripe.Version, "stripe", "Card", false, "sk_test_1", null, null);
        (await channels.SaveAsync(host.Actor, wrong, default)).Refusal!.Code.ShouldBe("pay.key_mode");
        (await channels.SaveAsync(host.Actor, wrong with { SecretKey = "hunter2" }, default)).Refusal!.Code.ShouldBe("pay.key_shape");
        var version = (await channels.ListAsync(host.Actor, host.Stripe.Id, default)).Value.Single().Version;
        (await channels.SaveAsync(host.Actor, wrong with { SecretKey = "sk_live_other", Version = version }, default)).Refusal.ShouldBeNull();
        (await channels.TestAsync(host.Actor, host.Stripe.Id, default)).Refusal!.Code.ShouldBe("pay.denied");
        (await channels.ListAsync(host.Actor, host.Stripe.Id, default)).Value.Single().TestWhy!.Code.ShouldBe("pay.denied");
        foreach (var role in new[] { Role.Accountant, Role.Sales, Role.Viewer, Role.Warehouse })
        {
            (await channels.SaveAsync(TestDatabase.As(role), wrong with { CommandId = Guid.NewGuid() }, default)).Refusal!.Code.ShouldBe("forbidden");
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_refund_is_bounded_asked_once_and_needs_its_right(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (_, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        host.Cards.Pay(session.Id);
        await host.HearAsync();
        var (attempt, refunds) = ((await host.AttemptAsync(session)).Id, host.Get<PayRefunds>());
        (await refunds.RefundAsync(TestDatabase.As(Role.Sales), new NewRefund(Guid.NewGuid(), attempt, null, 1m, null), default)).Refusal!.Code.ShouldBe("forbidden");
        foreach (var amount in new[] { 0m, -1m, 121.01m, 0.001m })
        {
            (await refunds.RefundAsync(host.Actor, new NewRefund(Guid.NewGuid(), attempt, null, amount, null), default)).Refusal!.Code.ShouldBe("pay.refund_amount");
        }

        host.Cards.Faults = new ProviderFaults { Down = 1 };
        var order = new NewRefund(Guid.NewGuid(), attempt, null, 100m, "returned");
        (await refunds.RefundAsync(host.Actor, order, default)).Value.Taken.ShouldBeFalse("the provider is down");
        (await refunds.RefundAsync(host.Actor, order with { CommandId = Guid.NewGuid(), Amount = 21m }, default)).Refusal!.Code.ShouldBe("pay.refund_pending");
        host.Cards.Faults = new ProviderFaults();
        await host.Get<PayPoll>().RunAsync(default);
        (await refunds.RefundAsync(host.Actor, order, default)).Value.Taken.ShouldBeTrue("pressed again, the same order");
        host.Cards.Sessions.Single().RefundedMinor.ShouldBe(10000);
        (await refunds.RefundAsync(host.Actor, order with { CommandId = Guid.NewGuid(), Amount = 22m }, default)).Refusal!.Code.ShouldBe("pay.refund_amount");
        await host.CheckAsync();
    }
}
