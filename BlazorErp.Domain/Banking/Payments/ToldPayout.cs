using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>How far a payout is.</summary>
public enum PayoutState
{
    /// <summary>On its way to the bank.</summary>
    OnItsWay = 1,
    /// <summary>Sent and taken by the bank.</summary>
    Paid = 2,
    /// <summary>Called off, or came back from the bank: the money is at the provider.</summary>
    Failed = 3,
}

/// <summary>What a part of a payout is.</summary>
public enum PayoutPartKind
{
    /// <summary>A payment of a customer.</summary>
    Payment = 1,
    /// <summary>A refund.</summary>
    Refund = 2,
    /// <summary>Taken by a dispute, or given back when it was won.</summary>
    Dispute = 3,
    /// <summary>A charge of the provider that belongs to no payment.</summary>
    Fee = 4,
    /// <summary>Anything else.</summary>
    Other = 5,
}

/// <summary>One movement that a payout pays out.</summary>
/// <param name="Id">The provider's id of the movement.</param>
/// <param name="Kind">What it is.</param>
/// <param name="PaymentId">The payment it is of, where it is of one.</param>
/// <param name="AttemptId">Our attempt, where the provider carries our id.</param>
/// <param name="SourceId">The provider's id of what moved the money: the charge, the refund, the dispute.</param>
/// <param name="Gross">Signed as the account sees it.</param>
/// <param name="Fee">What the provider took of it; not negative, zero without one.</param>
/// <param name="At">UTC.</param>
/// <param name="Text">For people.</param>
public sealed record ToldPayoutPart(string Id, PayoutPartKind Kind, string? PaymentId, string? AttemptId, string? SourceId, Money Gross, Money Fee, DateTimeOffset At, string Text)
{
    /// <summary>What it adds to the payout.</summary>
    public Money Net => Gross - Fee;
}

/// <summary>A payout as the provider tells it.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="State">How far it is.</param>
/// <param name="At">When it left the account at the provider, UTC.</param>
/// <param name="Arrives">When the bank should have it.</param>
/// <param name="Amount">To our bank: above zero, or below where the provider draws from it.</param>
/// <param name="Parts">What it pays out.</param>
public sealed record ToldPayout(string Id, PayoutState State, DateTimeOffset At, DateOnly? Arrives, Money Amount, IReadOnlyList<ToldPayoutPart> Parts);
