using System.Globalization;
using System.Text.RegularExpressions;
using BlazorErp.Domain.Data;

namespace BlazorErp.Tests.Data.Invariants;

/// <summary>Ways to spoil the books, by the invariant that must see it. "#1#" is an amount or quantity as the engine stores it, "{posted}" a boolean as a condition.</summary>
internal static partial class Plants
{
    private const string Receivable = "select id from account where role = 1";

    private static readonly (string Code, string Sql)[] All =
    [
        ("stock.on_hand", "update stock_level set on_hand = on_hand + #1#"),
        ("stock.on_hand", "insert into stock_move select company_id, id + 1, item_id, warehouse_id, quantity, value, balance_after, kind, date, at, document_type, document_id, document_number, document_line_id from stock_move where id = (select max(id) from stock_move)"),
        ("stock.reserved", "update stock_level set reserved = 0"),
        ("stock.reserved", "delete from reservation where state = 1"),
        ("stock.level_value", "update stock_level set value = value + #0.01#"),
        ("stock.level_sane", "update stock_level set reserved = on_hand + #1#"),
        ("stock.level_sane", "update stock_level set on_hand = -#1#"),
        ("stock.level_sane", "update stock_level set on_hand = 0, reserved = 0, value = #1#"),
        ("stock.running", "update stock_move set balance_after = -#1# where id = (select max(id) from stock_move)"),
        ("stock.running", "update stock_move set balance_after = balance_after + #1# where id = (select max(id) from stock_move)"),
        ("stock.reservation_sane", "update reservation set used_quantity = used_quantity + #1#"),
        ("stock.reservation_sane", "update reservation set state = 2 where open_quantity > 0"),
        ("stock.reservation_sane", "update sales_order set state = 3 where state = 1"),
        ("stock.reservation_sane", "update sales_order_line set quantity = #0.5# where id in (select order_line_id from reservation where state = 1)"),
        ("stock.inventory_account", "update journal_line set debit = debit + #1# where debit > 0 and account_id in (select id from account where role = 3)"),
        ("stock.shipped", "update delivery_line set quantity = quantity + #100# where quantity > 0"),
        ("stock.shipped", "update delivery_line set cost = cost + #0.01#"),
        ("stock.documents", "delete from stock_document"),
        ("stock.documents", "delete from stock_move where document_type = 'stock-document'"),
        ("document.totals", "update invoice set gross = gross + #0.01#"),
        ("document.totals", "update invoice_line set net = net + #0.01#"),
        ("document.totals", "update invoice_vat set amount = amount + #0.01#"),
        ("document.totals", "delete from sales_order_line"),
        ("document.vat", "update invoice_vat set amount = amount + #0.01#"),
        ("document.vat", "update sales_order set vat = vat + #0.01#"),
        ("document.vat", "update invoice_line set quantity = quantity + #1#"),
        ("document.invoiced", "update invoice_line set quantity = quantity + #100# where quantity > 0"),
        ("document.invoiced", "update sales_order_line set quantity = quantity + #1#"),
        ("document.invoiced", "update sales_order set state = 3 where state = 2"),
        ("document.gap_free", "delete from sales_order where series_number = 1"),
        ("document.gap_free", "update invoice set series_number = 1 where kind = 1"),
        ("document.gap_free", "update delivery set series_number = series_number + 10"),
        ("document.counter", "update number_counter set last = last + 1"),
        ("document.counter", "delete from number_counter"),
        ("document.numbered", "update invoice set number = null where state = 2"),
        ("document.numbered", "update invoice set state = 1"),
        ("document.dates_follow", "update invoice set date = '2020-01-01' where kind = 1 and series_number = (select max(series_number) from invoice where kind = 1)"),
        ("document.guarded", "sqlite:select 1|postgresql:alter table invoice disable trigger invoice_final"),
        ("document.corrections", "update invoice set kind = 1 where kind = 2"),
        ("document.corrections", "update invoice set gross = gross - #1# where kind = 2"),
        ("document.corrections", "update invoice set partner_id = partner_id + 1 where kind = 2"),
        ("document.corrections", "delete from delivery_line where quantity < 0"),
        ("document.sealed", "update invoice_line set description = 'Another thing' where id = (select min(id) from invoice_line)"),
        ("document.sealed", "delete from seal where position = 1 and chain <> 'audit'"),
        ("document.sealed", "delete from invoice where series_number = 2 and kind = 1"),
        ("audit.sealed", "update audit_entry set actor_name = 'Nobody' where id = (select min(id) from audit_entry)"),
        ("audit.sealed", "delete from audit_entry where id = (select min(id) from audit_entry where company_id = 1)"),
        ("ledger.balanced", "update journal_line set debit = debit + #0.01# where debit > 0"),
        ("ledger.balanced", "delete from journal_line where credit > 0"),
        ("ledger.line_sane", "update journal_line set credit = #1#, debit = #1#"),
        ("ledger.line_sane", "update journal_line set currency_amount = currency_amount + #1#"),
        ("ledger.trial_balance", "delete from journal_line where id = (select max(id) from journal_line)"),
        ("ledger.posted_once", "delete from journal_entry where source_type = 'invoice'"),
        ("ledger.posted_once", "delete from journal_entry where source_type = 'delivery'"),
        ("ledger.posted_once", "delete from invoice"),
        ("ledger.posted_once", "update journal_entry set source_id = 1, source_kind = 'post', source_type = 'x'"),
        ("ledger.invoice_amounts", $"update journal_line set currency_amount = currency_amount + #0.01# where account_id in ({Receivable})"),
        ("ledger.receivables", "update open_item set open_base = open_base + #0.01#"),
        ("ledger.receivables", $"update journal_line set partner_id = null where account_id in ({Receivable})"),
        ("ledger.bank", "update bank_line set amount = amount + #1# where state = 3"),
        ("ledger.bank", "update bank_line set state = 1"),
        ("ledger.vat", "update journal_line set credit = credit + #0.01# where credit > 0 and account_id in (select id from account where role = 4)"),
        ("ledger.reversals", "update journal_line set debit = debit + #1# where debit > 0 and entry_id in (select id from journal_entry where reverses_id is not null)"),
        ("ledger.exchange", "update invoice set rate = rate * 2"),
        ("bank.statement", "update bank_statement set difference = #5#"),
        ("bank.statement", "delete from bank_line where state = 1"),
        ("bank.line_once", "update bank_line set content_hash = 'a', occurrence = 1"),
        ("bank.line_once", "update bank_line set occurrence = 3"),
        ("bank.line_allocated", "delete from allocation"),
        ("bank.line_allocated", "update bank_line set state = 1"),
        ("bank.item_allocated", "update allocation set amount = #1000000#"),
        ("bank.item_allocated", "update allocation set account_id = 1"),
        ("bank.open_item", "update open_item set \"open\" = \"open\" + #0.01#"),
        ("bank.open_item", "delete from settlement"),
        ("bank.open_item", "update open_item set \"open\" = amount * 2"),
        ("bank.invoice_open", "delete from open_item"),
        ("bank.invoice_open", "update invoice set state = 1"),
        ("pay.booked", "update pay_booking set amount = amount + #1#"),
        ("pay.booked", "delete from bank_line where entry_id in (select entry_id from pay_booking)"),
        ("pay.booked", "update pay_attempt set captured = captured + #1#"),
        ("pay.booked", "update pay_attempt set refunded = #1#"),
        ("pay.booked", "update pay_attempt set fee = fee + #0.01#"),
        ("pay.booked", "update pay_payment set captured = #4#"),
        ("pay.payout", "update payout set amount = amount + #1#"),
        ("pay.payout", "update payout_part set gross = gross + #1#"),
        ("pay.payout", "update payout_part set fee = #0#"),
        ("pay.payout", "update payout set state = 3"),
        ("pay.payout", "update payout set entry_id = null"),
        ("pay.payout", "update payout_part set entry_id = (select min(entry_id) from payout_part), gross = #5#, fee = #0#"),
        ("provider.lines", "delete from bank_line where kind = 2"),
        ("provider.lines", "update bank_line set amount = amount + #1# where entry_id is not null"),
        ("provider.lines", "update provider_entry set status = 1"),
        ("provider.lines", "update bank_line set entry_id = null"),
        ("provider.balance", "update bank_account set told_balance = told_balance + #0.01#"),
        ("provider.balance", "delete from bank_line where entry_id is not null"),
        ("provider.balance", "update bank_account set difference = null"),
        ("bank.rule", "update bank_rule set when_text = null, when_sign = 0"),
        ("bank.rule", "delete from bank_rule_part"),
        ("bank.rule", "update bank_rule_part set \"percent\" = #60#, fixed = null"),
        ("bank.rule_accounts", "update bank_rule_part set account_id = (select min(id) from account where role = 2)"),
        ("bank.rule_accounts", "update bank_rule_part set account_id = 1"),
        ("bank.transfer", "update bank_line set transfer_line_id = null where transfer_line_id is not null and amount < 0"),
        ("bank.transfer", "update bank_line set bank_account_id = (select min(id) from bank_account)"),
        ("bank.transfer", "update journal_line set debit = debit + #1# where debit > 0 and account_id in (select id from account where role = 15)"),
        ("intake.once", "update intake_message set order_id = null"),
        ("intake.once", "update sales_order set external_id = 'other' where channel_id is not null"),
        ("intake.order_once", "update sales_order set external_version = null"),
        ("mail.once", "update mail_envelope set uid = 1"),
        ("mail.once", "update mail_envelope set content_hash = 'a'"),
        ("mail.accounted", "update mail_envelope set sender_user_id = null where state = 2"),
        ("mail.accounted", "delete from mail_file where state = 1"),
        ("mail.accounted", "update mail_envelope set refusal = null where state = 4"),
        ("mail.accounted", "update mail_file set for_company_id = 2 where bank_file_id is not null"),
        ("mail.accounted", "update mail_file set refusals = null where state = 3"),
        ("intake.stuck", "sqlite:update intake_message set state = 1, received_at = received_at - 7200000000|postgresql:update intake_message set state = 1, received_at = received_at - interval '2 hours'"),
        ("intake.stuck", "update intake_message set state = 4, refusal = null"),
        ("jobs.one_at_a_time", "insert into job_run (id, job, started_at, ended_at, done, failed, started_by) select id + 1, job, started_at, ended_at, 0, 0, '' from job_run"),
        ("command.once", "delete from audit_entry"),
        ("audit.complete", "delete from audit_entry where entity_type = 'order'"),
        ("audit.complete", "delete from audit_entry where action = 'invoice.reversed'"),
        ("tenancy.references", "update invoice set partner_id = 12345"),
        ("tenancy.references", "update sales_order set warehouse_id = (select min(id) from warehouse where company_id = 2)"),
        ("time.past", "sqlite:update audit_entry set at = at + 86400000000|postgresql:update audit_entry set at = at + interval '1 day'"),
        ("storage.sound", "sqlite:update stock_level set reserved = on_hand + 1|postgresql:alter table company add constraint late check (id > 0) not valid"),
    ];

    /// <summary>Codes that something is planted for.</summary>
    public static IEnumerable<string> Codes => All.Select(a => a.Code).Distinct();

    /// <summary>Every plant on both engines.</summary>
    public static TheoryData<DatabaseProvider, string, string> Everywhere
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, string>();
            foreach (var (code, sql) in All)
            {
                data.Add(DatabaseProvider.Sqlite, code, sql);
                data.Add(DatabaseProvider.PostgreSql, code, sql);
            }

            return data;
        }
    }

    /// <summary>The statement for an engine.</summary>
    public static string For(DatabaseProvider engine, string sql)
    {
        var mine = sql.StartsWith("sqlite:", StringComparison.Ordinal) ? sql.Split('|')[engine == DatabaseProvider.Sqlite ? 0 : 1].Split(':', 2)[1] : sql;
        return Amount().Replace(mine, m => engine == DatabaseProvider.Sqlite ? ((long)(decimal.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) * 10_000m)).ToString(CultureInfo.InvariantCulture) : m.Groups[1].Value);
    }

    [GeneratedRegex("#([0-9.]+)#", RegexOptions.NonBacktracking)]
    private static partial Regex Amount();
}
