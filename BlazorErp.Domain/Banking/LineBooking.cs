using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>A line to be booked.</summary>
internal sealed record BookLine(long Id, int Version, long BankAccountId, DateOnly Date, decimal Amount, string Currency, string? CounterpartyIban);

/// <summary>A part of a line: to an open item, or to an account.</summary>
internal readonly record struct BookPart(long? ItemId, long? AccountId, decimal Amount, long? PartnerId = null)
{
    /// <summary>VAT rate, on a net amount and on its VAT.</summary>
    public long? VatRateId { get; init; }

    /// <summary>Base value, where the other side of a transfer has fixed it.</summary>
    public decimal? Base { get; init; }

    /// <summary>The amount in the item's currency, where that is another.</summary>
    public decimal? ItemAmount { get; init; }

    /// <summary>Where a part of an answer goes; one that includes VAT goes two ways.</summary>
    public static IEnumerable<BookPart> Of(CompanyReference company, ExplainedPart part, string currency) => part.Kind switch
    {
        AllocationKind.Item => [new BookPart(part.ItemId, null, part.Amount) { ItemAmount = part.ItemAmount?.Amount }],
        AllocationKind.Fee => [new BookPart(null, company.Accounts[AccountRole.BankFees].Id, part.Amount)],
        AllocationKind.Rounding => [new BookPart(null, company.Accounts[AccountRole.Rounding].Id, part.Amount)],
        AllocationKind.Transfer => [new BookPart(null, company.Accounts[AccountRole.Transfers].Id, part.Amount) { Base = part.Base }],
        AllocationKind.Account => WithVat(company, new BookPart(null, part.AccountId, part.Amount, part.PartnerId) { VatRateId = part.VatRateId }, currency),
        _ => [new BookPart(null, company.Accounts[AccountRole.CustomerPrepayments].Id, part.Amount, part.PartnerId)],
    };

    /// <summary>A gross amount as net and VAT: what we pay is VAT to set off, what we get is VAT to pay.</summary>
    public static IEnumerable<BookPart> WithVat(CompanyReference company, BookPart gross, string currency)
    {
        if (gross.VatRateId is not { } id || !company.VatRates.TryGetValue(id, out var rate) || rate.Percent == 0m)
        {
            return [gross];
        }

        var net = Currency.Of(currency).Round(gross.Amount * 100m / (100m + rate.Percent));
        var vat = company.Accounts[gross.Amount < 0m ? AccountRole.VatInput : AccountRole.VatOutput].Id;
        return new[] { gross with { Amount = net }, new BookPart(null, vat, gross.Amount - net, gross.PartnerId) { VatRateId = id } }.Where(p => p.Amount != 0m);
    }
}

/// <summary>An open item as the booking knows it. With its whole amount it can be opened again: money that paid it went back.</summary>
internal sealed record BookItem(long Id, long PartnerId, string Number, long DocumentId, string Currency, decimal Open, decimal OpenBase, decimal Rate, decimal Amount = 0m)
{
    /// <summary>Whether so much of it may be settled.</summary>
    public bool Takes(decimal amount) => Math.Sign(Open) == Math.Sign(amount) && Math.Abs(amount) <= Math.Abs(Open);

    /// <summary>Whether so much of what was settled may be open again.</summary>
    public bool Reopens(decimal amount) => Amount != 0m && Math.Sign(amount) == -Math.Sign(Amount) && Math.Abs(amount) <= Math.Abs(Amount) - Math.Abs(Open);
}

/// <summary>What a booked line shows.</summary>
internal readonly record struct BookedLine(string Summary, long? PartnerId);

/// <summary>What bookings need of the company: accounts, base currency, rates.</summary>
internal sealed class BookGround(CompanyReference company, IReadOnlyDictionary<long, (long Ledger, string Currency)> banks, IReadOnlyDictionary<(string, DateOnly), decimal> rates)
{
    public Currency Base { get; } = Currency.Of(company.Company.Currency);

    public long Account(AccountRole role) => company.Accounts[role].Id;

    public (long Ledger, string Currency) Bank(long account) => banks[account];

    public decimal? Rate(string currency, DateOnly day) => currency == Base.Code ? 1m : rates.TryGetValue((currency, day), out var rate) ? rate : null;

    /// <summary>Why a line cannot be booked at all, whatever the answer (or with parts whose value is known without a rate).</summary>
    public Refusal? Refuse(BookLine line, bool valued = false) =>
        line.Currency != Bank(line.BankAccountId).Currency ? new Refusal("bank.line_currency", line.Currency, Bank(line.BankAccountId).Currency)
        : !valued && Rate(line.Currency, line.Date) is null ? new Refusal("bank.rate_missing", line.Currency, line.Date)
        : null;

