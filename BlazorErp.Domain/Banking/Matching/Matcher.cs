using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>
/// Finds what a statement line pays. It books only where exactly one answer is good: the full number of a document with its amount, whoever
/// pays; a bare number with amount and payer; or the amount with a known payer who has one such item. A bare amount is never enough, and
/// between equal answers it does not choose.
/// </summary>
public static class Matcher
{
    private const int MostAlternatives = 5;

    /// <summary>Weighs one line against what is free in the index; takes nothing. For many lines use <see cref="MatchRun"/>.</summary>
    public static MatchDecision Match(BankLineFacts line, OpenItemIndex index, MatchSettings? settings = null)
    {
        if (line.Amount.Amount == 0m)
        {
            return new(line.Id, MatchKind.Open, [], [], 0, null, [], [new("match.zero_amount", 0)]);
        }

        settings ??= MatchSettings.Default;
        var payer = index.Payers.Find(line);
        var named = new NamedItems(line, index, payer);
        var answers = new ReferenceAnswers(line, index, settings, payer, named).Find();
        foreach (var answer in new PayerAnswers(line, index, settings, payer, named).Find())
        {
            Merge(answers, answer);
        }

        var equalAmounts = ByAmount(line, index, answers);
        foreach (var answer in answers)
        {
            AddPayerSignals(answer, line, index, payer, named);
        }

        return Decide(line, index, settings, payer, named, answers, equalAmounts);
    }

    // The same items by number and by payer: the number explains more, the payer may make it bookable.
    private static void Merge(List<Answer> answers, Answer answer)
    {
        var same = answers.Find(a => a.SameItems(answer) && a.Differences.Count == answer.Differences.Count);
        if (same is null)
        {
            answers.Add(answer);
        }
        else if (same.Certainty == 0 && answer.Certainty > 0)
        {
            same.Certainty = answer.Certainty;
            same.Missing.Clear();
        }
    }

    private static int ByAmount(BankLineFacts line, OpenItemIndex index, List<Answer> answers)
    {
        // Where the answer is certain one more is enough to show beside it.
        var most = answers.Exists(a => a.Certainty > 0) ? 2 : MostAlternatives;
        foreach (var item in index.WithAmount(line.Amount.Currency, line.Amount.Amount, most))
        {
            var answer = Answer.Of(index, [item]);
            if (!answers.Exists(a => a.SameItems(answer)))
            {
                answer = answer with { AmountOnly = true };
                answer.Signals.Add(new("match.amount_exact", 30, line.Amount));
                answers.Add(answer);
            }
        }

        return index.CountWithAmount(line.Amount.Currency, line.Amount.Amount);
    }

    private static void AddPayerSignals(Answer answer, BankLineFacts line, OpenItemIndex index, Payer payer, NamedItems named)
    {
        var partner = index.Facts(answer.Items[0]).PartnerId;
        if (payer.Strong == partner)
        {
            answer.Signals.Add(payer.Reason!);
        }
        else if (payer.Strong is not null)
        {
            answer.Signals.Add(new("match.payer_is_other", -10));
        }
        else if (!string.IsNullOrEmpty(line.CounterpartyIban))
        {
            answer.Signals.Add(new("match.iban_new", 0));
        }

        if (payer.Name.Key.Length > 0)
        {
            var fit = index.Payers.Fit(payer.Name, partner);
            answer.Signals.Add(fit switch
            {
                NameFit.Exact => new("match.name_fits", 8),
                NameFit.Fits => new("match.name_fits_loosely", 5),
                _ => new MatchSignal("match.name_differs", 0),
            });
        }

        if (answer.AmountOnly)
        {
            answer.Missing.Add(new(named.Agrees(answer.Items[0]) == Agreement.None ? "match.no_reference_no_party" : "match.no_reference", 0));
        }
    }

    private static MatchDecision Decide(BankLineFacts line, OpenItemIndex index, MatchSettings settings, Payer payer, NamedItems named, List<Answer> answers, int equalAmounts)
    {
        // Ties are broken by document order for showing only; an answer is booked or suggested as the one only where it leads.
        var ranked = answers.OrderByDescending(a => a.Certainty).ThenByDescending(a => a.Score).ThenBy(a => a.Items[0]).ThenBy(a => a.Items.Count).ToList();
        if (ranked.Count == 0)
        {
            return new(line.Id, MatchKind.Open, [], [], 0, null, [], [.. Nothing(line, payer, named), .. CurrencyAnswers.Missing(line, named, index, settings)]);
        }

        var best = ranked[0];
        var equals = ranked.FindAll(a => best.Certainty > 0 ? a.Certainty == best.Certainty : a.Certainty == 0 && a.Score == best.Score);
        var second = ranked.Count > 1 ? ranked[1] : null;
        if (equals.Count == 1)
        {
            // An account known as another customer's, and only the amount fits here: no suggestion worth a key.
            var far = best.AmountOnly && (payer.Strong ?? payer.Named) is not null && named.Agrees(best.Items[0]) == Agreement.None;
            var kind = best.Certainty > 0 ? MatchKind.Booked : far ? MatchKind.Open : MatchKind.Suggested;
            var runnerUp = far ? Candidate(index, best, new("match.payer_is_other", 0)) : second is null ? null : Candidate(index, second, WhyLower(best, second));
            IReadOnlyList<MatchSignal> missing = kind == MatchKind.Booked ? [] : [.. Nothing(line, payer, named, far), .. CurrencyAnswers.Missing(line, named, index, settings), .. far ? [] : best.Missing];
            return new(line.Id, kind, far ? [] : best.Allocations(index), far ? [] : best.Signals, far ? 0 : best.Score, runnerUp, [], missing) { Certainty = best.Certainty };
        }

        var alternatives = equals.Take(MostAlternatives).Select(a => Candidate(index, a, new("match.equally_good", 0, equals.Count))).ToList();
        var next = ranked.Find(a => !equals.Contains(a));
        var few = equals.Count == 2;
        var count = best.AmountOnly ? Math.Max(equalAmounts, equals.Count) : equals.Count;
        List<MatchSignal> why = [new("match.several_candidates", 0, count)];
        why.AddRange(best.Missing.Where(m => m.Code != "match.several_candidates"));
        return new(line.Id, few ? MatchKind.Suggested : MatchKind.Open, [], [], best.Score, next is null ? null : Candidate(index, next, WhyLower(best, next)), alternatives, why);
    }

    private static MatchCandidate Candidate(OpenItemIndex index, Answer answer, MatchSignal why) => new(answer.Allocations(index), answer.Score, answer.Signals, why);

    private static MatchSignal WhyLower(Answer best, Answer lower) =>
        lower.AmountOnly ? new("match.lower_amount_only", 0)
        : lower.Missing.Count > 0 ? lower.Missing[0]
        : new("match.lower_score", 0, best.Score - lower.Score);

    private static IReadOnlyList<MatchSignal> Nothing(BankLineFacts line, Payer payer, NamedItems named, bool say = true)
    {
        var missing = new List<MatchSignal>();
        if (!say)
        {
            return missing;
        }

        if (named.Unknown.Count > 0)
        {
            missing.Add(new("match.number_not_open", 0, named.Unknown[0]));
        }

        if ((payer.Strong ?? payer.Named) is not null)
        {
            missing.Add(new("match.payer_has_no_such_amount", 0, line.Amount));
        }
        else if (named.Items.Count == 0)
        {
            missing.Add(new("match.no_reference_no_party", 0));
        }

        return missing;
    }
}
