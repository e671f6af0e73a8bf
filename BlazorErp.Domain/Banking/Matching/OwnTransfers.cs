using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>One of our own accounts, as transfers see it.</summary>
/// <param name="Id">Account.</param>
/// <param name="Name">Name shown.</param>
/// <param name="Number">IBAN or other number, compact.</param>
/// <param name="Kind">Who keeps it.</param>
public sealed record OwnAccount(long Id, string Name, string Number, BankAccountKind Kind)
{
    /// <summary>What it lets pass; null: its currency's usual.</summary>
    public Tolerances? Tolerances { get; init; }
}

/// <summary>A line that may be one side of a transfer between own accounts.</summary>
/// <param name="Facts">What the bank says.</param>
/// <param name="BankAccountId">Our account.</param>
public sealed record TransferSide(BankLineFacts Facts, long BankAccountId)
{
    /// <summary>Booked to the transit account already, waiting for its other side: signed as the line, in its currency.</summary>
    public decimal? Waiting { get; init; }

    /// <summary>Base value of what waits, signed as the line.</summary>
    public decimal? WaitingBase { get; init; }

    /// <summary>Our other account, where a rule told it.</summary>
    public long? Towards { get; init; }

    /// <summary>What the line is about, where a provider says so.</summary>
    public BankLineKind Kind { get; init; } = BankLineKind.Payment;

    /// <summary>On its way, signed as the line.</summary>
    public decimal Transit => Waiting ?? Facts.Amount.Amount;
}

/// <summary>What becomes of an open line that is a side of a transfer.</summary>
/// <param name="LineId">The line.</param>
/// <param name="OtherLineId">Its other side; null: it waits for it.</param>
/// <param name="Transit">What goes through the transit account, signed as the line.</param>
/// <param name="Base">Base value of it where the other side has fixed it.</param>
/// <param name="Fee">What the bank took on the way, signed as it stands in the line: opposite to it on the side that got less.</param>
/// <param name="Signals">Why.</param>
public sealed record TransferDecision(long LineId, long? OtherLineId, decimal Transit, decimal? Base, decimal Fee, IReadOnlyList<MatchSignal> Signals);

/// <summary>Two waiting sides that belong together.</summary>
public sealed record TransferPair(long OutLineId, long InLineId);

/// <summary>
/// Finds transfers between own accounts (P41): a line out of one and the line into another. A side whose counterparty account is our own is a
/// transfer whatever comes, and so is a provider's payout; the other side is found by account, amount and days, that of a payout by the
/// provider's name in the bank's text.
/// Each side is booked alone through the transit account, and both together clear it. Where more than one other side is possible, none is taken.
/// </summary>
public sealed class OwnTransfers
{
    private const int BankDays = 6;
    private const int ProviderDays = 12;

    private static readonly List<OwnAccount> None = [];

    private readonly Dictionary<long, OwnAccount> accounts;
    private readonly Dictionary<(string Number, long Account), List<OwnAccount>> known = [];
    private readonly ILookup<string, OwnAccount> byNumber;
    private readonly Func<Money, DateOnly, decimal?> toBase;

    /// <summary>Prepares for the accounts of a company.</summary>
    /// <param name="accounts">All own accounts.</param>
    /// <param name="toBase">Value of an amount in base currency on a day; null where there is no rate.</param>
    public OwnTransfers(IEnumerable<OwnAccount> accounts, Func<Money, DateOnly, decimal?> toBase)
    {
        this.accounts = accounts.ToDictionary(a => a.Id);
        byNumber = this.accounts.Values.ToLookup(a => Checksum97.Compact(a.Number), StringComparer.Ordinal);
        this.toBase = toBase;
    }

    /// <summary>Our account that the line's counterparty account is; the line's own account is none, its sister in another currency is.</summary>
    public OwnAccount? OtherOf(TransferSide side)
    {
        var own = OwnOf(side);
        return own.Count == 0 ? null : own[0];
    }

    /// <summary>Whether the line alone says that it is a transfer, whatever its other side.</summary>
    public bool StandsAlone(TransferSide side) => side.Kind == BankLineKind.Payout || OtherOf(side) is not null;

    /// <summary>Decides the open lines among the sides; those that are no transfers are not in the answer.</summary>
    public IReadOnlyList<TransferDecision> Decide(IReadOnlyList<TransferSide> sides)
    {
        if (accounts.Count < 2)
        {
            return [];
        }

        var found = new List<TransferDecision>();
        var taken = new HashSet<long>();
        foreach (var (o, i, how) in Pairs(sides, taken))
        {
            found.AddRange(Book(o, i, how));
        }

        foreach (var side in sides.Where(s => s.Waiting is null && !taken.Contains(s.Facts.Id)))
        {
            if (StandsAlone(side))
            {
                var other = OtherOf(side);
                found.Add(new(side.Facts.Id, null, side.Transit, null, 0m, [other is null ? new("match.transfer_payout", 0, accounts[side.BankAccountId].Name) : new("match.transfer_own", 0, other.Name), new("match.transfer_waits", 0)]));
            }
        }

        return found;
    }

