using System.Collections.Concurrent;
using BlazorErp.Domain.Data;

namespace BlazorErp.Companies;

/// <summary>
/// Open sockets by person. When a person is disabled or signed out everywhere, their sockets are cut: circuits and hubs end with them, and a
/// new one is refused because the cookie no longer stands.
/// </summary>
public sealed class OpenConnections : IDisposable
{
    private readonly ConcurrentDictionary<HttpContext, long> open = new();
    private readonly MembershipSource memberships;
    private readonly ILogger<OpenConnections> log;
    private readonly ITimer sweep;

    /// <summary>Watches.</summary>
    public OpenConnections(MembershipSource memberships, TimeProvider time, ILogger<OpenConnections> log)
    {
        this.memberships = memberships;
        this.log = log;
        memberships.Changed += Look;
        // The feed tells at once; the sweep is for what it may have missed.
        sweep = time.CreateTimer(_ => Look(Change.All), null, MembershipSource.Longest, MembershipSource.Longest);
    }

    /// <summary>How many are open.</summary>
    public int Count => open.Count;

    /// <summary>Notes a socket for as long as the request lasts.</summary>
    public async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.WebSockets.IsWebSocketRequest || MembershipSource.UserIdOf(context.User) is not { } user)
        {
            await next(context);
            return;
        }

        open[context] = user;
        try
        {
            await next(context);
        }
        finally
        {
            open.TryRemove(context, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        memberships.Changed -= Look;
        sweep.Dispose();
    }

    private void Look(long userId) => _ = LookAsync(userId);

    private async Task LookAsync(long userId)
    {
        foreach (var (context, user) in open)
        {
            try
            {
                if ((userId == Change.All || userId == user) && !await memberships.StandsAsync(context.User))
                {
                    log.LogInformation("Cutting a connection of user {User}, who may no longer be here", user);
                    context.Abort();
                }
            }
            catch (Exception e)
            {
                // the database may be away for a moment; the next sweep looks again
                log.LogWarning(e, "Connections of user {User} could not be checked", user);
            }
        }
    }
}
