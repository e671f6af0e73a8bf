using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Answers from the payer and the amount, without a number to go by.</summary>
internal sealed class PayerAnswers(BankLineFacts line, OpenItemIndex index, MatchSettings settings, Payer payer, NamedItems named)
{
    /// <summary>Up to so many open items any sum of some of them is believed; beyond, chance sums become likely.</summary>
    private const int FewItems = 5;

    private readonly decimal amount = line.Amount.Amount;
    private readonly Currency currency = line.Amount.Currency;
    private readonly List<Answer> answers = [];

    public List<Answer> Find()
    {
        if (payer.Strong is { } strong)
        {
            OfPartner(strong, sure: !payer.Conflict, account: true);
        }

        if (payer.Named is { } name && name != payer.Strong)
        {
            OfPartner(name, sure: !payer.Conflict, account: false);
        }

        return answers;
    }

    private void OfPartner(long partner, bool sure, bool account)
    {
        var singles = index.WithAmount(partner, currency, amount, 21);
        foreach (var item in singles.Take(5))
        {
            var answer = Add(Answer.Of(index, [item]), new("match.amount_exact", 30, line.Amount));
            if (singles.Count > 1)
            {
                answer.Missing.Add(new("match.several_candidates", 0, singles.Count));
            }
            else
            {
                Settle(answer, partner, sure, account);
            }
        }

        if (singles.Count == 0)
        {
            Sums(partner, sure, account);
        }
    }

    // Books by payer and amount alone, unless the text speaks of something else.
    private void Settle(Answer answer, long partner, bool sure, bool account)
    {
        var contradicting = named.Items.Find(n => !answer.Items.Contains(n.Item)
            && (n.Mention.Strength >= Strength.Full || (n.Mention.Strength == Strength.Medium && index.Facts(n.Item).PartnerId == partner)));
        if (!sure)
        {
            answer.Missing.Add(new("match.account_and_name_differ", 0));
        }
        else if (!account && !payer.Registered)
        {
            answer.Missing.Add(new("match.name_only", 0)); // a namesake pays the same list price sooner or later
        }
        else if (named.Unknown.Count > 0)
        {
            answer.Missing.Add(new("match.number_not_open", 0, named.Unknown[0]));
        }
        else if (contradicting.Mention is not null || named.OtherCurrency.Count > 0)
        {
            answer.Missing.Add(new("match.number_differs", 0, contradicting.Mention?.Text ?? named.OtherCurrency[0].Mention.Text));
        }
        else if (named.Ambiguous.Exists(m => m.Strength >= Strength.Medium && !m.Items.Intersect(answer.Items).Any()))
        {
            answer.Missing.Add(new("match.number_differs", 0, named.Ambiguous[0].Text));
        }
        else
        {
            answer.Certainty = Sure.Payer;
        }
    }

    private void Sums(long partner, bool sure, bool account)
    {
        var items = index.OfPartner(partner, currency, 200);
        if (items.Count is >= 2 and <= SubsetSum.Limit)
        {
            var masks = SubsetSum.Find([.. items.Select(index.Open)], amount, 2);
            foreach (var mask in masks)
            {
                var chosen = items.Where((_, i) => (mask & (1 << i)) != 0).ToList();
                var answer = Sum(chosen);
                if (masks.Count > 1)
                {
                    answer.Missing.Add(new("match.several_sums", 0));
                }
                else if (!account)
                {
                    answer.Missing.Add(new("match.sum_by_name_only", 0));
                }
                else if (items.Count <= FewItems || (mask & (mask + 1)) == 0 || named.Items.Exists(n => chosen.Contains(n.Item)))
                {
                    Settle(answer, partner, sure, account);
                }
                else
                {
                    answer.Missing.Add(new("match.no_reference", 0));
                }
            }
        }
        else if (items.Count > SubsetSum.Limit)
        {
            OldestFirst(items);
        }

        if (answers.Count == 0)
        {
            Near(items);
        }

        if (answers.Count == 0 && named.OtherCurrency.Count == 0)
        {
            answers.AddRange(new CurrencyAnswers(line, index, settings).OfPayer(partner).Take(FewItems));
        }
    }

    private Answer Sum(List<int> chosen) => Add(Answer.Of(index, chosen), new("match.sum_exact", 30, chosen.Count, line.Amount));

    private void OldestFirst(List<int> items)
    {
        var left = amount;
        for (var i = 0; i < items.Count; i++)
        {
            left -= index.Open(items[i]);
            if (left == 0m)
            {
                Sum(items.GetRange(0, i + 1)).Missing.Add(new("match.no_reference", 0));
                return;
            }
        }
    }

    // Nothing fits exactly: a single item a little above (fee, rounding), or the payer's only item paid in part.
    private void Near(List<int> items)
    {
        var sign = Math.Sign(amount);
        var mine = items.FindAll(i => Math.Sign(index.Open(i)) == sign);
        foreach (var item in mine.Where(i => line.Tolerances.Of(amount, index.Open(i)) is not null).Take(5))
        {
            var kind = line.Tolerances.Of(amount, index.Open(item))!.Value;
            var rest = amount - index.Open(item);
            var answer = new Answer([item], [index.Open(item)]) { Differences = [new(kind, null, new(rest, currency))] };
            Add(answer, ReferenceAnswers.Differs(kind, new Money(rest, currency))).Missing.Add(new("match.amount_not_exact", 0));
        }

        if (answers.Count == 0 && mine.Count == 1 && items.Count == 1 && Math.Abs(amount) < Math.Abs(index.Open(mine[0])))
        {
            var whole = new Money(index.Open(mine[0]), currency);
            Add(new Answer(mine, [amount]), new("match.partial", 10, line.Amount, whole)).Missing.Add(new("match.no_reference", 0));
        }
    }

    private Answer Add(Answer answer, MatchSignal signal)
    {
        answer.Signals.Add(signal);
        answers.Add(answer);
        return answer;
    }
}
