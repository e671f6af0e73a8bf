using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorErp.Domain.Banking;

/// <summary>
/// Writes the statements of one file inside one unit of work, as they stream: lines in chunks, each looked up by its fingerprint first.
/// A file of an archive that turns out bad is rolled back to where it began; a single one refuses the unit.
/// </summary>
internal sealed class StatementWriter(Write write, long fileId, string fileName, ImportOptions options, IProgress<ImportProgress>? progress)
{
    private const int Chunk = 2_000;
    private const int Asked = 500;
    private const int MostWarnings = 200;
    private readonly List<ImportedStatement> statements = [];
    private readonly List<Refusal> warnings = [];
    private readonly List<Refusal> refusals = [];
    private readonly List<BankLine> waiting = new(Chunk);
    private readonly HashSet<long> touched = [];
    private readonly BankRoutes routes = new(write, options.CreateAccounts);
    private LineNumbering numbering = new();
    private StatementHeader? header;
    private Route route;
    private BankStatement? row;
    private string? format;
    private int read;
    private int added;
    private int known;
    private int notBooked;
    private int addedHere;
    private bool within;
    private bool elsewhere;
    private int leftOut;

    /// <summary>Writes all; the result, or the refusal of the file.</summary>
    public async Task<Outcome<ImportResult>> WriteAsync(IEnumerable<StatementEvent> events, CancellationToken cancel)
    {
        var transaction = write.Db.Database.CurrentTransaction!;
        var good = 0;
        var start = (Statements: 0, New: 0);
        foreach (var step in events)
        {
            cancel.ThrowIfCancellationRequested();
            switch (step)
            {
                case FileBegan began:
                    format ??= began.Format.ToString();
                    numbering = new LineNumbering();
                    start = (statements.Count, added);
                    await transaction.CreateSavepointAsync("file", cancel);
                    within = true;
                    break;
                case StatementBegan began:
                    await BeginAsync(began.Header, cancel);
                    break;
                case LineRead line:
                    if (Take(line.Line) is { } wrong)
                    {
                        return wrong;
                    }

                    if (waiting.Count == Chunk)
                    {
                        await FlushAsync(cancel);
                    }

                    break;
                case StatementEnded ended:
                    await EndAsync(ended.Header, cancel);
                    break;
                case FileEnded { Refusal: { } refusal }:
                    refusals.AddRange(refusal.All);
                    await RollBackAsync(transaction, start, cancel);
                    break;
                case FileEnded ended:
                    warnings.AddRange(ended.Warnings.Take(MostWarnings));
                    within = false;
                    good++;
                    break;
            }
        }

        return good == 0 ? Refusal.Of(refusals.Count > 0 ? refusals : [new Refusal("bank.format.unreadable", fileName)]) : await FinishAsync(cancel);
    }

    private async Task RollBackAsync(IDbContextTransaction transaction, (int Statements, int New) start, CancellationToken cancel)
    {
        // A file that is refused at first sight has not begun: nothing of it is written.
        if (!within)
        {
            return;
        }

        within = false;
        waiting.Clear();
        header = null;
        row = null;
        statements.RemoveRange(start.Statements, statements.Count - start.Statements);
        added = start.New;
        await transaction.RollbackToSavepointAsync("file", cancel);
        routes.Forget();
    }

    private async Task BeginAsync(StatementHeader began, CancellationToken cancel)
    {
        header = began;
        numbering.Begin(began);
        (addedHere, known, notBooked) = (0, 0, 0);
        row = null;
        elsewhere = options.Only is { } only && !only.Contains((BankRoutes.NumberOf(began), began.Currency ?? ""));
        if (elsewhere)
        {
            leftOut++;
            return;
        }

        route = began.IsFinal ? await routes.FindAsync(began, cancel) : new Route(null, null, false, new Refusal("bank.not_final", began.AccountIban ?? began.AccountOther, began.Format.ToString()));
        if (route.AccountId is { } account)
        {
            row = new BankStatement { BankAccountId = account, FileId = fileId, StatementId = BankText.ClipOrNull(began.StatementId, 200), From = began.From, To = began.To, Opening = Fit(began.OpeningBalance?.Amount) };
            await Bulk.InsertAsync(write.Db, [row], cancel);
            touched.Add(account);
        }
    }

