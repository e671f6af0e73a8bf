using System.Net;
using BlazorErp.Composition;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Composition;

public sealed class HostTests
{
    /// <summary>Reviewed: these, and no others, answer someone who has not signed in.</summary>
    private static readonly string[] Anonymous = ["/health", "/login", "/setup", "/culture", "/pay/{token}", "/simulators/pay/{id}", "/simulators/paypal/{id}"];

    /// <summary>Reviewed: these need a signed-in person, but no permission in a company.</summary>
    private static readonly string[] SignedIn = ["/logout", "/company/switch", "/account/password", "/forbidden", "/not-found", "/gallery", "/_blazor", "/_framework", "/{**path:file}"];

    [Fact]
    public async Task Every_page_and_endpoint_names_a_permission_or_is_on_a_reviewed_list()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                // Files of wwwroot and of packages are for everyone: they hold no data.
                var file = endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor");
                (file || Anonymous.Any(a => route == a || route.StartsWith("/hooks/", StringComparison.Ordinal))).ShouldBeTrue($"{route} is anonymous");
                continue;
            }

            var named = endpoint.Metadata.OfType<RequirePermissionAttribute>().Any();
            (named || SignedIn.Any(s => route.StartsWith(s, StringComparison.Ordinal)) || route == "/hubs/live" || route == "/hubs/live/negotiate").ShouldBeTrue($"{route} names no permission");
        }
    }

    [Fact]
    public async Task A_page_that_says_nothing_is_closed()
    {
        await using var host = await TestHost.StartAsync();
        var policy = await host.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        policy!.Requirements.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        var answer = await client.GetAsync("/login");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldNotContain("unsafe-eval");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
    }

    [Fact]
    public async Task A_socket_opened_by_another_site_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await host.SignInAsync(await host.UserAsync(await host.CompanyAsync()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", "https://evil.example");
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Health_says_when_it_is_ready()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.Services.GetRequiredService<Readiness>().Say("testing");
        var answer = await client.GetAsync("/health");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("testing");
        (await client.GetAsync("/login")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_second_process_on_the_same_sqlite_file_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var refused = await Should.ThrowAsync<StartRefusedException>(() => TestHost.StartAsync(host.Database));
        refused.ExitCode.ShouldBe(ExitCodes.Database);
        refused.Message.ShouldContain("Another BlazorErp process");
    }

    [Fact]
    public async Task A_missing_server_database_is_a_clear_error_and_is_not_made()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        var missing = new Npgsql.NpgsqlConnectionStringBuilder(database.Options.ConnectionString) { Database = "erp_missing" }.ConnectionString;
        var error = await Should.ThrowAsync<Npgsql.PostgresException>(() => DatabaseSetup.MigrateAsync(new ErpContextFactory(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = missing }), default));
        error.SqlState.ShouldBe("3D000");
    }

    [Fact]
    public async Task Keys_outlive_a_restart_and_are_not_readable_in_the_database()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        string secret, data;
        await using (var first = await TestHost.StartAsync(database))
        {
            data = first.DataPath;
            secret = first.Services.GetRequiredService<ISecretBox>().Protect("shop-secret");
            await using var db = first.Db.Read(0);
            db.DataProtectionKeys.Select(k => k.Xml).ToList().ShouldAllBe(x => x.Contains("byKeyFile") && !x.Contains("<value>", StringComparison.Ordinal));
        }

        await using var second = await TestHost.StartAsync(database, data);
        second.Services.GetRequiredService<ISecretBox>().Unprotect(secret).ShouldBe("shop-secret");
    }
}
