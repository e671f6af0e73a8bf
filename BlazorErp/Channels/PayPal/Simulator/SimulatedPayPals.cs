using System.Collections.Concurrent;
using BlazorErp.Domain.Intake.Providers;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>A simulated account and the ways to it.</summary>
public sealed class SimulatedPayPal(int companyId, PayPalSimulator account, TimeProvider clock) : IDisposable
{
    private readonly HttpClient http = new(account, disposeHandler: false);
    private PayPalCertificates? certificates;

    /// <summary>Demo company it is of; no other reaches it.</summary>
    public int CompanyId => companyId;

    /// <summary>The account.</summary>
    public PayPalSimulator Account => account;

    /// <summary>The way to its API.</summary>
    public HttpClient Http => http;

    /// <summary>Its signing certificates; they are trusted for this account's messages only.</summary>
    public PayPalCertificates Certificates => certificates ??= new PayPalCertificates(http, account.Trust, clock);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        account.Dispose();
    }
}

/// <summary>Simulated accounts of this process, by the client id that leads to them. Empty where nothing is simulated.</summary>
public sealed class SimulatedPayPals : IDisposable
{
    private readonly ConcurrentDictionary<string, SimulatedPayPal> accounts = new(StringComparer.Ordinal);

    /// <summary>The account that keys lead to; null where they lead to PayPal.</summary>
    public SimulatedPayPal? Of(MoneyAccess access) => accounts.TryGetValue(access.ClientId, out var account) && account.CompanyId == access.CompanyId && access.Sandbox ? account : null;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<SimulatedPayPal> All => [.. accounts.Values];

    /// <summary>Adds one.</summary>
    public void Put(string clientId, SimulatedPayPal account) => accounts[clientId] = account;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var account in accounts.Values)
        {
            account.Dispose();
        }
    }
}
