using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>Which way the money goes.</summary>
public enum RuleSign
{
    /// <summary>Either.</summary>
    Any = 0,
    /// <summary>Money in.</summary>
    In = 1,
    /// <summary>Money out.</summary>
    Out = 2,
}

/// <summary>When a rule holds; every part that is given must hold.</summary>
/// <param name="Text">Fragments that must all occur in payer and text; case and accents do not matter.</param>
/// <param name="Pattern">Regular expression over payer and text, linear-time subset (no look-around, no back-references).</param>
/// <param name="PartnerId">The payer, where account or name tell it.</param>
/// <param name="Iban">The counterparty's account.</param>
/// <param name="Least">Smallest amount without sign.</param>
/// <param name="Most">Largest amount without sign.</param>
/// <param name="Sign">Money in or out.</param>
/// <param name="BankAccountId">Our account.</param>
/// <param name="Channel">How the line arrived.</param>
public sealed record RuleCondition(
    string? Text = null, string? Pattern = null, long? PartnerId = null, string? Iban = null, decimal? Least = null, decimal? Most = null,
    RuleSign Sign = RuleSign.Any, long? BankAccountId = null, string? Channel = null)
{
    /// <summary>A rule that asks nothing would hold for every line; it is refused on saving and never holds.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && string.IsNullOrEmpty(Pattern) && PartnerId is null && string.IsNullOrEmpty(Iban)
        && Least is null && Most is null && Sign == RuleSign.Any && BankAccountId is null && string.IsNullOrEmpty(Channel);
}

/// <summary>One part of a booking by rule.</summary>
/// <param name="AccountId">Ledger account.</param>
/// <param name="VatRateId">VAT rate that the part includes, null for none.</param>
/// <param name="Fixed">This amount without sign.</param>
/// <param name="Percent">This share of the line (0..100).</param>
/// <param name="Pattern">The amount that this pattern's first group finds in the text ("interest 3.40").</param>
/// <remarks>Exactly one of the last three, or none: then the part takes what the others leave; one such part at most.</remarks>
public sealed record RulePart(long AccountId, long? VatRateId = null, decimal? Fixed = null, decimal? Percent = null, string? Pattern = null);

/// <summary>
/// A rule of the company. It says one of three things: what to book (<paramref name="Parts"/>), that the money only moves between our own
/// accounts (<paramref name="OwnTransferTo"/>), or, with neither, who pays (<paramref name="PartnerId"/>), so that the matcher looks at what is open there.
/// </summary>
/// <param name="Id">Identity.</param>
/// <param name="Order">Lower comes first; equal ones by id.</param>
/// <param name="Name">What the line shows.</param>
/// <param name="When">Conditions.</param>
/// <param name="Parts">What to book.</param>
/// <param name="PartnerId">Partner to book on, or who pays.</param>
/// <param name="OwnTransferTo">Our other account, when it is a transfer between own accounts; both sides are paired once.</param>
/// <param name="Automatic">Books by itself, else suggests.</param>
public sealed record BankRule(
    long Id, int Order, string Name, RuleCondition When, IReadOnlyList<RulePart> Parts, long? PartnerId = null, long? OwnTransferTo = null, bool Automatic = true)
{
    /// <summary>It only tells who pays.</summary>
    public bool TellsPayer => Parts.Count == 0 && OwnTransferTo is null;
}

/// <summary>A line as rules see it.</summary>
/// <param name="Facts">What the bank says.</param>
/// <param name="BankAccountId">Our account.</param>
/// <param name="Channel">How it arrived.</param>
/// <param name="PartnerId">The payer where known.</param>
public sealed record RuleLine(BankLineFacts Facts, long BankAccountId, string Channel = "", long? PartnerId = null);

/// <summary>A part worked out: signed as the line.</summary>
public sealed record RulePosting(long AccountId, long? VatRateId, Money Amount);

/// <summary>What the rules say of a line.</summary>
/// <param name="Rule">The first rule that holds.</param>
/// <param name="Postings">Its parts; they add up to the line. Empty for an own transfer and when they cannot be worked out.</param>
/// <param name="Booked">Automatic and worked out; else a suggestion.</param>
/// <param name="Others">Further rules that hold, in order.</param>
/// <param name="Signals">The rule, the others, and what is missing, as codes.</param>
public sealed record RuleHit(BankRule Rule, IReadOnlyList<RulePosting> Postings, bool Booked, IReadOnlyList<BankRule> Others, IReadOnlyList<MatchSignal> Signals);
