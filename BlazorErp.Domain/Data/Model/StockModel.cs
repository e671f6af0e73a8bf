using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Model;

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
