using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

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
