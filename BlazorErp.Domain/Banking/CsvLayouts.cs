using System.IO.Compression;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>A delimited file whose columns are to be named.</summary>
/// <param name="FileId">The kept file.</param>
/// <param name="FileName">Its name.</param>
/// <param name="State">Its state.</param>
/// <param name="Proposal">What was guessed or saved.</param>
/// <param name="Saved">Someone named these columns before.</param>
/// <param name="Accounts">Our accounts: name, number, currency.</param>
public sealed record CsvDraft(long FileId, string FileName, BankFileState State, CsvProposal Proposal, bool Saved, IReadOnlyList<(string Name, string Number, string Currency)> Accounts);

/// <summary>What a file says by a mapping; nothing is written.</summary>
/// <param name="Lines">Payments read.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="In">Money in.</param>
/// <param name="Out">Money out.</param>
/// <param name="Accounts">Accounts of the file, number and currency.</param>
/// <param name="First">The first payments.</param>
/// <param name="Refusal">Every wrong row, named by line and field; the file would be refused whole.</param>
public sealed record CsvCheck(int Lines, DateOnly? From, DateOnly? To, decimal In, decimal Out, IReadOnlyList<string> Accounts, IReadOnlyList<ParsedLine> First, Refusal? Refusal);

/// <summary>Which column of a bank's delimited text is what: named once by a person, used from then on without asking.</summary>
public sealed class CsvLayouts(ErpDatabase database)
{
    private const string Purpose = "bank-csv";
    private const int MostLayouts = 200;
    private const int MostColumn = 500;
    private const int MostShown = 12;

    /// <summary>The mapping for a file: null where it is no delimited text or nobody has named its columns.</summary>
    internal async Task<CsvMapping?> FindAsync(Actor actor, string fileName, Func<Stream> open, CancellationToken cancel)
    {
        var first = await FirstAsync(open, cancel);
        if (ContentKinds.Of(first.Span[..Math.Min(first.Length, StatementReader.Sniffed)]) != ContentKind.Text)
        {
            return null;
        }

        await using var db = database.Read(actor);
        return await FindAsync(db, fileName, first, cancel);
    }

    private static async Task<CsvMapping?> FindAsync(ErpDbContext db, string fileName, ReadOnlyMemory<byte> first, CancellationToken cancel)
    {
        var saved = await db.SavedMappings.Where(m => m.Purpose == Purpose).OrderByDescending(m => m.Id).Take(MostLayouts).Select(m => m.Mapping).ToListAsync(cancel);
        var own = (await db.BankAccounts.Where(a => a.Kind == BankAccountKind.Bank).Select(a => new { a.Iban, a.Currency }).Take(PageQuery.MaxTake).ToListAsync(cancel)).ConvertAll(a => (a.Iban, a.Currency));
        return saved.Select(CsvLayout.FromJson).OfType<CsvLayout>().Select(l => l.For(first, fileName, own)).FirstOrDefault(m => m is not null);
    }

    /// <summary>What to show for naming the columns of a kept file.</summary>
    /// <returns>The draft, or: forbidden, not_found, bank.csv_not_text.</returns>
    public async Task<Outcome<CsvDraft>> ProposeAsync(Actor actor, long fileId, CancellationToken cancel = default)
    {
        var kept = await ContentAsync(actor, fileId, Permissions.BankRead, cancel);
        if (!kept.Ok)
        {
            return kept.Refusal!;
        }

        var (name, state, content) = kept.Value;
        await using var db = database.Read(actor);
        var accounts = await db.BankAccounts.Where(a => a.Kind == BankAccountKind.Bank).OrderBy(a => a.Name).Take(PageQuery.MaxTake).Select(a => new { a.Name, a.Iban, a.Currency }).ToListAsync(cancel);
        var saved = await FindAsync(db, name, content.AsMemory(0, Math.Min(content.Length, CsvProposal.Looked)), cancel);
        var proposal = CsvProposal.From(new MemoryStream(content));
        if (saved is null && accounts.Count == 1 && proposal.Mapping.Account is null)
        {
            proposal = proposal with { Mapping = proposal.Mapping with { FixedAccount = accounts[0].Iban, FixedCurrency = accounts[0].Currency } };
        }

        return new CsvDraft(fileId, name, state, saved is null ? proposal : proposal with { Mapping = saved }, saved is not null, accounts.ConvertAll(a => (a.Name, a.Iban, a.Currency)));
    }

    /// <summary>The first rows of a kept file as a mapping takes them apart, without any meaning.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(Actor actor, long fileId, CsvMapping mapping, CancellationToken cancel = default)
    {
        var kept = await ContentAsync(actor, fileId, Permissions.BankRead, cancel);
        return kept.Ok && Wrong(mapping) is null ? CsvLayout.Rows(kept.Value.Content.AsMemory(0, Math.Min(kept.Value.Content.Length, CsvProposal.Looked)), mapping.Encoding, mapping.Delimiter) : [];
    }

    /// <summary>Reads a kept file by a mapping, to its end.</summary>
    /// <returns>What it says, or: forbidden, not_found, bank.csv_not_text, bank.csv_column, bank.csv_missing.</returns>
    public async Task<Outcome<CsvCheck>> CheckAsync(Actor actor, long fileId, CsvMapping mapping, CancellationToken cancel = default)
    {
        if (Wrong(mapping) is { } wrong)
        {
            return wrong;
        }

        var kept = await ContentAsync(actor, fileId, Permissions.BankRead, cancel);
        return kept.Ok ? await Task.Run(() => Read(kept.Value.Content, kept.Value.Name, mapping, cancel), cancel) : kept.Refusal!;
    }

