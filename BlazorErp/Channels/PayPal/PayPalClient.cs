using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>All rows of a window, and how far the cursor may move.</summary>
public sealed record PayPalRead(IReadOnlyList<ProviderTransaction> Rows, IReadOnlyList<Refusal> Rejected, DateTimeOffset? RefreshedTo, string Account);

/// <summary>
/// PayPal's REST API for one app; keep one per app so that the token is shared. Refusals: <c>pay.denied</c> (keys wrong), <c>pay.paypal_search_off</c>
/// (Transaction Search is not switched on for the app), <c>pay.busy</c> (provider, seconds), <c>pay.unreachable</c>, <c>pay.refused</c> (provider, its words),
/// <c>pay.paypal_window_full</c> (too many rows within two seconds), and those of <see cref="PayPalReader"/>.
/// </summary>
public sealed class PayPalClient(HttpClient http, PayPalAccess access, TimeProvider clock) : IDisposable
{
    private const int PageSize = 500;
    private static readonly TimeSpan RenewEarly = TimeSpan.FromSeconds(60);
    private readonly ProviderHttp calls = new(http, clock, PayPalReader.Provider);
    private readonly SemaphoreSlim gate = new(1, 1);
    private (string Token, DateTimeOffset Until)? token;

    /// <summary>
    /// Every row of a span (31 days at most), newest reading of each, in order of time. A span of more than 10,000 rows is halved until it fits.
    /// </summary>
    public async Task<Outcome<PayPalRead>> SearchAsync(PayPalWindow window, CancellationToken cancel)
    {
        if (window.To - window.From > PayPalWindows.Longest || window.To < window.From)
        {
            return new Refusal("pay.paypal_window", window.From, window.To);
        }

        var rows = new List<ProviderTransaction>();
        var rejected = new List<Refusal>();
        DateTimeOffset? refreshed = null;
        var account = "";
        var left = new Stack<PayPalWindow>([window]);
        while (left.TryPop(out var span))
        {
            var pages = await PagesAsync(span, cancel);
            if (pages.Refusal is { } no)
            {
                if (no.Code != TooLarge)
                {
                    return no;
                }

                if (!span.CanHalve)
                {
                    return new Refusal("pay.paypal_window_full", span.From, span.To);
                }

                var (earlier, later) = span.Halves();
                left.Push(later);
                left.Push(earlier);
                continue;
            }

            rows.AddRange(pages.Value.Rows);
            rejected.AddRange(pages.Value.Rejected);
            refreshed = Earlier(refreshed, pages.Value.RefreshedTo);
            account = pages.Value.Account;
        }

        return new PayPalRead(ProviderRefresh.Merge(rows), rejected, refreshed, account);
    }

