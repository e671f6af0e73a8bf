using System.Net;
using BlazorErp.Companies;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Companies;

public sealed class SignInTests
{
    [Fact]
    public async Task A_member_signs_in_and_gets_in()
    {
        await using var host = await TestHost.StartAsync();
        var user = await host.UserAsync(await host.CompanyAsync());
        using var client = await host.SignInAsync(user);
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_gets_in_without_signing_in()
    {
        await using var host = await TestHost.StartAsync();
        await host.CompanyAsync();
        using var client = host.Client();
        var answer = await client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldContain("/login");
        (await client.PostAsync("/company/switch", new FormUrlEncodedContent([]))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_unknown_person_and_a_wrong_password_get_the_same_answer()
    {
        await using var host = await TestHost.StartAsync();
        var user = await host.UserAsync(await host.CompanyAsync());
        using var client = host.Client();
        var wrong = await TestHost.SignInAsync(client, user.Email!, "not the password");
        var unknown = await TestHost.SignInAsync(client, "nobody@example.com", "not the password");
        wrong.StatusCode.ShouldBe(unknown.StatusCode);
        // What is encrypted differs each time by itself.
        static string Shown(string html, string email) => System.Text.RegularExpressions.Regex.Replace(html.Replace(email, "x", StringComparison.Ordinal), "CfDJ[A-Za-z0-9+/=_-]*", "", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        (Shown(await wrong.Content.ReadAsStringAsync(), user.Email!) == Shown(await unknown.Content.ReadAsStringAsync(), "nobody@example.com")).ShouldBeTrue();
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account()
    {
        await using var host = await TestHost.StartAsync();
        var user = await host.UserAsync(await host.CompanyAsync());
        using var client = host.Client();
        for (var i = 0; i < 5; i++)
        {
            await TestHost.SignInAsync(client, user.Email!, "not the password");
        }

        (await TestHost.SignInAsync(client, user.Email!, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Comings_goings_and_refusals_are_in_the_audit_of_the_persons_companies_and_a_locked_account_adds_no_more()
    {
        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var user = await host.UserAsync(company);
        using var client = await host.SignInAsync(user);
        using var other = host.Client();
        for (var i = 0; i < 8; i++)
        {
            await TestHost.SignInAsync(other, user.Email!, "not the password");
        }

        await using var db = host.Db.Read(TestDatabase.Owner(company));
        var noted = await db.AuditEntries.Where(a => a.EntityType == SignInLog.Entity && a.EntityId == user.Id).OrderBy(a => a.Id).ToListAsync();
        noted.Select(a => a.Action).Where(a => a.StartsWith("sign", StringComparison.Ordinal)).ShouldBe([SignInLog.Done, .. Enumerable.Repeat(SignInLog.Refused, 4), SignInLog.Locked]);
        noted[^1].Facts.ShouldContain("127.0.0.1");
        var members = await host.Services.GetRequiredService<MemberService>().ListAsync(TestDatabase.Owner(company), default);
        members.Value.Single(m => m.UserId == user.Id).LastSignIn.ShouldNotBeNull();
    }

    [Fact]
    public async Task Too_many_tries_from_one_address_are_turned_away()
    {
        await using var host = await TestHost.StartAsync(args: "--SignIn:PerMinute=3");
        await host.CompanyAsync();
        using var client = host.Client();
        for (var i = 0; i < 3; i++)
        {
            await TestHost.SignInAsync(client, $"nobody{i}@example.com", "not the password");
        }

        (await TestHost.SignInAsync(client, "nobody@example.com", "not the password")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_post_without_its_token_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var user = await host.UserAsync(await host.CompanyAsync());
        using var client = await host.SignInAsync(user);
        (await client.PostAsync("/logout", new FormUrlEncodedContent([]))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_the_next_request()
    {
        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var owner = await host.UserAsync(company);
        var user = await host.UserAsync(company, Role.Sales);
        using var client = await host.SignInAsync(user);
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await host.Services.GetRequiredService<MemberService>().SetDisabledAsync(TestDatabase.Owner(company) with { UserId = owner.Id }, user.Id, true, default)).Refusal.ShouldBeNull();

        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await TestHost.SignInAsync(host.Client(), user.Email!, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_company_is_switched_only_to_one_the_person_is_in()
    {
        await using var host = await TestHost.StartAsync();
        var (one, two, three) = (await host.CompanyAsync("ONE"), await host.CompanyAsync("TWO"), await host.CompanyAsync("THREE"));
        var user = await host.UserAsync(one);
        await host.JoinAsync(user, two, Role.Viewer);
        using var client = await host.SignInAsync(user);

        Task<HttpResponseMessage> To(int id) => TestHost.PostFormAsync(client, "/account/password", new() { ["id"] = id.ToString(System.Globalization.CultureInfo.InvariantCulture) }, "/company/switch");
        (await To(three)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await To(two)).Headers.Location!.ToString().ShouldBe("/");
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Someone_let_in_chooses_a_password_before_anything_else()
    {
        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var members = host.Services.GetRequiredService<MemberService>();
        var added = (await members.AddAsync(TestDatabase.Owner(company), new NewMember("new@example.com", "New", Role.Viewer), default)).Value;
        using var client = host.Client();
        (await TestHost.SignInAsync(client, "new@example.com", added.OneTimePassword!)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/")).Headers.Location!.ToString().ShouldBe("/account/password");

        var changed = await TestHost.PostFormAsync(client, "/account/password", new()
        {
            ["_handler"] = "password", ["Input.Current"] = added.OneTimePassword!, ["Input.Wanted"] = TestHost.Password, ["Input.Again"] = TestHost.Password,
        });
        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect, await changed.Content.ReadAsStringAsync());
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_first_run_makes_the_owner_and_the_company_and_never_opens_again()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        (await client.GetAsync("/")).Headers.Location!.ToString().ShouldBe("/setup");
        Dictionary<string, string> form = new()
        {
            ["_handler"] = "setup", ["Input.Email"] = "owner@example.com", ["Input.Name"] = "Owner", ["Input.Password"] = TestHost.Password,
            ["Input.Company"] = "SIA Example", ["Input.Code"] = "EX", ["Input.Country"] = "LV", ["Input.Currency"] = "EUR", ["Input.VatNumber"] = "LV40003000000",
        };
        var founded = await TestHost.PostFormAsync(client, "/setup", form);
        founded.StatusCode.ShouldBe(HttpStatusCode.Redirect, await founded.Content.ReadAsStringAsync());
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await host.Client().GetStringAsync("/setup")).ShouldNotContain("Input.Password");
        var again = await host.Services.GetRequiredService<FirstRun>().FoundAsync(new FirstOwner("other@example.com", "Other", TestHost.Password, "en"), null, default);
        again.Refusal!.Code.ShouldBe("setup.closed");
    }

    [Fact]
    public async Task Of_two_who_come_first_at_once_one_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var first = host.Services.GetRequiredService<FirstRun>();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => first.FoundAsync(new FirstOwner($"owner{n}@example.com", "Owner", TestHost.Password, "en"), new NewCompany($"C{n}", "Company", "LV", "EUR"), default))));
        outcomes.Count(o => o.Ok).ShouldBe(1);
        outcomes.Where(o => !o.Ok).ShouldAllBe(o => o.Refusal!.Code == "setup.closed");
    }

    [Fact]
    public async Task The_first_run_may_take_the_demo_instead()
    {
        await using var host = await TestHost.StartAsync(BlazorErp.Domain.Data.DatabaseProvider.Sqlite, b => b.Services.AddSingleton<BlazorErp.Composition.IDemoSeeder, NoDemo>());
        using var client = host.Client();
        var taken = await TestHost.PostFormAsync(client, "/setup", new()
        {
            ["_handler"] = "setup", ["Input.Email"] = "owner@example.com", ["Input.Name"] = "Owner", ["Input.Password"] = TestHost.Password, ["Input.Demo"] = "true",
        });
        taken.Headers.Location!.ToString().ShouldContain("/setup");
        for (var n = 0; (await client.GetStringAsync("/setup")).Contains("<progress", StringComparison.Ordinal); n++)
        {
            n.ShouldBeLessThan(200);
            await Task.Delay(50);
        }

        (await TestHost.SignInAsync(client, "owner@example.com", TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private sealed class NoDemo(CompanyService companies) : BlazorErp.Composition.IDemoSeeder
    {
        public async Task SeedAsync(IProgress<BlazorErp.Composition.DemoProgress> progress, CancellationToken cancel) =>
            (await companies.CreateAsync(new NewCompany("DEMO", "Demo", "LV", "EUR", IsDemo: true), 0, cancel)).Refusal.ShouldBeNull();
    }
}
