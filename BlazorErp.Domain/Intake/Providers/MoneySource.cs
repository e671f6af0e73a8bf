using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Providers;

/// <summary>How a provider's account is asked. Holds secrets in clear: made when needed, never kept, logged or shown.</summary>
/// <param name="CompanyId">Company.</param>
/// <param name="ChannelId">Channel; 0 while it is being made.</param>
/// <param name="ClientId">As whom.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Sandbox">Play money.</param>
/// <param name="WebhookId">Our own webhook there, where there is one.</param>
public sealed record MoneyAccess(int CompanyId, long ChannelId, string ClientId, string Secret, bool Sandbox, string? WebhookId)
{
    /// <summary>For logs: nothing of it is told.</summary>
    public override string ToString() => $"channel {ChannelId}";
}

/// <summary>A span of time to ask for, both ends UTC.</summary>
public readonly record struct MoneyWindow(DateTimeOffset From, DateTimeOffset To);

/// <summary>What a provider has of a span.</summary>
/// <param name="Rows">Transactions, newest reading of each.</param>
/// <param name="Rejected">Rows that make no sense; they stop none of the others.</param>
/// <param name="ReachedTo">UTC up to which the provider says that it knows; null where it does not say.</param>
/// <param name="Account">Its account.</param>
public sealed record MoneyRead(IReadOnlyList<ProviderTransaction> Rows, IReadOnlyList<Refusal> Rejected, DateTimeOffset? ReachedTo, string Account);

/// <summary>What a test of the connection found.</summary>
/// <param name="Balances">Balances there now.</param>
public sealed record MoneyTest(IReadOnlyList<ProviderBalance> Balances);

/// <summary>A payment provider whose transactions can be read. Refusals are those of its client; all of them have a text.</summary>
public interface IMoneySource
{
    /// <summary><see cref="Channel.Kind"/>, and the provider's name in transactions.</summary>
    string Kind { get; }

    /// <summary>Kind of the accounts it fills.</summary>
    BankAccountKind Accounts { get; }

    /// <summary>How far back it can be asked at most.</summary>
    TimeSpan Kept { get; }

    /// <summary>Spans to ask for next, each beginning where the one before ended: from the cursor less what the provider still changes.</summary>
    IReadOnlyList<MoneyWindow> Plan(DateTimeOffset? cursor, DateTimeOffset begin, DateTimeOffset now);

    /// <summary>The cursor after a span was read: never back, never past what the provider knows.</summary>
    DateTimeOffset Cursor(DateTimeOffset? before, MoneyWindow read, DateTimeOffset? reachedTo);

    /// <summary>All transactions of a span.</summary>
    Task<Outcome<MoneyRead>> ReadAsync(MoneyAccess access, MoneyWindow window, CancellationToken cancel);

    /// <summary>What the provider answers about the payments that its messages hint at, ahead of its list; none where it cannot be asked so, or does not answer now: the list tells them later.</summary>
    /// <param name="access">Account.</param>
    /// <param name="hints">Proved messages, as they came.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<ProviderTransaction>> HintedAsync(MoneyAccess access, IReadOnlyList<byte[]> hints, CancellationToken cancel) => Task.FromResult<IReadOnlyList<ProviderTransaction>>([]);

    /// <summary>Balances as of an instant, or the newest known.</summary>
    Task<Outcome<IReadOnlyList<ProviderBalance>>> BalancesAsync(MoneyAccess access, DateTimeOffset? asOf, CancellationToken cancel);
}
