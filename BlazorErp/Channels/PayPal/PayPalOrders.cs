using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>
/// Paying by PayPal (Orders v2): an order is made, the payer approves it on PayPal's page, and asking about an approved order takes the money. Each
/// command carries a key, so that it is done once however often it is asked for. Messages are hints only: what counts is what PayPal answers.
/// </summary>
public sealed class PayPalOrders(PayPalClient client, PayPalAccess access, PayPalWebhook webhook, TimeProvider clock) : IPayLinkProvider
{
    // PayPal takes whole units only of these.
    private static readonly string[] Whole = ["HUF", "JPY", "TWD"];
    private static readonly string[] Taken = ["AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD", "CHF"];

    private static readonly Dictionary<string, string> Locales = new(StringComparer.Ordinal)
    {
        ["en"] = "en-GB", ["lv"] = "lv-LV", ["hu"] = "hu-HU", ["pl"] = "pl-PL", ["de"] = "de-DE", ["lt"] = "lt-LT", ["et"] = "et-EE",
    };

    /// <inheritdoc/>
    public string Name => PayPalReader.Provider;

    /// <inheritdoc/>
    public async Task<Outcome<PayAccount>> TestAsync(CancellationToken cancel)
    {
        var balances = await client.BalancesAsync(cancel);
        return balances.Map(_ => new PayAccount(access.ClientId.Length > 4 ? $"…{access.ClientId[^4..]}" : "PayPal", access.Sandbox));
    }

    /// <summary>The amount as PayPal writes it; <c>pay.amount</c> where its currency is not taken there, or has no such parts.</summary>
    internal static Outcome<string> Value(Money amount)
    {
        var code = amount.Currency.Code;
        var decimals = Whole.Contains(code, StringComparer.Ordinal) ? 0 : 2;
        return amount.Amount <= 0m || !Taken.Contains(code, StringComparer.Ordinal) || decimal.Round(amount.Amount, decimals) != amount.Amount
            ? new Refusal("pay.amount", amount.Amount, code)
            : amount.Amount.ToString(decimals == 0 ? "0" : "0.00", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async Task<Outcome<PaySession>> CreateAsync(PaySessionRequest request, CancellationToken cancel)
    {
        var value = Value(request.Amount);
        if (value.Refusal is { } no)
        {
            return no;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            intent = "CAPTURE",
            purchase_units = new[]
            {
                new
                {
                    custom_id = request.AttemptId,

                    // Unique for each attempt: an account may be set to refuse a number it has seen. The number stays a word of its own.
                    invoice_id = $"{request.Reference} {request.AttemptId[..Math.Min(8, request.AttemptId.Length)]}",
                    description = request.Reference,
                    amount = new { currency_code = request.Amount.Currency.Code, value = value.Value },
                },
            },
            payment_source = new
            {
                paypal = new
                {
                    experience_context = new
                    {
                        return_url = request.ReturnTo.AbsoluteUri, cancel_url = request.CancelTo.AbsoluteUri, user_action = "PAY_NOW", shipping_preference = "NO_SHIPPING",
                        locale = Locales.GetValueOrDefault(request.Language, "en-GB"),
                    },
                },
            },
        });
        var answer = await client.PostAsync("/v2/checkout/orders", json, request.AttemptId, cancel);
        return answer.Refusal is { } wrong ? wrong : PayPalOrderReader.Session(answer.Value, request.ExpiresAt);
    }

    /// <inheritdoc/>
    /// <remarks>The payer's approval is his order to pay: the money is taken here, by whoever asks first.</remarks>
    public async Task<Outcome<PayStatus>> QueryAsync(string sessionId, CancellationToken cancel)
    {
        var path = $"/v2/checkout/orders/{Uri.EscapeDataString(sessionId)}";
        var order = await ReadAsync(path, cancel);
        if (order is { Ok: true, Value.IsApproved: true })
        {
            var taken = await client.PostAsync($"{path}/capture", "{}"u8.ToArray(), $"{sessionId}-capture", cancel);
            if (Word(taken.Refusal, "INSTRUMENT_DECLINED"))
            {
                return new PayStatus([order.Value.Note(PaymentNotice.Failed, clock.GetUtcNow())]);
            }

            // Another took it meanwhile, or the answer is not what was hoped for: how it stands now is asked.
            if (taken.Refusal is { } no && !Word(no, "ORDER_ALREADY_CAPTURED") && !Word(no, "DUPLICATE_REQUEST_ID"))
            {
                return no;
            }

            order = await ReadAsync(path, cancel);
        }

        // An order that nobody approved is forgotten by PayPal within hours.
        return Word(order.Refusal, "RESOURCE_NOT_FOUND") ? new PayStatus([PayPalOrderReader.Gone(sessionId, clock.GetUtcNow())])
            : order.Map(o => new PayStatus(o.Told(clock.GetUtcNow())));
    }

    /// <inheritdoc/>
    public async Task<Outcome<PayRefund>> RefundAsync(PayRefundRequest request, CancellationToken cancel)
    {
        var value = Value(request.Amount);
        if (value.Refusal is { } no)
        {
            return no;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new { amount = new { currency_code = request.Amount.Currency.Code, value = value.Value } });
        var answer = await client.PostAsync($"/v2/payments/captures/{Uri.EscapeDataString(request.PaymentId)}/refund", json, request.RefundKey, cancel);
        var read = answer.Refusal is { } wrong ? wrong : PayPalOrderReader.Refund(answer.Value);
        return read.Refusal is { } unread ? unread
            : read.Value.Status is "FAILED" or "CANCELLED" ? new Refusal("pay.refused", Name, read.Value.Status)
            : new PayRefund(read.Value.Id, WasDoneBefore: false);
    }

    /// <inheritdoc/>
    /// <remarks>None: what PayPal sends to a bank is a transaction of the account, read with all others.</remarks>
    public Task<Outcome<IReadOnlyList<ToldPayout>>> PayoutsAsync(DateTimeOffset since, CancellationToken cancel) => Task.FromResult<Outcome<IReadOnlyList<ToldPayout>>>(Array.Empty<ToldPayout>());

    /// <inheritdoc/>
    public async Task<Outcome<PaymentNotification>> VerifyAsync(PayCallback callback, CancellationToken cancel)
    {
        var hint = await webhook.VerifyAsync(callback, cancel);
        return hint.Map(h => new PaymentNotification
        {
            Provider = Name, EventId = h.EventId, BodyHash = Convert.ToHexStringLower(SHA256.HashData(callback.Body.Span)), Notice = PaymentNotice.Other, At = h.At,
            AttemptId = h.CustomId.Length > 0 ? h.CustomId : null, SessionId = h.OrderId.Length > 0 ? h.OrderId : null, IsTest = access.Sandbox,
        });
    }

    private async Task<Outcome<PayPalOrder>> ReadAsync(string path, CancellationToken cancel)
    {
        var answer = await client.GetAsync(path, cancel);
        return answer.Refusal is { } no ? no : PayPalOrderReader.Order(answer.Value, access.Sandbox);
    }

    /// <summary>Whether PayPal refused with a word of its own.</summary>
    private static bool Word(Refusal? refusal, string word) => refusal is { Code: "pay.refused", Args: [_, string words] } && words.Split(' ').Contains(word, StringComparer.Ordinal);
}
