using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

internal static class CompaniesModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<Company>(e =>
        {
            e.ToTable("company");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => x.Code).IsUnique();
        });
        b.Entity<ErpUser>().ToTable("app_user");
        b.Entity<Microsoft.AspNetCore.Identity.IdentityUserClaim<long>>().ToTable("app_user_claim");
        b.Entity<Microsoft.AspNetCore.Identity.IdentityUserLogin<long>>().ToTable("app_user_login");
        b.Entity<Microsoft.AspNetCore.Identity.IdentityUserToken<long>>().ToTable("app_user_token");
        b.Entity<Membership>(e =>
        {
            e.ToTable("membership");
            e.HasIndex(x => new { x.CompanyId, x.UserId }).IsUnique();
            e.HasIndex(x => x.UserId);
            e.HasOne<ErpUser>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict);
        });
        b.Entity<NumberSeries>(e =>
        {
            e.ToTable("number_series");
            e.HasIndex(x => new { x.CompanyId, x.Code }).IsUnique();
        });
        b.Entity<NumberCounter>(e =>
        {
            e.ToTable("number_counter");
            e.HasKey(x => new { x.CompanyId, x.SeriesId, x.Year });
        });
        b.Ref<NumberCounter, NumberSeries>(nameof(NumberCounter.SeriesId));
        b.Entity<AuditEntry>(e =>
        {
            e.ToTable("audit_entry");
            e.Property(x => x.Facts).HasMaxLength(4000);
            e.Property(x => x.Changes).HasMaxLength(-1);
            e.HasIndex(x => new { x.CompanyId, x.EntityType, x.EntityId });
        });
        b.Entity<Seal>(e =>
        {
            e.ToTable("seal");
            e.HasIndex(x => new { x.CompanyId, x.Chain, x.Position }).IsUnique();
        });
        b.Entity<CommandRecord>(e =>
        {
            e.ToTable("command_record");
            e.HasKey(x => new { x.CompanyId, x.CommandId });
            e.Property(x => x.Result).HasMaxLength(-1);
        });
        b.Entity<ChangeEntry>(e =>
        {
            e.ToTable("change_entry");
            e.HasKey(x => x.Seq);
            e.Property(x => x.Changes).HasMaxLength(4000);
            e.HasIndex(x => x.At);
        });
        b.Entity<Lease>(e =>
        {
            e.ToTable("lease");
            e.HasKey(x => x.Name);
        });
        b.Entity<JobRun>(e =>
        {
            e.ToTable("job_run");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Error).HasMaxLength(4000);
            e.HasIndex(x => new { x.Job, x.StartedAt });
        });
        b.Entity<Invariants.SelfCheckRun>(e =>
        {
            e.ToTable("self_check");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Results).HasMaxLength(-1);
        });
        b.Entity<DataProtectionKey>(e =>
        {
            e.ToTable("data_protection_key");
            e.Property(x => x.Xml).HasMaxLength(-1);
        });
    }
}

