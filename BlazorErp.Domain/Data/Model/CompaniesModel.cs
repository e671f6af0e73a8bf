using BlazorErp.Domain.Companies;
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
