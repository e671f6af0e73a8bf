using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>Several at one mailbox: one reads it, and whoever slept too long writes nothing any more.</summary>
public sealed class MailNodesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_many_polls_at_once_each_mail_is_taken_once(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        await using var other = MailGround.Node(ground.Database);
        for (var i = 1; i <= 5; i++)
        {
            ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part($"{i}.xml", MailGround.Statement(MailGround.FirstIban, i))));
        }

        var polls = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? ground.Services : other).GetRequiredService<MailPoll>().NowAsync(TestDatabase.Owner(MailGround.Home), ground.Channel, default)));

        polls.Where(p => !p.Ok).ShouldAllBe(p => p.Refusal!.Code == "channel.poll_busy");
        polls.Where(p => p.Ok).Sum(p => p.Value.Fetched).ShouldBe(5);
        polls.Where(p => p.Ok).Sum(p => p.Value.Taken).ShouldBe(5);
        (await ground.LinesAsync(MailGround.First)).ShouldBe(5);
        (await ground.LogAsync()).ShouldAllBe(m => m.NewLines == 1 && m.Deliveries == 1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_poll_that_slept_past_its_lease_writes_nothing_when_it_wakes(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m))));
        await ground.PollAsync();
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("second.xml", MailGround.Statement(MailGround.FirstIban, 6m))));
        var (leases, store, intake) = (ground.Get<Leases>(), ground.Get<MailStore>(), ground.Get<MailIntake>());
        var asleep = (await leases.TakeAsync($"mail-poll:{ground.Channel}", TimeSpan.Zero, default))!;
        var awake = (await leases.TakeAsync($"mail-poll:{ground.Channel}", TimeSpan.FromMinutes(5), default))!;
        var options = (await ground.Get<MailboxService>().GetAsync(TestDatabase.Owner(), ground.Channel, default)).Value.Options;
        var (old, now) = (new MailDoor(MailGround.Home, ground.Channel, "Statements", options, asleep), new MailDoor(MailGround.Home, ground.Channel, "Statements", options, awake));
        var mail = new MailFetched(new MailPosition(1, 99), 4, null, ground.Mail("anna@example.com", MailGround.Part("third.xml", MailGround.Statement(MailGround.FirstIban, 7m))), null);

        (await store.StoreAsync(old, mail, default)).Refusal!.Code.ShouldBe(Leases.Lost);
        (await store.PolledAsync(old, [], null, default)).Refusal!.Code.ShouldBe(Leases.Lost);
        (await store.NothingNewAsync(old, default)).Refusal!.Code.ShouldBe(Leases.Lost);
        (await store.StoreAsync(now, mail, default)).Value.IsNew.ShouldBeTrue();
        (await intake.RunAsync(old, default)).Refusal!.Code.ShouldBe(Leases.Lost);
        (await ground.LinesAsync(MailGround.First)).ShouldBe(1);
        (await intake.RunAsync(now, default)).Taken.ShouldBe(1);
        (await ground.LinesAsync(MailGround.First)).ShouldBe(2);
        await using (var db = ground.Database.Db.Read(MailGround.Home))
        {
            (await db.MailEnvelopes.CountAsync()).ShouldBe(2);
        }

        await leases.ReleaseAsync(awake, default);
    }

    [Fact]
    public async Task An_import_whose_lease_is_lost_keeps_neither_file_nor_line()
    {
        await using var ground = await MailGround.CreateAsync();
        var leases = ground.Get<Leases>();
        var lost = (await leases.TakeAsync("x", TimeSpan.Zero, default))!;
        await leases.TakeAsync("x", TimeSpan.FromMinutes(1), default);
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(MailGround.Statement(MailGround.FirstIban, 5m)));
        var outcome = await ground.Get<Domain.Banking.StatementImport>().ImportAsync(MailGround.As(ground.Anna, MailGround.First, Role.Accountant), file, "a.xml", "mail:1", new Domain.Banking.ImportOptions { Lease = lost });
        outcome.Refusal!.Code.ShouldBe(Leases.Lost);
        await using var db = ground.Database.Db.Read(MailGround.First);
        ((await db.BankFiles.CountAsync()), (await db.BankLines.CountAsync())).ShouldBe((0, 0));
    }
}
