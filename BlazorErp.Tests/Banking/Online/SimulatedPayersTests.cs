using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>The demo's customers who open the link on their invoice.</summary>
public sealed class SimulatedPayersTests
{
    private const int Pays = 1, PaysHalf = 7, IsRefusedByKlix = 20, WalksAway = 11;

    [Theory]
    [InlineData(Pays, 0, PayAttemptState.Paid)]
    [InlineData(PaysHalf, 60.5, PayAttemptState.Paid)]
    [InlineData(IsRefusedByKlix, 121, PayAttemptState.Failed)]
    [InlineData(WalksAway, 121, PayAttemptState.Redirected)]
    public async Task Each_tries_an_invoice_once_and_the_books_follow_the_provider(int seed, double open, PayAttemptState state)
    {
        await using var host = await TestHost.StartAsync();
        PayInBrowserTests.Pause(host);
        var company = await host.CompanyAsync();
        var payers = host.Services.GetRequiredService<SimulatedPayers>();
        (await payers.RoundAsync(company, seed, default)).ShouldBeFalse("nobody owes and nobody can pay");
        var invoice = await PayInBrowserTests.InvoiceAsync(host, TestDatabase.Owner(company));
        (await host.Services.GetRequiredService<CardSimulation>().OpenAsync(company, default)).ShouldBeTrue();

        (await payers.RoundAsync(company, seed, default)).ShouldBeTrue();

        await using var db = host.Db.Read(company);
        var attempt = await db.PayAttempts.SingleAsync();
        attempt.RedirectTo.ShouldStartWith(host.BaseAddress.AbsoluteUri);
        (await host.Services.GetRequiredService<PayAttempts>().AskAsync(PayAttempts.ActorOf(company, "test"), attempt.Id, default)).Refusal.ShouldBeNull();
        (await db.PayAttempts.SingleAsync()).State.ShouldBe(state);
        (await db.OpenItems.SingleAsync(o => o.DocumentType == "invoice" && o.DocumentId == invoice)).Open.ShouldBe((decimal)open);
        (await payers.RoundAsync(company, seed, default)).ShouldBeFalse("this invoice was tried");
    }
}
