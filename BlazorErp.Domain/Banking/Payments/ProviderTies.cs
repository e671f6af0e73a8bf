using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>A line as the provider's own words tie it to others.</summary>
/// <param name="LineId">Line.</param>
/// <param name="EntryId">Its transaction.</param>
/// <param name="Kind">What it is about.</param>
internal readonly record struct TiedLine(long LineId, long EntryId, BankLineKind Kind);

/// <summary>Where a part of a payment stands: an open item it settled, or an account.</summary>
/// <param name="ItemId">Open item.</param>
/// <param name="AccountId">Account, where there is no item.</param>
/// <param name="Amount">Signed: what the payment and what came of it since leave there.</param>
/// <param name="Back">Of it what refunds and reversals took, signed against the payment.</param>
internal sealed record StandingPart(long? ItemId, long? AccountId, decimal Amount, decimal Back);

/// <summary>The payment of a refund or reversal.</summary>
/// <param name="PaymentId">The provider's id of it.</param>
/// <param name="Sign">1 for money that came in, -1 for money that went out.</param>
/// <param name="PartnerId">Whose payment it was.</param>
/// <param name="Standing">Where its money stands; empty while it is not booked.</param>
internal sealed record PaymentTie(string PaymentId, int Sign, long? PartnerId, IReadOnlyList<StandingPart> Standing);

/// <summary>The other side of an exchange.</summary>
/// <param name="Other">Its amount.</param>
/// <param name="OtherDate">Its day.</param>
/// <param name="Gave">This side gave.</param>
internal sealed record ExchangeTie(Money Other, DateOnly OtherDate, bool Gave);

/// <summary>Reads for a run what the provider's links say of its lines, and where the money of the payments concerned stands.</summary>
internal sealed class ProviderTies
{
    private const int Levels = 3;
    private const int Part = 2_000;
    private readonly Dictionary<long, PaymentTie> payments = [];
    private readonly Dictionary<long, ExchangeTie> exchanges = [];
    private readonly Dictionary<long, BookItem> items = [];
    private readonly Dictionary<long, long> credits = [];

    private ProviderTies()
    {
    }

    /// <summary>Nothing tied.</summary>
    public static ProviderTies None { get; } = new();

    /// <summary>Items that are named here, settled ones too.</summary>
    public IReadOnlyDictionary<long, BookItem> Items => items;

    /// <summary>The payment of a line; null where the provider names none.</summary>
    public PaymentTie? PaymentOf(long lineId) => payments.GetValueOrDefault(lineId);

    /// <summary>The other side of a line's exchange; null where it is not here yet.</summary>
    public ExchangeTie? ExchangeOf(long lineId) => exchanges.GetValueOrDefault(lineId);

    /// <summary>The credit note of an item that still has something to give; null where there is none.</summary>
    public BookItem? CreditOf(long itemId) => credits.TryGetValue(itemId, out var credit) ? items[credit] : null;

    /// <summary>Reads it for some lines.</summary>
    public static async Task<ProviderTies> LoadAsync(ErpDbContext db, IReadOnlyList<TiedLine> lines, CancellationToken cancel)
    {
        var ties = new ProviderTies();
        foreach (var part in lines.Where(l => l.Kind is BankLineKind.Refund or BankLineKind.Reversal).Chunk(Part))
        {
            await ties.PaymentsAsync(db, part, cancel);
        }

        foreach (var part in lines.Where(l => l.Kind == BankLineKind.Conversion).Chunk(Part))
        {
            await ties.ExchangesAsync(db, part, cancel);
        }

        return ties;
    }

    private async Task PaymentsAsync(ErpDbContext db, IReadOnlyList<TiedLine> lines, CancellationToken cancel)
    {
        var rootOf = await RootsAsync(db, [.. lines.Select(l => l.EntryId)], cancel);
        var families = await FamiliesAsync(db, [.. rootOf.Values.Distinct()], cancel);
        var roots = families.Values.Distinct().ToArray();
        var entries = await db.ProviderEntries.Where(e => EF.Parameter(roots).Contains(e.Id)).Select(e => new { e.Id, e.ExternalId, e.Gross }).ToDictionaryAsync(e => e.Id, cancel);
        var members = families.Keys.ToArray();
        var rows = await db.Allocations.Join(db.BankLines.Where(l => l.EntryId != null && EF.Parameter(members).Contains(l.EntryId!.Value) && l.Kind != BankLineKind.Fee), a => a.BankLineId, l => l.Id, (a, l) => new { Entry = l.EntryId!.Value, l.PartnerId, a.OpenItemId, a.AccountId, a.Amount })
            .ToListAsync(cancel);
        var standing = rows.GroupBy(r => families[r.Entry]).ToDictionary(g => g.Key, g => (
            Partner: g.Where(r => r.Entry == g.Key).Select(r => r.PartnerId).FirstOrDefault(p => p is not null),
            Parts: (IReadOnlyList<StandingPart>)[.. g.GroupBy(r => (r.OpenItemId, r.AccountId)).Select(p => new StandingPart(p.Key.OpenItemId, p.Key.AccountId, p.Sum(r => r.Amount), p.Where(r => r.Entry != g.Key).Sum(r => r.Amount)))]));
        foreach (var line in lines)
        {
            if (rootOf.TryGetValue(line.EntryId, out var root) && entries.TryGetValue(root, out var payment))
            {
                var (partner, parts) = standing.GetValueOrDefault(root, (null, []));
                payments[line.LineId] = new PaymentTie(payment.ExternalId, payment.Gross < 0m ? -1 : 1, partner, parts);
            }
        }

        await ItemsAsync(db, [.. rows.Select(r => r.OpenItemId).OfType<long>().Distinct()], cancel);
    }

