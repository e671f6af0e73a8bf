using System.Globalization;
using System.Net;
using System.Text;
using BlazorErp.Channels;
using BlazorErp.Channels.WooCommerce;
using BlazorErp.Channels.WooCommerce.Simulator;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake;

/// <summary>A message that was lost is found by asking the shop.</summary>
public sealed class ShopPollTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task What_never_arrived_is_found_once_and_the_page_says_that_the_webhook_is_silent(DatabaseProvider engine)
    {
        await using var rest = await SimulatedRest.StartAsync();
        await using var host = await HostAsync(engine, rest);
        var plan = Plan(host, 250);
        rest.Orders = plan.Ideal;

        var first = (await PollAsync(host)).Value;
        first.ShouldBe(new ShopPolled(250, 250));
        rest.Asked.Count.ShouldBe(4, "three pages of orders and the empty waste bin");
        (await PollAsync(host)).Value.Fresh.ShouldBe(0);
        rest.Asked[^1].ShouldNotBe(rest.Asked[0], "the cursor moved");
        await host.SettleAsync();
        (await PollAsync(host)).Value.Fresh.ShouldBe(0);

        (await host.OrdersAsync()).Count.ShouldBe(plan.Ideal.Count(o => o.Status is ShopOrderStatus.Paid or ShopOrderStatus.OnHold));
        var channel = await host.ChannelAsync();
        (channel.Missed, channel.Silent, channel.PollWhy).ShouldBe((250, true, null));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_came_is_not_stored_again_and_a_message_ends_the_warning(DatabaseProvider engine)
    {
        await using var rest = await SimulatedRest.StartAsync();
        await using var host = await HostAsync(engine, rest);
        var plan = Plan(host, 20);
        rest.Orders = plan.Ideal;
        foreach (var delivery in plan.Deliveries.Skip(1))
        {
            (await host.PostAsync(delivery.Body, delivery.Topic)).ShouldBe(200);
        }

        await host.SettleAsync();
        (await PollAsync(host)).Value.ShouldBe(new ShopPolled(20, 1));
        (await host.ChannelAsync()).Silent.ShouldBeFalse("messages come");
        (await host.InboxAsync()).Count.ShouldBe(20);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_deletion_that_was_lost_cancels_and_what_was_restored_is_alive_again(DatabaseProvider engine)
    {
        await using var rest = await SimulatedRest.StartAsync();
        await using var host = await HostAsync(engine, rest);
        var paid = Plan(host, 30).Ideal.First(o => o.Status == ShopOrderStatus.Paid);
        rest.Orders = [paid];
        await PollAsync(host);
        await host.SettleAsync();
        rest.Orders = [paid with { Deleted = true }];
        await PollAsync(host);
        await host.SettleAsync();
        (await host.OrdersAsync()).ShouldHaveSingleItem().State.ShouldBe(Domain.Sales.OrderState.Cancelled);
        (await host.PostAsync($$"""{"id":{{paid.OrderId}}}""", "order.deleted")).ShouldBe(200);
        await host.SettleAsync();

        var again = paid.Version.AddMinutes(1);
        var body = Encoding.UTF8.GetString(paid.Body.Span).Replace(Gmt(paid.Version), Gmt(again), StringComparison.Ordinal);
        rest.Orders = [paid with { Version = again, Body = Encoding.UTF8.GetBytes(body) }];
        (await PollAsync(host)).Value.Fresh.ShouldBe(1);
        await host.SettleAsync();
        RefusalJson.Read((await host.OrdersAsync()).Single().ChangeRequest)!.Code.ShouldBe("intake.request_reopened");
        (await PollAsync(host)).Value.Fresh.ShouldBe(0);
    }

    [Fact]
    public async Task A_shop_that_does_not_answer_well_is_said_and_moves_no_cursor()
    {
        await using var rest = await SimulatedRest.StartAsync();
        await using var host = await HostAsync(DatabaseProvider.Sqlite, rest);
        rest.Orders = Plan(host, 150).Ideal;
        foreach (var (code, answer) in new (string, Func<HttpContext, Task>)[]
        {
            ("shop.api_answer", c => { c.Response.StatusCode = 500; return c.Response.WriteAsync("broken"); }),
            ("shop.api_answer", c => { c.Response.Redirect("http://127.0.0.1/"); return c.Response.WriteAsync(""); }),
            ("shop.malformed", c => c.Response.WriteAsync("<html>maintenance</html>")),
            ("shop.field_kind", c => c.Response.WriteAsync("{}")),
            ("shop.too_large", c => c.Response.Body.WriteAsync(new byte[WooMapping.PageBytes + 1]).AsTask()),
            ("shop.api_unreachable", c => { c.Abort(); return Task.CompletedTask; }),
            ("shop.api_answer", c => c.Request.Query["page"] == "2" ? Broken(c) : Task.CompletedTask),
        })
        {
            rest.Instead = answer;
            (await PollAsync(host)).Refusal!.Code.ShouldBe(code);
            (await host.ChannelAsync()).PollWhy!.Code.ShouldBe(code);
        }

        rest.Instead = null;
        (await PollAsync(host)).Value.ShouldBe(new ShopPolled(150, 50), "the first page was stored");
        (await host.ChannelAsync()).PollWhy.ShouldBeNull();

        static Task Broken(HttpContext context)
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("");
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Keys_are_unreadable_in_the_database_and_never_sent_to_another_address(DatabaseProvider engine)
    {
        await using var rest = await SimulatedRest.StartAsync();
        await using var host = await HostAsync(engine, rest);
        var channels = host.Get<ChannelService>();
        await using (var db = host.Company.Db.Read(host.Actor))
        {
            var row = await db.Channels.SingleAsync(c => c.Id == host.Keys.Id);
            (row.ApiKey + row.ApiSecret).ShouldNotContain("_test");
        }

        (await channels.SetApiAsync(host.Actor, host.Keys.Id, new ShopApi(rest.Address + "/shop", "", "", null), default)).Refusal.ShouldBeNull();
        (await channels.SetApiAsync(host.Actor, host.Keys.Id, new ShopApi("https://elsewhere.example", "", "", null), default)).Refusal!.Code.ShouldBe("channel.api_keys");
        foreach (var bad in (string[])["", "shop", "ftp://shop.example", "https://user@shop.example", "https://shop.example/?x=1", "file:///etc/passwd"])
        {
            (await channels.SetApiAsync(host.Actor, host.Keys.Id, new ShopApi(bad, "k", "s", null), default)).Refusal!.Code.ShouldBe("channel.bad_address", bad);
        }

        (await channels.EndApiAsync(host.Actor, host.Keys.Id, default)).Ok.ShouldBeTrue();
        (await PollAsync(host)).Refusal!.Code.ShouldBe("channel.no_api");
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2a00:1450::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Only_addresses_of_the_whole_internet_are_public(string address, bool open) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(open);

    [Fact]
    public async Task A_call_that_leads_into_our_own_network_is_not_made()
    {
        await using var rest = await SimulatedRest.StartAsync();
        using var http = new HttpClient(PublicAddress.Handler());
        foreach (var host in (string[])["127.0.0.1", "localhost", "[::1]"])
        {
            var thrown = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync($"http://{host}:{new Uri(rest.Address).Port}/shop/wp-json/wc/v3/orders"));
            (thrown.InnerException is PrivateAddressException).ShouldBeTrue();
        }

        rest.Asked.ShouldBeEmpty();
    }

    internal static async Task<ShopHost> HostAsync(DatabaseProvider engine, SimulatedRest rest, bool running = false)
    {
        var host = await ShopHost.CreateAsync(engine, running: running);
        await using (var db = host.Company.Database.Factory.Create())
        {
            await db.Companies.ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, true));
        }

        var api = new ShopApi(rest.Address + "/shop", SimulatedRest.Key, SimulatedRest.Secret, host.Company.Database.Time.GetUtcNow().AddDays(-1));
        (await host.Get<ChannelService>().SetApiAsync(host.Actor, host.Keys.Id, api, default)).Refusal.ShouldBeNull();
        return host;
    }

    private static string Gmt(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static Task<Outcome<ShopPolled>> PollAsync(ShopHost host) => host.Get<ShopPoll>().NowAsync(host.Actor, host.Keys.Id, default);

    private static ShopPlan Plan(ShopHost host, int orders) => ShopSimulator.Plan(
        new ShopSettings(
            3, orders, new Uri("https://shop.example"), host.Keys.Secret, [new("A1", "Apple", 1.2345m, 12m), new("B2", "Boots", 74.37m, 21m)],
            [new("Anna", "Bērziņa", "anna@example.lv", "Rīga", "LV-1010", "LV")], TimeSpan.FromHours(8), ShopFaults.None, OnlyCreated: true),
        host.Company.Database.Time.GetUtcNow().AddHours(-10));
}
