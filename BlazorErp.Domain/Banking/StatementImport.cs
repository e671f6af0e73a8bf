using System.IO.Compression;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Banking;

/// <summary>
/// The door for statement files, whoever brings them. The raw bytes are kept first; then every booked line enters exactly once, all of a
/// file in one transaction or none of it. A refused file stays with its reasons.
/// </summary>
public sealed partial class StatementImport(ErpDatabase database, Reconciliation reconciliation, CsvLayouts layouts, ILogger<StatementImport> log)
{
    /// <summary>Audit's name of a file.</summary>
    public const string Entity = "bank-file";

    /// <summary>Refusal of delimited text whose columns nobody has named; its second value is the id of the kept file.</summary>
    public const string AsksForColumns = "bank.format.csv-mapping";

    /// <summary>Largest file that is taken: a year of a busy account. It is read as it streams, so that memory stays flat.</summary>
    public const long MaxBytes = 256L << 20;

    private static readonly StatementLimits Limits = StatementLimits.Default with { MaxBytes = MaxBytes };

    /// <summary>Takes a file in.</summary>
    /// <param name="actor">Who brings it; needs bank.write.</param>
    /// <param name="content">The bytes; read once, to the end.</param>
    /// <param name="fileName">Name as given; only shown.</param>
    /// <param name="source">How it came: "upload", "command", a channel.</param>
    /// <param name="options">What else to do.</param>
    /// <param name="progress">Told every few thousand lines.</param>
    /// <param name="cancel">Calls it off; what is kept is the file.</param>
    /// <returns>What came in, or: forbidden, bank.file_too_large, bank.file_broken_off, bank.format.* (the file is kept, with its refusals).</returns>
    public async Task<Outcome<ImportResult>> ImportAsync(
        Actor actor, Stream content, string fileName, string source, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var taken = await StatementSpool.TakeAsync(content, cancel);
        if (!taken.Ok)
        {
            return taken.Refusal!;
        }

        await using var spool = taken.Value;
        var kept = await KeepAsync(actor, spool, BankText.FileName(fileName), BankText.Clip(source, 50), options ?? new(), cancel);
        return kept.Ok ? await ReadAsync(actor, kept.Value, spool.Open, options ?? new(), progress, cancel) : kept.Refusal!;
    }

    /// <summary>Reads a kept file again: after its account was made, or after a refusal was seen to. Lines that are in stay as they are.</summary>
    /// <returns>As <see cref="ImportAsync"/>, and not_found.</returns>
    public async Task<Outcome<ImportResult>> AgainAsync(Actor actor, long fileId, ImportOptions options, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        if (await db.BankFiles.Where(f => f.Id == fileId).Select(f => new { f.FileName, f.Content }).FirstOrDefaultAsync(cancel) is not { Content: { } packed } file)
        {
            return new Refusal("not_found", Entity);
        }

        using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var taken = await StatementSpool.TakeAsync(unpacked, cancel);
        if (!taken.Ok)
        {
            return taken.Refusal!;
        }

        await using var spool = taken.Value;
        return await ReadAsync(actor, new Kept(fileId, file.FileName, true, false), spool.Open, options, null, cancel);
    }

