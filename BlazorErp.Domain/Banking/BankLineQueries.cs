using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>Which lines are wanted.</summary>
/// <param name="Page">Window and search; an amount among the words ("168,60") finds lines of that amount.</param>
/// <param name="Account">One bank account.</param>
/// <param name="State">"waiting" (open and suggested), "open", "suggested", "booked", "ignored", "transit" (a transfer whose other side has not come); else all.</param>
/// <param name="FileId">Those of a file.</param>
/// <param name="RunId">Those of a run.</param>
/// <param name="From">First day.</param>
/// <param name="RuleId">Those that a rule booked or suggests.</param>
public sealed record BankLineQuery(PageQuery Page, long? Account = null, string? State = null, long? FileId = null, long? RunId = null, DateOnly? From = null, long? RuleId = null);

/// <summary>A bank line in a list.</summary>
/// <param name="Id">Line.</param>
/// <param name="Version">Version, for acts.</param>
/// <param name="Date">Booking date.</param>
/// <param name="Account">Name of our account.</param>
/// <param name="Counterparty">Other party.</param>
/// <param name="Remittance">Text.</param>
/// <param name="References">Structured references.</param>
/// <param name="Amount">Signed.</param>
/// <param name="Currency">Currency.</param>
/// <param name="State">State.</param>
/// <param name="Summary">Numbers booked to, or "?n" where n answers compete.</param>
/// <param name="PartnerId">Partner.</param>
/// <param name="RunId">Run.</param>
/// <param name="Kind">What it is about.</param>
public sealed record BankLineRow(
    long Id, int Version, DateOnly Date, string Account, string Counterparty, string Remittance, string References, decimal Amount, string Currency, BankLineState State, string Summary, long? PartnerId, long? RunId, BankLineKind Kind);

/// <summary>An open item as a candidate.</summary>
/// <param name="Id">Open item.</param>
/// <param name="InvoiceId">Invoice.</param>
/// <param name="Number">Number.</param>
/// <param name="PartnerId">Partner.</param>
/// <param name="Partner">Name.</param>
/// <param name="Date">Date.</param>
/// <param name="DueDate">Due.</param>
/// <param name="Open">Still open.</param>
/// <param name="Amount">Whole.</param>
/// <param name="Currency">Currency.</param>
public sealed record OpenItemRow(long Id, long InvoiceId, string Number, long PartnerId, string Partner, DateOnly Date, DateOnly DueDate, decimal Open, decimal Amount, string Currency)
{
    /// <summary>Base currency for one unit, as posted.</summary>
    public decimal Rate { get; init; } = 1m;

    /// <summary>What the books hold of <see cref="Open"/>, in base currency.</summary>
    public decimal OpenBase { get; init; }
}

/// <summary>A ledger account a line can go to.</summary>
public sealed record LedgerChoice(long Id, string Code, string Name)
{
    /// <summary>What built-in postings use it for.</summary>
    public AccountRole Role { get; init; }
}

/// <summary>The other side of a transfer between own accounts.</summary>
/// <param name="LineId">Its line.</param>
/// <param name="Account">Our other account.</param>
/// <param name="Date">Its day.</param>
/// <param name="Amount">Its amount.</param>
/// <param name="Currency">Its currency.</param>
public sealed record OtherSide(long LineId, string Account, DateOnly Date, decimal Amount, string Currency);

/// <summary>A part of a booked line.</summary>
/// <param name="InvoiceId">Invoice, where it settles one.</param>
/// <param name="Text">Its number, or the account.</param>
/// <param name="Amount">Signed.</param>
public sealed record BookedPart(long? InvoiceId, string Text, decimal Amount)
{
    /// <summary>What the document got, where it is in another currency than the line.</summary>
    public Money? Gets { get; init; }
}