    /// <summary>Reads it for some lines.</summary>
    public static async Task<BookGround> LoadAsync(ErpDbContext db, CompanyReference company, IEnumerable<(string Currency, DateOnly Day)> days, CancellationToken cancel)
    {
        var banks = await db.BankAccounts.AsNoTracking().Select(a => new { a.Id, a.AccountId, a.Currency }).ToDictionaryAsync(a => a.Id, a => (a.AccountId, a.Currency), cancel);
        var rates = new Dictionary<(string, DateOnly), decimal>();
        foreach (var foreign in days.Where(d => d.Currency != company.Company.Currency).Distinct().GroupBy(d => d.Currency))
        {
            var known = await db.ExchangeRates.AsNoTracking().Where(r => r.Currency == foreign.Key).OrderBy(r => r.Date).Select(r => new { r.Date, r.Rate }).ToListAsync(cancel);
            foreach (var day in foreign)
            {
                if (known.FindLast(r => r.Date <= day.Day) is { } rate)
                {
                    rates[day] = rate.Rate;
                }
            }
        }

        return new BookGround(company, banks, rates);
    }
}

/// <summary>
/// Bookings of one transaction: entries, allocations and what they take from open items, gathered first and then written in bulk. Nothing is
/// written twice and nothing settles more than was open when it was decided.
/// </summary>
internal sealed class LineBookings(ErpDbContext db, DateTimeOffset now, BookGround ground, long runId, Func<long, BookItem?> itemOf)
{
    private readonly List<JournalEntry> entries = [];
    private readonly List<Allocation> allocations = [];
    private readonly List<PayerPayment> payments = [];
    private readonly Dictionary<long, BookItem> left = [];
    private readonly Dictionary<long, ItemChange> taken = [];

    /// <summary>Items as they are after these bookings.</summary>
    public IReadOnlyDictionary<long, BookItem> Left => left;

    /// <summary>Invoices and partners concerned.</summary>
    public IEnumerable<BookItem> Items => left.Values;

    /// <summary>Adds a line's booking; nothing is changed where it is refused.</summary>
    /// <returns>What to show, or: bank.parts_differ, bank.item_not_open, bank.currency_differs, bank.rate_missing, bank.line_currency.</returns>
    public Outcome<BookedLine> Add(BookLine line, IReadOnlyList<BookPart> parts)
    {
        var valued = parts.Count > 0 && parts.All(p => p.Base is not null);
        if (ground.Refuse(line, valued) is { } no)
        {
            return no;
        }

        if (parts.Count == 0 || parts.Sum(p => p.Amount) != line.Amount)
        {
            return new Refusal("bank.parts_differ", parts.Sum(p => p.Amount), line.Amount);
        }

        var now1 = new Dictionary<long, BookItem>();
        var changes = new List<(long Item, decimal Amount, decimal Base)>();

        // Without a rate of the day, what came is worth what was given for it.
        var rate = ground.Rate(line.Currency, line.Date) ?? parts.Sum(p => p.Base!.Value) / line.Amount;
        var bankBase = line.Currency == ground.Base.Code ? line.Amount : ground.Base.Round(line.Amount * rate);
        var lines = new List<Posting> { new(ground.Bank(line.BankAccountId).Ledger, bankBase, line.Currency, line.Amount) };
        var rest = bankBase;
        foreach (var part in parts)
        {
            decimal value;
            if (part.ItemId is { } id)
            {
                var amount = part.ItemAmount ?? part.Amount;
                if ((now1.GetValueOrDefault(id) ?? left.GetValueOrDefault(id) ?? itemOf(id)) is not { } item || !(item.Takes(amount) || item.Reopens(amount)))
                {
                    return new Refusal("bank.item_not_open", itemOf(id)?.Number ?? "");
                }

                if ((item.Currency == line.Currency) != part.ItemAmount is null)
                {
                    return new Refusal("bank.currency_differs", item.Number, item.Currency, line.Currency);
                }

                // All of it at what the books hold of it: no cents are left behind.
                value = amount == item.Open ? item.OpenBase
                    : item.Open - amount == item.Amount ? item.OpenBase - (item.Currency == ground.Base.Code ? item.Amount : ground.Base.Round(item.Amount * item.Rate))
                    : item.Currency == ground.Base.Code ? amount : ground.Base.Round(amount * item.Rate);
                now1[id] = item with { Open = item.Open - amount, OpenBase = item.OpenBase - value };
                changes.Add((id, amount, value));
                lines.Add(new(ground.Account(AccountRole.Receivable), -value, item.Currency, -amount, item.PartnerId));
            }
            else
            {
                value = part.Base ?? (line.Currency == ground.Base.Code ? part.Amount : ground.Base.Round(part.Amount * rate));
                lines.Add(new(part.AccountId!.Value, -value, line.Currency, -part.Amount, part.PartnerId));
            }

            rest -= value;
        }

        // What the same money was worth on the day of the invoice and is worth today; nothing in base currency.
        lines.Add(new(ground.Account(AccountRole.ExchangeDifference), -rest, ground.Base.Code, -rest));
        return Keep(line, parts, lines, now1, changes);
    }

