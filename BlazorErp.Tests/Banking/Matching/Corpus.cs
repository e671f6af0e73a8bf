using System.Globalization;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Matching;

/// <summary>A statement line with what it really pays.</summary>
/// <param name="Line">The line.</param>
/// <param name="Truth">Items it settles, whole or in part; empty when it pays none of ours.</param>
/// <param name="Decidable">Whether a careful bookkeeper with the same facts could be sure.</param>
/// <param name="Way">In which way it was paid, for reports.</param>
internal sealed record CorpusLine(BankLineFacts Line, IReadOnlyList<long> Truth, bool Decidable, string Way);

/// <summary>
/// Statement lines in the ways people really pay, with known truth. Made without looking at the matcher: whether a line is decidable is
/// worked out here from the items themselves.
/// </summary>
internal sealed class Corpus
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private static readonly Currency Usd = Currency.Of("USD");
    private static readonly DateOnly Day = new(2026, 11, 21);
    private readonly Random random;
    private readonly CorpusNames names;
    private readonly CorpusTexts texts;
    private readonly Dictionary<long, List<OpenItemFacts>> byPartner = [];
    private readonly Dictionary<long, string> ibans = [];
    private readonly HashSet<long> known = [];
    private readonly HashSet<string> ambiguousNames = new(StringComparer.Ordinal);
    private readonly Queue<OpenItemFacts> unpaid = new();
    private readonly HashSet<long> used = [];
    private long next = 1;

    private Corpus(int seed)
    {
        random = new(seed);
        names = new(random);
        texts = new(random);
    }

    public List<PartnerFacts> Partners { get; } = [];

    public List<OpenItemFacts> Items { get; } = [];

    public PaymentHistory History { get; private set; } = PaymentHistory.None;

    public List<CorpusLine> Lines { get; } = [];

    /// <summary>A dollar is 0.90 in the base currency.</summary>
    public static MatchSettings Settings { get; } = new((currency, _) => currency == Usd ? 0.9m : 1m);

    /// <summary>The same seed makes the same corpus.</summary>
    public static Corpus Make(int seed = 20261121, int lines = 2000)
    {
        var corpus = new Corpus(seed);
        corpus.MakePartners(Math.Max(40, lines / 5));
        corpus.MakeItems(lines * 8 / 5);
        while (corpus.Lines.Count < lines)
        {
            corpus.MakeLine();
        }

        return corpus;
    }

    private void MakePartners(int count)
    {
        for (var id = 1L; id <= count; id++)
        {
            Partners.Add(new(id, names.New(), [], []));
            ibans[id] = Iban();
            byPartner[id] = [];
            if (random.Next(10) < 6)
            {
                known.Add(id);
            }
        }

        History = new([.. known.Select(id => new KnownIban(ibans[id], id, 1 + random.Next(9)))], []);
        foreach (var group in Partners.GroupBy(p => Bare(p.Name), StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            ambiguousNames.Add(group.Key);
        }
    }

    // Half the prices are list prices that repeat, half are sums of an order.
    private void MakeItems(int count)
    {
        decimal[] list = [9.99m, 19.90m, 29.90m, 49.00m, 84.30m, 95.00m, 120.00m, 250.00m];
        for (var i = 1; i <= count; i++)
        {
            var partner = 1 + random.Next(Partners.Count);
            var supplier = random.Next(20) == 0;
            var price = random.Next(2) == 0 ? list[random.Next(list.Length)] : random.Next(500, 200_000) / 100m;
            var open = new Money(supplier ? -price : price, !supplier && random.Next(30) == 0 ? Usd : Eur);
            var number = supplier ? string.Create(CultureInfo.InvariantCulture, $"{names.Pick(["SZ", "FV", "R", "BILL"])}{random.Next(10_000, 99_999)}")
                : string.Create(CultureInfo.InvariantCulture, $"INV-{(i < count / 10 ? 2025 : 2026)}-{i:0000}");
            var other = new List<string>();
            if (!supplier && random.Next(5) == 0)
            {
                other.Add($"#{10_000 + i}");
            }

            if (!supplier && random.Next(4) == 0)
            {
                other.Add(CorpusTexts.CreditorReference(i));
            }

            var date = new DateOnly(2026, 1, 1).AddDays(i * 300 / count);
            var item = new OpenItemFacts(i, partner, number, other, open, open, date, date.AddDays(14));
            Items.Add(item);
            if (open.Currency == Eur)
            {
                byPartner[partner].Add(item);
            }
        }

        foreach (var item in Items.OrderBy(_ => random.Next()).ToList())
        {
            unpaid.Enqueue(item);
        }
    }

    private void MakeLine()
    {
        OpenItemFacts? item = null;
        while (item is null && unpaid.Count > 0)
        {
            var candidate = unpaid.Dequeue();
            item = used.Contains(candidate.Id) ? null : candidate;
        }

        var dice = random.Next(100);
        if (item is null || dice < 7)
        {
            Add(texts.Unrelated(), (random.Next(2) == 0 ? 1 : -1) * random.Next(100, 90_000) / 100m, names.New(), Iban(), [], false, "unrelated");
            return;
        }

        used.Add(item.Id);
        var amount = item.Open.Amount;
        var payer = names.Written(Partners[(int)item.PartnerId - 1].Name);
        var iban = random.Next(6) == 0 ? null : ibans[item.PartnerId];
        var identified = (iban is not null && known.Contains(item.PartnerId)) || Named(item.PartnerId, payer);
        long[] truth = [item.Id];
        if (item.Open.Currency != Eur)
        {
            Foreign(item, payer, iban, identified);
            return;
        }

        if (amount < 0m)
        {
            Add(texts.Noise(item.DocumentNumber), amount, payer, iban, truth, true, "supplier");
            return;
        }

        var alike = byPartner[item.PartnerId].Count(i => i.Open == item.Open);
        switch (dice)
        {
            case < 32: Add(texts.Noise(texts.Full(item.DocumentNumber)), amount, payer, iban, truth, true, "full number"); break;
            case < 42: Add(texts.Noise(texts.Prefixed(CorpusTexts.Sequence(item.DocumentNumber))), amount, payer, iban, truth, identified, "prefixed number"); break;
            case < 48: Add(texts.Noise(texts.Prefixed(CorpusTexts.Sequence(item.DocumentNumber).TrimStart('0'))), amount, payer, iban, truth, identified && item.Id >= 100, "missing zeros"); break;
            case < 58: Several(item, payer, iban, identified); break;
            case < 62: SumWithoutText(item, payer, iban, identified); break;
            case < 68: Add(texts.Noise(texts.Full(item.DocumentNumber)), amount, names.New(), Iban(), truth, true, "someone else pays"); break;
            case < 72: Part(item, payer, iban, identified); break;
            case < 83: Add(texts.Vague(), amount, payer, iban, truth, identified && alike == 1, "no reference"); break;
            case < 86: Add(texts.Vague(), amount, names.New(), Iban(), truth, false, "stranger without reference"); break;
            case < 89: Mistyped(item, payer, iban); break;
            case < 94 when item.OtherReferences.Count > 0:
                var reference = names.Pick(item.OtherReferences);
                Add(reference[0] == '#' ? texts.Order(reference) : texts.Blanks(reference), amount, payer, iban, truth, true, "other reference");
                break;
            case < 96: Less(item, payer, iban, identified, random.Next(10, 200) / 100m, "fee taken off"); break;
            case < 97: Twice(item, payer, iban); break;
            case < 98: Less(item, payer, iban, identified, random.Next(-5, 5) / 100m, "rounded"); break;
            default: Add(texts.Noise(texts.Full(item.DocumentNumber)), amount, payer, iban, truth, true, "full number"); break;
        }
    }

    private void Several(OpenItemFacts item, string payer, string? iban, bool identified)
    {
        var more = byPartner[item.PartnerId].Where(i => i.Open.Amount > 0m && !used.Contains(i.Id)).Take(1 + random.Next(3)).ToList();
        var all = more.Append(item).ToList();
        more.ForEach(i => used.Add(i.Id));
        var shortly = random.Next(4) == 0;
        var text = shortly ? texts.Prefixed(string.Join(names.Pick([", ", " un ", " + ", " és "]), all.Select(i => CorpusTexts.Sequence(i.DocumentNumber)))) : texts.List([.. all.Select(i => i.DocumentNumber)]);
        Add(texts.Noise(text), all.Sum(i => i.Open.Amount), payer, iban, [.. all.Select(i => i.Id)], !shortly || identified, shortly ? "several short numbers" : "several numbers");
    }

    private void SumWithoutText(OpenItemFacts item, string payer, string? iban, bool identified)
    {
        var other = byPartner[item.PartnerId].Find(i => i.Open.Amount > 0m && !used.Contains(i.Id));
        var all = other is null ? [item] : new[] { item, other };
        used.Add(other?.Id ?? 0);
        var sum = all.Sum(i => i.Open.Amount);
        var open = byPartner[item.PartnerId];
        var account = iban is not null && known.Contains(item.PartnerId);
        var sure = other is null ? identified && Ways(open, sum) == 1 : account && open.Count <= 5 && Ways(open, sum) == 1;
        Add(texts.Vague(), sum, payer, iban, [.. all.Select(i => i.Id)], sure, "sum without text");
    }

    private void Part(OpenItemFacts item, string payer, string? iban, bool identified)
    {
        var part = Math.Round(item.Open.Amount * random.Next(2, 9) / 10m, 2);
        var sure = identified && item.Open.Amount - part > 2m && !byPartner[item.PartnerId].Exists(i => i.Open.Amount == part);
        Add(texts.Noise(texts.Full(item.DocumentNumber)), part, payer, iban, [item.Id], sure, "part");
    }

    // A bookkeeper writes off what is small in itself and beside the invoice, from a payer that belongs to it: a number may be mistyped.
    private void Less(OpenItemFacts item, string payer, string? iban, bool identified, decimal less, string way)
    {
        less = less == 0m ? 0.05m : less;
        var paid = item.Open.Amount - less;
        var other = byPartner[item.PartnerId].Exists(i => i.Open.Amount == paid);
        Add(texts.Noise(texts.Full(item.DocumentNumber)), paid, payer, iban, [item.Id], identified && !other && less < item.Open.Amount / 20m, way);
    }

    // Paid in our currency at the payer's bank's rate, mostly within two percent of ours; sometimes a part.
    private void Foreign(OpenItemFacts item, string payer, string? iban, bool identified)
    {
        var part = random.Next(5) == 0;
        var paid = Eur.Round(item.Open.Amount * 0.9m * (part ? random.Next(2, 9) * 0.1m : 1m + (random.Next(-150, 150) / 10_000m)));
        var other = byPartner[item.PartnerId].Exists(i => i.Open.Amount == paid);
        Add(texts.Noise(texts.Full(item.DocumentNumber)), paid, payer, iban, [item.Id], !part && identified && !other, part ? "part in another currency" : "another currency");
    }

    private void Mistyped(OpenItemFacts item, string payer, string? iban)
    {
        var wrong = item.DocumentNumber;
        for (var tries = 0; tries < 20; tries++)
        {
            var digits = item.DocumentNumber.ToCharArray();
            digits[^(1 + random.Next(4))] = (char)('0' + random.Next(10));
            wrong = new string(digits);
            if (wrong != item.DocumentNumber && !Items.Exists(i => i.DocumentNumber == wrong && i.Open == item.Open))
            {
                break;
            }
        }

        Add(texts.Noise(texts.Full(wrong)), item.Open.Amount, payer, iban, [item.Id], false, "wrong number");
    }

    private void Twice(OpenItemFacts item, string payer, string? iban)
    {
        var text = texts.Full(item.DocumentNumber);
        Add(text, item.Open.Amount, payer, iban, [item.Id], false, "paid twice");
        Add(text, item.Open.Amount, payer, iban, [item.Id], false, "paid twice");
    }

    private static int Ways(List<OpenItemFacts> items, decimal sum)
    {
        var ways = 0;
        for (var mask = 1; items.Count <= 14 && mask < 1 << items.Count; mask++)
        {
            ways += items.Where((_, i) => (mask & (1 << i)) != 0).Sum(i => i.Open.Amount) == sum ? 1 : 0;
        }

        return ways;
    }

    // A name identifies when all its words are there and no other partner is called the same.
    private bool Named(long partner, string written) =>
        Bare(written) == Bare(Partners[(int)partner - 1].Name) && !ambiguousNames.Contains(Bare(written));

    private static string Bare(string name) => string.Join(' ', SearchText.Fold(name.Replace("Sp. z o.o.", "", StringComparison.OrdinalIgnoreCase).Replace("S.A.", "", StringComparison.OrdinalIgnoreCase))
        .Split(' ').Except(["sia", "as", "uab", "ou", "kft", "zrt", "bt", "gmbh", "sp", "z", "o", "s", "a"]).Order(StringComparer.Ordinal));

    private void Add(string text, decimal amount, string payer, string? iban, IReadOnlyList<long> truth, bool decidable, string way) =>
        Lines.Add(new(new(next++, Day, new(amount, Eur), payer, iban, text, random.Next(4) == 0 ? ["NOTPROVIDED"] : []), truth, decidable, way));

    private string Iban() => CorpusTexts.Iban("HABA" + random.NextInt64(1_000_000_000_000).ToString("0000000000000", CultureInfo.InvariantCulture));
}
