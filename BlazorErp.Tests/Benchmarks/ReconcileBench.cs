using System.Diagnostics;
using System.Globalization;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>What a run of <see cref="ReconcileBench"/> measured.</summary>
/// <param name="Lines">Statement lines, and as many open invoices.</param>
/// <param name="Booked">Lines that booked themselves.</param>
/// <param name="Import">The file into lines.</param>
/// <param name="Match">Lines into allocations, ledger and receivables.</param>
public sealed record ReconcileMeasure(int Lines, int Booked, TimeSpan Import, TimeSpan Match)
{
    /// <summary>Import to posted.</summary>
    public TimeSpan Whole => Import + Match;
}

/// <summary>Statement lines against as many open invoices, from the file to the posted entries, through the product's own doors.</summary>
public static class ReconcileBench
{
    private const int Partners = 500;

    /// <summary>1,000 and 10,000 lines; 100,000 with --seconds 60 or more. Growth should be near linear.</summary>
    internal static async Task AllAsync(BenchRun run)
    {
        foreach (var lines in run.Time.TotalSeconds >= 60 ? new[] { 1_000, 10_000, 100_000 } : [1_000, 10_000])
        {
            var measure = await RunAsync(run.Engine, lines);
            run.Print($"{lines}", 1, measure.Whole.TotalSeconds, "s", [measure.Whole.TotalMilliseconds], lines, Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, null,
                ("import_ms", (long)measure.Import.TotalMilliseconds), ("match_ms", (long)measure.Match.TotalMilliseconds), ("booked", measure.Booked));
        }
    }

    /// <summary>Makes the data, which is not counted, then measures.</summary>
    public static async Task<ReconcileMeasure> RunAsync(DatabaseProvider engine, int lines, CancellationToken cancel = default)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.BringAsync(new Pay(1m, "warms what a running program has warm"));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All, cancel: cancel);
        var file = await MakeAsync(bank, lines, cancel);

        var clock = Stopwatch.StartNew();
        var imported = (await bank.Import.ImportAsync(bank.Actor, new MemoryStream(file), "bench.xml", "bench", cancel: cancel)).Value;
        var import = clock.Elapsed;
        var matched = (await bank.Reconciliation.MatchAsync(bank.Actor, new MatchScope { FileId = imported.FileId }, cancel: cancel)).Value;
        var whole = clock.Elapsed;

        imported.NewLines.ShouldBe(lines);
        await using var db = bank.Read();
        var open = await db.OpenItems.Select(o => o.OpenBase).ToListAsync(cancel);
        (await BankGround.BalanceAsync(db, AccountRole.Receivable)).ShouldBe(open.Sum());
        open.Count(o => o == 0m).ShouldBe(matched.Booked);
        return new ReconcileMeasure(lines, matched.Booked, import, whole - import);
    }

    /// <summary>Invoices of some hundred customers with few different amounts, and a statement as banks write it: most payers name the number, in many ways; some only the amount.</summary>
    private static async Task<byte[]> MakeAsync(BankGround bank, int lines, CancellationToken cancel)
    {
        var random = new Random(20_261_121);
        var company = await bank.Company.Get<CompanyReferences>().GetAsync(bank.Actor.CompanyId, cancel);
        var pays = new List<Pay>(lines);
        await bank.Company.Db.WriteAsync(bank.Actor, new Command("bench"), async (w, c) =>
        {
            pays.Clear();
            var partners = Enumerable.Range(1, Partners).Select(n => new Partner { Code = $"C{n}", CodeKey = $"C{n}", Name = $"SIA Klients {Word(n)} {n}" }).ToList();
            await Bulk.InsertAsync(w.Db, partners, c);
            var ibans = partners.ConvertAll(p => $"LV{random.Next(10, 99)}HABA{random.NextInt64(1_000_000_000_000, 9_999_999_999_999)}");
            await Bulk.InsertAsync(w.Db, [.. partners.Where((_, n) => n % 2 == 0).Select((p, n) => new PartnerBankAccount { PartnerId = p.Id, Iban = ibans[2 * n] })], c);
            var items = new List<OpenItem>(lines);
            var entries = new List<JournalEntry>(lines);
            for (var n = 1; n <= lines; n++)
            {
                var partner = random.Next(Partners);
                var amount = random.Next(1_000, 60_000) / 100m;
                var number = $"INV-2026-{n:000000}";
                var item = BankGround.Receivable(w.Db.Ids!.Next(), number, amount, partners[partner].Id, bank.Company.Today, CreditorReference.Of(number));
                items.Add(item);
                entries.Add(Journal.Make(w.Db, item.Date, w.Now, "invoice", item.DocumentId, "post", number,
                    [new(company.Accounts[AccountRole.Receivable].Id, amount, "EUR", amount, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -amount, "EUR", -amount)])!);
                var (text, reference) = random.Next(10) switch
                {
                    0 => ("", CreditorReference.Of(number)), 1 => ($"Par rēķ. {number}", ""), 2 => ($"invoice {number} thank you", ""), 3 => (number.ToLowerInvariant().Replace('-', ' '), ""),
                    4 => ("payment", ""), _ => ($"Apmaksa {number}", ""),
                };
                pays.Add(new Pay(amount, text, partners[partner].Name.ToUpperInvariant(), ibans[partner], reference, $"B{n}"));
            }

            await Bulk.InsertAsync(w.Db, items, c);
            await Bulk.InsertAsync(w.Db, entries, c);
            await Bulk.InsertAsync(w.Db, [.. entries.SelectMany(e => e.Lines)], c);
            return Outcome.Done;
        }, cancel);
        return Encoding.UTF8.GetBytes(BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 101m, pays, "BENCH"));
    }

    private static string Word(int n) => new([.. (n * 7919).ToString(CultureInfo.InvariantCulture).Select(d => (char)('a' + (d - '0')))]);
}
