using System.IO.Compression;
using System.Net;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;

namespace BlazorErp.Tests.Sales;

public sealed class ExportTests
{
    [Fact]
    public async Task An_export_holds_what_the_filter_shows_and_only_for_those_who_may_see_it()
    {
        await using var trading = await TradingHost.StartAsync();
        var item = await trading.ItemAsync("FLT-W712", "Oil filter W712", 5.90m, 10m);
        await trading.ItemAsync("BRG-6204", "Bearing 6204-2RS", 4.20m, 50m);
        var first = await trading.OrderAsync((item, 4m, 5.90m));
        var second = await trading.OrderAsync((item, 20m, 5.90m));
        using var client = await trading.Host.SignInAsync(trading.Owner);

        (await SheetAsync(client, "/orders/export.xlsx?short=1")).ShouldSatisfyAllConditions(s => s.ShouldContain(second.Number), s => s.ShouldNotContain(first.Number));
        (await SheetAsync(client, "/stock/export.xlsx?free=10")).ShouldSatisfyAllConditions(s => s.ShouldContain("FLT-W712"), s => s.ShouldNotContain("BRG-6204"));

        using var warehouse = await trading.Host.SignInAsync(await trading.Host.UserAsync(trading.CompanyId, Role.Warehouse));
        (await warehouse.GetAsync("/invoices/export.xlsx")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
        (await trading.Host.Client().GetAsync("/orders/export.xlsx")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_invoice_is_printed_in_the_customers_language_and_as_pdf_where_chromium_is()
    {
        await using var trading = await TradingHost.StartAsync();
        var item = await trading.ItemAsync("FLT-W712", "Oil filter W712", 5.90m, 10m);
        var order = await trading.OrderAsync((item, 4m, 5.90m));
        var invoice = (await trading.Get<InvoiceService>().InvoiceOrderAsync(trading.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value;
        using var client = await trading.Host.SignInAsync(trading.Owner);

        var page = WebUtility.HtmlDecode(await client.GetStringAsync($"/invoices/{invoice.Id}/print"));

        page.ShouldSatisfyAllConditions(p => p.ShouldContain("Rēķins"), p => p.ShouldContain(invoice.Number), p => p.ShouldContain("28,56"), p => p.ShouldContain("lang=\"lv\""));
        (await client.GetStringAsync("/print.css")).ShouldContain("@page");
        page.ShouldNotContain("<style");
        (await trading.Get<BlazorErp.Invoicing.InvoicePrint>().HtmlAsync(trading.Actor, invoice.Id, false, "http://localhost/", default)).Value.Html.ShouldSatisfyAllConditions(h => h.ShouldContain("<style>"), h => h.ShouldNotContain("/print.css\""));
        (await client.GetAsync("/invoices/1/print")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var pdf = await client.GetAsync($"/invoices/{invoice.Id}/pdf");
        if (Browser.Chromium.Installed)
        {
            (await pdf.Content.ReadAsByteArrayAsync())[..5].ShouldBe("%PDF-"u8.ToArray());
        }
        else
        {
            pdf.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
    }

    private static async Task<string> SheetAsync(HttpClient client, string address)
    {
        await using var file = await client.GetStreamAsync(address);
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory);
        using var zip = new ZipArchive(memory);
        var all = new System.Text.StringBuilder();
        foreach (var part in zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(part.Open());
            all.Append(await reader.ReadToEndAsync());
        }

        return all.ToString();
    }
}
