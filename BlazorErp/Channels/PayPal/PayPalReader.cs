using System.Text.Json;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>
/// One page of a transaction search. Good rows are in <see cref="Rows"/>; rows that make no sense are named in <see cref="Rejected"/>
/// (row from 1, field) and must be shown: they do not stop the others.
/// </summary>
public sealed record PayPalPage(
    string Account, DateTimeOffset? RefreshedTo, int Number, int Pages, int TotalItems, IReadOnlyList<ProviderTransaction> Rows, IReadOnlyList<Refusal> Rejected);

/// <summary>Money in one currency at PayPal, as of a time with up to three hours of lag.</summary>
public sealed record PayPalBalance(Money Total, Money? Available, Money? Withheld, bool Primary, DateTimeOffset AsOf);

/// <summary>What a webhook hints at; only a reason to fetch, never to book.</summary>
/// <param name="CustomId">What we gave it to carry: the key of an attempt to pay.</param>
/// <param name="OrderId">The order it belongs to.</param>
public sealed record PayPalHint(string EventId, string EventType, DateTimeOffset At, string ResourceId, string InvoiceId, string CustomId = "", string OrderId = "");

/// <summary>Reads PayPal's answers (<c>reporting_transactions_v1</c>, <c>notifications_webhooks_v1</c>). Never throws on any bytes.</summary>
public static class PayPalReader
{
    /// <summary>Provider name in transactions.</summary>
    public const string Provider = "paypal";
    /// <summary>Largest page read.</summary>
    public const int PageBytes = 32 * 1024 * 1024;
    /// <summary>Largest webhook read.</summary>
    public const int WebhookBytes = 1024 * 1024;
    /// <summary>Rows a search may have in all.</summary>
    public const int MostRows = 10_000;

    /// <summary>A page of <c>GET /v1/reporting/transactions</c>.</summary>
    public static Outcome<PayPalPage> Page(ReadOnlyMemory<byte> json) => Read(json, PageBytes, PageOf);

    /// <summary>An answer of <c>GET /v1/reporting/balances</c>.</summary>
    public static Outcome<List<PayPalBalance>> Balances(ReadOnlyMemory<byte> json) => Read(json, PageBytes, BalancesOf);

    /// <summary>The event of a webhook whose signature was right.</summary>
    public static Outcome<PayPalHint> Hint(ReadOnlyMemory<byte> json) => Read(json, WebhookBytes, root =>
    {
        var resource = root.Object("resource");
        var type = root.RequiredKey("event_type", 100);

        // An order is named by itself, a capture and a refund name the order they belong to.
        var order = type.StartsWith("CHECKOUT.ORDER.", StringComparison.Ordinal) ? resource.Text("id", 64) : resource.Object("supplementary_data").Object("related_ids").Text("order_id", 64);
        return new PayPalHint(
            root.RequiredKey("id", 100), type, root.Instant("create_time") ?? default,
            resource.Text("id", 100), resource.Text("invoice_id", 127), resource.Text("custom_id", 127), order);
    });

    /// <summary>Token and how many seconds it lives.</summary>
    internal static Outcome<(string Token, int Seconds)> Token(ReadOnlyMemory<byte> json) =>
        Read(json, WebhookBytes, root => (root.RequiredKey("access_token", 8192), (int)(root.Whole("expires_in", 0, 31_536_000) ?? 0)));

    /// <summary>Name of an error and PayPal's words for it; empty where the answer is none of PayPal's.</summary>
    internal static (string Name, string Words) Error(ReadOnlyMemory<byte> json)
    {
        var read = Read(json, WebhookBytes, root =>
        {
            var name = root.Text("name", 100) is { Length: > 0 } said ? said : root.Text("error", 100);
            var words = root.Text("message", 300) is { Length: > 0 } message ? message : root.Text("error_description", 300);
            foreach (var detail in root.Items("details", 100))
            {
                var issue = new ProviderNode(new ProviderReading(), detail, "").Text("issue", 100);
                if (issue == "RESULTSET_TOO_LARGE" || (name == "UNPROCESSABLE_ENTITY" && issue.Length > 0))
                {
                    name = issue;
                }
            }

            return (name, words);
        });
        return read.Ok ? read.Value : ("", "");
    }

    internal static Outcome<T> Read<T>(ReadOnlyMemory<byte> json, int most, Func<ProviderNode, T> of)
    {
        var parsed = ProviderJson.Parse(json, most);
        if (parsed.Refusal is { } no)
        {
            return no;
        }

        using var document = parsed.Value;
        var reading = new ProviderReading();
        var value = of(new ProviderNode(reading, document.RootElement, ""));
        return reading.Failed ? reading.Refusal : value;
    }

    private static PayPalPage PageOf(ProviderNode root)
    {
        var account = root.RequiredKey("account_number", 64);
        var rows = new List<ProviderTransaction>();
        var rejected = new List<Refusal>();
        if (!root.Has("transaction_details"))
        {
            root.Reading.Refuse("transaction_details", "pay.field_missing");
        }

        var number = 0;
        foreach (var detail in root.Items("transaction_details", 1000))
        {
            number++;
            var row = Row(detail, account, number);
            if (row.Ok)
            {
                rows.Add(row.Value);
            }
            else
            {
                rejected.Add(row.Refusal!);
            }
        }

        return new PayPalPage(
            account, root.Instant("last_refreshed_datetime"), (int)(root.Whole("page", 0, 100_000) ?? 1), (int)(root.Whole("total_pages", 0, 1_000_000) ?? 1),
            (int)(root.Whole("total_items", 0, 100_000_000) ?? number), rows, rejected);
    }

