using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Invoicing;

public sealed class InvoiceQueriesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task An_invoice_stands_as_open_overdue_reversed_or_draft_and_the_totals_follow(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 50m);
        var first = await InvoiceAsync(shop, item, 1m);
        var second = await InvoiceAsync(shop, item, 2m);
        await shop.Stornos.ReverseAsync(shop.Actor, Guid.NewGuid(), second.Id, "wrong", default);
        await shop.Invoices.SaveDraftAsync(shop.Actor, new SaveInvoice(Guid.NewGuid(), 0, 0, shop.Customer, shop.Warehouse, shop.Today, null, "EUR", null, null, shop.Order((item, 3, 10m)).Lines), default);
        var queries = shop.Get<InvoiceQueries>();
        var late = shop.Today.AddDays(20);

        (await StandingsAsync(shop.Today, null)).ShouldBe([InvoiceStanding.Draft, InvoiceStanding.CreditNote, InvoiceStanding.Reversed, InvoiceStanding.Open]);
        (await StandingsAsync(late, InvoiceStanding.Overdue)).ShouldBe([InvoiceStanding.Overdue]);
        (await StandingsAsync(shop.Today, InvoiceStanding.Overdue)).ShouldBeEmpty();
        (await StandingsAsync(shop.Today, InvoiceStanding.Open)).ShouldBe([InvoiceStanding.Open]);
        (await StandingsAsync(shop.Today, InvoiceStanding.Reversed)).ShouldBe([InvoiceStanding.Reversed]);
        (await StandingsAsync(shop.Today, InvoiceStanding.Draft)).ShouldBe([InvoiceStanding.Draft]);
        (await StandingsAsync(shop.Today, InvoiceStanding.Paid)).ShouldBeEmpty();
        (await queries.TotalsAsync(shop.Actor, new InvoiceFilter(new PageQuery(), late, InvoiceStanding.Open), default)).ShouldBe([new InvoiceTotal("EUR", 1, 12.10m, 12.10m)]);
        (await queries.ListAsync(shop.Actor, new InvoiceFilter(new PageQuery("rīgas " + first.Number), late), default)).Rows.ShouldHaveSingleItem().Id.ShouldBe(first.Id);
        (await queries.DebtorsAsync(shop.Actor, late, 10, default)).ShouldBe([new Debtor(shop.Customer, "SIA Rīgas Auto", "EUR", 12.10m, 12.10m, shop.Today.AddDays(14), 1)]);
        (await queries.ReceivablesAsync(shop.Actor, late, default)).ShouldBe(new Receivables(0m, 12.10m, 0m, 0m, 0m, 1, shop.Today.AddDays(14)));
        (await queries.ReceivablesAsync(shop.Actor, shop.Today, default)).NotDue.ShouldBe(12.10m);

        async Task<List<InvoiceStanding>> StandingsAsync(DateOnly today, InvoiceStanding? standing) =>
            [.. (await queries.ListAsync(shop.Actor, new InvoiceFilter(new PageQuery(), today, standing), default)).Rows.Select(r => r.Standing(today))];
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_card_shows_its_lines_vat_and_the_ledger_lines_it_made(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var item = await shop.ItemAsync("A", 10m, 5m, 4m);
        var invoice = await InvoiceAsync(shop, item, 2m);
        var queries = shop.Get<InvoiceQueries>();

        var card = (await queries.GetAsync(shop.Actor, invoice.Id, default)).Value;

        (card.Net, card.Vat, card.Gross, card.Open, card.Lines.Count, card.OrderNumber).ShouldBe((20m, 4.20m, 24.20m, 24.20m, 1, "SO-00001"));
        card.VatLines.ShouldHaveSingleItem().Amount.ShouldBe(4.20m);
        var ledger = await queries.LedgerAsync(shop.Actor, invoice.Id, default);
        ledger.Sum(l => l.Debit).ShouldBe(ledger.Sum(l => l.Credit));
        ledger.Select(l => l.Kind).Distinct().ShouldBe(["post", "cost"], ignoreOrder: true);
    }

    private static async Task<PostedInvoice> InvoiceAsync(TestCompany shop, long item, decimal quantity)
    {
        var order = (await shop.Orders.SaveAsync(shop.Actor, shop.Order((item, quantity, 10m)), default)).Value;
        return (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value;
    }
}
