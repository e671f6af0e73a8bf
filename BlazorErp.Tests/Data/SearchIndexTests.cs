using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Data;

/// <summary>A search through the long lists reads the narrow index that holds the text, not the wide rows.</summary>
public sealed class SearchIndexTests
{
    private static readonly PageQuery Search = new("riga 0001");

    [Fact]
    public async Task Searches_of_orders_and_invoices_walk_the_index_that_holds_the_text_from_its_end()
    {
        await using var shop = await TestCompany.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = shop.Db.Read(shop.Actor);

        (await PlanAsync(db, OrderQueries.Filtered(db, new OrderFilter(Search)).OrderByDescending(o => o.Id).Take(100).Select(o => o.Id)))
            .ShouldBe(["SEARCH s USING COVERING INDEX ix_sales_order_company_id_id_search_text (company_id=?)"]);
        (await PlanAsync(db, InvoiceQueries.Filtered(db, new InvoiceFilter(Search, shop.Today)).OrderByDescending(i => i.Id).Take(100).Select(i => i.Id)))
            .ShouldBe(["SEARCH i USING COVERING INDEX ix_invoice_company_id_id_search_text (company_id=?)"]);
    }

    [Fact]
    public void The_longest_fragment_is_asked_first() => SearchText.RarestFirst("so 54321 po-1").ShouldBe(["54321", "so", "po", "1"]);

    private static async Task<List<string>> PlanAsync(ErpDbContext db, IQueryable<long> query)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
        command.CommandText = "explain query plan " + command.CommandText;
        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }
}
