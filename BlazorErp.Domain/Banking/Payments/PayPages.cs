using System.Security.Cryptography;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>How an invoice stands, as its pay page says it.</summary>
public enum PayPageState
{
    /// <summary>All of it is to be paid.</summary>
    Open = 1,
    /// <summary>A part is paid.</summary>
    PartlyPaid = 2,
    /// <summary>Nothing is to be paid.</summary>
    Paid = 3,
    /// <summary>Cancelled by the seller.</summary>
    Cancelled = 4,
}

/// <summary>A button of the pay page.</summary>
/// <param name="Sandbox">Takes no real money.</param>
public sealed record PayMethod(long ChannelId, string Provider, string Name, bool Sandbox);

/// <summary>An attempt as its payer may see it.</summary>
public sealed record PayTry(long Id, string Key, PayAttemptState State, bool Promised, decimal Amount, decimal Captured, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool IsTest);

/// <summary>All a pay page may show, and nothing else.</summary>
/// <param name="Email">Where the provider sends its receipt; never shown.</param>
public sealed record PayPageView(
    int CompanyId, long InvoiceId, string Token, string Company, string Number, string Currency, decimal Gross, decimal Open, DateOnly DueDate, string Language, PayPageState State,
    IReadOnlyList<PayMethod> Methods, PayTry? Last, string? Email);

/// <summary>Pay pages of invoices: their addresses, and what they show to whoever has the address.</summary>
public sealed class PayPages(ErpDatabase database, IPayDoors doors)
{
    // Read aloud and typed now and then: no 0/O, 1/l/I. 32 of 56 letters are 185 bits.
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>Length of an address.</summary>
    public const int TokenLength = 32;

    /// <summary>
    /// Address of an invoice's pay page, made where it has none; null for drafts and credit notes, and while nobody can pay online.
    /// </summary>
    public async Task<string?> TokenAsync(Actor actor, long invoiceId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return null;
        }

        await using (var db = database.Read(actor))
        {
            if (!await db.Invoices.AnyAsync(i => i.Id == invoiceId && i.State == InvoiceState.Posted && i.Kind == InvoiceKind.Invoice && i.Gross > 0m, cancel) || !await doors.AnyAsync(actor.CompanyId, cancel))
            {
                return null;
            }

            if (await db.PayPages.Where(p => p.InvoiceId == invoiceId).Select(p => p.Token).FirstOrDefaultAsync(cancel) is { } known)
            {
                return known;
            }
        }

        var made = await database.WriteAsync<string>(actor, new Command("pay.page"), async (w, c) =>
        {
            if (await w.Db.PayPages.Where(p => p.InvoiceId == invoiceId).Select(p => p.Token).FirstOrDefaultAsync(c) is { } other)
            {
                return other;
            }

            var page = w.Add(new PayPage { InvoiceId = invoiceId, Token = NewKey(), CreatedAt = w.Now });
            w.Audit("pay.page", "invoice", invoiceId);
            return page.Token;
        }, cancel);
        return made.Ok ? made.Value : null;
    }

    /// <summary>What the page at an address shows; null when there is none.</summary>
    /// <param name="token">Address.</param>
    /// <param name="attempt">The attempt the payer comes back from; the latest one that matters where it is not given.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<PayPageView?> FindAsync(string token, string? attempt, CancellationToken cancel)
    {
        if (token.Length != TokenLength || await PayPageDoors.FindAsync(database, token, cancel) is not { } page)
        {
            return null;
        }

        await using var db = database.Read(page.CompanyId);
        var invoice = await db.Invoices.Where(i => i.Id == page.InvoiceId && i.State == InvoiceState.Posted)
            .Select(i => new { i.Number, i.Gross, i.Currency, i.DueDate, i.Language, i.PartnerId, IsReversed = db.Invoices.Any(n => n.ReversesId == i.Id) }).FirstOrDefaultAsync(cancel);
        if (invoice is null)
        {
            return null;
        }

        var company = await db.Companies.Where(c => c.Id == page.CompanyId).Select(c => c.Name).FirstAsync(cancel);
        var open = await db.OpenItems.Where(o => o.DocumentType == "invoice" && o.DocumentId == page.InvoiceId).Select(o => o.Open).FirstOrDefaultAsync(cancel);
        var email = await db.Partners.Where(p => p.Id == invoice.PartnerId).Select(p => p.Email).FirstOrDefaultAsync(cancel);
        var tries = db.PayAttempts.Where(a => a.InvoiceId == page.InvoiceId);
        var last = await (attempt is { Length: > 0 } ? tries.Where(a => a.Key == attempt) : tries.Where(a => a.Promised && a.State == PayAttemptState.Redirected)).OrderByDescending(a => a.Id)
            .Select(a => new PayTry(a.Id, a.Key, a.State, a.Promised, a.Amount, a.Captured, a.CreatedAt, a.ExpiresAt, a.IsTest)).FirstOrDefaultAsync(cancel);
        var state = invoice.IsReversed ? PayPageState.Cancelled : open <= 0m ? PayPageState.Paid : open < invoice.Gross ? PayPageState.PartlyPaid : PayPageState.Open;
        var methods = state is PayPageState.Open or PayPageState.PartlyPaid ? await doors.OfAsync(page.CompanyId, cancel) : [];
        return new PayPageView(
            page.CompanyId, page.InvoiceId, token, company, invoice.Number!, invoice.Currency, invoice.Gross, open, invoice.DueDate, invoice.Language, state,
            [.. methods.Select(m => new PayMethod(m.ChannelId, m.Provider, m.Name, m.Sandbox))], last, email);
    }

    /// <summary>An unguessable key of letters and digits.</summary>
    internal static string NewKey() => RandomNumberGenerator.GetString(Letters, TokenLength);
}
