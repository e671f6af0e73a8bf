using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Partners;

/// <summary>Creates and changes partners. Reading is <see cref="PartnerQueries"/>.</summary>
public sealed class PartnerService(ErpDatabase database)
{
    /// <summary>Audit's and feed's name of a partner.</summary>
    public const string Entity = "partner";

    private static readonly string[] Parts = ["partner_bank_account"];

    /// <summary>Creates or changes a partner; a save by a person means that someone looked at it.</summary>
    /// <returns>
    /// The partner's id, or: forbidden, value.*, partner.country, partner.vat_number, partner.email, partner.iban, partner.no_role (each with its field),
    /// partner.not_found, partner.code_taken, partner.code_used, changed_by_other.
    /// </returns>
    public Task<Outcome<long>> SaveAsync(Actor actor, SavePartner request, CancellationToken cancel) => SaveAsync(actor, request, default, cancel);

    /// <summary>The same with the id of the form's submit, so that a double click creates one partner.</summary>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SavePartner request, Guid commandId, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.PartnersWrite) is { } no)
        {
            return no;
        }

        var check = PartnerRules.Check(request);
        return check.Ok ? await database.WriteAsync(actor, new Command("partner.saved", commandId, request), (w, c) => SaveIn(w, check.Value, c), cancel) : check.Refusal!;
    }

    /// <summary>No new documents for the partner from now on; incoming payments still book (T56).</summary>
    public Task<Outcome> BlockAsync(Actor actor, long id, string? reason, CancellationToken cancel) => SetAsync(actor, id, "partner.blocked", p => p.IsBlocked = true, reason, cancel);

    /// <summary>Lifts the block.</summary>
    public Task<Outcome> UnblockAsync(Actor actor, long id, CancellationToken cancel) => SetAsync(actor, id, "partner.unblocked", p => p.IsBlocked = false, null, cancel);

    /// <summary>Someone looked at a partner made on the fly and finds it right.</summary>
    public Task<Outcome> ConfirmAsync(Actor actor, long id, CancellationToken cancel) => SetAsync(actor, id, "partner.confirmed", p => p.NeedsCheck = false, null, cancel);

    /// <summary>Deletes a partner that nothing ever used (T55).</summary>
    /// <returns>Done, or: forbidden, partner.not_found, partner.used (what uses it as further refusals "use.TABLE" with the count).</returns>
    public async Task<Outcome> DeleteAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.PartnersWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("partner.deleted"), async (w, c) =>
        {
            if (await w.Db.Partners.Include(p => p.BankAccounts).SingleOrDefaultAsync(p => p.Id == id, c) is not { } partner)
            {
                return new Refusal("partner.not_found");
            }

            if (References.Refuse("partner.used", partner.Code, await References.ToAsync<Partner>(w.Db, id, c, Parts)) is { } used)
            {
                return used;
            }

            w.Db.PartnerBankAccounts.RemoveRange(partner.BankAccounts);
            w.Db.Partners.Remove(partner);
            w.Audit("partner.deleted", Entity, id, partner.Code, partner.Name);
            w.Changed(Topics.Partner, id);
            return Outcome.Done;
        }, cancel);
    }

    /// <summary>
    /// The partner a channel means, inside the channel's unit of work: the same VAT number and the same e-mail or name, else the same e-mail and
    /// the same name; else a new one, flagged to be looked at. What the channel gives wrongly (a VAT number that is none) is left out, never refused.
    /// </summary>
    /// <returns>The partner and whether it was made, or value.required where there is no name.</returns>
    public async Task<Outcome<(Partner Partner, bool Made)>> FindOrCreateIn(Write w, ChannelPartner given, CancellationToken cancel)
    {
        var country = given.Country?.Trim().ToUpperInvariant() is { Length: 2 } two && two.All(char.IsAsciiLetterUpper) ? two : null;
        var vat = PartnerRules.VatNumber(given.VatNumber, country) is { } number && PartnerRules.IsVatNumber(number) ? number : null;
        var mail = given.Email?.Trim().ToLowerInvariant() is { Length: > 0 and <= 200 } text && PartnerRules.IsEmail(text) ? text : null;
        var name = Cut(given.Name, 200);
        if (name is null)
        {
            return new Refusal("value.required") { Field = nameof(Partner.Name) };
        }

        var folded = SearchText.Fold(name);
        bool Same(Partner p) => SearchText.Fold(p.Name) == folded || (p.LegalName is not null && SearchText.Fold(p.LegalName) == folded);
        bool Means(Partner p) => vat is not null && p.VatNumber == vat ? (mail is not null && p.Email == mail) || Same(p) : mail is not null && p.Email == mail && Same(p) && (vat is null || p.VatNumber is null);
        var known = w.Db.Partners.Local.FirstOrDefault(Means);
        if (known is null && (vat is not null || mail is not null))
        {
            var candidates = await w.Db.Partners.Where(p => (vat != null && p.VatNumber == vat) || (mail != null && p.Email == mail)).OrderBy(p => p.IsBlocked).ThenBy(p => p.Id).Take(200).ToListAsync(cancel);
            known = candidates.Find(p => vat is not null && p.VatNumber == vat && Means(p)) ?? candidates.Find(Means);
        }

        if (known is not null)
        {
            return (known, false);
        }

        var code = await ProposeAsync(w.Db, cancel);
        var partner = w.Add(new Partner
        {
            Code = code, CodeKey = code, Name = name, VatNumber = vat, Email = mail, Country = country, City = Cut(given.City, 100), Street = Cut(given.Street, 200),
            Postcode = Cut(given.Postcode, 20), Phone = Cut(given.Phone, 50), RegistrationNumber = Cut(given.RegistrationNumber, 50),
            Language = given.Language is { Length: 2 } l ? l.ToLowerInvariant() : null, NeedsCheck = true, Version = 1,
        });
        partner.SearchText = PartnerRules.Search(partner);
        w.Audit("partner.created", Entity, partner.Id, partner.Code, partner.Name);
        w.Changed(Topics.Partner, partner.Id);
        return (partner, true);
    }

    private static string? Cut(string? text, int max)
    {
        var clean = string.Concat((text ?? "").Where(c => !char.IsControl(c))).Trim();
        return clean.Length == 0 ? null : clean.Length <= max ? clean : clean[..(char.IsHighSurrogate(clean[max - 1]) ? max - 1 : max)];
    }

    private static async Task<Outcome<long>> SaveIn(Write w, SavePartner request, CancellationToken cancel)
    {
        var partner = request.Id is { } id ? await w.Db.Partners.Include(p => p.BankAccounts).SingleOrDefaultAsync(p => p.Id == id, cancel) : null;
        if (request.Id is not null && partner is null)
        {
            return new Refusal("partner.not_found");
        }

        if (partner is not null && partner.Version != request.Version)
        {
            return await History.ChangedByOtherAsync(w.Db, Entity, partner.Id, partner.Version - request.Version, cancel);
        }

        var code = request.Code ?? partner?.Code ?? await ProposeAsync(w.Db, cancel);
        var key = PartnerRules.Key(code);
        if (await w.Db.Partners.AnyAsync(p => p.CodeKey == key && p.Id != request.Id, cancel))
        {
            return new Refusal("partner.code_taken", code) { Field = nameof(Partner.Code) };
        }

        if (partner is not null && partner.CodeKey != key && References.Refuse("partner.code_used", partner.Code, await References.ToAsync<Partner>(w.Db, partner.Id, cancel, Parts)) is { } used)
        {
            return used with { Field = nameof(Partner.Code) };
        }

        var made = partner is null;
        partner ??= w.Add(new Partner { Code = "", Name = "" });
        Fill(w, partner, request with { Code = code });
        partner.NeedsCheck &= w.Actor.Kind != ActorKind.Person;
        w.Audit(made ? "partner.created" : "partner.saved", Entity, partner.Id, partner.Code, partner.Name);
        w.Changed(Topics.Partner, partner.Id);
        return partner.Id;
    }

    private static void Fill(Write w, Partner p, SavePartner r)
    {
        (p.Code, p.CodeKey, p.Name, p.LegalName) = (r.Code!, PartnerRules.Key(r.Code!), r.Name, r.LegalName);
        (p.VatNumber, p.RegistrationNumber, p.Country, p.City, p.Street, p.Postcode) = (r.VatNumber, r.RegistrationNumber, r.Country, r.City, r.Street, r.Postcode);
        (p.Email, p.Phone, p.Language, p.PaymentTermDays, p.IsCustomer, p.IsSupplier) = (r.Email, r.Phone, r.Language, r.PaymentTermDays, r.IsCustomer, r.IsSupplier);
        p.SearchText = PartnerRules.Search(p);
        p.Version++;
        foreach (var gone in p.BankAccounts.Where(b => !r.Ibans.Contains(b.Iban, StringComparer.Ordinal)).ToList())
        {
            p.BankAccounts.Remove(gone);
            w.Db.PartnerBankAccounts.Remove(gone);
        }

        foreach (var fresh in r.Ibans.Where(i => !p.BankAccounts.Exists(b => b.Iban == i)).ToList())
        {
            w.Add(new PartnerBankAccount { PartnerId = p.Id, Iban = fresh });
        }
    }

    private async Task<Outcome> SetAsync(Actor actor, long id, string action, Action<Partner> change, string? reason, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.PartnersWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command(action), async (w, c) =>
        {
            if (await w.Db.Partners.SingleOrDefaultAsync(p => p.Id == id, c) is not { } partner)
            {
                return new Refusal("partner.not_found");
            }

            change(partner);
            partner.Version++;
            w.Audit(action, Entity, id, partner.Code, reason?.Trim());
            w.Changed(Topics.Partner, id);
            return Outcome.Done;
        }, cancel);
    }

    private static async Task<string> ProposeAsync(ErpDbContext db, CancellationToken cancel)
    {
        var stored = await db.Partners.Where(p => EF.Functions.Like(p.CodeKey, "P_____%")).OrderByDescending(p => p.CodeKey.Length).ThenByDescending(p => p.CodeKey).Select(p => p.CodeKey).Take(200).ToListAsync(cancel);
        return CodeProposal.After('P', stored.Concat(db.Partners.Local.Select(p => p.CodeKey)));
    }
}
