namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Payments through providers, and what the providers paid out.</summary>
internal static class PaymentInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant(
            "pay.booked", "What came and went back of an online payment is what was booked of it, each as one transaction of the provider's account, a fee apart or beside its payment", "select count(*) from pay_booking",
            """
            select b.company_id, 'payment', b.attempt_id, b."key", case when b.kind in (1, 5) then b.amount else -b.amount end, coalesce(sum(l.amount), 0) from pay_booking b
            left join bank_line l on l.company_id = b.company_id and l.entry_id = b.entry_id and ((b.kind = 3 and l.kind = 2) or (b.kind <> 3 and l.kind <> 2)) group by b.company_id, b.attempt_id, b."key", b.kind, b.amount
            having coalesce(sum(l.amount), 0) <> case when b.kind in (1, 5) then b.amount else -b.amount end
            """,
            Booked("captured", "1"), Booked("refunded", "2"), Booked("fee", "3"),
            """
            select a.company_id, 'payment', a.id, a.provider, a.captured, coalesce(sum(p.captured), 0) from pay_attempt a left join pay_payment p on p.company_id = a.company_id and p.attempt_id = a.id
            group by a.company_id, a.id, a.provider, a.captured having a.captured <> coalesce(sum(p.captured), 0)
            """),
        new SqlInvariant(
            "pay.payout", "A payout is the sum of its parts and the stated difference; it leaves the provider's account once, and no part is paid out twice", "select count(*) from payout",
            """
            select p.company_id, 'payout', p.id, p.external_id, p.amount - p.difference, coalesce(sum(x.gross - x.fee), 0) from payout p left join payout_part x on x.company_id = p.company_id and x.payout_id = p.id
            group by p.company_id, p.id, p.external_id, p.amount, p.difference having p.amount - p.difference <> coalesce(sum(x.gross - x.fee), 0)
            """,
            """
            select p.company_id, 'payout', p.id, p.external_id, case when p.state = 2 then -p.amount else 0 end, coalesce(sum(l.amount), 0) from payout p left join bank_line l on l.company_id = p.company_id and l.entry_id = p.entry_id
            group by p.company_id, p.id, p.external_id, p.state, p.amount having coalesce(sum(l.amount), 0) <> case when p.state = 2 then -p.amount else 0 end
            """,
            "select x.company_id, 'payout', x.payout_id, x.external_id, x.gross, e.gross from payout_part x join provider_entry e on e.company_id = x.company_id and e.id = x.entry_id where e.gross <> x.gross",
            """
            select x.company_id, 'payout', min(x.payout_id), min(x.external_id), min(x.gross), sum(x.gross) from payout_part x join payout p on p.company_id = x.company_id and p.id = x.payout_id and p.state <> 3
            where x.entry_id is not null group by x.company_id, x.entry_id having count(*) > 1
            """),
    ];

    // Payments of tests are known and not booked, save in a demo.
    private static string Booked(string column, string kind) =>
        $$"""
        select a.company_id, 'payment', a.id, a.provider, a.{{column}}, coalesce(b.amount, 0) from pay_attempt a
        left join (select company_id, attempt_id, sum(amount) as amount from pay_booking where kind = {{kind}} group by company_id, attempt_id) b on b.company_id = a.company_id and b.attempt_id = a.id
        where a.{{column}} <> coalesce(b.amount, 0) and (not ({a.is_test}) or b.amount is not null)
        """;
}