    /// <summary>What the state column says: the documents, or the accounts in the order of the parts (not those of VAT).</summary>
    public static string Words(BookedLine booked, IReadOnlyList<BookPart> parts, IReadOnlyDictionary<long, string> accounts)
    {
        if (booked.Summary.Length > 0)
        {
            return booked.Summary;
        }

        var names = parts.Where((p, n) => n == 0 || p.VatRateId is null || parts[n - 1].VatRateId != p.VatRateId).Select(p => p.AccountId).OfType<long>().Distinct().Select(a => accounts.GetValueOrDefault(a, "")).Where(a => a.Length > 0);
        return BankText.Clip(string.Join(", ", names.Take(3)), 200);
    }

    private BookedLine Keep(BookLine line, IReadOnlyList<BookPart> parts, List<Posting> lines, Dictionary<long, BookItem> now1, List<(long Item, decimal Amount, decimal Base)> changes)
    {
        var numbers = now1.Values.Select(i => i.Number).ToList();
        var summary = BankText.Clip(numbers.Count > 4 ? $"{string.Join(", ", numbers.Take(4))} +{numbers.Count - 4}" : string.Join(", ", numbers), 200);
        foreach (var (item, amount, value) in changes)
        {
            var expected = left.TryGetValue(item, out var known) && taken.TryGetValue(item, out var before) ? before.Expected : itemOf(item)!.Open;
            var had = taken.GetValueOrDefault(item);
            taken[item] = new ItemChange(item, had.Amount + amount, had.BaseAmount + value, expected);
        }

        foreach (var (id, item) in now1)
        {
            left[id] = item;
        }

        var partners = now1.Values.Select(i => i.PartnerId).Concat(parts.Where(p => p.PartnerId is not null).Select(p => p.PartnerId!.Value)).Distinct().ToList();
        long? partner = partners.Count == 1 ? partners[0] : null;

        // The kind names the run, so that a line undone and booked again has its second entry.
        if (Journal.Make(db, line.Date, now, "bank-line", line.Id, $"post:{runId}", summary, lines) is { } entry)
        {
            entries.Add(entry);
            foreach (var part in parts)
            {
                var row = new Allocation { BankLineId = line.Id, RunId = runId, OpenItemId = part.ItemId, AccountId = part.ItemId is null ? part.AccountId : null, Amount = part.Amount, ItemAmount = part.ItemAmount, VatRateId = part.VatRateId, EntryId = entry.Id, At = now };
                db.Stamp(row);
                allocations.Add(row);
            }
        }

        if (partner is { } one && now1.Count > 0 && line.CounterpartyIban is { Length: > 0 } iban)
        {
            payments.Add(new PayerPayment(one, iban));
        }

        return new BookedLine(summary, partner);
    }

    /// <summary>Takes what was booked from the open items; the ids that another settled meanwhile (then nothing may be committed).</summary>
    public Task<IReadOnlySet<long>> SettleAsync(CancellationToken cancel) => OpenItems.SettleAsync(db, taken.Values, cancel);

    /// <summary>Writes entries and allocations, and learns the payers.</summary>
    public async Task WriteAsync(Write write, CancellationToken cancel)
    {
        await Bulk.InsertAsync(db, entries, cancel);
        await Bulk.InsertAsync(db, [.. entries.SelectMany(e => e.Lines)], cancel);
        await Bulk.InsertAsync(db, allocations, cancel);
        await PayerAccounts.CountIn(write, payments, 1, cancel);
        Feed.Tell(write, Items.Select(i => i.DocumentId), Topics.Invoice);
        Feed.Tell(write, Items.Select(i => i.PartnerId).Distinct(), Topics.Partner);
    }

    /// <summary>Tells the feed of some rows, or that many changed.</summary>
    internal static class Feed
    {
        private const int Most = 40;

        public static void Tell(Write write, IEnumerable<long> ids, string topic)
        {
            var some = ids.Take(Most + 1).ToList();
            write.Changed(topic, some.Count > Most ? [Change.All] : some);
        }
    }
}
