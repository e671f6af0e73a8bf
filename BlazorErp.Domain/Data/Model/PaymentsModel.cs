using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Invoicing;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

internal static class PaymentsModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<PayPage>(e =>
        {
            e.ToTable("pay_page");
            e.HasIndex(x => new { x.CompanyId, x.InvoiceId }).IsUnique();
            e.HasIndex(x => x.Token).IsUnique();
        });
        b.Ref<PayPage, Invoice>(nameof(PayPage.InvoiceId));
        b.Entity<PayAttemptRow>(e =>
        {
            e.ToTable("pay_attempt", t => t.HasCheckConstraint("ck_pay_attempt", "amount > 0 and captured >= 0 and refunded >= 0 and refunded <= captured"));
            e.Property(x => x.SessionId).HasMaxLength(255);
            e.Property(x => x.RedirectTo).HasMaxLength(4000);
            e.Property(x => x.Refusal).HasMaxLength(4000);
            e.HasIndex(x => x.Key).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.InvoiceId });
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.SessionId });
            e.HasIndex(x => new { x.CompanyId, x.AskAt }).HasFilter("ask_at is not null");
            e.HasMany(x => x.Payments).WithOne().HasForeignKey(x => new { x.CompanyId, x.AttemptId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<PayAttemptRow, Invoice>(nameof(PayAttemptRow.InvoiceId));
        b.Ref<PayAttemptRow, Channel>(nameof(PayAttemptRow.ChannelId));
        b.Entity<PayPaymentRow>(e =>
        {
            e.ToTable("pay_payment");
            e.Property(x => x.PaymentId).HasMaxLength(255);
            e.HasIndex(x => new { x.CompanyId, x.AttemptId, x.PaymentId }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.PaymentId });
            e.HasMany(x => x.Disputes).WithOne().HasForeignKey(x => new { x.CompanyId, x.PaymentRowId }).OnDelete(DeleteBehavior.Restrict);
            e.HasMany(x => x.Refunds).WithOne().HasForeignKey(x => new { x.CompanyId, x.PaymentRowId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Entity<PayRefundRow>(e =>
        {
            e.ToTable("pay_refund");
            e.Property(x => x.RefundId).HasMaxLength(255);
            e.HasIndex(x => new { x.CompanyId, x.PaymentRowId, x.RefundId }).IsUnique();
        });
        b.Entity<PayDisputeRow>(e =>
        {
            e.ToTable("pay_dispute");
            e.Property(x => x.DisputeId).HasMaxLength(255);
            e.HasIndex(x => new { x.CompanyId, x.PaymentRowId, x.DisputeId }).IsUnique();
        });
        b.Entity<PayBookingRow>(e =>
        {
            e.ToTable("pay_booking", t => t.HasCheckConstraint("ck_pay_booking", "amount > 0"));
            e.Property(x => x.Key).HasMaxLength(400);
            e.Property(x => x.PaymentId).HasMaxLength(255);
            e.HasIndex(x => new { x.CompanyId, x.Key }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.AttemptId });
            e.HasIndex(x => new { x.CompanyId, x.EntryId, x.Kind }).IsUnique();
        });
        b.Ref<PayBookingRow, PayAttemptRow>(nameof(PayBookingRow.AttemptId));
        b.Ref<PayBookingRow, ProviderEntry>(nameof(PayBookingRow.EntryId));
        b.Entity<RefundOrder>(e =>
        {
            e.ToTable("refund_order", t => t.HasCheckConstraint("ck_refund_order", "amount > 0"));
            e.Property(x => x.PaymentId).HasMaxLength(255);
            e.Property(x => x.Reason).HasMaxLength(500);
            e.Property(x => x.Refusal).HasMaxLength(4000);
            e.HasIndex(x => new { x.CompanyId, x.Key }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.AttemptId });
        });
        b.Ref<RefundOrder, PayAttemptRow>(nameof(RefundOrder.AttemptId));
        b.Entity<PayoutRow>(e =>
        {
            e.ToTable("payout");
            e.Property(x => x.ExternalId).HasMaxLength(255);
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.ExternalId }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.At });
            e.HasMany(x => x.Parts).WithOne().HasForeignKey(x => new { x.CompanyId, x.PayoutId }).OnDelete(DeleteBehavior.Restrict);
        });
        b.Ref<PayoutRow, Channel>(nameof(PayoutRow.ChannelId));
        b.Ref<PayoutRow, Banking.BankAccount>(nameof(PayoutRow.BankAccountId));
        b.Ref<PayoutRow, ProviderEntry>(nameof(PayoutRow.EntryId));
        b.Entity<PayoutPartRow>(e =>
        {
            e.ToTable("payout_part");
            e.Property(x => x.ExternalId).HasMaxLength(255);
            e.Property(x => x.PaymentId).HasMaxLength(255);
            e.HasIndex(x => new { x.CompanyId, x.PayoutId, x.ExternalId }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.EntryId });
        });
        b.Ref<PayoutPartRow, ProviderEntry>(nameof(PayoutPartRow.EntryId));
    }
}
