using System.Runtime.CompilerServices;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Intake;

/// <summary>The inbox as its filter shows it, as an Excel file.</summary>
public static class InboxExport
{
    /// <summary>Address; the list's query is appended.</summary>
    public const string Path = "/inbox/export";

    /// <summary>The filters of the inbox as they stand in an address.</summary>
    public static InboxQuery QueryOf(PageQuery page, string? state, string? channel) => new(
        page,
        Enum.TryParse<IntakeState>(state, ignoreCase: true, out var only) && Enum.IsDefined(only) ? only : null,
        state == "waiting",
        long.TryParse(channel, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null);

    internal static async Task WriteAsync(
        HttpContext context, ShopInbox inbox, ActorSource actors, RefusalTexts refusals, IStringLocalizer<IntakeText> texts, string? q, string? state, string? channel)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var query = QueryOf(new PageQuery(q, Take: PageQuery.MaxTake), state, channel);
        await ExportEndpoint.File(context, texts["inbox.title"], Columns(texts, refusals), RowsAsync(inbox, actor, query, context.RequestAborted));
    }

    private static ExportColumn<InboxRow>[] Columns(IStringLocalizer<IntakeText> texts, RefusalTexts refusals) =>
    [
        new(texts["inbox.received"], ExportKind.DateTime, r => Formats.Local(r.ReceivedAt)),
        new(texts["inbox.channel"], ExportKind.Text, r => r.Channel),
        new(texts["inbox.topic"], ExportKind.Text, r => r.Topic),
        new(texts["inbox.number"], ExportKind.Text, r => r.ExternalNumber),
        new(texts["inbox.party"], ExportKind.Text, r => r.Party),
        new(texts["inbox.gross"], ExportKind.Money, r => r.Gross),
        new(texts["inbox.currency"], ExportKind.Text, r => r.Currency),
        new(texts["inbox.state"], ExportKind.Text, r => texts[InboxWords.StateKey(r)].Value),
        new(texts["inbox.order"], ExportKind.Text, r => r.OrderNumber),
        new(texts["inbox.why"], ExportKind.Text, r => r.Why is { } why ? refusals.Say(why) : null),
        new(texts["inbox.deliveries"], ExportKind.Integer, r => r.Deliveries),
    ];

    private static async IAsyncEnumerable<InboxRow> RowsAsync(ShopInbox inbox, Actor actor, InboxQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var page = await inbox.ListAsync(actor, query with { Page = query.Page with { After = after } }, cancel);
            if (!page.Ok)
            {
                yield break;
            }

            foreach (var row in page.Value.Rows)
            {
                yield return row;
            }

            after = page.Value.Next;
        }
        while (after is not null);
    }
}

/// <summary>Words and tints of a message's state.</summary>
internal static class InboxWords
{
    public static string StateKey(InboxRow row) => row.NeedsAcceptance ? "state.waiting" : $"state.{row.State}".ToLowerInvariant();

    public static BadgeKind Kind(InboxRow row) => row.NeedsAcceptance ? BadgeKind.Warn : row.State switch
    {
        IntakeState.Applied => BadgeKind.Ok,
        IntakeState.Failed => BadgeKind.Bad,
        IntakeState.Received => BadgeKind.Info,
        _ => BadgeKind.Neutral,
    };
}

/// <summary>Marker of the room's texts (IntakeText.resx).</summary>
public sealed class IntakeText;
