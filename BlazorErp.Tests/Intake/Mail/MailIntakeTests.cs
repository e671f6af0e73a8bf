using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Jobs;
using BlazorErp.Tests.Channels.Imap;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>Statements by e-mail, from a real mailbox to the books of the company they are about.</summary>
public sealed class MailIntakeTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task What_a_known_sender_mails_is_in_the_bank_of_the_company_whose_account_it_is(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        ground.Server.Deliver(ground.Mail("Anna <anna@example.com>", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m, 7m)), MailGround.Part("own.xml", MailGround.Statement(MailGround.HomeIban, 9m))));

        (await ground.RunJobAsync()).ShouldBe(new JobCount(1));

        (await ground.LinesAsync(MailGround.First), await ground.LinesAsync(MailGround.Home), await ground.LinesAsync(MailGround.Second)).ShouldBe((2, 1, 0));
        var mail = (await ground.LogAsync()).ShouldHaveSingleItem();
        (mail.State, mail.From, mail.Subject, mail.NewLines, mail.KnownLines, mail.Whole).ShouldBe((MailState.Taken, "anna@example.com", "statements 1", 3, 0, true));
        mail.Files.Select(f => (f.FileName, f.Company, f.State, f.NewLines, f.Format, string.Join(' ', f.Accounts))).ShouldBe(
        [
            ("first.xml", "SIA FIRST", MailFileState.New, 2, "Camt053", $"{MailGround.FirstIban} EUR"), ("own.xml", "SIA ACC", MailFileState.New, 1, "Camt053", $"{MailGround.HomeIban} EUR"),
        ]);
        ground.Server.HasSeen().ShouldBeTrue();
        await using (var db = ground.Database.Db.Read(MailGround.First))
        {
            var file = await db.BankFiles.SingleAsync();
            (file.ActorName, file.FileName, file.Source).ShouldBe(("Anna", "first.xml", $"mail:{mail.Id}"));
            (await db.AuditEntries.Where(a => a.Action == "bank.imported").Select(a => a.UserId).SingleAsync()).ShouldBe(ground.Anna.Id);
            (await db.MatchRuns.SingleAsync()).FileId.ShouldBe(file.Id, "matched as on upload");
        }

        (await ground.RunJobAsync()).ShouldBe(new JobCount(0));
        (await ground.LogAsync()).ShouldHaveSingleItem().Deliveries.ShouldBe(1);
        var channel = (await ground.Get<MailboxService>().GetAsync(TestDatabase.Owner(), ground.Channel, default)).Value;
        (channel.PolledAt.HasValue, channel.LastSeenAt.HasValue, channel.PollWhy, channel.Waiting).ShouldBe((true, true, null, 0));
    }

    [Fact]
    public async Task Whoever_is_not_known_not_proven_or_has_no_right_brings_nothing_and_the_log_says_why()
    {
        await using var ground = await MailGround.CreateAsync();
        var viewer = await ground.PersonAsync("vera@example.com", "Vera");
        await ground.JoinAsync(viewer, MailGround.Home, Role.Viewer);
        var gone = await ground.PersonAsync("gone@example.com", "Gone");
        await ground.JoinAsync(gone, MailGround.Home, Role.Accountant);
        var stranger = await ground.PersonAsync("elsewhere@example.com", "Elsewhere");
        await ground.JoinAsync(stranger, MailGround.Second, Role.Viewer);
        await using (var db = ground.Database.Factory.Create())
        {
            await db.Users.Where(u => u.Id == gone.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.IsDisabled, true));
        }

        string[] part = MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m));
        ground.Server.Deliver(ground.Mail("nobody@example.com", part));
        ground.Server.Deliver(MailGround.Mail("anna@example.com", "dmarc=fail header.from=example.com", "forged", part));
        ground.Server.Deliver(MailGround.Mail("anna@example.com", "", "unchecked", part));
        ground.Server.Deliver(ground.Mail("vera@example.com", part));
        ground.Server.Deliver(ground.Mail("gone@example.com", part));
        ground.Server.Deliver(ground.Mail("elsewhere@example.com", part));
        ground.Server.Deliver(MailGround.Mail("\"anna@example.com\" <x@evil.lv>", "dmarc=pass header.from=evil.lv", "named like her", part));

        (await ground.RunJobAsync()).ShouldBe(new JobCount(0, 7));

        foreach (var company in (int[])[1, 2, 3])
        {
            (await ground.LinesAsync(company)).ShouldBe(0);
        }

        var log = await ground.LogAsync(MailGround.As(ground.Owner, MailGround.Home, Role.Owner));
        log.Reverse().Select(m => m.Why!.Code).ShouldBe(
            ["mail.sender_unknown", "mail.sender_forged", "mail.sender_unchecked", "mail.sender_no_right", "mail.sender_unknown", "mail.sender_unknown", "mail.sender_unknown"]);
        log.ShouldAllBe(m => m.State == MailState.Rejected && m.HasContent && m.MayRetry);
        (await ground.Get<MailLog>().RawAsync(MailGround.As(ground.Owner, MailGround.Home, Role.Owner), log[^1].Id, default)).Value.ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_account_decides_by_itself_and_where_it_does_not_the_file_waits_with_its_reason(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        const string shared = "LV96BANK0000435195004", twice = "LV69BANK0000435195005";
        await ground.AccountAsync(MailGround.First, shared);
        await ground.AccountAsync(MailGround.Second, shared);
        await ground.AccountAsync(MailGround.Home, twice);
        await ground.AccountAsync(MailGround.First, twice);
        ground.Server.Deliver(ground.Mail("anna@example.com",
            MailGround.Part("unknown.xml", MailGround.Statement("LV42BANK0000435195006", 1m)), MailGround.Part("shared.xml", MailGround.Statement(shared, 2m)),
            MailGround.Part("twice.xml", MailGround.Statement(twice, 3m)), MailGround.Part("strangers.xml", MailGround.Statement(MailGround.SecondIban, 4m))));

        (await ground.RunJobAsync()).ShouldBe(new JobCount(1, 1));

        var mail = (await ground.LogAsync()).Single();
        mail.State.ShouldBe(MailState.Partly);
        mail.Files.Select(f => (f.FileName, f.Company, f.Why?.Code)).ShouldBe(
            [("unknown.xml", null, "mail.account_unknown"), ("shared.xml", "SIA FIRST", null), ("twice.xml", null, "mail.account_in_several"), ("strangers.xml", null, "mail.account_unknown")]);
        (await ground.LinesAsync(MailGround.First), await ground.LinesAsync(MailGround.Second), await ground.LinesAsync(MailGround.Home)).ShouldBe((1, 0, 0));

        await ground.AccountAsync(MailGround.First, "LV42BANK0000435195006");
        (await ground.Get<MailLog>().RetryAsync(MailGround.As(ground.Anna, MailGround.Home, Role.Accountant), mail.Id, default)).Refusal.ShouldBeNull();
        await ground.RunJobAsync();

        var again = (await ground.LogAsync()).Single();
        again.Files.Select(f => (f.FileName, f.State, f.NewLines)).Take(2).ShouldBe([("unknown.xml", MailFileState.New, 1), ("shared.xml", MailFileState.New, 1)], "what came with this mail before is no duplicate of itself");
        (await ground.LinesAsync(MailGround.First)).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_file_of_an_archive_goes_its_own_way_and_nobody_keeps_what_is_anothers(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        var (first, second) = (System.Text.Encoding.UTF8.GetBytes(MailGround.Statement(MailGround.FirstIban, 5m)), System.Text.Encoding.UTF8.GetBytes(MailGround.Statement(MailGround.SecondIban, 6m)));
        var both = MailGround.Statement(MailGround.FirstIban, 15m).Replace("</BkToCstmrStmt>", MailGround.Statement(MailGround.SecondIban, 16m).Split("</GrpHdr>")[1].Split("</BkToCstmrStmt>")[0] + "</BkToCstmrStmt>", StringComparison.Ordinal);
        ground.Server.Deliver(ground.Mail("cilla@client.lv",
            MailGround.Part("all.zip", MailGround.Zip(("a/first.xml", first), ("b/second.xml", second), ("print.pdf", "%PDF-1.7"u8.ToArray()), ("inner.zip", MailGround.Zip(("x.xml", first))), ("broken.xml", "<Document"u8.ToArray()))),
            MailGround.Part("both.xml", both)));

        await ground.RunJobAsync();

        var mail = (await ground.LogAsync(MailGround.As(ground.Cilla, MailGround.Second, Role.Owner), mine: true)).Single();
        mail.Files.Select(f => (f.FileName, f.Company, f.State, f.NewLines, f.Why?.Code)).ShouldBe(
        [
            ("first.xml", "SIA FIRST", MailFileState.New, 1, null), ("second.xml", "SIA SECOND", MailFileState.New, 1, null), ("print.pdf", null, MailFileState.Passed, 0, null),
            ("inner.zip", null, MailFileState.Rejected, 0, "bank.format.nested"), ("broken.xml", null, MailFileState.Rejected, 0, "bank.format.xml"),
            ("both.xml", "SIA FIRST", MailFileState.New, 1, null), ("both.xml", "SIA SECOND", MailFileState.New, 1, null),
        ]);
        foreach (var (company, foreign) in new[] { (MailGround.First, MailGround.SecondIban), (MailGround.Second, MailGround.FirstIban) })
        {
            await using var db = ground.Database.Db.Read(company);
            (await db.BankLines.CountAsync()).ShouldBe(2);
            foreach (var file in await db.BankFiles.ToListAsync())
            {
                using var raw = file.Content is null ? null : new StreamReader((await ground.Get<StatementImport>().RawAsync(TestDatabase.Owner(company), file.Id, default))!.Value.Content);
                var kept = raw is null ? "" : await raw.ReadToEndAsync();
                (kept + file.Refusals + file.Warnings).ShouldNotContain(foreign, Case.Sensitive, file.FileName);
            }
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_mail_twice_adds_nothing_also_after_the_server_numbered_anew(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        var bytes = ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m)));
        ground.Server.Deliver(bytes);
        ground.Server.Deliver(bytes);
        ground.Server.Deliver([.. "X-Forwarded: yes\r\n"u8, .. bytes]);
        (await ground.PollAsync()).Value.ShouldBe(new MailPolled(2, 2, 0));
        ground.Server.ChangeUidValidity();
        (await ground.PollAsync()).Value.ShouldBe(new MailPolled(0, 0, 0));

        var log = await ground.LogAsync();
        log.Select(m => (m.NewLines, m.KnownLines, m.Files.Single().State)).ShouldBe([(0, 1, MailFileState.Duplicate), (1, 0, MailFileState.New)]);
        (await ground.LinesAsync(MailGround.First)).ShouldBe(1);
    }

    [Fact]
    public async Task A_poisoned_part_is_named_and_holds_up_neither_the_other_files_nor_the_next_mail()
    {
        await using var ground = await MailGround.CreateAsync();
        string[] good = MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m));
        ground.Server.Deliver(ground.Mail("anna@example.com", ["Content-Type: application/ms-tnef; name=winmail.dat", "", "x"], ["Content-Type: multipart/mixed", "", "no boundary"], good));
        ground.Server.Deliver("\0\0\0 no mail at all \u00ff"u8);
        ground.Server.Deliver(Mails.Bytes("From: anna@example.com", "From: x@evil.lv", "Subject: two of them", "", "x"));
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("second.xml", MailGround.Statement(MailGround.FirstIban, 6m))));

        await ground.RunJobAsync();

        var log = (await ground.LogAsync()).Reverse().ToList();
        log.Select(m => m.State).ShouldBe([MailState.Partly, MailState.Rejected, MailState.Rejected, MailState.Taken]);
        log[0].Files.Where(f => f.State == MailFileState.Rejected).ShouldAllBe(f => f.Why!.Code.StartsWith("mime."));
        (await ground.LinesAsync(MailGround.First)).ShouldBe(2);
    }

    [Fact]
    public async Task A_mail_we_fail_at_is_kept_tried_again_later_and_at_last_left_to_a_person()
    {
        await using var ground = await MailGround.CreateAsync();
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m))));
        await ground.RunJobAsync();
        await using var db = ground.Database.Db.Read(MailGround.Home);
        await db.MailEnvelopes.ExecuteUpdateAsync(s => s.SetProperty(m => m.Content, new byte[] { 1, 2, 3 }).SetProperty(m => m.State, MailState.Received).SetProperty(m => m.Attempts, 0).SetProperty(m => m.RetryAt, DateTimeOffset.UnixEpoch));
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("second.xml", MailGround.Statement(MailGround.FirstIban, 6m))));

        for (var attempt = 1; attempt <= 8; attempt++)
        {
            (await ground.PollAsync()).Value.Refused.ShouldBe(1);
            var failed = await db.MailEnvelopes.SingleAsync(m => m.State == MailState.Failed);
            (failed.Attempts, failed.RetryAt is null, RefusalJson.Read(failed.Refusal)!.Code).ShouldBe((attempt, attempt == 8, "intake.failed"));
            (await ground.PollAsync()).Value.Refused.ShouldBe(0, "not yet due");
            await db.MailEnvelopes.Where(m => m.RetryAt != null).ExecuteUpdateAsync(s => s.SetProperty(m => m.RetryAt, DateTimeOffset.UnixEpoch));
        }

        (await ground.LinesAsync(MailGround.First)).ShouldBe(2, "the next mail was taken");
        (await ground.PollAsync()).Value.Refused.ShouldBe(0);
    }

    [Theory]
    [InlineData(6_000)]
    [InlineData(60_000)]
    public async Task A_line_that_drops_in_the_middle_of_a_mail_loses_none(int bytes)
    {
        await using var ground = await MailGround.CreateAsync();
        for (var i = 1; i <= 3; i++)
        {
            ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part($"{i}.xml", MailGround.Statement(MailGround.FirstIban, i)), MailGround.Part("long.pdf", [.. "%PDF"u8, .. new byte[20_000]])));
        }

        await using (var cutter = new LineCutter(ground.Server.Port, bytes))
        {
            await ground.ConnectAsync(o => o, cutter.Port);
            (await ground.PollAsync()).Refusal!.Code.ShouldBeOneOf("mailbox.closed", "mailbox.no_tls", "mailbox.certificate_refused");
        }

        (await ground.Get<MailboxService>().GetAsync(TestDatabase.Owner(), ground.Channel, default)).Value.PollWhy.ShouldNotBeNull();
        var before = await ground.LinesAsync(MailGround.First);
        before.ShouldBeLessThan(3);
        await ground.ConnectAsync(o => o);
        (await ground.PollAsync()).Refusal.ShouldBeNull();
        (await ground.LinesAsync(MailGround.First)).ShouldBe(3);
        (await ground.LogAsync()).Count.ShouldBe(3);
        (await ground.Get<MailboxService>().GetAsync(TestDatabase.Owner(), ground.Channel, default)).Value.PollWhy.ShouldBeNull();
    }

    [Fact]
    public async Task A_mail_too_large_is_named_by_its_sender_and_subject_and_the_next_is_taken()
    {
        await using var ground = await MailGround.CreateAsync();
        await ground.ConnectAsync(o => o with { MaxMegabytes = 1 });
        ground.Server.Deliver(MailGround.Mail("Anna <anna@example.com>", "", "far too much", MailGround.Part("large.bin", new byte[2 << 20])));
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m))));

        (await ground.PollAsync()).Value.ShouldBe(new MailPolled(2, 1, 1));

        var large = (await ground.LogAsync())[1];
        (large.State, large.From, large.Subject, large.Why!.Code, large.MayRetry).ShouldBe((MailState.Rejected, "anna@example.com", "far too much", "mailbox.mail_too_large", false));
    }

    [Fact]
    public async Task Read_mails_are_moved_where_that_is_wanted_and_a_folder_that_is_missing_stops_nothing()
    {
        await using var ground = await MailGround.CreateAsync();
        await ground.ConnectAsync(o => o with { After = AfterReading.Move, MoveTo = "Done" });
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m))));
        (await ground.PollAsync()).Refusal!.Code.ShouldBe("mailbox.refused");
        (await ground.LinesAsync(MailGround.First)).ShouldBe(1);

        ground.Server.Deliver("From: x@y.lv\r\n\r\nold"u8, "Done");
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("second.xml", MailGround.Statement(MailGround.FirstIban, 6m))));
        (await ground.PollAsync()).Value.ShouldBe(new MailPolled(1, 1, 0));
        ground.Server.CountIn("Done").ShouldBe(3, "that of the first poll was moved as well");
        (await ground.PollAsync()).Value.ShouldBe(new MailPolled(0, 0, 0));
    }

    [Fact]
    public async Task Trying_a_mailbox_really_connects_and_its_password_goes_nowhere_else()
    {
        await using var ground = await MailGround.CreateAsync();
        ground.Server.Deliver("From: x@y.lv\r\n\r\nold"u8);
        var service = ground.Get<MailboxService>();
        var options = (await service.GetAsync(TestDatabase.Owner(), ground.Channel, default)).Value.Options;
        SaveMailbox With(MailboxOptions o, string? password = null) => new(Guid.NewGuid(), ground.Channel, 0, "Statements", o, password);
        async Task<string?> Refused(MailboxOptions o, string? password = null) => (await service.TryAsync(TestDatabase.Owner(), With(o, password), default)).Refusal?.Code;

        (await service.TryAsync(TestDatabase.Owner(), With(options), default)).Value.ShouldBe(1);
        (await Refused(options, "wrong")).ShouldBe("mailbox.sign_in_refused");
        (await Refused(options with { Folder = "Nowhere" }, DovecotServer.Password)).ShouldBe("mailbox.folder_refused");
        (await Refused(options with { After = AfterReading.Move, MoveTo = "Nowhere" })).ShouldBe("mailbox.folder_refused");
        (await Refused(options with { Fingerprint = null })).ShouldBe("mailbox.certificate_refused");
        (await Refused(options with { Host = "127.0.0.1" })).ShouldBe("mailbox.password_missing");
        (await Refused(options with { Host = "no host" }, "x")).ShouldBe("mailbox.host_wrong");
        (await service.SaveAsync(TestDatabase.Owner(), With(options with { User = "other" }) with { Version = 1 }, default)).Refusal!.Code.ShouldBe("mailbox.password_missing");
        (await service.TryAsync(TestDatabase.As(Role.Accountant), With(options), default)).Refusal!.Code.ShouldBe("forbidden");
        await using var db = ground.Database.Db.Read(MailGround.Home);
        var channel = await db.Channels.SingleAsync();
        (channel.Secret + channel.Settings).ShouldNotContain(DovecotServer.Password);

        await using (var all = ground.Database.Factory.Create())
        {
            await all.Companies.ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, false));
        }

        (await Refused(options)).ShouldBe("mailbox.unreachable", "outside a demo no machine of our own is asked");
    }
}
