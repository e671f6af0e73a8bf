using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace BlazorErp.Domain.Companies;

/// <summary>What happens with an order for more than is free.</summary>
public enum ShortPolicy
{
    /// <summary>Accepted; what is missing is marked short.</summary>
    Accept = 1,
    /// <summary>Refused.</summary>
    Refuse = 2,
}

/// <summary>A company that keeps its books here.</summary>
public sealed class Company
{
    /// <summary>Key; small numbers from 1.</summary>
    public int Id { get; set; }
    /// <summary>Short code for commands and addresses, capitals and digits.</summary>
    public required string Code { get; set; }
    /// <summary>Registered name.</summary>
    public required string Name { get; set; }
    /// <summary>ISO 3166 country, which decides VAT rates and chart of accounts.</summary>
    public required string Country { get; set; }
    /// <summary>Base currency of the books.</summary>
    public required string Currency { get; set; }
    /// <summary>VAT number with country prefix, where registered.</summary>
    public string? VatNumber { get; set; }
    /// <summary>Registration number.</summary>
    public string? RegistrationNumber { get; set; }
    /// <summary>Street and number.</summary>
    public string? Street { get; set; }
    /// <summary>Town.</summary>
    public string? City { get; set; }
    /// <summary>Postcode.</summary>
    public string? Postcode { get; set; }
    /// <summary>E-mail shown on documents.</summary>
    public string? Email { get; set; }
    /// <summary>Phone shown on documents.</summary>
    public string? Phone { get; set; }
    /// <summary>IANA time zone in which the company's days begin.</summary>
    public required string TimeZone { get; set; }
    /// <summary>Two-letter language of documents where the partner has none.</summary>
    public required string Language { get; set; }
    /// <summary>What happens with an order for more than is free.</summary>
    public ShortPolicy ShortPolicy { get; set; } = ShortPolicy.Accept;
    /// <summary>Default days until an invoice is due.</summary>
    public int PaymentTermDays { get; set; } = 14;
    /// <summary>Demo data, with simulators allowed.</summary>
    public bool IsDemo { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>A person who signs in. Rights are per company, in <see cref="Membership"/>.</summary>
public sealed class ErpUser : IdentityUser<long>
{
    /// <summary>Name shown to others.</summary>
    public string DisplayName { get; set; } = "";
    /// <summary>Two-letter language of the screens.</summary>
    public string Language { get; set; } = "en";
    /// <summary>Signed out everywhere and kept out.</summary>
    public bool IsDisabled { get; set; }
}

/// <summary>One person in one company.</summary>
public sealed class Membership : CompanyRow
{
    /// <summary>The person.</summary>
    public long UserId { get; set; }
    /// <summary>What they may do.</summary>
    public Role Role { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>What kind of document takes numbers from a series.</summary>
public enum DocumentKind
{
    /// <summary>Sales order.</summary>
    SalesOrder = 1,
    /// <summary>Delivery.</summary>
    Delivery = 2,
    /// <summary>Invoice.</summary>
    Invoice = 3,
    /// <summary>Cancellation of an invoice.</summary>
    CreditNote = 4,
    /// <summary>Opening stock, adjustment, receipt.</summary>
    StockDocument = 5,
    /// <summary>Journal entry.</summary>
    JournalEntry = 6,
}

/// <summary>A gap-free sequence of numbers for one kind of document, or for one web shop's orders.</summary>
public sealed class NumberSeries : CompanyRow
{
    /// <summary>What takes numbers from it.</summary>
    public DocumentKind Kind { get; set; }
    /// <summary>Short code, unique per company ("INV", "SHOP-A").</summary>
    public required string Code { get; set; }
    /// <summary>Pattern: {yyyy} and {yy} are the year, {0}, {00}.. {000000} the counter with that many digits. Example: INV-{yyyy}-{0000}.</summary>
    public required string Pattern { get; set; }
    /// <summary>Whether the counter starts at 1 each year (the pattern must then hold the year).</summary>
    public bool Yearly { get; set; }
    /// <summary>Used where nothing else is chosen.</summary>
    public bool IsDefault { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>The counter of a series in a year (0 where the series runs on). Changed only by one conditional update inside the posting transaction.</summary>
public sealed class NumberCounter
{
    /// <summary>Company.</summary>
    public int CompanyId { get; set; }
    /// <summary>Series.</summary>
    public long SeriesId { get; set; }
    /// <summary>Year, or 0.</summary>
    public int Year { get; set; }
    /// <summary>Last number given.</summary>
    public int Last { get; set; }
    /// <summary>Date of the last document, so that dates follow numbers.</summary>
    public DateOnly LastDate { get; set; }
}
