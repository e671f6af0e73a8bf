using System.Data.Common;
using System.Globalization;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Every total computed again by the one engine: nets of lines, VAT by rate, sums.</summary>
internal sealed class VatInvariant : IInvariant
{
    private const string Lines = "l.quantity, l.unit_price, l.discount_percent, l.vat_rate_id, l.vat_percent, case when {l.net_is_fixed} then 1 else 0 end, l.net";

    public string Code => "document.vat";

    public string Words => "Line nets and VAT by rate of every order and invoice are what the rounding rule gives";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var found = new List<Violation>();
        var looked = await CheckAsync(
            db, "invoice", $"select h.company_id, h.id, h.number, h.currency, h.vat, {Lines} from invoice h join invoice_line l on l.company_id = h.company_id and l.invoice_id = h.id order by h.company_id, h.id, l.position",
            await StoredAsync(db, cancel), found, cancel);
        looked += await CheckAsync(
            db, "order", $"select h.company_id, h.id, h.number, h.currency, h.vat, {Lines} from sales_order h join sales_order_line l on l.company_id = h.company_id and l.order_id = h.id order by h.company_id, h.id, l.position", null, found, cancel);
        return new Finding(looked, found);
    }

    private static async Task<Dictionary<(long Invoice, long Rate, decimal Percent), (decimal Base, decimal Amount)>> StoredAsync(ErpDbContext db, CancellationToken cancel)
    {
        var stored = new Dictionary<(long, long, decimal), (decimal, decimal)>();
        await SqlInvariant.ReadAsync(db, "select invoice_id, vat_rate_id, \"percent\", base, amount from invoice_vat", r =>
        {
            var key = (r.GetInt64(0), r.GetInt64(1), Dialect.Number(db, r, 2));
            var (sum, vat) = stored.GetValueOrDefault(key);
            stored[key] = (sum + Dialect.Number(db, r, 3), vat + Dialect.Number(db, r, 4));
        }, cancel);
        return stored;
    }

    private static async Task<long> CheckAsync(
        ErpDbContext db, string entity, string sql, Dictionary<(long, long, decimal), (decimal Base, decimal Amount)>? stored, List<Violation> found, CancellationToken cancel)
    {
        var documents = 0L;
        Head? head = null;
        var lines = new List<TotalLine>();
        var nets = new List<decimal>();
        await SqlInvariant.ReadAsync(db, sql, r =>
        {
            var id = r.GetInt64(1);
            if (head is null || head.Id != id)
            {
                Close();
                head = new Head(r.GetInt32(0), id, r.IsDBNull(2) ? "" : r.GetString(2), r.GetString(3), Dialect.Number(db, r, 4));
                lines.Clear();
                nets.Clear();
            }

            Line(db, r, lines, nets);
        }, cancel);
        Close();
        return documents;

        void Close()
        {
            if (head is null || found.Count >= Finding.Most)
            {
                return;
            }

            documents++;
            var totals = DocumentTotals.Compute(lines, Currency.IsKnown(head.Currency) ? Currency.Of(head.Currency) : Currency.Of("EUR"));
            for (var n = 0; n < nets.Count; n++)
            {
                if (totals.Nets[n] != nets[n])
                {
                    Report(totals.Nets[n], nets[n]);
                }
            }

            if (totals.Vat != head.Vat)
            {
                Report(totals.Vat, head.Vat);
            }

            foreach (var vat in stored is null ? [] : totals.VatLines)
            {
                var was = stored!.GetValueOrDefault((head.Id, vat.VatRateId, vat.Percent));
                if (was.Amount != vat.Amount || was.Base != vat.Base)
                {
                    Report(vat.Amount, was.Amount);
                }
            }
        }

        void Report(decimal expected, decimal actual) =>
            found.Add(new Violation(head!.CompanyId, entity, head.Id, head.Number, expected.ToString("0.####", CultureInfo.InvariantCulture), actual.ToString("0.####", CultureInfo.InvariantCulture)));
    }

    private static void Line(ErpDbContext db, DbDataReader r, List<TotalLine> lines, List<decimal> nets)
    {
        var net = Dialect.Number(db, r, 11);
        nets.Add(net);
        lines.Add(new TotalLine(Dialect.Number(db, r, 5), Dialect.Number(db, r, 6), Dialect.Number(db, r, 7), r.GetInt64(8), Dialect.Number(db, r, 9), r.GetInt32(10) == 1 ? net : null));
    }

    private sealed record Head(int CompanyId, long Id, string Number, string Currency, decimal Vat);
}
