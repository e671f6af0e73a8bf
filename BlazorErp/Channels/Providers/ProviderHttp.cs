using System.Net;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Providers;

/// <summary>What a provider answered.</summary>
internal sealed record ProviderAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, Uri? From)
{
    /// <summary>2xx.</summary>
    public bool Ok => (int)Status is >= 200 and < 300;
}

/// <summary>
/// Calls of a payment provider: bounded in size and time, repeated where that is safe, slowed down when the provider asks. Waits through
/// the clock. Redirects are answers, not followed: give it an <see cref="HttpClient"/> with <see cref="ProviderHttp.Handler"/>.
/// </summary>
internal sealed class ProviderHttp(HttpClient http, TimeProvider clock, string provider)
{
    /// <summary>Longest wait inside one call; a provider that asks for more is left alone until the next run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private const int Attempts = 4;
    private const int MostBytes = 32 * 1024 * 1024;

    /// <summary>A handler that follows no redirect and keeps no cookie.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>
    /// Sends; the request is made anew for each attempt. 429 is always tried again, 5xx and broken connections only where
    /// <paramref name="repeatable"/>: then sending twice does no harm. Every other answer is the caller's to understand.
    /// Refusals: <c>pay.busy</c> (provider, seconds), <c>pay.unreachable</c> (provider, status or empty), <c>pay.too_large</c>.
    /// </summary>
    public async Task<Outcome<ProviderAnswer>> SendAsync(Func<HttpRequestMessage> make, bool repeatable, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, wait, failure) = await TryAsync(make, attempt, cancel);
            if (answer is not null)
            {
                return answer;
            }

            var busy = failure!.Code == "pay.busy";
            if (attempt == Attempts || wait > LongestWait || failure.Code == "pay.too_large" || !(busy || repeatable))
            {
                return failure;
            }

            await Task.Delay(wait, clock, cancel);
        }
    }

    private async Task<(ProviderAnswer? Answer, TimeSpan Wait, Refusal? Failure)> TryAsync(Func<HttpRequestMessage> make, int attempt, CancellationToken cancel)
    {
        var pause = TimeSpan.FromSeconds(1 << (attempt - 1));
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            if (status == 429 || status == 503 && response.Headers.RetryAfter is not null)
            {
                var wait = Asked(response) ?? pause;
                return (null, wait, new Refusal("pay.busy", provider, (int)Math.Ceiling(wait.TotalSeconds)));
            }

            if (status >= 500)
            {
                return (null, pause, new Refusal("pay.unreachable", provider, status));
            }

            return await BodyAsync(response.Content, either.Token) is { } body
                ? (new ProviderAnswer(response.StatusCode, body, response.RequestMessage?.RequestUri), default, null)
                : (null, default, new Refusal("pay.too_large", "", MostBytes));
        }
        catch (HttpRequestException)
        {
            return (null, pause, new Refusal("pay.unreachable", provider, ""));
        }
        catch (IOException)
        {
            return (null, pause, new Refusal("pay.unreachable", provider, ""));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, pause, new Refusal("pay.unreachable", provider, ""));
        }
    }

    /// <summary>Seconds or a date of Retry-After.</summary>
    private TimeSpan? Asked(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is { } span ? (span < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : span) : null;
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContent content, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        var piece = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(piece, cancel)) > 0;)
        {
            if (kept.Length + read > MostBytes)
            {
                return null;
            }

            kept.Write(piece, 0, read);
        }

        return kept.ToArray();
    }
}
