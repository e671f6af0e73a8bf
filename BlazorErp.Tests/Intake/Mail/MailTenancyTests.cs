using System.Text.Json;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>The log of a mailbox that several companies' statements come to: everyone sees their own business in it, and nobody else's.</summary>
public sealed class MailTenancyTests
{
    private const string Secret = "Kanarienvogel";

    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_owner_of_the_mailbox_learns_nothing_of_a_company_that_is_not_theirs(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        string[][] files =
        [
            MailGround.Part($"{Secret}.xml", MailGround.Statement(MailGround.SecondIban, 1m, 2m, 3m)), MailGround.Part($"{Secret}-unknown.xml", MailGround.Statement("LV42BANK0000435195006", 1m)),
            MailGround.Part($"{Secret}.bin", "no statement at all"u8.ToArray()),
        ];
        ground.Server.Deliver(MailGround.Mail("cilla@client.lv", "dmarc=pass header.from=client.lv", Secret, files));
        await ground.RunJobAsync();

        var owner = MailGround.As(ground.Owner, MailGround.Home, Role.Owner);
        var mail = (await ground.LogAsync(owner)).Single();
        (mail.Whole, mail.Subject, mail.Why, mail.NewLines, mail.KnownLines, mail.Files.Count, mail.MayRetry).ShouldBe((false, null, null, 0, 0, 0, false));
        var shown = JsonSerializer.Serialize(mail);
        foreach (var word in (string[])[Secret, "SECOND", MailGround.SecondIban, "LV42BANK"])
        {
            shown.ShouldNotContain(word);
        }

        var log = ground.Get<MailLog>();
        (await log.RawAsync(owner, mail.Id, default)).Refusal!.Code.ShouldBe("not_found");
        (await log.RetryAsync(owner, mail.Id, default)).Refusal!.Code.ShouldBe("mail.nothing_to_retry");
        (await ground.LogAsync(owner, search: Secret)).ShouldBeEmpty();
        (await ground.LogAsync(owner, trouble: true)).ShouldBeEmpty();
        (await log.TroubleAsync(owner, TimeSpan.FromDays(7), default)).ShouldBe(0);
        await using (var db = ground.Database.Db.Read(MailGround.Home))
        {
            (await db.BankFiles.CountAsync()).ShouldBe(0);
            (await db.AuditEntries.Where(a => a.EntityType == "mail").Select(a => a.Facts).ToListAsync()).ShouldAllBe(f => f == null || !f.Contains(Secret));
        }

        var sender = (await ground.LogAsync(MailGround.As(ground.Cilla, MailGround.First, Role.Accountant), mine: true)).Single();
        (sender.Whole, sender.Subject, sender.NewLines, sender.Files.Count, sender.MayRetry).ShouldBe((true, Secret, 3, 3, true), "whoever sent it sees it from wherever they are");
        (await log.RawAsync(MailGround.As(ground.Cilla, MailGround.First, Role.Accountant), mail.Id, default)).Value.ShouldNotBeEmpty();
        (await ground.LogAsync(MailGround.As(ground.Cilla, MailGround.Second, Role.Owner), mine: true, search: Secret)).Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_a_mail_for_several_companies_everyone_sees_the_part_that_is_theirs(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        await ground.JoinAsync(ground.Cilla, MailGround.Home, Role.Accountant);
        ground.Server.Deliver(MailGround.Mail("cilla@client.lv", "dmarc=pass header.from=client.lv", Secret,
            MailGround.Part("own.xml", MailGround.Statement(MailGround.HomeIban, 1m)), MailGround.Part($"{Secret}.xml", MailGround.Statement(MailGround.SecondIban, 2m, 3m)), MailGround.Part("unknown.xml", MailGround.Statement("LV42BANK0000435195006", 1m))));
        await ground.RunJobAsync();

        var owner = (await ground.LogAsync(MailGround.As(ground.Owner, MailGround.Home, Role.Owner))).Single();
        (owner.Whole, owner.Subject, owner.NewLines).ShouldBe((false, null, 1));
        owner.Files.Select(f => (f.FileName, f.State)).ShouldBe([("own.xml", MailFileState.New), ("unknown.xml", MailFileState.Rejected)]);
        (await ground.Get<MailLog>().RawAsync(MailGround.As(ground.Owner, MailGround.Home, Role.Owner), owner.Id, default)).Refusal!.Code.ShouldBe("not_found");

        await ground.JoinAsync(ground.Owner, MailGround.Second, Role.Viewer);
        var granted = (await ground.LogAsync(MailGround.As(ground.Owner, MailGround.Home, Role.Owner))).Single();
        (granted.Whole, granted.Subject, granted.NewLines, granted.State).ShouldBe((true, Secret, 3, MailState.Partly));
    }

    [Fact]
    public async Task Who_is_not_in_the_company_of_the_mailbox_does_not_see_its_log()
    {
        await using var ground = await MailGround.CreateAsync();
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 1m))));
        await ground.RunJobAsync();
        var id = (await ground.LogAsync()).Single().Id;
        var cilla = MailGround.As(ground.Cilla, MailGround.First, Role.Accountant);
        (await ground.LogAsync(cilla)).ShouldBeEmpty();
        (await ground.LogAsync(cilla, mine: true)).ShouldBeEmpty();
        (await ground.Get<MailLog>().GetAsync(cilla, id, default)).Refusal!.Code.ShouldBe("not_found");
        (await ground.Get<MailLog>().RawAsync(cilla, id, default)).Refusal!.Code.ShouldBe("not_found");
        (await ground.Get<MailLog>().ListAsync(TestDatabase.As(Role.Warehouse), new MailQuery(new PageQuery()), default)).Refusal!.Code.ShouldBe("forbidden");
        (await ground.Get<MailPoll>().NowAsync(TestDatabase.As(Role.Viewer), ground.Channel, default)).Refusal!.Code.ShouldBe("forbidden");
        (await ground.Get<MailPoll>().NowAsync(TestDatabase.Owner(MailGround.First), ground.Channel, default)).Refusal!.Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task A_sender_who_left_the_company_sees_no_more_of_it()
    {
        await using var ground = await MailGround.CreateAsync();
        ground.Server.Deliver(ground.Mail("cilla@client.lv", MailGround.Part("second.xml", MailGround.Statement(MailGround.SecondIban, 1m))));
        await ground.RunJobAsync();
        await using (var db = ground.Database.Db.Read(MailGround.Second))
        {
            await db.Memberships.Where(m => m.UserId == ground.Cilla.Id).ExecuteDeleteAsync();
        }

        var file = (await ground.LogAsync(MailGround.As(ground.Cilla, MailGround.First, Role.Accountant), mine: true)).Single().Files.Single();
        (file.FileName, file.Company, file.BankFileId).ShouldBe(("second.xml", null, null));
    }
}
