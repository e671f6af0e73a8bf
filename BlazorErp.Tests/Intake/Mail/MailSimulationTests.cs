using BlazorErp.Banking.Simulator;
using BlazorErp.Channels.Imap.Simulator;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Demo;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>The demo's mails in the whole application: they arrive and their statements book themselves.</summary>
public sealed class MailSimulationTests
{
    [Fact]
    public async Task Simulated_mails_book_themselves_through_every_fault_and_what_is_forged_stays_outside()
    {
        await using var host = await TestHost.StartAsync();
        var simulation = host.Services.GetRequiredService<MailSimulation>();
        simulation.Pace = new MailPace(true, 75, new MailFaults());
        var bank = host.Services.GetRequiredService<BankSimulation>();
        bank.Pace = new BankPace(true, 45, 6, BankFaults.None);
        var company = await DemoAsync(host);

        (await simulation.OpenAsync(company, default)).ShouldNotBeNull();
        (await simulation.RoundAsync(1, default)).ShouldBeTrue();
        await SettledAsync(host, company, 1);
        simulation.Pace = simulation.Pace with { Faults = new MailFaults(1, 1, 1, 1, 1) };
        (await simulation.RoundAsync(2, default)).ShouldBeTrue();
        await SettledAsync(host, company, 4);

        simulation.Tally.ShouldBe(new MailTally(2, 1, 1));
        await using var db = host.Db.Read(company);
        var files = await db.BankFiles.Where(f => f.Source.StartsWith(BankFile.ByMail)).ToListAsync();
        files.Count.ShouldBe(2);
        files.ShouldAllBe(f => f.State == BankFileState.Imported);
        (await db.BankLines.CountAsync(l => l.State == BankLineState.Booked)).ShouldBeGreaterThan(0);
        (await db.BankLines.AnyAsync(l => l.Amount == 9_999.99m)).ShouldBeFalse();
        (await db.MailEnvelopes.Select(m => m.Refusal).ToListAsync()).Select(r => RefusalJson.Read(r)?.Code).ShouldContain("mail.sender_forged");
        (await db.MailEnvelopes.MaxAsync(m => m.Deliveries)).ShouldBe(2, "one came twice");
        (await simulation.OpenAsync(company, default)).ShouldNotBeNull("a restart changes the mailbox it has");
        (await db.Channels.CountAsync(c => c.Kind == MailboxService.Kind)).ShouldBe(1);
    }

    /// <summary>A demo company whose customers owe, with the demo's owner in it.</summary>
    private static async Task<int> DemoAsync(TestHost host)
    {
        var company = await host.CompanyAsync("BALTIC");
        await using (var db = host.Db.Read(0))
        {
            await db.Companies.ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, true));
            await db.Users.ExecuteUpdateAsync(s => s.SetProperty(u => u.Email, DemoPlan.People[0].Email).SetProperty(u => u.NormalizedEmail, DemoPlan.People[0].Email.ToUpperInvariant()));
        }

        await using var read = host.Db.Read(company);
        var owner = TestDatabase.Owner(company);
        (await host.Services.GetRequiredService<BankAccounts>().SaveAsync(owner, new SaveBankAccount(Guid.NewGuid(), 0, 0, "Bank", BankGround.Iban, "EUR", null), default)).Refusal.ShouldBeNull();
        await host.Db.WriteAsync(owner, new Command("test"), (w, _) =>
        {
            var partner = w.Add(new Domain.Partners.Partner { Code = "P", CodeKey = "P", Name = "SIA Pircējs", SearchText = "sia pircejs" });
            for (var n = 1; n <= 40; n++)
            {
                w.Add(BankGround.Receivable(w.Db.Ids!.Next(), $"INV-2026-{n:0000}", 10.01m * n, partner.Id, new DateOnly(2026, 11, 1)));
            }

            return Task.FromResult(Outcome.Done);
        }, default);
        return company;
    }

    /// <summary>Waits until so many mails are dealt with; a dropped line is followed by another poll, as the schedule would.</summary>
    private static async Task SettledAsync(TestHost host, int company, int mails)
    {
        using var patience = new CancellationTokenSource(Hang.Limit);
        while (true)
        {
            await host.Services.GetRequiredService<MailPoll>().RunAsync(patience.Token);
            await using var db = host.Db.Read(company);
            if (await db.MailEnvelopes.CountAsync(m => m.ProcessedAt != null, patience.Token) >= mails)
            {
                return;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