internal static class CatalogModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<Item>(e =>
        {
            e.ToTable("item");
            e.Property(x => x.SearchText).HasMaxLength(600);
            e.HasIndex(x => new { x.CompanyId, x.CodeKey }).IsUnique();
            e.HasMany(x => x.Barcodes).WithOne().HasForeignKey(x => new { x.CompanyId, x.ItemId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<Item, VatRate>(nameof(Item.VatRateId));
        b.Entity<ItemBarcode>(e =>
        {
            e.ToTable("item_barcode");
            e.HasIndex(x => new { x.CompanyId, x.Barcode }).IsUnique();
        });
        b.Entity<VatRate>(e =>
        {
            e.ToTable("vat_rate");
            e.HasIndex(x => new { x.CompanyId, x.Code }).IsUnique();
        });
        b.Entity<ImportBatch>(e =>
        {
            e.ToTable("import_batch");
            e.Property(x => x.Before).HasMaxLength(-1);
            e.HasIndex(x => new { x.CompanyId, x.Kind, x.At });
        });
        b.Entity<SavedMapping>(e =>
        {
            e.ToTable("saved_mapping");
            e.Property(x => x.Mapping).HasMaxLength(-1);
            e.HasIndex(x => new { x.CompanyId, x.Purpose, x.HeaderHash }).IsUnique();
        });
        b.Entity<Partner>(e =>
        {
            e.ToTable("partner");
            e.Property(x => x.SearchText).HasMaxLength(800);
            e.HasIndex(x => new { x.CompanyId, x.CodeKey }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.VatNumber });
            e.HasIndex(x => new { x.CompanyId, x.Email });
            e.HasMany(x => x.BankAccounts).WithOne().HasForeignKey(x => new { x.CompanyId, x.PartnerId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Entity<PartnerBankAccount>(e =>
        {
            e.ToTable("partner_bank_account");
            e.HasIndex(x => new { x.CompanyId, x.Iban });
            e.HasIndex(x => new { x.CompanyId, x.PartnerId, x.Iban }).IsUnique();
        });
        b.Entity<ExternalLink>(e =>
        {
            e.ToTable("external_link");
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.Kind, x.ExternalId }).IsUnique();
        });
        b.Ref<ExternalLink, Channel>(nameof(ExternalLink.ChannelId));
    }
}

internal static class StockModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<Warehouse>(e =>
        {
            e.ToTable("warehouse");
            e.HasIndex(x => new { x.CompanyId, x.Code }).IsUnique();
        });
        b.Entity<StockLevel>(e =>
        {
            e.ToTable("stock_level", t =>
            {
                t.HasCheckConstraint("ck_stock_level_on_hand", "on_hand >= 0");
                t.HasCheckConstraint("ck_stock_level_reserved", "reserved >= 0 and reserved <= on_hand");
            });
            e.HasKey(x => new { x.CompanyId, x.ItemId, x.WarehouseId });
        });
        b.Ref<StockLevel, Item>(nameof(StockLevel.ItemId));
        b.Ref<StockLevel, Warehouse>(nameof(StockLevel.WarehouseId));
        b.Entity<StockMove>(e =>
        {
            e.ToTable("stock_move");
            e.HasIndex(x => new { x.CompanyId, x.ItemId, x.WarehouseId });
            e.HasIndex(x => new { x.CompanyId, x.DocumentType, x.DocumentId });
        });
        b.Ref<StockMove, Item>(nameof(StockMove.ItemId));
        b.Ref<StockMove, Warehouse>(nameof(StockMove.WarehouseId));
        b.Entity<StockDocument>(e =>
        {
            e.ToTable("stock_document");
            e.HasIndex(x => new { x.CompanyId, x.SeriesId, x.SeriesYear, x.SeriesNumber }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.ReversesId }).IsUnique().HasFilter("reverses_id is not null");
        });
        b.Ref<StockDocument, NumberSeries>(nameof(StockDocument.SeriesId));
        b.Ref<StockDocument, Warehouse>(nameof(StockDocument.WarehouseId));
        b.Ref<StockDocument, StockDocument>(nameof(StockDocument.ReversesId));
        b.Entity<Reservation>(e =>
        {
            e.ToTable("reservation", t => t.HasCheckConstraint("ck_reservation", "open_quantity >= 0 and used_quantity >= 0 and released_quantity >= 0 and open_quantity + used_quantity + released_quantity = quantity"));
            e.HasIndex(x => new { x.CompanyId, x.ItemId, x.WarehouseId, x.State });
            e.HasIndex(x => new { x.CompanyId, x.OrderId });
        });
        b.Ref<Reservation, Item>(nameof(Reservation.ItemId));
        b.Ref<Reservation, Warehouse>(nameof(Reservation.WarehouseId));
        b.Ref<Reservation, SalesOrderLine>(nameof(Reservation.OrderLineId));
        b.Ref<Reservation, SalesOrder>(nameof(Reservation.OrderId));
    }
}

