using System.Collections.Concurrent;
using BlazorErp.Companies;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Shell;
using Microsoft.AspNetCore.SignalR;

namespace BlazorErp.Live;

/// <summary>
/// The feed for clients outside a circuit: "changed" with ids by topic, never data; the client reads with its own rights. A connection hears
/// the company of its session, or another the person is in after <see cref="Join"/>.
/// </summary>
[RequirePermission(Permissions.DashboardRead)]
public sealed class LiveHub(ActorSource actors, MembershipSource memberships, LivePush push) : Hub
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync()
    {
        if (await actors.ActorOfAsync(Context.User!, Context.ConnectionAborted) is not { } actor)
        {
            Context.Abort();
            return;
        }

        await EnterAsync(actor.UserId, actor.CompanyId);
    }

    /// <summary>Hears another company instead.</summary>
    /// <exception cref="HubException">The person is not in it.</exception>
    public async Task Join(int companyId)
    {
        if (await actors.ActorOfAsync(Context.User!, Context.ConnectionAborted) is not { } actor
            || await memberships.OfAsync(actor.UserId, Context.ConnectionAborted) is not { } rights || !rights.MayEnter(companyId))
        {
            throw new HubException("forbidden");
        }

        await EnterAsync(actor.UserId, companyId);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        push.Leave(Context.ConnectionId);
        return Task.CompletedTask;
    }

    private async Task EnterAsync(long userId, int companyId)
    {
        if (push.Leave(Context.ConnectionId) is { } before)
        {
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, LivePush.Group(before));
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, LivePush.Group(companyId));
        push.Enter(Context.ConnectionId, userId, companyId, Context.Abort);
    }
}

/// <summary>Sends batches to the hub's connections, after checking that each person is still in the company.</summary>
public sealed class LivePush(LiveFeed feed, MembershipSource memberships, IHubContext<LiveHub> hub)
{
    private static readonly string[] All =
        [Topics.Order, Topics.Invoice, Topics.Stock, Topics.Item, Topics.Partner, Topics.BankLine, Topics.Bank, Topics.Payment, Topics.Intake, Topics.Mail, Topics.Job, Topics.Settings, Topics.People, Topics.SelfCheck];

    private readonly ConcurrentDictionary<string, Connection> connections = new();
    private readonly Dictionary<int, (int Count, IDisposable Feed)> companies = [];
    private readonly Lock gate = new();

    /// <summary>Name of a company's group.</summary>
    public static string Group(int companyId) => $"company:{companyId.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>A connection hears a company from now on.</summary>
    public void Enter(string id, long userId, int companyId, Action abort)
    {
        connections[id] = new Connection(userId, companyId, abort);
        lock (gate)
        {
            var (count, subscription) = companies.GetValueOrDefault(companyId);
            companies[companyId] = (count + 1, subscription ?? feed.Subscribe(companyId, All, batch => SendAsync(companyId, batch)));
        }
    }

    /// <summary>A connection is gone; returns what it heard.</summary>
    public int? Leave(string id)
    {
        if (!connections.TryRemove(id, out var connection))
        {
            return null;
        }

        lock (gate)
        {
            var (count, subscription) = companies[connection.CompanyId];
            if (count == 1)
            {
                subscription.Dispose();
                companies.Remove(connection.CompanyId);
            }
            else
            {
                companies[connection.CompanyId] = (count - 1, subscription);
            }
        }

        return connection.CompanyId;
    }

    private async Task SendAsync(int companyId, LiveBatch batch)
    {
        foreach (var (id, connection) in connections)
        {
            if (connection.CompanyId == companyId
                && !(memberships.MayEnter(connection.UserId, companyId) ?? (await memberships.OfAsync(connection.UserId))?.MayEnter(companyId) == true))
            {
                await hub.Groups.RemoveFromGroupAsync(id, Group(companyId));
                connection.Abort();
            }
        }

        await hub.Clients.Group(Group(companyId)).SendAsync("changed", batch.Ids);
    }

    private sealed record Connection(long UserId, int CompanyId, Action Abort);
}

/// <summary>Composition of the live feed.</summary>
public static class LiveModule
{
    /// <summary>Services.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<LivePush>();
        services.AddHostedService<LiveTail>();
        services.AddSignalR().AddHubOptions<LiveHub>(o => (o.MaximumReceiveMessageSize, o.EnableDetailedErrors) = (4096, false));
        return services;
    }

    /// <summary>The hub.</summary>
    public static void MapLive(this WebApplication app) => app.MapHub<LiveHub>("/hubs/live");
}
