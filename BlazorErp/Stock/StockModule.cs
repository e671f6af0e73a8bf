using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Stock;

/// <summary>Composition of the room Stock: list, documents, export.</summary>
public static class StockModule
{
    /// <summary>Services.</summary>
    public static IServiceCollection AddStock(this IServiceCollection services)
    {
        services.AddSingleton<StockFilters>();
        services.TryAddSingleton<ItemQueries>();
        services.TryAddScoped<HistoryTexts>();
        services.TryAddSingleton<ItemFinder>();
        return services;
    }

    /// <summary>Endpoints.</summary>
    public static WebApplication MapStock(this WebApplication app)
    {
        app.MapGet("/stock/export.xlsx", ExportAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.StockRead));
        return app;
    }

    /// <summary>Figure beside the navigation: alarmed items.</summary>
    public static async Task<NavCount?> CountAsync(IServiceProvider services, Actor actor, CancellationToken cancel) =>
        new(await services.GetRequiredService<StockQueries>().AlarmsAsync(actor, cancel), BadgeKind.Warn);

    private static async Task<IResult> ExportAsync(HttpContext context, ActorSource actors, StockQueries stock, StockFilters filters, CompanyReferences references, IStringLocalizer<StockText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var company = await references.GetAsync(actor.CompanyId, context.RequestAborted);
        var filter = await filters.ReadAsync(actor, ExportQuery.Of(context.Request), key => context.Request.Query[key], company.Zone, context.RequestAborted);
        List<ExportColumn<StockRow>> columns =
        [
            new(texts["code"], ExportKind.Text, r => r.Code),
            new(texts["name"], ExportKind.Text, r => r.Name),
            new(texts["unit"], ExportKind.Text, r => r.Unit),
            new(texts["physical"], ExportKind.Quantity, r => r.Physical),
            new(texts["reserved"], ExportKind.Quantity, r => r.Reserved),
            new(texts["free"], ExportKind.Quantity, r => r.Free),
            new(texts["value"], ExportKind.Money, r => r.Value),
        ];
        await ExportEndpoint.File(context, texts["stock"], columns, stock.AllAsync(actor, filter, context.RequestAborted));
        return Results.Empty;
    }
}