/// <summary>A line with its reasons.</summary>
/// <param name="Row">The line.</param>
/// <param name="CounterpartyIban">Other party's account.</param>
/// <param name="BankReference">The bank's reference.</param>
/// <param name="FileId">File it first came with; null for a provider's line.</param>
/// <param name="FileName">Its name.</param>
/// <param name="EntryId">The provider's transaction; null for a bank's line.</param>
/// <param name="Explanation">Reasons.</param>
/// <param name="Items">Open items named in the reasons, as they are now.</param>
/// <param name="Parts">Where it is booked to.</param>
public sealed record BankLineDetail(
    BankLineRow Row, string? CounterpartyIban, string? BankReference, long? FileId, string? FileName, long? EntryId, LineExplanation Explanation, IReadOnlyDictionary<long, OpenItemRow> Items, IReadOnlyList<BookedPart> Parts)
{
    /// <summary>Gain (positive) or loss by exchange rates that the booking holds, in base currency; null where there is none.</summary>
    public Money? Exchange { get; init; }

    /// <summary>The other side, where it is a paired transfer.</summary>
    public OtherSide? Transfer { get; init; }

    /// <summary>A transfer whose other side has not come.</summary>
    public bool InTransit { get; init; }

    /// <summary>The rule that booked or suggested it.</summary>
    public long? RuleId { get; init; }

    /// <summary>Its name.</summary>
    public string? RuleName { get; init; }
}

/// <summary>Figures of the strip over the list.</summary>
/// <param name="Lines">Lines in sight of the account filter.</param>
/// <param name="ByThemselves">Booked by a run.</param>
/// <param name="ByHand">Booked by a person.</param>
/// <param name="Suggested">Suggested.</param>
/// <param name="Open">Open.</param>
/// <param name="Opening">Opening of the newest statement of the chosen account.</param>
/// <param name="LineSum">Its lines.</param>
/// <param name="Closing">Its closing.</param>
/// <param name="Difference">Not zero: does not tie.</param>
/// <param name="Gap">Not zero: does not follow the statement before.</param>
public sealed record BankStrip(int Lines, int ByThemselves, int ByHand, int Suggested, int Open, decimal? Opening, decimal? LineSum, decimal? Closing, decimal? Difference, decimal? Gap);

/// <summary>A run in the history.</summary>
public sealed record RunRow(long Id, DateTimeOffset At, string Cause, string Actor, string? FileName, int Looked, int Booked, int Suggested, int LeftOpen, DateTimeOffset? UndoneAt);

/// <summary>A file in the list.</summary>
public sealed record FileRow(long Id, string FileName, long Size, string? Format, string Source, BankFileState State, Refusal? Why, Refusal? Warnings, int NewLines, int KnownLines, DateTimeOffset At, string Actor, bool Kept)
{
    /// <summary>It came with a mail.</summary>
    public bool ByMail => Source.StartsWith(BankFile.ByMail, StringComparison.Ordinal);
}

public sealed partial class BankQueries
{
    /// <summary>Lines, newest first.</summary>
    public async Task<Page<BankLineRow>> LinesAsync(Actor actor, BankLineQuery query, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new Page<BankLineRow>([]);
        }

        await using var db = database.Read(actor);
        var lines = Filter(db, query);
        var total = query.Page.Count ? await lines.CountAsync(cancel) : -1;
        if (query.Page.After?.Split('.') is [var day, var id] && DateOnly.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && long.TryParse(id, CultureInfo.InvariantCulture, out var last))
        {
            lines = lines.Where(l => l.Date < date || (l.Date == date && l.Id < last));
        }

