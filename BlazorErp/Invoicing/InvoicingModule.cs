using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Invoicing;

/// <summary>Composition of the room Invoicing: list, card, print, PDF, export, palette.</summary>
public static class InvoicingModule
{
    /// <summary>Services.</summary>
    public static IServiceCollection AddInvoicing(this IServiceCollection services) => services
        .AddSingleton<InvoicePayments>().AddSingleton<InvoicePrint>().AddSingleton<PdfPrinter>().AddScoped<IPaletteSource, InvoicePaletteSource>();

    /// <summary>Endpoints.</summary>
    public static WebApplication MapInvoicing(this WebApplication app)
    {
        var read = new RequirePermissionAttribute(Permissions.InvoicesRead);
        app.MapGet("/invoices/export.xlsx", ExportAsync).RequireAuthorization(read);
        app.MapGet("/invoices/{id:long}/print", PrintAsync).RequireAuthorization(read);
        app.MapGet("/invoices/{id:long}/pdf", PdfAsync).RequireAuthorization(read);
        return app;
    }

    private static async Task<IResult> ExportAsync(HttpContext context, ActorSource actors, InvoiceQueries invoices, CompanyReferences references, TimeProvider time, IStringLocalizer<InvoicingText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var today = (await references.GetAsync(actor.CompanyId, context.RequestAborted)).Today(time.GetUtcNow());
        List<ExportColumn<InvoiceRow>> columns =
        [
            new(texts["number"], ExportKind.Text, r => r.Number),
            new(texts["date"], ExportKind.Date, r => r.Date),
            new(texts["due"], ExportKind.Date, r => r.DueDate),
            new(texts["customer"], ExportKind.Text, r => r.Partner),
            new(texts["state"], ExportKind.Text, r => texts["standing." + r.Standing(today)].Value),
            new(texts["amount"], ExportKind.Money, r => r.Gross),
            new(texts["open"], ExportKind.Money, r => r.Open),
            new(texts["currency"], ExportKind.Text, r => r.Currency),
        ];
        await ExportEndpoint.File(context, texts["invoices"], columns, invoices.AllAsync(actor, InvoiceFilters.Read(ExportQuery.Of(context.Request), key => context.Request.Query[key], today), context.RequestAborted));
        return Results.Empty;
    }

    private static string RootOf(HttpRequest request) => $"{request.Scheme}://{request.Host}/";

    private static async Task<IResult> PrintAsync(HttpContext context, long id, ActorSource actors, InvoicePrint print)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var page = await print.HtmlAsync(actor, id, true, RootOf(context.Request), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return page.Ok ? Results.Content(page.Value.Html, "text/html; charset=utf-8") : Results.NotFound();
    }

    private static async Task<IResult> PdfAsync(HttpContext context, long id, ActorSource actors, InvoicePrint print, PdfPrinter printer, IStringLocalizer<InvoicingText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var page = await print.HtmlAsync(actor, id, false, RootOf(context.Request), context.RequestAborted);
        if (!page.Ok)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "no-store";
        return await printer.PrintAsync(page.Value.Html, context.RequestAborted) is { } pdf
            ? Results.File(pdf, "application/pdf", ExportEndpoint.FileName(page.Value.Name, ".pdf"))
            : Results.Text(texts["pdf.busy"], statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>Invoices in the command palette: by number, customer, reference, or exact amount.</summary>
public sealed class InvoicePaletteSource(InvoiceQueries invoices, IStringLocalizer<InvoicingText> texts) : IPaletteSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteHit>> SearchAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        if (text.Length < 2)
        {
            return [];
        }

        var rows = (await invoices.ListAsync(actor, new InvoiceFilter(new PageQuery(text, Take: 8), default), cancellationToken)).Rows;
        if (rows.Count == 0 && Typed.TryNumber(text, out var amount) && amount != 0m)
        {
            rows = await invoices.OfAmountAsync(actor, amount, 8, cancellationToken);
        }

        return [.. rows.Select(r => new PaletteHit(r.Number ?? texts["draft"], $"{r.Partner} · {MoneyTexts.Of(r.Gross, r.Currency)}", "/invoices/" + AddressValues.Text(r.Id), texts["invoices"]))];
    }
}
