using BlazorErp.Catalog.Import;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Catalog;

/// <summary>Composition of the catalog: items, their list, card, export and place in the palette.</summary>
public static class CatalogModule
{
    /// <summary>Services of the screens; those of the domain come with AddErpRooms.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.TryAddSingleton<ItemOverview>();
        services.TryAddScoped<HistoryTexts>();
        services.TryAddSingleton<ItemImport>();
        services.AddSingleton<Commands.IFileImport, ItemFileImport>();
        services.AddScoped<IPaletteSource, ItemPaletteSource>();
        return services;
    }

    /// <summary>Endpoints.</summary>
    public static WebApplication MapCatalog(this WebApplication app)
    {
        app.MapGet("/items/export.xlsx", ExportAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.CatalogRead));
        return app;
    }

    private static async Task<IResult> ExportAsync(HttpContext context, ActorSource actors, ItemQueries items, IStringLocalizer<CatalogText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var page = ExportQuery.Of(context.Request);
        await ExportEndpoint.File(context, texts["items"], Columns(texts), items.AllAsync(actor, ItemFilters.Read(page, key => context.Request.Query[key]), context.RequestAborted));
        return Results.Empty;
    }

    private static List<ExportColumn<ItemRow>> Columns(IStringLocalizer<CatalogText> texts) =>
    [
        new(texts["field.Code"], ExportKind.Text, r => r.Code),
        new(texts["field.Name"], ExportKind.Text, r => r.Name),
        new(texts["field.Unit"], ExportKind.Text, r => r.Unit),
        new(texts["field.Kind"], ExportKind.Text, r => texts["kind." + r.Kind].Value),
        new(texts["field.SalesPrice"], ExportKind.Quantity, r => r.SalesPrice),
        new(texts["field.VatRateId"], ExportKind.Text, r => r.VatRate),
        new(texts["field.Barcodes"], ExportKind.Text, r => r.Barcode),
        new(texts["field.AlarmLevel"], ExportKind.Quantity, r => r.AlarmLevel),
        new(texts["badge.check"], ExportKind.YesNo, r => r.NeedsCheck),
        new(texts["badge.blocked"], ExportKind.YesNo, r => r.IsBlocked),
    ];
}

/// <summary>Items in the command palette.</summary>
public sealed class ItemPaletteSource(ItemQueries items, IStringLocalizer<CatalogText> texts) : IPaletteSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteHit>> SearchAsync(Actor actor, string text, CancellationToken cancellationToken) =>
        text.Length < 2 ? [] : [.. (await items.SearchAsync(actor, text, 8, cancellationToken)).Select(h => new PaletteHit($"{h.Code} · {h.Name}", Formats.Price(h.SalesPrice), $"/items/{h.Id}", texts["items"]))];
}
