using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Partners;

/// <summary>A partner as someone wants it saved.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="Version">The version the form was read at.</param>
/// <param name="Code">Null or blank for a new one: P00001… is proposed. Cannot change once a document uses the partner (T5).</param>
/// <param name="Name">Short name for lists.</param>
public sealed record SavePartner(long? Id, int Version, string? Code, string Name)
{
    /// <summary>Full legal name.</summary>
    public string? LegalName { get; init; }
    /// <summary>VAT number in any writing; the country's prefix is added where it lacks one.</summary>
    public string? VatNumber { get; init; }
    /// <summary>Registration number.</summary>
    public string? RegistrationNumber { get; init; }
    /// <summary>Two-letter country.</summary>
    public string? Country { get; init; }
    /// <summary>Town.</summary>
    public string? City { get; init; }
    /// <summary>Street and number.</summary>
    public string? Street { get; init; }
    /// <summary>Postcode.</summary>
    public string? Postcode { get; init; }
    /// <summary>E-mail.</summary>
    public string? Email { get; init; }
    /// <summary>Phone.</summary>
    public string? Phone { get; init; }
    /// <summary>Two-letter language of documents; null: the company's.</summary>
    public string? Language { get; init; }
    /// <summary>Days until due; null: the company's.</summary>
    public int? PaymentTermDays { get; init; }
    /// <summary>Buys from us.</summary>
    public bool IsCustomer { get; init; } = true;
    /// <summary>Sells to us.</summary>
    public bool IsSupplier { get; init; }
    /// <summary>Accounts: IBANs with right check digits, or other account numbers.</summary>
    public IReadOnlyList<string> Ibans { get; init; } = [];
}

/// <summary>A customer as a channel knows it.</summary>
/// <param name="Name">Person or company.</param>
/// <param name="Email">E-mail.</param>
/// <param name="VatNumber">VAT number, in any writing.</param>
public sealed record ChannelPartner(string Name, string? Email = null, string? VatNumber = null)
{
    /// <summary>Phone.</summary>
    public string? Phone { get; init; }
    /// <summary>Two-letter country.</summary>
    public string? Country { get; init; }
    /// <summary>Town.</summary>
    public string? City { get; init; }
    /// <summary>Street and number.</summary>
    public string? Street { get; init; }
    /// <summary>Postcode.</summary>
    public string? Postcode { get; init; }
    /// <summary>Two-letter language.</summary>
    public string? Language { get; init; }
    /// <summary>Registration number.</summary>
    public string? RegistrationNumber { get; init; }
}

/// <summary>Which partners a list shows.</summary>
/// <param name="Page">Window, search, sort: name (its own order), code, city.</param>
/// <param name="Role">"customer" or "supplier"; null all.</param>
/// <param name="Blocked">True only blocked, false only open ones, null both.</param>
/// <param name="NeedsCheck">Only those made on the fly and not looked at.</param>
public sealed record PartnerQuery(PageQuery Page, string? Role = null, bool? Blocked = null, bool NeedsCheck = false);

/// <summary>A row of the list.</summary>
public sealed record PartnerRow(long Id, string Code, string Name, string? VatNumber, string? Country, string? City, string? Email, string? Phone, bool IsCustomer, bool IsSupplier, bool NeedsCheck, bool IsBlocked);

/// <summary>A hit of a picker.</summary>
public sealed record PartnerHit(long Id, string Code, string Name, string? City, string? VatNumber, int? PaymentTermDays);

/// <summary>A bank account of a partner.</summary>
public sealed record PartnerIban(string Iban, bool IsLearned, int Payments);

/// <summary>Everything of one partner.</summary>
public sealed record PartnerCard(long Id, int Version, SavePartner Fields, IReadOnlyList<PartnerIban> Accounts, bool NeedsCheck, bool IsBlocked);

/// <summary>Why a partner looks like another.</summary>
public enum Likeness
{
    /// <summary>Same VAT number.</summary>
    VatNumber = 1,
    /// <summary>Same e-mail.</summary>
    Email = 2,
    /// <summary>Same account.</summary>
    Account = 3,
    /// <summary>Every word of the name.</summary>
    Name = 4,
}

/// <summary>A partner that looks like the one being typed.</summary>
public sealed record Lookalike(long Id, string Code, string Name, string? City, Likeness Why);
