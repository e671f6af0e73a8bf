using System.Net;
using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using BlazorErp.Intake;
using BlazorErp.Jobs;
using BlazorErp.Tests.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Channels.PayPal;

/// <summary>The door PayPal posts to, in the real application: a hint wakes the asking, forgeries do nothing.</summary>
public sealed class PayPalHookTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_signed_hint_is_kept_once_and_brings_the_sale_in_by_itself(DatabaseProvider engine)
    {
        await using var host = await HookHost.StartAsync(engine);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = host.Host.Services.GetRequiredService<ChangeFeed>().Subscribe(changes =>
        {
            if (changes.Any(c => c.Topic == Topics.BankLine))
            {
                arrived.TrySetResult();
            }
        });
        host.PayPal.Sell(new Money(121m, Currency.Of("EUR")), "INV-1");
        var delivery = host.PayPal.TakeDeliveries().Single();

        (await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.PostAsync(delivery)))).ShouldAllBe(s => s == HttpStatusCode.OK);

        await arrived.Task.WaitAsync(Hang.Limit);
        await using var db = host.Host.Db.Read(host.Actor);
        (await db.BankLines.CountAsync(l => l.Kind == BankLineKind.Payment)).ShouldBe(1);
        var message = await db.IntakeMessages.SingleAsync();
        message.ShouldSatisfyAllConditions(m => m.Deliveries.ShouldBe(5), m => m.State.ShouldBe(IntakeState.Ignored), m => m.Topic.ShouldBe("PAYMENT.CAPTURE.COMPLETED"), m => m.ExternalNumber.ShouldBe("INV-1"));
        message.Body.ShouldBe(delivery.Body.ToArray());
        (await host.Host.Services.GetRequiredService<ShopInbox>().ListAsync(host.Actor, new InboxQuery(new PageQuery()), default)).Value.Rows.ShouldBeEmpty("it is no order");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_hinted_sale_and_its_refund_are_here_hours_before_the_list_shows_them_and_stand_once(DatabaseProvider engine)
    {
        await using var host = await HookHost.StartAsync(engine, polls: false);
        host.PayPal.Faults = new ProviderFaults { Lag = TimeSpan.FromHours(3) };
        await host.PollAsync();
        var sale = host.PayPal.Sell(new Money(121m, Currency.Of("EUR")), "INV-1", "buyer@example.com");
        await host.PollAsync();
        (await host.LinesAsync()).ShouldBeEmpty("nobody hinted, and the list lags");
        foreach (var delivery in host.PayPal.TakeDeliveries())
        {
            (await host.PostAsync(delivery)).ShouldBe(HttpStatusCode.OK);
        }

        await host.PollAsync();
        (decimal, BankLineKind, string)[] there = [(121m, BankLineKind.Payment, "buyer@example.com"), (-4.46m, BankLineKind.Fee, "")];
        (await host.LinesAsync()).ShouldBe(there);
        host.PayPal.Refund(sale, new Money(21m, Currency.Of("EUR")));
        foreach (var delivery in host.PayPal.TakeDeliveries())
        {
            (await host.PostAsync(delivery)).ShouldBe(HttpStatusCode.OK);
        }

        await host.PollAsync();
        there = [.. there, (-21m, BankLineKind.Refund, "buyer@example.com")];
        (await host.LinesAsync()).ShouldBe(there);

        host.PayPal.Faults = new ProviderFaults();
        await host.PollAsync();
        await host.PollAsync();
        (await host.LinesAsync()).ShouldBe(there);
        await using var db = host.Host.Db.Read(host.Actor);
        (await db.ProviderEntries.OrderBy(e => e.Id).Select(e => e.Raw).ToListAsync()).ShouldSatisfyAllConditions(r => r.Count.ShouldBe(2), r => r[0].ShouldContain("T0006"), r => r[1].ShouldContain("T1107"));
        (await db.ProviderLinks.CountAsync()).ShouldBe(1);
        (await db.BankAccounts.Where(a => a.ChannelId != null).Select(a => a.Difference).SingleAsync()).ShouldBe(0m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Forged_ones_and_certificates_of_others_are_401_and_leave_a_count(DatabaseProvider engine)
    {
        await using var host = await HookHost.StartAsync(engine, polls: false);
        host.PayPal.Sell(new Money(121m, Currency.Of("EUR")));
        var true1 = host.PayPal.TakeDeliveries().Single();
        var body = true1.Body.ToArray();
        body[^3] ^= 1;
        foreach (var forged in new[]
        {
            true1 with { Body = body }, With(true1, "PAYPAL-TRANSMISSION-ID", "other"), With(true1, "PAYPAL-TRANSMISSION-SIG", ""), With(true1, "PAYPAL-TRANSMISSION-TIME", "2026-01-01T00:00:00Z"),
            With(true1, "PAYPAL-CERT-URL", "https://evil.example.com/v1/notifications/certs/CERT-1"), With(true1, "PAYPAL-CERT-URL", "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1"),
        })
        {
            (await host.PostAsync(forged)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        host.PayPal.CertificatesGiven.ShouldBe(1, "the one of PayPal's own, once");
        await host.Host.Services.GetRequiredService<ForgedTally>().FlushAsync(host.Host.Services.GetRequiredService<ShopReceiver>(), default);
        await using var db = host.Host.Db.Read(host.Actor);
        (await db.IntakeMessages.CountAsync()).ShouldBe(0);
        (await db.Channels.SingleAsync()).ShouldSatisfyAllConditions(c => c.Forged.ShouldBe(6), c => c.LastSeenAt.ShouldBeNull());
        (await db.BankLines.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Unknown_addresses_are_404_switched_off_ones_410_huge_bodies_413()
    {
        await using var host = await HookHost.StartAsync(DatabaseProvider.Sqlite);
        host.PayPal.Sell(new Money(1m, Currency.Of("EUR")));
        var delivery = host.PayPal.TakeDeliveries().Single();
        (await host.PostAsync(delivery with { Body = new byte[PayPalReader.WebhookBytes + 1] })).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await host.PostAsync(delivery, "/hooks/paypal/" + new string('x', 32))).ShouldBe(HttpStatusCode.NotFound);
        (await host.PostAsync(delivery, "/hooks/paypal/short")).ShouldBe(HttpStatusCode.NotFound);
        (await host.PostAsync(delivery, "/hooks/woocommerce/" + host.Token)).ShouldBe(HttpStatusCode.NotFound, "another kind of channel");
        (await host.Host.Services.GetRequiredService<ChannelService>().SetActiveAsync(host.Actor, host.Channel, false, default)).Refusal.ShouldBeNull();
        (await host.PostAsync(delivery)).ShouldBe(HttpStatusCode.Gone);
    }

    private static SimulatedDelivery With(SimulatedDelivery delivery, string header, string value) =>
        delivery with { Headers = new Dictionary<string, string>(delivery.Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };

    private sealed class HookHost : IAsyncDisposable
    {
        private readonly TestDatabase database;
        private readonly HttpClient http;

        private HookHost(TestDatabase database, TestHost host, Actor actor, PayPalSimulator paypal, long channel, string token) =>
            (this.database, Host, Actor, PayPal, Channel, Token, http) = (database, host, actor, paypal, channel, token, host.Client());

        public TestHost Host { get; }
        public Actor Actor { get; }
        public PayPalSimulator PayPal { get; }
        public long Channel { get; }
        public string Token { get; }

        public static async Task<HookHost> StartAsync(DatabaseProvider engine, bool polls = true)
        {
            var database = await TestDatabase.CreateAsync(engine);
            var host = await TestHost.StartAsync(database, builder =>
            {
                if (!polls)
                {
                    builder.Services.Remove(builder.Services.Single(s => (s.ImplementationInstance as JobEntry)?.Name == MoneyPollJob.Name));
                    builder.Services.AddErpJob<IdleJob>(MoneyPollJob.Name, TimeSpan.FromHours(1));
                }
            });
            var company = await host.CompanyAsync();
            var actor = new Actor(company, 1, "Test", ActorKind.Person, Permissions.Of(Role.Owner));
            var paypal = new PayPalSimulator(new PayPalAccess("client", "secret", sandbox: true, "WH-OWN-1"), TimeProvider.System);
            host.Services.GetRequiredService<SimulatedPayPals>().Put("client", new SimulatedPayPal(company, paypal, TimeProvider.System));
            var channels = host.Services.GetRequiredService<MoneyChannels>();
            var since = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2);
            var id = (await channels.SaveAsync(actor, new SaveMoneyChannel(Guid.NewGuid(), 0, 0, "paypal", "PayPal", "client", "secret", true, since, "WH-OWN-1"), default)).Value;
            return new HookHost(database, host, actor, paypal, id, (await channels.ListAsync(actor, "paypal", id, default)).Value.Single().Token);
        }

        public async Task<HttpStatusCode> PostAsync(SimulatedDelivery delivery, string? path = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path ?? PayPalHook.AddressOf(Token)) { Content = new ReadOnlyMemoryContent(delivery.Body) };
            foreach (var (name, value) in delivery.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }

        public async Task PollAsync() => (await Host.Services.GetRequiredService<MoneyPoll>().NowAsync(Actor, Channel, default)).Refusal.ShouldBeNull();

        public async Task<List<(decimal Amount, BankLineKind Kind, string Who)>> LinesAsync()
        {
            await using var db = Host.Db.Read(Actor);
            return (await db.BankLines.OrderBy(l => l.Id).ToListAsync()).ConvertAll(l => (l.Amount, l.Kind, l.CounterpartyName));
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await Host.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
