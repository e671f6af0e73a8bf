using BlazorErp.Domain.Banking.Matching;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>What the lines of a provider are for that are no payments: the provider says so, nothing is guessed.</summary>
internal static class ProviderAnswers
{
    /// <summary>The answer for a line.</summary>
    public static MatchDecision Of(BankLineFacts line, BankLineKind kind) => kind switch
    {
        BankLineKind.Fee => Booked(line, AllocationKind.Fee, new("match.provider_fee", 100)),
        _ => new(line.Id, MatchKind.Open, [], [], 0, null, [], [new("match.provider_waits", 0)]),
    };

    private static MatchDecision Booked(BankLineFacts line, AllocationKind kind, MatchSignal why) =>
        new(line.Id, MatchKind.Booked, [new(kind, null, line.Amount)], [why], why.Weight, null, [], []) { Certainty = 3 };
}
