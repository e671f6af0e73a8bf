using System.Security.Claims;
using System.Text.Encodings.Web;
using BlazorErp.Domain.Companies;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlazorErp.Tests.Shell;

/// <summary>The shell alone on a real port: no data, and everybody is signed in as the claims say. For tests of the frame in a browser.</summary>
internal sealed class ShellHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ShellHost(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts one; port 0 takes a free one.</summary>
    public static async Task<ShellHost> StartAsync(int port = 0, Role role = Role.Owner)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "BlazorErp",
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddShell(builder.Configuration);
        builder.Services.AddSingleton(new Person(role));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, Everybody>("test", null);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapShell();
        await app.StartAsync();
        return new ShellHost(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private sealed record Person(Role Role);

    private sealed class Everybody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Person person)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, "7"), new(ClaimTypes.Name, "Ilze K."), new(ErpClaims.Company, "1"),
                new(ErpClaims.CompanyName, "SIA Baltic Parts"), new(ErpClaims.Role, person.Role.ToString()),
            ], "test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
