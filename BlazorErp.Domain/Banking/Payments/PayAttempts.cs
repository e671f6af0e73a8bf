using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Where the payer goes and comes back to; made of the address our own page was asked at.</summary>
/// <param name="Page">The pay page.</param>
/// <param name="Root">Our own root, for the provider's messages.</param>
public sealed record PayAddresses(Uri Page, Uri Root);

/// <summary>An attempt whose payer is to be sent on.</summary>
public sealed record PayStart(long AttemptId, string Key, Uri RedirectTo);

/// <summary>How an asking went.</summary>
/// <param name="Changed">Something new was learned.</param>
public sealed record PayAnswer(PayAttemptState State, bool Changed);

/// <summary>
/// Attempts to pay an invoice: begun on its pay page, told of by the provider's messages and by asking it. What a message does is decided by
/// <see cref="PayAttemptRules"/>; the money is booked in the same unit of work.
/// </summary>
public sealed class PayAttempts(ErpDatabase database, PayPages pages, IPayDoors doors, PayBooks books, CompanyReferences references)
{
    /// <summary>Audit's name of an attempt.</summary>
    public const string Entity = "payment";

    /// <summary>Attempts of one invoice in a day; a payer needs a few, a machine that plays needs more.</summary>
    public const int MostPerDay = 40;

    // Long enough to look for the card, short enough that an amount does not outlive the invoice's.
    private static readonly TimeSpan Open = TimeSpan.FromHours(2);
    private static readonly TimeSpan StillUsable = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstAsk = TimeSpan.FromMinutes(2);

    /// <summary>Who acts where nobody is signed in: it may book what providers tell, nothing else.</summary>
    public static Actor ActorOf(int companyId, string name) => new(companyId, 0, name, ActorKind.Channel, new HashSet<string>(StringComparer.Ordinal) { Permissions.BankRead, Permissions.BankWrite });

    /// <summary>
    /// Begins to pay what is open of an invoice, or goes on with an attempt of the same amount whose page is still open.
    /// </summary>
    /// <param name="token">Address of the pay page.</param>
    /// <param name="channelId">Button pressed.</param>
    /// <param name="addresses">Our addresses.</param>
    /// <param name="email">What the payer typed for a receipt.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Where to go, or: not_found, pay.nothing_open, pay.no_method, pay.too_many_attempts, and as <see cref="IPayLinkProvider"/>.</returns>
    public async Task<Outcome<PayStart>> BeginAsync(string token, long channelId, PayAddresses addresses, string? email, CancellationToken cancel)
    {
        if (await pages.FindAsync(token, null, cancel) is not { } page)
        {
            return new Refusal("not_found", "invoice");
        }

        if (page.State is PayPageState.Paid or PayPageState.Cancelled)
        {
            return new Refusal("pay.nothing_open", page.Number);
        }

        if (page.Methods.All(m => m.ChannelId != channelId) || await doors.FindAsync(page.CompanyId, channelId, cancel) is not { IsActive: true } door)
        {
            return new Refusal("pay.no_method");
        }

        var actor = ActorOf(page.CompanyId, door.Name);
        var begun = await NoteAsync(actor, page, door, cancel);
        if (begun.Refusal is { } no)
        {
            return no;
        }

        var attempt = begun.Value;
        if (attempt is { RedirectTo: { } known })
        {
            return new PayStart(attempt.Id, attempt.Key, new Uri(known));
        }

        var (back, left) = (new Uri($"{addresses.Page.AbsoluteUri}?back={attempt.Key}"), new Uri($"{addresses.Page.AbsoluteUri}?left={attempt.Key}"));
        var typed = email?.Trim() is { Length: > 0 and <= 200 } own ? own : door.Provider == "klix" ? page.Email : null;
        var session = await door.Pay.CreateAsync(
            new PaySessionRequest(attempt.Key, new Money(attempt.Amount, Currency.Of(attempt.Currency)), page.Number, page.Language, typed, attempt.ExpiresAt, back, left, new Uri(addresses.Root, $"hooks/{door.Provider}/{door.Token}")), cancel);
        return session.Ok ? await SendAsync(actor, attempt.Id, session.Value, cancel) : await FailAsync(actor, attempt.Id, session.Refusal!, cancel);
    }

