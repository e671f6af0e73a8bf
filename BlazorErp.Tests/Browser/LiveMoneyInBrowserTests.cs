using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Browser;

/// <summary>One person matches payments; what another has open moves by itself: the status of the account, and what is owed on the start page.</summary>
public sealed class LiveMoneyInBrowserTests
{
    [Fact]
    public async Task Status_of_the_account_and_receivables_move_in_a_second_session_as_payments_match_in_the_first()
    {
        if (!Chromium.Installed)
        {
            return;
        }

        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var actor = TestDatabase.Owner(company);
        await InvoicesAsync(host, actor);
        await BringAsync(host, actor, "S1", new Pay(1m, "first, so that the account is there"));
        long account;
        await using (var db = host.Db.Read(actor))
        {
            account = await db.BankAccounts.Select(a => a.Id).SingleAsync();
        }

        var first = await host.BrowseAsync(await host.UserAsync(company, Role.Accountant), "/bank", 1440);
        var viewer = await host.UserAsync(company, Role.Viewer);
        var status = await host.BrowseAsync(viewer, $"/bank?account={account}", 1440);
        var today = await host.BrowseAsync(viewer, "/", 1440);
        await SaysAsync(status, 1, 0, 0, 1);
        await OwedAsync(today, "647.20");
        await WaitsAsync(today, "1");

        // Neither page is loaded again from here on.
        foreach (var page in (IPage[])[status, today])
        {
            await page.EvaluateAsync("() => { window.stays = true; }");
        }

        await BringAsync(host, actor, "S2", new Pay(310m, "INV-2026-0917", "SIA RIGAS AUTO"), new Pay(168.60m, "par rēķ. 0921 un 922", "OZOLS JANIS"));
        await SaysAsync(status, 3, 0, 0, 3);
        await WaitsAsync(today, "3");

        await Chromium.PressAsync(first, "m");

        await SaysAsync(status, 3, 1, 1, 1);
        await OwedAsync(today, "337.20");
        await WaitsAsync(today, "2");

        // The suggestion is accepted, and everything owed by those two is gone.
        await first.Locator("tbody tr", new() { HasText = "OZOLS" }).ClickAsync();
        await first.Locator(".stick h2", new() { HasText = "OZOLS" }).WaitForAsync();
        await first.Locator(".stick .bankacts .btn.go").WaitForAsync();
        await Chromium.PressAsync(first, "Enter");
        await status.Locator(".bankstrip .chip", new() { HasText = "1 by hand" }).WaitForAsync();
        await OwedAsync(today, "168.60");
        await WaitsAsync(today, "1");

        // Taken back in the first, owed again in the second.
        await host.Services.GetRequiredService<MatchUndo>().UndoRunAsync(actor, Guid.NewGuid(), await RunAsync(host, actor));
        await OwedAsync(today, "478.60");
        await WaitsAsync(today, "2");
        foreach (var page in (IPage[])[status, today])
        {
            (await page.EvaluateAsync<bool>("() => window.stays === true")).ShouldBeTrue();
        }
    }

    private static async Task<long> RunAsync(TestHost host, Actor actor)
    {
        await using var db = host.Db.Read(actor);
        return await db.MatchRuns.Where(r => r.Cause == "match").Select(r => r.Id).SingleAsync();
    }

    private static async Task SaysAsync(IPage page, int lines, int self, int suggested, int open)
    {
        await page.Locator($".bankstrip > span > b:text-is('{lines}')").WaitForAsync();
        foreach (var says in new[] { $"{self} booked by themselves", $"{suggested} suggested", $"{open} open" })
        {
            await page.Locator(".bankstrip .chip", new() { HasText = says }).WaitForAsync();
        }
    }

    private static Task OwedAsync(IPage page, string amount) => page.Locator(".tile", new() { HasText = "Overdue" }).Filter(new() { HasText = amount }).WaitForAsync();

    private static Task WaitsAsync(IPage page, string count) => page.Locator($".tile[href='/bank'] b:text-is('{count}')").WaitForAsync();

    private static async Task BringAsync(TestHost host, Actor actor, string id, params Pay[] pays) =>
        (await host.Services.GetRequiredService<StatementImport>().ImportAsync(actor, new MemoryStream(Encoding.UTF8.GetBytes(BankGround.Statement(BankGround.Iban, "EUR", new DateOnly(2026, 3, 2), 0m, pays, id))), id + ".xml", "upload", new ImportOptions(CreateAccounts: true, Match: false)))
        .Refusal.ShouldBeNull();

    private static async Task InvoicesAsync(TestHost host, Actor actor)
    {
        var company = await host.Services.GetRequiredService<CompanyReferences>().GetAsync(actor.CompanyId, default);
        await host.Db.WriteAsync(actor, new Command("test"), (w, _) =>
        {
            foreach (var (partner, number, amount) in new[] { ("SIA Rīgas Auto", "INV-2026-0917", 310m), ("Jānis Ozols", "INV-2026-0921", 84.30m), ("Jānis Ozols", "INV-2026-0922", 84.30m), ("Pēteris Kalns", "INV-2026-0788", 168.60m) })
            {
                var known = w.Db.Partners.Local.FirstOrDefault(p => p.Name == partner) ?? w.Add(new Partner { Code = partner, CodeKey = partner.ToUpperInvariant(), Name = partner, SearchText = SearchText.Fold(partner) });
                var item = w.Add(BankGround.Receivable(w.Db.Ids!.Next(), number, amount, known.Id, new DateOnly(2026, 1, 10)));
                Journal.Post(w, item.Date, "invoice", item.DocumentId, "post", number,
                    [new(company.Accounts[AccountRole.Receivable].Id, amount, "EUR", amount, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -amount, "EUR", -amount)]);
            }

            return Task.FromResult(Outcome.Done);
        }, default);
    }
}
