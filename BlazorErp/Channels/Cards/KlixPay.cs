using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>Keys of a Klix merchant. Holds a secret in clear: made when needed, never kept, logged or shown.</summary>
public sealed class KlixAccess(string secretKey, string brandId)
{
    /// <summary>Secret key; a test key makes test payments.</summary>
    public string SecretKey => secretKey;

    /// <summary>The shop's brand.</summary>
    public string BrandId => brandId;
}

/// <summary>Klix by Citadele (LV, LT, EE): purchases as JSON, messages proven by <see cref="KlixSignature"/>.</summary>
public sealed class KlixPay(HttpClient http, KlixAccess access, TimeProvider clock) : IPayLinkProvider, IDisposable
{
    private static readonly Uri Api = new("https://portal.klix.app/api/v1/");
    private static readonly TimeSpan AskKeyAgain = TimeSpan.FromMinutes(5);
    private readonly ProviderHttp calls = new(http, clock, KlixReader.Provider);
    private readonly SemaphoreSlim gate = new(1, 1);
    private string? publicKey;
    private DateTimeOffset keyAskedAt = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public string Name => KlixReader.Provider;

    /// <inheritdoc/>
    /// <remarks>The methods of the brand are asked for: right keys of another brand are wrong, too.</remarks>
    public async Task<Outcome<PayAccount>> TestAsync(CancellationToken cancel)
    {
        var answer = await SendAsync(HttpMethod.Get, $"payment_methods/?brand_id={Uri.EscapeDataString(access.BrandId)}&currency=EUR", null, repeatable: true, cancel);
        return answer.Refusal is { } no ? no : KlixReader.Methods(answer.Value, access.BrandId);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Klix has no idempotency key. When an answer is lost a second purchase may exist; its page was never shown to anybody, so nobody can pay it.
    /// </remarks>
    public async Task<Outcome<PaySession>> CreateAsync(PaySessionRequest request, CancellationToken cancel)
    {
        var minor = MinorUnits.Of(request.Amount);
        if (minor.Refusal is { } no)
        {
            return no;
        }

        if (request.Email is not { Length: > 0 })
        {
            return new Refusal("pay.email_needed", Name) { Field = nameof(request.Email) };
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            brand_id = access.BrandId,
            client = new { email = request.Email },
            purchase = new
            {
                currency = request.Amount.Currency.Code,
                language = request.Language,
                due_strict = true,
                products = new[] { new { name = request.Reference, price = minor.Value, quantity = 1 } },
            },
            reference = KlixReader.Reference(request.Reference, request.AttemptId),
            due = request.ExpiresAt.ToUnixTimeSeconds(),
            success_redirect = request.ReturnTo.AbsoluteUri,
            failure_redirect = request.CancelTo.AbsoluteUri,
            cancel_redirect = request.CancelTo.AbsoluteUri,
            success_callback = request.NotifyTo.AbsoluteUri,
        });
        var answer = await SendAsync(HttpMethod.Post, "purchases/", body, repeatable: false, cancel);
        return answer.Refusal is { } wrong ? wrong : KlixReader.NewSession(answer.Value, request.ExpiresAt);
    }

    /// <inheritdoc/>
    public async Task<Outcome<PayStatus>> QueryAsync(string sessionId, CancellationToken cancel)
    {
        var answer = await SendAsync(HttpMethod.Get, $"purchases/{Uri.EscapeDataString(sessionId)}/", null, repeatable: true, cancel);
        return answer.Refusal is { } no ? no : KlixReader.Status(answer.Value);
    }

    /// <inheritdoc/>
    /// <remarks>Asked before it is made: what went back already beyond what we know of is this refund, whose answer was lost.</remarks>
    public async Task<Outcome<PayRefund>> RefundAsync(PayRefundRequest request, CancellationToken cancel)
    {
        var minor = MinorUnits.Of(request.Amount);
        if (minor.Refusal is { } no)
        {
            return no;
        }

        var known = await QueryAsync(request.SessionId, cancel);
        if (known.Refusal is { } unknown)
        {
            return unknown;
        }

        var back = known.Value.Notifications.Where(n => n.Notice == PaymentNotice.Refunded).Max(n => n.Amount?.Amount) ?? 0m;
        if (back >= request.RefundedBefore.Amount + request.Amount.Amount)
        {
            return new PayRefund(null, WasDoneBefore: true);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { amount = minor.Value });
        var answer = await SendAsync(HttpMethod.Post, $"purchases/{Uri.EscapeDataString(request.SessionId)}/refund/", body, repeatable: false, cancel);
        if (answer.Refusal is { } wrong)
        {
            return wrong;
        }

        var id = KlixReader.Id(answer.Value);
        return id.Refusal is { } unread ? unread : new PayRefund(id.Value, WasDoneBefore: false);
    }

    /// <inheritdoc/>
    public async Task<Outcome<PaymentNotification>> VerifyAsync(PayCallback callback, CancellationToken cancel)
    {
        if (callback.Body.Length > CardAnswers.MostBytes)
        {
            return new Refusal("pay.too_large", callback.Body.Length, CardAnswers.MostBytes);
        }

        var header = callback.Header(KlixSignature.Header);
        var key = await KeyAsync(not: null, cancel);
        if (key.Refusal is { } no)
        {
            return no;
        }

        if (!KlixSignature.Verify(callback.Body.Span, header, key.Value))
        {
            // The key may have been replaced; it is asked for again, but not at the pace of forgeries.
            var newer = await KeyAsync(not: key.Value, cancel);
            if (!newer.Ok || !KlixSignature.Verify(callback.Body.Span, header, newer.Value))
            {
                return new Refusal("pay.forged", Name, "signature");
            }
        }

        return KlixReader.Message(callback.Body);
    }

    /// <inheritdoc/>
    /// <remarks>Klix's API tells no payouts: the bank's line does.</remarks>
    public Task<Outcome<IReadOnlyList<ToldPayout>>> PayoutsAsync(DateTimeOffset since, CancellationToken cancel) => Task.FromResult<Outcome<IReadOnlyList<ToldPayout>>>(Array.Empty<ToldPayout>());

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>The public key; <paramref name="not"/> is one that did not fit, and is asked for anew when that is not too soon.</summary>
    private async Task<Outcome<string>> KeyAsync(string? not, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            if (publicKey is { } kept && (kept != not || now - keyAskedAt < AskKeyAgain))
            {
                return kept;
            }

            var answer = await SendAsync(HttpMethod.Get, "public_key/", null, repeatable: true, cancel);
            if (answer.Refusal is { } no)
            {
                return no;
            }

            if (Pem(answer.Value) is not { } pem)
            {
                return new Refusal("pay.answer", Name);
            }

            keyAskedAt = now;
            publicKey = pem;
            return pem;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A JSON text, or the bare PEM.</summary>
    private static string? Pem(ReadOnlyMemory<byte> body)
    {
        if (body.Length > 16 * 1024)
        {
            return null;
        }

        try
        {
            var text = body.Span.StartsWith("\""u8) ? JsonSerializer.Deserialize<string>(body.Span) : Encoding.UTF8.GetString(body.Span);
            return text is not null && text.Contains("BEGIN PUBLIC KEY", StringComparison.Ordinal) ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<Outcome<ReadOnlyMemory<byte>>> SendAsync(HttpMethod method, string path, byte[]? body, bool repeatable, CancellationToken cancel)
    {
        var sent = await calls.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(method, new Uri(Api, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", access.SecretKey) } };
                if (body is not null)
                {
                    request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                }

                return request;
            },
            repeatable,
            cancel);
        return CardAnswers.Good(sent, Name, KlixReader.Words);
    }
}
