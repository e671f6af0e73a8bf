using System.Text.Json;
using BlazorErp.Domain.Partners;

namespace BlazorErp.Partners;

/// <summary>What is being typed on a partner's card.</summary>
public sealed class PartnerForm
{
    private readonly long? id;
    private readonly int version;
    private readonly string loaded;

    /// <summary>An empty form.</summary>
    public PartnerForm() => loaded = "";

    /// <summary>A form of what is saved.</summary>
    public PartnerForm(PartnerCard card)
    {
        var f = card.Fields;
        (id, version, Code, Name, LegalName, VatNumber, RegistrationNumber) = (card.Id, card.Version, f.Code, f.Name, f.LegalName, f.VatNumber, f.RegistrationNumber);
        (Country, City, Street, Postcode, Email, Phone, Language) = (f.Country, f.City, f.Street, f.Postcode, f.Email, f.Phone, f.Language);
        (PaymentTermDays, IsCustomer, IsSupplier, Ibans) = (f.PaymentTermDays, f.IsCustomer, f.IsSupplier, string.Join('\n', f.Ibans.Select(Iban.Grouped)));
        loaded = JsonSerializer.Serialize(Request());
    }

#pragma warning disable CS1591 // fields of the form, named as the request's
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? LegalName { get; set; }
    public string? VatNumber { get; set; }
    public string? RegistrationNumber { get; set; }
    public string? Country { get; set; }
    public string? City { get; set; }
    public string? Street { get; set; }
    public string? Postcode { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Language { get; set; }
    public decimal? PaymentTermDays { get; set; }
    public bool IsCustomer { get; set; } = true;
    public bool IsSupplier { get; set; }
    public string? Ibans { get; set; }
#pragma warning restore CS1591

    /// <summary>Something was typed since it was read.</summary>
    public bool Dirty => loaded.Length > 0 && JsonSerializer.Serialize(Request()) != loaded;

    /// <summary>What to save.</summary>
    public SavePartner Request() => new(id, version, Code, Name ?? "")
    {
        LegalName = LegalName, VatNumber = VatNumber, RegistrationNumber = RegistrationNumber, Country = Country, City = City, Street = Street, Postcode = Postcode, Email = Email, Phone = Phone,
        Language = Language, PaymentTermDays = (int?)PaymentTermDays, IsCustomer = IsCustomer, IsSupplier = IsSupplier,
        Ibans = (Ibans ?? "").Split(['\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };
}
