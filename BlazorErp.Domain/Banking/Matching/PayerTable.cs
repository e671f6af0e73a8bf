namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Who pays, as far as account and name tell.</summary>
/// <param name="Strong">Partner known by account or by a learned name; null when unknown or when they disagree.</param>
/// <param name="Named">The one partner whose name is exactly the payer's; null when none or several.</param>
/// <param name="Registered">The name carries the partner's legal form too: registered names are unique, names of people are not.</param>
/// <param name="Conflict">Account and name point to two partners.</param>
/// <param name="Reason">Signal that made the strong partner known.</param>
/// <param name="Name">The payer's name.</param>
internal sealed record Payer(long? Strong, long? Named, bool Registered, bool Conflict, MatchSignal? Reason, PayerName Name);

/// <summary>Finds the partner behind a payer.</summary>
internal sealed class PayerTable
{
    // An account on the partner's card is as good as one that has paid before.
    private readonly Dictionary<string, (long Partner, int Payments, bool Shared)> byIban = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Partner, int Payments, bool Shared)> learned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Partner, int Payments, bool Shared)> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<PayerName>> names = [];

    public PayerTable(IEnumerable<PartnerFacts> partners, PaymentHistory history)
    {
        foreach (var partner in partners)
        {
            var own = new List<PayerName>();
            foreach (var name in partner.Aliases.Prepend(partner.Name))
            {
                var reduced = PayerName.Of(name);
                if (reduced.Key.Length > 0)
                {
                    own.Add(reduced);
                    Put(byName, reduced.Key, partner.Id, 0);
                }
            }

            names[partner.Id] = own;
            foreach (var iban in partner.Ibans)
            {
                Put(byIban, Checksum97.Compact(iban), partner.Id, 0);
            }
        }

        foreach (var known in history.Ibans)
        {
            Put(byIban, Checksum97.Compact(known.Iban), known.PartnerId, known.Payments);
        }

        foreach (var payer in history.Payers)
        {
            Put(learned, PayerName.Of(payer.PayerName).Key, payer.PartnerId, payer.Payments);
        }
    }

    public Payer Find(BankLineFacts line)
    {
        var name = PayerName.Of(line.CounterpartyName);
        if (line.PayerId is { } told)
        {
            return new(told, null, false, false, new("match.payer_by_rule", 20, line.PayerRule.Name, line.PayerRule.Id), name);
        }

        var iban = Checksum97.Compact(line.CounterpartyIban);
        var account = iban.Length > 0 && byIban.TryGetValue(iban, out var a) && !a.Shared ? a : default((long Partner, int Payments, bool)?);
        var taught = name.Key.Length > 0 && learned.TryGetValue(name.Key, out var l) && !l.Shared ? l : default((long Partner, int Payments, bool)?);
        long? named = name.Key.Length > 0 && byName.TryGetValue(name.Key, out var n) && !n.Shared ? n.Partner : null;
        MatchSignal? reason = null;
        if (account is { } known)
        {
            reason = known.Item2 > 0 ? new("match.iban_known", 20, known.Item2) : new MatchSignal("match.iban_on_card", 20);
        }
        else if (taught is { } payer)
        {
            reason = new("match.payer_learned", 15, payer.Item2);
        }

        var strong = account?.Partner ?? taught?.Partner;
        var conflict = (account is { } x && taught is { } y && x.Partner != y.Partner) || (strong is { } s && named is { } m && s != m);
        var registered = named is { } r && name.Form.Length > 0 && names[r].Exists(own => own.Key == name.Key && own.Form == name.Form);
        return new(strong, named, registered, conflict, reason, name);
    }

    /// <summary>How well a payer's name fits any name of a partner.</summary>
    public NameFit Fit(PayerName payer, long partner)
    {
        var best = NameFit.None;
        if (names.TryGetValue(partner, out var own))
        {
            foreach (var name in own)
            {
                var fit = payer.Fit(name);
                best = fit > best ? fit : best;
            }
        }

        return best;
    }

    private static void Put(Dictionary<string, (long Partner, int Payments, bool Shared)> table, string key, long partner, int payments)
    {
        if (key.Length == 0)
        {
            return;
        }

        table[key] = table.TryGetValue(key, out var known)
            ? (Math.Min(known.Partner, partner), known.Payments + payments, known.Shared || known.Partner != partner)
            : (partner, payments, false);
    }
}
