using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Banking.Rules;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Bank rules and transfers between own accounts.</summary>
internal static class RuleInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new RulePartsInvariant(),
        new SqlInvariant(
            "bank.rule_accounts", "A rule books to accounts of its company that take single bookings", "select count(*) from bank_rule_part",
            "select p.company_id, 'bank-rule', p.rule_id, a.code, 0, a.role from bank_rule_part p join account a on a.company_id = p.company_id and a.id = p.account_id where a.role in (1, 2, 3, 12)",
            "select p.company_id, 'bank-rule', p.rule_id, '', 1, 0 from bank_rule_part p where not exists (select 1 from account a where a.company_id = p.company_id and a.id = p.account_id)",
            "select p.company_id, 'bank-rule', p.rule_id, '', 1, 0 from bank_rule_part p where not exists (select 1 from bank_rule r where r.company_id = p.company_id and r.id = p.rule_id)") { Counts = true },
        new SqlInvariant(
            "bank.transfer", "The two sides of a transfer name each other, stand on two own accounts, are booked, and come to nothing in transit", "select count(*) from bank_line where transfer_line_id is not null",
            """
            select l.company_id, 'bank-line', l.id, l.counterparty_name, l.amount, o.amount from bank_line l left join bank_line o on o.company_id = l.company_id and o.id = l.transfer_line_id
            where l.transfer_line_id is not null and (o.id is null or o.transfer_line_id is null or o.transfer_line_id <> l.id or l.state <> 3 or o.bank_account_id = l.bank_account_id or (l.amount < 0 and o.amount <= 0) or (l.amount >= 0 and o.amount >= 0))
            """,
            """
            select l.company_id, 'bank-line', l.id, l.counterparty_name, 0, coalesce(sum(j.debit - j.credit), 0) from bank_line l
            left join journal_entry e on e.company_id = l.company_id and e.source_type = 'bank-line' and e.source_id in (l.id, l.transfer_line_id)
            left join (select j.company_id, j.id, j.entry_id, j.debit, j.credit from journal_line j join account a on a.company_id = j.company_id and a.id = j.account_id and a.role = 15) j on j.company_id = e.company_id and j.entry_id = e.id
            where l.transfer_line_id is not null and l.amount < 0 group by l.company_id, l.id, l.counterparty_name having count(j.id) < 2 or sum(j.debit - j.credit) <> 0
            """),
    ];

    /// <summary>A kept rule is one that could be saved: it asks something, says one thing, and its parts can make up a line.</summary>
    private sealed class RulePartsInvariant : IInvariant
    {
        public string Code => "bank.rule";

        public string Words => "Every bank rule asks something, says one thing, and its parts can make up a line";

        public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
        {
            var parts = new Dictionary<(int, long), List<RulePart>>();
            await SqlInvariant.ReadAsync(db, "select company_id, rule_id, account_id, fixed, \"percent\", pattern from bank_rule_part order by company_id, rule_id, position", r =>
            {
                var key = (r.GetInt32(0), r.GetInt64(1));
                var part = new RulePart(r.GetInt64(2), null, r.IsDBNull(3) ? null : Dialect.Number(db, r, 3), r.IsDBNull(4) ? null : Dialect.Number(db, r, 4), r.IsDBNull(5) ? null : r.GetString(5));
                (parts.TryGetValue(key, out var list) ? list : parts[key] = []).Add(part);
            }, cancel);
            var looked = 0L;
            var found = new List<Violation>();
            await SqlInvariant.ReadAsync(
                db,
                "select company_id, id, name, when_text, when_pattern, when_partner_id, when_iban, when_least, when_most, when_sign, when_bank_account_id, when_channel, partner_id, transfer_to_id from bank_rule",
                r =>
                {
                    looked++;
                    string? Text(int column) => r.IsDBNull(column) ? null : r.GetString(column);
                    long? Id(int column) => r.IsDBNull(column) ? null : r.GetInt64(column);
                    decimal? Number(int column) => r.IsDBNull(column) ? null : Dialect.Number(db, r, column);
                    var when = new RuleCondition(Text(3), Text(4), Id(5), Text(6), Number(7), Number(8), (RuleSign)r.GetInt32(9), Id(10), Text(11));
                    var rule = new BankRule(r.GetInt64(1), 0, r.GetString(2), when, parts.GetValueOrDefault((r.GetInt32(0), r.GetInt64(1)), []), Id(12), Id(13));
                    if (RuleChecks.Complaints(rule) is { } wrong && found.Count < Finding.Most)
                    {
                        found.Add(new Violation(r.GetInt32(0), BankRules.Entity, rule.Id, rule.Name, "", wrong.Code));
                    }
                },
                cancel);
            return new Finding(looked, found);
        }
    }
}
