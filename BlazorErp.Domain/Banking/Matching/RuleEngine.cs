using System.Globalization;
using System.Text.RegularExpressions;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>The rules of one company, checked and compiled once, applied to many lines in order.</summary>
public sealed class RuleEngine
{
    /// <summary>Longest pattern accepted.</summary>
    public const int LongestPattern = 200;
    private const int LongestText = 1000;
    private readonly List<(BankRule Rule, IReadOnlyList<string> Fragments, Regex? Pattern, Regex?[] Parts)> rules = [];

    private RuleEngine()
    {
    }

    /// <summary>Prepares the rules.</summary>
    /// <returns>The engine, or <c>bank.rule_empty</c>, <c>bank.rule_pattern</c>, <c>bank.rule_parts</c> with the rule's name.</returns>
    public static Outcome<RuleEngine> Prepare(IEnumerable<BankRule> rules)
    {
        var engine = new RuleEngine();
        foreach (var rule in rules.OrderBy(r => r.Order).ThenBy(r => r.Id))
        {
            if (rule.When.IsEmpty)
            {
                return new Refusal("bank.rule_empty", rule.Name);
            }

            if (!Compile(rule.When.Pattern, out var pattern))
            {
                return new Refusal("bank.rule_pattern", rule.Name) { Field = nameof(RuleCondition.Pattern) };
            }

            var parts = new Regex?[rule.Parts.Count];
            for (var i = 0; i < parts.Length; i++)
            {
                if (!Compile(rule.Parts[i].Pattern, out parts[i]))
                {
                    return new Refusal("bank.rule_pattern", rule.Name) { Field = nameof(RulePart.Pattern), Row = i + 1 };
                }
            }

            var given = rule.Parts.Select(p => (p.Fixed is null ? 0 : 1) + (p.Percent is null ? 0 : 1) + (p.Pattern is null ? 0 : 1)).ToList();
            if (given.Exists(n => n > 1) || given.Count(n => n == 0) > 1 || (rule.Parts.Count > 0 && rule.OwnTransferTo is not null) || (rule.TellsPayer && rule.PartnerId is null))
            {
                return new Refusal("bank.rule_parts", rule.Name);
            }

            engine.rules.Add((rule, SearchText.Fragments(rule.When.Text), pattern, parts));
        }

        return engine;
    }

    /// <summary>Whether some rule tells who pays, so that it must be asked before the matcher.</summary>
    public bool TellsPayers => rules.Exists(r => r.Rule.TellsPayer);

    /// <summary>The first rule that tells who pays the line; null where none does.</summary>
    public BankRule? PayerOf(RuleLine line)
    {
        var (text, folded) = Texts(line);
        return rules.Find(r => r.Rule.TellsPayer && Holds(r.Rule.When, r.Fragments, r.Pattern, line, text, folded)).Rule;
    }

    /// <summary>The first rule that books the line, with the others named; null when none holds.</summary>
    public RuleHit? Apply(RuleLine line)
    {
        var (text, folded) = Texts(line);
        var holding = rules.FindAll(r => !r.Rule.TellsPayer && Holds(r.Rule.When, r.Fragments, r.Pattern, line, text, folded));
        if (holding.Count == 0)
        {
            return null;
        }

        var (rule, _, _, parts) = holding[0];
        var postings = Post(rule, parts, line.Facts.Amount, text);
        var worked = postings is not null;
        List<MatchSignal> signals = [new("match.rule", 0, rule.Name, rule.Id), .. holding.Skip(1).Select(o => new MatchSignal("match.rule_also", 0, o.Rule.Name, o.Rule.Id))];
        if (!worked)
        {
            signals.Add(new("match.rule_parts_do_not_fit", 0, rule.Name, rule.Id));
        }
        else if (!rule.Automatic)
        {
            signals.Add(new("match.rule_suggests", 0));
        }

        return new(rule, postings ?? [], rule.Automatic && worked, [.. holding.Skip(1).Select(h => h.Rule)], signals);
    }

    private static (string Text, string Folded) Texts(RuleLine line)
    {
        var text = $"{line.Facts.CounterpartyName} {line.Facts.Remittance}";
        text = text.Length > LongestText ? text[..LongestText] : text;
        return (text, SearchText.Fold(text));
    }

    // Linear time whatever the text; what the engine cannot run so is refused.
    private static bool Compile(string? pattern, out Regex? regex)
    {
        regex = null;
        if (string.IsNullOrEmpty(pattern))
        {
            return true;
        }

        if (pattern.Length > LongestPattern)
        {
            return false;
        }

        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool Holds(RuleCondition when, IReadOnlyList<string> fragments, Regex? pattern, RuleLine line, string text, string folded)
    {
        var amount = line.Facts.Amount.Amount;
        return (when.Sign == RuleSign.Any || (when.Sign == RuleSign.In ? amount > 0m : amount < 0m))
            && (when.Least is not { } least || Math.Abs(amount) >= least)
            && (when.Most is not { } most || Math.Abs(amount) <= most)
            && (when.BankAccountId is null || when.BankAccountId == line.BankAccountId)
            && (string.IsNullOrEmpty(when.Channel) || when.Channel == line.Channel)
            && (when.PartnerId is null || when.PartnerId == line.PartnerId)
            && (string.IsNullOrEmpty(when.Iban) || Checksum97.Compact(when.Iban) == Checksum97.Compact(line.Facts.CounterpartyIban))
            && fragments.All(f => folded.Contains(f, StringComparison.Ordinal))
            && (string.IsNullOrWhiteSpace(when.Text) || fragments.Count > 0)
            && (pattern is null || Found(pattern, text) is not null);
    }

    private static Match? Found(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text) is { Success: true } match ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    // Null when a part's amount is not in the text, or the parts do not make up the line.
    private static List<RulePosting>? Post(BankRule rule, Regex?[] patterns, Money amount, string text)
    {
        var whole = Math.Abs(amount.Amount);
        var left = whole;
        var amounts = new decimal[rule.Parts.Count];
        var rest = -1;
        for (var i = 0; i < amounts.Length; i++)
        {
            var part = rule.Parts[i];
            decimal? value = part.Fixed ?? (part.Percent is { } percent ? amount.Currency.Round(whole * percent / 100m) : patterns[i] is { } pattern ? Amount(Found(pattern, text)) : 0m);
            if (value is not { } known || known < 0m)
            {
                return null;
            }

            rest = part.Fixed is null && part.Percent is null && part.Pattern is null ? i : rest;
            amounts[i] = known;
            left -= known;
        }

        if (rest >= 0)
        {
            amounts[rest] = left;
            left = Math.Min(left, 0m);
        }

        return left != 0m && amounts.Length > 0 ? null
            : [.. rule.Parts.Select((p, i) => new RulePosting(p.AccountId, p.VatRateId, new Money(amounts[i] * Math.Sign(amount.Amount), amount.Currency))).Where(p => p.Amount.Amount != 0m)];
    }

    // "1 234,50" and "1,234.50": the last sign is the decimal one where there are two, blanks are between thousands.
    private static decimal? Amount(Match? match)
    {
        if (match is not { Groups.Count: > 1 })
        {
            return null;
        }

        var text = string.Concat(match.Groups[1].Value.Where(c => !char.IsWhiteSpace(c)));
        var point = text.LastIndexOfAny(['.', ',']);
        var whole = point < 0 ? text : text[..point].Replace(text[point] == ',' ? "." : ",", "", StringComparison.Ordinal);
        return decimal.TryParse(point < 0 ? whole : $"{whole}.{text[(point + 1)..]}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
