using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Answers that begin with the numbers a line names.</summary>
internal sealed class ReferenceAnswers(BankLineFacts line, OpenItemIndex index, MatchSettings settings, Payer payer, NamedItems named)
{
    private readonly decimal amount = line.Amount.Amount;
    private readonly int sign = Math.Sign(line.Amount.Amount);
    private readonly List<Answer> answers = [];

    public List<Answer> Find()
    {
        var all = named.Items;
        if (all.Count > 0 && !Exact(all))
        {
            Inexact(Best(all));
        }

        foreach (var mention in named.Ambiguous)
        {
            foreach (var item in mention.Items.Where(i => index.Open(i) == amount).Take(5))
            {
                var answer = Whole([new(item, mention)]);
                answer.Missing.Add(new("match.several_with_number", 0, mention.Text, mention.Items.Count));
            }
        }

        answers.AddRange(new CurrencyAnswers(line, index, settings).Named(named, payer, answers.Exists(a => a.Certainty > 0)));
        return answers;
    }

    private static List<NamedItem> AtLeast(List<NamedItem> items, Strength strength) => items.FindAll(n => n.Mention.Strength >= strength);

    // The numbers worth trusting for an inexact amount: bare numbers beside a full one are noise.
    private static List<NamedItem> Best(List<NamedItem> items)
    {
        var full = AtLeast(items, Strength.Full);
        return full.Count > 0 ? full : items;
    }

    private bool Exact(List<NamedItem> all)
    {
        foreach (var strength in (ReadOnlySpan<Strength>)[Strength.Weak, Strength.Full, Strength.Medium])
        {
            var chosen = AtLeast(all, strength);
            if (chosen.Count > 0 && chosen.Sum(n => index.Open(n.Item)) == amount)
            {
                Judge(Whole(chosen), chosen, all);
                return true;
            }
        }

        var singles = all.FindAll(n => index.Open(n.Item) == amount);
        foreach (var single in singles)
        {
            Judge(Whole([single]), [single], all);
        }

        if (singles.Count == 0 && all.Count is >= 3 and <= SubsetSum.Limit)
        {
            foreach (var mask in SubsetSum.Find([.. all.Select(n => index.Open(n.Item))], amount, 2))
            {
                var chosen = all.Where((_, i) => (mask & (1 << i)) != 0).ToList();
                Judge(Whole(chosen), chosen, all);
            }
        }

        return answers.Count > 0;
    }

    private Answer Whole(List<NamedItem> chosen, IEnumerable<int>? netted = null)
    {
        var items = chosen.Select(n => n.Item).Concat(netted ?? []).ToList();
        var answer = Answer.Of(index, items);
        Named(answer, chosen);
        answer.Signals.Add(items.Count == 1 ? new("match.amount_exact", 30, line.Amount) : new MatchSignal("match.sum_exact", 30, items.Count, line.Amount));
        answers.Add(answer);
        return answer;
    }

    /// <summary>Says the numbers that name the items.</summary>
    internal static void Named(Answer answer, List<NamedItem> chosen)
    {
        var left = chosen.Exists(n => n.Mention.Strength == Strength.Checked) ? 70 : 60;
        foreach (var (_, mention) in chosen)
        {
            var (code, weight) = mention.Strength switch
            {
                Strength.Checked => ("match.reference_checked", 70),
                Strength.Full => ("match.reference_exact", 60),
                Strength.Medium => ("match.reference_number", 40),
                _ => ("match.reference_short", 25),
            };
            weight = Math.Min(weight, left);
            left -= weight;
            answer.Signals.Add(new(code, weight, mention.Text));
        }
    }

    // Decides whether an answer with an exact amount may be booked.
    private void Judge(Answer answer, List<NamedItem> chosen, List<NamedItem> all)
    {
        var weakest = chosen.Min(n => n.Mention.Strength);
        var agreement = chosen.Min(n => named.Agrees(n.Item));
        var unused = all.Find(n => n.Mention.Strength >= Strength.Full && !chosen.Contains(n));
        if (unused.Mention is not null || named.Ambiguous.Exists(m => m.Strength >= Strength.Full))
        {
            answer.Missing.Add(new("match.number_left_over", 0, unused.Mention?.Text ?? named.Ambiguous[0].Text));
        }
        else if (weakest >= Strength.Full)
        {
            answer.Certainty = Sure.Full;
        }
        else if (weakest == Strength.Medium ? agreement >= Agreement.Name : agreement == Agreement.Strong)
        {
            answer.Certainty = Sure.Number;
        }
        else
        {
            foreach (var (_, mention) in chosen.Where(n => n.Mention.Strength < (agreement == Agreement.None ? Strength.Full : Strength.Medium)))
            {
                answer.Missing.Add(new(mention.LacksYear ? "match.missing_year" : "match.number_too_short", 0, mention.Text));
            }

            if (agreement == Agreement.None)
            {
                answer.Missing.Add(new("match.payer_not_known", 0));
            }
        }
    }

