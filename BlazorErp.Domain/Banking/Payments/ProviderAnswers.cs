using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// What the lines of a provider are for that are no payments: the provider says so, nothing is guessed. A fee is a fee; blocked money stands on an
/// account of its own until it is free; both sides of an exchange go through the transit account at one value; what goes back of a payment goes
/// the way the payment came, so that a document it paid is open again or its credit note is paid out.
/// </summary>
internal sealed class ProviderAnswers(CompanyReference company, ProviderTies ties, Func<Money, DateOnly, decimal?> toBase)
{
    /// <summary>Whether a line is for these answers; the others are matched with what is open and asked of the rules.</summary>
    public bool Answers(long lineId, BankLineKind kind) => kind switch
    {
        BankLineKind.Payment or BankLineKind.Other => false,
        BankLineKind.Refund or BankLineKind.Reversal => ties.PaymentOf(lineId) is not null,
        _ => true,
    };

    /// <summary>The answer for a line.</summary>
    public MatchDecision Of(BankLineFacts line, BankLineKind kind) => kind switch
    {
        BankLineKind.Fee => Booked(line, [new(AllocationKind.Fee, null, line.Amount)], new MatchSignal("match.provider_fee", 100)),
        BankLineKind.Hold or BankLineKind.Release => Booked(line, [To(line, AccountRole.HeldByProvider)], new MatchSignal(kind == BankLineKind.Hold ? "match.provider_hold" : "match.provider_release", 100)),
        BankLineKind.Opening => Booked(line, [To(line, AccountRole.Opening)], new MatchSignal("match.provider_opening", 100)),
        BankLineKind.Conversion => ties.ExchangeOf(line.Id) is { } other ? Exchanged(line, other) : Waits(line, new MatchSignal("match.provider_other_side", 0)),
        _ => ties.PaymentOf(line.Id) is { } payment ? new ProviderReturns(company, ties, line, payment).Decide() : Waits(line, new MatchSignal("match.provider_waits", 0)),
    };

    // What was given is what was received: the side in base currency, or the one that gave, says what both are worth.
    private MatchDecision Exchanged(BankLineFacts line, ExchangeTie tie)
    {
        var mine = line.Amount.Currency.Code == company.Company.Currency || (tie.Other.Currency.Code != company.Company.Currency && tie.Gave);
        var worth = mine ? toBase(line.Amount, line.Date) : -toBase(tie.Other, tie.OtherDate);
        return Booked(line, [new Matching.Allocation(AllocationKind.Transfer, null, line.Amount) { Base = worth }], new MatchSignal("match.provider_exchange", 100, tie.Other));
    }

    private Matching.Allocation To(BankLineFacts line, AccountRole role) => new(AllocationKind.Account, null, line.Amount) { AccountId = company.Accounts[role].Id };

    private static MatchDecision Booked(BankLineFacts line, IReadOnlyList<Matching.Allocation> parts, MatchSignal why) =>
        new(line.Id, MatchKind.Booked, parts, [why], why.Weight, null, [], []) { Certainty = Sure.Full };

    private static MatchDecision Waits(BankLineFacts line, MatchSignal why) => new(line.Id, MatchKind.Open, [], [], 0, null, [], [why]);
}
