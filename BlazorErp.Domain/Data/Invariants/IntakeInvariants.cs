namespace BlazorErp.Domain.Data.Invariants;

/// <summary>What came from outside, what was asked by whom, and what was written down about it.</summary>
internal static class IntakeInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant(
            "intake.once", "A message of a channel is here once, and what was applied has its order", "select count(*) from intake_message",
            "select company_id, 'intake', min(id), '', 1, count(*) from intake_message group by company_id, channel_id, \"key\" having count(*) > 1",
            "select company_id, 'intake', id, coalesce(external_number, ''), 1, 0 from intake_message where state = 2 and (applied_at is null or (order_id is null and topic not like 'pay.%'))",
            "select m.company_id, 'intake', m.id, coalesce(m.external_number, ''), 1, 0 from intake_message m join sales_order o on o.company_id = m.company_id and o.id = m.order_id where m.state = 2 and (o.channel_id is null or o.channel_id <> m.channel_id or o.external_id <> m.external_id)") { Counts = true },
        new SqlInvariant(
            "intake.order_once", "An order of a shop is here once, at the latest version that was applied", "select count(*) from sales_order where channel_id is not null",
            "select company_id, 'order', min(id), coalesce(external_id, ''), 1, count(*) from sales_order where channel_id is not null group by company_id, channel_id, external_id having count(*) > 1",
            """
            select o.company_id, 'order', o.id, o.number, 1, 0 from sales_order o join intake_message m on m.company_id = o.company_id and m.order_id = o.id
            where m.state = 2 and m.external_version is not null and (o.external_version is null or o.external_version < m.external_version)
            """) { Counts = true },
        new StuckInvariant(),
        new SqlInvariant(
            "jobs.one_at_a_time", "No job ran twice at the same time, on any node", "select count(*) from job_run",
            "select 0, 'job', id, job, 0, 1 from (select id, job, started_at, lag(ended_at) over (partition by job order by started_at, id) as before from job_run) x where before > started_at") { Counts = true },
        new SqlInvariant(
            "command.once", "A command has one result, and its act is in the audit", "select count(*) from command_record",
            "select c.company_id, 'command', 0, c.action, 1, 0 from command_record c where c.result = '' or not exists (select 1 from audit_entry a where a.company_id = c.company_id and a.command_id = c.command_id)",
            "select company_id, 'command', 0, min(action), 1, count(*) from command_record group by company_id, command_id having count(*) > 1") { Counts = true },
        new SqlInvariant(
            "audit.complete", "Every order, invoice, credit note and stock document has an audit row of its making", "select count(*) from audit_entry",
            Audited("sales_order", "order", "d.id", "1 = 1", ""),
            Audited("invoice", "invoice", "d.id", "d.state = 2 and d.kind = 1", "and a.action = 'invoice.posted'"),
            Audited("invoice", "invoice", "d.reverses_id", "d.kind = 2", "and a.action = 'invoice.reversed'"),
            Audited("stock_document", "stock-document", "d.id", "1 = 1", "")) { Counts = true },
    ];

    private static string Audited(string table, string entity, string id, string which, string action) =>
        $"select d.company_id, '{entity}', d.id, d.number, 1, 0 from {table} d where {which} and not exists (select 1 from audit_entry a where a.company_id = d.company_id and a.entity_type = '{entity}' and a.entity_id = {id} {action})";
}
