using System.Threading.RateLimiting;
using BlazorErp.Banking;
using BlazorErp.Banking.Online;
using BlazorErp.Catalog;
using BlazorErp.Channels.Cards;
using BlazorErp.Channels.Imap;
using BlazorErp.Channels.PayPal;
using BlazorErp.Commands;
using BlazorErp.Companies;
using BlazorErp.Dashboard;
using BlazorErp.Domain.Data;
using BlazorErp.Intake;
using BlazorErp.Invoicing;
using BlazorErp.Jobs;
using BlazorErp.Ledger;
using BlazorErp.Live;
using BlazorErp.Partners;
using BlazorErp.Sales;
using BlazorErp.Shell;
using BlazorErp.Stock;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;

namespace BlazorErp.Composition;

/// <summary>Puts the application together: one call per room. The tests start the same thing.</summary>
public static class ErpApplication
{
    /// <summary>Builds it, holding the SQLite database unless told not to (a command that only reads). Nothing is migrated or served before it is started.</summary>
    /// <exception cref="StartRefusedException">The data folder or the settings cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null, bool holdDatabase = true)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args, ApplicationName = typeof(ErpApplication).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(o => (o.AddServerHeader, o.Limits.MaxRequestHeadersTotalSize) = (false, 32 * 1024));

        var data = new DataFolder(builder.Configuration["data"] ?? "data");
        var database = DatabaseOf(builder.Configuration, data);
        if (holdDatabase && database.Provider == DatabaseProvider.Sqlite)
        {
            data.HoldSqlite(database.ConnectionString);
        }

        try
        {
            var services = builder.Services;
            services.AddSingleton(TimeProvider.System);
            services.AddSingleton(_ => data); // by a factory, so that the container gives the folder back when it ends
            services.AddSingleton<Readiness>();
            services.AddErpData(database);
            services.AddSingleton(LeaseTimes.Of(builder.Configuration.GetValue<int?>("Leases:JobSeconds"), builder.Configuration.GetValue<int?>("Leases:PollSeconds")));
            services.AddKeys(builder.Configuration, data, database.Provider);
            services.AddShell(builder.Configuration);
            services.AddErpRooms();
            services.AddCompanies();
            services.AddPartners();
            services.AddCatalog();
            services.AddStock();
            services.AddSales();
            services.AddInvoicing();
            services.AddDashboard();
            services.AddBanking();
            services.AddIntake();
            services.AddCards();
            services.AddPayPal();
            services.AddMail();
            services.AddLive();
            services.AddJobs(database);
            services.AddCommands();
            services.AddSingleton<IDemoSeeder, BooksDemo>().AddSingleton<DemoSeeding>();
            if (builder.Configuration.GetValue<bool>("demo"))
            {
                services.AddSingleton<IStartupStep, DemoStart>();
            }

            services.AddHostedService<StartupService>();
            services.AddHostedService<Announcement>();
            services.AddRateLimiter(o => Limits(o, builder.Configuration));
            services.AddHsts(o => o.MaxAge = TimeSpan.FromDays(365));
            services.Configure<ForwardedHeadersOptions>(o => Proxies(o, builder.Configuration));
            adjust?.Invoke(builder);
            services.ReadKeysLater();
            var app = builder.Build();
            app.Services.GetRequiredService<DataFolder>();
            Pipeline(app);
            return app;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>The settings' database; an SQLite file in the data folder where nothing is named.</summary>
    /// <exception cref="StartRefusedException">A server without a connection string.</exception>
    public static DatabaseOptions DatabaseOf(IConfiguration configuration, DataFolder data)
    {
        var options = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (options.ConnectionString.Length == 0)
        {
            options.ConnectionString = options.Provider == DatabaseProvider.Sqlite
                ? $"Data Source={data.At("erp.db")}"
                : throw new StartRefusedException(ExitCodes.Usage, $"Database:Provider is {options.Provider}, but Database:ConnectionString is empty");
        }

        return options;
    }

    private static void Pipeline(WebApplication app)
    {
        if (app.Configuration.GetSection("ForwardedHeaders:KnownProxies").Exists())
        {
            app.UseForwardedHeaders();
        }

        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<StartingGate>();
        // An address that is not there shows a page to a person; machines get the bare 404.
        app.UseWhen(c => HttpMethods.IsGet(c.Request.Method) && c.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal), branch => branch.UseStatusCodePagesWithReExecute("/not-found"));
        app.UseRouting();
        app.UseRequestLocalization();
        app.UseAuthentication();
        app.UseMiddleware<SetupGate>();
        app.Use(CompaniesModule.PasswordFirst);
        app.Use((context, next) => app.Services.GetRequiredService<OpenConnections>().WatchAsync(context, next));
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapHealth();
        app.MapShell();
        app.MapCompanies();
        app.MapPartners();
        app.MapCatalog();
        app.MapLedger();
        app.MapStock();
        app.MapSales();
        app.MapInvoicing();
        app.MapBanking();
        app.MapIntake();
        app.MapCards();
        app.MapPayPal();
        app.MapMail();
        app.MapLive();
    }

    private static void Limits(RateLimiterOptions options, IConfiguration configuration)
    {
        // Guessing passwords: counted per address, beside the lockout per person.
        var perMinute = configuration.GetValue("SignIn:PerMinute", 20);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(CompaniesModule.SignInLimit, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter("read"));
        PayEndpoints.AddLimit(options, configuration);
    }

    // X-Forwarded-For is input: it counts only from proxies that the settings name.
    private static void Proxies(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var proxy in configuration.GetSection("ForwardedHeaders:KnownProxies").Get<string[]>() ?? [])
        {
            options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
        }
    }
}
