using System.Runtime.CompilerServices;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Ledger;

/// <summary>Composition of the ledger's screens: export of exchange rates.</summary>
public static class LedgerModule
{
    /// <summary>Address of the export of rates; the list's query is appended.</summary>
    public const string RatesExport = "/settings/rates/export.xlsx";

    /// <summary>Endpoints.</summary>
    public static WebApplication MapLedger(this WebApplication app)
    {
        app.MapGet(RatesExport, ExportRatesAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.LedgerRead));
        return app;
    }

    private static async Task<IResult> ExportRatesAsync(HttpContext context, ActorSource actors, ExchangeRates rates, IStringLocalizer<LedgerText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        ExportColumn<RateRow>[] columns =
        [
            new(texts["rates.date"], ExportKind.Date, r => r.Date),
            new(texts["rates.currency"], ExportKind.Text, r => r.Currency),
            new(texts["rates.rate"], ExportKind.Quantity, r => r.Rate),
            new(texts["rates.change"], ExportKind.Quantity, r => r.Change),
            new(texts["rates.source"], ExportKind.Text, r => texts["rates.source." + r.Source].Value),
        ];
        var query = RateFilters.Read(ExportQuery.Of(context.Request) with { Take = PageQuery.MaxTake }, key => context.Request.Query[key]);
        await ExportEndpoint.File(context, texts["rates"], columns, AllAsync(rates, actor, query, context.RequestAborted));
        return Results.Empty;
    }

    private static async IAsyncEnumerable<RateRow> AllAsync(ExchangeRates rates, Actor actor, RateQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var skip = 0; ; skip += PageQuery.MaxTake)
        {
            var page = await rates.ListAsync(actor, query with { Page = query.Page with { Skip = skip } }, cancel);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            if (page.Rows.Count < PageQuery.MaxTake)
            {
                yield break;
            }
        }
    }
}
