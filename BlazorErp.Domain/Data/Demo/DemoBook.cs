using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>
/// The rows of a company's history, made in memory by the same pure decisions as the services use and then written in bulk. The context only
/// stamps ids and company.
/// </summary>
internal sealed class DemoBook(ErpDbContext db, CompanyReference company, Random random)
{
    private readonly Dictionary<(long Series, int Year), NumberCounter> counters = [];
    private readonly Dictionary<DocumentKind, NumberSeries> series = [];

    public CompanyReference Company => company;
    public Random Random => random;
    public Currency Currency { get; } = Currency.Of(company.Company.Currency);
    public List<Item> Items { get; } = [];
    public List<ItemBarcode> Barcodes { get; } = [];
    public List<Partner> Partners { get; } = [];
    public List<PartnerBankAccount> PartnerAccounts { get; } = [];
    public List<StockDocument> StockDocuments { get; } = [];
    public List<SalesOrder> Orders { get; } = [];
    public List<Reservation> Reservations { get; } = [];
    public List<Invoice> Invoices { get; } = [];
    public List<Delivery> Deliveries { get; } = [];
    public List<StockMove> Moves { get; } = [];
    public Dictionary<LevelKey, StockLevel> Levels { get; } = [];
    public List<JournalEntry> Entries { get; } = [];
    public List<OpenItem> OpenItems { get; } = [];
    public List<Settlement> Settlements { get; } = [];
    public List<BankAccount> BankAccounts { get; } = [];
    public List<BankFile> BankFiles { get; } = [];
    public List<BankStatement> Statements { get; } = [];
    public List<MatchRun> Runs { get; } = [];
    public List<BankLine> BankLines { get; } = [];
    public List<Banking.Allocation> Allocations { get; } = [];
    public List<AuditEntry> Audit { get; } = [];

    /// <summary>Gives a row its id and company.</summary>
    public T New<T>(T row)
        where T : CompanyRow
    {
        db.Stamp(row);
        return row;
    }

    public long Account(AccountRole role) => company.Accounts[role].Id;

    /// <summary>An instant of a day, company's zone, hour as 9.5 for half past nine.</summary>
    public DateTimeOffset At(DateOnly day, double hour)
    {
        var local = day.ToDateTime(TimeOnly.FromTimeSpan(TimeSpan.FromSeconds((int)(hour * 3600))));
        return new DateTimeOffset(local, company.Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The next number, as <see cref="Numbers"/> would give it.</summary>
    public TakenNumber Take(DocumentKind kind, DateOnly date)
    {
        if (!series.TryGetValue(kind, out var mine))
        {
            series[kind] = mine = company.DefaultSeries(kind);
        }

        var year = mine.Yearly ? date.Year : 0;
        if (!counters.TryGetValue((mine.Id, year), out var counter))
        {
            counters[(mine.Id, year)] = counter = new NumberCounter { CompanyId = db.CompanyId, SeriesId = mine.Id, Year = year };
        }

        counter.Last++;
        counter.LastDate = date > counter.LastDate ? date : counter.LastDate;
        return new TakenNumber(Numbers.Format(mine.Pattern, date, counter.Last), mine.Id, year, counter.Last);
    }

    public StockLevel Level(LevelKey key)
    {
        if (!Levels.TryGetValue(key, out var level))
        {
            Levels[key] = level = new StockLevel { CompanyId = db.CompanyId, ItemId = key.ItemId, WarehouseId = key.WarehouseId };
        }

        return level;
    }

    /// <summary>A balanced entry; nothing where all lines are zero.</summary>
    public JournalEntry? Post(DateOnly date, DateTimeOffset at, string type, long id, string kind, string text, IReadOnlyList<Posting> lines, long? reverses = null)
    {
        var entry = Journal.Make(db, date, at, type, id, kind, text, lines, reverses);
        if (entry is not null)
        {
            Entries.Add(entry);
        }

        return entry;
    }

    public void Say(DateTimeOffset at, string name, string action, string entity, long id, params object?[] facts) => Audit.Add(New(new AuditEntry
    {
        At = at, ActorName = name, ActorKind = ActorKind.Command, Action = action, EntityType = entity, EntityId = id, Facts = AuditTrail.Facts(facts),
    }));

    /// <summary>Writes everything, referred rows first. Nothing here is changed, so that the unit of work may run again.</summary>
    public async Task WriteAsync(Write w, Action<string> step, CancellationToken cancel)
    {
        step("items and partners");
        await Bulk.InsertAsync(w.Db, Items, cancel);
        await Bulk.InsertAsync(w.Db, Barcodes, cancel);
        await Bulk.InsertAsync(w.Db, Partners, cancel);
        await Bulk.InsertAsync(w.Db, PartnerAccounts, cancel);
        await Bulk.InsertAsync(w.Db, [.. counters.Values], cancel);
        step("orders");
        await Bulk.InsertAsync(w.Db, Orders, cancel);
        await Bulk.InsertAsync(w.Db, [.. Orders.SelectMany(o => o.Lines)], cancel);
        await Bulk.InsertAsync(w.Db, Reservations, cancel);
        step("invoices");
        await Bulk.InsertAsync(w.Db, Invoices, cancel);
        await Bulk.InsertAsync(w.Db, [.. Invoices.SelectMany(i => i.Lines)], cancel);
        await Bulk.InsertAsync(w.Db, [.. Invoices.SelectMany(i => i.VatLines)], cancel);
        step("deliveries and stock");
        await Bulk.InsertAsync(w.Db, Deliveries, cancel);
        await Bulk.InsertAsync(w.Db, [.. Deliveries.SelectMany(d => d.Lines)], cancel);
        await Bulk.InsertAsync(w.Db, StockDocuments, cancel);
        await Bulk.InsertAsync(w.Db, Moves, cancel);
        await Bulk.InsertAsync(w.Db, [.. Levels.Values], cancel);
        step("ledger");
        await Bulk.InsertAsync(w.Db, Entries, cancel);
        await Bulk.InsertAsync(w.Db, [.. Entries.SelectMany(e => e.Lines)], cancel);
        await Bulk.InsertAsync(w.Db, OpenItems, cancel);
        await Bulk.InsertAsync(w.Db, Settlements, cancel);
        step("bank");
        await Bulk.InsertAsync(w.Db, BankAccounts, cancel);
        await Bulk.InsertAsync(w.Db, BankFiles, cancel);
        await Bulk.InsertAsync(w.Db, Statements, cancel);
        await Bulk.InsertAsync(w.Db, Runs, cancel);
        await Bulk.InsertAsync(w.Db, BankLines, cancel);
        await Bulk.InsertAsync(w.Db, Allocations, cancel);
        step("history");
        await Bulk.InsertAsync(w.Db, Audit, cancel);
    }
}
