using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>From the link on the invoice to the books: what customers, banks and networks do to it (P26).</summary>
public sealed class PayOnlineTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_customer_pays_by_the_link_and_the_invoice_is_paid_with_the_fee_apart(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();

        var session = await host.PressAsync(page);
        (session.Minor, session.Reference).ShouldBe((12100, invoice.Number));
        host.Cards.Pay(session.Id);
        (await host.OpenAsync(invoice.Id)).ShouldBe(121m, "the browser's word counts for nothing");
        await host.HearAsync();

        (await host.OpenAsync(invoice.Id)).ShouldBe(0m);
        (await host.LinesAsync()).ShouldBe([(121m, BankLineKind.Payment, BankLineState.Booked)]);
        await host.PollAsync();
        (await host.LinesAsync()).ShouldBe([(121m, BankLineKind.Payment, BankLineState.Booked), (-2.42m, BankLineKind.Fee, BankLineState.Booked)]);
        (await host.BalanceAsync(AccountRole.BankFees)).ShouldBe(2.42m);
        (await host.Http.GetStringAsync(page)).ShouldContain("This invoice is paid");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_storm_of_messages_ends_as_the_providers_say(DatabaseProvider engine)
    {
        var storm = await PayStorm.RunAsync(engine, 600);
        storm.Deliveries.ShouldBeGreaterThan(400);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Klix_tells_money_and_fee_at_once(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page, host.Klix);
        host.Cards.Pay(session.Id);
        await host.HearAsync();

        (await host.OpenAsync(invoice.Id)).ShouldBe(0m);
        (await host.LinesAsync()).Select(l => l.Amount).ShouldBe([121m, -2.42m], ignoreOrder: true);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Less_leaves_the_rest_open_and_the_rest_can_be_paid(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        host.Cards.Pay((await host.PressAsync(page)).Id, 10000);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id)).ShouldBe(21m);
        var html = await host.Http.GetStringAsync(page);
        html.ShouldContain("21.00");
        html.ShouldContain("Paid already");

        var rest = await host.PressAsync(page);
        rest.Minor.ShouldBe(2100);
        host.Cards.Pay(rest.Id);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id)).ShouldBe(0m);
        (await host.TryPressAsync(page)).Html.ShouldContain("Nothing is to be paid");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task More_stays_as_the_customers_credit_and_goes_back_first(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        host.Cards.Pay(session.Id, 15000);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((0m, -29m));

        var attempt = await host.AttemptAsync(session);
        attempt.Remarks.ShouldBe(PayRemarks.Over);
        var refunded = await host.Get<PayRefunds>().RefundAsync(host.Actor, new NewRefund(Guid.NewGuid(), attempt.Id, null, 40m, "too much"), default);
        refunded.Value.Taken.ShouldBeTrue();
        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((11m, 0m), "29 were credit, 11 reopen the invoice");
        await host.HearAsync();
        (await host.AttemptAsync(session)).Refunded.ShouldBe(40m);
        (await host.LinesAsync()).Count(l => l.Kind == BankLineKind.Refund).ShouldBe(1, "told twice, booked once");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_second_payment_of_the_same_invoice_is_credit_and_its_refund_leaves_the_invoice_paid(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var (card, klix) = (await host.PressAsync(page), await host.PressAsync(page, host.Klix));
        host.Cards.Pay(card.Id);
        host.Cards.Pay(klix.Id);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((0m, -121m));

        (await host.Get<PayRefunds>().RefundAsync(host.Actor, new NewRefund(Guid.NewGuid(), (await host.AttemptAsync(klix)).Id, null, 121m, null), default)).Refusal.ShouldBeNull();
        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((0m, 0m));
        (await host.AttemptAsync(klix)).State.ShouldBe(PayAttemptState.Refunded);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Paid_while_it_is_cancelled_is_credit_and_paid_before_goes_back_from_the_credit_note(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (during, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        (await host.Company.Stornos.ReverseAsync(host.Actor, Guid.NewGuid(), during.Id, "wrong", default)).Refusal.ShouldBeNull();
        host.Cards.Pay(session.Id);
        await host.HearAsync();
        (await host.OpenAsync(during.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((0m, -121m));
        (await host.Http.GetStringAsync(page)).ShouldContain("cancelled this invoice");
        (await host.TryPressAsync(page)).Html.ShouldContain("Nothing is to be paid");

        var (before, other) = await host.InvoiceAsync();
        var paid = await host.PressAsync(other);
        host.Cards.Pay(paid.Id);
        await host.HearAsync();
        var note = (await host.Company.Stornos.ReverseAsync(host.Actor, Guid.NewGuid(), before.Id, "wrong", default)).Value;
        (await host.OpenAsync(note.Id)).ShouldBe(-121m);
        host.Cards.Refund(paid.Id, 12100);
        await host.HearAsync();
        (await host.OpenAsync(note.Id), await host.OpenAsync(before.Id)).ShouldBe((0m, 0m), "refunded in the provider's portal: the credit is given back");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Late_money_of_an_expired_attempt_is_money(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        host.Cards.Expire(session.Id);
        await host.HearAsync();
        (await host.AttemptAsync(session)).State.ShouldBe(PayAttemptState.Expired);
        host.Cards.Pay(session.Id);
        await host.HearAsync();

        var attempt = await host.AttemptAsync(session);
        (attempt.State, attempt.Remarks).ShouldBe((PayAttemptState.Paid, PayRemarks.Late));
        (await host.OpenAsync(invoice.Id)).ShouldBe(0m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Repeated_reordered_and_forged_messages_end_in_the_same_books(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        host.Cards.Faults = new ProviderFaults { Seed = 7, Duplicates = 0.6, Reordering = 1, Forgery = 0.7 };
        var paid = new List<long>();
        foreach (var channel in new[] { host.Stripe, host.Klix, host.Stripe, host.Klix })
        {
            var (invoice, page) = await host.InvoiceAsync();
            var session = await host.PressAsync(page, channel);
            host.Cards.Promise(session.Id);
            host.Cards.Pay(session.Id);
            host.Cards.Refund(session.Id, 2100);
            paid.Add(invoice.Id);
        }

        var arriving = host.Cards.TakeDeliveries();
        var answers = new List<int>();
        foreach (var delivery in arriving.Where(d => d.Headers.Count > 0))
        {
            answers.Add(await host.PostAsync(delivery));
            (answers[^1] == 401).ShouldBe(delivery.Forged);
        }

        answers.ShouldContain(401);
        await host.SettleAsync();
        await host.SettleAsync();
        foreach (var invoice in paid)
        {
            (await host.OpenAsync(invoice)).ShouldBe(21m);
        }

        (await host.MessagesAsync()).ShouldAllBe(m => m.State == IntakeState.Applied || m.State == IntakeState.Ignored);
        (await host.LinesAsync()).Where(l => l.Kind != BankLineKind.Fee).Sum(l => l.Amount).ShouldBe(400m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Lost_messages_are_found_by_asking(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (card, cardPage) = await host.InvoiceAsync();
        var (klix, klixPage) = await host.InvoiceAsync(50m);
        host.Cards.Pay((await host.PressAsync(cardPage)).Id);
        host.Cards.Pay((await host.PressAsync(klixPage, host.Klix)).Id);
        host.Cards.TakeDeliveries().Count.ShouldBe(2);

        await host.PollAsync();
        (await host.OpenAsync(card.Id), await host.OpenAsync(klix.Id)).ShouldBe((0m, 0m));
        (await host.LinesAsync()).Sum(l => l.Amount).ShouldBe(121m + 60.5m - 2.42m - 1.21m);
        await host.PollAsync();
        (await host.LinesAsync()).Count.ShouldBe(4, "asking again tells nothing new");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_payer_who_comes_back_sees_what_the_provider_says_not_what_the_browser_does(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        (await host.Http.GetStringAsync($"{page}?left={session.Attempt}")).ShouldContain("came back without paying");
        (await host.Http.GetStringAsync(new Uri(session.ReturnTo))).ShouldContain("We wait for the provider");
        (await host.OpenAsync(invoice.Id)).ShouldBe(121m);

        host.Cards.Pay(session.Id);
        (await host.Http.GetStringAsync(new Uri(session.ReturnTo))).ShouldContain("Your payment arrived");
        (await host.OpenAsync(invoice.Id)).ShouldBe(0m, "the provider was asked; no message had come yet");
        await host.HearAsync();
        (await host.LinesAsync()).Count(l => l.Kind == BankLineKind.Payment).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Callbacks_at_once_book_once(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine, running: true);
        var (invoice, page) = await host.InvoiceAsync();
        var (card, klix) = (await host.PressAsync(page), await host.PressAsync(page, host.Klix));
        host.Cards.Pay(card.Id);
        host.Cards.Pay(klix.Id);
        var deliveries = host.Cards.TakeDeliveries();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).SelectMany(_ => deliveries).Select(d => host.PostAsync(d)));
        await Task.WhenAll(host.SettleAsync(), host.SettleAsync());

        answers.ShouldAllBe(a => a == 200);
        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.CustomerPrepayments)).ShouldBe((0m, -121m), "one paid the invoice, the other is credit");
        (await host.LinesAsync()).Where(l => l.Kind == BankLineKind.Payment).Select(l => l.State).ShouldBe([BankLineState.Booked, BankLineState.Booked]);
        (await host.MessagesAsync()).Select(m => m.Deliveries).ShouldBe([5, 5]);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_dispute_opens_the_invoice_again_and_a_won_one_pays_it(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        host.Cards.Pay(session.Id);
        await host.HearAsync();
        host.Cards.Dispute(session.Id);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id), await host.BalanceAsync(AccountRole.BankFees)).ShouldBe((121m, 15m));
        (await host.AttemptAsync(session)).ShouldSatisfyAllConditions(a => a.Disputed.ShouldBeTrue(), a => a.Held.ShouldBe(121m));
        (await host.Get<PayRefunds>().RefundAsync(host.Actor, new NewRefund(Guid.NewGuid(), (await host.AttemptAsync(session)).Id, null, 1m, null), default)).Refusal!.Code.ShouldBe("pay.refund_amount");

        host.Cards.WinDispute(session.Id);
        await host.HearAsync();
        (await host.OpenAsync(invoice.Id)).ShouldBe(0m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Bookings_can_be_taken_back_refund_first(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (invoice, page) = await host.InvoiceAsync();
        var session = await host.PressAsync(page);
        host.Cards.Pay(session.Id);
        host.Cards.Refund(session.Id, 2100);
        await host.HearAsync();
        await using var db = host.Company.Db.Read(host.Actor);
        var (paid, back) = (await db.BankLines.SingleAsync(l => l.Amount == 121m), await db.BankLines.SingleAsync(l => l.Amount == -21m));
        var undo = host.Company.Get<MatchUndo>();
        (await undo.UndoLineAsync(host.Actor, Guid.NewGuid(), paid.Id)).Refusal!.Code.ShouldBe("bank.refund_stands");
        (await undo.UndoLineAsync(host.Actor, Guid.NewGuid(), back.Id)).Refusal.ShouldBeNull();
        (await host.OpenAsync(invoice.Id)).ShouldBe(0m);
        (await undo.UndoLineAsync(host.Actor, Guid.NewGuid(), paid.Id)).Refusal.ShouldBeNull();
        (await host.OpenAsync(invoice.Id)).ShouldBe(121m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Two_presses_are_one_session_and_another_amount_is_another(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (_, page) = await host.InvoiceAsync();
        var first = await host.PressAsync(page);
        (await host.PressAsync(page)).Id.ShouldBe(first.Id);
        host.Cards.Pay((await host.PressAsync(page, host.Klix)).Id, 2100);
        await host.HearAsync();
        var next = await host.PressAsync(page);
        (next.Id == first.Id, next.Minor).ShouldBe((false, 10000));
    }
}
