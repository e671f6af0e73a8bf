using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Channels.PayPal;

/// <summary>The demo's PayPal in the whole application: a month of trade, customers who pay while it runs, webhooks through our own door.</summary>
public sealed class PayPalSimulationTests
{
    [Fact]
    public async Task A_company_that_is_no_demo_has_no_simulated_account()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, Quiet.Simulators);
        var simulation = Of(host);
        var company = await host.CompanyAsync();
        (await simulation.OpenAsync(company, default)).ShouldBeFalse();
        (await simulation.RoundAsync(company, 1, default)).ShouldBeFalse();
        await using var db = host.Db.Read(company);
        (await db.Channels.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_month_of_trade_comes_in_ties_and_is_known_again_after_a_restart()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, Quiet.Simulators);
        var simulation = Of(host);
        var company = await DemoAsync(host);

        (await simulation.OpenAsync(company, default)).ShouldBeTrue();

        var first = await StandsAsync(host, company);
        first.Fees.ShouldBeGreaterThan(5);
        first.Booked.ShouldBeGreaterThan(first.Fees, "sales book themselves beside their fees");
        first.Accounts.ShouldAllBe(a => a.Difference == 0m);
        (await simulation.OpenAsync(company, default)).ShouldBeTrue();
        (await StandsAsync(host, company)).ShouldSatisfyAllConditions(again => again.Lines.ShouldBe(first.Lines), again => again.Accounts.ShouldBe(first.Accounts));
    }

    [Fact]
    public async Task A_customer_who_pays_is_told_by_webhook_and_booked_and_a_forgery_beside_it_is_turned_away()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, Quiet.Simulators);
        var simulation = Of(host);
        var company = await DemoAsync(host, 90);
        (await simulation.OpenAsync(company, default)).ShouldBeTrue();
        var before = await StandsAsync(host, company);
        simulation.Pace = simulation.Pace with { Faults = new ProviderFaults { Forgery = 1 } };

        (await simulation.RoundAsync(company, 1, default)).ShouldBeTrue();

        simulation.Tally.ShouldSatisfyAllConditions(t => t.Sales.ShouldBe(1), t => t.Hooks.ShouldBeGreaterThan(0), t => t.Refused.ShouldBeGreaterThan(0));
        using var patience = new CancellationTokenSource(Hang.Limit);
        while ((await StandsAsync(host, company)).Payments <= before.Payments)
        {
            // The hint woke the job; asking here too waits for it, or does its work.
            await host.Services.GetRequiredService<MoneyPoll>().RunAsync(patience.Token);
            patience.Token.ThrowIfCancellationRequested();
        }

        (await StandsAsync(host, company)).Payments.ShouldBe(before.Payments + 1);
    }

    private static PayPalSimulation Of(TestHost host)
    {
        var simulation = host.Services.GetRequiredService<PayPalSimulation>();
        simulation.Pace = new PayPalPace(true, 60, new ProviderFaults());
        return simulation;
    }

    private static async Task<int> DemoAsync(TestHost host, int invoices = 40)
    {
        var company = await host.CompanyAsync("BALTIC");
        await host.Db.WriteAsync(TestDatabase.Owner(company), new Command("test"), async (w, c) =>
        {
            var partner = w.Add(new Domain.Partners.Partner { Code = "P", CodeKey = "P", Name = "SIA Pircējs", SearchText = "sia pircejs" });
            var today = DateOnly.FromDateTime(w.Now.UtcDateTime);
            for (var n = 1; n <= invoices; n++)
            {
                w.Add(BankGround.Receivable(w.Db.Ids!.Next(), $"INV-2026-{n:0000}", 10.01m * n, partner.Id, today));
            }

            await w.Db.Companies.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsDemo, true), c);
            return Outcome.Done;
        }, default);
        return company;
    }

    private static async Task<Stands> StandsAsync(TestHost host, int company)
    {
        await using var db = host.Db.Read(company);
        var lines = await db.BankLines.Where(l => l.EntryId != null).Select(l => new { l.Kind, l.State }).ToListAsync();
        var accounts = await db.BankAccounts.Where(a => a.ChannelId != null).OrderBy(a => a.Currency).Select(a => new Account(a.Currency, a.ToldBalance, a.Difference)).ToListAsync();
        return new Stands(lines.Count, lines.Count(l => l.State == BankLineState.Booked), lines.Count(l => l.Kind == BankLineKind.Fee), lines.Count(l => l.Kind == BankLineKind.Payment), accounts);
    }

    private sealed record Account(string Currency, decimal? Told, decimal? Difference);

    private sealed record Stands(int Lines, int Booked, int Fees, int Payments, List<Account> Accounts);
}
