using System.Globalization;
using System.Threading.RateLimiting;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.AspNetCore.RateLimiting;

namespace BlazorErp.Banking.Online;

/// <summary>
/// The pay page of an invoice: open to whoever has its address, without a circuit, a cookie or a script. Back from the provider it believes
/// nothing but the provider's own word.
/// </summary>
public sealed class PayEndpoints(PayPages pages, PayAttempts attempts, HtmlPages html, IConfiguration configuration, TimeProvider time) : IDisposable
{
    /// <summary>Where it is.</summary>
    public const string Path = "/pay/{token}";

    /// <summary>Rate limit of all that payers reach.</summary>
    public const string Limit = "pay";

    private static readonly TimeSpan WaitsFor = TimeSpan.FromMinutes(15);

    // A person presses a few times; each press may cost a call to the provider.
    private readonly PartitionedRateLimiter<string> presses = PartitionedRateLimiter.Create<string, string>(token => RateLimitPartition.GetTokenBucketLimiter(
        token, _ => new TokenBucketRateLimiterOptions { TokenLimit = 10, TokensPerPeriod = 5, ReplenishmentPeriod = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    // However often the page is looked at, the provider is asked now and then.
    private readonly PartitionedRateLimiter<long> asks = PartitionedRateLimiter.Create<long, long>(attempt => RateLimitPartition.GetTokenBucketLimiter(
        attempt, _ => new TokenBucketRateLimiterOptions { TokenLimit = 2, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(4), QueueLimit = 0 }));

    /// <summary>Address of an invoice's page on this site.</summary>
    public static string AddressOf(string token) => $"/pay/{token}";

    /// <summary>Adds the limit by address of the caller: guessing finds nothing, and is slow at it.</summary>
    public static void AddLimit(RateLimiterOptions options, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("Pay:PerMinute", 300);
        options.AddPolicy(Limit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
    }

    /// <summary>Shows the page; asks the provider first where the payer comes back from it.</summary>
    public async Task<IResult> ShowAsync(HttpContext context, string token, string? back, string? left)
    {
        var cancel = context.RequestAborted;
        var page = await pages.FindAsync(token, back, cancel);
        if (page is { Last: { } last } && back is not null && PayAttemptStates.IsOpen(last.State))
        {
            using var lease = asks.AttemptAcquire(last.Id);
            if (lease.IsAcquired)
            {
                await attempts.AskAsync(PayAttempts.ActorOf(page.CompanyId, "payments"), last.Id, cancel);
                page = await pages.FindAsync(token, back, cancel);
            }
        }

        var waits = back is not null && page?.Last is { Promised: false } open && PayAttemptStates.IsOpen(open.State) && time.GetUtcNow() - open.CreatedAt < WaitsFor;
        return await AnswerAsync(context, page, new() { [nameof(PayDocument.From)] = back is not null ? "back" : left is not null ? "left" : null, [nameof(PayDocument.Waits)] = waits });
    }

    /// <summary>A button was pressed: begins an attempt and sends the payer to the provider.</summary>
    /// <remarks>
    /// The browser goes on by the page's own refresh, not by a redirect: the content policy lets our forms lead to our own pages only, and a
    /// provider's page may be at any address.
    /// </remarks>
    public async Task<IResult> BeginAsync(HttpContext context, string token)
    {
        var cancel = context.RequestAborted;
        using var lease = presses.AttemptAcquire(token);
        if (!lease.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (!context.Request.HasFormContentType || context.Request.ContentLength is not (> 0 and < 4096))
        {
            return Results.BadRequest();
        }

        var form = await context.Request.ReadFormAsync(cancel);
        if (!long.TryParse(form["channel"], NumberStyles.None, CultureInfo.InvariantCulture, out var channel))
        {
            return Results.BadRequest();
        }

        var root = RootOf(context.Request);
        var begun = await attempts.BeginAsync(token, channel, new PayAddresses(new Uri(root, AddressOf(token)), root), form["email"], cancel);
        var page = await pages.FindAsync(token, null, cancel);
        return await AnswerAsync(context, page, begun.Ok ? new() { [nameof(PayDocument.To)] = begun.Value.RedirectTo.AbsoluteUri } : new() { [nameof(PayDocument.Refused)] = begun.Refusal });
    }

    /// <summary>Our own root as the world knows it: the setting PublicAddress, else as we were asked.</summary>
    public Uri RootOf(HttpRequest request) => RootOf($"{request.Scheme}://{request.Host}/");

    /// <summary>The same, where the address we were asked at is known as text.</summary>
    public Uri RootOf(string asked) => new(Uri.TryCreate(configuration["PublicAddress"], UriKind.Absolute, out var set) && set.Scheme is "https" or "http" ? $"{set.AbsoluteUri.TrimEnd('/')}/" : asked);

    /// <inheritdoc/>
    public void Dispose()
    {
        presses.Dispose();
        asks.Dispose();
    }

    private async Task<IResult> AnswerAsync(HttpContext context, PayPageView? page, Dictionary<string, object?> parameters)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex, nofollow";

        // The address is the key to the page: nobody it leads to learns it.
        headers["Referrer-Policy"] = "no-referrer";
        parameters[nameof(PayDocument.Page)] = page;
        var language = page?.Language ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return Results.Content(await html.DrawAsync<PayDocument>(language, parameters), "text/html; charset=utf-8", statusCode: page is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }
}
