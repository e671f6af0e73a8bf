using System.Runtime.CompilerServices;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking;

/// <summary>Composition of the bank: pages, export, download of kept files.</summary>
public static class BankingModule
{
    /// <summary>Address of the export; the list's query is appended.</summary>
    public const string Export = "/bank/export.xlsx";

    /// <summary>Address of the export of rules.</summary>
    public const string RulesExport = "/bank/rules/export.xlsx";

    /// <summary>Services of the screens; those of the domain come with AddErpRooms.</summary>
    public static IServiceCollection AddBanking(this IServiceCollection services) => services.AddScoped<BankWords>().AddScoped<RuleWords>().AddSingleton<Commands.IFileImport, StatementFileImport>()
        .AddSingleton<Simulator.BankSimulation>().AddHostedService(services => services.GetRequiredService<Simulator.BankSimulation>());

    /// <summary>Endpoints.</summary>
    public static WebApplication MapBanking(this WebApplication app)
    {
        app.MapGet(Export, ExportAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        app.MapGet(RulesExport, ExportRulesAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        app.MapGet(QueueExport.Path, QueueExport.WriteAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        app.MapGet(ContinuityExport.Path, ContinuityExport.WriteAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        app.MapGet("/bank/entries/{id:long}/raw", EntryAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        app.MapGet("/bank/files/{id:long}/raw", RawAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        return app;
    }

    /// <summary>Lines that wait, beside the navigation entry.</summary>
    public static async Task<NavCount?> CountAsync(IServiceProvider services, Actor actor, CancellationToken cancel) =>
        new NavCount(await services.GetRequiredService<BankQueries>().OpenCountAsync(actor, cancel), BadgeKind.Warn);

    // Whatever the file says it is, it is kept bytes to be saved: never shown, never sniffed.
    private static async Task<IResult> RawAsync(HttpContext context, ActorSource actors, StatementImport import, long id)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        if (await import.RawAsync(actor, id, context.RequestAborted) is not { } file)
        {
            return Results.NotFound();
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(file.Content, "application/octet-stream", ExportEndpoint.FileName(file.FileName, ""));
    }

    private static async Task<IResult> EntryAsync(HttpContext context, ActorSource actors, Domain.Banking.Payments.ProviderQueries provider, long id)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        if (await provider.RawAsync(actor, id, context.RequestAborted) is not { } kept)
        {
            return Results.NotFound();
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(System.Text.Encoding.UTF8.GetBytes(kept.Text), "application/octet-stream", ExportEndpoint.FileName(kept.Name, "json"));
    }

    private static async Task<IResult> ExportAsync(HttpContext context, ActorSource actors, BankQueries bank, BankWords words, IStringLocalizer<BankingText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var query = BankFilters.Read(ExportQuery.Of(context.Request) with { Take = PageQuery.MaxTake, Sort = null }, key => context.Request.Query[key]);
        await ExportEndpoint.File(context, texts["bank"], Columns(texts, words), RowsAsync(bank, actor, query, context.RequestAborted));
        return Results.Empty;
    }

    private static async Task<IResult> ExportRulesAsync(HttpContext context, ActorSource actors, RuleQueries rules, RuleWords words, IStringLocalizer<RulesText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var list = await rules.ListAsync(actor, context.RequestAborted);
        ExportColumn<RuleRow>[] columns =
        [
            new("#", ExportKind.Integer, r => r.Rule.Order),
            new(texts["field.name"], ExportKind.Text, r => r.Rule.Name),
            new(texts["when"], ExportKind.Text, r => words.When(r.Rule, list.Names)),
            new(texts["then"], ExportKind.Text, r => words.What(r.Rule, list.Names)),
            new(texts["booked"], ExportKind.Integer, r => r.Booked),
            new(texts["state"], ExportKind.Text, r => texts[!r.IsActive ? "state.off" : r.Rule.TellsPayer ? "state.payer" : r.Rule.Automatic ? "state.automatic" : "state.suggests"].Value),
        ];
        await ExportEndpoint.File(context, texts["rules"], columns, list.Rules.ToAsyncEnumerable());
        return Results.Empty;
    }

    private static ExportColumn<BankLineRow>[] Columns(IStringLocalizer<BankingText> texts, BankWords words) =>
    [
        new(texts["col.date"], ExportKind.Date, r => r.Date),
        new(texts["col.account"], ExportKind.Text, r => r.Account),
        new(texts["col.who"], ExportKind.Text, r => r.Counterparty),
        new(texts["col.details"], ExportKind.Text, r => r.Remittance),
        new(texts["col.references"], ExportKind.Text, r => r.References),
        new(texts["col.amount"], ExportKind.Money, r => r.Amount),
        new(texts["col.currency"], ExportKind.Text, r => r.Currency),
        new(texts["col.state"], ExportKind.Text, r => texts["state." + r.State.ToString().ToLowerInvariant()].Value),
        new(texts["col.booked"], ExportKind.Text, r => words.State(r)),
    ];

    private static async IAsyncEnumerable<BankLineRow> RowsAsync(BankQueries bank, Actor actor, BankLineQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var page = await bank.LinesAsync(actor, query with { Page = query.Page with { After = after } }, cancel);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
