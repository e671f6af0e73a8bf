using System.Text;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Intake;
using BlazorErp.Tests.Channels.WooCommerce;

namespace BlazorErp.Tests.Intake;

/// <summary>The door: who may post what, and what is answered.</summary>
public sealed class WebhookTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_signed_order_is_ours_by_itself(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine, running: true);
        var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = shop.Get<ChangeFeed>().Subscribe(changes =>
        {
            if (changes.Any(c => c.Topic == Topics.Order))
            {
                applied.TrySetResult();
            }
        });
        (await shop.PostAsync(WooFixture.Tiny)).ShouldBe(200);
        await applied.Task.WaitAsync(Hang.Limit);
        (await shop.OrderAsync())!.Gross.ShouldBe(94.99m);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Forged_changed_and_foreign_messages_are_answered_401_and_leave_nothing_but_a_count(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var body = Encoding.UTF8.GetBytes(WooFixture.Tiny);
        var changed = body.ToArray();
        changed[^2] ^= 1;

        (await shop.PostAsync(body, secret: "another shop's secret")).ShouldBe(401);
        (await shop.PostAsync(changed, signed: body)).ShouldBe(401);
        using var unsigned = await shop.Http.PostAsync(shop.Address, new ByteArrayContent(body));
        ((int)unsigned.StatusCode).ShouldBe(401);

        await shop.Get<ForgedTally>().FlushAsync(shop.Get<ShopReceiver>(), default);
        (await shop.InboxAsync()).ShouldBeEmpty();
        (await shop.ChannelAsync()).Forged.ShouldBe(3);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_ping_is_answered_200_and_does_nothing(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        using var ping = await shop.Http.PostAsync(shop.Address, new StringContent("webhook_id=7", Encoding.UTF8, "application/x-www-form-urlencoded"));
        ((int)ping.StatusCode).ShouldBe(200);
        (await shop.InboxAsync()).ShouldBeEmpty();
        (await shop.ChannelAsync()).LastSeenAt.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Unknown_addresses_are_404_switched_off_ones_410_and_huge_bodies_413(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        using var unknown = await shop.Http.PostAsync("/hooks/woocommerce/abcdefghijklmnopqrstuvwxyz", new StringContent("{}"));
        ((int)unknown.StatusCode).ShouldBe(404);
        (await shop.PostAsync(new byte[1_000_001])).ShouldBe(413);
        (await shop.Get<ChannelService>().SetActiveAsync(shop.Actor, shop.Keys.Id, false, default)).Ok.ShouldBeTrue();
        (await shop.PostAsync(WooFixture.Tiny)).ShouldBe(410);
        (await shop.InboxAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task While_the_secret_is_changed_both_are_valid_and_afterwards_only_the_new_one(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        var channels = shop.Get<ChannelService>();
        var fresh = (await channels.RotateAsync(shop.Actor, shop.Keys.Id, default)).Value;
        fresh.Token.ShouldBe(shop.Keys.Token);
        fresh.Secret.ShouldNotBe(shop.Keys.Secret);
        var body = Encoding.UTF8.GetBytes(WooFixture.Tiny);

        (await shop.PostAsync(body)).ShouldBe(200);
        (await shop.PostAsync(body, secret: fresh.Secret)).ShouldBe(200);
        (await channels.EndRotationAsync(shop.Actor, shop.Keys.Id, default)).Ok.ShouldBeTrue();
        (await shop.PostAsync(body)).ShouldBe(401);
        (await shop.PostAsync(body, secret: fresh.Secret)).ShouldBe(200);
        (await shop.InboxAsync()).ShouldHaveSingleItem().Deliveries.ShouldBe(3);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Secrets_are_unreadable_in_the_database(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        await using var db = shop.Company.Db.Read(shop.Actor);
        db.Channels.Single().Secret!.ShouldNotContain(shop.Keys.Secret);
        shop.Keys.Secret.ShouldMatch("^[A-Za-z0-9]{40}$");
        shop.Keys.Token.ShouldMatch("^[A-Za-z0-9]{32}$");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_message_that_is_no_order_is_kept_with_its_reason_and_the_next_one_passes(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine);
        foreach (var wrong in (string[])["{\"id\":5,", "[[[", "null", "\0\0", "{\"id\":1,\"id\":2}", """{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":403}}"""])
        {
            (await shop.PostAsync(wrong)).ShouldBe(200);
        }

        (await shop.PostAsync(WooFixture.Tiny)).ShouldBe(200);
        await shop.SettleAsync();

        var inbox = await shop.InboxAsync();
        inbox.Count.ShouldBe(7);
        inbox[0].State.ShouldBe(IntakeState.Applied);
        inbox.Skip(1).ShouldAllBe(m => m.State == IntakeState.Failed && m.Why != null && m.RetryAt == null);
        inbox[^1].Why!.Code.ShouldBe("shop.malformed");
        inbox[^1].Why!.Args[0].ShouldBe("1", "the line");
        (await shop.Get<ShopInbox>().RawAsync(shop.Actor, inbox[^1].Id, default)).Value.ShouldBe("{\"id\":5,");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_message_ten_times_in_parallel_is_one_order(DatabaseProvider engine)
    {
        await using var shop = await ShopHost.CreateAsync(engine, running: true);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shop.PostAsync(WooFixture.Tiny)));
        await Task.WhenAll(shop.SettleAsync(), shop.SettleAsync());

        answers.ShouldAllBe(a => a == 200);
        (await shop.OrdersAsync()).ShouldHaveSingleItem();
        var message = (await shop.InboxAsync()).ShouldHaveSingleItem();
        (message.State, message.Deliveries).ShouldBe((IntakeState.Applied, 10));
    }
}
