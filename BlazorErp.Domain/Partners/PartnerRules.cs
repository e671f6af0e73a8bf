using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Partners;

/// <summary>What holds for a partner's fields, whoever writes them.</summary>
public static class PartnerRules
{
    /// <summary>Longest code.</summary>
    public const int CodeLength = 40;

    // Legal forms say nothing about who it is.
    private static readonly HashSet<string> Forms = ["sia", "as", "ik", "uab", "ou", "kft", "zrt", "nyrt", "bt", "sp", "z", "oo", "o", "sa", "gmbh", "ltd", "llc", "inc", "oy", "ab"];

    /// <summary>The code as it is looked up.</summary>
    public static string Key(string code) => code.Trim().ToUpperInvariant();

    /// <summary>"40003-123 456" of LV and "lv 40003123456" become LV40003123456; Greece writes EL. Null for blank.</summary>
    public static string? VatNumber(string? text, string? country)
    {
        var compact = string.Concat((text ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (compact.Length == 0)
        {
            return null;
        }

        var prefixed = compact.Length > 2 && char.IsAsciiLetterUpper(compact[0]) && char.IsAsciiLetterUpper(compact[1]);
        var prefix = country?.Trim().ToUpperInvariant() is { Length: 2 } c ? (c == "GR" ? "EL" : c) : "";
        return prefixed ? (compact.StartsWith("GR", StringComparison.Ordinal) ? "EL" + compact[2..] : compact) : prefix + compact;
    }

    /// <summary>Two letters of a country and 2 to 13 letters or digits.</summary>
    public static bool IsVatNumber(string text) =>
        text.Length is >= 4 and <= 15 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && text.Skip(2).Any(char.IsAsciiDigit);

    /// <summary>Words of a name that tell who it is, folded.</summary>
    public static IReadOnlyList<string> Telling(string? name) => [.. SearchText.Fragments(name).Where(f => f.Length > 1 && !Forms.Contains(f))];

    /// <summary>The searchable column: code, names, VAT number, town, street, e-mail.</summary>
    public static string Search(Partner p) => SearchText.FoldAll(800, p.Code, p.Name, p.LegalName, p.VatNumber, p.RegistrationNumber, p.City, p.Street, p.Email, p.Phone);

    /// <summary>The request cleaned, or everything that is wrong with it. A blank code is left for the service to propose.</summary>
    public static Outcome<SavePartner> Check(SavePartner partner)
    {
        var wrong = new Complaints();
        var country = wrong.Text(partner.Country, nameof(Partner.Country), 2)?.ToUpperInvariant();
        var clean = partner with
        {
            Code = wrong.Text(partner.Code, nameof(Partner.Code), CodeLength),
            Name = wrong.Text(partner.Name, nameof(Partner.Name), 200, required: true) ?? "",
            LegalName = wrong.Text(partner.LegalName, nameof(Partner.LegalName), 200),
            VatNumber = VatNumber(partner.VatNumber, country),
            RegistrationNumber = wrong.Text(partner.RegistrationNumber, nameof(Partner.RegistrationNumber), 50),
            Country = country,
            City = wrong.Text(partner.City, nameof(Partner.City), 100),
            Street = wrong.Text(partner.Street, nameof(Partner.Street), 200),
            Postcode = wrong.Text(partner.Postcode, nameof(Partner.Postcode), 20),
            Email = wrong.Text(partner.Email, nameof(Partner.Email), 200)?.ToLowerInvariant(),
            Phone = wrong.Text(partner.Phone, nameof(Partner.Phone), 50),
            Language = wrong.Text(partner.Language, nameof(Partner.Language), 2)?.ToLowerInvariant(),
            Ibans = [.. partner.Ibans.Select(Iban.Compact).Where(i => i.Length > 0).Distinct(StringComparer.Ordinal)],
        };
        if (country is not null && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            wrong.Add(nameof(Partner.Country), "partner.country", country);
        }

        if (clean.VatNumber is { } vat && !IsVatNumber(vat))
        {
            wrong.Add(nameof(Partner.VatNumber), "partner.vat_number", vat);
        }

        if (clean.Email is { } mail && !IsEmail(mail))
        {
            wrong.Add(nameof(Partner.Email), "partner.email", mail);
        }

        wrong.Number(partner.PaymentTermDays, nameof(Partner.PaymentTermDays), 0, 365, 0);
        if (!partner.IsCustomer && !partner.IsSupplier)
        {
            wrong.Add(nameof(Partner.IsCustomer), "partner.no_role");
        }

        foreach (var iban in clean.Ibans.Where(i => Iban.LooksLikeOne(i) ? !Iban.IsValid(i) : i.Length is < 4 or > 34))
        {
            wrong.Add(nameof(Partner.BankAccounts), "partner.iban", iban);
        }

        return wrong.Refusal is { } no ? no : clean;
    }

    /// <summary>One @ with something before it and a dot behind it; no blanks.</summary>
    public static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.') && !text.Any(char.IsWhiteSpace);
    }
}
