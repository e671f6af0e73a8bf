using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Sales;

/// <summary>Composition of the room Sales: orders and deliveries, their exports and their place in the palette.</summary>
public static class SalesModule
{
    /// <summary>Services.</summary>
    public static IServiceCollection AddSales(this IServiceCollection services)
    {
        services.TryAddSingleton<ItemQueries>();
        services.TryAddSingleton<PartnerQueries>();
        services.TryAddScoped<HistoryTexts>();
        services.AddSingleton<ShopNames>();
        services.AddSingleton<OrderInvoicing>();
        services.AddScoped<DraftStore>();
        services.AddScoped<IPaletteSource, OrderPaletteSource>();
        return services;
    }

    /// <summary>Endpoints.</summary>
    public static WebApplication MapSales(this WebApplication app)
    {
        app.MapGet("/orders/export.xlsx", OrdersAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.SalesRead));
        app.MapGet("/deliveries/export.xlsx", DeliveriesAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.SalesRead));
        return app;
    }

    /// <summary>Figure beside the navigation: open orders.</summary>
    public static async Task<NavCount?> CountAsync(IServiceProvider services, Actor actor, CancellationToken cancel) =>
        new(await services.GetRequiredService<OrderQueries>().CountOpenAsync(actor, cancel));

    private static async Task<IResult> OrdersAsync(HttpContext context, ActorSource actors, OrderQueries orders, ShopNames shops, IStringLocalizer<SalesText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var names = await shops.ReadAsync(actor, context.RequestAborted);
        List<ExportColumn<OrderRow>> columns =
        [
            new(texts["number"], ExportKind.Text, r => r.Number),
            new(texts["date"], ExportKind.Date, r => r.Date),
            new(texts["promised"], ExportKind.Date, r => r.PromisedDate),
            new(texts["customer"], ExportKind.Text, r => r.Partner),
            new(texts["shop"], ExportKind.Text, r => r.ChannelId is { } id ? names.GetValueOrDefault(id) : null),
            new(texts["state"], ExportKind.Text, r => texts["state." + r.State].Value),
            new(texts["short"], ExportKind.Quantity, r => r.Short),
            new(texts["amount"], ExportKind.Money, r => r.Gross),
            new(texts["currency"], ExportKind.Text, r => r.Currency),
        ];
        await ExportEndpoint.File(context, texts["orders"], columns, orders.AllAsync(actor, OrderFilters.Read(ExportQuery.Of(context.Request), key => context.Request.Query[key]), context.RequestAborted));
        return Results.Empty;
    }

    private static async Task<IResult> DeliveriesAsync(HttpContext context, ActorSource actors, DeliveryQueries deliveries, IStringLocalizer<SalesText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        List<ExportColumn<DeliveryRow>> columns =
        [
            new(texts["number"], ExportKind.Text, r => r.Number),
            new(texts["date"], ExportKind.Date, r => r.Date),
            new(texts["customer"], ExportKind.Text, r => r.Partner),
            new(texts["order"], ExportKind.Text, r => r.OrderNumber),
            new(texts["quantity"], ExportKind.Quantity, r => r.Quantity),
        ];
        await ExportEndpoint.File(context, texts["deliveries"], columns, deliveries.AllAsync(actor, OrderFilters.Deliveries(ExportQuery.Of(context.Request), key => context.Request.Query[key]), context.RequestAborted));
        return Results.Empty;
    }
}

/// <summary>Orders in the command palette: by number, customer, reference, or exact amount ("412.50").</summary>
public sealed class OrderPaletteSource(OrderQueries orders, IStringLocalizer<SalesText> texts) : IPaletteSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteHit>> SearchAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        if (text.Length < 2)
        {
            return [];
        }

        var rows = (await orders.ListAsync(actor, new OrderFilter(new PageQuery(text, Take: 8)), cancellationToken)).Rows;
        if (rows.Count == 0 && Typed.TryNumber(text, out var amount) && amount != 0m)
        {
            rows = await orders.OfAmountAsync(actor, amount, 8, cancellationToken);
        }

        return [.. rows.Select(r => new PaletteHit(r.Number, $"{r.Partner} · {Formats.Money(new Money(r.Gross, Currency.Of(r.Currency)))}", "/orders/" + AddressValues.Text(r.Id), texts["orders"]))];
    }
}