internal static class SalesModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<SalesOrder>(e =>
        {
            e.ToTable("sales_order");
            e.Property(x => x.Note).HasMaxLength(4000);
            e.Property(x => x.ChangeRequest).HasMaxLength(4000);
            e.Property(x => x.DeliverTo).HasMaxLength(500);
            e.Property(x => x.SearchText).HasMaxLength(600);
            e.HasIndex(x => new { x.CompanyId, x.SeriesId, x.SeriesYear, x.SeriesNumber }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.Number });
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.ExternalId }).IsUnique().HasFilter("channel_id is not null");
            e.HasIndex(x => new { x.CompanyId, x.State, x.Id });
            e.HasIndex(x => new { x.CompanyId, x.PartnerId });
            e.HasIndex(x => new { x.CompanyId, x.Date });
            e.HasMany(x => x.Lines).WithOne().HasForeignKey(x => new { x.CompanyId, x.OrderId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<SalesOrder, Partner>(nameof(SalesOrder.PartnerId));
        b.Ref<SalesOrder, Warehouse>(nameof(SalesOrder.WarehouseId));
        b.Ref<SalesOrder, NumberSeries>(nameof(SalesOrder.SeriesId));
        b.Ref<SalesOrder, Channel>(nameof(SalesOrder.ChannelId));
        b.Entity<SalesOrderLine>(e =>
        {
            e.ToTable("sales_order_line", t => t.HasCheckConstraint("ck_sales_order_line", "quantity > 0"));
            e.Property(x => x.Description).HasMaxLength(500);
        });
        b.Ref<SalesOrderLine, Item>(nameof(SalesOrderLine.ItemId));
        b.Ref<SalesOrderLine, VatRate>(nameof(SalesOrderLine.VatRateId));
        b.Entity<Delivery>(e =>
        {
            e.ToTable("delivery");
            e.HasIndex(x => new { x.CompanyId, x.SeriesId, x.SeriesYear, x.SeriesNumber }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.OrderId });
            e.HasIndex(x => new { x.CompanyId, x.InvoiceId });
            e.HasIndex(x => new { x.CompanyId, x.ReversesId }).IsUnique().HasFilter("reverses_id is not null");
            e.HasMany(x => x.Lines).WithOne().HasForeignKey(x => new { x.CompanyId, x.DeliveryId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<Delivery, Partner>(nameof(Delivery.PartnerId));
        b.Ref<Delivery, Warehouse>(nameof(Delivery.WarehouseId));
        b.Ref<Delivery, NumberSeries>(nameof(Delivery.SeriesId));
        b.Ref<Delivery, SalesOrder>(nameof(Delivery.OrderId));
        b.Ref<Delivery, Invoice>(nameof(Delivery.InvoiceId));
        b.Ref<Delivery, Delivery>(nameof(Delivery.ReversesId));
        b.Entity<DeliveryLine>(e =>
        {
            e.ToTable("delivery_line");
            e.HasIndex(x => new { x.CompanyId, x.OrderLineId });
        });
        b.Ref<DeliveryLine, Item>(nameof(DeliveryLine.ItemId));
        b.Ref<DeliveryLine, SalesOrderLine>(nameof(DeliveryLine.OrderLineId));
        b.Ref<DeliveryLine, InvoiceLine>(nameof(DeliveryLine.InvoiceLineId));
        b.Entity<Invoice>(e =>
        {
            e.ToTable("invoice", t => t.HasCheckConstraint("ck_invoice_number", "(state = 1 and number is null) or (state = 2 and number is not null)"));
            e.Property(x => x.PartnerAddress).HasMaxLength(500);
            e.Property(x => x.Note).HasMaxLength(4000);
            e.Property(x => x.SearchText).HasMaxLength(600);
            e.Property(x => x.Rate).IsRate();
            e.HasIndex(x => new { x.CompanyId, x.SeriesId, x.SeriesYear, x.SeriesNumber }).IsUnique().HasFilter("number is not null");
            e.HasIndex(x => new { x.CompanyId, x.Number });
            e.HasIndex(x => new { x.CompanyId, x.OrderId });
            e.HasIndex(x => new { x.CompanyId, x.PartnerId });
            e.HasIndex(x => new { x.CompanyId, x.Date });
            e.HasIndex(x => new { x.CompanyId, x.ReversesId }).IsUnique().HasFilter("reverses_id is not null");
            e.HasMany(x => x.Lines).WithOne().HasForeignKey(x => new { x.CompanyId, x.InvoiceId }).OnDelete(DeleteBehavior.Restrict);
            e.HasMany(x => x.VatLines).WithOne().HasForeignKey(x => new { x.CompanyId, x.InvoiceId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<Invoice, Partner>(nameof(Invoice.PartnerId));
        b.Ref<Invoice, Warehouse>(nameof(Invoice.WarehouseId));
        b.Ref<Invoice, NumberSeries>(nameof(Invoice.SeriesId));
        b.Ref<Invoice, SalesOrder>(nameof(Invoice.OrderId));
        b.Ref<Invoice, Invoice>(nameof(Invoice.ReversesId));
        b.Entity<InvoiceLine>(e =>
        {
            e.ToTable("invoice_line");
            e.Property(x => x.Description).HasMaxLength(500);
            e.HasIndex(x => new { x.CompanyId, x.OrderLineId });
        });
        b.Ref<InvoiceLine, Item>(nameof(InvoiceLine.ItemId));
        b.Ref<InvoiceLine, SalesOrderLine>(nameof(InvoiceLine.OrderLineId));
        b.Ref<InvoiceLine, VatRate>(nameof(InvoiceLine.VatRateId));
        b.Entity<InvoiceVat>().ToTable("invoice_vat");
        b.Ref<InvoiceVat, VatRate>(nameof(InvoiceVat.VatRateId));
    }
}

internal static class LedgerModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<Account>(e =>
        {
            e.ToTable("account");
            e.HasIndex(x => new { x.CompanyId, x.Code }).IsUnique();
        });
        b.Entity<JournalEntry>(e =>
        {
            e.ToTable("journal_entry");
            e.HasIndex(x => new { x.CompanyId, x.SourceType, x.SourceId, x.SourceKind }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.Date });
            e.HasIndex(x => new { x.CompanyId, x.ReversesId }).IsUnique().HasFilter("reverses_id is not null");
            e.HasMany(x => x.Lines).WithOne().HasForeignKey(x => new { x.CompanyId, x.EntryId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<JournalEntry, JournalEntry>(nameof(JournalEntry.ReversesId));
        b.Entity<JournalLine>(e =>
        {
            e.ToTable("journal_line", t => t.HasCheckConstraint("ck_journal_line", "debit >= 0 and credit >= 0 and (debit = 0 or credit = 0) and (debit > 0 or credit > 0)"));
            e.HasIndex(x => new { x.CompanyId, x.AccountId });
        });
        b.Ref<JournalLine, Account>(nameof(JournalLine.AccountId));
        b.Ref<JournalLine, Partner>(nameof(JournalLine.PartnerId));
        b.Entity<OpenItem>(e =>
        {
            e.ToTable("open_item", t => t.HasCheckConstraint("ck_open_item", "(amount >= 0 and \"open\" >= 0 and \"open\" <= amount) or (amount < 0 and \"open\" <= 0 and \"open\" >= amount)"));
            e.Property(x => x.References).HasMaxLength(500);
            e.Property(x => x.Rate).IsRate();

            // A payment and a storno may meet on one item: whoever read an older balance runs again.
            e.Property(x => x.Open).IsConcurrencyToken();
            e.HasIndex(x => new { x.CompanyId, x.DocumentType, x.DocumentId }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.PartnerId });
            e.HasIndex(x => new { x.CompanyId, x.DueDate }).HasFilter("\"open\" <> 0");
        });
        b.Ref<OpenItem, Partner>(nameof(OpenItem.PartnerId));
        b.Entity<Settlement>(e =>
        {
            e.ToTable("settlement", t => t.HasCheckConstraint("ck_settlement", "amount > 0"));
            e.HasIndex(x => new { x.CompanyId, x.DebitItemId });
            e.HasIndex(x => new { x.CompanyId, x.CreditItemId });
        });
        b.Ref<Settlement, OpenItem>(nameof(Settlement.DebitItemId));
        b.Ref<Settlement, OpenItem>(nameof(Settlement.CreditItemId));
        b.Entity<ExchangeRate>(e =>
        {
            e.ToTable("exchange_rate");
            e.Property(x => x.Rate).IsRate();
            e.HasIndex(x => new { x.CompanyId, x.Currency, x.Date }).IsUnique();
        });
    }
}

internal static class BankingModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<BankAccount>(e =>
        {
            e.ToTable("bank_account");
            e.HasIndex(x => new { x.CompanyId, x.Iban, x.Currency }).IsUnique().HasFilter("kind = 1");
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.Currency }).IsUnique().HasFilter("channel_id is not null");
            e.HasIndex(x => x.Iban);
        });
        b.Ref<BankAccount, Account>(nameof(BankAccount.AccountId));
        b.Ref<BankAccount, Channel>(nameof(BankAccount.ChannelId));
        b.Entity<ProviderEntry>(e =>
        {
            e.ToTable("provider_entry");
            e.Property(x => x.Text).HasMaxLength(1000);
            e.Property(x => x.Raw).HasMaxLength(-1);
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.Key }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.ExternalId });
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.ReferenceId });
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.At });
        });
        b.Ref<ProviderEntry, BankAccount>(nameof(ProviderEntry.BankAccountId));
        b.Entity<ProviderEntryLink>(e =>
        {
            e.ToTable("provider_link");
            e.HasIndex(x => new { x.CompanyId, x.FromId, x.ToId, x.Kind }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.ToId });
        });
        b.Ref<ProviderEntryLink, ProviderEntry>(nameof(ProviderEntryLink.FromId));
        b.Ref<ProviderEntryLink, ProviderEntry>(nameof(ProviderEntryLink.ToId));
        b.Entity<BankFile>(e =>
        {
            e.ToTable("bank_file");
            e.Property(x => x.Refusals).HasMaxLength(-1);
            e.Property(x => x.Warnings).HasMaxLength(-1);
            e.HasIndex(x => new { x.CompanyId, x.ContentHash }).IsUnique();
        });
        b.Entity<BankStatement>(e =>
        {
            e.ToTable("bank_statement");
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.To });
        });
        b.Ref<BankStatement, BankAccount>(nameof(BankStatement.BankAccountId));
        b.Ref<BankStatement, BankFile>(nameof(BankStatement.FileId));
        b.Entity<BankLine>(e =>
        {
            e.ToTable("bank_line");
            e.Property(x => x.Remittance).HasMaxLength(1000);
            e.Property(x => x.References).HasMaxLength(1000);
            e.Property(x => x.Explanation).HasMaxLength(-1);
            e.Property(x => x.SearchText).HasMaxLength(1200);
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.ContentHash, x.Occurrence }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.BankAccountId, x.Date });
            e.HasIndex(x => new { x.CompanyId, x.State, x.Id });
            e.HasIndex(x => new { x.CompanyId, x.EntryId }).HasFilter("entry_id is not null");
            e.HasIndex(x => new { x.CompanyId, x.RunId }).HasFilter("run_id is not null");
            e.HasIndex(x => new { x.CompanyId, x.RuleId }).HasFilter("rule_id is not null");
            e.HasIndex(x => new { x.CompanyId, x.TransferLineId }).IsUnique().HasFilter("transfer_line_id is not null");
        });
        b.Ref<BankLine, StoredRule>(nameof(BankLine.RuleId));
        b.Ref<BankLine, BankLine>(nameof(BankLine.TransferLineId));
        b.Ref<BankLine, BankAccount>(nameof(BankLine.BankAccountId));
        b.Ref<BankLine, ProviderEntry>(nameof(BankLine.EntryId));
        b.Ref<BankLine, BankStatement>(nameof(BankLine.StatementId));
        b.Ref<BankLine, Partner>(nameof(BankLine.PartnerId));
        b.Entity<MatchRun>().ToTable("match_run");
        b.Entity<Allocation>(e =>
        {
            e.ToTable("allocation");
            e.HasIndex(x => new { x.CompanyId, x.BankLineId });
            e.HasIndex(x => new { x.CompanyId, x.OpenItemId });
            e.HasIndex(x => new { x.CompanyId, x.RunId });
            e.HasIndex(x => new { x.CompanyId, x.ReversesId }).IsUnique().HasFilter("reverses_id is not null");
        });
        b.Ref<Allocation, BankLine>(nameof(Allocation.BankLineId));
        b.Ref<Allocation, MatchRun>(nameof(Allocation.RunId));
        b.Ref<Allocation, OpenItem>(nameof(Allocation.OpenItemId));
        b.Ref<Allocation, Account>(nameof(Allocation.AccountId));
        b.Ref<Allocation, Catalog.VatRate>(nameof(Allocation.VatRateId));
        b.Ref<Allocation, JournalEntry>(nameof(Allocation.EntryId));
        b.Ref<Allocation, Allocation>(nameof(Allocation.ReversesId));
        RulesModel.Configure(b);
    }
}

