using System.Globalization;
using System.Net;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Data.Invariants;
using BlazorErp.Ui;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BlazorErp.Tests.Scenarios;

/// <summary>One company holds a secret word in every text column; whoever works in another company opens everything there is.</summary>
public sealed class CanaryTests
{
    private const string Word = "zqxcanary";

    // A part of the word: a page may show again what was searched for.
    private const string Part = "qxcana";

    /// <summary>Whose id stands in an address.</summary>
    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["/orders/"] = "sales_order",
        ["/invoices/"] = "invoice",
        ["/items/"] = "item",
        ["/partners/"] = "partner",
        ["/deliveries/"] = "delivery",
        ["/stock/documents/"] = "stock_document",
        ["/channels/"] = "channel",
        ["/channels/paypal/"] = "channel",
        ["/channels/mail/"] = "channel",
        ["/bank/csv/"] = "bank_file",
        ["/channels/stripe/"] = "channel",
        ["/channels/klix/"] = "channel",
        ["/bank/payouts/"] = "payout",
    };

    [Fact]
    public async Task No_export_search_or_file_of_one_company_says_a_word_of_another()
    {
        await using var books = await InvariantGround.MakeAsync(DatabaseProvider.Sqlite);
        var ids = (await PlantAsync(books)).Values.Distinct().ToList();
        await using var host = await TestHost.StartAsync(books.Database);
        using var client = await host.SignInAsync(await host.UserAsync(2));
        var (leaks, opened) = (new List<string>(), 0);
        foreach (var address in Routes(host, pages: false).SelectMany(r => Addresses(r, ids)))
        {
            using var answer = await client.GetAsync(address);
            ((int)answer.StatusCode).ShouldBeLessThan(500, address);
            opened += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            if (Says(await Unpacked(answer)))
            {
                leaks.Add(address);
            }
        }

        leaks.ShouldBeEmpty();
        opened.ShouldBeGreaterThan(5);
        await using var scope = host.Services.CreateAsyncScope();
        foreach (var source in scope.ServiceProvider.GetServices<IPaletteSource>())
        {
            (await source.SearchAsync(TestDatabase.Owner(2), Word, default)).ShouldBeEmpty(source.GetType().Name);
        }

        // the net holds: whoever belongs there is told the word
        using var owner = await host.SignInAsync(await host.UserAsync(1));
        using var own = await owner.GetAsync($"/partners/export.xlsx?q={Part}");
        Says(await Unpacked(own)).ShouldBeTrue();
    }

    [Fact]
    public async Task No_page_of_one_company_shows_a_word_of_another()
    {
        if (!Browser.Chromium.Installed)
        {
            return;
        }

        await using var books = await InvariantGround.MakeAsync(DatabaseProvider.Sqlite);
        var ids = await PlantAsync(books);
        await using var host = await TestHost.StartAsync(books.Database);
        var page = await host.BrowseAsync(await host.UserAsync(2));
        var leaks = new List<string>();
        foreach (var route in Routes(host, pages: true).Where(r => !Aside.Contains(r)))
        {
            var open = route.IndexOf('{', StringComparison.Ordinal);
            var address = open < 0 ? route : route[..open] + ids[Tables[route[..open]]].ToString(CultureInfo.InvariantCulture);
            await page.GotoAsync(address);
            await page.Locator("h1").First.WaitForAsync();
            await Assertions.Expect(page.Locator("tr.bones")).ToHaveCountAsync(0);
            if ((await page.ContentAsync()).Contains(Word, StringComparison.OrdinalIgnoreCase))
            {
                leaks.Add(address);
            }
        }

        leaks.ShouldBeEmpty();
        var own = await host.BrowseAsync(await host.UserAsync(1), $"/partners?q={Part}");
        await own.Locator("tbody", new() { HasText = Word }).First.WaitForAsync();
    }

    // Pages that belong to no company or end the session.
    private static readonly HashSet<string> Aside = ["/login", "/setup", "/gallery", "/forbidden", "/not-found", "/account/password"];

    private static List<string> Routes(TestHost host, bool pages) =>
    [
        .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false && (e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null) == pages)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(r => !r.Contains("_blazor", StringComparison.Ordinal) && !r.Contains("_framework", StringComparison.Ordinal) && !r.Contains('*', StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal),
    ];

    private static bool Says(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes).Contains(Word, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Addresses(string route, IReadOnlyList<long> ids)
    {
        var open = route.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return [route, $"{route}?q={Part}"];
        }

        var close = route.IndexOf('}', open);
        return ids.SelectMany(id => Addresses(string.Concat(route.AsSpan(0, open), id.ToString(CultureInfo.InvariantCulture), route.AsSpan(close + 1)), []).Take(1));
    }

    /// <summary>Writes the word behind every text of company 1; gives one id of every table that has a row.</summary>
    private static async Task<Dictionary<string, long>> PlantAsync(TestCompany books)
    {
        await using var db = books.Db.Read(1);
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entity in db.Model.GetEntityTypes().Where(e => typeof(CompanyRow).IsAssignableFrom(e.ClrType)))
        {
            var table = entity.GetTableName()!;
#pragma warning disable RS0030, EF1002 // spoiling every text is what this is for
            if (Guards.Tables.Any(t => t.Table == table))
            {
                await db.Database.ExecuteSqlRawAsync($"drop trigger {table}_no_update");
            }

            // codes with a meaning stay, so that the owner's own pages open; names, numbers, addresses, notes and raw bodies get the word
            foreach (var column in entity.GetProperties().Where(p => p.ClrType == typeof(string) && !p.Name.EndsWith("Currency", StringComparison.Ordinal) && !Meaning.Contains(p.Name)).Select(p => p.GetColumnName()))
            {
                await db.Database.ExecuteSqlRawAsync($"update {table} set \"{column}\" = coalesce(\"{column}\", '') || '{Word}' where company_id = 1");
            }

            foreach (var id in await db.Database.SqlQueryRaw<long>($"select id as \"Value\" from {table} where company_id = 1 order by id limit 1").ToListAsync())
            {
                ids[table] = id;
            }

#pragma warning restore RS0030, EF1002
        }

        await db.Companies.Where(c => c.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, Word));
        return ids;
    }

    private static readonly HashSet<string> Meaning = ["Settings", "Facts", "Changes", "Refusal", "Refusals", "ChangeRequest", "PollRefusal", "Explanation", "Language", "Country", "Action", "EntityType", "ActorName", "Chain", "Hash", "Pattern", "Category"];

    private static async Task<byte[]> Unpacked(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (bytes is not [(byte)'P', (byte)'K', ..])
        {
            return bytes;
        }

        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(bytes));
        using var all = new MemoryStream();
        foreach (var entry in zip.Entries)
        {
            await using var part = entry.Open();
            await part.CopyToAsync(all);
        }

        return all.ToArray();
    }
}
