using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Ledger;

/// <summary>Which rates are wanted.</summary>
/// <param name="Page">Window; newest first.</param>
/// <param name="Currency">One currency.</param>
/// <param name="From">First day.</param>
public sealed record RateQuery(PageQuery Page, string? Currency = null, DateOnly? From = null);

/// <summary>A rate in a list.</summary>
/// <param name="Id">Rate.</param>
/// <param name="Version">Version, for corrections.</param>
/// <param name="Currency">Currency.</param>
/// <param name="Date">First day it holds; until the next one.</param>
/// <param name="Rate">Base currency for one unit.</param>
/// <param name="Before">The rate before it; null for the first.</param>
/// <param name="Source">"hand", "ecb".</param>
public sealed record RateRow(long Id, int Version, string Currency, DateOnly Date, decimal Rate, decimal? Before, string Source)
{
    /// <summary>Change to the rate before, in percent.</summary>
    public decimal? Change => Before is { } b && b != 0m ? Math.Round((Rate - b) * 100m / b, 2) : null;
}

/// <summary>A rate as it is entered.</summary>
/// <param name="CommandId">Id of the submit.</param>
/// <param name="Id">0 for a new one.</param>
/// <param name="Version">Version that was on the screen.</param>
/// <param name="Currency">Currency; not the company's own.</param>
/// <param name="Date">First day it holds.</param>
/// <param name="Rate">Base currency for one unit; up to eight decimals.</param>
public sealed record SaveRate(Guid CommandId, long Id, int Version, string Currency, DateOnly Date, decimal Rate);

/// <summary>What an import of rates did.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Changed">Those that were of another value.</param>
/// <param name="Known">Those that were there already.</param>
/// <param name="Kept">Those entered by hand, which an import leaves alone.</param>
public sealed record RatesImported(int Added, int Changed, int Known, int Kept);

/// <summary>
/// Exchange rates of a company: listed, added, corrected, imported. A document or booking keeps the rate it was posted with, whatever becomes of
/// the rate here.
/// </summary>
public sealed class ExchangeRates(ErpDatabase database, CompanyReferences references)
{
    /// <summary>Audit's name of a rate.</summary>
    public const string Entity = "exchange-rate";

    /// <summary>Source of a rate a person entered.</summary>
    public const string ByHand = "hand";

    private const decimal Most = 1_000_000m;
    private const int Ahead = 31;
    private static readonly DateOnly First = new(1999, 1, 1);

