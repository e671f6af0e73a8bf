using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>What the bank says of one statement line.</summary>
/// <param name="Id">Identity of the line within the run.</param>
/// <param name="Date">Booking date.</param>
/// <param name="Amount">Signed: money in is positive, money out negative.</param>
/// <param name="CounterpartyName">As the bank writes it; may be empty, cut off or without accents.</param>
/// <param name="CounterpartyIban">Account of the counterparty where the bank tells it.</param>
/// <param name="Remittance">Free text of the payer.</param>
/// <param name="References">Structured references: creditor reference, end-to-end id, invoice references.</param>
public sealed record BankLineFacts(
    long Id, DateOnly Date, Money Amount, string CounterpartyName, string? CounterpartyIban, string Remittance, IReadOnlyList<string> References)
{
    /// <summary>Who pays, where a rule of the company tells it.</summary>
    public long? PayerId { get; init; }

    /// <summary>Name of that rule, and its id.</summary>
    public (string Name, long Id) PayerRule { get; init; }

    /// <summary>What the account lets pass.</summary>
    public Tolerances Tolerances { get; init; } = Tolerances.Usual(Amount.Currency);
}

/// <summary>An invoice, credit note or prepayment request that is not settled yet.</summary>
/// <param name="Id">Identity, unique within the company.</param>
/// <param name="PartnerId">Whose it is.</param>
/// <param name="DocumentNumber">Ours for receivables, the supplier's own for payables.</param>
/// <param name="OtherReferences">RF creditor reference, national reference, order number, web shop order number.</param>
/// <param name="Open">Still to settle, signed: a receivable is positive, a payable or credit note negative.</param>
/// <param name="Gross">The whole document, signed as <paramref name="Open"/>.</param>
/// <param name="Date">Document date.</param>
/// <param name="DueDate">Due date.</param>
public sealed record OpenItemFacts(
    long Id, long PartnerId, string DocumentNumber, IReadOnlyList<string> OtherReferences, Money Open, Money Gross, DateOnly Date, DateOnly DueDate);

/// <summary>A partner as far as payments tell of it.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Name">Registered name, legal form included.</param>
/// <param name="Aliases">Other names it is known by.</param>
/// <param name="Ibans">Accounts on its card.</param>
public sealed record PartnerFacts(long Id, string Name, IReadOnlyList<string> Aliases, IReadOnlyList<string> Ibans);

/// <summary>An account that has paid for a partner before.</summary>
/// <param name="Iban">The account.</param>
/// <param name="PartnerId">For whom it paid.</param>
/// <param name="Payments">How many times (at least 1).</param>
public sealed record KnownIban(string Iban, long PartnerId, int Payments);

/// <summary>A payer's name that a person has assigned to a partner before.</summary>
/// <param name="PayerName">Name as the bank wrote it.</param>
/// <param name="PartnerId">For whom it paid.</param>
/// <param name="Payments">How many times (at least 1).</param>
public sealed record LearnedPayer(string PayerName, long PartnerId, int Payments);

/// <summary>What earlier bookings teach.</summary>
public sealed record PaymentHistory(IReadOnlyList<KnownIban> Ibans, IReadOnlyList<LearnedPayer> Payers)
{
    /// <summary>Nothing learned yet.</summary>
    public static PaymentHistory None { get; } = new([], []);
}

/// <summary>What a run knows besides lines and items.</summary>
/// <param name="RateToBase">Value of one unit of a currency in base currency on a day, null where it is not known; without it, currencies are not compared by value.</param>
public sealed record MatchSettings(Func<Currency, DateOnly, decimal?>? RateToBase = null)
{
    /// <summary>An amount in another currency at the rates of a day, rounded to that currency; null where a rate is missing.</summary>
    public Money? Convert(Money amount, Currency to, DateOnly day) =>
        amount.Currency == to ? amount
        : RateToBase?.Invoke(amount.Currency, day) is { } from && RateToBase(to, day) is { } into && into != 0m ? new Money(to.Round(amount.Amount * from / into), to) : null;

    /// <summary>The product's own settings.</summary>
    public static MatchSettings Default { get; } = new();
}
