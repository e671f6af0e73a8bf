using BlazorErp.Banking.Online;
using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Jobs;
using BlazorErp.Shell;
using Microsoft.AspNetCore.RateLimiting;

namespace BlazorErp.Channels.Cards;

/// <summary>Composition of paying online: the providers, their messages, the pay page, the demo's simulators.</summary>
public static class CardsModule
{
    /// <summary>Services.</summary>
    public static IServiceCollection AddCards(this IServiceCollection services)
    {
        services.AddHttpClient(CardProviders.Guarded).ConfigurePrimaryHttpMessageHandler(() => PublicAddress.Handler());
        services.AddErpPayments();
        services.AddSingleton<IPayProviders, CardProviders>().AddSingleton<IPayReader, StripeMessages>().AddSingleton<IPayReader, KlixMessages>();
        services.AddSingleton<PayChannels>().AddSingleton<IPayDoors>(sp => sp.GetRequiredService<PayChannels>()).AddSingleton<PayReceiver>().AddSingleton<PayIntake>();
        services.AddSingleton<CardCallback>().AddSingleton<PayEndpoints>();
        services.AddSingleton<SimulatedCards>().AddSingleton<CardSimulation>().AddHostedService(sp => sp.GetRequiredService<CardSimulation>()).AddSingleton<SimulatorEndpoints>().AddSingleton<SimulatedPayouts>();
        services.AddSingleton<SimulatedPayers>().AddHostedService(sp => sp.GetRequiredService<SimulatedPayers>());
        services.AddSingleton<PayInbox>();
        services.AddErpJob<PayIntakeJob>(PayIntakeJob.Name, TimeSpan.FromSeconds(15));
        services.AddErpJob<PayPollJob>(PayPollJob.Name, TimeSpan.FromMinutes(1));
        services.AddErpJob<PayoutJob>(PayoutJob.Name, TimeSpan.FromMinutes(15));
        return services;
    }

    /// <summary>
    /// Endpoints. The providers' address and the pay page are open on purpose: a provider proves by its signature who it is, a payer by knowing
    /// the address; neither can hold a cookie or an antiforgery token.
    /// </summary>
    public static WebApplication MapCards(this WebApplication app)
    {
        app.MapPost(CardCallback.Path, (CardCallback callback, HttpContext context, string kind, string token) => callback.ReceiveAsync(context, kind, token)).AllowAnonymous().DisableAntiforgery();
        app.MapGet(PayEndpoints.Path, (PayEndpoints pay, HttpContext context, string token, string? back, string? left) => pay.ShowAsync(context, token, back, left)).AllowAnonymous().RequireRateLimiting(PayEndpoints.Limit);
        app.MapPost(PayEndpoints.Path, (PayEndpoints pay, HttpContext context, string token) => pay.BeginAsync(context, token)).AllowAnonymous().DisableAntiforgery().RequireRateLimiting(PayEndpoints.Limit);
        app.MapGet(SimulatorEndpoints.Path, (SimulatorEndpoints simulator, string id) => simulator.ShowAsync(id)).AllowAnonymous().RequireRateLimiting(PayEndpoints.Limit);
        app.MapPost(SimulatorEndpoints.Path, (SimulatorEndpoints simulator, HttpContext context, string id) => simulator.ActAsync(context, id)).AllowAnonymous().DisableAntiforgery().RequireRateLimiting(PayEndpoints.Limit);
        app.MapGet(OnlineExport.Path, OnlineExport.WriteAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        return app;
    }
}