    /// <summary>The raw bytes of a file as they unpack, for download (dispose them); null where there is none.</summary>
    public async Task<(string FileName, Stream Content)?> RawAsync(Actor actor, long fileId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        return await db.BankFiles.Where(f => f.Id == fileId).Select(f => new { f.FileName, f.Content }).FirstOrDefaultAsync(cancel) is { Content: { } packed } file
            ? (file.FileName, new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)) : null;
    }

    private readonly record struct Kept(long Id, string Name, bool Known, bool Done);

    private async Task<Outcome<Kept>> KeepAsync(Actor actor, StatementSpool spool, string name, string source, ImportOptions options, CancellationToken cancel)
    {
        var packed = options.Only is null ? await spool.PackAsync(cancel) : null;
        return await database.WriteAsync<Kept>(actor, new Command("bank.file_received"), async (w, c) =>
        {
            if (await LostIn(w, options, c) is { } lost)
            {
                return lost;
            }

            if (await w.Db.BankFiles.AsNoTracking().Where(f => f.ContentHash == spool.Hash).Select(f => new { f.Id, f.State, f.Refusals }).FirstOrDefaultAsync(c) is { } known)
            {
                // All of it is in: nothing to do. Where statements were left out, or it was refused, it is read again: the reason may be gone.
                return new Kept(known.Id, name, true, known.State == BankFileState.Imported && known.Refusals is null);
            }

            var file = w.Add(new BankFile { FileName = name, ContentHash = spool.Hash, Size = spool.Size, Content = packed, Source = source, At = w.Now, ActorName = BankText.Clip(actor.Name, 200) });
            w.Audit("bank.file_received", Entity, file.Id, name);
            w.Changed(Topics.Bank, file.Id);
            return new Kept(file.Id, name, false, false);
        }, cancel);
    }

    private async Task<Outcome<ImportResult>> ReadAsync(Actor actor, Kept file, Func<Stream> open, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        if (file.Done)
        {
            return await SameFileAsync(actor, file, cancel);
        }

        var csv = await layouts.FindAsync(actor, file.Name, open, cancel);
        var read = await database.WriteAsync<ImportResult>(actor, new Command("bank.imported"), async (w, c) =>
        {
            if (await LostIn(w, options, c) is { } lost)
            {
                return lost;
            }

            await using var content = open();
            return await new StatementWriter(w, file.Id, file.Name, options, progress).WriteAsync(StatementReader.Stream(content, file.Name, Limits, csv, c), c);
        }, cancel);
        if (read.Refusal?.Code == Leases.Lost)
        {
            return read.Refusal;
        }

        if (!read.Ok)
        {
            // Told with the file, so that whoever brought it can name its columns.
            var why = read.Refusal!.Code == AsksForColumns ? new Refusal(AsksForColumns, file.Name, file.Id) : read.Refusal;
            await RefuseAsync(actor, file, why, csv is null ? null : nameof(StatementFormat.Csv), cancel);
            return why;
        }

        var result = read.Value with { SameFile = file.Known && read.Value.NewLines == 0 };
        return options.Match && result.NewLines > 0 ? await MatchAsync(actor, result, cancel) : result;
    }

    private static async Task<Refusal?> LostIn(Write write, ImportOptions options, CancellationToken cancel) =>
        options.Lease is { } lease && !await Leases.ProveIn(write, lease, cancel) ? new Refusal(Leases.Lost) : null;

    private async Task<ImportResult> MatchAsync(Actor actor, ImportResult result, CancellationToken cancel)
    {
        try
        {
            var run = await reconciliation.MatchAsync(actor, new MatchScope { FileId = result.FileId }, "import", null, cancel);
            return run.Ok ? result with { RunId = run.Value.RunId } : result with { Warnings = [.. result.Warnings, run.Refusal!] };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The lines are in and stay; whoever opens the bank page can press the button.
            MatchFailed(log, e, result.FileId);
            return result with { Warnings = [.. result.Warnings, new Refusal("bank.match_failed")] };
        }
    }

    private async Task<ImportResult> SameFileAsync(Actor actor, Kept file, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        var known = await db.BankFiles.Where(f => f.Id == file.Id).Select(f => new { f.FileName, f.Format, f.NewLines, f.KnownLines, f.At, f.ActorName }).FirstAsync(cancel);
        var statements = await db.BankStatements.Where(s => s.FileId == file.Id).Join(db.BankAccounts, s => s.BankAccountId, a => a.Id, (s, a) => new { s, a }).OrderBy(x => x.s.Id).Take(500).ToListAsync(cancel);
        var counts = await db.BankLines.Where(l => db.BankStatements.Any(s => s.FileId == file.Id && s.Id == l.StatementId)).GroupBy(l => l.StatementId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new ImportResult(
            file.Id, file.Name, BankFileState.Imported, known.Format, true, 0, known.NewLines + known.KnownLines,
            [.. statements.Select(x => new ImportedStatement(x.a.Iban, x.a.Currency, x.a.Name, x.a.Id, x.s.Id, false, x.s.From, x.s.To, x.s.Opening, x.s.LineSum, x.s.Closing, x.s.Difference, x.s.Gap, 0, counts.GetValueOrDefault(x.s.Id), 0, null))],
            [new Refusal("bank.file_known", known.FileName, known.At, known.ActorName)]);
    }

    private async Task RefuseAsync(Actor actor, Kept file, Refusal refusal, string? format, CancellationToken cancel) =>
        await database.WriteAsync(actor, new Command("bank.file_refused"), async (w, c) =>
        {
            var stored = RefusalJson.Write(refusal with { Others = [.. refusal.Others.Take(200)] });

            // A file of which something is in already keeps that state.
            var state = refusal.Code == AsksForColumns ? BankFileState.Waiting : BankFileState.Refused;
            await w.Db.BankFiles.Where(f => f.Id == file.Id && f.State != BankFileState.Imported).ExecuteUpdateAsync(u => u.SetProperty(f => f.State, state).SetProperty(f => f.Format, f => format ?? f.Format).SetProperty(f => f.Refusals, stored), c);
            w.Audit("bank.file_refused", Entity, file.Id, file.Name, refusal.Code);
            w.Changed(Topics.Bank, file.Id);
            return Outcome.Done;
        }, cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "Matching after the import of file {FileId} failed; its lines are in")]
    private static partial void MatchFailed(ILogger log, Exception exception, long fileId);
}
