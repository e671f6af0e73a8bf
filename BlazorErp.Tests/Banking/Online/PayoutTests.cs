using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>From the provider's account to the bank: what was paid out, by which payments, and where the bank says the same.</summary>
public sealed class PayoutTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_payout_names_its_payments_and_meets_the_banks_line(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (first, page) = await host.InvoiceAsync();
        var (_, other) = await host.InvoiceAsync(50m);
        var session = await host.PressAsync(page);
        host.Cards.Pay(session.Id);
        host.Cards.Pay((await host.PressAsync(other)).Id);
        host.Cards.Refund(session.Id, 2100);
        await host.HearAsync();
        host.Cards.Other("stripe_fee", -199, 0, "eur");
        var sent = host.Cards.PayOut("eur")!;
        (await host.Get<Payouts>().ReadAsync(host.Actor, host.Stripe.Id, default)).Value.ShouldBe(new PayoutsRead(1, 0));

        await using var db = host.Company.Db.Read(host.Actor);
        var payout = await db.Payouts.Include(p => p.Parts).SingleAsync();
        (payout.Amount, payout.Difference, payout.State).ShouldBe((sent.Minor / 100m, 0m, PayoutState.Paid));
        payout.Amount.ShouldBe(121m - 2.42m + 60.5m - 1.21m - 21m - 1.99m);
        payout.Parts.ShouldAllBe(p => p.EntryId != null);
        (await host.BalanceAsync(AccountRole.BankFees)).ShouldBe(2.42m + 1.21m + 1.99m, "the fees no message told came with the payout");
        (await host.BalanceAsync(AccountRole.Transfers)).ShouldBe(payout.Amount, "on its way");
        (await db.BankLines.Where(l => l.EntryId != null).SumAsync(l => l.Amount)).ShouldBe(0m, "nothing is left at the provider");
        (await host.OpenAsync(first.Id)).ShouldBe(21m);

        await BringAsync(host, payout.Amount, "STRIPE PAYMENTS", $"STRIPE {payout.ExternalId}");
        (await host.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        var (ours, banks) = (await db.BankLines.SingleAsync(l => l.Kind == BankLineKind.Payout), await db.BankLines.SingleAsync(l => l.StatementId != null));
        (ours.TransferLineId, banks.TransferLineId).ShouldBe((banks.Id, ours.Id));
        (await host.Get<Payouts>().ReadAsync(host.Actor, host.Stripe.Id, default)).Value.ShouldBe(new PayoutsRead(0, 0));
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_banks_line_may_come_first_and_what_is_not_ours_comes_into_the_books(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (_, page) = await host.InvoiceAsync();
        host.Cards.Pay((await host.PressAsync(page)).Id);
        host.Cards.TakeDeliveries();
        host.Cards.Other("charge", 5000, 100, "eur");
        var sent = host.Cards.PayOut("eur", shortBy: 7)!;
        await BringAsync(host, sent.Minor / 100m, "STRIPE", "payout");
        await host.Get<Payouts>().ReadAsync(host.Actor, host.Stripe.Id, default);

        await using var db = host.Company.Db.Read(host.Actor);
        (await db.Payouts.SingleAsync()).Difference.ShouldBe(-0.07m, "what was sent is not what the parts add up to, and that is shown");
        (await db.OpenItems.SumAsync(o => o.Open)).ShouldBe(0m, "no message came; the payout told the payment");
        (await host.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        (await host.LinesAsync()).Single(l => l.Amount == 50m).State.ShouldBe(BankLineState.Open, "a sale we know nothing of waits for a person");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_payout_that_comes_back_is_taken_back(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        var (_, page) = await host.InvoiceAsync();
        host.Cards.Pay((await host.PressAsync(page)).Id);
        await host.HearAsync();
        var sent = host.Cards.PayOut("eur")!;
        await host.Get<Payouts>().ReadAsync(host.Actor, host.Stripe.Id, default);
        host.Cards.FailPayout(sent.Id);
        (await host.Get<Payouts>().ReadAsync(host.Actor, host.Stripe.Id, default)).Value.ShouldBe(new PayoutsRead(0, 1));

        (await host.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        (await host.LinesAsync()).Sum(l => l.Amount).ShouldBe(118.58m, "the money is at the provider");
        await host.CheckAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Klix_tells_no_payouts_so_the_banks_line_does(DatabaseProvider engine)
    {
        await using var host = await PayHost.CreateAsync(engine);
        foreach (var net in new[] { 100m, 50m, 30m })
        {
            var (_, page) = await host.InvoiceAsync(net);
            host.Cards.Pay((await host.PressAsync(page, host.Klix)).Id);
            await host.HearAsync();
        }

        var all = (await host.LinesAsync()).Sum(l => l.Amount);
        await BringAsync(host, all + 1m, "KLIX", "izmaksa");
        (await host.Get<Payouts>().ReadAsync(host.Actor, host.Klix.Id, default)).Value.Fresh.ShouldBe(0, "no moment fits, nothing is guessed");
        await BringAsync(host, all, "KLIX", "izmaksa", "S2");
        (await host.Get<Payouts>().ReadAsync(host.Actor, host.Klix.Id, default)).Value.Fresh.ShouldBe(1);

        await using var db = host.Company.Db.Read(host.Actor);
        var payout = await db.Payouts.Include(p => p.Parts).SingleAsync();
        (payout.Amount, payout.Difference, payout.Parts.Count).ShouldBe((all, 0m, 6));
        (await host.BalanceAsync(AccountRole.Transfers)).ShouldBe(0m);
        await host.CheckAsync();
    }

    [Fact]
    public void A_payout_is_guessed_only_where_one_moment_fits()
    {
        var at = DateTimeOffset.UnixEpoch;
        PayoutGuess.Waiting Of(int second, decimal amount, bool fee = false) => new(second, "", ProviderEvent.Payment, amount, at.AddSeconds(second), fee);
        PayoutGuess.Waiting[] waiting = [Of(1, 10m), Of(1, -0.2m, true), Of(2, 20m), Of(2, -0.4m, true), Of(3, -20m), Of(4, 20m)];
        PayoutGuess.Choose(waiting, 9.8m)!.Count.ShouldBe(2);
        PayoutGuess.Choose(waiting, 10m).ShouldBeNull("two moments, fees billed apart");
        PayoutGuess.Choose(waiting[..4], 30m)!.Count.ShouldBe(2, "fees billed apart");
        PayoutGuess.Choose(waiting, 29.4m).ShouldBeNull("two moments with fees");
        PayoutGuess.Choose(waiting, 11m).ShouldBeNull();
        PayoutGuess.Choose([], 0m).ShouldBeNull();
    }

    private static async Task BringAsync(PayHost host, decimal amount, string name, string text, string id = "S1")
    {
        var xml = BankGround.Statement(BankGround.Iban, "EUR", host.Company.Today, 100m, [new Pay(amount, text, name, BankRef: id)], id);
        var brought = await host.Get<StatementImport>().ImportAsync(host.Actor, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml)), $"{id}.xml", "upload", new ImportOptions(CreateAccounts: true, Match: true));
        brought.Refusal.ShouldBeNull();
        brought.Value.NewLines.ShouldBe(1);
    }
}
