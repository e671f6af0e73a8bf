using System.Runtime.CompilerServices;
using BlazorErp.Channels.Imap.Simulator;
using BlazorErp.Commands;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using BlazorErp.Jobs;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Channels.Imap;

/// <summary>Composition of statements by mail: mailboxes, their log, the job that reads them.</summary>
public static class MailModule
{
    /// <summary>Address of the export; the list's query is appended.</summary>
    public const string Export = "/bank/mail/export.xlsx";

    /// <summary>Services, the job and the command.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton<IMailServers, ImapServers>();
        services.AddSingleton<MailboxService>().AddSingleton<MailStore>().AddSingleton<MailIntake>().AddSingleton<MailPoll>().AddSingleton<MailLog>();
        services.AddScoped<MailWords>();
        services.AddSingleton<IChannelRunner, MailRunner>();
        services.AddErpJob<MailPollJob>(MailPollJob.Name, MailPollJob.Every);
        services.AddSingleton<MailSimulation>().AddHostedService(sp => sp.GetRequiredService<MailSimulation>());
        return services;
    }

    /// <summary>Endpoints.</summary>
    public static WebApplication MapMail(this WebApplication app)
    {
        app.MapGet(Export, ExportAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        app.MapGet("/bank/mail/{id:long}/raw", RawAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.BankRead));
        return app;
    }

    /// <summary>The list's query as it stands in the address.</summary>
    internal static MailQuery QueryOf(PageQuery page, Func<string, string?> filter) =>
        new(page, filter("whose") == "mine", filter("state") == "trouble", long.TryParse(filter("channel"), System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null);

    // Whatever a mail says it is, it is kept bytes to be saved: never shown, never sniffed.
    private static async Task<IResult> RawAsync(HttpContext context, ActorSource actors, MailLog log, long id)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var raw = await log.RawAsync(actor, id, context.RequestAborted);
        if (!raw.Ok)
        {
            return Results.NotFound();
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(raw.Value, "application/octet-stream", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mail-{id}.eml"));
    }

    private static async Task<IResult> ExportAsync(HttpContext context, ActorSource actors, MailLog log, MailWords words, IStringLocalizer<MailText> texts)
    {
        if (await actors.ActorOfAsync(context.User, context.RequestAborted) is not { } actor)
        {
            return Results.Forbid();
        }

        var query = QueryOf(ExportQuery.Of(context.Request) with { Take = PageQuery.MaxTake, Sort = null }, key => context.Request.Query[key]);
        await ExportEndpoint.File(context, texts["mails"], Columns(texts, words), RowsAsync(log, actor, query, context.RequestAborted));
        return Results.Empty;
    }

    private static ExportColumn<(MailRow Mail, MailFileRow? File)>[] Columns(IStringLocalizer<MailText> texts, MailWords words) =>
    [
        new(texts["col.received"], ExportKind.DateTime, r => Formats.Local(r.Mail.ReceivedAt)),
        new(texts["col.mailbox"], ExportKind.Text, r => r.Mail.Channel),
        new(texts["col.from"], ExportKind.Text, r => r.Mail.From),
        new(texts["col.subject"], ExportKind.Text, r => r.Mail.Subject),
        new(texts["col.state"], ExportKind.Text, r => words.State(r.Mail)),
        new(texts["col.file"], ExportKind.Text, r => r.File?.FileName),
        new(texts["col.company"], ExportKind.Text, r => r.File?.Company),
        new(texts["col.account"], ExportKind.Text, r => r.File is { } f ? string.Join(", ", f.Accounts) : null),
        new(texts["col.new"], ExportKind.Integer, r => r.File?.NewLines),
        new(texts["col.known"], ExportKind.Integer, r => r.File?.KnownLines),
        new(texts["col.why"], ExportKind.Text, r => words.Why(r.File is { } f ? f.Why : r.Mail.Why)),
    ];

    private static async IAsyncEnumerable<(MailRow Mail, MailFileRow? File)> RowsAsync(MailLog log, Actor actor, MailQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var page = await log.ListAsync(actor, query with { Page = query.Page with { After = after } }, cancel);
            if (!page.Ok)
            {
                yield break;
            }

            foreach (var mail in page.Value.Rows)
            {
                foreach (var file in mail.Files.Count == 0 ? [null] : mail.Files.Cast<MailFileRow?>())
                {
                    yield return (mail, file);
                }
            }

            after = page.Value.Next;
        }
        while (after is not null);
    }
}
