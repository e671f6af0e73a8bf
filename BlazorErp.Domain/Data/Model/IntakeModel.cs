using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

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
            // With the id: what came last of an order is found without walking all that was dealt with.
            e.HasIndex(x => new { x.CompanyId, x.ChannelId, x.ExternalId, x.Id });
            e.HasIndex(x => new { x.CompanyId, x.State, x.Id });
        });
        b.Ref<IntakeMessage, Channel>(nameof(IntakeMessage.ChannelId));
        b.Ref<IntakeMessage, SalesOrder>(nameof(IntakeMessage.OrderId));
    }
}
