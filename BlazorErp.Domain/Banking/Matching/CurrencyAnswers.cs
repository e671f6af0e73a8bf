using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>
/// Answers that pay items of another currency than the line's, weighed at the rate of the line's day. Without a rate there is none: what is
/// named is then said to be missing its rate (<see cref="Missing"/>).
/// </summary>
internal sealed class CurrencyAnswers(BankLineFacts line, OpenItemIndex index, MatchSettings settings)
{
    private const int MostOfPayer = 20;

    private readonly Money paid = line.Amount;

    /// <summary>The items the line names. Bookable is one sum of them within tolerance, named in full, with a payer that agrees and nothing else that fits.</summary>
    public List<Answer> Named(NamedItems named, Payer payer, bool elsewhere)
    {
        var chosen = named.OtherCurrency.FindAll(n => Math.Sign(index.Open(n.Item)) == Math.Sign(paid.Amount));
        if (chosen.Count == 0 || chosen.Exists(n => index.Facts(n.Item).Open.Currency != index.Facts(chosen[0].Item).Open.Currency) || Weigh([.. chosen.Select(n => n.Item).Order()]) is not { } answer)
        {
            return [];
        }

        ReferenceAnswers.Named(answer, chosen);
        var partner = index.Facts(chosen[0].Item).PartnerId;
        var agreement = chosen.Min(n => named.Agrees(n.Item));
        var doubtful = index.WithAmount(partner, paid.Currency, paid.Amount, 1).Count > 0
            || ((payer.Strong ?? payer.Named) is { } other && other != partner && index.WithAmount(other, paid.Currency, paid.Amount, 1).Count > 0);
        var alone = !elsewhere && named.Items.Count == 0 && named.Ambiguous.Count == 0 && chosen.Count == named.OtherCurrency.Count && chosen.TrueForAll(n => index.Facts(n.Item).PartnerId == partner);
        if (answer.Missing.Count > 0)
        {
            return [answer];
        }

        if (doubtful)
        {
            answer.Missing.Add(new("match.amount_fits_other", 0, paid));
        }
        else if (!alone)
        {
            answer.Missing.Add(new("match.currency_differs", 0, paid.Currency.Code, index.Facts(chosen[0].Item).Open.Currency.Code));
        }
        else if (agreement < Agreement.Name && !chosen.TrueForAll(n => n.Mention.Strength == Strength.Checked))
        {
            answer.Missing.Add(new("match.payer_not_known", 0));
        }
        else
        {
            answer.Certainty = Sure.Tolerated;
        }

        return [answer];
    }

    /// <summary>The payer's items that are worth what was paid; never more than suggestions.</summary>
    public List<Answer> OfPayer(long partner)
    {
        var answers = new List<Answer>();
        foreach (var currency in index.Currencies.Where(c => c != paid.Currency))
        {
            foreach (var item in index.OfPartner(partner, currency, MostOfPayer).Where(i => Math.Sign(index.Open(i)) == Math.Sign(paid.Amount)))
            {
                if (Weigh([item]) is { Missing.Count: 0 } answer)
                {
                    answer.Missing.Add(new("match.no_reference", 0));
                    answers.Add(answer);
                }
            }
        }

        return answers;
    }

    /// <summary>What is missing to weigh the items that are named.</summary>
    public static IEnumerable<MatchSignal> Missing(BankLineFacts line, NamedItems named, OpenItemIndex index, MatchSettings settings)
    {
        foreach (var (item, mention) in named.OtherCurrency)
        {
            var open = new Money(index.Open(item), index.Facts(item).Open.Currency);
            if (settings.Convert(open, line.Amount.Currency, line.Date) is null)
            {
                var without = settings.RateToBase?.Invoke(open.Currency, line.Date) is null ? open.Currency : line.Amount.Currency;
                yield return new("match.currency_named", 0, mention.Text, open);
                yield return new("match.rate_missing", 0, without.Code, line.Date);
            }
        }
    }

    // What the items are worth against what was paid; null without a rate.
    private Answer? Weigh(int[] items)
    {
        var currency = index.Facts(items[0]).Open.Currency;
        var open = new Money(items.Sum(index.Open), currency);
        if (settings.Convert(open, paid.Currency, line.Date) is not { } worth || worth.Amount == 0m)
        {
            return null;
        }

        var off = paid.Amount - worth.Amount;
        if (Math.Abs(off) <= Math.Abs(worth.Amount) * line.Tolerances.CurrencyPercent / 100m)
        {
            var whole = new Answer(items, Array.ConvertAll(items, index.Open)) { Paid = Shares(items, paid.Amount) };
            whole.Signals.Add(new("match.currency_value_fits", 25, open, worth));
            if (off != 0m)
            {
                whole.Signals.Add(new(off * Math.Sign(paid.Amount) < 0m ? "match.currency_less" : "match.currency_more", 0, new Money(Math.Abs(off), paid.Currency)));
            }

            return whole;
        }

        MatchSignal differs = new("match.currency_differs", 0, paid.Currency.Code, currency.Code);
        if (Math.Abs(paid.Amount) > Math.Abs(worth.Amount))
        {
            var more = new Answer(items, Array.ConvertAll(items, index.Open)) { Paid = Shares(items, worth.Amount), Differences = [new(AllocationKind.Surplus, null, new Money(off, paid.Currency))] };
            more.Signals.Add(new("match.surplus", 5, new Money(Math.Abs(off), paid.Currency)));
            more.Missing.Add(differs);
            return more;
        }

        if (items.Length > 1 || settings.Convert(paid, currency, line.Date) is not { } gets || gets.Amount == 0m)
        {
            return null;
        }

        var part = new Answer(items, [gets.Amount]) { Paid = [paid] };
        part.Signals.Add(new("match.currency_part", 10, paid, gets, open));
        part.Missing.Add(differs);
        return part;
    }

    // The line's amount over the items by what is open of them; the last takes what rounding leaves.
    private Money[] Shares(int[] items, decimal amount)
    {
        var shares = new Money[items.Length];
        var (left, open) = (amount, items.Sum(index.Open));
        for (var n = 0; n < items.Length; n++)
        {
            var share = n == items.Length - 1 ? left : paid.Currency.Round(left * index.Open(items[n]) / open);
            shares[n] = new(share, paid.Currency);
            (left, open) = (left - share, open - index.Open(items[n]));
        }

        return shares;
    }
}
