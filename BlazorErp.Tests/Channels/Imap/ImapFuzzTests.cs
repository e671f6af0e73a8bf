using System.Diagnostics;
using System.Text;
using BlazorErp.Channels.Imap;
using BlazorErp.Tests.Banking.Formats;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>Answers of a server, broken in every way: they are read, or the line is given up with the one declared error.</summary>
public sealed class ImapFuzzTests
{
    private static readonly ImapOptions Options = new() { Host = "localhost", Port = 993, User = "u", Password = "p" };

    private static readonly byte[][] Seeds =
    [
        Encoding.Latin1.GetBytes("* OK [CAPABILITY IMAP4rev1 MOVE UIDPLUS] ready\r\n* CAPABILITY IMAP4rev1 MOVE\r\na1 OK [READ-WRITE] done\r\n* 172 EXISTS\r\n* OK [UIDVALIDITY 3857529045] UIDs valid\r\n* FLAGS (\\Answered \\Seen)\r\n"),
        Encoding.Latin1.GetBytes("* SEARCH 5 17 4294967295 (MODSEQ 5)\r\n* 12 FETCH (UID 5 RFC822.SIZE 4 INTERNALDATE \" 1-Nov-2025 10:00:00 +0200\" FLAGS (\\Seen $Junk))\r\na2 OK\r\n* BYE later\r\n"),
        Encoding.Latin1.GetBytes("* 1 FETCH (UID 5 BODY[HEADER.FIELDS (SUBJECT)]<0> {11}\r\nSubject: x\n BODY[] {20}\r\nFrom: a@b.lv\r\n\r\nbody ENVELOPE (\"d\" NIL ((\"a\" NIL \"b\" {1}\r\nc)) \"q\\\"uo\\\\ted\"))\r\n+ go on\r\na3 NO [TRYCREATE] no\r\n"),
    ];

    [Fact]
    public async Task Ten_thousand_broken_conversations_are_read_or_given_up()
    {
        var random = new Random(143);
        var (whole, broken) = (0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = Hostile.Mutated(Seeds[i % Seeds.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begun = Stopwatch.GetTimestamp();
            var refusal = await ReadAsync(bytes);
            // all of it happens on this thread: the line is memory
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20, $"input {i}");
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(Hang.Limit, $"input {i}");
            if (refusal == "mailbox.closed")
            {
                whole++;
            }
            else
            {
                refusal.ShouldBe("mailbox.protocol", $"input {i}");
                broken++;
            }
        }

        (whole > 1_000, broken > 1_000).ShouldBe((true, true), $"{whole} read to the end, {broken} given up");
    }

    [Fact]
    public async Task A_conversation_cut_at_every_byte_is_a_line_that_closed()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
            {
                (await ReadAsync(seed[..length])).ShouldBe("mailbox.closed", $"{length} bytes");
            }
        }
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 5 BODY[] {99999999999}\r\n")]
    [InlineData("* 1 FETCH (UID 5 BODY[] {2147483647}\r\n")]
    [InlineData("* 1 FETCH (UID 5 BODY[] {1000000}\r\n")]
    public async Task A_length_that_is_announced_and_not_sent_takes_no_more_memory_than_was_asked_for(string announced)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        (await ReadAsync(Encoding.Latin1.GetBytes(announced))).ShouldBeOneOf("mailbox.closed", "mailbox.protocol");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
    }

    /// <summary>Reads to the end as the client does, looking into each answer in all its ways; the code that ended it.</summary>
    private static async Task<string> ReadAsync(byte[] bytes)
    {
        await using var connection = ImapConnection.Over(new MemoryStream(bytes), Options);
        try
        {
            while (true)
            {
                var answer = await connection.ReadAsync(1 << 20, default);
                _ = (answer.Tag, answer.Word, answer.AfterWord, answer.Code, ImapText.Shown(answer.Line));
                if (answer.Numbered is (_, "FETCH"))
                {
                    var items = answer.FetchItems();
                    ImapText.InternalDate(items.GetValueOrDefault("INTERNALDATE") as string);
                }
            }
        }
        catch (ImapException e)
        {
            return e.Refusal.Code;
        }
    }
}