internal static class IntakeModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<Channel>(e =>
        {
            e.ToTable("channel");
            e.Property(x => x.Secret).HasMaxLength(2000);
            e.Property(x => x.FormerSecret).HasMaxLength(2000);
            e.Property(x => x.ApiKey).HasMaxLength(2000);
            e.Property(x => x.ApiSecret).HasMaxLength(2000);
            e.Property(x => x.PollRefusal).HasMaxLength(4000);
            e.Property(x => x.Settings).HasMaxLength(4000);
            e.HasIndex(x => x.Token).IsUnique();
        });
        b.Ref<Channel, Warehouse>(nameof(Channel.WarehouseId));
        b.Ref<Channel, NumberSeries>(nameof(Channel.SeriesId));
        b.Entity<IntakeMessage>(e =>
        {
            e.ToTable("intake_message");
            e.Property(x => x.Refusal).HasMaxLength(-1);
            e.Property(x => x.SearchText).HasMaxLength(500);
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.Key }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.ExternalId });
            e.HasIndex(x => new { x.CompanyId, x.State, x.Id });
        });
        b.Ref<IntakeMessage, Channel>(nameof(IntakeMessage.ChannelId));
        b.Ref<IntakeMessage, SalesOrder>(nameof(IntakeMessage.OrderId));
    }
}
