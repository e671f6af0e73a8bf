using System.Globalization;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Documents in a foreign currency are in the ledger at the rate they carry.</summary>
internal sealed class ExchangeInvariant : IInvariant
{
    public string Code => "ledger.exchange";

    public string Words => "A document in a foreign currency is in the books at its own rate, to the cent; in base currency the rate is 1";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new List<Violation>();
        var looked = 0L;
        var rate = db.Provider == DatabaseProvider.Sqlite ? 100_000_000m : 1m;
        await SqlInvariant.ReadAsync(
            db,
            $"""
            select i.company_id, i.id, i.number, i.gross, i.rate, c.currency, sum(l.debit - l.credit), case when i.currency = c.currency then 1 else 0 end
            from invoice i join company c on c.id = i.company_id
            join journal_entry e on e.company_id = i.company_id and e.source_type = 'invoice' and e.source_id = i.id and e.source_kind = 'post'
            join journal_line l on l.company_id = e.company_id and l.entry_id = e.id join account a on a.company_id = l.company_id and a.id = l.account_id and a.role = {(int)AccountRole.Receivable}
            where i.state = 2 group by i.company_id, i.id, i.number, i.gross, i.rate, c.currency, i.currency
            """,
            r =>
            {
                looked++;
                var factor = Convert.ToDecimal(r.GetValue(4), CultureInfo.InvariantCulture) / rate;
                var expected = Currency.Of(r.GetString(5)).Round(Dialect.Number(db, r, 3) * (r.GetInt32(7) == 1 ? 1m : factor));
                var booked = Dialect.Number(db, r, 6);
                if ((expected != booked || (r.GetInt32(7) == 1 && factor != 1m)) && found.Count < Finding.Most)
                {
                    found.Add(new Violation(r.GetInt32(0), "invoice", r.GetInt64(1), r.GetString(2), expected.ToString("0.####", CultureInfo.InvariantCulture), booked.ToString("0.####", CultureInfo.InvariantCulture)));
                }
            },
            cancel);
        return new Finding(looked, found);
    }
}
