using System.Globalization;
using System.Text.RegularExpressions;
using BlazorErp.Banking.Online;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Invoicing;

/// <summary>Draws the printed invoice as one page of HTML in the customer's language, dates and figures included.</summary>
public sealed partial class InvoicePrint(HtmlPages pages, InvoiceQueries queries, CompanyReferences references, ErpDatabase database, PayPages pay, PayEndpoints endpoints)
{
    /// <summary>The page, with the number for a file name.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Invoice.</param>
    /// <param name="withButton">For a screen; else for a PDF.</param>
    /// <param name="asked">Our root as we were asked at it, for the address to pay at.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Number (or "draft") and HTML, or: forbidden, not_found.</returns>
    public async Task<Outcome<(string Name, string Html)>> HtmlAsync(Actor actor, long id, bool withButton, string asked, CancellationToken cancel)
    {
        var outcome = await queries.GetAsync(actor, id, cancel);
        if (!outcome.Ok)
        {
            return outcome.Refusal!;
        }

        var card = outcome.Value;
        var seller = (await references.GetAsync(actor.CompanyId, cancel)).Company;
        await using var db = database.Read(actor);
        var account = await db.BankAccounts.Where(a => a.Kind == Domain.Banking.BankAccountKind.Bank && a.Currency == card.Currency).OrderBy(a => a.Id).Select(a => a.Iban).FirstOrDefaultAsync(cancel);
        var token = card is { Open: > 0m, ReversedById: null } ? await pay.TokenAsync(actor, id, cancel) : null;
        var html = await pages.DrawAsync<InvoiceDocument>(card.Language, new()
        {
            [nameof(InvoiceDocument.Card)] = card, [nameof(InvoiceDocument.Seller)] = seller, [nameof(InvoiceDocument.Account)] = account, [nameof(InvoiceDocument.WithButton)] = withButton,
            [nameof(InvoiceDocument.PayAt)] = token is null ? null : new Uri(endpoints.RootOf(asked), PayEndpoints.AddressOf(token)).AbsoluteUri,
        });
        return (card.Number ?? "draft", withButton ? html : Link().Replace(html, _ => $"<style>{Style.Value}</style>"));
    }

    /// <summary>The page on screen links its style, as the content security policy wants; a PDF is drawn from one file and carries it.</summary>
    [GeneratedRegex("""<link rel="stylesheet" href="/print\.css" ?/?>""", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    private static readonly Lazy<string> Style = new(() =>
    {
        using var reader = new StreamReader(typeof(InvoicePrint).Assembly.GetManifestResourceStream("print.css")!);
        return reader.ReadToEnd();
    });
}
