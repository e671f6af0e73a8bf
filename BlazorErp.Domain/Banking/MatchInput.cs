using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>What a run reads: the lines, the open items in their currencies, the partners concerned and the accounts that are known to pay for them.</summary>
internal sealed class MatchInput
{
    /// <summary>Most lines of one run; the next run takes the rest.</summary>
    public const int MostLines = 200_000;
    private const int MostItems = 1_000_000;
    private const int Part = 5_000;

    private MatchInput()
    {
    }

    /// <summary>A line to decide, as it is now.</summary>
    public sealed record Line(BookLine Book, BankLineState State, string? Explanation, BankLineFacts Facts, BankLineKind Kind)
    {
        /// <summary>A person took a booking of it back.</summary>
        public bool Undone => Explanation?.StartsWith(LineExplanation.UndoneStart, StringComparison.Ordinal) == true;
    }

    public required IReadOnlyList<Line> Lines { get; init; }

    public required Dictionary<long, BookItem> Items { get; init; }

    public required OpenItemIndex Index { get; init; }

    public required MatchSettings Settings { get; init; }

    public static async Task<MatchInput> LoadAsync(ErpDbContext db, MatchScope scope, CancellationToken cancel)
    {
        var lines = await LinesAsync(db, scope, cancel);
        var currencies = lines.Select(l => l.Book.Currency).Distinct(StringComparer.Ordinal).ToList();
        var rows = lines.Count == 0 ? [] : await db.OpenItems.Where(o => o.Open != 0m).OrderBy(o => o.Id).Take(MostItems)
            .Select(o => new { o.Id, o.PartnerId, o.DocumentNumber, o.DocumentId, o.References, o.Currency, o.Open, o.OpenBase, o.Amount, o.Rate, o.Date, o.DueDate }).ToListAsync(cancel);
        var items = rows.Where(o => Currency.IsKnown(o.Currency)).ToList();
        var (known, ibanPartners) = await IbansAsync(db, lines, cancel);
        var partners = await PartnersAsync(db, items.Select(i => i.PartnerId).Concat(ibanPartners), known, cancel);
        var index = OpenItemIndex.Build(
            items.Select(o => new OpenItemFacts(o.Id, o.PartnerId, o.DocumentNumber, o.References.Split('\n', StringSplitOptions.RemoveEmptyEntries), new Money(o.Open, Currency.Of(o.Currency)), new Money(o.Amount, Currency.Of(o.Currency)), o.Date, o.DueDate)),
            partners, new PaymentHistory([.. known.Where(k => k.IsLearned && k.Payments > 0).Select(k => new KnownIban(k.Iban, k.PartnerId, k.Payments))], []));
        var settings = currencies.Count + items.Select(i => i.Currency).Distinct(StringComparer.Ordinal).Count() <= 2 ? MatchSettings.Default
            : MatchSettings.Default with { RatesToBase = (await db.ExchangeRates.GroupBy(r => r.Currency).Select(g => g.OrderByDescending(r => r.Date).First()).ToListAsync(cancel)).ToDictionary(r => r.Currency, r => r.Rate, StringComparer.Ordinal) };
        return new MatchInput
        {
            Lines = lines, Index = index, Settings = settings,
            Items = items.ToDictionary(o => o.Id, o => new BookItem(o.Id, o.PartnerId, o.DocumentNumber, o.DocumentId, o.Currency, o.Open, o.OpenBase, o.Rate)),
        };
    }

    private static async Task<List<Line>> LinesAsync(ErpDbContext db, MatchScope scope, CancellationToken cancel)
    {
        var open = db.BankLines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested);
        open = scope.BankAccountId is { } account ? open.Where(l => l.BankAccountId == account) : open;
        open = scope.ChannelId is { } channel ? open.Where(l => db.BankAccounts.Any(a => a.Id == l.BankAccountId && a.ChannelId == channel)) : open;
        open = scope.FileId is { } file ? open.Where(l => db.BankStatements.Any(s => s.Id == l.StatementId && s.FileId == file)) : open;
        var rows = await open.OrderBy(l => l.Id).Take(MostLines)
            .Select(l => new { l.Id, l.Version, l.BankAccountId, l.Date, l.Amount, l.Currency, l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.References, l.State, l.Explanation, l.Kind }).ToListAsync(cancel);
        return rows.ConvertAll(l => new Line(
            new BookLine(l.Id, l.Version, l.BankAccountId, l.Date, l.Amount, l.Currency, l.CounterpartyIban), l.State, l.Explanation,
            new BankLineFacts(l.Id, l.Date, new Money(l.Amount, Currency.Of(l.Currency)), l.CounterpartyName, l.CounterpartyIban, l.Remittance, l.References.Split('\n', StringSplitOptions.RemoveEmptyEntries)), l.Kind));
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
