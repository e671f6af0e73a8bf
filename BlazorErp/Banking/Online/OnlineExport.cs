using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking.Online;

/// <summary>The list of online payments as its filter shows it, as an Excel file.</summary>
public static class OnlineExport
{
    /// <summary>Address; the list's query is appended.</summary>
    public const string Path = "/bank/online/export.xlsx";

    /// <summary>Writes it.</summary>
    public static async Task<IResult> WriteAsync(HttpContext context, ActorSource actors, PayQueries queries, IStringLocalizer<OnlineText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        ExportColumn<PayRow>[] columns =
        [
            new(texts["col.when"], ExportKind.DateTime, r => Formats.Local(r.CreatedAt)),
            new(texts["pay.invoice"], ExportKind.Text, r => r.Number),
            new(texts["col.customer"], ExportKind.Text, r => r.Partner),
            new(texts["col.by"], ExportKind.Text, r => PayWords.Provider(r.Provider)),
            new(texts["col.state"], ExportKind.Text, r => PayWords.Say(r, texts)),
            new(texts["col.asked"], ExportKind.Money, r => r.Amount),
            new(texts["col.came"], ExportKind.Money, r => r.Captured),
            new(texts["col.back"], ExportKind.Money, r => r.Refunded),
            new(texts["col.held"], ExportKind.Money, r => r.Held),
            new(texts["col.fee"], ExportKind.Money, r => r.Fee),
            new(texts["col.currency"], ExportKind.Text, r => r.Currency),
        ];
        await ExportEndpoint.File(context, texts["online"], columns, queries.AllAsync(actor, PayWords.Read(ExportQuery.Of(context.Request), key => context.Request.Query[key]), context.RequestAborted));
        return Results.Empty;
    }
}
