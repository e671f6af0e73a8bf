using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>
/// Invoices paid by PayPal (P26, P45): the payment and the account's own list of transactions tell the same money, and it stands in the books once, in
/// whatever order they come.
/// </summary>
public sealed class PayPalPayTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_payer_who_comes_back_has_paid_and_the_accounts_list_adds_nothing(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        host.PayPal.Faults = new ProviderFaults { Lag = TimeSpan.FromHours(3) };
        var (invoice, page) = await host.Pay.InvoiceAsync();
        var order = await host.PressAsync(page);
        (order.Amount, order.Invoice.Split(' ')[0]).ShouldBe((new Money(121m, Currency.Of("EUR")), invoice.Number));
        (await host.ReturnAsync(order)).ShouldNotContain("This invoice is paid", Case.Sensitive, "nothing was approved");
        host.PayPal.Approve(order.Id);

        (await host.ReturnAsync(order)).ShouldContain("This invoice is paid");

        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(0m);
        (string, BankLineKind, BankLineState)[] paid = [("121", BankLineKind.Payment, BankLineState.Booked), ("-4.46", BankLineKind.Fee, BankLineState.Booked)];
        (await LinesAsync(host)).ShouldBe(paid);
        (await host.ReadListAsync()).Read.ShouldBe(0, "the list lags by hours");
        host.PayPal.Faults = new ProviderFaults();
        (await host.ReadListAsync()).ShouldSatisfyAllConditions(p => p.Read.ShouldBe(1), p => p.Fresh.ShouldBe(0));
        (await LinesAsync(host)).ShouldBe(paid);
        await using (var db = host.Pay.Company.Db.Read(host.Actor))
        {
            (await db.ProviderEntries.SingleAsync()).ShouldSatisfyAllConditions(e => e.ExternalId.ShouldBe(order.CaptureId), e => e.Raw.ShouldContain("T0006"), e => e.CustomField.ShouldBe(order.Attempt));
        }

        await host.DeliverAsync();
        await host.AskDueAsync();
        (await LinesAsync(host)).ShouldBe(paid);
        (await host.Pay.BalanceAsync(AccountRole.BankFees)).ShouldBe(4.46m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Shown_by_the_list_first_under_another_code_it_is_the_same_money(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        var (invoice, page) = await host.Pay.InvoiceAsync();
        var order = await host.PressAsync(page);
        host.PayPal.Approve(order.Id);
        host.PayPal.TakeUnheard(order.Id);
        (await host.ReadListAsync()).Fresh.ShouldBe(1);
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(0m, "its number was in the transaction");
        (await host.AttemptAsync(order)).State.ShouldBe(PayAttemptState.Redirected);

        await host.Pay.PollAsync();

        (await host.AttemptAsync(order)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(PayAttemptState.Paid), a => a.Captured.ShouldBe(121m), a => a.Fee.ShouldBe(4.46m));
        (await LinesAsync(host)).Select(l => l.Amount).ShouldBe(["121", "-4.46"]);
        await using (var db = host.Pay.Company.Db.Read(host.Actor))
        {
            (await db.PayBookings.Select(b => b.EntryId).Distinct().SingleAsync()).ShouldBe(await db.ProviderEntries.Select(e => e.Id).SingleAsync());
        }

        await host.CheckAsync();

        // A card paid on PayPal's page has another code in the list than a wallet.
        var (second, other) = await host.Pay.InvoiceAsync(50m);
        var card = await host.PressAsync(other);
        host.PayPal.Approve(card.Id);
        await host.ReturnAsync(card);
        host.PayPal.Recode(card.CaptureId!, "T0005");
        (await host.ReadListAsync()).Fresh.ShouldBe(0);
        (await host.Pay.OpenAsync(second.Id)).ShouldBe(0m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task One_who_never_comes_back_has_paid_all_the_same_through_repeats_disorder_and_forgeries(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        var (invoice, page) = await host.Pay.InvoiceAsync();
        var order = await host.PressAsync(page);
        host.PayPal.Approve(order.Id);
        host.PayPal.Faults = new ProviderFaults { Forgery = 1, Duplicates = 1, Reordering = 1 };
        var deliveries = host.PayPal.TakeDeliveries();
        (await host.DeliverAsync(deliveries.Where(d => d.Forged))).ShouldAllBe(a => a == 401);
        (await host.AskDueAsync()).Asked.ShouldBe(0, "a forgery wakes nobody");

        (await host.DeliverAsync(deliveries.Where(d => !d.Forged))).ShouldAllBe(a => a == 200);
        (await host.AskDueAsync()).ShouldBe(new PayPolled(1, 0));

        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(0m);
        host.PayPal.Faults = new ProviderFaults { Duplicates = 1, Reordering = 1 };
        await host.DeliverAsync();
        await host.AskDueAsync();
        (await LinesAsync(host)).Select(l => l.Amount).ShouldBe(["121", "-4.46"]);
        host.PayPal.Faults = new ProviderFaults();
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task However_many_ask_at_once_the_money_is_taken_and_booked_once(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        var (invoice, page) = await host.Pay.InvoiceAsync();
        var orders = await Task.WhenAll(host.PressAsync(page), host.PressAsync(page));
        orders.Select(o => o.Id).Distinct().Count().ShouldBeLessThanOrEqualTo(2);
        var order = orders[0];
        host.PayPal.Approve(order.Id);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.ReturnAsync(order)).Append<Task>(host.Pay.PollAsync()).Append(host.ReadListAsync()));
        await host.Pay.PollAsync();
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(0m);
        host.PayPal.Rows.Count.ShouldBe(1);
        (await LinesAsync(host)).Select(l => l.Amount).ShouldBe(["121", "-4.46"]);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_declined_card_is_no_payment_and_promised_money_is_one_when_it_comes(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        var (invoice, page) = await host.Pay.InvoiceAsync();
        var declined = await host.PressAsync(page);
        host.PayPal.Approve(declined.Id, "DECLINED");
        await host.ReturnAsync(declined);
        (await host.AttemptAsync(declined)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(PayAttemptState.Failed), a => a.RedirectTo.ShouldBeNull());

        var promised = await host.PressAsync(page);
        promised.Id.ShouldNotBe(declined.Id);
        host.PayPal.Approve(promised.Id, "PENDING");
        await host.ReturnAsync(promised);
        (await host.AttemptAsync(promised)).ShouldSatisfyAllConditions(a => a.Promised.ShouldBeTrue(), a => a.Captured.ShouldBe(0m));
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(121m);
        host.PayPal.Settle(promised.Id);
        await host.DeliverAsync();
        await host.AskDueAsync();
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(0m);

        var (other, denied) = await host.Pay.InvoiceAsync(10m);
        var refused = await host.PressAsync(denied);
        host.PayPal.Approve(refused.Id, "PENDING");
        await host.ReturnAsync(refused);
        host.PayPal.Settle(refused.Id, there: false);
        await host.DeliverAsync();
        await host.AskDueAsync();
        (await host.AttemptAsync(refused)).State.ShouldBe(PayAttemptState.Failed);
        (await host.Pay.OpenAsync(other.Id)).ShouldBe(12.10m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Refunds_of_ours_and_those_made_at_PayPal_open_the_invoice_once(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        var (invoice, page) = await host.Pay.InvoiceAsync();
        var order = await host.PressAsync(page);
        host.PayPal.Approve(order.Id);
        await host.ReturnAsync(order);
        var attempt = await host.AttemptAsync(order);
        var press = new NewRefund(Guid.NewGuid(), attempt.Id, null, 21m, "damaged");
        (await host.Pay.Get<PayRefunds>().RefundAsync(host.Actor, press, default)).Value.Taken.ShouldBeTrue();
        (await host.Pay.Get<PayRefunds>().RefundAsync(host.Actor, press, default)).Value.Taken.ShouldBeTrue();
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(21m);
        (await host.Pay.Get<PayRefunds>().RefundAsync(host.Actor, press with { CommandId = Guid.NewGuid(), Amount = 101m }, default)).Refusal!.Code.ShouldBe("pay.refund_amount");
        await host.CheckAsync();

        // The rest goes back at PayPal itself: the list shows it before the attempt is asked about.
        var sale = host.PayPal.Rows.Single(r => r.Id == order.CaptureId);
        host.PayPal.Refund(sale, new Money(100m, Currency.Of("EUR")));
        (await host.ReadListAsync()).Fresh.ShouldBe(1);
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(121m);
        await host.Pay.PollAsync();
        (await host.AttemptAsync(order)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(PayAttemptState.Refunded), a => a.Refunded.ShouldBe(121m));
        (await LinesAsync(host)).Select(l => l.Amount).ShouldBe(["121", "-4.46", "-21", "-100"]);
        (await host.Pay.OpenAsync(invoice.Id)).ShouldBe(121m);
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task In_any_order_of_list_asking_messages_and_losses_all_ends_in_the_ideal_state(DatabaseProvider engine)
    {
        await using var host = await PayPalPayHost.CreateAsync(engine);
        host.PayPal.Sell(new Money(10m, Currency.Of("USD")), "elsewhere");
        await host.ReadListAsync();
        var random = new Random(11);
        var open = new List<(long Invoice, decimal Net, SimulatedPayPalOrder Order)>();
        for (var n = 1; n <= 12; n++)
        {
            var (invoice, page) = await host.Pay.InvoiceAsync(10m * n);
            var order = await host.PressAsync(page);
            host.PayPal.Approve(order.Id);
            open.Add((invoice.Id, 12.10m * n, order));
            host.PayPal.Faults = new ProviderFaults { Seed = n, Duplicates = 0.4, Reordering = 0.4, Loss = 0.4, Forgery = 0.2 };
            foreach (var act in Enumerable.Range(0, 4).OrderBy(_ => random.Next()).Take(random.Next(1, 5)))
            {
                switch (act)
                {
                    case 0:
                        host.PayPal.TakeUnheard(order.Id);
                        break;
                    case 1:
                        await host.ReadListAsync();
                        break;
                    case 2:
                        await host.ReturnAsync(order);
                        break;
                    default:
                        await host.DeliverAsync();
                        await host.AskDueAsync();
                        break;
                }
            }
        }

        host.PayPal.Faults = new ProviderFaults();
        await host.Pay.PollAsync();
        foreach (var (invoice, gross, order) in open)
        {
            (await host.Pay.OpenAsync(invoice)).ShouldBe(0m);
            (await host.AttemptAsync(order)).Captured.ShouldBe(gross);
        }

        host.PayPal.Rows.Count.ShouldBe(13, "one of them of another shop, in another currency");
        (await LinesAsync(host)).Count.ShouldBe(26);
        await host.CheckAsync();
    }

    [Fact]
    public async Task Play_money_pays_no_real_invoice_and_without_the_choice_there_is_no_button()
    {
        await using var host = await PayPalPayHost.CreateAsync(DatabaseProvider.Sqlite);
        var channels = host.Pay.Get<MoneyChannels>();
        var (_, page) = await host.Pay.InvoiceAsync();
        (await host.Pay.Http.GetStringAsync(page)).ShouldContain("PayPal");
        var view = (await channels.ListAsync(host.Actor, "paypal", host.Channel, default)).Value.Single();
        var save = new SaveMoneyChannel(Guid.NewGuid(), view.Id, view.Version, "paypal", "PayPal", null, null, true, view.Options.Since, "WH-OWN-1");
        (await channels.SaveAsync(host.Actor, save, default)).Refusal.ShouldBeNull();
        (await host.Pay.Http.GetStringAsync(page)).ShouldNotContain("PayPal");
        await host.Pay.Company.Db.WriteAsync(host.Actor, new Command("test"), async (w, c) =>
        {
            await w.Db.Companies.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsDemo, false), c);
            return Outcome.Done;
        }, default);
        (await channels.SaveAsync(host.Actor, save with { CommandId = Guid.NewGuid(), Version = view.Version + 1, TakesPayments = true }, default)).Refusal!.Code.ShouldBe("channel.sandbox_payments");
    }

    private static async Task<List<(string Amount, BankLineKind Kind, BankLineState State)>> LinesAsync(PayPalPayHost host) =>
        (await host.Pay.LinesAsync()).ConvertAll(l => (l.Amount.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture), l.Kind, l.State));
}