    /// <summary>Pairs of sides that are both booked and wait.</summary>
    public IReadOnlyList<TransferPair> PairWaiting(IReadOnlyList<TransferSide> sides) =>
        accounts.Count < 2 ? [] : [.. Pairs([.. sides.Where(s => s.Waiting is not null)], []).Select(p => new TransferPair(p.Out.Facts.Id, p.In.Facts.Id))];

    private enum How
    {
        Exact,
        Fee,
        Converted,
    }

    private sealed record Candidate(TransferSide Out, TransferSide In, How How);

    private List<Candidate> Pairs(IReadOnlyList<TransferSide> sides, HashSet<long> taken)
    {
        var speaking = sides.Where(Speaks).ToList();
        var found = new List<Candidate>();
        if (speaking.Count == 0)
        {
            return found;
        }

        Exact(sides, speaking, taken, found);
        foreach (var how in new[] { How.Fee, How.Converted })
        {
            var free = speaking.FindAll(s => !taken.Contains(s.Facts.Id));
            var possible = free.Where(o => o.Transit < 0m).SelectMany(o => free.Where(i => i.Transit > 0m && Fits(o, i, how)).Select(i => new Candidate(o, i, how))).ToList();
            foreach (var c in possible.Where(c => possible.Count(p => p.Out == c.Out || p.In == c.In) == 1))
            {
                Take(c, taken, found);
            }
        }

        return found;
    }

    private static void Take(Candidate pair, HashSet<long> taken, List<Candidate> found)
    {
        found.Add(pair);
        taken.Add(pair.Out.Facts.Id);
        taken.Add(pair.In.Facts.Id);
    }

    // A side that says something of a transfer: by account, by rule, by what is booked, or by the provider it names or stands on.
    private bool Speaks(TransferSide side) =>
        side.Waiting is not null || side.Towards is not null || StandsAlone(side) || accounts.Values.Any(a => a.Kind != BankAccountKind.Bank && a.Id != side.BankAccountId && Names(side, a.Kind));

    private void Exact(IReadOnlyList<TransferSide> sides, List<TransferSide> speaking, HashSet<long> taken, List<Candidate> found)
    {
        var byAmount = sides.ToLookup(s => (s.Facts.Amount.Currency, s.Transit));
        var edges = new HashSet<(TransferSide Out, TransferSide In)>();
        foreach (var side in speaking)
        {
            foreach (var other in byAmount[(side.Facts.Amount.Currency, -side.Transit)])
            {
                var (o, i) = side.Transit < 0m ? (side, other) : (other, side);
                if (Fits(o, i, How.Exact))
                {
                    edges.Add((o, i));
                }
            }
        }

        // Alike sides between the same two accounts are worth the same whichever is taken; sides that could go to several accounts are left.
        var outs = edges.GroupBy(e => e.Out).ToDictionary(g => g.Key, g => g.Select(e => e.In.BankAccountId).Distinct().Count());
        var ins = edges.GroupBy(e => e.In).ToDictionary(g => g.Key, g => g.Select(e => e.Out.BankAccountId).Distinct().Count());
        foreach (var alike in edges.Where(e => outs[e.Out] == 1 && ins[e.In] == 1).GroupBy(e => (e.Out.BankAccountId, In: e.In.BankAccountId, e.In.Transit, e.In.Facts.Amount.Currency)))
        {
            Nearest(alike, taken, found);
        }
    }

    private static void Nearest(IEnumerable<(TransferSide Out, TransferSide In)> edges, HashSet<long> taken, List<Candidate> found)
    {
        foreach (var e in edges.OrderBy(e => Math.Abs(e.In.Facts.Date.DayNumber - e.Out.Facts.Date.DayNumber)).ThenBy(e => e.Out.Facts.Date).ThenBy(e => e.Out.Facts.Id).ThenBy(e => e.In.Facts.Id))
        {
            if (!taken.Contains(e.Out.Facts.Id) && !taken.Contains(e.In.Facts.Id))
            {
                Take(new(e.Out, e.In, How.Exact), taken, found);
            }
        }
    }

    private bool Fits(TransferSide o, TransferSide i, How how)
    {
        var days = i.Facts.Date.DayNumber - o.Facts.Date.DayNumber;
        if (days < -1 || days > ProviderDays || o.BankAccountId == i.BankAccountId || o.Transit >= 0m || i.Transit <= 0m || !Agree(o, i) || !Agree(i, o) || !Linked(o, i))
        {
            return false;
        }

        var same = o.Facts.Amount.Currency == i.Facts.Amount.Currency;
        var missing = -o.Transit - i.Transit;
        var waiting = o.Waiting is not null && i.Waiting is not null;
        return (days <= BankDays || ProviderOf(o, i) is not null) && how switch
        {
            How.Exact => same && missing == 0m && (!waiting || o.WaitingBase == -i.WaitingBase),
            How.Fee => same && !waiting && missing > 0m && missing <= Lets(i).Fee && ByAccount(o, i),
            _ => !same && (waiting ? o.WaitingBase == -i.WaitingBase : ByAccount(o, i) && Near(o, i)),
        };
    }