    /// <summary>Keeps the mapping for all files of this layout. The file itself is read by <see cref="StatementImport.AgainAsync"/>.</summary>
    /// <returns>Done, or as <see cref="CheckAsync"/>.</returns>
    public async Task<Outcome> SaveAsync(Actor actor, Guid commandId, long fileId, CsvMapping mapping, CancellationToken cancel = default)
    {
        if (Wrong(mapping) is { } wrong)
        {
            return wrong;
        }

        var kept = await ContentAsync(actor, fileId, Permissions.BankWrite, cancel);
        if (!kept.Ok)
        {
            return kept.Refusal!;
        }

        var layout = CsvLayout.Of(mapping, kept.Value.Content.AsMemory(0, Math.Min(kept.Value.Content.Length, CsvProposal.Looked)));
        return await database.WriteAsync(actor, new Command("bank.csv_named", commandId, new { fileId, layout }), async (w, c) =>
        {
            var key = layout.Key;
            if (await w.Db.SavedMappings.FirstOrDefaultAsync(m => m.Purpose == Purpose && m.HeaderHash == key, c) is { } known)
            {
                known.Mapping = layout.ToJson();
            }
            else
            {
                w.Add(new SavedMapping { Purpose = Purpose, HeaderHash = key, Mapping = layout.ToJson() });
            }

            w.Audit("bank.csv_named", StatementImport.Entity, fileId, kept.Value.Name);
            w.Changed(Topics.Bank, fileId);
            return Outcome.Done;
        }, cancel);
    }

    private static Outcome<CsvCheck> Read(byte[] content, string name, CsvMapping mapping, CancellationToken cancel)
    {
        var check = new CsvCheck(0, null, null, 0m, 0m, [], [], null);
        var first = new List<ParsedLine>();
        var accounts = new List<string>();
        foreach (var step in StatementReader.Stream(new MemoryStream(content), name, StatementLimits.Default, mapping, cancel))
        {
            switch (step)
            {
                case StatementBegan began:
                    accounts.Add($"{began.Header.AccountIban ?? began.Header.AccountOther} {began.Header.Currency}");
                    break;
                case LineRead { Line: var line }:
                    check = check with
                    {
                        Lines = check.Lines + 1, In = check.In + Math.Max(0m, line.Amount), Out = check.Out + Math.Min(0m, line.Amount),
                        From = check.From is { } from && from < line.BookingDate ? from : line.BookingDate, To = check.To is { } to && to > line.BookingDate ? to : line.BookingDate,
                    };
                    if (first.Count < MostShown)
                    {
                        first.Add(line);
                    }

                    break;
                case FileEnded { Refusal: { } refusal }:
                    check = check with { Refusal = refusal };
                    break;
            }
        }

        return check with { First = first, Accounts = [.. accounts.Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>What a mapping lacks to read anything.</summary>
    private static Refusal? Wrong(CsvMapping mapping)
    {
        var missing = new List<Refusal>();
        void Missing(string field) => missing.Add(new Refusal("bank.csv_missing", field) { Field = field });
        if (mapping.BookingDate < 0)
        {
            Missing(nameof(CsvMapping.BookingDate));
        }

        if (mapping.Amount is null && (mapping.Credit is null || mapping.Debit is null))
        {
            Missing(nameof(CsvMapping.Amount));
        }

        if (mapping.Currency is null && !Currency.IsKnown(mapping.FixedCurrency))
        {
            Missing(nameof(CsvMapping.FixedCurrency));
        }

        if (mapping.Account is null && string.IsNullOrWhiteSpace(mapping.FixedAccount))
        {
            Missing(nameof(CsvMapping.FixedAccount));
        }

        if (mapping.Columns.Any(c => c is < -1 or > MostColumn) || mapping.HeaderRows is < 0 or >= CsvLayout.MostRows || mapping.DateFormat is not { Length: > 0 and <= 40 } || mapping.FixedAccount is { Length: > 64 })
        {
            missing.Add(new Refusal("bank.csv_column"));
        }

        return missing.Count == 0 ? null : Refusal.Of(missing);
    }

    private static async Task<ReadOnlyMemory<byte>> FirstAsync(Func<Stream> open, CancellationToken cancel)
    {
        var first = new byte[CsvProposal.Looked];
        await using var stream = open();
        return first.AsMemory(0, await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancel));
    }

    private async Task<Outcome<(string Name, BankFileState State, byte[] Content)>> ContentAsync(Actor actor, long fileId, string permission, CancellationToken cancel)
    {
        if (actor.Lacks(permission) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        if (await db.BankFiles.Where(f => f.Id == fileId).Select(f => new { f.FileName, f.State, f.Content }).FirstOrDefaultAsync(cancel) is not { Content: { } packed } file)
        {
            return new Refusal("not_found", StatementImport.Entity);
        }

        using var unpacked = new MemoryStream();
        await using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(unpacked, cancel);
        }

        var bytes = unpacked.ToArray();
        return ContentKinds.Of(bytes.AsSpan(0, Math.Min(bytes.Length, StatementReader.Sniffed))) == ContentKind.Text ? (file.FileName, file.State, bytes) : new Refusal("bank.csv_not_text", file.FileName);
    }
}
