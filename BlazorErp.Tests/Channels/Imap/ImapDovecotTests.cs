using System.Text;
using BlazorErp.Channels.Imap;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>The client against a real Dovecot.</summary>
public sealed class ImapDovecotTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static byte[] Mail(int number, int size = 500) => Encoding.ASCII.GetBytes($"From: a@b.lv\r\nSubject: mail {number}\r\n\r\n{new string('x', size)}\r\n");

    private static async Task<List<MailFetched>> All(ImapClient client, MailPosition? after = null, MailFetchLimits? limits = null)
    {
        var all = new List<MailFetched>();
        await foreach (var mail in client.NewerThanAsync(after, limits ?? MailFetchLimits.Default, None)) all.Add(mail);
        return all;
    }

    private static string Subject(MailFetched mail) => MimeMessage.Parse(mail.Raw!.Value, MimeLimits.Default).Value.Subject;

    private static async Task<string> RefusedAsync(ImapOptions options)
    {
        await using var client = new ImapClient(options, TimeProvider.System);
        return (await Should.ThrowAsync<ImapException>(() => client.OpenAsync(None))).Refusal.Code;
    }

    [Fact]
    public async Task Two_hundred_mails_come_whole_and_in_order()
    {
        await using var server = await DovecotServer.StartAsync();
        for (var i = 1; i <= 200; i++) server.Deliver(Mail(i, i * 37));
        await using var client = new ImapClient(server.Options, TimeProvider.System);
        var folder = await client.OpenAsync(None);
        folder.Messages.ShouldBe(200);
        var mails = await All(client);
        mails.Select(x => x.Position.Uid).ShouldBe(Enumerable.Range(1, 200).Select(x => (uint)x));
        mails.Select(Subject).ShouldBe(Enumerable.Range(1, 200).Select(x => $"mail {x}"));
        for (var i = 1; i <= 200; i++) mails[i - 1].Raw!.Value.Span.SequenceEqual(Mail(i, i * 37)).ShouldBeTrue();
        mails.ShouldAllBe(x => x.Position.UidValidity == folder.UidValidity && x.ArrivedAt != null && x.Size == x.Raw!.Value.Length);
        server.HasSeen().ShouldBeFalse();
    }

    [Fact]
    public async Task A_poll_goes_on_where_the_last_one_ended()
    {
        await using var server = await DovecotServer.StartAsync();
        for (var i = 1; i <= 5; i++) server.Deliver(Mail(i));
        MailPosition last;
        await using (var first = new ImapClient(server.Options, TimeProvider.System))
        {
            await first.OpenAsync(None);
            last = (await All(first, limits: MailFetchLimits.Default with { MaxMessages = 3 }))[^1].Position;
        }

        server.Deliver(Mail(6));
        await using var second = new ImapClient(server.StartTls, TimeProvider.System);
        await second.OpenAsync(None);
        var mails = await All(second, MailPosition.Parse(last.ToString()));
        mails.Select(Subject).ShouldBe(["mail 4", "mail 5", "mail 6"]);
        (await All(second, mails[^1].Position)).ShouldBeEmpty();
        (await All(second, mails[^1].Position with { Uid = uint.MaxValue })).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_new_numbering_everything_comes_again()
    {
        await using var server = await DovecotServer.StartAsync();
        for (var i = 1; i <= 3; i++) server.Deliver(Mail(i));
        MailPosition last;
        await using (var first = new ImapClient(server.Options, TimeProvider.System))
        {
            await first.OpenAsync(None);
            last = (await All(first))[^1].Position;
        }

        server.ChangeUidValidity();
        await using var second = new ImapClient(server.Options, TimeProvider.System);
        var folder = await second.OpenAsync(None);
        folder.UidValidity.ShouldNotBe(last.UidValidity);
        (await All(second, last)).Count.ShouldBe(3);
        (await Should.ThrowAsync<ImapException>(() => second.MarkSeenAsync(last, None))).Refusal.Code.ShouldBe("mailbox.numbering_changed");
        (await All(second)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_mail_over_the_limit_is_named_and_the_next_one_fetched()
    {
        await using var server = await DovecotServer.StartAsync();
        server.Deliver(Mail(1));
        server.Deliver(Mail(2, 3 << 20));
        server.Deliver(Mail(3));
        await using var client = new ImapClient(server.Options, TimeProvider.System);
        await client.OpenAsync(None);
        var mails = await All(client, limits: new MailFetchLimits(MaxMessageBytes: 1 << 20));
        mails.Select(x => x.Refusal?.Code).ShouldBe([null, "mailbox.mail_too_large", null]);
        mails[1].Size.ShouldBeGreaterThan(3 << 20);
        (await All(client)).Select(x => x.Raw!.Value.Length).ShouldBe([Mail(1).Length, Mail(2, 3 << 20).Length, Mail(3).Length]);
    }

    [Fact]
    public async Task A_mail_is_marked_and_moved()
    {
        await using var server = await DovecotServer.StartAsync();
        server.Deliver(Mail(1));
        server.Deliver(Mail(2));
        server.Deliver(Mail(0), "R&ARMBNw-ini");
        await using (var client = new ImapClient(server.Options, TimeProvider.System))
        {
            await client.OpenAsync(None);
            // between two mails of a poll, as a job does it
            await foreach (var mail in client.NewerThanAsync(null, MailFetchLimits.Default, None))
            {
                if (mail.Position.Uid == 1) await client.MoveAsync(mail.Position, "Rēķini", None);
                else await client.MarkSeenAsync(mail.Position, None);
            }

            var two = (await All(client)).Single().Position;
            (await Should.ThrowAsync<ImapException>(() => client.MoveAsync(two, "Nowhere", None))).Refusal.Code.ShouldBe("mailbox.refused");
            (await All(client)).Select(x => x.Position.Uid).ShouldBe([2u]);
        }

        server.CountIn("R&ARMBNw-ini").ShouldBe(2);
        server.HasSeen().ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_opened_for_reading_stays_as_it_is()
    {
        await using var server = await DovecotServer.StartAsync();
        server.Deliver(Mail(1));
        await using var client = new ImapClient(server.Options with { ReadOnly = true }, TimeProvider.System);
        await client.OpenAsync(None);
        var mail = (await All(client)).Single();
        (await Should.ThrowAsync<ImapException>(() => client.MarkSeenAsync(mail.Position, None))).Refusal.Code.ShouldBe("mailbox.read_only");
    }

    [Fact]
    public async Task Without_MOVE_a_mail_is_copied_and_only_it_is_deleted()
    {
        await using var server = await DovecotServer.StartAsync("imap_capability = IMAP4rev1 UIDPLUS LITERAL+");
        server.Deliver(Mail(1));
        server.Deliver(Mail(2));
        server.Deliver(Mail(0), "Done");
        await using var client = new ImapClient(server.Options, TimeProvider.System);
        var folder = await client.OpenAsync(None);
        await client.MoveAsync(new MailPosition(folder.UidValidity, 1), "Done", None);
        (await All(client)).Select(x => x.Position.Uid).ShouldBe([2u]);
        server.CountIn("Done").ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var server = await DovecotServer.StartAsync();
        (await RefusedAsync(server.Options with { Password = "wrong" })).ShouldBe("mailbox.sign_in_refused");
        (await RefusedAsync(server.Options with { User = "inbox@example.com\" \"x\"\r\na9 LOGOUT" })).ShouldBe("mailbox.sign_in_refused");
        (await RefusedAsync(server.Options with { Password = "a\0b" })).ShouldBe("mailbox.text_invalid");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused()
    {
        await using var server = await DovecotServer.StartAsync();
        (await RefusedAsync(server.Options with { Folder = "Nowhere" })).ShouldBe("mailbox.folder_refused");
        (await RefusedAsync(server.Options with { Folder = "INBOX\"\r\na9 DELETE INBOX" })).ShouldBe("mailbox.folder_refused");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var server = await DovecotServer.StartAsync();
        (await RefusedAsync(server.Options with { PinnedFingerprint = null })).ShouldBe("mailbox.certificate_refused");
        (await RefusedAsync(server.Options with { PinnedFingerprint = new string('A', 64) })).ShouldBe("mailbox.certificate_refused");
        (await RefusedAsync(server.StartTls with { PinnedFingerprint = null })).ShouldBe("mailbox.certificate_refused");
        (await RefusedAsync(server.Options with { AllowLoopback = false })).ShouldBe("mailbox.unreachable");
        (await RefusedAsync(server.Options with { Port = server.StartTlsPort })).ShouldBeOneOf("mailbox.no_tls", "mailbox.certificate_refused");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000)]
    [InlineData(6_000)]
    [InlineData(200_000)]
    [InlineData(900_000)]
    public async Task A_line_cut_at_any_byte_ends_the_poll_and_gives_no_half_mail(int bytes)
    {
        await using var server = await DovecotServer.StartAsync();
        for (var i = 1; i <= 3; i++) server.Deliver(Mail(i, 400_000));
        await using var cutter = new LineCutter(server.Port, bytes);
        await using var client = new ImapClient(server.Options with { Port = cutter.Port }, TimeProvider.System);
        var came = new List<MailFetched>();
        var failure = await Should.ThrowAsync<ImapException>(async () =>
        {
            await client.OpenAsync(None);
            await foreach (var mail in client.NewerThanAsync(null, MailFetchLimits.Default, None)) came.Add(mail);
        });
        failure.Refusal.Code.ShouldBeOneOf("mailbox.closed", "mailbox.no_tls", "mailbox.certificate_refused");
        came.Count.ShouldBe(bytes / 400_000);
        came.ShouldAllBe(x => x.Raw!.Value.Length == Mail(1, 400_000).Length);
    }

    [Fact]
    public async Task A_server_killed_between_mails_ends_the_poll_and_what_came_counts()
    {
        await using var server = await DovecotServer.StartAsync();
        for (var i = 1; i <= 20; i++) server.Deliver(Mail(i));
        await using var client = new ImapClient(server.Options, TimeProvider.System);
        await client.OpenAsync(None);
        var came = new List<uint>();
        var failure = await Should.ThrowAsync<ImapException>(async () =>
        {
            await foreach (var mail in client.NewerThanAsync(null, MailFetchLimits.Default, None))
            {
                came.Add(mail.Position.Uid);
                if (came.Count == 7) await server.KillAsync();
            }
        });
        came.ShouldBe([1u, 2u, 3u, 4u, 5u, 6u, 7u]);
        failure.Refusal.Code.ShouldBe("mailbox.closed");
        (await RefusedAsync(server.Options)).ShouldBe("mailbox.unreachable");
    }
}
