using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>What a run reads: the lines, the open items in their currencies, the partners concerned, the accounts that are known to pay for them, the rules, and what waits between own accounts.</summary>
internal sealed class MatchInput
{
    /// <summary>Most lines of one run; the next run takes the rest.</summary>
    public const int MostLines = 200_000;
    private const int MostItems = 1_000_000;
    private const int Part = 5_000;
    private const int MostTaught = 10_000;

    private MatchInput()
    {
    }

    /// <summary>A line to decide, as it is now.</summary>
    public sealed record Line(BookLine Book, BankLineState State, string? Explanation, BankLineFacts Facts, BankLineKind Kind, long? StatementId, long? EntryId)
    {
        /// <summary>The line as a side of a transfer.</summary>
        public TransferSide Side => new(Facts, Book.BankAccountId) { Kind = Kind };

        /// <summary>A person took a booking of it back.</summary>
        public bool Undone => Explanation?.StartsWith(LineExplanation.UndoneStart, StringComparison.Ordinal) == true;
    }

    public required IReadOnlyList<Line> Lines { get; init; }

    public required Dictionary<long, BookItem> Items { get; init; }

    public required OpenItemIndex Index { get; init; }

    public required RuleEngine? Rules { get; init; }

    /// <summary>How the statements of the lines arrived, where a rule asks for it.</summary>
    public required IReadOnlyDictionary<long, string> Sources { get; init; }

    public required IReadOnlyList<OwnAccount> Accounts { get; init; }

    public required IReadOnlyList<TransferSide> Waiting { get; init; }

    /// <summary>What the provider says belongs together.</summary>
    public required ProviderTies Ties { get; init; }

    /// <summary>Ledger accounts by code and name.</summary>
    public required IReadOnlyDictionary<long, string> Ledger { get; init; }

    /// <summary>Currencies and days whose rates the lines and what they may pay ask for.</summary>
    public IEnumerable<(string Currency, DateOnly Day)> Days()
    {
        var days = Lines.Select(l => l.Book.Date).Distinct().ToList();
        return Lines.Select(l => (l.Book.Currency, l.Book.Date)).Concat(Index.Currencies.SelectMany(c => days.Select(d => (c.Code, d))));
    }

    /// <summary>The line as rules see it.</summary>
    public RuleLine OfRules(Line line, BankLineFacts facts)
    {
        var payer = Index.Payers.Find(facts);
        return new(facts, line.Book.BankAccountId, Arrived(line), payer.Conflict ? null : payer.Strong ?? payer.Named);
    }

    // A provider's lines come with its transactions, not with a file.
    private string Arrived(Line line) => line.StatementId is { } statement ? Sources.GetValueOrDefault(statement, "") : Accounts.FirstOrDefault(a => a.Id == line.Book.BankAccountId)?.Kind.ToString().ToLowerInvariant() ?? "";

    /// <summary>What the bank says of the line, with the payer where a rule tells it.</summary>
    public BankLineFacts Told(Line line) => Rules?.TellsPayers == true && Rules.PayerOf(OfRules(line, line.Facts)) is { } rule ? line.Facts with { PayerId = rule.PartnerId, PayerRule = (rule.Name, rule.Id) } : line.Facts;

