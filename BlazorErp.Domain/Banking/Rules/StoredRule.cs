using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>A bank rule as it is kept. Deleted ones stay, because lines that they booked name them.</summary>
public sealed class StoredRule : CompanyRow
{
    /// <summary>What the line shows.</summary>
    public required string Name { get; set; }
    /// <summary>Lower comes first; equal ones by id.</summary>
    public int Position { get; set; }
    /// <summary>Asked at all.</summary>
    public bool IsActive { get; set; } = true;
    /// <summary>Books by itself, else suggests.</summary>
    public bool Automatic { get; set; }
    /// <summary>Fragments that must all occur.</summary>
    public string? WhenText { get; set; }
    /// <summary>Regular expression, linear-time subset.</summary>
    public string? WhenPattern { get; set; }
    /// <summary>The payer.</summary>
    public long? WhenPartnerId { get; set; }
    /// <summary>The counterparty's account, compact.</summary>
    public string? WhenIban { get; set; }
    /// <summary>Smallest amount without sign.</summary>
    public decimal? WhenLeast { get; set; }
    /// <summary>Largest amount without sign.</summary>
    public decimal? WhenMost { get; set; }
    /// <summary>Money in or out.</summary>
    public RuleSign WhenSign { get; set; }
    /// <summary>Our account.</summary>
    public long? WhenBankAccountId { get; set; }
    /// <summary>How the line arrived: the source of its file.</summary>
    public string? WhenChannel { get; set; }
    /// <summary>Partner to book on; without parts and transfer: who pays.</summary>
    public long? PartnerId { get; set; }
    /// <summary>Our other account of a transfer.</summary>
    public long? TransferToId { get; set; }
    /// <summary>When it was deleted.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
    /// <summary>What to book, by position.</summary>
    public List<StoredRulePart> Parts { get; set; } = [];

    /// <summary>Its conditions.</summary>
    public RuleCondition When() => new(WhenText, WhenPattern, WhenPartnerId, WhenIban, WhenLeast, WhenMost, WhenSign, WhenBankAccountId, WhenChannel);

    /// <summary>The rule as the engine takes it.</summary>
    public BankRule Plain() => new(
        Id, Position, Name, When(), [.. Parts.OrderBy(p => p.Position).Select(p => new RulePart(p.AccountId, p.VatRateId, p.Fixed, p.Percent, p.Pattern))], PartnerId, TransferToId, Automatic);

    /// <summary>Takes over what a rule says.</summary>
    internal void Take(BankRule rule)
    {
        (Name, Automatic, PartnerId, TransferToId) = (rule.Name, rule.Automatic, rule.PartnerId, rule.OwnTransferTo);
        (WhenText, WhenPattern, WhenPartnerId, WhenIban) = (rule.When.Text, rule.When.Pattern, rule.When.PartnerId, rule.When.Iban);
        (WhenLeast, WhenMost, WhenSign, WhenBankAccountId, WhenChannel) = (rule.When.Least, rule.When.Most, rule.When.Sign, rule.When.BankAccountId, rule.When.Channel);
    }
}

/// <summary>One part of what a rule books: a fixed amount, a share, an amount out of the text, or what the others leave.</summary>
public sealed class StoredRulePart : CompanyRow
{
    /// <summary>Rule.</summary>
    public long RuleId { get; set; }
    /// <summary>Place among the parts, from 1.</summary>
    public int Position { get; set; }
    /// <summary>Ledger account.</summary>
    public long AccountId { get; set; }
    /// <summary>VAT rate the part includes.</summary>
    public long? VatRateId { get; set; }
    /// <summary>This amount without sign.</summary>
    public decimal? Fixed { get; set; }
    /// <summary>This share of the line.</summary>
    public decimal? Percent { get; set; }
    /// <summary>The amount that this pattern's first group finds.</summary>
    public string? Pattern { get; set; }
}

/// <summary>A proposed rule that someone did not want; it is not proposed again.</summary>
public sealed class DismissedProposal : CompanyRow
{
    /// <summary>Hash of what it said.</summary>
    public required string Signature { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
}
