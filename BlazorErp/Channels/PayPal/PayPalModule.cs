using BlazorErp.Banking.Online;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Commands;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Jobs;
using Microsoft.AspNetCore.RateLimiting;

namespace BlazorErp.Channels.PayPal;

/// <summary>Composition of the PayPal channel.</summary>
public static class PayPalModule
{
    /// <summary>Services, the job and the command.</summary>
    public static IServiceCollection AddPayPal(this IServiceCollection services)
    {
        services.AddHttpClient(PayPalConnections.Http).ConfigurePrimaryHttpMessageHandler(() => PublicAddress.Handler());
        services.AddSingleton<SimulatedPayPals>().AddSingleton<PayPalConnections>().AddSingleton<IMoneySource>(sp => sp.GetRequiredService<PayPalConnections>());
        services.AddSingleton<MoneyPoll>().AddSingleton<MoneyChannels>().AddSingleton<MoneyHooks>().AddSingleton<PayPalHook>();
        services.AddSingleton<IChannelRunner, PayPalRunner>();
        services.AddSingleton<OrderEndpoints>();
        services.AddSingleton<PayPalSimulation>().AddHostedService(sp => sp.GetRequiredService<PayPalSimulation>());
        services.AddErpJob<MoneyPollJob>(MoneyPollJob.Name, MoneyPoll.Every);
        return services;
    }

    /// <summary>The webhook, and the page of the demo's payers: open on purpose, for whoever posts proves by the signature who it is, and cannot hold a cookie or an antiforgery token.</summary>
    public static WebApplication MapPayPal(this WebApplication app)
    {
        app.MapPost(PayPalHook.Path, (PayPalHook hook, HttpContext context, string token) => hook.ReceiveAsync(context, token)).AllowAnonymous().DisableAntiforgery();
        app.MapGet(OrderEndpoints.Path, (OrderEndpoints simulator, string id) => simulator.ShowAsync(id)).AllowAnonymous().RequireRateLimiting(PayEndpoints.Limit);
        app.MapPost(OrderEndpoints.Path, (OrderEndpoints simulator, HttpContext context, string id) => simulator.ActAsync(context, id)).AllowAnonymous().DisableAntiforgery().RequireRateLimiting(PayEndpoints.Limit);
        return app;
    }
}
