using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>Which line an act is about.</summary>
/// <param name="CommandId">Id of the press, so that pressing twice books once.</param>
/// <param name="LineId">Line.</param>
/// <param name="Version">Its version on the screen.</param>
public sealed record LineAct(Guid CommandId, long LineId, int Version);

/// <summary>A part a person gives: an open item or an account (exactly one), with its signed amount in the line's currency.</summary>
public sealed record SplitPart(long? OpenItemId, long? AccountId, decimal Amount)
{
    /// <summary>VAT rate that an amount to an account includes.</summary>
    public long? VatRateId { get; init; }

    /// <summary>What it takes of an item in another currency, in that currency, signed as the item; <see cref="Amount"/> is then what it takes of the line.</summary>
    public decimal? ItemAmount { get; init; }
}

/// <summary>What a person decides about one bank line.</summary>
public sealed class LineActs(ErpDatabase database, CompanyReferences references, TransferPairs transfers)
{
    /// <summary>Audit's name of a line.</summary>
    public const string Entity = "bank-line";

    /// <summary>Most parts of one line.</summary>
    public const int MostParts = 200;

    /// <summary>Books the suggestion of a line, or one of its equally good answers.</summary>
    /// <param name="actor">Who; needs bank.write.</param>
    /// <param name="act">Line.</param>
    /// <param name="alternative">0 for the suggestion, else the 1-based number of the alternative.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The run it is undone by, or: forbidden, not_found, bank.no_suggestion, bank.item_not_open, bank.line_booked, changed_by_other, and as <see cref="SplitAsync"/>.</returns>
    public Task<Outcome<long>> AcceptAsync(Actor actor, LineAct act, int alternative = 0, CancellationToken cancel = default) =>
        RunAsync(actor, act, "bank.accepted", new { act.LineId, alternative }, async (w, line, company, c) =>
        {
            var explanation = LineExplanation.Read(line.Explanation);
            var parts = alternative == 0 ? explanation.Parts : explanation.Alternatives.ElementAtOrDefault(alternative - 1)?.Parts ?? [];
            var partners = parts.Select(p => p.PartnerId).OfType<long>().Distinct().ToList();
            if (parts.Count == 0)
            {
                return new Refusal("bank.no_suggestion");
            }

            return await BookIn(w, line, company, [.. parts.SelectMany(p => BookPart.Of(company, p with { PartnerId = p.PartnerId ?? (partners.Count == 1 ? partners[0] : null) }, line.Currency))], alternative == 0 ? line.RuleId : null, c);
        }, cancel);

    /// <summary>Books a line to several items and accounts; the parts add up to the line exactly, save a surplus that stays with the customer.</summary>
    /// <param name="actor">Who; needs bank.write.</param>
    /// <param name="act">Line.</param>
    /// <param name="parts">Parts.</param>
    /// <param name="surplusPartnerId">Customer whose prepayment the rest of the line is; null where there must be none.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>
    /// The run it is undone by, or: forbidden, not_found, bank.line_booked, changed_by_other, bank.parts_none, bank.parts_many, bank.part_wrong, bank.parts_differ, bank.item_not_open, bank.currency_differs,
    /// bank.account_not_allowed, bank.rate_missing, bank.line_currency, partner.not_found.
    /// </returns>
    public Task<Outcome<long>> SplitAsync(Actor actor, LineAct act, IReadOnlyList<SplitPart> parts, long? surplusPartnerId = null, CancellationToken cancel = default) =>
        RunAsync(actor, act, "bank.split", new { act.LineId, parts, surplusPartnerId }, async (w, line, company, c) =>
        {
            if (await CheckAsync(w.Db, line, parts, c) is { } no)
            {
                return no;
            }

            var book = parts.SelectMany(p => BookPart.WithVat(company, new BookPart(p.OpenItemId, p.AccountId, p.Amount) { VatRateId = p.VatRateId, ItemAmount = p.ItemAmount }, line.Currency)).ToList();
            if (line.Amount - parts.Sum(p => p.Amount) is var rest && rest != 0m && surplusPartnerId is { } partner)
            {
                if (Math.Sign(rest) != Math.Sign(line.Amount) || !await w.Db.Partners.AnyAsync(p => p.Id == partner, c))
                {
                    return Math.Sign(rest) != Math.Sign(line.Amount) ? new Refusal("bank.parts_differ", line.Amount - rest, line.Amount) : new Refusal("partner.not_found");
                }

                book.Add(new BookPart(null, company.Accounts[AccountRole.CustomerPrepayments].Id, rest, partner));
            }

            return await BookIn(w, line, company, book, null, c);
        }, cancel);

