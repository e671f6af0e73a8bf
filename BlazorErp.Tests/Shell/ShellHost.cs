using System.Security.Claims;
using System.Text.Encodings.Web;
using BlazorErp.Companies;
using BlazorErp.Dashboard;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Invoicing;
using BlazorErp.Live;
using BlazorErp.Sales;
using BlazorErp.Stock;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlazorErp.Tests.Shell;

/// <summary>The shell and its start page on a real port: everybody is signed in as the one member of the one company. For tests of the frame in a browser.</summary>
internal sealed class ShellHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TestDatabase database;

    private ShellHost(WebApplication app, TestDatabase database) => (this.app, this.database) = (app, database);

    /// <summary>Where it listens.</summary>
    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts one; port 0 takes a free one.</summary>
    public static async Task<ShellHost> StartAsync(int port = 0, Role role = Role.Owner)
    {
        var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using (var db = database.Factory.Create())
        {
            db.Users.Add(new ErpUser { Id = 7, UserName = "ilze@example.com", DisplayName = "Ilze K.", SecurityStamp = "s" });
            await db.SaveChangesAsync();
        }

        await new CompanyService(database.Db, []).CreateAsync(new NewCompany("BP", "SIA Baltic Parts", "LV", "EUR"), 7, default);
        await database.Db.WriteAsync(TestDatabase.Owner(), new Command("test.role"), async (w, c) =>
        {
            (await w.Db.Memberships.SingleAsync(c)).Role = role;
            return Outcome.Done;
        }, default);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "BlazorErp",
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddShell(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddErpData(database.Options);
        builder.Services.AddSingleton<MembershipSource>();
        builder.Services.AddSingleton<LiveFeed>();

        // What the start page reads; the rest of the rooms stays out.
        builder.Services.AddErpRooms().AddStock().AddSales().AddInvoicing().AddDashboard().AddSingleton<JobLog>();
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, Everybody>("test", null);
        builder.Host.UseServiceProviderFactory(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true }));
        var app = builder.Build();
        app.UseRequestLocalization();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapShell();
        await app.StartAsync();
        return new ShellHost(app, database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class Everybody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, "7"), new(ClaimTypes.Name, "Ilze K."), new(ErpClaims.Company, "1"),
            ], "test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