    private void Inexact(List<NamedItem> chosen)
    {
        var sum = chosen.Sum(n => index.Open(n.Item));
        var partner = index.Facts(chosen[0].Item).PartnerId;
        var onePartner = chosen.TrueForAll(n => index.Facts(n.Item).PartnerId == partner);
        var full = chosen.TrueForAll(n => n.Mention.Strength >= Strength.Full) && !named.Ambiguous.Exists(m => m.Strength >= Strength.Full);
        var agreement = chosen.Min(n => named.Agrees(n.Item));

        // If the payer has another item of just this amount, the number is as likely mistyped.
        var doubtful = index.WithAmount(partner, line.Amount.Currency, amount, 1).Count > 0
            || (payer.Strong ?? payer.Named) is { } other && other != partner && index.WithAmount(other, line.Amount.Currency, amount, 1).Count > 0;
        if (Math.Sign(sum) != sign)
        {
            return;
        }

        if (onePartner && Netted(chosen, partner, sum, full && agreement >= Agreement.Name && !doubtful))
        {
            return;
        }

        var missing = (sum - amount) * sign;
        var differs = line.Tolerances.Of(amount, sum);
        var small = differs is null || Tolerances.IsSmall(amount, sum);
        var trusted = full && !doubtful && small && (agreement >= Agreement.Name || chosen.TrueForAll(n => n.Mention.Strength == Strength.Checked));
        var answer = differs is { } kind ? Difference(chosen, sum, kind)
            : missing > 0m ? Partial(chosen)
            : Surplus(chosen, sum);
        answer.Certainty = !trusted ? 0 : differs is not null ? Sure.Tolerated : missing > 0m && chosen.Count == 1 ? Sure.Number : 0;
        if (answer.Certainty == 0)
        {
            answer.Missing.Add(doubtful ? new("match.amount_fits_other", 0, line.Amount)
                : !small ? new("match.fee_or_part", 0, new Money(missing, line.Amount.Currency))
                : !full ? new("match.number_too_short", 0, chosen.MinBy(n => n.Mention.Strength).Mention.Text)
                : missing < 0m ? new("match.paid_too_much", 0, new Money(-missing, line.Amount.Currency))
                : chosen.Count > 1 ? new("match.part_of_several", 0, chosen.Count)
                : new MatchSignal("match.payer_not_known", 0));
        }
    }

    private bool Netted(List<NamedItem> chosen, long partner, decimal sum, bool trusted)
    {
        var credits = index.OfPartner(partner, line.Amount.Currency, 200).FindAll(i => Math.Sign(index.Open(i)) == -sign && !chosen.Exists(n => n.Item == i));
        if (credits.Count is 0 or > SubsetSum.Limit || (sum - amount) * sign <= 0m)
        {
            return false;
        }

        var masks = SubsetSum.Find([.. credits.Select(index.Open)], amount - sum, 1);
        foreach (var mask in masks)
        {
            var netted = credits.Where((_, i) => (mask & (1 << i)) != 0).ToList();
            var answer = Whole(chosen, netted);
            netted.ForEach(i => answer.Signals.Add(new("match.credit_netted", 0, index.Facts(i).DocumentNumber)));
            answer.Certainty = trusted && masks.Count == 1 ? Sure.Number : 0;
            if (answer.Certainty == 0)
            {
                answer.Missing.Add(masks.Count > 1 ? new("match.several_sums", 0) : new MatchSignal("match.payer_not_known", 0));
            }
        }

        return masks.Count > 0;
    }

    private Answer Start(List<NamedItem> chosen, IReadOnlyList<int> items, IReadOnlyList<decimal> parts, MatchSignal signal, AllocationKind kind = AllocationKind.Item, decimal rest = 0m)
    {
        var answer = new Answer(items, parts) { Differences = rest == 0m ? [] : [new(kind, null, new(rest, line.Amount.Currency))] };
        Named(answer, chosen);
        answer.Signals.Add(signal);
        answers.Add(answer);
        return answer;
    }

    private Answer Difference(List<NamedItem> chosen, decimal sum, AllocationKind kind)
    {
        var items = chosen.Select(n => n.Item).Order().ToArray();
        return Start(chosen, items, Array.ConvertAll(items, index.Open), Differs(kind, new Money(amount - sum, line.Amount.Currency)), kind, amount - sum);
    }

    /// <summary>A difference in words: "2.50 less than the invoice".</summary>
    internal static MatchSignal Differs(AllocationKind kind, Money rest)
    {
        var shown = new Money(Math.Abs(rest.Amount), rest.Currency);
        return kind == AllocationKind.Rounding ? new("match.rounding", 20, shown) : new("match.fee_taken", 15, shown);
    }

    private Answer Partial(List<NamedItem> chosen)
    {
        var items = new List<int>();
        var parts = new List<decimal>();
        var left = amount;
        foreach (var item in chosen.Select(n => n.Item).Order().Where(i => Math.Sign(index.Open(i)) == sign))
        {
            var part = Math.Min(Math.Abs(left), Math.Abs(index.Open(item))) * sign;
            if (part != 0m)
            {
                items.Add(item);
                parts.Add(part);
                left -= part;
            }
        }

        return Start(chosen, items, parts, new("match.partial", 10, line.Amount, new Money(chosen.Sum(n => index.Open(n.Item)), line.Amount.Currency)));
    }

    private Answer Surplus(List<NamedItem> chosen, decimal sum)
    {
        var items = chosen.Select(n => n.Item).Order().ToArray();
        return Start(chosen, items, Array.ConvertAll(items, index.Open), new("match.surplus", 5, new Money(Math.Abs(amount - sum), line.Amount.Currency)), AllocationKind.Surplus, amount - sum);
    }
}
