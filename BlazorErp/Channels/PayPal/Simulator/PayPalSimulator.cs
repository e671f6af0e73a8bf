using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Web;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>
/// A PayPal account for the demo and the tests, behind an <see cref="HttpClient"/>: token, transaction search with its limits and lag,
/// balances, webhooks signed with an own certificate, all over a way that may behave badly.
/// </summary>
public sealed partial class PayPalSimulator : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly PayPalAccess access;
    private readonly TimeProvider clock;
    private readonly Random random;
    private readonly List<SimulatedPayPalRow> rows = [];
    private readonly List<(string Type, Action<Utf8JsonWriter> Resource, DateTimeOffset At)> outgoing = [];
    private readonly RSA signing = SimulatedWay.SigningKey();
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 signer;
    private string token = "";
    private DateTimeOffset tokenUntil;
    private int made;

    /// <summary>An empty account; the faults may be changed while it runs.</summary>
    public PayPalSimulator(PayPalAccess access, TimeProvider clock, ProviderFaults? faults = null)
    {
        this.access = access;
        this.clock = clock;
        Faults = faults ?? new ProviderFaults();
        random = new Random(Faults.Seed);
        (root, signer) = Certificates(clock.GetUtcNow());
    }

    /// <summary>How it misbehaves.</summary>
    public ProviderFaults Faults { get; set; }

    /// <summary>Number of the last id given; one that goes on after a restart begins above those it gave.</summary>
    public int Made
    {
        get => made;
        set => made = value;
    }

    /// <summary>Account number.</summary>
    public string Account => "SIMULATED0001";

    /// <summary>Rows a search may find; PayPal's is 10,000.</summary>
    public int MostRows { get; set; } = PayPalReader.MostRows;

    /// <summary>Calls answered, tokens given, searches made.</summary>
    public int Calls { get; private set; }

    /// <summary>Certificates given.</summary>
    public int CertificatesGiven { get; private set; }

    /// <summary>Tokens given.</summary>
    public int Tokens { get; private set; }

    /// <summary>How far this account's data is, like <c>last_refreshed_datetime</c>.</summary>
    public DateTimeOffset RefreshedTo => clock.GetUtcNow() - Faults.Lag;

    /// <summary>Trusts this simulator's certificates only.</summary>
    public PayPalTrust Trust => new(
        () => new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck },
        ".paypal.com");

    /// <summary>All rows, also those too young to be found.</summary>
    public IReadOnlyList<SimulatedPayPalRow> Rows
    {
        get
        {
            lock (gate)
            {
                return [.. rows];
            }
        }
    }

    /// <summary>Adds a row, or takes the place of the one of the same id, code, currency and sign; queues its webhook.</summary>
    public void Put(SimulatedPayPalRow row)
    {
        lock (gate)
        {
            rows.RemoveAll(r => r.Id == row.Id && r.Code == row.Code && r.Gross.Currency == row.Gross.Currency && Math.Sign(r.Gross.Amount) == Math.Sign(row.Gross.Amount));
            rows.Add(row);
            Tell(row.Code == "T1107" ? "PAYMENT.CAPTURE.REFUNDED" : "PAYMENT.CAPTURE.COMPLETED", w => Resource(w, row.Id, row.InvoiceId, row.CustomField, row.OrderId));
        }
    }

    /// <summary>A sale now: 3.4 % and 0.35 are taken.</summary>
    public SimulatedPayPalRow Sell(Money amount, string? invoice = null, string? email = null)
    {
        var row = new SimulatedPayPalRow(NewId(), "T0006", Now(), amount) { Fee = FeeOf(amount), InvoiceId = invoice, PayerEmail = email, OrderId = $"ORD-{NewId()}" };
        Put(row);
        return row;
    }

    /// <summary>A part or all of a sale goes back; the fee stays.</summary>
    public SimulatedPayPalRow Refund(SimulatedPayPalRow sale, Money amount)
    {
        var row = new SimulatedPayPalRow(NewId(), "T1107", Now(), -amount) { ReferenceId = sale.Id, InvoiceId = sale.InvoiceId, OrderId = sale.OrderId };
        Put(row);
        return row;
    }

    /// <summary>The payer's bank takes a sale back.</summary>
    public SimulatedPayPalRow Chargeback(SimulatedPayPalRow sale)
    {
        var row = new SimulatedPayPalRow(NewId(), "T1201", Now(), -sale.Gross) { ReferenceId = sale.Id, InvoiceId = sale.InvoiceId };
        Put(row);
        return row;
    }

    /// <summary>Money of a sale is blocked; <see cref="Release"/> frees it.</summary>
    public SimulatedPayPalRow Hold(SimulatedPayPalRow sale, Money amount)
    {
        var row = new SimulatedPayPalRow(NewId(), "T1503", Now(), -amount) { ReferenceId = sale.Id };
        Put(row);
        return row;
    }

    /// <summary>Frees what was blocked.</summary>
    public SimulatedPayPalRow Release(SimulatedPayPalRow hold)
    {
        var row = new SimulatedPayPalRow(NewId(), "T1105", Now(), -hold.Gross) { ReferenceId = hold.ReferenceId };
        Put(row);
        return row;
    }

    /// <summary>An exchange: two rows with one cause.</summary>
    public (SimulatedPayPalRow Gave, SimulatedPayPalRow Received) Convert(Money from, Money to, string? cause = null)
    {
        var reference = cause ?? NewId();
        var gave = new SimulatedPayPalRow(NewId(), "T0200", Now(), -from) { ReferenceId = reference };
        var received = new SimulatedPayPalRow(NewId(), "T0200", Now(), to) { ReferenceId = reference };
        Put(gave);
        Put(received);
        return (gave, received);
    }

    /// <summary>Money goes to the bank.</summary>
    public SimulatedPayPalRow Withdraw(Money amount)
    {
        var row = new SimulatedPayPalRow(NewId(), "T0400", Now(), -amount);
        Put(row);
        return row;
    }

    /// <summary>The webhooks since the last call, as they arrive.</summary>
    public IReadOnlyList<SimulatedDelivery> TakeDeliveries()
    {
        lock (gate)
        {
            var arriving = SimulatedWay.Travel(outgoing.Select(o => Signed(o.Type, o.Resource, o.At)), Faults, random, Forge);
            outgoing.Clear();
            return arriving;
        }
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            Calls++;
            var response = Fault() ?? Answer(request);
            response.RequestMessage = request;
            if (random.NextDouble() < Faults.AnswerLost)
            {
                response.Dispose();
                throw new HttpRequestException("The answer was lost");
            }

            return Task.FromResult(response);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            root.Dispose();
            signer.Dispose();
            signing.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpResponseMessage? Fault()
    {
        if (random.NextDouble() < Faults.TooMany)
        {
            var busy = Error(HttpStatusCode.TooManyRequests, "RATE_LIMIT_REACHED");
            busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(Faults.RetryAfter));
            return busy;
        }

        return random.NextDouble() < Faults.Down ? Error(HttpStatusCode.InternalServerError, "INTERNAL_SERVICE_ERROR") : null;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        if (address.AbsolutePath.StartsWith("/v1/notifications/certs/", StringComparison.Ordinal))
        {
            CertificatesGiven++;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(signer.ExportCertificatePem() + "\n" + root.ExportCertificatePem() + "\n") };
        }

        if (address.Host != access.Api.Host)
        {
            return Error(HttpStatusCode.NotFound, "RESOURCE_NOT_FOUND");
        }

        if (address.AbsolutePath == "/v1/oauth2/token")
        {
            return Token(request);
        }

        if (request.Headers.Authorization is not { Scheme: "Bearer" } bearer || bearer.Parameter != token || tokenUntil <= clock.GetUtcNow())
        {
            return Error(HttpStatusCode.Unauthorized, "INVALID_TOKEN");
        }

        return address.AbsolutePath switch
        {
            _ when address.AbsolutePath.StartsWith("/v2/", StringComparison.Ordinal) => Order(request),
            "/v1/reporting/transactions" => Search(address),
            "/v1/reporting/balances" => Balances(address),
            _ => Error(HttpStatusCode.NotFound, "RESOURCE_NOT_FOUND"),
        };
    }

    /// <summary>Ends the token, as PayPal may at any time.</summary>
    public void RevokeToken()
    {
        lock (gate)
        {
            token = "";
        }
    }

    private HttpResponseMessage Token(HttpRequestMessage request)
    {
        var expected = System.Convert.ToBase64String(Encoding.UTF8.GetBytes($"{access.ClientId}:{access.ClientSecret}"));
        if (request.Headers.Authorization is not { Scheme: "Basic" } basic || basic.Parameter != expected)
        {
            return Json(HttpStatusCode.Unauthorized, w => w.WriteString("error", "invalid_client"));
        }

        Tokens++;
        token = string.Create(CultureInfo.InvariantCulture, $"A21AA-{Tokens}");
        tokenUntil = clock.GetUtcNow().AddSeconds(32400);
        return Json(HttpStatusCode.OK, w =>
        {
            w.WriteString("access_token", token);
            w.WriteString("token_type", "Bearer");
            w.WriteNumber("expires_in", 32400);
        });
    }

    private HttpResponseMessage Search(Uri address)
    {
        var query = HttpUtility.ParseQueryString(address.Query);
        if (!DateTimeOffset.TryParse(query["start_date"], CultureInfo.InvariantCulture, out var from)
            || !DateTimeOffset.TryParse(query["end_date"], CultureInfo.InvariantCulture, out var to)
            || to < from
            || to - from > TimeSpan.FromDays(31)
            || from < clock.GetUtcNow().AddYears(-3)
            || !int.TryParse(query["page_size"] ?? "100", CultureInfo.InvariantCulture, out var size)
            || size is < 1 or > 500
            || !int.TryParse(query["page"] ?? "1", CultureInfo.InvariantCulture, out var page)
            || page < 1)
        {
            return Error(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        }

        var refreshed = RefreshedTo;
        var found = rows.Where(r => r.At >= from && r.At <= to && r.At <= refreshed).OrderBy(r => r.At).ToList();
        if (found.Count > MostRows)
        {
            return Error(HttpStatusCode.BadRequest, "RESULTSET_TOO_LARGE");
        }

        var shown = found.Skip((page - 1) * size).Take(size).SelectMany(r => random.NextDouble() < Faults.Duplicates ? new[] { r, r } : [r]).ToList();
        if (random.NextDouble() < Faults.Reordering)
        {
            shown.Reverse();
        }

        return Json(HttpStatusCode.OK, w =>
        {
            w.WriteStartArray("transaction_details");
            shown.ForEach(r => r.Write(w));
            w.WriteEndArray();
            w.WriteString("account_number", Account);
            w.WriteString("last_refreshed_datetime", SimulatedPayPalRow.Instant(refreshed));
            w.WriteNumber("page", page);
            w.WriteNumber("total_items", found.Count);
            w.WriteNumber("total_pages", Math.Max(1, (found.Count + size - 1) / size));
        });
    }

    private HttpResponseMessage Balances(Uri address)
    {
        var known = RefreshedTo;
        var asked = DateTimeOffset.TryParse(HttpUtility.ParseQueryString(address.Query)["as_of_time"], CultureInfo.InvariantCulture, out var at) ? at : known;
        var refreshed = asked < known ? asked : known;
        return Json(HttpStatusCode.OK, w =>
        {
            w.WriteStartArray("balances");
            foreach (var currency in rows.Where(r => r.At <= refreshed && r.Status is "S" or "V").GroupBy(r => r.Gross.Currency).OrderBy(g => g.Key.Code, StringComparer.Ordinal))
            {
                w.WriteStartObject();
                w.WriteString("currency", currency.Key.Code);
                w.WriteBoolean("primary", currency.Key.Code == "EUR");
                // What is on hold is still the account's, and not available.
                var free = currency.Sum(r => r.Gross.Amount + (r.Fee?.Amount ?? 0m));
                var held = -currency.Where(r => r.Code is "T1503" or "T1105").Sum(r => r.Gross.Amount);
                SimulatedPayPalRow.Write(w, "total_balance", new Money(free + held, currency.Key));
                SimulatedPayPalRow.Write(w, "available_balance", new Money(free, currency.Key));
                SimulatedPayPalRow.Write(w, "withheld_balance", new Money(held, currency.Key));
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteString("account_id", Account);
            w.WriteString("as_of_time", SimulatedPayPalRow.Instant(asked));
            w.WriteString("last_refresh_time", SimulatedPayPalRow.Instant(known));
        });
    }

    private Money FeeOf(Money amount) => new(-amount.Currency.Round((amount.Amount * 0.034m) + 0.35m), amount.Currency);

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private string NewId() => string.Create(CultureInfo.InvariantCulture, $"SIM{Interlocked.Increment(ref made):D13}T");

    private static HttpResponseMessage Error(HttpStatusCode status, string name) => Json(status, w =>
    {
        w.WriteString("name", name);
        w.WriteString("message", "Simulated");
    });

    private static HttpResponseMessage Json(HttpStatusCode status, Action<Utf8JsonWriter> write) => new(status) { Content = new ByteArrayContent(Body(write)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
