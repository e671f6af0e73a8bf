namespace BlazorErp.Domain.Data.Invariants;

/// <summary>What came by mail.</summary>
internal static class MailInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant(
            "mail.once", "A mail of a mailbox is here once, by its place and by its bytes", "select count(*) from mail_envelope",
            "select company_id, 'mail', min(id), '', 1, count(*) from mail_envelope group by company_id, channel_id, uid_validity, uid having count(*) > 1",
            "select company_id, 'mail', min(id), '', 1, count(*) from mail_envelope group by company_id, channel_id, content_hash having count(*) > 1") { Counts = true },
        new SqlInvariant(
            "mail.accounted", "What became of a mail is written down: taken files are with their company, what was not taken says why", "select count(*) from mail_file",
            "select m.company_id, 'mail', m.id, m.subject, 1, 0 from mail_envelope m where m.state in (2, 3) and (m.processed_at is null or m.sender_user_id is null or not exists (select 1 from mail_file f where f.company_id = m.company_id and f.mail_id = m.id and (f.state in (1, 2) or f.new_lines + f.known_lines > 0)))",
            "select m.company_id, 'mail', m.id, m.subject, 1, 0 from mail_envelope m where m.state = 4 and m.refusal is null and not exists (select 1 from mail_file f where f.company_id = m.company_id and f.mail_id = m.id and f.refusals is not null)",
            "select f.company_id, 'mail', f.mail_id, coalesce(f.file_name, ''), 1, 0 from mail_file f where f.bank_file_id is not null and not exists (select 1 from bank_file b where b.company_id = f.for_company_id and b.id = f.bank_file_id)",
            "select f.company_id, 'mail', f.mail_id, coalesce(f.file_name, ''), 1, 0 from mail_file f where f.state = 3 and f.refusals is null") { Counts = true },
    ];
}