    private bool Near(TransferSide o, TransferSide i) =>
        -Base(o) is { } gone && Base(i) is { } come && Math.Abs(gone - come) <= Math.Abs(gone) * Lets(i).CurrencyPercent / 100m;

    // What is missing is missing on the side that got less.
    private Tolerances Lets(TransferSide side) => accounts[side.BankAccountId].Tolerances ?? side.Facts.Tolerances;

    private decimal? Base(TransferSide side) => side.WaitingBase ?? toBase(side.Facts.Amount, side.Facts.Date);

    // What a side says of its other side must not speak against it. A provider pays out of accounts of its own, so those say nothing.
    private bool Agree(TransferSide side, TransferSide other)
    {
        var own = OwnOf(side);
        var foreign = own.Count == 0 && !string.IsNullOrEmpty(side.Facts.CounterpartyIban) && !byNumber.Contains(Checksum97.Compact(side.Facts.CounterpartyIban));
        return (accounts[side.BankAccountId].Kind == BankAccountKind.Bank || side.Kind == BankLineKind.Payout || side.Waiting is not null) && (side.Towards is null || side.Towards == other.BankAccountId) && (own.Count == 0 || own.Exists(a => a.Id == other.BankAccountId))
            && (!foreign || side.Waiting is not null || side.Towards is not null || ProviderOf(side, other) is not null);
    }

    private bool Linked(TransferSide o, TransferSide i) =>
        ByAccount(o, i) || o.Towards is not null || i.Towards is not null || (o.Waiting is not null && i.Waiting is not null)
        || (ProviderOf(o, i) is { } provider && Names(provider == o.BankAccountId ? i : o, accounts[provider].Kind));

    private bool ByAccount(TransferSide o, TransferSide i) => OwnOf(o).Exists(a => a.Id == i.BankAccountId) || OwnOf(i).Exists(a => a.Id == o.BankAccountId);

    /// <summary>The account among the two that a provider keeps, where the other is a bank's.</summary>
    private long? ProviderOf(TransferSide a, TransferSide b) =>
        (accounts[a.BankAccountId].Kind, accounts[b.BankAccountId].Kind) switch
        {
            (BankAccountKind.Bank, not BankAccountKind.Bank) => b.BankAccountId,
            (not BankAccountKind.Bank, BankAccountKind.Bank) => a.BankAccountId,
            _ => null,
        };

    private List<OwnAccount> OwnOf(TransferSide side)
    {
        if (string.IsNullOrEmpty(side.Facts.CounterpartyIban))
        {
            return None;
        }

        var key = (side.Facts.CounterpartyIban, side.BankAccountId);
        if (!known.TryGetValue(key, out var own))
        {
            known[key] = own = [.. byNumber[Checksum97.Compact(side.Facts.CounterpartyIban)].Where(a => a.Id != side.BankAccountId)];
        }

        return own;
    }

    private static bool Names(TransferSide side, BankAccountKind kind)
    {
        var words = SearchText.Fold($"{side.Facts.CounterpartyName} {side.Facts.Remittance}").Split(' ');
        return kind switch
        {
            BankAccountKind.PayPal => words.Contains("paypal"),
            BankAccountKind.Stripe => words.Contains("stripe"),
            BankAccountKind.Klix => words.Contains("klix"),
            _ => false,
        };
    }

    private IEnumerable<TransferDecision> Book(TransferSide o, TransferSide i, How how)
    {
        // Who is booked first fixes what is on its way; of two open ones it is the side that sends.
        var first = i.Waiting is not null ? i : o;
        var second = first == o ? i : o;
        var worth = Base(first);
        if (first.Waiting is null)
        {
            yield return Decision(first, second, first.Transit, null, 0m, how);
        }

        if (second.Waiting is null)
        {
            var fee = how == How.Fee ? second.Transit + first.Transit : 0m;
            yield return Decision(second, first, how == How.Converted ? second.Transit : -first.Transit, -worth, fee, how);
        }
    }

    private TransferDecision Decision(TransferSide side, TransferSide other, decimal transit, decimal? worth, decimal fee, How how)
    {
        var account = accounts[other.BankAccountId];
        List<MatchSignal> signals = [new("match.transfer_pair", 0, account.Name, other.Facts.Date)];
        if (OwnOf(side).Count > 0)
        {
            signals.Add(new("match.transfer_own", 0, account.Name));
        }
        else if (ProviderOf(side, other) is { } provider && Names(provider == side.BankAccountId ? other : side, accounts[provider].Kind))
        {
            signals.Add(new("match.transfer_provider", 0, accounts[provider].Name));
        }

        signals.Add(how switch
        {
            How.Fee => new("match.fee_taken", 0, new Money(Math.Abs(fee), side.Facts.Amount.Currency)),
            How.Converted => new("match.transfer_converted", 0, other.Facts.Amount),
            _ => new MatchSignal("match.amount_exact", 0, side.Facts.Amount),
        });
        return new(side.Facts.Id, other.Facts.Id, transit, worth, fee, signals);
    }
}
