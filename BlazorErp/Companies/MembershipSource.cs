using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using BlazorErp.Domain.Data;

namespace BlazorErp.Companies;

/// <summary>
/// What people may do, kept in memory: the change feed throws a person out the moment their rights change on any node, and half a minute
/// does in any case.
/// </summary>
public sealed class MembershipSource : IDisposable
{
    /// <summary>Longest time a right is believed without asking again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, Known> known = new();
    private readonly ErpDatabase database;
    private readonly IDisposable subscription;
    private long generation;

    /// <summary>Listens to the feed.</summary>
    public MembershipSource(ErpDatabase database, ChangeFeed feed)
    {
        this.database = database;
        subscription = feed.Subscribe(Forget);
    }

    /// <summary>Called after a person's rights changed and the old ones are forgotten; 0 is everyone. Handlers are quick and do not throw.</summary>
    public event Action<long>? Changed;

    /// <summary>The person's rights; null when there is no such person.</summary>
    public async ValueTask<PersonRights?> OfAsync(long userId, CancellationToken cancellationToken = default)
    {
        if (Peek(userId) is { } fresh)
        {
            return fresh.Rights;
        }

        // What was read before a change was told must not be kept after it.
        var before = Interlocked.Read(ref generation);
        var entry = new Known(await database.RightsAsync(userId, cancellationToken), database.Time.GetTimestamp());
        if (before == Interlocked.Read(ref generation))
        {
            known[userId] = entry;
        }

        return entry.Rights;
    }

    /// <summary>Whether the person may enter the company, as far as is known without asking the database; null when it is not known.</summary>
    public bool? MayEnter(long userId, int companyId) => Peek(userId) is { } fresh ? fresh.Rights?.MayEnter(companyId) == true : null;

    /// <summary>Id of the signed-in person; null when nobody is.</summary>
    public static long? UserIdOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Whether a cookie or circuit of the principal still stands: the person exists, is not disabled, and the stamp is the present one.</summary>
    public async ValueTask<bool> StandsAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        UserIdOf(user) is { } id && await OfAsync(id, cancellationToken) is { IsDisabled: false } rights && user.FindFirstValue(SignIn.StampClaim) == rights.SecurityStamp;

    /// <inheritdoc/>
    public void Dispose() => subscription.Dispose();

    private Known? Peek(long userId) => known.TryGetValue(userId, out var entry) && database.Time.GetElapsedTime(entry.ReadAt) < Longest ? entry : null;

    private void Forget(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            if (change.Topic != Topics.People)
            {
                continue;
            }

            Interlocked.Increment(ref generation);
            if (change.Id == Change.All)
            {
                known.Clear();
            }
            else
            {
                known.TryRemove(change.Id, out _);
            }

            Changed?.Invoke(change.Id);
        }
    }

    private sealed record Known(PersonRights? Rights, long ReadAt);
}
