using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Partners;

/// <summary>Composition of partners: their list, card, export and place in the palette.</summary>
public static class PartnersModule
{
    /// <summary>Services of the screens; those of the domain come with AddErpRooms.</summary>
    public static IServiceCollection AddPartners(this IServiceCollection services)
    {
        services.TryAddSingleton<PartnerOverview>();
        services.TryAddScoped<HistoryTexts>();
        services.AddScoped<IPaletteSource, PartnerPaletteSource>();
        return services;
    }

    /// <summary>Endpoints.</summary>
    public static WebApplication MapPartners(this WebApplication app)
    {
        app.MapGet("/partners/export.xlsx", ExportAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.PartnersRead));
        return app;
    }

    private static async Task<IResult> ExportAsync(HttpContext context, ActorSource actors, PartnerQueries partners, IStringLocalizer<PartnersText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var page = ExportQuery.Of(context.Request);
        await ExportEndpoint.File(context, texts["partners"], Columns(texts), partners.AllAsync(actor, PartnerFilters.Read(page, key => context.Request.Query[key]), context.RequestAborted));
        return Results.Empty;
    }

    private static List<ExportColumn<PartnerRow>> Columns(IStringLocalizer<PartnersText> texts) =>
    [
        new(texts["field.Code"], ExportKind.Text, r => r.Code),
        new(texts["field.Name"], ExportKind.Text, r => r.Name),
        new(texts["field.VatNumber"], ExportKind.Text, r => r.VatNumber),
        new(texts["field.Country"], ExportKind.Text, r => r.Country),
        new(texts["field.City"], ExportKind.Text, r => r.City),
        new(texts["field.Email"], ExportKind.Text, r => r.Email),
        new(texts["field.Phone"], ExportKind.Text, r => r.Phone),
        new(texts["field.IsCustomer"], ExportKind.YesNo, r => r.IsCustomer),
        new(texts["field.IsSupplier"], ExportKind.YesNo, r => r.IsSupplier),
        new(texts["badge.check"], ExportKind.YesNo, r => r.NeedsCheck),
        new(texts["badge.blocked"], ExportKind.YesNo, r => r.IsBlocked),
    ];
}

/// <summary>Partners in the command palette.</summary>
public sealed class PartnerPaletteSource(PartnerQueries partners, IStringLocalizer<PartnersText> texts) : IPaletteSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteHit>> SearchAsync(Actor actor, string text, CancellationToken cancellationToken) =>
        text.Length < 2 ? [] : [.. (await partners.SearchAsync(actor, text, 8, cancellationToken)).Select(h => new PaletteHit(h.Name, string.Join(" · ", new[] { h.Code, h.City, h.VatNumber }.Where(t => t is not null)), $"/partners/{h.Id}", texts["partners"]))];
}