    /// <summary>The payment at the beginning of a chain: a reversal may be of a refund of it.</summary>
    private static async Task<Dictionary<long, long>> RootsAsync(ErpDbContext db, IReadOnlyList<long> entries, CancellationToken cancel)
    {
        var roots = new Dictionary<long, long>();
        var at = entries.Distinct().ToDictionary(e => e, e => e);
        for (var level = 0; level < Levels && at.Count > 0; level++)
        {
            var from = at.Values.Distinct().ToArray();
            var up = (await db.ProviderLinks.Where(l => EF.Parameter(from).Contains(l.FromId) && (l.Kind == ProviderLinkKind.RefundOf || l.Kind == ProviderLinkKind.ReversalOf)).OrderBy(l => l.Id).ToListAsync(cancel))
                .GroupBy(l => l.FromId).ToDictionary(g => g.Key, g => g.First().ToId);
            foreach (var (entry, now) in at.ToList())
            {
                if (up.TryGetValue(now, out var next))
                {
                    roots[entry] = next;
                    at[entry] = next;
                }
                else
                {
                    at.Remove(entry);
                }
            }
        }

        return roots;
    }

    /// <summary>Each payment and everything that goes back to it, with the payment it belongs to.</summary>
    private static async Task<Dictionary<long, long>> FamiliesAsync(ErpDbContext db, IReadOnlyList<long> roots, CancellationToken cancel)
    {
        var families = roots.ToDictionary(r => r, r => r);
        var at = roots.ToArray();
        for (var level = 0; level < Levels && at.Length > 0; level++)
        {
            var down = await db.ProviderLinks.Where(l => EF.Parameter(at).Contains(l.ToId) && (l.Kind == ProviderLinkKind.RefundOf || l.Kind == ProviderLinkKind.ReversalOf)).Select(l => new { l.FromId, l.ToId }).ToListAsync(cancel);
            at = [.. down.Where(l => families.TryAdd(l.FromId, families[l.ToId])).Select(l => l.FromId)];
        }

        return families;
    }

    private async Task ItemsAsync(ErpDbContext db, long[] ids, CancellationToken cancel)
    {
        var named = await db.OpenItems.Where(o => EF.Parameter(ids).Contains(o.Id)).ToListAsync(cancel);
        var documents = named.Where(o => o.DocumentType == "invoice").Select(o => o.DocumentId).ToArray();
        var notes = await db.Invoices.Where(n => n.ReversesId != null && EF.Parameter(documents).Contains(n.ReversesId!.Value))
            .Join(db.OpenItems.Where(o => o.DocumentType == "invoice" && o.Open < 0m), n => n.Id, o => o.DocumentId, (n, o) => new { n.ReversesId, Item = o }).ToListAsync(cancel);
        foreach (var o in named.Concat(notes.Select(n => n.Item)))
        {
            items[o.Id] = new BookItem(o.Id, o.PartnerId, o.DocumentNumber, o.DocumentId, o.Currency, o.Open, o.OpenBase, o.Rate, o.Amount);
        }

        foreach (var note in notes)
        {
            foreach (var original in named.Where(o => o.DocumentId == note.ReversesId))
            {
                credits[original.Id] = note.Item.Id;
            }
        }
    }

    private async Task ExchangesAsync(ErpDbContext db, IReadOnlyList<TiedLine> lines, CancellationToken cancel)
    {
        var ids = lines.Select(l => l.EntryId).Distinct().ToArray();
        var pairs = await db.ProviderLinks.Where(l => l.Kind == ProviderLinkKind.ConversionPair && (EF.Parameter(ids).Contains(l.FromId) || EF.Parameter(ids).Contains(l.ToId))).ToListAsync(cancel);
        var others = pairs.SelectMany(p => new[] { p.FromId, p.ToId }).Distinct().ToArray();
        var sides = (await db.BankLines.Where(l => l.EntryId != null && EF.Parameter(others).Contains(l.EntryId!.Value) && l.Kind == BankLineKind.Conversion).GroupBy(l => new { Entry = l.EntryId!.Value, l.Currency, l.Date })
            .Select(g => new { g.Key.Entry, g.Key.Currency, g.Key.Date, Amount = g.Sum(l => l.Amount) }).ToListAsync(cancel)).ToDictionary(s => s.Entry);
        foreach (var line in lines)
        {
            if (pairs.Find(p => p.FromId == line.EntryId || p.ToId == line.EntryId) is { } pair && sides.TryGetValue(pair.FromId == line.EntryId ? pair.ToId : pair.FromId, out var other) && Currency.IsKnown(other.Currency))
            {
                exchanges[line.LineId] = new ExchangeTie(new Money(other.Amount, Currency.Of(other.Currency)), other.Date, pair.FromId == line.EntryId);
            }
        }
    }
}
