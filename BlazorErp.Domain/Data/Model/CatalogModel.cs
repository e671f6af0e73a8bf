using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

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
