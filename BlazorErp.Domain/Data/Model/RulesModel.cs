using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

internal static class RulesModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<StoredRule>(e =>
        {
            e.ToTable("bank_rule");
            e.HasIndex(x => new { x.CompanyId, x.Position });
            e.HasMany(x => x.Parts).WithOne().HasForeignKey(x => new { x.CompanyId, x.RuleId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<StoredRule, Partner>(nameof(StoredRule.WhenPartnerId));
        b.Ref<StoredRule, BankAccount>(nameof(StoredRule.WhenBankAccountId));
        b.Ref<StoredRule, Partner>(nameof(StoredRule.PartnerId));
        b.Ref<StoredRule, BankAccount>(nameof(StoredRule.TransferToId));
        b.Entity<StoredRulePart>(e =>
        {
            e.ToTable("bank_rule_part");
            e.HasIndex(x => new { x.CompanyId, x.RuleId, x.Position }).IsUnique();
        });
        b.Ref<StoredRulePart, Account>(nameof(StoredRulePart.AccountId));
        b.Ref<StoredRulePart, VatRate>(nameof(StoredRulePart.VatRateId));
        b.Entity<DismissedProposal>(e =>
        {
            e.ToTable("dismissed_proposal");
            e.HasIndex(x => new { x.CompanyId, x.Signature }).IsUnique();
        });
    }
}