    /// <summary>Books a whole line to one account, with the VAT it includes where a rate is given.</summary>
    public Task<Outcome<long>> BookToAccountAsync(Actor actor, LineAct act, long accountId, long? vatRateId = null, CancellationToken cancel = default) =>
        RunAsync(actor, act, "bank.to_account", new { act.LineId, accountId, vatRateId }, async (w, line, company, c) =>
        {
            SplitPart part = new(null, accountId, line.Amount) { VatRateId = vatRateId };
            return await CheckAsync(w.Db, line, [part], c) is { } no ? no
                : await BookIn(w, line, company, [.. BookPart.WithVat(company, new BookPart(null, accountId, line.Amount) { VatRateId = vatRateId }, line.Currency)], null, c);
        }, cancel);

    /// <summary>Puts a line aside; nothing is posted. Undo brings it back.</summary>
    public Task<Outcome<long>> IgnoreAsync(Actor actor, LineAct act, string? reason, CancellationToken cancel = default) =>
        RunAsync(actor, act, "bank.ignored", new { act.LineId, reason }, async (w, line, _, c) =>
        {
            var done = await BankLines.DecideAsync(w.Db, [new(line.Id, line.Version, BankLineState.Ignored, line.PartnerId, null, BankText.Clip(reason, 200), line.Explanation)], c);
            return done.Count == 0 ? new Refusal("changed_by_other") : 0L;
        }, cancel);

    private async Task<Outcome<long>> RunAsync(Actor actor, LineAct act, string action, object request, Func<Write, BankLine, CompanyReference, CancellationToken, Task<Outcome<long>>> body, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var company = await references.GetAsync(actor.CompanyId, cancel);
        DateOnly? transit = null;
        var outcome = await database.WriteAsync<long>(actor, new Command(action, act.CommandId, request), async (w, c) =>
        {
            var line = await w.Db.BankLines.AsNoTracking().FirstOrDefaultAsync(l => l.Id == act.LineId, c);
            if (line is null || line.State is BankLineState.Booked or BankLineState.Ignored || line.Version != act.Version)
            {
                return line is null ? new Refusal("not_found", Entity) : line.State is BankLineState.Booked ? new Refusal("bank.line_booked", line.Summary) : new Refusal("changed_by_other");
            }

            var done = await body(w, line, company, c);
            if (done.Ok)
            {
                w.Audit(action, Entity, line.Id, line.CounterpartyName, line.Amount, line.Currency);
                w.Changed(Topics.BankLine, line.Id);
                transit = line.Date;
            }

            return done;
        }, cancel);

        // What was booked may be a side of a transfer whose other side waits.
        if (outcome.Ok && transit is { } day)
        {
            await transfers.PairAsync(actor, day, cancel);
        }

        return outcome;
    }

