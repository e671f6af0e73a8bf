using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Partners;

namespace BlazorErp.Banking;

/// <summary>What a rule does, as the form asks it.</summary>
public enum RuleAct
{
    /// <summary>Books to accounts.</summary>
    Book,
    /// <summary>Moves between own accounts.</summary>
    Transfer,
    /// <summary>Tells who pays.</summary>
    Payer,
}

/// <summary>How a part of a rule gets its amount.</summary>
public enum RuleShare
{
    /// <summary>What the others leave.</summary>
    Rest,
    /// <summary>A share of the line.</summary>
    Percent,
    /// <summary>A fixed amount.</summary>
    Fixed,
    /// <summary>An amount out of the text.</summary>
    Pattern,
}

/// <summary>A part while it is being edited.</summary>
public sealed class RulePartDraft
{
    /// <summary>Ledger account.</summary>
    public long? AccountId { get; set; }
    /// <summary>VAT rate.</summary>
    public long? VatRateId { get; set; }
    /// <summary>Where its amount comes from.</summary>
    public RuleShare Share { get; set; }
    /// <summary>Amount or percent.</summary>
    public decimal? Value { get; set; }
    /// <summary>Pattern.</summary>
    public string? Pattern { get; set; }

    /// <summary>The part of a rule.</summary>
    public static RulePartDraft Of(RulePart part) => new()
    {
        AccountId = part.AccountId, VatRateId = part.VatRateId, Pattern = part.Pattern, Value = part.Fixed ?? part.Percent,
        Share = part.Fixed is not null ? RuleShare.Fixed : part.Percent is not null ? RuleShare.Percent : part.Pattern is not null ? RuleShare.Pattern : RuleShare.Rest,
    };

    /// <summary>As the rule has it. What the chosen way asks for and is not given stays wrong, so that the service names it.</summary>
    public RulePart Plain() => new(
        AccountId ?? 0, VatRateId, Share == RuleShare.Fixed ? Value ?? 0m : null, Share == RuleShare.Percent ? Value ?? 0m : null, Share == RuleShare.Pattern ? Pattern ?? "" : null);
}

/// <summary>A rule while it is being edited.</summary>
public sealed class RuleDraft
{
    private readonly long id;
    private readonly int order;

    /// <summary>Begins with a rule.</summary>
    public RuleDraft(BankRule rule, Domain.Banking.Rules.RuleNames names)
    {
        (id, order, Name, Automatic) = (rule.Id, rule.Order, rule.Name, rule.Automatic);
        (Text, Pattern, Iban, Least, Most, Sign, BankAccountId, Channel) =
            (rule.When.Text, rule.When.Pattern, rule.When.Iban, rule.When.Least, rule.When.Most, rule.When.Sign, rule.When.BankAccountId, rule.When.Channel);
        WhenPartner = Hit(rule.When.PartnerId, names);
        Partner = Hit(rule.PartnerId, names);
        TransferTo = rule.OwnTransferTo;
        Act = rule.OwnTransferTo is not null ? RuleAct.Transfer : rule.TellsPayer && rule.PartnerId is not null ? RuleAct.Payer : RuleAct.Book;
        Parts = rule.Parts.Count > 0 ? [.. rule.Parts.Select(RulePartDraft.Of)] : [new RulePartDraft()];
    }

#pragma warning disable CS1591 // the fields of the form, named as those of the rule
    public string? Name { get; set; }
    public string? Text { get; set; }
    public string? Pattern { get; set; }
    public string? Iban { get; set; }
    public decimal? Least { get; set; }
    public decimal? Most { get; set; }
    public RuleSign Sign { get; set; }
    public long? BankAccountId { get; set; }
    public string? Channel { get; set; }
    public PartnerHit? WhenPartner { get; set; }
    public RuleAct Act { get; set; }
    public PartnerHit? Partner { get; set; }
    public long? TransferTo { get; set; }
    public bool Automatic { get; set; }
    public List<RulePartDraft> Parts { get; }
#pragma warning restore CS1591

    /// <summary>The rule as it stands in the form.</summary>
    public BankRule Plain() => new(
        id, order, Name ?? "", new RuleCondition(Text, Pattern, WhenPartner?.Id, Iban, Least, Most, Sign, BankAccountId, Channel),
        Act == RuleAct.Book ? [.. Parts.Where(p => p.AccountId is not null).Select(p => p.Plain())] : [], Act == RuleAct.Transfer ? null : Partner?.Id, Act == RuleAct.Transfer ? TransferTo : null, Automatic);

    private static PartnerHit? Hit(long? id, Domain.Banking.Rules.RuleNames names) => id is { } known ? new PartnerHit(known, "", names.Partners.GetValueOrDefault(known, "?"), null, null, null) : null;
}
