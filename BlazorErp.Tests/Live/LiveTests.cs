using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorErp.Tests.Live;

public sealed class LiveTests
{
    private static readonly TimeSpan Patience = Hang.Limit;

    [Fact]
    public async Task Changes_of_a_moment_reach_a_subscriber_of_that_company_and_topic_together()
    {
        var feed = new ChangeFeed();
        using var live = new LiveFeed(feed, TimeProvider.System, NullLogger<LiveFeed>.Instance);
        var mine = new TaskCompletionSource<LiveBatch>();
        var all = new HashSet<long>();
        using var one = live.Subscribe(1, [Topics.Order], batch =>
        {
            all.UnionWith(batch.Of(Topics.Order));
            if (all.Count == 3)
            {
                mine.TrySetResult(batch);
            }

            return Task.CompletedTask;
        });
        using var other = live.Subscribe(2, [Topics.Order], _ => throw new InvalidOperationException("not of this company"));
        feed.Publish([new Change(1, Topics.Order, 11), new Change(1, Topics.Stock, 5)]);
        feed.Publish([new Change(1, Topics.Order, 12)]);
        feed.Publish([new Change(1, Topics.Order, 13)]);
        (await mine.Task.WaitAsync(Patience)).Of(Topics.Stock).ShouldBeEmpty();
        all.ShouldBe([11, 12, 13], ignoreOrder: true);
    }

    [Fact]
    public async Task A_slow_subscriber_gets_what_it_missed_as_one_batch()
    {
        var feed = new ChangeFeed();
        using var live = new LiveFeed(feed, TimeProvider.System, NullLogger<LiveFeed>.Instance);
        var (entered, release, done) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<LiveBatch>());
        using var slow = live.Subscribe(1, [Topics.Order], async batch =>
        {
            if (!entered.TrySetResult())
            {
                done.TrySetResult(batch);
                return;
            }

            await release.Task;
        });
        using var quick = new SemaphoreSlim(0);
        using var other = live.Subscribe(1, [Topics.Order], batch =>
        {
            quick.Release(batch.Of(Topics.Order).Count);
            return Task.CompletedTask;
        });
        feed.Publish([new Change(1, Topics.Order, 1)]);
        await entered.Task.WaitAsync(Patience);
        for (var id = 2; id <= 5; id++)
        {
            feed.Publish([new Change(1, Topics.Order, id)]);
        }

        for (var n = 0; n < 5; n++)
        {
            (await quick.WaitAsync(Patience)).ShouldBeTrue();
        }

        release.SetResult();
        (await done.Task.WaitAsync(Patience)).Of(Topics.Order).ShouldBe([2, 3, 4, 5], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_nodes_on_one_database_tell_each_other()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        await using var one = await TestHost.StartAsync(database);
        await using var two = await TestHost.StartAsync(database);
        var company = await one.CompanyAsync();
        var heard = new TaskCompletionSource<LiveBatch>();
        using var subscription = two.Services.GetRequiredService<LiveFeed>().Subscribe(company, [Topics.Order], batch =>
        {
            heard.TrySetResult(batch);
            return Task.CompletedTask;
        });
        // The other node must stand at the tail before it can hear: it tells so by hearing anything at all.
        for (var id = 1; !heard.Task.IsCompleted && id < 200; id++)
        {
            await TellAsync(one, company, 77);
            await Task.WhenAny(heard.Task, Task.Delay(100));
        }

        (await heard.Task.WaitAsync(Patience)).Of(Topics.Order).ShouldBe([77]);
    }

    [Fact]
    public async Task An_entry_committed_late_is_still_told()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        var feed = new ChangeFeed();
        var heard = new List<Change>();
        using var subscription = feed.Subscribe(heard.AddRange);
        var tail = new ChangeTail(database.Db, database.Factory, feed);
        await tail.ReadAsync(default);
        await using var early = database.Factory.Create();
        await using var transaction = await early.Database.BeginTransactionAsync();
        early.Changes.Add(new ChangeEntry { CompanyId = 1, Node = 5, At = DateTimeOffset.UnixEpoch, Changes = "order:1" });
        await early.SaveChangesAsync();
        await using (var later = database.Factory.Create())
        {
            later.Changes.Add(new ChangeEntry { CompanyId = 1, Node = 5, At = DateTimeOffset.UnixEpoch, Changes = "order:2" });
            await later.SaveChangesAsync();
        }

        await tail.ReadAsync(default);
        heard.Select(c => c.Id).ShouldBe([2]);
        await transaction.CommitAsync();
        await tail.ReadAsync(default);
        await tail.ReadAsync(default);
        heard.Select(c => c.Id).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task A_hub_client_hears_its_company_and_no_other()
    {
        await using var host = await TestHost.StartAsync();
        var (one, two) = (await host.CompanyAsync("ONE"), await host.CompanyAsync("TWO"));
        using var client = await host.SignInAsync(await host.UserAsync(one, Role.Warehouse));
        await using var hub = await HubClient.ConnectAsync(host);
        (await hub.InvokeAsync("Join", two)).ShouldNotBeNull().ShouldContain("forbidden");
        (await hub.InvokeAsync("Join", one)).ShouldBeNull();
        await TellAsync(host, two, 9);
        await TellAsync(host, one, 12);
        var changed = (await hub.ChangedAsync()).ShouldNotBeNull();
        changed.GetProperty(Topics.Order).EnumerateArray().Select(i => i.GetInt64()).ShouldBe([12]);
    }

    [Fact]
    public async Task Nobody_connects_to_the_hub_without_signing_in()
    {
        await using var host = await TestHost.StartAsync();
        host.Client().Dispose();
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => HubClient.ConnectAsync(host));
    }

    [Fact]
    public async Task A_person_taken_out_of_the_company_is_cut_off_before_the_next_message()
    {
        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var user = await host.UserAsync(company, Role.Sales);
        using var client = await host.SignInAsync(user);
        await using var hub = await HubClient.ConnectAsync(host);
        (await hub.InvokeAsync("Join", company)).ShouldBeNull();
        (await host.Services.GetRequiredService<MemberService>().RemoveAsync(TestDatabase.Owner(company), user.Id, default)).Refusal.ShouldBeNull();
        await TellAsync(host, company, 12);
        (await hub.ChangedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_disabled_persons_open_screen_closes()
    {
        await using var host = await TestHost.StartAsync();
        var company = await host.CompanyAsync();
        var (owner, user) = (await host.UserAsync(company), await host.UserAsync(company, Role.Sales));
        var page = await host.BrowseAsync(user);
        (await host.Services.GetRequiredService<MemberService>().SetDisabledAsync(TestDatabase.Owner(company) with { UserId = owner.Id }, user.Id, true, default)).Refusal.ShouldBeNull();
        await page.WaitForSelectorAsync("[name='Input.Password']");
        host.Services.GetRequiredService<BlazorErp.Companies.OpenConnections>().Count.ShouldBe(0);
    }

    private static Task TellAsync(TestHost host, int company, long order) => host.Db.WriteAsync(TestDatabase.Owner(company), new Command("test.tell"), (w, _) =>
    {
        w.Changed(Topics.Order, order);
        return Task.FromResult(Outcome.Done);
    }, default);
}