    /// <summary>
    /// Asks the provider what became of an attempt and applies it like messages. For jobs, for the payer who comes back, and for people.
    /// </summary>
    /// <returns>How it stands, or: forbidden, not_found, pay.no_session, and as <see cref="IPayLinkProvider"/>.</returns>
    public async Task<Outcome<PayAnswer>> AskAsync(Actor actor, long attemptId, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var row = await db.PayAttempts.Where(a => a.Id == attemptId).Select(a => new { a.ChannelId, a.SessionId, a.State }).FirstOrDefaultAsync(cancel);
        if (row is null || await doors.FindAsync(actor.CompanyId, row.ChannelId, cancel) is not { } door)
        {
            return new Refusal("not_found", Entity);
        }

        if (row.SessionId is not { } session)
        {
            return new Refusal("pay.no_session");
        }

        var told = await door.Pay.QueryAsync(session, cancel);
        var asked = await database.WriteAsync<PayAnswer>(actor, new Command("pay.asked"), (w, c) => AnsweredIn(w, attemptId, told, c), cancel);
        return asked.Ok && told.Refusal is { } failed ? failed : asked;
    }

    private async Task<Outcome<PayAnswer>> AnsweredIn(Write write, long attemptId, Outcome<PayStatus> told, CancellationToken cancel)
    {
        var attempt = (await PayStore.LoadAsync(write.Db, attemptId, cancel))!;
        var (before, refusal) = (attempt.Version, told.Refusal);
        foreach (var notification in told.Ok ? told.Value.Notifications : [])
        {
            // Where the provider carries no id of ours, the session asked about is the one.
            var applied = await ApplyIn(write, attempt, notification with { AttemptId = notification.AttemptId ?? attempt.Key }, cancel);
            refusal ??= applied.Refusal;
        }

        var changed = attempt.Version != before;
        var json = refusal is null ? null : RefusalJson.Write(refusal);
        if (changed || json != attempt.Refusal)
        {
            write.Changed(Topics.Payment, attempt.Id);
        }

        attempt.Asked++;
        (attempt.Refusal, attempt.AskAt) = (json, PayAsking.Next(PayStore.Of(attempt), write.Now));
        write.Audit("pay.asked", Entity, attempt.Id);
        return new PayAnswer(attempt.State, changed);
    }

    /// <summary>Applies a verified message to its attempt inside a unit of work.</summary>
    /// <returns>What to say of it, or as <see cref="PayAttemptRules.Apply"/>: then nothing of it was kept.</returns>
    public async Task<Outcome<PayRemarks>> ApplyIn(Write write, PayAttemptRow attempt, PaymentNotification told, CancellationToken cancel)
    {
        var before = PayStore.Of(attempt);
        var decided = PayAttemptRules.Apply(before, told);
        if (decided.Refusal is { } no)
        {
            return no;
        }

        var decision = decided.Value;
        if (decision.Remarks.HasFlag(PayRemarks.Repeat))
        {
            return PayRemarks.Repeat;
        }

        PayStore.Keep(write.Db, attempt, decision.Attempt);
        attempt.Remarks |= decision.Remarks;
        attempt.IsTest |= told.IsTest;
        attempt.RedirectTo = PayAttemptStates.IsOpen(attempt.State) ? attempt.RedirectTo : null;
        attempt.AskAt = PayAsking.Next(decision.Attempt, write.Now);
        var demo = (await references.GetAsync(write.Db.CompanyId, cancel)).Company.IsDemo;

        // With a provider's test keys nobody paid anything: it is shown, never booked.
        if (!told.IsTest || demo)
        {
            await books.BookIn(write, attempt, decision.Bookings, cancel);
        }

        if (attempt.State != before.State)
        {
            write.Audit($"pay.{attempt.State}".ToLowerInvariant(), "invoice", attempt.InvoiceId, attempt.Captured > 0m ? attempt.Captured : attempt.Amount, attempt.Currency, NameOf(attempt.Provider));
        }

        write.Changed(Topics.Payment, attempt.Id);
        write.Changed(Topics.Invoice, attempt.InvoiceId);
        return decision.Remarks;
    }

    /// <summary>The attempt a message is about, with all that is known of it; null when it is none of ours.</summary>
    public static async Task<PayAttemptRow?> FindIn(ErpDbContext db, long channelId, PaymentNotification told, CancellationToken cancel)
    {
        var mine = db.PayAttempts.Where(a => a.ChannelId == channelId);
        var id = told.AttemptId is { } key ? await mine.Where(a => a.Key == key).Select(a => a.Id).FirstOrDefaultAsync(cancel) : 0L;
        id = id == 0 && told.SessionId is { } session ? await mine.Where(a => a.SessionId == session).Select(a => a.Id).FirstOrDefaultAsync(cancel) : id;
        id = id == 0 && told.PaymentId is { } payment ? await mine.Where(a => a.Payments.Any(p => p.PaymentId == payment)).Select(a => a.Id).FirstOrDefaultAsync(cancel) : id;
        return id == 0 ? null : await PayStore.LoadAsync(db, id, cancel);
    }

