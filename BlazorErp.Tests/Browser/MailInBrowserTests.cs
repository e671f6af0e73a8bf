using System.Text;
using BlazorErp.Channels.Imap;
using BlazorErp.Channels.Imap.Simulator;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>An outside accountant's morning: a mailbox is connected, clients' statements come by mail, one queue shows what waits at whom.</summary>
public sealed class MailInBrowserTests
{
    private const string ClientIban = "LV53BANK0000435195002";

    [Fact]
    public async Task A_mailbox_is_connected_its_mails_fill_two_companies_and_the_queue_leads_into_each()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var server = new SimulatedMailServer(TimeProvider.System);
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, b => b.Services.AddSingleton<IMailServers>(sp => new OnThisMachine(new ImapServers(sp.GetRequiredService<TimeProvider>()))));
        var (home, client) = (await host.CompanyAsync("HOME"), await host.CompanyAsync("CLIENT"));
        await AccountAsync(host, home, BankGround.Iban);
        await AccountAsync(host, client, ClientIban);
        var user = await host.UserAsync(home);
        await host.JoinAsync(user, client, Role.Accountant);
        var page = await host.BrowseAsync(user, "/channels/mail/new", 1440);
        await page.Locator("html[data-keys~='ctrl+enter']").WaitForAsync();
        var options = server.Options;
        await FillAsync(page, "Name *", "Statements");
        await FillAsync(page, "Server *", options.Host);
        await FillAsync(page, "Port *", options.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await FillAsync(page, "User name *", options.User);
        await FillAsync(page, "Password", "wrong");
        await FillAsync(page, "Certificate (SHA-256)", options.Fingerprint!);
        await FillAsync(page, "Server that checks senders", SimulatedMailServer.Checker);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try the connection" }).ClickAsync();
        await page.Locator("main [role=alert]").First.WaitForAsync();
        await FillAsync(page, "Password", server.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try the connection" }).ClickAsync();
        await page.GetByText("Connected: 0 mails in INBOX").WaitForAsync();
        await page.Locator(".head .btn.go:not(.busy)").ClickAsync();
        await Chromium.ArriveAsync(page, u => char.IsAsciiDigit(u[^1]));
        await page.Locator(".head .chip.ok", new() { HasText = "Active" }).WaitForAsync();

        var (day, now) = (new DateOnly(2026, 11, 20), TimeProvider.System.GetUtcNow());
        server.Mailbox.Deliver(SimulatedMails.Write(user.Email!, user.DisplayName, "Two statements", now, true, false, Part("home.xml", BankGround.Iban, day, new Pay(10m, "one"), new Pay(11m, "two")), Part("client.xml", ClientIban, day, new Pay(12m, "three"))));
        server.Mailbox.Deliver(SimulatedMails.Write("stranger@example.net", "Stranger", "Trust me", now, true, false, Part("evil.xml", BankGround.Iban, day, new Pay(9999m, "evil"))));
        await page.GetByRole(AriaRole.Button, new() { Name = "Read now" }).ClickAsync();
        // A page that is left stops what it asked for.
        await page.GetByText("2 new mails").WaitForAsync();

        await page.GotoAsync("/bank/mail");
        await page.Locator("tbody tr", new() { HasText = "Two statements" }).Locator(".chip.ok", new() { HasText = "Taken" }).WaitForAsync();
        await page.Locator("tbody tr", new() { HasText = "Two statements" }).ClickAsync();
        await page.Locator(".stick .mailfile", new() { HasText = "client.xml" }).GetByText("1 new, 0 known").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Not all taken" }).ClickAsync();
        await page.Locator("tbody tr", new() { HasText = "stranger@example.net" }).WaitForAsync();
        await page.Locator("tbody tr", new() { HasText = "Two statements" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await page.GotoAsync("/bank/queue");
        var rows = page.Locator(".queue tbody tr");
        await rows.Filter(new() { HasText = "Company CLIENT" }).WaitForAsync();
        await page.GetByText("2 companies · 3 lines wait").WaitForAsync();
        // A figure of another company leads into it.
        await rows.Filter(new() { HasText = "CLIENT bank" }).GetByRole(AriaRole.Button, new() { Name = "1", Exact = true }).ClickAsync();
        await Chromium.ArriveAsync(page, u => u.Contains("/bank?account=", StringComparison.Ordinal));
        await page.Locator(".grid tbody tr", new() { HasText = "three" }).WaitForAsync();
        await page.Locator(".top", new() { HasText = "Company CLIENT" }).WaitForAsync();

        await using var db = host.Db.Read(home);
        (await db.BankLines.Select(l => l.Amount).OrderBy(a => a).ToListAsync()).ShouldBe([10m, 11m], "the stranger's statement stayed outside");
    }

    private static SimulatedPart Part(string name, string iban, DateOnly day, params Pay[] payments) => new(name, Encoding.UTF8.GetBytes(BankGround.Statement(iban, "EUR", day, 100m, payments)));

    private static async Task FillAsync(IPage page, string label, string value)
    {
        var field = page.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.PressAsync("Tab");
    }

    private static async Task AccountAsync(TestHost host, int company, string iban)
    {
        var name = company == 1 ? "HOME bank" : "CLIENT bank";
        (await host.Services.GetRequiredService<BankAccounts>().SaveAsync(TestDatabase.Owner(company), new SaveBankAccount(Guid.NewGuid(), 0, 0, name, iban, "EUR", null), default)).Refusal.ShouldBeNull();
    }

    /// <summary>The mailbox of the test is on this machine, which only a demo company may ask.</summary>
    private sealed class OnThisMachine(ImapServers inner) : IMailServers
    {
        public IMailbox Mailbox(MailboxAccess access, string? folder = null) => inner.Mailbox(access with { AllowLocal = true }, folder);
    }
}
