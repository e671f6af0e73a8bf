namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Orders, invoices, deliveries: headers are their lines, numbers have no gaps, corrections name what they correct.</summary>
internal static class DocumentInvariants
{
    private static readonly (string Table, string Entity, string Where)[] Numbered =
        [("sales_order", "order", ""), ("delivery", "delivery", ""), ("stock_document", "stock-document", ""), ("invoice", "invoice", "where number is not null")];

    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant(
            "document.totals", "The net, VAT and gross of every order and invoice are those of its lines", "select (select count(*) from invoice) + (select count(*) from sales_order)",
            Header("invoice", "invoice", "net", "invoice_line", "invoice_id", "net"),
            Header("invoice", "invoice", "vat", "invoice_vat", "invoice_id", "amount"),
            Header("sales_order", "order", "net", "sales_order_line", "order_id", "net"),
            "select company_id, 'invoice', id, number, net + vat + rounding, gross from invoice where gross <> net + vat + rounding",
            "select company_id, 'order', id, number, net + vat + rounding, gross from sales_order where gross <> net + vat + rounding",
            "select h.company_id, 'invoice', h.id, h.number, 1, 0 from invoice h where not exists (select 1 from invoice_line l where l.company_id = h.company_id and l.invoice_id = h.id)",
            "select h.company_id, 'order', h.id, h.number, 1, 0 from sales_order h where not exists (select 1 from sales_order_line l where l.company_id = h.company_id and l.order_id = h.id)"),
        new VatInvariant(),
        new SqlInvariant(
            "document.invoiced", "No more is invoiced than was ordered, no more credited than invoiced, and an invoiced order is invoiced whole", "select count(*) from sales_order_line",
            """
            select l.company_id, 'order', l.order_id, l.description, l.quantity, sum(i.quantity) from invoice_line i join sales_order_line l on l.company_id = i.company_id and l.id = i.order_line_id
            where {i.posted} group by l.company_id, l.order_id, l.id, l.description, l.quantity having sum(i.quantity) > l.quantity or sum(i.quantity) < 0
            """,
            """
            select l.company_id, 'order', l.order_id, o.number, l.quantity, coalesce(sum(i.quantity), 0) from sales_order o join sales_order_line l on l.company_id = o.company_id and l.order_id = o.id
            left join invoice_line i on i.company_id = l.company_id and i.order_line_id = l.id and {i.posted}
            where o.state = 2 group by l.company_id, l.order_id, l.id, o.number, l.quantity having coalesce(sum(i.quantity), 0) <> l.quantity
            """,
            """
            select o.company_id, 'order', o.id, o.number, 0, sum(l.quantity) from sales_order o join invoice i on i.company_id = o.company_id and i.order_id = o.id join invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id
            where o.state = 3 and i.state = 2 group by o.company_id, o.id, o.number having sum(l.quantity) <> 0
            """),
        new SqlInvariant(
            "document.gap_free", "Numbers run from 1 without a gap or a repeat in every series and year", "select count(*) from number_counter",
            [.. Numbered.Select(n => $"""
                select company_id, '{n.Entity}', max(id), '', count(*), max(series_number) from {n.Table} {n.Where}
                group by company_id, series_id, series_year having min(series_number) <> 1 or max(series_number) <> count(*) or count(distinct series_number) <> count(*)
                """)]) { Counts = true },
        new SqlInvariant(
            "document.counter", "The counter of a series and year is its highest number", "select count(*) from number_counter",
            $"""
            select x.company_id, 'series', x.series_id, '', max(x.used), max(x.counted) from (
                select company_id, series_id, year as series_year, 0 as used, last as counted from number_counter
                {string.Join(' ', Numbered.Select(n => $"union all select company_id, series_id, series_year, series_number, 0 from {n.Table} {n.Where}"))}) x
            group by x.company_id, x.series_id, x.series_year having max(x.used) <> max(x.counted)
            """) { Counts = true },
        new SqlInvariant(
            "document.numbered", "An invoice has a number when it is posted, and only then; its lines are posted with it", "select count(*) from invoice",
            "select company_id, 'invoice', id, coalesce(number, ''), case when state = 1 then 0 else 1 end, case when number is null then 0 else 1 end from invoice where (state = 1 and number is not null) or (state = 2 and (number is null or series_id is null or series_year is null or series_number is null or posted_at is null))",
            "select i.company_id, 'invoice', i.id, coalesce(i.number, ''), i.state, 0 from invoice_line l join invoice i on i.company_id = l.company_id and i.id = l.invoice_id where (i.state = 2 and not ({l.posted})) or (i.state = 1 and {l.posted})",
            "select i.company_id, 'invoice', i.id, coalesce(i.number, ''), i.state, 0 from invoice_vat l join invoice i on i.company_id = l.company_id and i.id = l.invoice_id where (i.state = 2 and not ({l.posted})) or (i.state = 1 and {l.posted})") { Counts = true },
        new SqlInvariant(
            "document.dates_follow", "Invoice dates follow invoice numbers", "select count(*) from invoice where number is not null",
            "select company_id, 'invoice', id, number, earlier, date from (select company_id, id, number, date, lag(date) over (partition by company_id, series_id, series_year order by series_number) as earlier from invoice where number is not null) x where earlier > date"),
        new GuardInvariant(),
        new SqlInvariant(
            "document.corrections", "A credit note mirrors one posted invoice of the same customer and currency; a reversal mirrors its document line by line", "select (select count(*) from invoice where kind = 2) + (select count(*) from delivery where reverses_id is not null) + (select count(*) from stock_document where reverses_id is not null)",
            """
            select n.company_id, 'invoice', n.id, coalesce(n.number, ''), coalesce(-i.gross, 0), n.gross from invoice n left join invoice i on i.company_id = n.company_id and i.id = n.reverses_id
            where n.kind = 2 and (i.id is null or i.kind <> 1 or i.state <> 2 or i.partner_id <> n.partner_id or i.currency <> n.currency or n.gross <> -i.gross or n.net <> -i.net or n.date < i.date)
            """,
            "select company_id, 'invoice', id, coalesce(number, ''), 0, 1 from invoice where kind = 1 and reverses_id is not null",
            "select company_id, 'invoice', reverses_id, '', 1, count(*) from invoice where reverses_id is not null group by company_id, reverses_id having count(*) > 1",
            """
            select x.company_id, 'delivery', x.id, '', 0, sum(x.quantity) from (
                select d.company_id, d.reverses_id as id, l.item_id, l.quantity from delivery d join delivery_line l on l.company_id = d.company_id and l.delivery_id = d.id where d.reverses_id is not null
                union all select d.company_id, d.reverses_id, l.item_id, l.quantity from delivery d join delivery_line l on l.company_id = d.company_id and l.delivery_id = d.reverses_id where d.reverses_id is not null) x
            group by x.company_id, x.id, x.item_id having sum(x.quantity) <> 0
            """,
            """
            select x.company_id, 'stock-document', x.id, '', 0, sum(x.quantity) from (
                select d.company_id, d.reverses_id as id, m.item_id, m.quantity from stock_document d join stock_move m on m.company_id = d.company_id and m.document_type = 'stock-document' and m.document_id = d.id where d.reverses_id is not null
                union all select d.company_id, d.reverses_id, m.item_id, m.quantity from stock_document d join stock_move m on m.company_id = d.company_id and m.document_type = 'stock-document' and m.document_id = d.reverses_id where d.reverses_id is not null) x
            group by x.company_id, x.id, x.item_id having sum(x.quantity) <> 0
            """),
    ];

    private static string Header(string table, string entity, string column, string lines, string link, string amount) =>
        $"""
        select h.company_id, '{entity}', h.id, h.number, coalesce(l.amount, 0), h.{column} from {table} h
        left join (select company_id, {link} as head_id, sum({amount}) as amount from {lines} group by company_id, {link}) l on l.company_id = h.company_id and l.head_id = h.id
        where h.{column} <> coalesce(l.amount, 0)
        """;
}