    private Refusal? Take(ParsedLine line)
    {
        if (elsewhere)
        {
            return null;
        }

        read++;
        if (line.Status != LineStatus.Booked)
        {
            notBooked++;
            return null;
        }

        if (row is null)
        {
            return null;
        }

        if (Fit(line.Amount) is null || decimal.Round(line.Amount, 4) != line.Amount)
        {
            return new Refusal("bank.line_amount", line.Amount) { Row = line.LineNumber, Field = "Amt" };
        }

        if ((line.BookingDate ?? line.ValueDate ?? header!.ClosingBalance?.Date ?? header.To) is not { } date)
        {
            return new Refusal("bank.format.date-missing", fileName) { Row = line.LineNumber };
        }

        var (hash, occurrence) = numbering.Next(line);
        var references = BankText.Clip(string.Join(' ', line.InvoiceReferences.Prepend(line.EndToEndId).Prepend(line.StructuredReference).Where(r => !string.IsNullOrWhiteSpace(r)).Select(r => r!.Replace(' ', '\u00A0'))), 1000);
        var bank = new BankLine
        {
            BankAccountId = row.BankAccountId, StatementId = row.Id, Date = date, Amount = line.Amount, Currency = line.Currency is { } c && c != route.Currency && Currency.IsKnown(c) ? c : route.Currency!,
            CounterpartyName = BankText.Clip(line.CounterpartyName, 200), CounterpartyIban = BankText.ClipOrNull(Partners.Iban.Compact(line.CounterpartyIban ?? line.CounterpartyAccount), 200),
            Remittance = BankText.Clip(Words(line), 1000), References = references.Replace(' ', '\n').Replace('\u00A0', ' '), BankReference = BankText.ClipOrNull(line.BankReference, 200),
            BankCode = BankText.ClipOrNull(line.BankCode, 200), ContentHash = hash, Occurrence = occurrence,
        };
        bank.SearchText = SearchText.FoldAll(1200, bank.CounterpartyName, bank.Remittance, bank.References, bank.CounterpartyIban);
        waiting.Add(bank);
        return null;
    }

    // The raw parts joined with nothing where the bank cut a long text in the middle, else the text for display; the bank's remark where there is none.
    private static string? Words(ParsedLine line) => string.IsNullOrWhiteSpace(line.Remittance) ? line.AdditionalInfo : line.Remittance;

    private static decimal? Fit(decimal? amount) => amount is { } a && Math.Abs(a) < 100_000_000_000_000m ? decimal.Round(a, 4) : null;

    private async Task FlushAsync(CancellationToken cancel)
    {
        if (waiting.Count == 0)
        {
            return;
        }

        var there = route.Made ? [] : await ThereAsync(row!.BankAccountId, cancel);
        var fresh = there.Count == 0 ? waiting : waiting.FindAll(l => !there.Contains((l.ContentHash, l.Occurrence)));
        await Bulk.InsertAsync(write.Db, fresh, cancel);
        added += fresh.Count;
        addedHere += fresh.Count;
        known += waiting.Count - fresh.Count;
        waiting.Clear();
        progress?.Report(new ImportProgress(read, added));
    }

    // Those of the waiting lines that are in. Asked in parts: one long parameter after another would fill the heap of large objects, which is seldom swept.
    private async Task<HashSet<(string, int)>> ThereAsync(long account, CancellationToken cancel)
    {
        var there = new HashSet<(string, int)>();
        foreach (var part in waiting.Select(l => l.ContentHash).Distinct(StringComparer.Ordinal).Chunk(Asked))
        {
            there.UnionWith((await write.Db.BankLines.AsNoTracking().Where(l => l.BankAccountId == account && EF.Parameter(part).Contains(l.ContentHash)).Select(l => new { l.ContentHash, l.Occurrence }).ToListAsync(cancel))
                .Select(l => (l.ContentHash, l.Occurrence)));
        }

        return there;
    }