    /// <summary>The provider hinted at an attempt: it is asked about at the next round, and what it answers then counts.</summary>
    /// <param name="write">Unit of work.</param>
    /// <param name="channelId">The account it came for.</param>
    /// <param name="key">Our id in it, where it has one.</param>
    /// <param name="session">The provider's session in it, where it has one.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Whether it is about an attempt of ours.</returns>
    public static async Task<bool> HintIn(Write write, long channelId, string key, string session, CancellationToken cancel)
    {
        var now = (DateTimeOffset?)write.Now;
        return (key.Length > 0 || session.Length > 0)
            && await write.Db.PayAttempts.Where(a => a.ChannelId == channelId && ((key != "" && a.Key == key) || (session != "" && a.SessionId == session))).ExecuteUpdateAsync(s => s.SetProperty(a => a.AskAt, now), cancel) > 0;
    }

    /// <summary>The provider as people call it.</summary>
    public static string NameOf(string provider) => provider switch { "klix" => "Klix", "paypal" => "PayPal", _ => "Stripe" };

    private async Task<Outcome<PayAttemptRow>> NoteAsync(Actor actor, PayPageView page, PayDoor door, CancellationToken cancel) =>
        await database.WriteAsync<PayAttemptRow>(actor, new Command("pay.begin"), async (w, c) =>
        {
            // Two presses at once go one after the other, and the second finds what the first began.
            await w.Db.PayPages.Where(p => p.InvoiceId == page.InvoiceId).ExecuteUpdateAsync(s => s.SetProperty(p => p.CreatedAt, p => p.CreatedAt), c);
            var open = await w.Db.OpenItems.Where(o => o.DocumentType == "invoice" && o.DocumentId == page.InvoiceId).Select(o => o.Open).FirstOrDefaultAsync(c);
            if (open <= 0m)
            {
                return new Refusal("pay.nothing_open", page.Number);
            }

            var until = w.Now + StillUsable;
            var usable = await w.Db.PayAttempts.AsNoTracking().Where(a => a.InvoiceId == page.InvoiceId && a.ChannelId == door.ChannelId && a.Amount == open && a.State == PayAttemptState.Redirected
                && !a.Promised && a.RedirectTo != null && a.ExpiresAt > until).OrderByDescending(a => a.Id).FirstOrDefaultAsync(c);
            if (usable is not null)
            {
                return usable;
            }

            var day = w.Now - TimeSpan.FromDays(1);
            if (await w.Db.PayAttempts.CountAsync(a => a.InvoiceId == page.InvoiceId && a.CreatedAt > day, c) >= MostPerDay)
            {
                return new Refusal("pay.too_many_attempts", MostPerDay);
            }

            var attempt = w.Add(new PayAttemptRow
            {
                InvoiceId = page.InvoiceId, ChannelId = door.ChannelId, Provider = door.Provider, Key = PayPages.NewKey(), Amount = open, Currency = page.Currency, CreatedAt = w.Now, ExpiresAt = w.Now + Open, Version = 1,
            });
            w.Audit("pay.begun", "invoice", page.InvoiceId, open, page.Currency, door.Name);
            w.Changed(Topics.Payment, attempt.Id);
            return attempt;
        }, cancel);

    private async Task<Outcome<PayStart>> SendAsync(Actor actor, long id, PaySession session, CancellationToken cancel) =>
        await database.WriteAsync<PayStart>(actor, new Command("pay.sent"), async (w, c) =>
        {
            var attempt = (await PayStore.LoadAsync(w.Db, id, c))!;
            PayStore.Keep(w.Db, attempt, PayStore.Of(attempt).SentTo(session));
            (attempt.RedirectTo, attempt.AskAt, attempt.Refusal) = (session.RedirectTo.AbsoluteUri, w.Now + FirstAsk, null);
            w.Audit("pay.sent", Entity, id);
            w.Changed(Topics.Payment, id);
            return new PayStart(id, attempt.Key, session.RedirectTo);
        }, cancel);

    private async Task<Outcome<PayStart>> FailAsync(Actor actor, long id, Refusal why, CancellationToken cancel)
    {
        await database.WriteAsync(actor, new Command("pay.not_sent"), async (w, c) =>
        {
            await w.Db.PayAttempts.Where(a => a.Id == id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Refusal, RefusalJson.Write(why)), c);
            w.Audit("pay.not_sent", Entity, id, why.Code);
            w.Changed(Topics.Payment, id);
            return Outcome.Done;
        }, cancel);
        return why;
    }
}
