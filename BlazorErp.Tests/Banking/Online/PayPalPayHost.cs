using System.Globalization;
using System.Text.RegularExpressions;
using BlazorErp.Channels.PayPal;
using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>A demo company whose customers may pay by PayPal, in the real application; PayPal is simulated, its list of transactions is read when the test says so.</summary>
internal sealed partial class PayPalPayHost : IAsyncDisposable
{
    private readonly PayHost pay;

    private PayPalPayHost(PayHost pay, PayPalSimulator paypal) => (this.pay, PayPal) = (pay, paypal);

    public PayHost Pay => pay;
    public PayPalSimulator PayPal { get; }
    public long Channel { get; private set; }
    public string Token { get; private set; } = "";
    public Actor Actor => pay.Actor;

    public static async Task<PayPalPayHost> CreateAsync(DatabaseProvider engine)
    {
        var pay = await PayHost.CreateAsync(engine, quiet: true);
        var host = new PayPalPayHost(pay, new PayPalSimulator(new PayPalAccess("client-1", "secret", sandbox: true, "WH-OWN-1"), TimeProvider.System));
        await pay.Get<ErpDatabase>().WriteAsync(pay.Actor, new Command("test"), async (w, c) =>
        {
            await w.Db.Companies.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsDemo, true), c);
            w.Changed(Topics.Settings, Change.All);
            return Outcome.Done;
        }, default);
        pay.Get<SimulatedPayPals>().Put("client-1", new SimulatedPayPal(pay.Actor.CompanyId, host.PayPal, TimeProvider.System));
        var since = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2);
        var saved = await pay.Get<MoneyChannels>().SaveAsync(pay.Actor, new SaveMoneyChannel(Guid.NewGuid(), 0, 0, "paypal", "PayPal", "client-1", "secret", true, since, "WH-OWN-1", TakesPayments: true), default);
        saved.Refusal.ShouldBeNull();
        host.Channel = saved.Value;
        host.Token = (await pay.Get<MoneyChannels>().ListAsync(pay.Actor, "paypal", saved.Value, default)).Value.Single().Token;
        return host;
    }

    /// <summary>Presses PayPal's button of a pay page; the order at PayPal.</summary>
    public async Task<SimulatedPayPalOrder> PressAsync(string page)
    {
        using var answer = await pay.Http.PostAsync(page, new FormUrlEncodedContent(new Dictionary<string, string> { ["channel"] = Channel.ToString(CultureInfo.InvariantCulture) }));
        var html = await answer.Content.ReadAsStringAsync();
        var to = GoTo().Match(html);
        to.Success.ShouldBeTrue(html);
        return PayPal.Orders.Single(o => o.Id == to.Groups[1].Value);
    }

    /// <summary>The payer comes back from PayPal; what his page says.</summary>
    public async Task<string> ReturnAsync(SimulatedPayPalOrder order) => await pay.Http.GetStringAsync(new Uri(order.ReturnTo).PathAndQuery + "&token=" + order.Id + "&PayerID=SIM");

    /// <summary>Reads the account's list of transactions.</summary>
    public async Task<MoneyPolled> ReadListAsync()
    {
        var polled = await pay.Get<MoneyPoll>().NowAsync(Actor, Channel, default);
        polled.Refusal.ShouldBeNull();
        return polled.Value;
    }

    /// <summary>Posts what PayPal tells to our own address; the answers.</summary>
    public async Task<List<int>> DeliverAsync(IEnumerable<SimulatedDelivery>? deliveries = null)
    {
        var answers = new List<int>();
        foreach (var delivery in deliveries ?? PayPal.TakeDeliveries())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, PayPalHook.AddressOf(Token)) { Content = new ReadOnlyMemoryContent(delivery.Body) };
            foreach (var (name, value) in delivery.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var answer = await pay.Http.SendAsync(request);
            answers.Add((int)answer.StatusCode);
        }

        return answers;
    }

    /// <summary>The round of asking that a message wakes.</summary>
    public Task<PayPolled> AskDueAsync() => pay.Get<PayPoll>().RunAsync(default);

    public async Task<PayAttemptRow> AttemptAsync(SimulatedPayPalOrder order)
    {
        await using var db = pay.Company.Db.Read(Actor);
        return await db.PayAttempts.Include(a => a.Payments).SingleAsync(a => a.Key == order.Attempt);
    }

    /// <summary>Our lines are what PayPal has, each transaction stands once, and the books prove themselves.</summary>
    public async Task CheckAsync()
    {
        await ReadListAsync();
        await using (var db = pay.Company.Db.Read(Actor))
        {
            var accounts = await db.BankAccounts.Where(a => a.ChannelId == Channel).ToListAsync();
            accounts.ShouldAllBe(a => a.Difference == 0m);
            var kept = await db.ProviderEntries.Where(e => e.MovesMoney && e.EventCode != "OPEN").Select(e => e.ExternalId).ToListAsync();
            kept.Order(StringComparer.Ordinal).ShouldBe(PayPal.Rows.Select(r => r.Id).Order(StringComparer.Ordinal));
        }

        await pay.CheckAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await pay.DisposeAsync();
        PayPal.Dispose();
    }

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=[^\"]*/simulators/paypal/([A-Z0-9]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex GoTo();
}
