namespace BlazorErp.Domain.Data.Invariants;

/// <summary>The books: balanced, one posting a document, control accounts equal to what they control.</summary>
internal static class LedgerInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant(
            "ledger.balanced", "Every entry balances and has two lines at least", "select count(*) from journal_entry",
            "select company_id, 'entry', entry_id, '', sum(debit), sum(credit) from journal_line group by company_id, entry_id having sum(debit) <> sum(credit)",
            "select e.company_id, 'entry', e.id, e.text, 2, count(l.id) from journal_entry e left join journal_line l on l.company_id = e.company_id and l.entry_id = e.id group by e.company_id, e.id, e.text having count(l.id) < 2"),
        new SqlInvariant(
            "ledger.line_sane", "Every line is a debit or a credit, over zero; in base currency both amounts are one", "select count(*) from journal_line",
            "select company_id, 'entry', entry_id, '', debit, credit from journal_line where debit < 0 or credit < 0 or (debit = 0 and credit = 0) or (debit <> 0 and credit <> 0)",
            "select l.company_id, 'entry', l.entry_id, l.currency, l.debit - l.credit, l.currency_amount from journal_line l join company c on c.id = l.company_id and c.currency = l.currency where l.currency_amount <> l.debit - l.credit"),
        new SqlInvariant(
            "ledger.trial_balance", "Debits and credits of a company are equal, in every month", "select count(*) from company",
            """
            select l.company_id, 'company', l.company_id, min(e.text), sum(l.debit), sum(l.credit) from journal_line l left join journal_entry e on e.company_id = l.company_id and e.id = l.entry_id
            group by l.company_id, e.date having sum(l.debit) <> sum(l.credit)
            """),
        new SqlInvariant(
            "ledger.posted_once", "Every posted document has its entry, one of a kind, and every entry its document", "select count(*) from journal_entry",
            "select company_id, source_type, source_id, min(text), 1, count(*) from journal_entry group by company_id, source_type, source_id, source_kind having count(*) > 1",
            "select i.company_id, 'invoice', i.id, i.number, 1, 0 from invoice i where i.state = 2 and (i.gross <> 0 or i.net <> 0) and not exists (select 1 from journal_entry e where e.company_id = i.company_id and e.source_type = 'invoice' and e.source_id = i.id and e.source_kind = 'post')",
            """
            select d.company_id, 'delivery', d.id, d.number, 1, 0 from delivery d join (select company_id, delivery_id, sum(cost) as cost from delivery_line group by company_id, delivery_id) l on l.company_id = d.company_id and l.delivery_id = d.id
            where l.cost <> 0 and not exists (select 1 from journal_entry e where e.company_id = d.company_id and e.source_type = 'delivery' and e.source_id = d.id)
            """,
            """
            select d.company_id, 'stock-document', d.id, d.number, 1, 0 from stock_document d join (select company_id, document_id, sum(value) as value from stock_move where document_type = 'stock-document' group by company_id, document_id) m on m.company_id = d.company_id and m.document_id = d.id
            where m.value <> 0 and not exists (select 1 from journal_entry e where e.company_id = d.company_id and e.source_type = 'stock-document' and e.source_id = d.id)
            """,
            """
            select e.company_id, 'entry', e.id, e.text, 1, 0 from journal_entry e
            where (e.source_type = 'invoice' and not exists (select 1 from invoice d where d.company_id = e.company_id and d.id = e.source_id and d.state = 2))
               or (e.source_type = 'delivery' and not exists (select 1 from delivery d where d.company_id = e.company_id and d.id = e.source_id))
               or (e.source_type = 'stock-document' and not exists (select 1 from stock_document d where d.company_id = e.company_id and d.id = e.source_id))
            """) { Counts = true },
        new SqlInvariant(
            "ledger.invoice_amounts", "What an invoice posts to the receivable account is its gross, and its VAT to the VAT account", "select count(*) from invoice where state = 2",
            InvoiceAccount(1, "gross"),
            InvoiceAccount(4, "-vat")),
        new SqlInvariant(
            "ledger.receivables", "The receivable account is the sum of what customers' documents leave open, customer by customer", "select count(*) from open_item",
            """
            select x.company_id, 'partner', x.partner_id, coalesce(p.name, ''), sum(x.items), sum(x.booked) from (
                select company_id, partner_id, open_base as items, 0 as booked from open_item
                union all select l.company_id, coalesce(l.partner_id, 0), 0, l.debit - l.credit from journal_line l join account a on a.company_id = l.company_id and a.id = l.account_id where a.role = 1) x
            left join partner p on p.company_id = x.company_id and p.id = x.partner_id
            group by x.company_id, x.partner_id, p.name having sum(x.items) <> sum(x.booked)
            """),
        new SqlInvariant(
            "ledger.bank", "A bank's ledger account is the sum of its booked lines", "select count(*) from bank_account",
            """
            select x.company_id, 'bank-account', min(x.bank_id), '', sum(x.lines), sum(x.booked) from (
                select b.company_id, b.account_id, b.id as bank_id, l.amount as lines, 0 as booked from bank_account b join bank_line l on l.company_id = b.company_id and l.bank_account_id = b.id where l.state = 3
                union all select b.company_id, b.account_id, b.bank_id, 0, l.currency_amount from (select company_id, account_id, min(id) as bank_id from bank_account group by company_id, account_id) b
                    join journal_line l on l.company_id = b.company_id and l.account_id = b.account_id) x
            group by x.company_id, x.account_id having sum(x.lines) <> sum(x.booked)
            """),
        new SqlInvariant(
            "ledger.vat", "The VAT account is the VAT of the posted invoices in base currency", "select count(*) from invoice_vat",
            """
            select x.company_id, 'company', x.company_id, '', sum(x.documents), sum(x.booked) from (
                select v.company_id, v.amount as documents, 0 as booked from invoice_vat v join invoice i on i.company_id = v.company_id and i.id = v.invoice_id join company c on c.id = i.company_id and c.currency = i.currency where i.state = 2
                union all select l.company_id, 0, l.credit - l.debit from journal_line l join account a on a.company_id = l.company_id and a.id = l.account_id join company c on c.id = l.company_id and c.currency = l.currency
                    join journal_entry e on e.company_id = l.company_id and e.id = l.entry_id where a.role = 4 and e.source_type = 'invoice') x
            group by x.company_id having sum(x.documents) <> sum(x.booked)
            """),
        new SqlInvariant(
            "ledger.reversals", "A reversal and its original come to nothing, account by account", "select count(*) from journal_entry where reverses_id is not null",
            """
            select x.company_id, 'entry', x.id, '', 0, sum(x.amount) from (
                select e.company_id, e.reverses_id as id, l.account_id, l.currency, l.debit - l.credit as amount from journal_entry e join journal_line l on l.company_id = e.company_id and l.entry_id = e.id where e.reverses_id is not null
                union all select e.company_id, e.reverses_id, l.account_id, l.currency, l.debit - l.credit from journal_entry e join journal_line l on l.company_id = e.company_id and l.entry_id = e.reverses_id where e.reverses_id is not null) x
            group by x.company_id, x.id, x.account_id, x.currency having sum(x.amount) <> 0
            """,
            "select company_id, 'entry', reverses_id, '', 1, count(*) from journal_entry where reverses_id is not null group by company_id, reverses_id having count(*) > 1"),
        new ExchangeInvariant(),
    ];

    private static string InvoiceAccount(int role, string amount) =>
        $"""
        select i.company_id, 'invoice', i.id, i.number, min({(amount[0] == '-' ? "-i." + amount[1..] : "i." + amount)}), coalesce(sum(x.currency_amount), 0) from invoice i
        left join (select e.company_id, e.source_id, l.currency_amount, l.currency from journal_entry e join journal_line l on l.company_id = e.company_id and l.entry_id = e.id
            join account a on a.company_id = l.company_id and a.id = l.account_id where e.source_type = 'invoice' and e.source_kind = 'post' and a.role = {role}) x
            on x.company_id = i.company_id and x.source_id = i.id and x.currency = i.currency
        where i.state = 2 group by i.company_id, i.id, i.number having min({(amount[0] == '-' ? "-i." + amount[1..] : "i." + amount)}) <> coalesce(sum(x.currency_amount), 0)
        """;
}
