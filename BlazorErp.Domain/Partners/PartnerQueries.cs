using System.Globalization;
using System.Runtime.CompilerServices;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Partners;

/// <summary>Reads partners. Whoever lacks the permission sees nothing.</summary>
public sealed class PartnerQueries(ErpDatabase database)
{
    /// <summary>
    /// Hits for a picker: an exact code or VAT number first (blanks, dashes and the country's prefix do not matter), then what begins so, then rows that hold
    /// every fragment, by name. One letter looks at beginnings only. Blocked partners are left out.
    /// </summary>
    public async Task<IReadOnlyList<PartnerHit>> SearchAsync(Actor actor, string? text, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.PartnersRead))
        {
            return [];
        }

        take = Math.Clamp(take, 1, 50);
        await using var db = database.Read(actor);
        var open = db.Partners.Where(p => !p.IsBlocked);
        var hits = new List<PartnerHit>();
        var key = PartnerRules.Key(text ?? "");
        if (key.Length > 0)
        {
            hits.AddRange(await Hits(open.Where(p => p.CodeKey == key), take).ToListAsync(cancel));
            if (VatEnd(text) is { } vat)
            {
                hits.AddRange(await Hits(open.Where(p => EF.Functions.Like(p.VatNumber!, "%" + vat)), take).ToListAsync(cancel));
            }
        }

        var start = SearchText.Fold(text);
        if (start.Length > 0 && hits.Count < take)
        {
            hits.AddRange(await Hits(open.Where(p => EF.Functions.Like(p.SearchText, start + "%")), take).ToListAsync(cancel));
        }

        if (hits.Count < take)
        {
            hits.AddRange(await Hits(Matching(open, text), take).ToListAsync(cancel));
        }

        return [.. hits.DistinctBy(h => h.Id).Take(take)];
    }

    /// <summary>A window of the list.</summary>
    public async Task<Page<PartnerRow>> ListAsync(Actor actor, PartnerQuery query, CancellationToken cancel)
    {
        if (!actor.May(Permissions.PartnersRead))
        {
            return new Page<PartnerRow>([]);
        }

        await using var db = database.Read(actor);
        var partners = Filtered(db, query);
        var page = query.Page;
        var skip = page.After is { } after ? int.Parse(after, CultureInfo.InvariantCulture) : page.Skip;
        var rows = await Rows(Sorted(partners, page)).Skip(skip).Take(page.BoundedTake).ToListAsync(cancel);
        var next = rows.Count == page.BoundedTake ? (skip + rows.Count).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<PartnerRow>(rows, next, page.Count ? await partners.CountAsync(cancel) : -1);
    }

    /// <summary>All rows the filter holds, one at a time, for an export.</summary>
    public async IAsyncEnumerable<PartnerRow> AllAsync(Actor actor, PartnerQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permissions.PartnersRead))
        {
            yield break;
        }

        await using var db = database.Read(actor);
        await foreach (var row in Rows(Sorted(Filtered(db, query), query.Page)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return row;
        }
    }

    /// <summary>Everything of one partner.</summary>
    /// <returns>The card, or: forbidden, partner.not_found.</returns>
    public async Task<Outcome<PartnerCard>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.PartnersRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        if (await db.Partners.Include(p => p.BankAccounts).SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } p)
        {
            return new Refusal("partner.not_found");
        }

        var accounts = p.BankAccounts.OrderBy(b => b.Id).ToList();
        return new PartnerCard(p.Id, p.Version, new SavePartner(p.Id, p.Version, p.Code, p.Name)
        {
            LegalName = p.LegalName, VatNumber = p.VatNumber, RegistrationNumber = p.RegistrationNumber, Country = p.Country, City = p.City, Street = p.Street, Postcode = p.Postcode, Email = p.Email,
            Phone = p.Phone, Language = p.Language, PaymentTermDays = p.PaymentTermDays, IsCustomer = p.IsCustomer, IsSupplier = p.IsSupplier, Ibans = accounts.ConvertAll(b => b.Iban),
        }, accounts.ConvertAll(b => new PartnerIban(b.Iban, b.IsLearned, b.Payments)), p.NeedsCheck, p.IsBlocked);
    }

    /// <summary>Partners that look like the one being typed, the surest reason first; each once.</summary>
    public async Task<IReadOnlyList<Lookalike>> LookalikesAsync(Actor actor, SavePartner typed, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.PartnersRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var others = db.Partners.Where(p => p.Id != typed.Id);
        var found = new List<Lookalike>();
        if (PartnerRules.VatNumber(typed.VatNumber, typed.Country) is { Length: > 4 } vat)
        {
            found.AddRange(await Alike(others.Where(p => p.VatNumber == vat), Likeness.VatNumber, take).ToListAsync(cancel));
        }

        if (typed.Email?.Trim().ToLowerInvariant() is { Length: > 0 } mail)
        {
            found.AddRange(await Alike(others.Where(p => p.Email == mail), Likeness.Email, take).ToListAsync(cancel));
        }

        var ibans = typed.Ibans.Select(Iban.Compact).Where(i => i.Length > 4).ToList();
        if (ibans.Count > 0)
        {
            found.AddRange(await Alike(others.Where(p => p.BankAccounts.Any(b => ibans.Contains(b.Iban))), Likeness.Account, take).ToListAsync(cancel));
        }

        if (PartnerRules.Telling(typed.Name) is { Count: > 0 } words && words.Sum(w => w.Length) > 3)
        {
            var named = others;
            foreach (var word in words)
            {
                named = named.Where(p => EF.Functions.Like(p.SearchText, "%" + word + "%"));
            }

            found.AddRange(await Alike(named, Likeness.Name, take).ToListAsync(cancel));
        }

        return [.. found.DistinctBy(f => f.Id).Take(take)];
    }

    /// <summary>What was done to a partner, newest first.</summary>
    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(Actor actor, long id, int take, CancellationToken cancel)
    {
        if (!actor.May(Permissions.PartnersRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await History.OfAsync(db, PartnerService.Entity, id, take, cancel);
    }

    // "40003-123 456" finds LV40003123456: at least five digits are asked, so that a house number finds nothing.
    private static string? VatEnd(string? text)
    {
        var compact = PartnerRules.VatNumber(text, null);
        return compact is not null && compact.Count(char.IsAsciiDigit) >= 5 ? compact : null;
    }

    private static IQueryable<Partner> Matching(IQueryable<Partner> partners, string? text)
    {
        var fragments = SearchText.Fragments(text);
        if (fragments is [{ Length: 1 } letter])
        {
            return partners.Where(p => EF.Functions.Like(p.SearchText, letter + "%") || EF.Functions.Like(p.SearchText, "% " + letter + "%"));
        }

        foreach (var fragment in fragments)
        {
            partners = partners.Where(p => EF.Functions.Like(p.SearchText, "%" + fragment + "%"));
        }

        return partners;
    }

    private static IQueryable<Partner> Filtered(ErpDbContext db, PartnerQuery query)
    {
        var partners = Matching(db.Partners, query.Page.Search);
        partners = query.Role switch { "customer" => partners.Where(p => p.IsCustomer), "supplier" => partners.Where(p => p.IsSupplier), _ => partners };
        partners = query.Blocked is { } blocked ? partners.Where(p => p.IsBlocked == blocked) : partners;
        return query.NeedsCheck ? partners.Where(p => p.NeedsCheck) : partners;
    }

    private static IQueryable<Partner> Sorted(IQueryable<Partner> partners, PageQuery page) => (page.Sort, page.Descending) switch
    {
        ("code", false) => partners.OrderBy(p => p.CodeKey),
        ("code", true) => partners.OrderByDescending(p => p.CodeKey),
        ("city", false) => partners.OrderBy(p => p.City).ThenBy(p => p.Name).ThenBy(p => p.Id),
        ("city", true) => partners.OrderByDescending(p => p.City).ThenBy(p => p.Name).ThenBy(p => p.Id),
        ("name", true) => partners.OrderByDescending(p => p.Name).ThenBy(p => p.Id),
        _ => partners.OrderBy(p => p.Name).ThenBy(p => p.Id),
    };

    private static IQueryable<PartnerRow> Rows(IQueryable<Partner> partners) => partners.Select(p => new PartnerRow(
        p.Id, p.Code, p.Name, p.VatNumber, p.Country, p.City, p.Email, p.Phone, p.IsCustomer, p.IsSupplier, p.NeedsCheck, p.IsBlocked));

    private static IQueryable<PartnerHit> Hits(IQueryable<Partner> partners, int take) => partners.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(take).Select(p => new PartnerHit(
        p.Id, p.Code, p.Name, p.City, p.VatNumber, p.PaymentTermDays));

    private static IQueryable<Lookalike> Alike(IQueryable<Partner> partners, Likeness why, int take) => partners.OrderBy(p => p.Id).Take(take).Select(p => new Lookalike(p.Id, p.Code, p.Name, p.City, why));
}
