using System.Text.RegularExpressions;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Companies;

/// <summary>What a new company is made of.</summary>
public sealed record NewCompany(string Code, string Name, string Country, string Currency, string? VatNumber = null, string? Language = null, string? TimeZone = null, bool IsDemo = false);

/// <summary>What a room lays down when a company is founded: its chart of accounts, its VAT rates, its first warehouse. Called in the founding transaction.</summary>
public interface ICompanyFoundation
{
    /// <summary>Adds the room's first rows.</summary>
    void Lay(Write write, Company company);
}

/// <summary>Companies: founding and settings.</summary>
public sealed partial class CompanyService(ErpDatabase database, IEnumerable<ICompanyFoundation> foundations)
{
    /// <summary>Countries with built-in VAT rates, chart and time zone; others start from the generic ones.</summary>
    private static readonly Dictionary<string, (string Zone, string Language)> Countries = new(StringComparer.Ordinal)
    {
        ["LV"] = ("Europe/Riga", "lv"), ["LT"] = ("Europe/Vilnius", "en"), ["EE"] = ("Europe/Tallinn", "en"), ["HU"] = ("Europe/Budapest", "hu"), ["PL"] = ("Europe/Warsaw", "pl"),
        ["DE"] = ("Europe/Berlin", "en"), ["GB"] = ("Europe/London", "en"),
    };

    /// <summary>Founds a company, with number series and every room's first rows, and makes the user its owner.</summary>
    public async Task<Outcome<int>> CreateAsync(NewCompany request, long ownerUserId, CancellationToken cancel)
    {
        if (Check(request) is { } no)
        {
            return no;
        }

        await using var look = database.Read(0);
        var id = (await look.Companies.MaxAsync(c => (int?)c.Id, cancel) ?? 0) + 1;
        if (await look.Companies.AnyAsync(c => c.Code == request.Code, cancel))
        {
            return new Refusal("company.code_taken", request.Code) { Field = "code" };
        }

        var country = Countries.GetValueOrDefault(request.Country, ("Etc/UTC", "en"));
        var actor = new Actor(id, ownerUserId, "setup", ActorKind.Command, Permissions.Of(Role.Owner));
        return await database.WriteAsync<int>(actor, new Command("company.create"), (w, _) =>
        {
            var company = new Company
            {
                Id = id, Code = request.Code, Name = request.Name.Trim(), Country = request.Country, Currency = request.Currency, VatNumber = request.VatNumber,
                TimeZone = request.TimeZone ?? country.Item1, Language = request.Language ?? country.Item2, IsDemo = request.IsDemo,
            };
            w.Db.Companies.Add(company);
            if (ownerUserId != 0)
            {
                w.Add(new Membership { UserId = ownerUserId, Role = Role.Owner });
            }

            foreach (var (kind, code, pattern, yearly) in new[]
            {
                (DocumentKind.SalesOrder, "SO", "SO-{00000}", false), (DocumentKind.Delivery, "D", "D-{yyyy}-{00000}", true), (DocumentKind.Invoice, "INV", "INV-{yyyy}-{00000}", true),
                (DocumentKind.CreditNote, "CN", "CN-{yyyy}-{0000}", true), (DocumentKind.StockDocument, "ST", "ST-{yyyy}-{0000}", true),
            })
            {
                w.Add(new NumberSeries { Kind = kind, Code = code, Pattern = pattern, Yearly = yearly, IsDefault = true });
            }

            foreach (var foundation in foundations)
            {
                foundation.Lay(w, company);
            }

            w.Audit("company.created", "company", id, company.Name);
            w.Changed(Topics.Settings, id);
            w.Changed(Topics.People, ownerUserId);
            return Task.FromResult<Outcome<int>>(id);
        }, cancel);
    }

    private static Refusal? Check(NewCompany request) =>
        !Code().IsMatch(request.Code ?? "") ? new Refusal("company.bad_code") { Field = "code" }
        : string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 200 ? new Refusal("field.required", "name") { Field = "name" }
        : !Country().IsMatch(request.Country ?? "") ? new Refusal("company.bad_country", request.Country) { Field = "country" }
        : !Currency.IsKnown(request.Currency) ? new Refusal("currency.unknown", request.Currency) { Field = "currency" }
        : request.VatNumber is { Length: > 20 } ? new Refusal("field.too_long", "vatNumber", 20) { Field = "vatNumber" }
        : null;

    [GeneratedRegex("^[A-Z0-9]{2,10}$", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Country();
}