    private static Outcome<ProviderTransaction> Row(JsonElement detail, string account, int number)
    {
        var reading = new ProviderReading(number);
        var info = new ProviderNode(reading, detail, "").Object("transaction_info");
        var code = info.RequiredKey("transaction_event_code", 5);
        if (code.Length > 0 && !PayPalCodes.IsCode(code))
        {
            reading.Refuse(info.Path("transaction_event_code"), "pay.code_invalid", code);
        }

        var at = info.Instant("transaction_initiation_date");
        var gross = info.Money("transaction_amount");
        var fee = info.Money("fee_amount");
        var balance = info.Money("ending_balance");
        if (at is null && !info.Has("transaction_initiation_date"))
        {
            reading.Refuse(info.Path("transaction_initiation_date"), "pay.field_missing");
        }

        if (gross is null && !info.Has("transaction_amount"))
        {
            reading.Refuse(info.Path("transaction_amount"), "pay.field_missing");
        }

        if (gross is { } g && fee is { } f && g.Currency != f.Currency)
        {
            reading.Refuse(info.Path("fee_amount"), "pay.fee_currency", f.Currency.Code, g.Currency.Code);
        }

        var row = new ProviderTransaction
        {
            Provider = Provider,
            Account = account,
            Id = info.RequiredKey("transaction_id", 24),
            ReferenceId = info.Key("paypal_reference_id", 24),
            ReferenceKind = info.Text("paypal_reference_id_type", 3) switch
            {
                "TXN" => ProviderReferenceKind.Transaction,
                "ODR" => ProviderReferenceKind.Order,
                "SUB" => ProviderReferenceKind.Subscription,
                "PAP" => ProviderReferenceKind.PreApproved,
                _ => ProviderReferenceKind.Unknown,
            },
            EventCode = code,
            Event = PayPalCodes.Classify(code),
            MovesMoney = PayPalCodes.MovesMoney(code),
            At = at ?? default,
            UpdatedAt = info.Instant("transaction_updated_date") ?? at ?? default,
            Gross = gross ?? default,
            Fee = fee ?? Money.Zero(gross?.Currency ?? default),
            Status = StatusOf(info),
            Payer = PayerOf(new ProviderNode(reading, detail, "").Object("payer_info"), info),
            InvoiceId = info.Text("invoice_id", 127),
            CustomField = info.Text("custom_field", 127),
            Text = string.Join('\n', new[] { info.Text("transaction_subject", 256), info.Text("transaction_note", 4000) }.Where(t => t.Length > 0)),
            Balance = balance,
            Raw = new ProviderRaw(detail.GetRawText()),
        };
        return reading.Failed ? reading.Refusal : row;
    }

    private static ProviderStatus StatusOf(ProviderNode info)
    {
        var status = info.RequiredKey("transaction_status", 1);
        switch (status)
        {
            case "S":
                return ProviderStatus.Success;
            case "P":
                return ProviderStatus.Pending;
            case "V":
                return ProviderStatus.Reversed;
            case "D":
                return ProviderStatus.Denied;
            default:
                info.Reading.Refuse(info.Path("transaction_status"), "pay.status_unknown", status);
                return ProviderStatus.Pending;
        }
    }

    private static ProviderPayer PayerOf(ProviderNode payer, ProviderNode info)
    {
        var names = payer.Object("payer_name");
        var name = new[] { names.Text("full_name", 300), names.Text("alternate_full_name", 300), $"{names.Text("given_name", 140)} {names.Text("surname", 140)}".Trim() }
            .FirstOrDefault(n => n.Length > 0) ?? "";
        var account = payer.Text("account_id", 24) is { Length: > 0 } id ? id : info.Text("paypal_account_id", 24);
        return new ProviderPayer(name, payer.Text("email_address", 254), account, payer.Text("country_code", 2));
    }

    private static List<PayPalBalance> BalancesOf(ProviderNode root)
    {
        // Asked for a time it does not know yet, PayPal repeats that time; what it counts ends where it was refreshed.
        var (asked, known) = (root.Instant("as_of_time"), root.Instant("last_refresh_time"));
        var asOf = asked is { } a && known is { } k ? (a < k ? a : k) : asked ?? known;
        if (asOf is null)
        {
            root.Reading.Refuse("as_of_time", "pay.field_missing");
        }

        var found = new List<PayPalBalance>();
        foreach (var item in root.Items("balances", 100))
        {
            var node = new ProviderNode(root.Reading, item, $"balances[{found.Count}]");
            if (node.Money("total_balance") is { } total)
            {
                found.Add(new PayPalBalance(total, node.Money("available_balance"), node.Money("withheld_balance"), node.Flag("primary"), asOf ?? default));
            }
            else if (!root.Reading.Failed)
            {
                root.Reading.Refuse(node.Path("total_balance"), "pay.field_missing");
            }
        }

        return found;
    }
}