    /// <summary>Balances of all currencies at an instant, or as PayPal knows them now.</summary>
    public async Task<Outcome<List<PayPalBalance>>> BalancesAsync(CancellationToken cancel, DateTimeOffset? asOf = null)
    {
        var answer = await GetAsync($"/v1/reporting/balances?currency_code=ALL{(asOf is { } at ? $"&as_of_time={Form(at)}" : "")}", cancel);
        return answer.Refusal is { } no ? no : PayPalReader.Balances(answer.Value);
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private const string TooLarge = "pay.paypal_too_large";

    private async Task<Outcome<PayPalRead>> PagesAsync(PayPalWindow span, CancellationToken cancel)
    {
        var rows = new List<ProviderTransaction>();
        var rejected = new List<Refusal>();
        DateTimeOffset? refreshed = null;
        for (var number = 1; ; number++)
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"/v1/reporting/transactions?start_date={Form(span.From)}&end_date={Form(span.To)}&fields=transaction_info,payer_info&page_size={PageSize}&page={number}");
            var answer = await GetAsync(query, cancel);
            if (answer.Refusal is { } no)
            {
                return no;
            }

            var read = PayPalReader.Page(answer.Value);
            if (read.Refusal is { } wrong)
            {
                return wrong;
            }

            var page = read.Value;

            // Pages are counted by us too: an answer that promises ever more of them must end.
            if (page.TotalItems > PayPalReader.MostRows || number > PayPalReader.MostRows / PageSize)
            {
                return new Refusal(TooLarge);
            }

            rows.AddRange(page.Rows);
            rejected.AddRange(page.Rejected.Select(r => r with { Row = ((number - 1) * PageSize) + r.Row }));
            refreshed = Earlier(refreshed, page.RefreshedTo);
            if (number >= page.Pages)
            {
                return new PayPalRead(rows, rejected, refreshed, page.Account);
            }
        }
    }

    /// <summary>
    /// Sends a command that PayPal does once however often it comes with the same key. The body of its answer; a command it refused is
    /// <c>pay.refused</c> with its own word for it, such as <c>INSTRUMENT_DECLINED</c>, among the arguments.
    /// </summary>
    public Task<Outcome<ReadOnlyMemory<byte>>> PostAsync(string path, byte[] json, string key, CancellationToken cancel) => SendAsync(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(access.Api, path)) { Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("PayPal-Request-Id", key);
        request.Headers.Add("Prefer", "return=representation");
        return request;
    }, cancel);

    /// <summary>Reads one thing.</summary>
    public Task<Outcome<ReadOnlyMemory<byte>>> GetAsync(string pathAndQuery, CancellationToken cancel) => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(access.Api, pathAndQuery)), cancel);

    private async Task<Outcome<ReadOnlyMemory<byte>>> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        for (var again = false; ; again = true)
        {
            var bearer = await TokenAsync(cancel);
            if (bearer.Refusal is { } noToken)
            {
                return noToken;
            }

            var sent = await calls.SendAsync(
                () =>
                {
                    var request = make();
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer.Value);
                    return request;
                },
                repeatable: true,
                cancel);
            if (sent.Refusal is { } no)
            {
                return no;
            }

            if (sent.Value.Ok)
            {
                return sent.Value.Body;
            }

            if (sent.Value.Status == HttpStatusCode.Unauthorized && !again)
            {
                await ForgetAsync(bearer.Value, cancel);
                continue;
            }

            return sent.Value is { Status: HttpStatusCode.Forbidden, From: { } from } && !from.AbsolutePath.StartsWith("/v1/reporting/", StringComparison.Ordinal) ? new Refusal("pay.denied", PayPalReader.Provider) : Failure(sent.Value);
        }
    }

    private async Task<Outcome<string>> TokenAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (token is { } kept && kept.Until > clock.GetUtcNow())
            {
                return kept.Token;
            }

            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{access.ClientId}:{access.ClientSecret}"));
            var sent = await calls.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Post, new Uri(access.Api, "/v1/oauth2/token"))
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Basic", basic) },
                    Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
                },
                repeatable: true,
                cancel);
            if (sent.Refusal is { } no)
            {
                return no;
            }

            if (!sent.Value.Ok)
            {
                return Failure(sent.Value);
            }

            var read = PayPalReader.Token(sent.Value.Body);
            if (read.Refusal is { } wrong)
            {
                return wrong;
            }

            token = (read.Value.Token, clock.GetUtcNow() + TimeSpan.FromSeconds(read.Value.Seconds) - RenewEarly);
            return read.Value.Token;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task ForgetAsync(string used, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            // Another call may have renewed it meanwhile.
            if (token?.Token == used)
            {
                token = null;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private static Refusal Failure(ProviderAnswer answer)
    {
        var (name, words) = PayPalReader.Error(answer.Body);
        return (answer.Status, name) switch
        {
            (_, "RESULTSET_TOO_LARGE") => new Refusal(TooLarge),
            (HttpStatusCode.Forbidden, _) => new Refusal("pay.paypal_search_off"),
            (HttpStatusCode.Unauthorized, _) or (_, "invalid_client") => new Refusal("pay.denied", PayPalReader.Provider),
            _ => new Refusal("pay.refused", PayPalReader.Provider, $"{(int)answer.Status} {name} {words}".Trim()),
        };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is { } x && b is { } y ? (x < y ? x : y) : a ?? b;

    private static string Form(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
