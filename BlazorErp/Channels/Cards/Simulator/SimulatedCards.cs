using System.Collections.Concurrent;
using System.Security.Cryptography;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>A demo company's simulator, the keys it takes, and the client that reaches it.</summary>
public sealed record SimulatedAccount(CardSimulator Cards, StripeAccess Stripe, KlixAccess Klix, HttpClient Http);

/// <summary>The simulators of demo companies; made when first asked for, gone with the process.</summary>
public sealed class SimulatedCards(TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<int, Lazy<SimulatedAccount>> accounts = new();

    /// <summary>The simulator of a company.</summary>
    public SimulatedAccount Of(int companyId) => accounts.GetOrAdd(companyId, _ => new Lazy<SimulatedAccount>(Make)).Value;

    /// <summary>The session with an id, of whichever company: who has the id was sent there.</summary>
    public (int CompanyId, SimulatedAccount Account, SimulatedSession Session)? Find(string sessionId)
    {
        foreach (var (company, account) in accounts)
        {
            if (account.Value.Cards.Sessions.FirstOrDefault(s => s.Id == sessionId) is { } session)
            {
                return (company, account.Value, session);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var account in accounts.Values)
        {
            account.Value.Http.Dispose();
        }
    }

    private SimulatedAccount Make()
    {
        var stripe = new StripeAccess($"sk_test_{RandomNumberGenerator.GetHexString(24, true)}", [$"whsec_{RandomNumberGenerator.GetHexString(32, true)}"]);
        var klix = new KlixAccess(RandomNumberGenerator.GetHexString(40, true), Guid.NewGuid().ToString());
        var cards = new CardSimulator(stripe, klix, clock, new ProviderFaults { Duplicates = 0.1, Forgery = 0.05 }, RandomNumberGenerator.GetHexString(8, true));
        return new SimulatedAccount(cards, stripe, klix, new HttpClient(cards));
    }
}

/// <summary>Sends the payer to the simulator's own page instead of the provider's.</summary>
internal sealed class SimulatedPay(IPayLinkProvider inner) : IPayLinkProvider
{
    public string Name => inner.Name;

    public Task<Outcome<PayAccount>> TestAsync(CancellationToken cancel) => inner.TestAsync(cancel);

    public async Task<Outcome<PaySession>> CreateAsync(PaySessionRequest request, CancellationToken cancel) =>
        (await inner.CreateAsync(request, cancel)).Map(s => s with { RedirectTo = new Uri(request.ReturnTo, SimulatorEndpoints.AddressOf(s.SessionId)) });

    public Task<Outcome<PayStatus>> QueryAsync(string sessionId, CancellationToken cancel) => inner.QueryAsync(sessionId, cancel);

    public Task<Outcome<PayRefund>> RefundAsync(PayRefundRequest request, CancellationToken cancel) => inner.RefundAsync(request, cancel);

    public Task<Outcome<PaymentNotification>> VerifyAsync(PayCallback callback, CancellationToken cancel) => inner.VerifyAsync(callback, cancel);

    public Task<Outcome<IReadOnlyList<ToldPayout>>> PayoutsAsync(DateTimeOffset since, CancellationToken cancel) => inner.PayoutsAsync(since, cancel);
}
