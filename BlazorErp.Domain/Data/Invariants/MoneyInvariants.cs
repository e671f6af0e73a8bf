namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Statements, their lines, and what they pay.</summary>
internal static class MoneyInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant(
            "bank.statement", "A statement's stated difference is opening and lines less closing, and its lines are all there", "select count(*) from bank_statement",
            "select company_id, 'bank-statement', id, coalesce(statement_id, ''), opening + line_sum - closing, difference from bank_statement where opening is not null and closing is not null and difference is not null and difference <> opening + line_sum - closing",
            """
            select s.company_id, 'bank-statement', s.id, coalesce(s.statement_id, ''), s.line_sum, coalesce(sum(l.amount), 0) from bank_statement s join bank_file f on f.company_id = s.company_id and f.id = s.file_id and f.known_lines = 0
            left join bank_line l on l.company_id = s.company_id and l.statement_id = s.id group by s.company_id, s.id, s.statement_id, s.line_sum having s.line_sum <> coalesce(sum(l.amount), 0)
            """),
        new SqlInvariant(
            "bank.line_once", "A line of a bank is here once", "select count(*) from bank_line",
            "select company_id, 'bank-line', min(id), '', 1, count(*) from bank_line group by company_id, bank_account_id, content_hash, occurrence having count(*) > 1",
            "select company_id, 'bank-line', min(id), '', count(*), max(occurrence) from bank_line group by company_id, bank_account_id, content_hash having max(occurrence) <> count(*) or min(occurrence) <> 1") { Counts = true },
        new SqlInvariant(
            "bank.line_allocated", "A booked line is explained to the cent, an open one not at all, and none pays more than it has", "select count(*) from bank_line",
            """
            select l.company_id, 'bank-line', l.id, l.counterparty_name, l.amount, coalesce(sum(a.amount), 0) from bank_line l left join allocation a on a.company_id = l.company_id and a.bank_line_id = l.id
            group by l.company_id, l.id, l.counterparty_name, l.amount, l.state having (l.state = 3 and coalesce(sum(a.amount), 0) <> l.amount) or (l.state <> 3 and coalesce(sum(a.amount), 0) <> 0)
            """),
        new SqlInvariant(
            "bank.item_allocated", "No document is paid more than it is, and what it gets is in its own currency", "select count(*) from allocation where open_item_id is not null",
            """
            select o.company_id, 'open-item', o.id, o.document_number, o.amount, sum(coalesce(a.item_amount, a.amount)) from allocation a join open_item o on o.company_id = a.company_id and o.id = a.open_item_id
            group by o.company_id, o.id, o.document_number, o.amount having (o.amount >= 0 and (sum(coalesce(a.item_amount, a.amount)) > o.amount or sum(coalesce(a.item_amount, a.amount)) < 0)) or (o.amount < 0 and (sum(coalesce(a.item_amount, a.amount)) < o.amount or sum(coalesce(a.item_amount, a.amount)) > 0))
            """,
            """
            select a.company_id, 'bank-line', a.bank_line_id, o.document_number, 1, 0 from allocation a join open_item o on o.company_id = a.company_id and o.id = a.open_item_id join bank_line l on l.company_id = a.company_id and l.id = a.bank_line_id
            where (l.currency = o.currency and a.item_amount is not null) or (l.currency <> o.currency and a.item_amount is null)
            """,
            "select company_id, 'bank-line', bank_line_id, '', 1, 0 from allocation where (open_item_id is null and account_id is null) or (open_item_id is not null and account_id is not null)",
            """
            select r.company_id, 'bank-line', r.bank_line_id, '', -o.amount, r.amount from allocation r join allocation o on o.company_id = r.company_id and o.id = r.reverses_id
            where r.amount <> -o.amount or coalesce(r.item_amount, 0) <> -coalesce(o.item_amount, 0) or r.bank_line_id <> o.bank_line_id or coalesce(r.open_item_id, 0) <> coalesce(o.open_item_id, 0)
            """),
        new SqlInvariant(
            "bank.open_item", "What is open of a document is its amount less what was paid and settled", "select count(*) from open_item",
            """
            select o.company_id, 'open-item', o.id, o.document_number, o.amount - coalesce(a.paid, 0) - coalesce(d.settled, 0) + coalesce(c.settled, 0), o."open" from open_item o
            left join (select company_id, open_item_id, sum(coalesce(item_amount, amount)) as paid from allocation where open_item_id is not null group by company_id, open_item_id) a on a.company_id = o.company_id and a.open_item_id = o.id
            left join (select company_id, debit_item_id, sum(amount) as settled from settlement group by company_id, debit_item_id) d on d.company_id = o.company_id and d.debit_item_id = o.id
            left join (select company_id, credit_item_id, sum(amount) as settled from settlement group by company_id, credit_item_id) c on c.company_id = o.company_id and c.credit_item_id = o.id
            where o."open" <> o.amount - coalesce(a.paid, 0) - coalesce(d.settled, 0) + coalesce(c.settled, 0)
            """,
            "select company_id, 'open-item', id, document_number, amount, \"open\" from open_item where (amount >= 0 and (\"open\" < 0 or \"open\" > amount)) or (amount < 0 and (\"open\" > 0 or \"open\" < amount)) or (\"open\" = 0 and open_base <> 0)"),
        new SqlInvariant(
            "bank.invoice_open", "Every posted invoice has one open item of its gross, and every open item its invoice", "select count(*) from invoice where state = 2",
            """
            select i.company_id, 'invoice', i.id, i.number, i.gross, coalesce(sum(o.amount), 0) from invoice i left join open_item o on o.company_id = i.company_id and o.document_type = 'invoice' and o.document_id = i.id and o.currency = i.currency and o.partner_id = i.partner_id
            where i.state = 2 group by i.company_id, i.id, i.number, i.gross having count(o.id) <> 1 or coalesce(sum(o.amount), 0) <> i.gross
            """,
            "select o.company_id, 'open-item', o.id, o.document_number, 1, 0 from open_item o where o.document_type = 'invoice' and not exists (select 1 from invoice i where i.company_id = o.company_id and i.id = o.document_id and i.state = 2)"),
        new SqlInvariant(
            "provider.lines", "The lines of a provider's transaction are what it moved: gross and fee once it is done, nothing before", "select count(*) from provider_entry",
            """
            select e.company_id, 'provider-entry', e.id, e.external_id, case when {e.moves_money} and e.status in (2, 3) then e.gross + e.fee else 0 end, coalesce(sum(l.amount), 0) from provider_entry e
            left join bank_line l on l.company_id = e.company_id and l.entry_id = e.id and l.bank_account_id = e.bank_account_id group by e.company_id, e.id, e.external_id, e.moves_money, e.status, e.gross, e.fee
            having coalesce(sum(l.amount), 0) <> case when {e.moves_money} and e.status in (2, 3) then e.gross + e.fee else 0 end
            """,
            "select l.company_id, 'bank-line', l.id, l.counterparty_name, 1, 0 from bank_line l join bank_account a on a.company_id = l.company_id and a.id = l.bank_account_id where (a.kind = 1 and l.statement_id is null) or (a.kind <> 1 and l.entry_id is null)"),
        new SqlInvariant(
            "provider.balance", "The difference shown beside a provider's balance is that balance less our lines up to then", "select count(*) from bank_account where told_balance is not null",
            """
            select a.company_id, 'bank-account', a.id, a.name, a.told_balance - coalesce(sum(x.amount), 0), a.difference from bank_account a
            left join (select l.company_id, l.bank_account_id, l.amount, e.at from bank_line l join provider_entry e on e.company_id = l.company_id and e.id = l.entry_id) x on x.company_id = a.company_id and x.bank_account_id = a.id and x.at <= a.told_at
            where a.told_balance is not null group by a.company_id, a.id, a.name, a.told_balance, a.told_available, a.difference
            having a.difference is null or (a.told_balance - coalesce(sum(x.amount), 0) <> a.difference and coalesce(a.told_available, a.told_balance) - coalesce(sum(x.amount), 0) <> a.difference)
            """),
    ];
}
