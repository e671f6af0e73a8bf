using System.Text;
using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.Providers;

namespace BlazorErp.Tests.Channels.PayPal;

public sealed class PayPalWebhookTests : IDisposable
{
    private readonly SkippingClock clock = SkippingClock.AtNoon();
    private readonly PayPalAccess access = new("client", "secret", sandbox: false, "WH-OWN");
    private readonly PayPalSimulator paypal;
    private readonly HttpClient http;

    public PayPalWebhookTests()
    {
        paypal = new PayPalSimulator(access, clock);
        http = new HttpClient(paypal);
    }

    public void Dispose()
    {
        http.Dispose();
        paypal.Dispose();
    }

    [Theory]
    [InlineData("{\"id\":1}", 1147009221u)]
    [InlineData("hello", 907060870u)]
    [InlineData("", 0u)]
    public void The_checksum_is_the_references(string text, uint expected) => Crc32.Of(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public async Task A_true_webhook_is_a_hint()
    {
        var sale = paypal.Sell(new Money(10m, Currency.Of("EUR")), "INV1");
        var hint = (await VerifyAsync(paypal.TakeDeliveries().ShouldHaveSingleItem())).Value;
        (hint.EventType, hint.ResourceId, hint.InvoiceId).ShouldBe(("PAYMENT.CAPTURE.COMPLETED", sale.Id, "INV1"));
    }

    [Theory]
    [InlineData("https://evil.example.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://evil.example/?https://api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://user@api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("http://api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com:8443/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/../../../uploads/CERT-1")]
    [InlineData("https://api.paypal.com/elsewhere")]
    [InlineData("https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://127.0.0.1/v1/notifications/certs/CERT-1")]
    [InlineData("/v1/notifications/certs/CERT-1")]
    public async Task A_certificate_from_elsewhere_is_never_fetched(string address)
    {
        var calls = paypal.Calls;
        (await VerifyAsync(With("PAYPAL-CERT-URL", address))).Refusal.ShouldBe(new Refusal("pay.forged", "paypal", "certificate host"));
        paypal.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task Whatever_is_signed_cannot_be_changed()
    {
        (await VerifyAsync(With("PAYPAL-TRANSMISSION-ID", "other"))).Refusal!.Code.ShouldBe("pay.forged");
        (await VerifyAsync(With("PAYPAL-TRANSMISSION-TIME", "2026-03-01T12:00:01Z"))).Refusal!.Code.ShouldBe("pay.forged");
        (await VerifyAsync(With("PAYPAL-TRANSMISSION-SIG", Convert.ToBase64String(new byte[256])))).Refusal!.Code.ShouldBe("pay.forged");
        (await VerifyAsync(With("PAYPAL-TRANSMISSION-SIG", "not base64!"))).Refusal!.Code.ShouldBe("pay.forged");
        (await VerifyAsync(With("PAYPAL-AUTH-ALGO", "none"))).Refusal!.Code.ShouldBe("pay.forged");
        (await VerifyAsync(With("PAYPAL-TRANSMISSION-ID", null))).Refusal!.Code.ShouldBe("pay.forged");
        var delivery = Delivery();
        for (var i = 0; i < delivery.Body.Length; i++)
        {
            var body = delivery.Body.ToArray();
            body[i] ^= 0x20;
            (await VerifyAsync(delivery with { Body = body })).Refusal!.Code.ShouldBe("pay.forged");
        }
    }

    [Fact]
    public async Task Another_webhooks_signature_and_a_replay_after_days_are_refused()
    {
        var delivery = Delivery();
        var other = new PayPalWebhook(new PayPalAccess("client", "secret", sandbox: false, "WH-OTHER"), Certificates(), clock);
        (await other.VerifyAsync(new PayCallback(delivery.Body, delivery.Headers), default)).Refusal!.Code.ShouldBe("pay.forged");
        var none = new PayPalWebhook(new PayPalAccess("client", "secret", sandbox: false), Certificates(), clock);
        (await none.VerifyAsync(new PayCallback(delivery.Body, delivery.Headers), default)).Refusal!.Code.ShouldBe("pay.forged");
        clock.Advance(TimeSpan.FromDays(5));
        (await VerifyAsync(delivery)).Refusal!.Code.ShouldBe("pay.stale");
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_chain_name_and_date_only()
    {
        var delivery = Delivery();
        using var stranger = new PayPalSimulator(access, clock);
        (await VerifyAsync(delivery, new PayPalCertificates(http, stranger.Trust, clock))).Refusal.ShouldBe(new Refusal("pay.certificate", "chain"));
        (await VerifyAsync(delivery, new PayPalCertificates(http, PayPalTrust.Machine with { Policy = () => new() { RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck } }, clock))).Refusal.ShouldBe(new Refusal("pay.certificate", "chain"));
        (await VerifyAsync(delivery, new PayPalCertificates(http, paypal.Trust with { NameEndsWith = ".example.com" }, clock))).Refusal.ShouldBe(new Refusal("pay.certificate", "name"));
        var kept = Certificates();
        (await VerifyAsync(delivery, kept)).Ok.ShouldBeTrue();
        clock.Advance(TimeSpan.FromDays(3 * 365));
        (await kept.FindAsync(new Uri("https://api.paypal.com/v1/notifications/certs/CERT-1"), default)).Refusal!.Code.ShouldBe("pay.certificate");
    }

    [Fact]
    public async Task The_certificate_is_fetched_once()
    {
        var kept = Certificates();
        for (var i = 0; i < 5; i++)
        {
            (await VerifyAsync(Delivery(), kept)).Ok.ShouldBeTrue();
        }

        paypal.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Among_lost_doubled_reordered_and_forged_webhooks_exactly_the_true_ones_pass()
    {
        paypal.Faults = new ProviderFaults { Duplicates = 0.2, Reordering = 0.3, Loss = 0.1, Forgery = 0.3 };
        for (var i = 0; i < 300; i++)
        {
            paypal.Sell(new Money(10m, Currency.Of("EUR")));
        }

        var kept = Certificates();
        var (passed, forged) = (0, 0);
        foreach (var delivery in paypal.TakeDeliveries())
        {
            (await VerifyAsync(delivery, kept)).Ok.ShouldBe(!delivery.Forged);
            _ = delivery.Forged ? forged++ : passed++;
        }

        forged.ShouldBeGreaterThan(50);
        passed.ShouldBeGreaterThan(250);
    }

    private PayPalCertificates Certificates() => new(http, paypal.Trust, clock);

    private SimulatedDelivery Delivery()
    {
        paypal.Sell(new Money(10m, Currency.Of("EUR")), "INV1");
        return paypal.TakeDeliveries()[^1];
    }

    private SimulatedDelivery With(string header, string? value)
    {
        var delivery = Delivery();
        var headers = new Dictionary<string, string>(delivery.Headers, StringComparer.OrdinalIgnoreCase);
        headers.Remove(header);
        if (value is not null)
        {
            headers[header] = value;
        }

        return delivery with { Headers = headers };
    }

    private Task<Outcome<PayPalHint>> VerifyAsync(SimulatedDelivery delivery, IPayPalCertificates? certificates = null) =>
        new PayPalWebhook(access, certificates ?? Certificates(), clock).VerifyAsync(new PayCallback(delivery.Body, delivery.Headers), default);
}
