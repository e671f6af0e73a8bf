using BlazorErp.Domain.Companies;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>How far the seeding is.</summary>
/// <param name="Step">In English: "SIA Baltic Parts: invoices".</param>
/// <param name="Done">Steps done.</param>
/// <param name="Of">Steps in all.</param>
public readonly record struct DemoStep(string Step, int Done, int Of);

/// <summary>How much is made, both companies together.</summary>
/// <param name="Items">Items.</param>
/// <param name="Partners">Partners.</param>
/// <param name="Orders">Orders over the whole time.</param>
/// <param name="Days">Days of history up to yesterday.</param>
public sealed record DemoSize(int Items, int Partners, int Orders, int Days)
{
    /// <summary>What --demo makes: a year.</summary>
    public static DemoSize Year { get; } = new(2_000, 500, 9_000, 365);

    /// <summary>A quick one for tests.</summary>
    public static DemoSize Small { get; } = new(120, 40, 240, 60);
}

/// <summary>A person who should be able to sign in to the demo; the host makes the users and their passwords.</summary>
/// <param name="Email">Sign-in name.</param>
/// <param name="Name">Name shown.</param>
/// <param name="Language">Language of the screens.</param>
/// <param name="Roles">Company code and role.</param>
public sealed record DemoPerson(string Email, string Name, string Language, IReadOnlyList<(string Company, Role Role)> Roles);

/// <summary>A demo company.</summary>
/// <param name="Share">Share of items, partners and orders.</param>
/// <param name="PriceFactor">Prices are those of the list times this, rounded to <paramref name="PriceStep"/>.</param>
/// <param name="Countries">Countries of its partners with their shares.</param>
internal sealed record DemoCompany(
    NewCompany Founding, string Registration, string Street, string City, string Postcode, string Email, string Phone, decimal Share, decimal PriceFactor, decimal PriceStep, decimal OpeningBalance,
    IReadOnlyList<(string Country, double Share)> Countries, IReadOnlyList<(string Code, string Name)> Warehouses, string BankName, int Seed);

/// <summary>Who and what the demo consists of.</summary>
public static class DemoPlan
{
    /// <summary>People of every role.</summary>
    public static IReadOnlyList<DemoPerson> People { get; } =
    [
        new("owner@example.com", "Anna Ozola", "en", [("BALTIC", Role.Owner), ("MAGYAR", Role.Owner)]),
        new("accountant@example.com", "Ilze Kalniņa", "lv", [("BALTIC", Role.Accountant)]),
        new("sales@example.com", "Jānis Bērziņš", "lv", [("BALTIC", Role.Sales)]),
        new("warehouse@example.com", "Pēteris Liepiņš", "lv", [("BALTIC", Role.Warehouse)]),
        new("konyveles@example.com", "Nagy Katalin", "hu", [("MAGYAR", Role.Accountant)]),
        new("ertekesites@example.com", "Kovács Béla", "hu", [("MAGYAR", Role.Sales)]),
        new("viewer@example.com", "Maria Nowak", "pl", [("BALTIC", Role.Viewer), ("MAGYAR", Role.Viewer)]),
    ];

    internal static IReadOnlyList<DemoCompany> Companies { get; } =
    [
        new(new NewCompany("BALTIC", "SIA Baltic Parts", "LV", "EUR", "LV40009999990", "lv", "Europe/Riga", true), "40009999990", "Ganību dambis 24", "Rīga", "LV-1005", "birojs@balticparts.example", "+371 67 000 000",
            0.7m, 1m, 0.01m, 48_200m, [("LV", 0.76), ("PL", 0.16), ("HU", 0.08)], [("RIX", "Rīga"), ("LPX", "Liepāja")], "Swedbank", 20_26),
        new(new NewCompany("MAGYAR", "Magyar Alkatrész Kft.", "HU", "HUF", "HU12345676", "hu", "Europe/Budapest", true), "01-09-123456", "Váci út 188.", "Budapest", "1138", "iroda@magyaralkatresz.example", "+36 1 000 0000",
            0.3m, 390m, 5m, 21_500_000m, [("HU", 0.82), ("PL", 0.12), ("LV", 0.06)], [("BUD", "Budapest")], "OTP", 11_21),
    ];
}
