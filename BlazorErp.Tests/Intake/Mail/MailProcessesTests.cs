using BlazorErp.Channels.Imap;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Imap;
using BlazorErp.Tests.Composition;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>The built product twice on one PostgreSQL, at one mailbox: the one that reads it is stopped in the middle and wakes when the other has taken over.</summary>
public sealed class MailProcessesTests
{
    private const int Mails = 3;

    // So long that nobody renews while the test lasts: who is stopped finds out by its write, not by its clock.
    private static readonly string[] Settings = ["--Leases:JobSeconds=3600", "--Leases:PollSeconds=3600"];

    [Fact]
    public async Task A_node_stopped_in_the_middle_of_a_mailbox_writes_nothing_when_it_wakes_and_each_line_is_in_once()
    {
        await using var server = await DovecotServer.StartAsync();
        await using var line = new LineHolder(server.Port, 40_000);
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        var channel = await MailboxAsync(database, server, line.Port);
        for (var n = 1; n <= Mails; n++)
        {
            // Larger than what is let through, so that the first is not whole when its reader is stopped.
            server.Deliver(MailGround.Mail("anna@example.com", "dmarc=pass header.from=example.com", $"statements {n}",
                ["Content-Type: text/plain", "", string.Join("\r\n", Enumerable.Repeat(new string('x', 70), 1_000))], MailGround.Part($"{n}.xml", MailGround.Statement(MailGround.FirstIban, n))));
        }

        await using var first = ProductProcess.Start(database, "first", Settings);
        await first.UntilAsync(() => Task.FromResult(line.Held.IsCompleted), "it reads the first mail");
        await first.FreezeAsync();
        var held = await LeasesAsync(database);
        held.Select(l => (l.Name, l.Held)).ShouldBe([("job:mail-poll", true), ($"mail-poll:{channel}", true)]);

        // An hour passes for everyone else.
        await using (var db = database.Factory.Create())
        {
            var past = database.Time.GetUtcNow().AddSeconds(-1);
            await db.Leases.ExecuteUpdateAsync(s => s.SetProperty(l => l.Until, past));
        }

        await using var second = ProductProcess.Start(database, "second", Settings);
        await second.UntilAsync(async () => (await RunsAsync(database)).Contains((Mails, 0, null)), "it has taken over and read the mailbox");
        (await LinesAsync(database)).ShouldBe([1m, 2m, 3m]);

        line.Release();
        await first.ThawAsync();
        // It reads the rest of the mail, and its transaction finds that the lease is another's.
        await first.UntilAsync(async () => (await RunsAsync(database)).Count == 2, "it knows that it came too late");

        (await RunsAsync(database)).Order().ShouldBe([(0, 1, null), (Mails, 0, null)]);
        (await LinesAsync(database)).ShouldBe([1m, 2m, 3m]);
        (await LeasesAsync(database)).ShouldBe(held.ConvertAll(l => (l.Name, l.Token + 1, false)), "taken once more, by the other, who gave them back");
        await using var end = database.Db.Read(1);
        (await end.MailEnvelopes.Select(m => m.Deliveries).ToListAsync()).ShouldBe([1, 1, 1]);
        (await end.AuditEntries.CountAsync(a => a.Action == "mail.received")).ShouldBe(Mails);
        (await end.Channels.SingleAsync(c => c.Id == channel)).PollRefusal.ShouldBeNull();
    }

    /// <summary>An accountant's company with a mailbox, made by the product itself, so that its nodes can read the secret.</summary>
    private static async Task<long> MailboxAsync(TestDatabase database, DovecotServer server, int port)
    {
        await using var host = await TestHost.StartAsync(database);
        var company = await host.CompanyAsync("ACC");
        await using (var db = database.Factory.Create())
        {
            // The server is on this machine, which only a demo may ask.
            await db.Companies.Where(c => c.Id == company).ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, true));
            var anna = host.Services.GetRequiredService<MemberService>().NewUser("anna@example.com", "Anna", "en");
            db.Users.Add(anna);
            await db.SaveChangesAsync();
            await host.JoinAsync(anna, company, Role.Accountant);
        }

        (await host.Db.WriteAsync(TestDatabase.Owner(company), new Command("test.account"), async (w, c) =>
        {
            await BankAccounts.AddIn(w, new BankAccount { Name = "Bank", Iban = MailGround.FirstIban, Currency = "EUR" }, [], c);
            return Outcome.Done;
        }, default)).Refusal.ShouldBeNull();
        var options = new MailboxOptions { Host = "localhost", Port = port, User = DovecotServer.User, Fingerprint = server.Fingerprint, CheckingServer = MailGround.Checker };
        return (await host.Services.GetRequiredService<MailboxService>().SaveAsync(TestDatabase.Owner(company), new SaveMailbox(Guid.NewGuid(), 0, 0, "Statements", options, DovecotServer.Password), default)).Value;
    }

    /// <summary>Leases of the mailbox: name, how often taken, whether held.</summary>
    private static async Task<List<(string Name, long Token, bool Held)>> LeasesAsync(TestDatabase database)
    {
        var now = database.Time.GetUtcNow();
        await using var db = database.Factory.Create();
        return (await db.Leases.Where(l => l.Name.Contains("mail-poll")).OrderBy(l => l.Name).ToListAsync()).ConvertAll(l => (l.Name, l.Token, l.Until > now));
    }

    /// <summary>Runs of the job that had something to do: done, failed, error.</summary>
    private static async Task<List<(int, int, string?)>> RunsAsync(TestDatabase database)
    {
        await using var db = database.Factory.Create();
        return (await db.JobRuns.Where(r => r.Job == MailPollJob.Name && (r.Done > 0 || r.Failed > 0 || r.Error != null)).ToListAsync()).ConvertAll(r => (r.Done, r.Failed, r.Error));
    }

    private static async Task<List<decimal>> LinesAsync(TestDatabase database)
    {
        await using var db = database.Db.Read(1);
        return await db.BankLines.OrderBy(l => l.Amount).Select(l => l.Amount).ToListAsync();
    }
}
