using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking;

/// <summary>The queue over companies as a file: what its filter shows, a row for each account.</summary>
internal static class QueueExport
{
    /// <summary>Address; the list's query is appended.</summary>
    public const string Path = "/bank/queue/export.xlsx";

    public static async Task<IResult> WriteAsync(HttpContext context, ActorSource actors, BankQueue queue, IStringLocalizer<BankingText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is null)
        {
            return Results.Forbid();
        }

        var all = await queue.ReadAsync(await actors.ActorsAsync(context.User, context.RequestAborted), context.RequestAborted);
        var companies = QueueFilter.Of(all, ExportQuery.Of(context.Request).Search, context.Request.Query.ContainsKey("busy"));
        await ExportEndpoint.File(context, texts["queue"], Columns(texts), companies.SelectMany(c => c.Accounts.Select(a => (c, a))).ToAsyncEnumerable());
        return Results.Empty;
    }

    private static ExportColumn<(QueueCompany Company, QueueAccount Account)>[] Columns(IStringLocalizer<BankingText> texts) =>
    [
        new(texts["queue.company"], ExportKind.Text, r => r.Company.Name),
        new(texts["col.account"], ExportKind.Text, r => r.Account.Name),
        new("IBAN", ExportKind.Text, r => r.Account.Iban),
        new(texts["col.currency"], ExportKind.Text, r => r.Account.Currency),
        new(texts["queue.last"], ExportKind.Date, r => r.Account.LastTo),
        new(texts["queue.since"], ExportKind.Date, r => r.Account.MissingSince),
        new(texts["queue.balance"], ExportKind.Money, r => r.Account.Balance),
        new(texts["state.suggested"], ExportKind.Integer, r => r.Account.Suggested),
        new(texts["state.open"], ExportKind.Integer, r => r.Account.Open),
        new(texts["queue.oldest"], ExportKind.Date, r => r.Account.OldestWaiting),
        new(texts["queue.mail"], ExportKind.DateTime, r => r.Account.LastMailAt is { } at ? Formats.Local(at) : null),
    ];
}
