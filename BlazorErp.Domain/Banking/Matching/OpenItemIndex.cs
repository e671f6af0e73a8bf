using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>
/// The open items of one company, findable by number, amount, partner and payer, with what is still free of each. Building is linear;
/// the order in which items, partners and history are given does not matter. Not safe for several threads at once.
/// </summary>
public sealed class OpenItemIndex
{
    private readonly OpenItemFacts[] items;
    private readonly DocumentNumber?[] numbers;
    private readonly decimal[] open;
    private readonly Dictionary<long, int> positions;
    private readonly NumberTable table;
    private readonly HashSet<string> prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<(Currency, decimal), Bucket> byAmount = [];
    private readonly Dictionary<(long, Currency), Bucket> byPartner = [];
    private readonly Dictionary<(long, Currency, decimal), Bucket> byPartnerAmount = [];

    private OpenItemIndex(IEnumerable<OpenItemFacts> items, IEnumerable<PartnerFacts> partners, PaymentHistory history)
    {
        // Oldest first: payments settle in this order, and every list below inherits it.
        this.items = [.. items.Where(i => i.Open.Amount != 0m).OrderBy(i => i.Date).ThenBy(i => i.Id)];
        numbers = new DocumentNumber?[this.items.Length];
        open = new decimal[this.items.Length];
        positions = new(this.items.Length);
        table = new(this.items.Length * 12);
        Payers = new(partners, history);
        Currencies = [.. this.items.Select(i => i.Open.Currency).Distinct().OrderBy(c => c.Code, StringComparer.Ordinal)];
        for (var i = 0; i < this.items.Length; i++)
        {
            var item = this.items[i];
            positions.Add(item.Id, i);
            open[i] = item.Open.Amount;
            File(i);
            AddNumbers(i, item);
        }
    }

    /// <summary>Items in the index.</summary>
    public int Count => items.Length;

    internal PayerTable Payers { get; }

    /// <summary>Currencies of the items.</summary>
    internal IReadOnlyList<Currency> Currencies { get; }

    internal readonly record struct Hit(int Item, Strength Strength, bool IsOrder);

    /// <summary>Builds the index.</summary>
    /// <exception cref="ArgumentException">Two items with one id.</exception>
    public static OpenItemIndex Build(IEnumerable<OpenItemFacts> items, IEnumerable<PartnerFacts> partners, PaymentHistory? history = null) =>
        new(items, partners, history ?? PaymentHistory.None);

    /// <summary>What is still free of an item, signed as the item.</summary>
    /// <exception cref="KeyNotFoundException">No such item.</exception>
    public Money OpenOf(long itemId)
    {
        var i = positions[itemId];
        return new(open[i], items[i].Open.Currency);
    }

    /// <summary>Takes an amount off an item, so that no later line of the run can take it too.</summary>
    /// <exception cref="KeyNotFoundException">No such item.</exception>
    /// <exception cref="ArgumentException">More than is free, another sign or another currency.</exception>
    public void Consume(long itemId, Money amount)
    {
        var i = positions[itemId];
        var left = open[i] - amount.Amount;
        if (amount.Currency != items[i].Open.Currency || Math.Abs(left) > Math.Abs(open[i]) || Math.Sign(left) == -Math.Sign(open[i]))
        {
            throw new ArgumentException($"Item {itemId} has {OpenOf(itemId)} free, not {amount}", nameof(amount));
        }

        Unfile(i);
        open[i] = left;
        if (left != 0m)
        {
            File(i);
        }
    }

    internal OpenItemFacts Facts(int item) => items[item];

    internal decimal Open(int item) => open[item];

    internal string PrefixOf(int item) => numbers[item]?.Prefix ?? "";

    internal string SequenceOf(int item) => numbers[item]?.Sequence ?? "";

    internal string? SeriesOf(int item) => numbers[item]?.SeriesKey;

    internal bool IsPrefix(ReadOnlySpan<char> word) => prefixes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    internal IReadOnlyList<Hit> Find(ReadOnlySpan<char> key) => table.Find(key);

