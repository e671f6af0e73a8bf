using System.Text;
using BlazorErp.Channels.Imap;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>The client against servers that lie, stumble or try something.</summary>
public sealed class ImapHostileServerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static async Task<List<MailFetched>> Poll(ScriptedImapServer server, MailFetchLimits? limits = null, Func<ImapOptions, ImapOptions>? options = null, CancellationToken cancel = default)
    {
        await using var client = new ImapClient((options ?? (x => x))(server.Options), TimeProvider.System);
        await client.OpenAsync(cancel);
        var all = new List<MailFetched>();
        await foreach (var mail in client.NewerThanAsync(null, limits ?? MailFetchLimits.Default, cancel)) all.Add(mail);
        return all;
    }

    private static async Task<string> Refused(string command, string? answer)
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line => line.Contains(command, StringComparison.Ordinal) ? answer : ""));
        return (await Should.ThrowAsync<ImapException>(() => Poll(server))).Refusal.Code;
    }

    private static async Task<MailFetched?> Fetched(string command, string answer, MailFetchLimits? limits = null)
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line => line.Contains(command, StringComparison.Ordinal) ? answer : ""));
        return (await Poll(server, limits)).SingleOrDefault();
    }

    private static string Text(MailFetched? mail) => Encoding.Latin1.GetString(mail!.Raw!.Value.Span);

    [Fact]
    public async Task A_server_of_few_words_is_enough()
    {
        var mail = await Fetched("nothing", "");
        (Text(mail), mail!.Position, mail.ArrivedAt).ShouldBe(("mail", new MailPosition(7, 5), new DateTimeOffset(2025, 11, 1, 8, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("* 9 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (BODY[] {4}\r\nmail UID 5 FLAGS (\\Seen \\Recent))\r\n* OK {3}\r\n* 3 EXPUNGE\r\n{tag} OK done\r\n", "mail")]
    [InlineData("* 2 FETCH (UID 6 BODY[] {5}\r\nother)\r\n* 1 FETCH (UID 5 BODY[] {4}\r\nmail)\r\n{tag} OK\r\n", "mail")]
    [InlineData("* 1 FETCH (UID 5 BODY[] \"ma\\\"l\")\r\n{tag} OK\r\n", "ma\"l")]
    [InlineData("* 1 FETCH (UID 5 X-Y (\"a)\" {2}\r\n)) (b)) BODY[] {4}\r\nmail)\r\n{tag} OK\r\n", "mail")]
    public async Task Answers_in_any_order_are_understood(string answer, string text) => Text(await Fetched("BODY.PEEK", answer)).ShouldBe(text);

    [Theory]
    [InlineData("* 1 FETCH (UID 5 BODY[] NIL)\r\n{tag} OK\r\n", "mailbox.mail_empty")]
    [InlineData("* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n{tag} OK\r\n", "mailbox.mail_empty")]
    [InlineData("* 1 FETCH (UID 5 BODY[] \"\")\r\n{tag} OK\r\n", "mailbox.mail_empty")]
    [InlineData("* 1 FETCH (UID 5 BODY[] {6}\r\nlonger)\r\n{tag} OK\r\n", "mailbox.mail_too_large")]
    public async Task A_mail_that_is_not_there_or_longer_than_it_said_is_named(string answer, string code) =>
        (await Fetched("BODY.PEEK", answer, new MailFetchLimits(MaxMessageBytes: 5)))!.Refusal!.Code.ShouldBe(code);

    [Theory]
    [InlineData("BODY.PEEK", "{tag} OK\r\n")]
    [InlineData("RFC822.SIZE", "{tag} OK\r\n")]
    [InlineData("SEARCH", "* SEARCH\r\n{tag} OK\r\n")]
    [InlineData("SEARCH", "{tag} OK\r\n")]
    public async Task A_mail_deleted_meanwhile_is_passed_over(string command, string answer) => (await Fetched(command, answer)).ShouldBeNull();

    [Theory]
    [InlineData("BODY.PEEK", null, "mailbox.closed")]
    [InlineData("BODY.PEEK", "* BYE shutting down\r\n", "mailbox.closed")]
    [InlineData("BODY.PEEK", "* 1 FETCH (UID 5 BODY[] {4}\r\nma* BYE\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "* 1 FETCH (UID 5 BODY[] {99999999999}\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "* 1 FETCH (UID 5 BODY[] \"mail\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "* 1 FETCH (UID 5 BODY[] (((((((((\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "* 1 FETCH UID 5\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "* 1 FETCH (UID 5 BODY[] \0)\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "+ give me more\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "a999 OK of another\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "HTTP/1.1 400 Bad Request\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "\r\n", "mailbox.protocol")]
    [InlineData("BODY.PEEK", "{tag} NO quota\r\n", "mailbox.refused")]
    [InlineData("BODY.PEEK", "{tag} BAD what\r\n", "mailbox.refused")]
    [InlineData("BODY.PEEK", "{tag} WHAT\r\n", "mailbox.protocol")]
    [InlineData("SEARCH", "* SEARCH 5 x\r\n{tag} OK\r\n", "mailbox.protocol")]
    [InlineData("SEARCH", "* SEARCH 99999999999\r\n{tag} OK\r\n", "mailbox.protocol")]
    [InlineData("SELECT", "* 1 EXISTS\r\n{tag} OK\r\n", "mailbox.protocol")]
    [InlineData("SELECT", "* OK [UIDVALIDITY 0] x\r\n{tag} OK\r\n", "mailbox.protocol")]
    [InlineData("LOGIN", "{tag} NO no\r\n", "mailbox.sign_in_refused")]
    [InlineData("LOGIN", "+ what is your password?\r\n", "mailbox.protocol")]
    [InlineData("CAPABILITY", "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK\r\n", "mailbox.sign_in_refused")]
    public async Task What_is_no_answer_is_a_declared_failure(string command, string? answer, string code) => (await Refused(command, answer)).ShouldBe(code);

    [Fact]
    public async Task A_mail_that_the_server_cannot_read_is_named_when_the_next_can_be_read()
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line => line switch
        {
            _ when line.Contains("SEARCH", StringComparison.Ordinal) => "* SEARCH 4 5\r\n{tag} OK\r\n",
            _ when line.Contains("RFC822.SIZE", StringComparison.Ordinal) => "* 1 FETCH (UID 4 RFC822.SIZE 4)\r\n* 2 FETCH (UID 5 RFC822.SIZE 4)\r\n{tag} OK\r\n",
            _ when line.Contains("FETCH 4 ", StringComparison.Ordinal) => "{tag} NO [SERVERBUG] index corrupted\r\n",
            _ => "",
        }));
        (await Poll(server)).Select(m => (m.Position.Uid, m.Refusal?.Code, m.Raw?.Length)).ShouldBe([(4u, "mailbox.refused", null), (5u, null, 4)]);
    }

    [Fact]
    public async Task A_line_without_end_is_not_kept() => (await Refused("SEARCH", "* SEARCH " + new string('1', 5 << 20))).ShouldBe("mailbox.protocol");

    [Fact]
    public async Task Literals_without_end_are_not_kept() =>
        (await Refused("BODY.PEEK", "* 1 FETCH (" + string.Concat(Enumerable.Repeat("X {1}\r\nx ", 100)) + ")\r\n")).ShouldBe("mailbox.protocol");

    [Theory]
    [InlineData("* BYE go away\r\n", "mailbox.closed")]
    [InlineData("* PREAUTH you are the boss\r\n", "mailbox.protocol")]
    [InlineData("220 smtp.example.com ESMTP\r\n", "mailbox.protocol")]
    public async Task Only_a_plain_greeting_is_one(string greeting, string code)
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(_ => ""), greeting: greeting);
        (await Should.ThrowAsync<ImapException>(() => Poll(server))).Refusal.Code.ShouldBe(code);
        server.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "mailbox.protocol")]
    [InlineData("{tag} NO not here\r\n", "mailbox.no_tls")]
    [InlineData("{tag} OK go\r\n\r\n", "mailbox.protocol")]
    public async Task Nothing_said_in_the_open_is_taken_over_and_no_password_is_sent(string answer, string code)
    {
        await using var server = new ScriptedImapServer(_ => answer, tls: false, greeting: "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n");
        (await Should.ThrowAsync<ImapException>(() => Poll(server, options: x => x with { Security = ImapSecurity.StartTls }))).Refusal.Code.ShouldBe(code);
        server.Lines.ShouldBe(["a1 STARTTLS"]);
    }

    [Fact]
    public async Task A_password_that_cannot_be_quoted_is_sent_as_a_literal()
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line => line switch
        {
            _ when line.Contains("LOGIN", StringComparison.Ordinal) => "+ go\r\n",
            "p\u00c3\u00a4" => "* OK the first line of it\r\n",
            "a9 LOGOUT" => "a2 OK\r\n",
            _ => "",
        }));
        (await Poll(server, options: x => x with { User = "a\"b\\", Password = "p\u00e4\r\na9 LOGOUT" })).Count.ShouldBe(1);
        server.Lines.ShouldContain("a2 LOGIN \"a\\\"b\\\\\" {14}");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left()
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line => line.Contains("SEARCH", StringComparison.Ordinal) ? "* 1 EXISTS\r\n" : ""));
        (await Should.ThrowAsync<ImapException>(() => Poll(server, options: x => x with { Timeout = TimeSpan.FromSeconds(2) }))).Refusal.Code.ShouldBe("mailbox.timed_out");
    }

    [Fact]
    public async Task Who_calls_it_off_gets_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line =>
        {
            if (!line.Contains("BODY.PEEK", StringComparison.Ordinal)) return "";
            cancel.Cancel();
            return "* 1 FETCH (UID 5 BODY[] {4}\r\nma";
        }));
        await Should.ThrowAsync<OperationCanceledException>(() => Poll(server, cancel: cancel.Token));
    }

    [Fact]
    public async Task After_a_failure_nothing_more_is_tried_on_the_line()
    {
        await using var server = new ScriptedImapServer(ScriptedImapServer.Usual(line => line.Contains("STORE", StringComparison.Ordinal) ? "* BYE\r\n" : ""));
        await using var client = new ImapClient(server.Options, TimeProvider.System);
        var folder = await client.OpenAsync(None);
        for (var i = 0; i < 2; i++)
        {
            (await Should.ThrowAsync<ImapException>(() => client.MarkSeenAsync(new MailPosition(folder.UidValidity, 5), None))).Refusal.Code.ShouldBe("mailbox.closed");
        }

        server.Lines.Count(x => x.Contains("STORE", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("INBOX", "\"INBOX\"")]
    [InlineData("Rēķini", "\"R&ARMBNw-ini\"")]
    [InlineData("A & B", "\"A &- B\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("日本語", "\"&ZeVnLIqe-\"")]
    [InlineData("😀", "\"&2D3eAA-\"")]
    public void A_folder_name_is_written_as_the_protocol_wants(string name, string written) => ImapText.Folder(name).ShouldBe(written);
}