        var ordered = query.Page switch
        {
            { Sort: "amount", Descending: false } => lines.OrderBy(l => l.Amount).ThenByDescending(l => l.Id),
            { Sort: "amount" } => lines.OrderByDescending(l => l.Amount).ThenByDescending(l => l.Id),
            _ => lines.OrderByDescending(l => l.Date).ThenByDescending(l => l.Id),
        };
        var rows = await Rows(db, (query.Page.After is null || query.Page.Sort == "amount" ? ordered.Skip(query.Page.Skip) : ordered).Take(query.Page.BoundedTake)).ToListAsync(cancel);
        var next = rows.Count == query.Page.BoundedTake && query.Page.Sort != "amount" ? string.Create(CultureInfo.InvariantCulture, $"{rows[^1].Date:yyyyMMdd}.{rows[^1].Id}") : null;
        return new Page<BankLineRow>(rows, next, total);
    }

    internal static IQueryable<BankLineRow> Rows(ErpDbContext db, IQueryable<BankLine> lines) => lines.Select(l => new BankLineRow(
        l.Id, l.Version, l.Date, db.BankAccounts.Where(a => a.Id == l.BankAccountId).Select(a => a.Name).First(), l.CounterpartyName, l.Remittance, l.References, l.Amount, l.Currency, l.State, l.Summary, l.PartnerId, l.RunId, l.Kind));

    private static IQueryable<BankLine> Filter(ErpDbContext db, BankLineQuery query)
    {
        IQueryable<BankLine> lines = db.BankLines;
        lines = query.Account is { } account ? lines.Where(l => l.BankAccountId == account) : lines;
        lines = query.FileId is { } file ? lines.Where(l => db.BankStatements.Any(s => s.Id == l.StatementId && s.FileId == file)) : lines;
        lines = query.RunId is { } run ? lines.Where(l => l.RunId == run) : lines;
        lines = query.RuleId is { } rule ? lines.Where(l => l.RuleId == rule) : lines;
        lines = query.From is { } from ? lines.Where(l => l.Date >= from) : lines;
        lines = query.State switch
        {
            "transit" => lines.Where(l => l.State == BankLineState.Booked && l.TransferLineId == null && db.Allocations.Any(
                a => a.BankLineId == l.Id && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id) && db.Accounts.Any(x => x.Id == a.AccountId && x.Role == AccountRole.Transfers))),
            "waiting" => lines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested),
            "open" => lines.Where(l => l.State == BankLineState.Open),
            "suggested" => lines.Where(l => l.State == BankLineState.Suggested),
            "booked" => lines.Where(l => l.State == BankLineState.Booked),
            "ignored" => lines.Where(l => l.State == BankLineState.Ignored),
            _ => lines,
        };
        if (AmountIn(query.Page.Search) is { } amount)
        {
            return lines.Where(l => l.Amount == amount || l.Amount == -amount);
        }

        foreach (var fragment in SearchText.Fragments(query.Page.Search))
        {
            var like = $"%{fragment}%";
            lines = lines.Where(l => EF.Functions.Like(l.SearchText, like) || EF.Functions.Like(l.Summary.ToLower(), like));
        }

        return lines;
    }

    /// <summary>"168,60" or "1204.50": a whole search that is an amount with decimals.</summary>
    private static decimal? AmountIn(string? search)
    {
        var text = (search ?? "").Trim().Replace(" ", "", StringComparison.Ordinal).Replace(',', '.');
        return text.LastIndexOf('.') is > 0 and var point && text.Length - point is 2 or 3 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) ? amount : null;
    }

    /// <summary>One line with its reasons; null where there is none.</summary>
    public async Task<BankLineDetail?> LineAsync(Actor actor, long id, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        if (await Rows(db, db.BankLines.Where(l => l.Id == id)).FirstOrDefaultAsync(cancel) is not { } row)
        {
            return null;
        }

        var more = await db.BankLines.Where(l => l.Id == id).Select(l => new { l.Explanation, l.CounterpartyIban, l.BankReference, l.StatementId, l.EntryId, l.RuleId, Rule = db.BankRules.Where(r => r.Id == l.RuleId).Select(r => r.Name).FirstOrDefault() }).FirstAsync(cancel);
        var file = more.StatementId is { } statement
            ? await db.BankStatements.Where(s => s.Id == statement).Join(db.BankFiles, s => s.FileId, f => f.Id, (_, f) => new { f.Id, f.FileName }).FirstOrDefaultAsync(cancel) : null;
        var company = await references.GetAsync(actor.CompanyId, cancel);
        var other = await db.BankLines.Where(l => l.TransferLineId == id).Join(db.BankAccounts, l => l.BankAccountId, a => a.Id, (l, a) => new OtherSide(l.Id, a.Name, l.Date, l.Amount, l.Currency)).FirstOrDefaultAsync(cancel);
        var waits = other is null && row.State == BankLineState.Booked && await TransferPairs.Waiting(db, company.Accounts[AccountRole.Transfers].Id).AnyAsync(l => l.Id == id, cancel);
        var explanation = LineExplanation.Read(more.Explanation);
        var ids = explanation.Alternatives.Append(explanation.RunnerUp).OfType<ExplainedCandidate>().SelectMany(c => c.Parts).Concat(explanation.Parts).Select(p => p.ItemId).OfType<long>().Distinct().Take(PageQuery.MaxTake).ToList();
        var items = await ItemRows(db, db.OpenItems.Where(o => ids.Contains(o.Id))).ToDictionaryAsync(o => o.Id, cancel);
        var parts = await db.Allocations.Where(a => a.BankLineId == id && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id)).OrderBy(a => a.Id).Take(PageQuery.MaxTake)
            .Select(a => new BookedPart(
                db.OpenItems.Where(o => o.Id == a.OpenItemId).Select(o => (long?)o.DocumentId).FirstOrDefault(),
                db.OpenItems.Where(o => o.Id == a.OpenItemId).Select(o => o.DocumentNumber).FirstOrDefault() ?? db.Accounts.Where(x => x.Id == a.AccountId).Select(x => x.Code + " " + x.Name).FirstOrDefault() ?? "", a.Amount)
            {
                Gets = a.ItemAmount == null ? null : new Money(a.ItemAmount.Value, Currency.Of(db.OpenItems.Where(o => o.Id == a.OpenItemId).Select(o => o.Currency).First())),
            }).ToListAsync(cancel);
        return new BankLineDetail(row, more.CounterpartyIban, more.BankReference, file?.Id, file?.FileName, more.EntryId, explanation, items, parts) { Transfer = other, InTransit = waits, RuleId = more.RuleId, RuleName = more.Rule, Exchange = await ExchangeAsync(db, company, id, cancel) };
    }

    // What the same money was worth on the invoice's day and is worth on the line's: where the booking stands, gain positive.
    private static async Task<Money?> ExchangeAsync(ErpDbContext db, CompanyReference company, long line, CancellationToken cancel)
    {
        var account = company.Accounts[AccountRole.ExchangeDifference].Id;
        var gain = await db.JournalLines.Where(l => l.AccountId == account && db.Allocations.Any(a => a.BankLineId == line && a.EntryId == l.EntryId && a.ReversesId == null && !db.Allocations.Any(r => r.ReversesId == a.Id)))
            .Select(l => l.Credit - l.Debit).Take(PageQuery.MaxTake).ToListAsync(cancel);
        return gain.Sum() is var sum && sum != 0m ? new Money(sum, Currency.Of(company.Company.Currency)) : null;
    }

    /// <summary>The rates of a day between two currencies; null where one is not known.</summary>
    public async Task<CrossRate?> CrossAsync(Actor actor, string line, string item, DateOnly day, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead) || !Currency.IsKnown(line) || !Currency.IsKnown(item))
        {
            return null;
        }

        var company = await references.GetAsync(actor.CompanyId, cancel);
        await using var db = database.Read(actor);
        var ground = await BookGround.LoadAsync(db, company, [(line, day), (item, day)], cancel);
        return ground.Rate(line, day) is { } from && ground.Rate(item, day) is { } to ? new CrossRate(Currency.Of(line), from, Currency.Of(item), to, ground.Base) : null;
    }

    /// <summary>Open items by fragments of number, references or partner, or by amount; those in the line's currency first, then those of its amount, then the oldest.</summary>
    public async Task<IReadOnlyList<OpenItemRow>> OpenItemsAsync(Actor actor, string currency, decimal amount, string? search, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var items = db.OpenItems.Where(o => o.Open != 0m);
        if (AmountIn(search) is { } wanted)
        {
            items = items.Where(o => o.Open == wanted || o.Open == -wanted);
        }
        else
        {
            foreach (var fragment in SearchText.Fragments(search))
            {
                var like = $"%{fragment}%";
                items = items.Where(o => EF.Functions.Like(o.DocumentNumber.ToLower(), like) || EF.Functions.Like(o.References.ToLower(), like) || db.Partners.Any(p => p.Id == o.PartnerId && EF.Functions.Like(p.SearchText, like)));
            }
        }

        return await ItemRows(db, items.OrderBy(o => o.Currency == currency ? 0 : 1).ThenBy(o => o.Open == amount ? 0 : 1).ThenBy(o => o.DueDate).ThenBy(o => o.Id).Take(20)).ToListAsync(cancel);
    }

    private static IQueryable<OpenItemRow> ItemRows(ErpDbContext db, IQueryable<OpenItem> items) => items.Select(o => new OpenItemRow(
        o.Id, o.DocumentId, o.DocumentNumber, o.PartnerId, db.Partners.Where(p => p.Id == o.PartnerId).Select(p => p.Name).FirstOrDefault() ?? "", o.Date, o.DueDate, o.Open, o.Amount, o.Currency) { Rate = o.Rate, OpenBase = o.OpenBase });

    /// <summary>Ledger accounts a line may go to.</summary>
    public async Task<IReadOnlyList<LedgerChoice>> LedgerAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await LedgerOf(db).ToListAsync(cancel);
    }

    /// <summary>Ledger accounts that take single bookings.</summary>
    internal static IQueryable<LedgerChoice> LedgerOf(ErpDbContext db) => db.Accounts
        .Where(a => a.Role != AccountRole.Receivable && a.Role != AccountRole.Payable && a.Role != AccountRole.Inventory && a.Role != AccountRole.Bank)
        .OrderBy(a => a.Code).Take(PageQuery.MaxTake).Select(a => new LedgerChoice(a.Id, a.Code, a.Name) { Role = a.Role });

    /// <summary>Ledger accounts of banks.</summary>
    public async Task<IReadOnlyList<LedgerChoice>> BankLedgerAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.Accounts.Where(a => a.Role == AccountRole.Bank).OrderBy(a => a.Code).Take(PageQuery.MaxTake).Select(a => new LedgerChoice(a.Id, a.Code, a.Name)).ToListAsync(cancel);
    }

    /// <summary>The strip over the list, for the account and day chosen.</summary>
    public async Task<BankStrip> StripAsync(Actor actor, long? account, DateOnly? from, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new(0, 0, 0, 0, 0, null, null, null, null, null);
        }

        await using var db = database.Read(actor);
        var lines = Filter(db, new BankLineQuery(new PageQuery(), account, From: from));
        var counts = await lines.GroupBy(l => l.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var hand = await lines.CountAsync(l => l.State == BankLineState.Booked && db.MatchRuns.Any(r => r.Id == l.RunId && r.Cause == "manual"), cancel);
        var booked = counts.GetValueOrDefault(BankLineState.Booked);
        var last = account is { } id ? await db.BankStatements.Where(s => s.BankAccountId == id && s.Closing != null).OrderByDescending(s => s.To).ThenByDescending(s => s.Id).FirstOrDefaultAsync(cancel) : null;
        return new(counts.Values.Sum(), booked - hand, hand, counts.GetValueOrDefault(BankLineState.Suggested), counts.GetValueOrDefault(BankLineState.Open), last?.Opening, last?.LineSum, last?.Closing, last?.Difference, last?.Gap);
    }

    /// <summary>Runs, newest first; single decisions of people only on request.</summary>
    public async Task<Page<RunRow>> RunsAsync(Actor actor, PageQuery query, bool byHand, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new Page<RunRow>([]);
        }

        await using var db = database.Read(actor);
        var runs = db.MatchRuns.Where(r => byHand || (r.Cause != "manual" && r.Cause != "online"));
        return new Page<RunRow>(
            await runs.OrderByDescending(r => r.Id).Skip(query.Skip).Take(query.BoundedTake)
                .Select(r => new RunRow(r.Id, r.At, r.Cause, r.ActorName, db.BankFiles.Where(f => f.Id == r.FileId).Select(f => f.FileName).FirstOrDefault(), r.Looked, r.Booked, r.Suggested, r.LeftOpen, r.UndoneAt)).ToListAsync(cancel),
            null, query.Count ? await runs.CountAsync(cancel) : -1);
    }

    /// <summary>Files, newest first.</summary>
    public async Task<Page<FileRow>> FilesAsync(Actor actor, PageQuery query, bool refusedOnly, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new Page<FileRow>([]);
        }

        await using var db = database.Read(actor);
        var files = db.BankFiles.Where(f => !refusedOnly || f.State == BankFileState.Refused);
        foreach (var fragment in SearchText.Fragments(query.Search))
        {
            var like = $"%{fragment}%";
            files = files.Where(f => EF.Functions.Like(f.FileName.ToLower(), like));
        }

        var rows = await files.OrderByDescending(f => f.Id).Skip(query.Skip).Take(query.BoundedTake)
            .Select(f => new { f.Id, f.FileName, f.Size, f.Format, f.Source, f.State, f.Refusals, f.Warnings, f.NewLines, f.KnownLines, f.At, f.ActorName, Kept = f.Content != null }).ToListAsync(cancel);
        return new Page<FileRow>(
            rows.ConvertAll(f => new FileRow(f.Id, f.FileName, f.Size, f.Format, f.Source, f.State, RefusalJson.Read(f.Refusals), RefusalJson.Read(f.Warnings), f.NewLines, f.KnownLines, f.At, f.ActorName, f.Kept)),
            null, query.Count ? await files.CountAsync(cancel) : -1);
    }
}
