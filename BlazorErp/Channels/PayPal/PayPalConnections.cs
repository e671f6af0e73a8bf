using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>
/// PayPal as a payment provider's account: one client for each channel, kept while its keys are the same, so that a token serves many calls.
/// Calls go to PayPal's own addresses only; those of a demo company's simulated account never leave the process.
/// </summary>
public sealed class PayPalConnections(IHttpClientFactory clients, SimulatedPayPals simulated, TimeProvider clock) : IMoneySource, IDisposable
{
    /// <summary>Name of the HTTP client: public addresses only, no redirects.</summary>
    public const string Http = "paypal";

    private readonly ConcurrentDictionary<long, (string Keys, PayPalClient Client)> kept = new();
    private readonly Lazy<PayPalCertificates> certificates = new(() => new PayPalCertificates(clients.CreateClient(Http), PayPalTrust.Machine, clock));

    /// <inheritdoc/>
    public string Kind => PayPalReader.Provider;

    /// <inheritdoc/>
    public BankAccountKind Accounts => BankAccountKind.PayPal;

    /// <inheritdoc/>
    public TimeSpan Kept => PayPalWindows.Kept;

    /// <inheritdoc/>
    public IReadOnlyList<MoneyWindow> Plan(DateTimeOffset? cursor, DateTimeOffset begin, DateTimeOffset now) => [.. PayPalWindows.Plan(cursor, begin, now).Select(w => new MoneyWindow(w.From, w.To))];

    /// <inheritdoc/>
    public DateTimeOffset Cursor(DateTimeOffset? before, MoneyWindow read, DateTimeOffset? reachedTo) => PayPalWindows.Cursor(before, new PayPalWindow(read.From, read.To), reachedTo);

    /// <inheritdoc/>
    public async Task<Outcome<MoneyRead>> ReadAsync(MoneyAccess access, MoneyWindow window, CancellationToken cancel)
    {
        var read = await ClientOf(access).SearchAsync(new PayPalWindow(window.From, window.To), cancel);
        return read.Map(r => new MoneyRead(r.Rows, r.Rejected, r.RefreshedTo, r.Account));
    }

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<ProviderBalance>>> BalancesAsync(MoneyAccess access, DateTimeOffset? asOf, CancellationToken cancel)
    {
        var client = access.ChannelId == 0 ? new PayPalClient(HttpOf(access), AccessOf(access), clock) : ClientOf(access);
        try
        {
            var balances = await client.BalancesAsync(cancel, asOf);
            return balances.Map<IReadOnlyList<ProviderBalance>>(all => [.. all.Select(b => new ProviderBalance(b.Total, b.Available, b.AsOf))]);
        }
        finally
        {
            if (access.ChannelId == 0)
            {
                client.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>An order tells its payments, what went back of them, and who paid: a line once written keeps its payer.</remarks>
    public async Task<IReadOnlyList<ProviderTransaction>> HintedAsync(MoneyAccess access, IReadOnlyList<byte[]> hints, CancellationToken cancel)
    {
        var told = new List<ProviderTransaction>();
        var orders = hints.Select(h => PayPalReader.Hint(h)).Where(h => h.Ok && h.Value.EventType.StartsWith("PAYMENT.CAPTURE.", StringComparison.Ordinal) && h.Value.OrderId.Length > 0).Select(h => h.Value.OrderId);
        foreach (var id in orders.Distinct(StringComparer.Ordinal))
        {
            var answer = await ClientOf(access).GetAsync($"/v2/checkout/orders/{Uri.EscapeDataString(id)}", cancel);
            if (answer.Refusal is { Code: "pay.busy" or "pay.unreachable" or "pay.denied" })
            {
                break;
            }

            var order = answer.Ok ? PayPalOrderReader.Order(answer.Value, access.Sandbox) : answer.Refusal!;
            told.AddRange(order.Ok ? order.Value.Ahead(access.ChannelId) : []);
        }

        return told;
    }

    /// <summary>Checks a delivery of the channel's webhook.</summary>
    public Task<Outcome<PayPalHint>> VerifyAsync(MoneyAccess access, PayCallback callback, CancellationToken cancel) =>
        new PayPalWebhook(AccessOf(access), simulated.Of(access)?.Certificates ?? certificates.Value, clock).VerifyAsync(callback, cancel);

    /// <summary>Taking payments by a channel's app.</summary>
    public IPayLinkProvider PayOf(MoneyAccess access)
    {
        var orders = new PayPalOrders(ClientOf(access), AccessOf(access), new PayPalWebhook(AccessOf(access), simulated.Of(access)?.Certificates ?? certificates.Value, clock), clock);
        return simulated.Of(access) is null ? orders : new SimulatedOrders(orders);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, client) in kept.Values)
        {
            client.Dispose();
        }
    }

    private PayPalClient ClientOf(MoneyAccess access)
    {
        // The keys themselves are not kept beside the client.
        var keys = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{access.ClientId}\n{access.Secret}\n{access.Sandbox}")));
        if (kept.TryGetValue(access.ChannelId, out var known) && known.Keys == keys)
        {
            return known.Client;
        }

        // One whose keys changed may be in use for a moment longer, so it is left to the collector.
        var client = new PayPalClient(HttpOf(access), AccessOf(access), clock);
        kept[access.ChannelId] = (keys, client);
        return client;
    }

    private HttpClient HttpOf(MoneyAccess access) => simulated.Of(access)?.Http ?? clients.CreateClient(Http);

    private static PayPalAccess AccessOf(MoneyAccess access) => new(access.ClientId, access.Secret, access.Sandbox, access.WebhookId);
}
