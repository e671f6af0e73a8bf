using System.Threading.RateLimiting;

namespace BlazorErp.Channels;

/// <summary>How often an address that the outside posts to may be used.</summary>
internal static class HookLimits
{
    /// <summary>So many at once and so many a second for each address; what is no address at all shares one allowance.</summary>
    public static PartitionedRateLimiter<string> Of(int atOnce, int perSecond) => PartitionedRateLimiter.Create<string, string>(token => RateLimitPartition.GetTokenBucketLimiter(
        token.Length is < 16 or > 64 ? "" : token,
        _ => new TokenBucketRateLimiterOptions { TokenLimit = atOnce, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 }));
}