    public static async Task<MatchInput> LoadAsync(ErpDbContext db, Data.CompanyReference company, MatchScope scope, CancellationToken cancel)
    {
        var accounts = await TransferPairs.AccountsAsync(db, cancel);
        var lines = await LinesAsync(db, scope, accounts, cancel);
        var rules = lines.Count == 0 ? [] : await StoredRules.ActiveAsync(db, cancel);
        var waiting = lines.Count == 0 || accounts.Count < 2 ? [] : await TransferPairs.WaitingAsync(db, company, lines.Min(l => l.Book.Date), cancel);
        var rows = lines.Count == 0 ? [] : await db.OpenItems.Where(o => o.Open != 0m).OrderBy(o => o.Id).Take(MostItems)
            .Select(o => new { o.Id, o.PartnerId, o.DocumentNumber, o.DocumentId, o.References, o.Currency, o.Open, o.OpenBase, o.Amount, o.Rate, o.Date, o.DueDate }).ToListAsync(cancel);
        var items = rows.Where(o => Currency.IsKnown(o.Currency)).ToList();
        var (known, ibanPartners) = await IbansAsync(db, lines, cancel);
        var payers = await PayersAsync(db, lines, cancel);
        var asked = rules.SelectMany(r => new[] { r.PartnerId, r.When.PartnerId }).OfType<long>().ToList();
        known.AddRange(await AskedAsync(db, asked, known, cancel));
        var partners = await PartnersAsync(db, items.Select(i => i.PartnerId).Concat(ibanPartners).Concat(asked).Concat(payers.Select(p => p.PartnerId)), known, cancel);
        var index = OpenItemIndex.Build(
            items.Select(o => new OpenItemFacts(o.Id, o.PartnerId, o.DocumentNumber, o.References.Split('\n', StringSplitOptions.RemoveEmptyEntries), new Money(o.Open, Currency.Of(o.Currency)), new Money(o.Amount, Currency.Of(o.Currency)), o.Date, o.DueDate)),
            partners, new PaymentHistory([.. known.Where(k => k.IsLearned && k.Payments > 0).Select(k => new KnownIban(k.Iban, k.PartnerId, k.Payments))], payers));
        var ties = await ProviderTies.LoadAsync(db, [.. lines.Where(l => l.EntryId is not null && l.Kind != BankLineKind.Payment).Select(l => new TiedLine(l.Book.Id, l.EntryId!.Value, l.Kind))], cancel);
        var booked = items.ToDictionary(o => o.Id, o => new BookItem(o.Id, o.PartnerId, o.DocumentNumber, o.DocumentId, o.Currency, o.Open, o.OpenBase, o.Rate));
        foreach (var (id, item) in ties.Items)
        {
            booked[id] = item;
        }

        return new MatchInput
        {
            Lines = lines, Index = index, Rules = rules.Count == 0 ? null : RuleEngine.Prepare(rules) is { Ok: true } engine ? engine.Value : null,
            Sources = await SourcesAsync(db, lines, rules, cancel), Accounts = accounts, Waiting = [.. waiting.Select(w => w.Side)],
            Ledger = lines.Count == 0 ? new Dictionary<long, string>() : await db.Accounts.ToDictionaryAsync(a => a.Id, a => a.Code + " " + a.Name, cancel),
            Items = booked, Ties = ties,
        };
    }

    private static async Task<List<Line>> LinesAsync(ErpDbContext db, MatchScope scope, IReadOnlyList<OwnAccount> accounts, CancellationToken cancel)
    {
        var open = db.BankLines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested);
        open = scope.BankAccountId is { } account ? open.Where(l => l.BankAccountId == account) : open;
        open = scope.ChannelId is { } channel ? open.Where(l => db.BankAccounts.Any(a => a.Id == l.BankAccountId && a.ChannelId == channel)) : open;
        open = scope.FileId is { } file ? open.Where(l => db.BankStatements.Any(s => s.Id == l.StatementId && s.FileId == file)) : open;
        if (scope.LineIds is { } some)
        {
            var ids = some.ToArray();
            open = open.Where(l => EF.Parameter(ids).Contains(l.Id));
        }

        var lets = accounts.Where(a => a.Tolerances is not null).ToDictionary(a => a.Id, a => a.Tolerances!);
        var rows = await open.OrderBy(l => l.Id).Take(MostLines)
            .Select(l => new { l.Id, l.Version, l.BankAccountId, l.Date, l.Amount, l.Currency, l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.References, l.State, l.Explanation, l.Kind, l.StatementId, l.EntryId }).ToListAsync(cancel);
        return rows.ConvertAll(l =>
        {
            var amount = new Money(l.Amount, Currency.Of(l.Currency));
            var facts = new BankLineFacts(l.Id, l.Date, amount, l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.References.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return new Line(
                new BookLine(l.Id, l.Version, l.BankAccountId, l.Date, l.Amount, l.Currency, l.CounterpartyIban), l.State, l.Explanation,
                lets.TryGetValue(l.BankAccountId, out var own) ? facts with { Tolerances = own } : facts, l.Kind, l.StatementId, l.EntryId);
        });
    }

