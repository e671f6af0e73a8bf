using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// A session to be made for an attempt. Addresses are our own pages; the browser's return to them proves nothing.
/// </summary>
/// <param name="AttemptId">Key of the attempt; making a session twice with the same key harms nobody.</param>
/// <param name="Amount">Open amount, above zero, with no more decimals than its currency has.</param>
/// <param name="Reference">Number of the invoice, shown to the payer.</param>
/// <param name="Language">Two letters, the payer's.</param>
/// <param name="Email">The payer's, where known.</param>
/// <param name="ExpiresAt">When the page should close, UTC.</param>
/// <param name="ReturnTo">Where the browser goes after paying.</param>
/// <param name="CancelTo">Where it goes when the payer turns back.</param>
/// <param name="NotifyTo">Where the provider sends its messages, where it asks for an address per session.</param>
public sealed record PaySessionRequest(
    string AttemptId, Money Amount, string Reference, string Language, string? Email, DateTimeOffset ExpiresAt, Uri ReturnTo, Uri CancelTo, Uri NotifyTo);

/// <summary>A session at the provider. The address is for a redirect now, never for an e-mail: it expires.</summary>
public sealed record PaySession(string SessionId, Uri RedirectTo, DateTimeOffset ExpiresAt);

/// <summary>What the provider knows of a session now; to be applied like messages.</summary>
public sealed record PayStatus(IReadOnlyList<PaymentNotification> Notifications);

/// <summary>
/// A refund to be made. <paramref name="RefundedBefore"/> is all that went back of the payment as far as we know: a provider without
/// idempotency keys is asked first, so that a refund whose answer was lost is not made again.
/// </summary>
/// <param name="RefundKey">Our key of this refund, unique.</param>
/// <param name="SessionId">Session of the attempt.</param>
/// <param name="PaymentId">Payment to give back.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="RefundedBefore">Not negative.</param>
public sealed record PayRefundRequest(string RefundKey, string SessionId, string PaymentId, Money Amount, Money RefundedBefore);

/// <summary>A refund that was accepted, with the provider's id where it gives one; it is booked when it is told or asked for, not here.</summary>
public sealed record PayRefund(string? RefundId, bool WasDoneBefore);

/// <summary>A message as it came: raw bytes and headers (names without regard to case).</summary>
public sealed record PayCallback(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header's value, null when it is not there.</summary>
    public string? Header(string name)
    {
        if (Headers.TryGetValue(name, out var exact))
        {
            return exact;
        }

        foreach (var (key, value) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>Our account at the provider, as it answers with these keys.</summary>
/// <param name="Name">What it calls the account, for people.</param>
/// <param name="IsTest">Whether the keys are for tests; null where the provider does not say.</param>
public sealed record PayAccount(string Name, bool? IsTest);

/// <summary>
/// A provider of hosted payment pages. Refusals: <c>pay.denied</c> (keys wrong), <c>pay.busy</c> (provider, seconds to wait), <c>pay.unreachable</c>,
/// <c>pay.refused</c> (provider, its words), <c>pay.answer</c> (not understood), <c>pay.amount</c> (cannot be paid there), <c>pay.forged</c>, <c>pay.stale</c>.
/// </summary>
public interface IPayLinkProvider
{
    /// <summary>"stripe", "klix".</summary>
    string Name { get; }

    /// <summary>Asks who we are there: whether the keys are right.</summary>
    Task<Outcome<PayAccount>> TestAsync(CancellationToken cancel);

    /// <summary>Makes a session for an attempt.</summary>
    Task<Outcome<PaySession>> CreateAsync(PaySessionRequest request, CancellationToken cancel);

    /// <summary>Asks what became of a session.</summary>
    Task<Outcome<PayStatus>> QueryAsync(string sessionId, CancellationToken cancel);

    /// <summary>Gives back a payment or a part of it.</summary>
    Task<Outcome<PayRefund>> RefundAsync(PayRefundRequest request, CancellationToken cancel);

    /// <summary>Payouts made since, with what each pays out, oldest first; none where the provider tells none.</summary>
    Task<Outcome<IReadOnlyList<ToldPayout>>> PayoutsAsync(DateTimeOffset since, CancellationToken cancel);

    /// <summary>Checks that a message comes from the provider and reads it. Forged ones are refused before they are read.</summary>
    Task<Outcome<PaymentNotification>> VerifyAsync(PayCallback callback, CancellationToken cancel);
}

/// <summary>How money that came is spread: what the invoice still needs, and the surplus, which is the customer's credit.</summary>
public readonly record struct PaySettlement(Money ToInvoice, Money Surplus)
{
    /// <summary>Splits a receipt (not negative) at the amount still open, which may be zero or below when it was paid otherwise meanwhile.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static PaySettlement Split(Money received, Money open)
    {
        var needed = open.Amount <= 0m ? Money.Zero(open.Currency) : open;
        var part = received < needed ? received : needed;
        return new PaySettlement(part, received - part);
    }
}
