using System.Net;
using System.Text.RegularExpressions;
using BlazorErp.Companies;
using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace BlazorErp.Tests;

/// <summary>
/// The real application on a real port, a database of its own and a data folder of its own. People are made here and sign in over HTTP or in
/// a browser, as they would.
/// </summary>
public sealed partial class TestHost : IAsyncDisposable
{
    /// <summary>Password of everyone made here.</summary>
    public const string Password = "correct horse battery";

    private static readonly Lazy<Task<IBrowser>> Chromium = new(async () =>
        await (await Playwright.CreateAsync()).Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] }));

    private static int people;
    private readonly List<IBrowserContext> browsers = [];
    private readonly bool ownsDatabase;

    private TestHost(WebApplication app, TestDatabase database, bool ownsDatabase, string data)
    {
        (App, Database, this.ownsDatabase, DataPath) = (app, database, ownsDatabase, data);
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The application.</summary>
    public WebApplication App { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => App.Services;

    /// <summary>Its database.</summary>
    public TestDatabase Database { get; }

    /// <summary>The application's own door to the database (not <see cref="TestDatabase.Db"/>, whose changes it would not hear at once).</summary>
    public ErpDatabase Db => Services.GetRequiredService<ErpDatabase>();

    /// <summary>Its data folder.</summary>
    public string DataPath { get; }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Starts one on an empty database.</summary>
    public static async Task<TestHost> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, params string[] args) =>
        await StartAsync(await TestDatabase.CreateAsync(provider), true, null, null, args);

    /// <summary>Starts one on an empty database with services of the test's own.</summary>
    public static async Task<TestHost> StartAsync(DatabaseProvider provider, Action<WebApplicationBuilder> adjust, params string[] args) =>
        await StartAsync(await TestDatabase.CreateAsync(provider), true, null, adjust, args);

    /// <summary>The same on a database that another test object owns.</summary>
    public static Task<TestHost> StartAsync(TestDatabase database, Action<WebApplicationBuilder> adjust, params string[] args) => StartAsync(database, false, null, adjust, args);

    /// <summary>Starts one on a database that another test object owns: a second node, or a restart.</summary>
    public static Task<TestHost> StartAsync(TestDatabase database, string? data = null, params string[] args) => StartAsync(database, false, data, null, args);

    private static async Task<TestHost> StartAsync(TestDatabase database, bool owns, string? data, Action<WebApplicationBuilder>? adjust, string[] args)
    {
        data ??= Directory.CreateTempSubdirectory("erp-host-").FullName;
        var app = ErpApplication.Build(
        [
            "--urls=http://127.0.0.1:0", $"--data={data}", $"--Database:Provider={database.Options.Provider}", $"--Database:ConnectionString={database.Options.ConnectionString}",
            "--SignIn:PerMinute=1000", .. args,
        ],
        builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            adjust?.Invoke(builder);
        });
        try
        {
            await app.StartAsync();
            await app.Services.GetRequiredService<Readiness>().Ready;
            return new TestHost(app, database, owns, data);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Founds a company with an owner; returns its id.</summary>
    public async Task<int> CompanyAsync(string code = "ONE", string country = "LV", string currency = "EUR")
    {
        var owner = await PersonAsync();
        return (await Services.GetRequiredService<CompanyService>().CreateAsync(new NewCompany(code, $"Company {code}", country, currency), owner.Id, default)).Value;
    }

    /// <summary>A person with a role in a company; signs in with <see cref="Password"/>.</summary>
    public async Task<ErpUser> UserAsync(int companyId, Role role = Role.Owner)
    {
        var user = await PersonAsync();
        await JoinAsync(user, companyId, role);
        return user;
    }

    /// <summary>Adds a person to a further company.</summary>
    public Task JoinAsync(ErpUser user, int companyId, Role role) => Db.WriteAsync(TestDatabase.Owner(companyId), new Command("test.join"), (w, _) =>
    {
        w.Add(new Membership { UserId = user.Id, Role = role });
        w.Changed(Topics.People, user.Id);
        return Task.FromResult(Outcome.Done);
    }, default);

    /// <summary>Someone who is in no company.</summary>
    public async Task<ErpUser> PersonAsync()
    {
        var user = Services.GetRequiredService<MemberService>().NewUser($"person{Interlocked.Increment(ref people)}@example.com", $"Person {people}", "en");
        user.PasswordHash = Services.GetRequiredService<IPasswordHasher<ErpUser>>().HashPassword(user, Password);
        await using var db = Db.Read(0);
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return user;
    }

    /// <summary>An HTTP client that keeps cookies and follows no redirect, so that a test sees each answer.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies = new CookieContainer() }) { BaseAddress = BaseAddress };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*");
        return client;
    }

    /// <summary>Cookies of the client made last.</summary>
    public CookieContainer Cookies { get; private set; } = new();

    /// <summary>A client of someone signed in.</summary>
    public async Task<HttpClient> SignInAsync(ErpUser user, string password = Password)
    {
        var client = Client();
        var answer = await SignInAsync(client, user.Email!, password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return client;
    }

    /// <summary>Fills in the sign-in page.</summary>
    public static Task<HttpResponseMessage> SignInAsync(HttpClient client, string email, string password) =>
        PostFormAsync(client, "/login", new() { ["_handler"] = "sign-in", ["Input.Email"] = email, ["Input.Password"] = password });

    /// <summary>Reads a page for its antiforgery token and posts a form to it, or to <paramref name="action"/>.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient client, string page, Dictionary<string, string> fields, string? action = null)
    {
        var html = await client.GetStringAsync(page);
        fields["__RequestVerificationToken"] = Token().Match(html).Groups[1].Value;
        return await client.PostAsync(action ?? page, new FormUrlEncodedContent(fields));
    }

    /// <summary>A page of a browser of its own, signed in, on the start page. Needs Chromium.</summary>
    public async Task<IPage> BrowseAsync(ErpUser user, string path = "/", int width = 1280, int height = 800)
    {
        var context = await (await Chromium.Value).NewContextAsync(new BrowserNewContextOptions { BaseURL = BaseAddress.ToString(), ViewportSize = new ViewportSize { Width = width, Height = height }, Locale = "en-GB" });
        context.SetDefaultTimeout(60_000);
        browsers.Add(context);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/login?returnUrl={Uri.EscapeDataString(path)}");
        await page.FillAsync("[name='Input.Email']", user.Email!);
        await page.FillAsync("[name='Input.Password']", Password);
        await page.ClickAsync("button[type=submit].go");
        try
        {
            await page.WaitForSelectorAsync(".app main");
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{page.Url} did not open: {await page.InnerTextAsync("body")}");
        }

        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var browser in browsers)
        {
            await browser.DisposeAsync();
        }

        await App.StopAsync();
        await App.DisposeAsync();
        if (ownsDatabase)
        {
            await Database.DisposeAsync();
            Directory.Delete(DataPath, true);
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
