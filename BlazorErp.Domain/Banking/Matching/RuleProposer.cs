using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>What a person did with a line that no rule and no match booked: the whole line on one account.</summary>
public sealed record ManualChoice(RuleLine Line, long AccountId, long? VatRateId = null, long? PartnerId = null);

/// <summary>Proposes a rule once a person has made the same choice twice.</summary>
public static class RuleProposer
{
    private const int FewestLetters = 4;

    /// <summary>
    /// A rule that holds for the last choice and at least one earlier one of the same account, VAT and sign, or null. It goes by the counterparty's account
    /// where both have one and the same, else by the words both share. It suggests until a person makes it automatic.
    /// </summary>
    /// <param name="choices">Manual choices, oldest first; the last one was just made.</param>
    /// <param name="rules">Rules there are; nothing is proposed where one of them already holds.</param>
    public static BankRule? Propose(IReadOnlyList<ManualChoice> choices, RuleEngine? rules = null)
    {
        if (choices.Count < 2 || rules?.Apply(choices[^1].Line) is not null)
        {
            return null;
        }

        var last = choices[^1];
        var sign = Math.Sign(last.Line.Facts.Amount.Amount);
        for (var i = choices.Count - 2; i >= 0; i--)
        {
            var earlier = choices[i];
            if (earlier.AccountId == last.AccountId && earlier.VatRateId == last.VatRateId && earlier.PartnerId == last.PartnerId
                && Math.Sign(earlier.Line.Facts.Amount.Amount) == sign && Common(earlier.Line.Facts, last.Line.Facts) is { } condition)
            {
                // Someone who booked such a line otherwise since then did not mean a rule.
                condition = condition with { Sign = sign > 0 ? RuleSign.In : RuleSign.Out };
                var rule = new BankRule(0, 100, Name(last), condition, [new(last.AccountId, last.VatRateId)], last.PartnerId, Automatic: false);
                var trial = RuleEngine.Prepare([rule]);
                return trial.Ok && !choices.Any(c => c.AccountId != last.AccountId && trial.Value.Apply(c.Line) is not null) ? rule : null;
            }
        }

        return null;
    }

    private static string Name(ManualChoice choice) =>
        choice.Line.Facts.CounterpartyName.Length > 0 ? choice.Line.Facts.CounterpartyName : choice.Line.Facts.Remittance;

    private static RuleCondition? Common(BankLineFacts a, BankLineFacts b)
    {
        var words = Words(a).Intersect(Words(b), StringComparer.Ordinal).Take(SearchText.MaxFragments).ToList();
        var text = words.Count > 0 ? string.Join(' ', words) : null;
        var iban = Checksum97.Compact(b.CounterpartyIban);
        return iban.Length > 0 && iban == Checksum97.Compact(a.CounterpartyIban) ? new(Text: text, Iban: iban)
            : text is not null ? new(Text: text)
            : null;
    }

    // Numbers and short words change from line to line or say nothing.
    private static IEnumerable<string> Words(BankLineFacts line) =>
        SearchText.Fold($"{line.CounterpartyName} {line.Remittance}").Split(' ').Where(w => w.Length >= FewestLetters && !w.Any(char.IsDigit));
}
