using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Mail;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

internal static class MailModel
{
    public static void Configure(ModelBuilder b)
    {
        b.Entity<MailEnvelope>(e =>
        {
            e.ToTable("mail_envelope");
            e.Property(x => x.MessageId).HasMaxLength(500);
            e.Property(x => x.FromAddress).HasMaxLength(320);
            e.Property(x => x.Subject).HasMaxLength(500);
            e.Property(x => x.Refusal).HasMaxLength(-1);
            e.Property(x => x.SearchText).HasMaxLength(1200);
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.UidValidity, x.Uid }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.ContentHash }).IsUnique();
            e.HasIndex(x => new { x.CompanyId, x.State, x.Id });
            e.HasIndex(x => x.SenderUserId);
        });
        b.Ref<MailEnvelope, Channel>(nameof(MailEnvelope.ChannelId));
        b.Entity<MailFileResult>(e =>
        {
            e.ToTable("mail_file");
            e.Property(x => x.Path).HasMaxLength(300);
            e.Property(x => x.Accounts).HasMaxLength(4000);
            e.Property(x => x.Refusals).HasMaxLength(-1);
            e.HasIndex(x => new { x.CompanyId, x.MailId, x.Position }).IsUnique();
        });
        b.Ref<MailFileResult, MailEnvelope>(nameof(MailFileResult.MailId));
    }
}