    private async Task EndAsync(StatementHeader ended, CancellationToken cancel)
    {
        if (elsewhere)
        {
            header = null;
            return;
        }

        await FlushAsync(cancel);
        if (row is not null)
        {
            (row.From, row.To, row.Opening, row.Closing) = (ended.From, ended.To ?? ended.ClosingBalance?.Date, Fit(ended.OpeningBalance?.Amount), Fit(ended.ClosingBalance?.Amount));
            (row.LineSum, row.Difference) = (Fit(ended.BookedSum) ?? 0m, Fit(ended.Difference));
            var r = row;
            await write.Db.BankStatements.Where(s => s.Id == r.Id).ExecuteUpdateAsync(
                u => u.SetProperty(s => s.From, r.From).SetProperty(s => s.To, r.To).SetProperty(s => s.Opening, r.Opening).SetProperty(s => s.Closing, r.Closing).SetProperty(s => s.LineSum, r.LineSum).SetProperty(s => s.Difference, r.Difference), cancel);
        }

        statements.Add(new ImportedStatement(
            BankText.Clip(ended.AccountIban ?? ended.AccountOther, 100), ended.Currency, BankText.ClipOrNull(ended.OwnerName, 100), row?.BankAccountId, row?.Id, route.Made, ended.From, row?.To ?? ended.To,
            Fit(ended.OpeningBalance?.Amount), Fit(ended.BookedSum), Fit(ended.ClosingBalance?.Amount), row?.Difference, null, addedHere, known, notBooked, route.Refusal));
        header = null;
        row = null;
    }

    private async Task<Outcome<ImportResult>> FinishAsync(CancellationToken cancel)
    {
        foreach (var account in touched)
        {
            foreach (var (id, gap) in await StatementGaps.RefreshAsync(write.Db, account, cancel))
            {
                if (statements.FindIndex(s => s.StatementId == id) is >= 0 and var at)
                {
                    statements[at] = statements[at] with { Gap = gap };
                }
            }
        }

        if (leftOut > 0)
        {
            refusals.Add(new Refusal("bank.statements_elsewhere", leftOut));
        }

        foreach (var s in statements)
        {
            if (s.Refusal is { } left)
            {
                refusals.Add(left);
            }

            if (s.Difference is { } difference && difference != 0m)
            {
                warnings.Add(new Refusal("bank.balance_difference", s.Account, difference, s.Currency));
            }

            if (s.Gap is { } gap && gap != 0m)
            {
                warnings.Add(new Refusal("bank.balance_gap", s.Account, gap, s.Currency));
            }
        }

        var state = statements.Exists(s => s.Refusal is null) || statements.Count == 0 ? BankFileState.Imported : BankFileState.Refused;
        var result = new ImportResult(fileId, fileName, state, format, false, added, statements.Sum(s => s.Known), statements, [.. warnings.Take(MostWarnings), .. refusals.Take(MostWarnings)]);
        await NoteAsync(result, cancel);
        return result;
    }

    private async Task NoteAsync(ImportResult result, CancellationToken cancel)
    {
        var why = refusals.Count == 0 ? null : RefusalJson.Write(Refusal.Of([.. refusals.Take(MostWarnings)]));
        var look = warnings.Count == 0 ? null : RefusalJson.Write(Refusal.Of([.. warnings.Take(MostWarnings)]));
        var file = await write.Db.BankFiles.AsNoTracking().Where(f => f.Id == fileId).Select(f => new { f.State, f.NewLines }).FirstAsync(cancel);
        var state = file.State == BankFileState.Imported ? file.State : result.State;
        await write.Db.BankFiles.Where(f => f.Id == fileId).ExecuteUpdateAsync(
            u => u.SetProperty(f => f.State, state).SetProperty(f => f.Format, result.Format).SetProperty(f => f.Refusals, why).SetProperty(f => f.Warnings, look)
                .SetProperty(f => f.NewLines, f => f.NewLines + result.NewLines).SetProperty(f => f.KnownLines, file.NewLines == 0 ? result.KnownLines : Math.Max(0, result.KnownLines - file.NewLines)), cancel);
        write.Audit("bank.imported", StatementImport.Entity, fileId, fileName, result.NewLines, result.KnownLines);
        write.Changed(Topics.Bank, fileId);
        if (result.NewLines > 0)
        {
            write.Changed(Topics.BankLine, Change.All);
        }
    }
}
