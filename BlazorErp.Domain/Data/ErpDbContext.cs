using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data.Model;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>
/// The one model over three engines. Opened only through <see cref="ErpDatabase"/>, which scopes it to a company: every business row is
/// filtered by <see cref="CompanyId"/>, stamped with it when added, and refused when it belongs to another. Posted rows cannot be changed.
/// </summary>
public abstract class ErpDbContext(DbContextOptions options) : IdentityUserContext<ErpUser, long>(options)
{
    /// <summary>The company everything is read from and written to; 0 sees nothing.</summary>
    public int CompanyId { get; internal set; }

    internal IdSource? Ids { get; set; }

    internal TableGrowth? Growth { get; set; }

    /// <summary>New rows that nobody changes any more: written with the next save, never tracked.</summary>
    internal List<object> Fresh { get; } = [];

    /// <summary>Statements whose results nobody waits for (PostgreSQL): they go with the next round trip.</summary>
    internal List<NpgsqlBatchCommand> Postponed { get; } = [];

    /// <summary>As made: a context from the pool keeps nothing of who had it before.</summary>
    internal void Renew(TableGrowth growth)
    {
        (CompanyId, Ids, Growth) = (0, null, growth);
        Fresh.Clear();
        Postponed.Clear();
    }

    /// <summary>Which engine this context speaks to.</summary>
    public abstract DatabaseProvider Provider { get; }

#pragma warning disable CS1591 // the sets are named as their rows
    public DbSet<Company> Companies => Set<Company>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<NumberSeries> NumberSeries => Set<NumberSeries>();
    public DbSet<NumberCounter> NumberCounters => Set<NumberCounter>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<Seal> Seals => Set<Seal>();
    public DbSet<CommandRecord> Commands => Set<CommandRecord>();
    public DbSet<ChangeEntry> Changes => Set<ChangeEntry>();
    public DbSet<Lease> Leases => Set<Lease>();
    public DbSet<JobRun> JobRuns => Set<JobRun>();
    public DbSet<Invariants.SelfCheckRun> SelfChecks => Set<Invariants.SelfCheckRun>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<Item> Items => Set<Item>();
    public DbSet<ItemBarcode> ItemBarcodes => Set<ItemBarcode>();
    public DbSet<VatRate> VatRates => Set<VatRate>();
    public DbSet<ImportBatch> ImportBatches => Set<ImportBatch>();
    public DbSet<SavedMapping> SavedMappings => Set<SavedMapping>();
    public DbSet<Partner> Partners => Set<Partner>();
    public DbSet<PartnerBankAccount> PartnerBankAccounts => Set<PartnerBankAccount>();
    public DbSet<ExternalLink> ExternalLinks => Set<ExternalLink>();
    public DbSet<Warehouse> Warehouses => Set<Warehouse>();
    public DbSet<StockLevel> StockLevels => Set<StockLevel>();
    public DbSet<StockMove> StockMoves => Set<StockMove>();
    public DbSet<StockDocument> StockDocuments => Set<StockDocument>();
    public DbSet<Reservation> Reservations => Set<Reservation>();
    public DbSet<SalesOrder> SalesOrders => Set<SalesOrder>();
    public DbSet<SalesOrderLine> SalesOrderLines => Set<SalesOrderLine>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<DeliveryLine> DeliveryLines => Set<DeliveryLine>();
    public DbSet<Invoice> Invoices => Set<Invoice>();
    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();
    public DbSet<InvoiceVat> InvoiceVats => Set<InvoiceVat>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<JournalEntry> JournalEntries => Set<JournalEntry>();
    public DbSet<JournalLine> JournalLines => Set<JournalLine>();
    public DbSet<OpenItem> OpenItems => Set<OpenItem>();
    public DbSet<Settlement> Settlements => Set<Settlement>();
    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();
    public DbSet<BankAccount> BankAccounts => Set<BankAccount>();
    public DbSet<BankFile> BankFiles => Set<BankFile>();
    public DbSet<BankStatement> BankStatements => Set<BankStatement>();
    public DbSet<BankLine> BankLines => Set<BankLine>();
    public DbSet<ProviderEntry> ProviderEntries => Set<ProviderEntry>();
    public DbSet<ProviderEntryLink> ProviderLinks => Set<ProviderEntryLink>();
    public DbSet<MatchRun> MatchRuns => Set<MatchRun>();
    public DbSet<Allocation> Allocations => Set<Allocation>();
    public DbSet<PayPage> PayPages => Set<PayPage>();
    public DbSet<PayAttemptRow> PayAttempts => Set<PayAttemptRow>();
    public DbSet<PayPaymentRow> PayPayments => Set<PayPaymentRow>();
    public DbSet<PayRefundRow> PayRefunds => Set<PayRefundRow>();
    public DbSet<PayDisputeRow> PayDisputes => Set<PayDisputeRow>();
    public DbSet<PayBookingRow> PayBookings => Set<PayBookingRow>();
    public DbSet<PayoutRow> Payouts => Set<PayoutRow>();
    public DbSet<PayoutPartRow> PayoutParts => Set<PayoutPartRow>();
    public DbSet<RefundOrder> RefundOrders => Set<RefundOrder>();
    public DbSet<StoredRule> BankRules => Set<StoredRule>();
    public DbSet<StoredRulePart> BankRuleParts => Set<StoredRulePart>();
    public DbSet<DismissedProposal> DismissedProposals => Set<DismissedProposal>();
    public DbSet<Channel> Channels => Set<Channel>();
    public DbSet<IntakeMessage> IntakeMessages => Set<IntakeMessage>();
    public DbSet<MailEnvelope> MailEnvelopes => Set<MailEnvelope>();
    public DbSet<MailFileResult> MailFileResults => Set<MailFileResult>();
#pragma warning restore CS1591

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Which references have an index is a rule of ours: see ModelRules.
        configurationBuilder.Conventions.Remove(typeof(Microsoft.EntityFrameworkCore.Metadata.Conventions.ForeignKeyIndexConvention));
        configurationBuilder.Properties<string>().HaveMaxLength(200);
        if (Provider == DatabaseProvider.Sqlite)
        {
            // SQLite has neither decimal nor a sortable timestamp: money and quantities are integers x10,000, instants microseconds.
            configurationBuilder.Properties<decimal>().HaveConversion<ScaledDecimalConverter>();
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
        }
        else
        {
            configurationBuilder.Properties<decimal>().HavePrecision(19, 4);
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        CompaniesModel.Configure(builder);
        CatalogModel.Configure(builder);
        StockModel.Configure(builder);
        SalesModel.Configure(builder);
        LedgerModel.Configure(builder);
        BankingModel.Configure(builder);
        PaymentsModel.Configure(builder);
        IntakeModel.Configure(builder);
        MailModel.Configure(builder);
        ModelRules.Apply(builder, this);
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        var detects = LookOnce();
        try
        {
            TrackFresh();
            Guard();
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var detects = LookOnce();
        try
        {
            Guard();
            return await Saves.WriteAsync(this, cancellationToken) ? 0 : await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    /// <summary>Looks for changed values once, not again with every look at the entries. Returns how it was set before.</summary>
    internal bool LookOnce()
    {
        var detects = ChangeTracker.AutoDetectChangesEnabled;
        if (detects)
        {
            ChangeTracker.DetectChanges();
            ChangeTracker.AutoDetectChangesEnabled = false;
        }

        return detects;
    }

    /// <summary>Stamps the company, and refuses other companies' rows and changes to posted ones: the wall behind every service.</summary>
    private void Guard()
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
            {
                continue;
            }

            if (entry.Entity is CompanyRow row)
            {
                if (entry.State == EntityState.Added && row.CompanyId == 0)
                {
                    row.CompanyId = CompanyId;
                }

                if (row.CompanyId != CompanyId || CompanyId == 0)
                {
                    throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} of company {row.CompanyId} in a context of company {CompanyId}");
                }
            }

            if (entry.Entity is IPostedRow && entry.State is EntityState.Modified or EntityState.Deleted && WasPosted(entry))
            {
                throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} {entry.Property("Id").CurrentValue} is posted and cannot be changed");
            }
        }
    }

    private static bool WasPosted(EntityEntry entry) => entry.Entity switch
    {
        Invoice => (InvoiceState)entry.Property(nameof(Invoice.State)).OriginalValue! == InvoiceState.Posted,
        InvoiceLine => (bool)entry.Property(nameof(InvoiceLine.Posted)).OriginalValue!,
        InvoiceVat => (bool)entry.Property(nameof(InvoiceVat.Posted)).OriginalValue!,
        _ => true,
    };

    /// <summary>Adds a row, with its id and company given at once, so that others may refer to it before it is saved.</summary>
    public T AddRow<T>(T row)
        where T : CompanyRow
    {
        Stamp(row);
        Set<T>().Add(row);
        return row;
    }

    /// <summary>
    /// Adds a row that is not changed any more after the next save, and so needs no tracking; its parts are added by themselves. Reading it again
    /// gives another object.
    /// </summary>
    public T AddFinal<T>(T row)
        where T : CompanyRow
    {
        Stamp(row);
        Fresh.Add(row);
        return row;
    }

    /// <summary>Leaves the new rows to EF.</summary>
    internal void TrackFresh()
    {
        foreach (var row in Fresh)
        {
            if (row is CompanyRow)
            {
                // by itself: its parts are here too
                Entry(row).State = EntityState.Added;
            }
            else
            {
                Add(row);
            }
        }

        Fresh.Clear();
    }

    /// <summary>Gives a row its company and id.</summary>
    public void Stamp(CompanyRow row)
    {
        row.CompanyId = CompanyId;
        if (row.Id == 0)
        {
            row.Id = Ids!.Next();
        }
    }
}

/// <summary>The model on SQLite.</summary>
public sealed class SqliteErpDbContext(DbContextOptions<SqliteErpDbContext> options) : ErpDbContext(options)
{
    /// <inheritdoc/>
    public override DatabaseProvider Provider => DatabaseProvider.Sqlite;
}

/// <summary>The model on PostgreSQL.</summary>
public sealed class PostgreSqlErpDbContext(DbContextOptions<PostgreSqlErpDbContext> options) : ErpDbContext(options)
{
    /// <inheritdoc/>
    public override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>The model on SQL Server.</summary>
public sealed class SqlServerErpDbContext(DbContextOptions<SqlServerErpDbContext> options) : ErpDbContext(options)
{
    /// <inheritdoc/>
    public override DatabaseProvider Provider => DatabaseProvider.SqlServer;
}
