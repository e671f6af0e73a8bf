namespace BlazorErp.Domain.Companies;

/// <summary>What a member may be in one company.</summary>
public enum Role
{
    /// <summary>Everything, people and settings included.</summary>
    Owner = 1,
    /// <summary>Invoices, bank, ledger; reads the rest.</summary>
    Accountant = 2,
    /// <summary>Orders, partners, web shop inbox, invoices of orders.</summary>
    Sales = 3,
    /// <summary>Items, suppliers, receipts.</summary>
    Purchasing = 4,
    /// <summary>Stock, deliveries.</summary>
    Warehouse = 5,
    /// <summary>Reads only.</summary>
    Viewer = 6,
}

/// <summary>Names of everything that can be allowed. A page, endpoint, hub, job or service method names one of them.</summary>
public static class Permissions
{
    /// <summary>See the start page.</summary>
    public const string DashboardRead = "dashboard.read";
    /// <summary>See items.</summary>
    public const string CatalogRead = "catalog.read";
    /// <summary>Create, change and import items.</summary>
    public const string CatalogWrite = "catalog.write";
    /// <summary>See partners.</summary>
    public const string PartnersRead = "partners.read";
    /// <summary>Create and change partners.</summary>
    public const string PartnersWrite = "partners.write";
    /// <summary>See stock, moves and reservations.</summary>
    public const string StockRead = "stock.read";
    /// <summary>Post opening stock and adjustments.</summary>
    public const string StockWrite = "stock.write";
    /// <summary>See orders and deliveries.</summary>
    public const string SalesRead = "sales.read";
    /// <summary>Enter and change orders.</summary>
    public const string SalesWrite = "sales.write";
    /// <summary>See invoices.</summary>
    public const string InvoicesRead = "invoices.read";
    /// <summary>Post invoices.</summary>
    public const string InvoicesPost = "invoices.post";
    /// <summary>Cancel posted invoices.</summary>
    public const string InvoicesReverse = "invoices.reverse";
    /// <summary>See what came from outside.</summary>
    public const string IntakeRead = "intake.read";
    /// <summary>Retry or drop what came from outside.</summary>
    public const string IntakeWrite = "intake.write";
    /// <summary>See bank lines.</summary>
    public const string BankRead = "bank.read";
    /// <summary>Import statements, match and undo.</summary>
    public const string BankWrite = "bank.write";
    /// <summary>See the ledger.</summary>
    public const string LedgerRead = "ledger.read";
    /// <summary>Write ledger settings and manual entries.</summary>
    public const string LedgerWrite = "ledger.write";
    /// <summary>See background jobs.</summary>
    public const string JobsRead = "jobs.read";
    /// <summary>Start background jobs.</summary>
    public const string JobsRun = "jobs.run";
    /// <summary>See company settings.</summary>
    public const string SettingsRead = "settings.read";
    /// <summary>Change company settings, channels and number series.</summary>
    public const string SettingsWrite = "settings.write";
    /// <summary>Invite, disable and change people.</summary>
    public const string PeopleWrite = "people.write";

    private static readonly string[] ReadAll =
        [DashboardRead, CatalogRead, PartnersRead, StockRead, SalesRead, InvoicesRead, IntakeRead, BankRead, LedgerRead];

    /// <summary>Every permission there is.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. ReadAll, CatalogWrite, PartnersWrite, StockWrite, SalesWrite, InvoicesPost, InvoicesReverse, IntakeWrite, BankWrite, LedgerWrite,
        JobsRead, JobsRun, SettingsRead, SettingsWrite, PeopleWrite,
    ];

    private static readonly Dictionary<Role, HashSet<string>> ByRole = new()
    {
        [Role.Owner] = [.. All],
        [Role.Accountant] = [.. ReadAll, PartnersWrite, InvoicesPost, InvoicesReverse, BankWrite, LedgerWrite, JobsRead, JobsRun, SettingsRead],
        [Role.Sales] = [DashboardRead, CatalogRead, PartnersRead, StockRead, SalesRead, InvoicesRead, IntakeRead, PartnersWrite, SalesWrite, InvoicesPost, IntakeWrite],
        [Role.Purchasing] = [DashboardRead, CatalogRead, PartnersRead, StockRead, SalesRead, CatalogWrite, PartnersWrite, StockWrite],
        [Role.Warehouse] = [DashboardRead, CatalogRead, StockRead, SalesRead, StockWrite],
        [Role.Viewer] = [.. ReadAll],
    };

    /// <summary>Everything the role may do.</summary>
    public static IReadOnlySet<string> Of(Role role) => ByRole[role];
}
