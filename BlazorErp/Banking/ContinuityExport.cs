using BlazorErp.Domain.Banking;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking;

/// <summary>The chain of an account's statements as a file: what the page's filter shows.</summary>
internal static class ContinuityExport
{
    /// <summary>Address; the page's query is appended.</summary>
    public const string Path = "/bank/continuity/export.xlsx";

    public static async Task<IResult> WriteAsync(HttpContext context, ActorSource actors, ContinuityQueries statements, BankQueries bank, BankWords words, IStringLocalizer<BankingText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var banks = (await bank.AccountsAsync(actor, context.RequestAborted)).Where(a => a.Kind == BankAccountKind.Bank).ToList();
        var account = banks.Find(a => a.Id == BankFilters.Id(context.Request.Query["account"])) ?? banks.FirstOrDefault();
        var rows = account is null ? [] : await statements.AllAsync(actor, account.Id, context.RequestAborted);
        ExportColumn<ContinuityRow>[] columns =
        [
            new(texts["col.account"], ExportKind.Text, _ => account!.Name),
            new(texts["col.currency"], ExportKind.Text, _ => account!.Currency),
            new(texts["continuity.from"], ExportKind.Date, r => r.Link.From),
            new(texts["continuity.to"], ExportKind.Date, r => r.Link.To),
            new(texts["continuity.statement"], ExportKind.Text, r => r.StatementId),
            new(texts["col.file"], ExportKind.Text, r => r.FileName),
            new(texts["import.opening"], ExportKind.Money, r => r.Link.Opening),
            new(texts["continuity.lines"], ExportKind.Money, r => r.Link.LineSum),
            new(texts["import.closing"], ExportKind.Money, r => r.Link.Closing),
            new(texts["continuity.next"], ExportKind.Money, r => r.NextOpening),
            new(texts["col.state"], ExportKind.Text, r => string.Join(" · ", r.Faults.Select(f => $"{texts["continuity." + f.Kind.ToString().ToLowerInvariant()].Value}: {words.Say(f, account!.Currency)}"))),
        ];
        await ExportEndpoint.File(context, texts["continuity"], columns, rows.Where(r => !context.Request.Query.ContainsKey("faults") || r.Faults.Count > 0).ToAsyncEnumerable());
        return Results.Empty;
    }
}
