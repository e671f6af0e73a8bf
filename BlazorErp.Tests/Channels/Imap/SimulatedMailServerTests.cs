using BlazorErp.Channels.Imap;
using BlazorErp.Channels.Imap.Simulator;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>The demo's mail server, asked by our own client: what it says must be what a real one says.</summary>
public sealed class SimulatedMailServerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static IMailbox Open(SimulatedMailServer server, Func<MailboxOptions, MailboxOptions>? with = null, string? password = null, string? folder = null) =>
        new ImapServers(TimeProvider.System).Mailbox(new MailboxAccess((with ?? (o => o))(server.Options), password ?? server.Password, AllowLocal: true), folder);

    private static async Task<List<MailFetched>> AllAsync(IMailbox mailbox, MailPosition? after = null, MailFetchLimits? limits = null)
    {
        var all = new List<MailFetched>();
        await foreach (var mail in mailbox.NewerThanAsync(after, limits ?? MailFetchLimits.Default, None)) all.Add(mail);
        return all;
    }

    [Fact]
    public async Task Mails_come_in_order_and_are_moved_where_they_were_read()
    {
        await using var server = new SimulatedMailServer(TimeProvider.System);
        var mails = Enumerable.Range(1, 3).Select(i => SimulatedMails.Write("a@b.lv", "Jānis", $"Rēķins {i}", DateTimeOffset.UnixEpoch, true, i == 2, new SimulatedPart("a.xml", new byte[i * 1000]))).ToList();
        mails.ForEach(server.Mailbox.Deliver);
        await using var mailbox = Open(server);
        (await mailbox.OpenAsync(None)).ShouldBe(new MailFolder(server.Mailbox.UidValidity, 3));
        var fetched = await AllAsync(mailbox);
        fetched.Select(m => m.Raw!.Value.ToArray()).ShouldBe(mails);
        (await AllAsync(mailbox, fetched[1].Position)).Single().Position.Uid.ShouldBe(3u);
        (await AllAsync(mailbox, limits: new MailFetchLimits(Since: new DateOnly(2100, 1, 1)))).ShouldBeEmpty();
        await mailbox.MarkSeenAsync(fetched[0].Position, None);
        await mailbox.MoveAsync(fetched[0].Position, SimulatedMailbox.Done, None);
        (server.Mailbox.Read, server.Mailbox.Moved, server.Mailbox.Messages().Count).ShouldBe((1, 1, 2));
        (await Should.ThrowAsync<MailboxException>(() => mailbox.MoveAsync(fetched[1].Position, "Nowhere", None))).Refusal.Code.ShouldBe("mailbox.refused");

        var parsed = MimeMessage.Parse(fetched[1].Raw!.Value, MimeLimits.Default).Value;
        (parsed.Subject, parsed.From.Single().Name, parsed.Attachments.Single(a => a.FileName == "a.xml").Content.Length).ShouldBe(("Rēķins 2", "Jānis", 2000));
        parsed.CheckedBy(SimulatedMailServer.Checker)!.Vouches("b.lv").ShouldBeTrue();
        parsed.Refusals.ShouldNotBeEmpty("that one is poisoned");
    }

    [Fact]
    public async Task It_cuts_the_line_when_told_and_gives_only_the_headers_of_what_is_too_large()
    {
        await using var server = new SimulatedMailServer(TimeProvider.System);
        server.Mailbox.Deliver(SimulatedMails.Write("a@b.lv", "A", "large", DateTimeOffset.UnixEpoch, false, false, new SimulatedPart("a.bin", new byte[5000])));
        server.Mailbox.Cuts.Enqueue(100);
        await using (var cut = Open(server))
        {
            await cut.OpenAsync(None);
            (await Should.ThrowAsync<MailboxException>(() => AllAsync(cut))).Refusal.Code.ShouldBe("mailbox.closed");
        }

        await using var mailbox = Open(server);
        await mailbox.OpenAsync(None);
        var large = (await AllAsync(mailbox, limits: new MailFetchLimits(MaxMessageBytes: 1000))).Single();
        (large.Refusal!.Code, large.Raw, MimeMessage.Parse(large.Headers!.Value, MimeLimits.Default).Value.Subject).ShouldBe(("mailbox.mail_too_large", null, "large"));
        (await AllAsync(mailbox)).Single().Raw.ShouldNotBeNull();
    }

    [Fact]
    public async Task It_keeps_others_out()
    {
        await using var server = new SimulatedMailServer(TimeProvider.System);
        async Task<string> Refused(IMailbox mailbox)
        {
            await using (mailbox)
            {
                return (await Should.ThrowAsync<MailboxException>(() => mailbox.OpenAsync(None))).Refusal.Code;
            }
        }

        (await Refused(Open(server, password: "wrong"))).ShouldBe("mailbox.sign_in_refused");
        (await Refused(Open(server, o => o with { Fingerprint = null }))).ShouldBe("mailbox.certificate_refused");
        (await Refused(Open(server, folder: "Nowhere"))).ShouldBe("mailbox.folder_refused");
    }
}