    /// <summary>Rates, newest first.</summary>
    public async Task<Page<RateRow>> ListAsync(Actor actor, RateQuery query, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.LedgerRead))
        {
            return new Page<RateRow>([]);
        }

        await using var db = database.Read(actor);
        IQueryable<ExchangeRate> rates = db.ExchangeRates;
        rates = query.Currency is { } currency ? rates.Where(r => r.Currency == currency) : rates;
        rates = query.From is { } from ? rates.Where(r => r.Date >= from) : rates;
        if (SearchText.Fragments(query.Page.Search) is { Count: > 0 } fragments)
        {
            var like = $"%{fragments[0].ToUpperInvariant()}%";
            rates = rates.Where(r => EF.Functions.Like(r.Currency, like));
        }

        var rows = await rates.OrderByDescending(r => r.Date).ThenBy(r => r.Currency).Skip(query.Page.Skip).Take(query.Page.BoundedTake)
            .Select(r => new RateRow(r.Id, r.Version, r.Currency, r.Date, r.Rate, db.ExchangeRates.Where(b => b.Currency == r.Currency && b.Date < r.Date).OrderByDescending(b => b.Date).Select(b => (decimal?)b.Rate).FirstOrDefault(), r.Source)).ToListAsync(cancel);
        return new Page<RateRow>(rows, null, query.Page.Count ? await rates.CountAsync(cancel) : -1);
    }

    /// <summary>Currencies that have rates.</summary>
    public async Task<IReadOnlyList<string>> CurrenciesAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.LedgerRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.ExchangeRates.Select(r => r.Currency).Distinct().OrderBy(c => c).Take(PageQuery.MaxTake).ToListAsync(cancel);
    }

    /// <summary>Adds a rate, or corrects one; what it was before is kept in the audit.</summary>
    /// <returns>Its id, or: forbidden, value.*, currency.unknown, rate.own_currency, rate.day, rate.taken, not_found, changed_by_other.</returns>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SaveRate request, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.LedgerWrite) is { } no)
        {
            return no;
        }

        var company = await references.GetAsync(actor.CompanyId, cancel);
        var complaints = new Complaints();
        if (!Currency.IsKnown(request.Currency))
        {
            complaints.Add("currency", "currency.unknown", request.Currency);
        }
        else if (request.Currency == company.Company.Currency)
        {
            complaints.Add("currency", "rate.own_currency", request.Currency);
        }

        if (request.Date < First || request.Date > company.Today(database.Time.GetUtcNow()).AddDays(Ahead))
        {
            complaints.Add("date", "rate.day", request.Date);
        }

        complaints.Number(request.Rate, "rate", 0.00000001m, Most, 8);
        return complaints.Refusal is { } wrong ? wrong : await database.WriteAsync(actor, new Command("rate.saved", request.CommandId, request), (w, c) => SaveIn(w, request, c), cancel);
    }

    private static async Task<Outcome<long>> SaveIn(Write write, SaveRate request, CancellationToken cancel)
    {
        var db = write.Db;
        if (await db.ExchangeRates.AnyAsync(r => r.Currency == request.Currency && r.Date == request.Date && r.Id != request.Id, cancel))
        {
            return new Refusal("rate.taken", request.Currency, request.Date) { Field = "date" };
        }

        if (request.Id == 0)
        {
            var row = write.Add(new ExchangeRate { Currency = request.Currency, Date = request.Date, Rate = request.Rate, Source = ByHand, Version = 1 });
            write.Audit("rate.added", Entity, row.Id, row.Currency, row.Date, row.Rate);
            write.Changed(Topics.Settings, row.Id);
            return row.Id;
        }

        var rate = await db.ExchangeRates.FirstOrDefaultAsync(r => r.Id == request.Id, cancel);
        if (rate is null || rate.Version != request.Version)
        {
            return rate is null ? new Refusal("not_found", Entity) : new Refusal("changed_by_other");
        }

        write.Audit("rate.corrected", Entity, rate.Id, rate.Currency, rate.Date, rate.Rate, request.Currency, request.Date, request.Rate);
        (rate.Currency, rate.Date, rate.Rate, rate.Source) = (request.Currency, request.Date, request.Rate, ByHand);
        rate.Version++;
        write.Changed(Topics.Settings, rate.Id);
        return rate.Id;
    }

    /// <summary>Takes a rate away that should not be there; what was posted with it keeps it.</summary>
    /// <returns>Done, or: forbidden, not_found, changed_by_other.</returns>
    public async Task<Outcome> RemoveAsync(Actor actor, Guid commandId, long id, int version, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.LedgerWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("rate.removed", commandId, new { id, version }), async (w, c) =>
        {
            var rate = await w.Db.ExchangeRates.FirstOrDefaultAsync(r => r.Id == id, c);
            if (rate is null || rate.Version != version)
            {
                return rate is null ? new Refusal("not_found", Entity) : new Refusal("changed_by_other");
            }

            w.Db.ExchangeRates.Remove(rate);
            w.Audit("rate.removed", Entity, id, rate.Currency, rate.Date, rate.Rate);
            w.Changed(Topics.Settings, id);
            return Outcome.Done;
        }, cancel);
    }

    /// <summary>Brings rates of a central bank's file. What a person entered stays; the company's own currency is passed over.</summary>
    /// <param name="actor">Who; needs ledger.write.</param>
    /// <param name="commandId">Id of the submit.</param>
    /// <param name="told">Rates of the file, <see cref="EcbRates.Read"/>.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Counts, or: forbidden, rate.base_missing (the file does not have the company's currency).</returns>
    public async Task<Outcome<RatesImported>> ImportAsync(Actor actor, Guid commandId, IReadOnlyList<ToldRate> told, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.LedgerWrite) is { } no)
        {
            return no;
        }

        var company = await references.GetAsync(actor.CompanyId, cancel);
        var rates = EcbRates.InBase(told, company.Company.Currency);
        if (rates.Count == 0)
        {
            return new Refusal("rate.base_missing", company.Company.Currency);
        }

        return await database.WriteAsync<RatesImported>(actor, new Command("rate.imported", commandId, new { rates.Count, From = rates.Min(r => r.Date), To = rates.Max(r => r.Date) }), async (w, c) =>
        {
            var (from, to) = (rates.Min(r => r.Date), rates.Max(r => r.Date));
            var there = await w.Db.ExchangeRates.Where(r => r.Date >= from && r.Date <= to).Take(EcbRates.Most).ToDictionaryAsync(r => (r.Currency, r.Date), c);
            int added = 0, changed = 0, known = 0, kept = 0;
            foreach (var rate in rates)
            {
                if (!there.TryGetValue((rate.Currency, rate.Date), out var row))
                {
                    w.Add(new ExchangeRate { Currency = rate.Currency, Date = rate.Date, Rate = rate.Rate, Source = EcbRates.Source, Version = 1 });
                    added++;
                }
                else if (row.Rate == rate.Rate)
                {
                    known++;
                }
                else if (row.Source == ByHand)
                {
                    kept++;
                }
                else
                {
                    w.Audit("rate.corrected", Entity, row.Id, row.Currency, row.Date, row.Rate, row.Currency, row.Date, rate.Rate);
                    (row.Rate, row.Source) = (rate.Rate, EcbRates.Source);
                    row.Version++;
                    changed++;
                }
            }

            w.Audit("rate.imported", Entity, 0, from, to, added, changed);
            w.Changed(Topics.Settings, Change.All);
            return new RatesImported(added, changed, known, kept);
        }, cancel);
    }
}