    private static async Task<Refusal?> CheckAsync(ErpDbContext db, BankLine line, IReadOnlyList<SplitPart> parts, CancellationToken cancel)
    {
        if (parts.Count is 0 or > MostParts)
        {
            return parts.Count == 0 ? new Refusal("bank.parts_none") : new Refusal("bank.parts_many", MostParts);
        }

        var currency = Currency.Of(line.Currency);
        for (var n = 0; n < parts.Count; n++)
        {
            var part = parts[n];
            if (part.OpenItemId is null == part.AccountId is null || part.Amount == 0m || Math.Abs(part.Amount) > 1_000_000_000_000m || (currency.Round(part.Amount) != part.Amount && currency.Round(line.Amount) == line.Amount)
                || (part.OpenItemId is null ? part.ItemAmount is not null : part.VatRateId is not null) || part.ItemAmount == 0m || Math.Abs(part.ItemAmount ?? 0m) > 1_000_000_000_000m
                || (part.OpenItemId is { } item && parts.Take(n).Any(p => p.OpenItemId == item)))
            {
                return new Refusal("bank.part_wrong", n + 1) { Row = n + 1, Field = "amount" };
            }
        }

        var others = parts.Where(p => p.ItemAmount is not null).Select(p => p.OpenItemId!.Value).ToList();
        var currencies = others.Count == 0 ? [] : await db.OpenItems.Where(o => others.Contains(o.Id)).Select(o => new { o.Id, o.Currency }).ToDictionaryAsync(o => o.Id, o => o.Currency, cancel);
        for (var n = 0; n < parts.Count; n++)
        {
            // What is not there is refused by the booking, in its own words.
            if (parts[n] is { ItemAmount: { } gets, OpenItemId: { } id } && currencies.TryGetValue(id, out var code) && (Math.Sign(gets) != Math.Sign(parts[n].Amount) || Currency.Of(code).Round(gets) != gets))
            {
                return new Refusal("bank.part_wrong", n + 1) { Row = n + 1, Field = "itemAmount" };
            }
        }

        var rates = parts.Select(p => p.VatRateId).OfType<long>().Distinct().ToList();
        return await db.VatRates.CountAsync(v => rates.Contains(v.Id), cancel) < rates.Count ? new Refusal("not_found", "vat-rate")
            : await Rules.RuleChecks.AccountsAsync(db, [.. parts.Select(p => p.AccountId).OfType<long>().Distinct()], cancel);
    }

    /// <summary>Books an open line in a unit of work, with a run of its own; after a refusal the unit must not be committed.</summary>
    internal static async Task<Outcome<long>> BookIn(Write write, BankLine line, CompanyReference company, IReadOnlyList<BookPart> parts, long? rule, CancellationToken cancel, string cause = "manual")
    {
        var db = write.Db;
        var ground = await BookGround.LoadAsync(db, company, [(line.Currency, line.Date)], cancel);
        var ids = parts.Select(p => p.ItemId).OfType<long>().Distinct().ToList();
        var items = (await db.OpenItems.AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(cancel))
            .ToDictionary(o => o.Id, o => new BookItem(o.Id, o.PartnerId, o.DocumentNumber, o.DocumentId, o.Currency, o.Open, o.OpenBase, o.Rate, o.Amount));
        var run = new MatchRun { At = write.Now, Cause = cause, ActorName = BankText.Clip(write.Actor.Name, 200), Looked = 1, Booked = 1 };
        await Bulk.InsertAsync(db, [run], cancel);
        var bookings = new LineBookings(db, write.Now, ground, run.Id, id => items.GetValueOrDefault(id));
        var booked = bookings.Add(new BookLine(line.Id, line.Version, line.BankAccountId, line.Date, line.Amount, line.Currency, line.CounterpartyIban), parts);
        if (!booked.Ok)
        {
            return booked.Refusal!;
        }

        if (await bookings.SettleAsync(cancel) is { Count: > 0 } gone)
        {
            return new Refusal("bank.item_not_open", items[gone.First()].Number);
        }

        var names = await db.Accounts.AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.Code + " " + a.Name, cancel);
        var summary = LineBookings.Words(booked.Value, parts, names);
        if ((await BankLines.DecideAsync(db, [new(line.Id, line.Version, BankLineState.Booked, booked.Value.PartnerId ?? line.PartnerId, run.Id, summary, line.Explanation, rule)], cancel)).Count == 0)
        {
            return new Refusal("changed_by_other");
        }

        await bookings.WriteAsync(write, cancel);
        write.Changed(Topics.Bank, run.Id);
        return run.Id;
    }
}