    // Only where a rule asks: most companies' rules do not.
    private static async Task<Dictionary<long, string>> SourcesAsync(ErpDbContext db, List<Line> lines, IReadOnlyList<BankRule> rules, CancellationToken cancel)
    {
        var sources = new Dictionary<long, string>();
        foreach (var part in rules.Any(r => r.When.Channel is not null) ? lines.Select(l => l.StatementId).OfType<long>().Distinct().Chunk(Part) : [])
        {
            foreach (var s in await db.BankStatements.Where(s => EF.Parameter(part).Contains(s.Id)).Join(db.BankFiles, s => s.FileId, f => f.Id, (s, f) => new { s.Id, f.Source }).ToListAsync(cancel))
            {
                sources[s.Id] = StoredRules.Channel(s.Source);
            }
        }

        return sources;
    }

    // Names that people have assigned by hand, where the bank told no account to go by.
    private static async Task<List<LearnedPayer>> PayersAsync(ErpDbContext db, List<Line> lines, CancellationToken cancel)
    {
        var wanted = lines.Where(l => string.IsNullOrEmpty(l.Book.CounterpartyIban) && l.Facts.CounterpartyName.Length > 0).Select(l => PayerName.Of(l.Facts.CounterpartyName).Key).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return [];
        }

        var taught = await db.MatchRuns.Where(r => r.Cause == "manual" && r.UndoneAt == null).OrderByDescending(r => r.Id).Take(MostTaught)
            .Join(db.BankLines.Where(l => l.State == BankLineState.Booked && l.PartnerId != null && l.CounterpartyName != ""), r => r.Id, l => l.RunId, (r, l) => new { l.CounterpartyName, l.PartnerId })
            .GroupBy(l => l).Select(g => new { g.Key.CounterpartyName, g.Key.PartnerId, Count = g.Count() }).ToListAsync(cancel);
        return [.. taught.Where(t => wanted.Contains(PayerName.Of(t.CounterpartyName).Key)).Select(t => new LearnedPayer(t.CounterpartyName, t.PartnerId!.Value, t.Count))];
    }

    // Accounts of partners that rules ask for and that pay none of these lines' items.
    private static async Task<List<Known>> AskedAsync(ErpDbContext db, List<long> asked, List<Known> known, CancellationToken cancel)
    {
        var ids = asked.Distinct().ToArray();
        var there = known.Select(k => (k.PartnerId, k.Iban)).ToHashSet();
        return ids.Length == 0 ? [] : [.. (await db.PartnerBankAccounts.Where(a => EF.Parameter(ids).Contains(a.PartnerId)).Select(a => new Known(a.PartnerId, a.Iban, a.IsLearned, a.Payments)).ToListAsync(cancel)).Where(k => !there.Contains((k.PartnerId, k.Iban)))];
    }

    private sealed record Known(long PartnerId, string Iban, bool IsLearned, int Payments);

    private static async Task<(List<Known> Known, IEnumerable<long> Partners)> IbansAsync(ErpDbContext db, List<Line> lines, CancellationToken cancel)
    {
        var known = new List<Known>();
        foreach (var part in lines.Select(l => l.Book.CounterpartyIban).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(Part))
        {
            known.AddRange(await db.PartnerBankAccounts.Where(a => EF.Parameter(part).Contains(a.Iban)).Select(a => new Known(a.PartnerId, a.Iban, a.IsLearned, a.Payments)).ToListAsync(cancel));
        }

        return (known, known.Select(k => k.PartnerId));
    }

    private static async Task<List<PartnerFacts>> PartnersAsync(ErpDbContext db, IEnumerable<long> ids, List<Known> known, CancellationToken cancel)
    {
        var cards = known.Where(k => !k.IsLearned).ToLookup(k => k.PartnerId, k => k.Iban);
        var partners = new List<PartnerFacts>();
        foreach (var part in ids.Distinct().Chunk(Part))
        {
            var rows = await db.Partners.Where(p => EF.Parameter(part).Contains(p.Id)).Select(p => new { p.Id, p.Name, p.LegalName }).ToListAsync(cancel);
            partners.AddRange(rows.Select(p => new PartnerFacts(p.Id, p.LegalName ?? p.Name, p.LegalName is null || p.LegalName == p.Name ? [] : [p.Name], [.. cards[p.Id]])));
        }

        return partners;
    }
}
