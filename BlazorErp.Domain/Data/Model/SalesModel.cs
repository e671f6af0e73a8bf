using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

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
            e.HasSearchIndex(x => new { x.CompanyId, x.Id, x.SearchText });
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
            e.HasSearchIndex(x => new { x.CompanyId, x.Id, x.SearchText });
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
