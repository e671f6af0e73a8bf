using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

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
            // The list over all accounts, newest first: without it every window sorts all lines.
            e.HasIndex(x => new { x.CompanyId, x.Date, x.Id });
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