    /// <summary>Items with exactly this much open (signed), oldest first, at most <paramref name="most"/>.</summary>
    internal List<int> WithAmount(Currency currency, decimal amount, int most) => byAmount.TryGetValue((currency, amount), out var b) ? b.First(most) : [];

    /// <summary>How many items have exactly this much open (signed).</summary>
    internal int CountWithAmount(Currency currency, decimal amount) => byAmount.TryGetValue((currency, amount), out var b) ? b.Count : 0;

    /// <summary>The same, of one partner.</summary>
    internal List<int> WithAmount(long partner, Currency currency, decimal amount, int most) =>
        byPartnerAmount.TryGetValue((partner, currency, amount), out var b) ? b.First(most) : [];

    /// <summary>Open items of a partner, oldest first, at most <paramref name="most"/>.</summary>
    internal List<int> OfPartner(long partner, Currency currency, int most) => byPartner.TryGetValue((partner, currency), out var b) ? b.First(most) : [];

    private void AddNumbers(int i, OpenItemFacts item)
    {
        numbers[i] = DocumentNumber.Parse(item.DocumentNumber);
        if (numbers[i] is { } number)
        {
            foreach (var (key, strength) in number.Writings)
            {
                table.Add(key, new(i, strength, false));
            }

            if (number.Prefix.Length > 0)
            {
                prefixes.Add(number.Prefix);
            }
        }

        foreach (var reference in item.OtherReferences)
        {
            var compact = Checksum97.Compact(reference);
            if (compact.StartsWith("RF", StringComparison.Ordinal) && Checksum97.Holds(compact))
            {
                table.Add(compact.ToLowerInvariant(), new(i, Strength.Checked, false));
            }
            else if (DocumentNumber.Parse(reference) is { } other)
            {
                table.Add(other.FullKey, new(i, other.FullKey.All(char.IsAsciiDigit) && other.FullKey.Length < 6 ? Strength.Weak : Strength.Full, true));
                var digits = string.Concat(reference.Where(char.IsAsciiDigit));
                if (digits.Length >= 10 && reference.All(c => char.IsAsciiDigit(c) || c is ' ' or '-') && DocumentNumber.Strip(digits) != other.FullKey)
                {
                    table.Add(DocumentNumber.Strip(digits), new(i, Strength.Full, true));
                }
            }
        }
    }

    private void File(int i)
    {
        var (partner, currency) = (items[i].PartnerId, items[i].Open.Currency);
        In(byAmount, (currency, open[i])).Add(i);
        In(byPartnerAmount, (partner, currency, open[i])).Add(i);
        In(byPartner, (partner, currency)).Add(i);
    }

    private void Unfile(int i)
    {
        var (partner, currency) = (items[i].PartnerId, items[i].Open.Currency);
        byAmount[(currency, open[i])].Remove(i);
        byPartnerAmount[(partner, currency, open[i])].Remove(i);
        byPartner[(partner, currency)].Remove(i);
    }

    private static Bucket In<TKey>(Dictionary<TKey, Bucket> buckets, TKey key)
        where TKey : notnull
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            buckets.Add(key, bucket = new());
        }

        return bucket;
    }

    // Positions in ascending order. One or two are the rule; a shop with one price for everything has thousands, so both ends stay cheap.
    private sealed class Bucket
    {
        private int one = -1;
        private SortedSet<int>? many;

        public int Count => many?.Count ?? (one < 0 ? 0 : 1);

        public void Add(int item)
        {
            if (many is null && one < 0)
            {
                one = item;
            }
            else if (many is not null || one != item)
            {
                many ??= [one];
                many.Add(item);
            }
        }

        public void Remove(int item)
        {
            if (many is null)
            {
                one = one == item ? -1 : one;
            }
            else
            {
                many.Remove(item);
            }
        }

        public List<int> First(int most) => many is not null ? [.. many.Take(most)] : one < 0 ? [] : [one];
    }
}
