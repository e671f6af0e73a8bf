using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Partners;

/// <summary>One party with two roles: it may buy and it may sell.</summary>
public sealed class Partner : CompanyRow
{
    /// <summary>Code, unique per company.</summary>
    public required string Code { get; set; }
    /// <summary>Code in capitals.</summary>
    public string CodeKey { get; set; } = "";
    /// <summary>Short name for lists.</summary>
    public required string Name { get; set; }
    /// <summary>Full legal name, printed.</summary>
    public string? LegalName { get; set; }
    /// <summary>VAT number with country prefix, no blanks.</summary>
    public string? VatNumber { get; set; }
    /// <summary>Registration number.</summary>
    public string? RegistrationNumber { get; set; }
    /// <summary>ISO 3166 country of the address.</summary>
    public string? Country { get; set; }
    /// <summary>Town.</summary>
    public string? City { get; set; }
    /// <summary>Street and number.</summary>
    public string? Street { get; set; }
    /// <summary>Postcode.</summary>
    public string? Postcode { get; set; }
    /// <summary>E-mail.</summary>
    public string? Email { get; set; }
    /// <summary>Phone.</summary>
    public string? Phone { get; set; }
    /// <summary>Two-letter language of documents; null: the company's.</summary>
    public string? Language { get; set; }
    /// <summary>Days until due; null: the company's.</summary>
    public int? PaymentTermDays { get; set; }
    /// <summary>Buys from us.</summary>
    public bool IsCustomer { get; set; } = true;
    /// <summary>Sells to us.</summary>
    public bool IsSupplier { get; set; }
    /// <summary>Made on the fly by a channel; someone should look at it.</summary>
    public bool NeedsCheck { get; set; }
    /// <summary>No new documents; incoming payments still book (T56).</summary>
    public bool IsBlocked { get; set; }
    /// <summary>Folded code, names, VAT number, town, e-mail.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
    /// <summary>Bank accounts.</summary>
    public List<PartnerBankAccount> BankAccounts { get; set; } = [];
}

/// <summary>An account a partner pays from or is paid to.</summary>
public sealed class PartnerBankAccount : CompanyRow
{
    /// <summary>Partner.</summary>
    public long PartnerId { get; set; }
    /// <summary>IBAN without blanks, or another account number.</summary>
    public required string Iban { get; set; }
    /// <summary>Learned from a payment rather than typed.</summary>
    public bool IsLearned { get; set; }
    /// <summary>Payments seen from it.</summary>
    public int Payments { get; set; }
}
