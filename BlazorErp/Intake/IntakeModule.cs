using BlazorErp.Channels.WooCommerce;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Intake;
using BlazorErp.Jobs;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorErp.Intake;

/// <summary>Composition of the intake: channels, what they send, and the inbox.</summary>
public static class IntakeModule
{
    /// <summary>Services of the room. The host adds an <see cref="Domain.Shared.ISecretBox"/>.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Domain.Partners.PartnerService>();
        services.TryAddSingleton<Domain.Catalog.ItemService>();
        services.AddSingleton<IShopReader, WooReader>();
        services.AddSingleton<ShopMasters>().AddSingleton<ShopOrderWriter>().AddSingleton<ShopIntake>().AddSingleton<ShopInbox>();
        services.AddSingleton<Domain.Sales.ShopChanges>();
        services.AddSingleton<ChannelService>().AddSingleton<ShopReceiver>();
        services.AddSingleton<ForgedTally>().AddSingleton<WooWebhook>();
        services.AddErpJob<IntakeJob>(IntakeJob.Name, TimeSpan.FromSeconds(15));
        services.AddSingleton<IShopFetcher, WooClient>().AddSingleton<ShopPoll>();
        services.AddErpJob<ShopPollJob>(ShopPollJob.Name, TimeSpan.FromMinutes(15));
        services.AddSingleton<Commands.IChannelRunner, ShopRunner>();
        services.AddHttpClient(WooClient.Guarded).ConfigurePrimaryHttpMessageHandler(() => Channels.PublicAddress.Handler());
        services.AddHttpClient(WooClient.WithLocal).ConfigurePrimaryHttpMessageHandler(() => Channels.PublicAddress.Handler(allowLoopback: true));
        services.AddHttpClient();
        services.AddSingleton<ShopSimulation>().AddHostedService(sp => sp.GetRequiredService<ShopSimulation>());
        return services;
    }

    /// <summary>
    /// Endpoints of the room. The webhook is open on purpose: whoever posts proves by the signature who it is, and cannot hold a cookie or an
    /// antiforgery token.
    /// </summary>
    public static WebApplication MapIntake(this WebApplication app)
    {
        app.MapPost(WooWebhook.Path, (WooWebhook webhook, HttpContext context, string token) => webhook.ReceiveAsync(context, token)).AllowAnonymous().DisableAntiforgery();
        app.MapGet(InboxExport.Path, InboxExport.WriteAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.IntakeRead));
        return app;
    }

    /// <summary>What waits in the inbox, beside its navigation entry.</summary>
    public static async Task<NavCount?> CountAsync(IServiceProvider services, Domain.Shared.Actor actor, CancellationToken cancel)
    {
        var count = await services.GetRequiredService<ShopInbox>().CountAsync(actor, cancel);
        return new NavCount(count.Failed + count.Waiting, count.Failed > 0 ? BadgeKind.Bad : BadgeKind.Warn);
    }
}
