using System.Diagnostics;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Intake.Mail;

public sealed class MimeFuzzTests
{
    private static readonly byte[][] Seeds =
    [
        Mails.Bytes(Mails.MixedLines(Mails.File("a.xml", "<a/>"), ["Content-Type: text/csv; charset=windows-1257", "Content-Disposition: attachment; filename*0*=UTF-8''kv%C4; filename*1*=%ABts.csv", "Content-Transfer-Encoding: quoted-printable", "", "R=C4=93;1=", "2"])),
        Mails.Bytes(["From: =?UTF-8?Q?R=C4=93?= <a@b.lv>, \"C \\\" D\" <c@d.lv> (comment (nested))", "Subject: =?windows-1257?B?UufmaW5z?= =?utf-8?q?x_y?=", "Date: Fri, 21 Nov 2025 19:50:16 +0200",
            "Authentication-Results: mx.me.lv 1; dmarc=pass (p=none) header.from=b.lv; spf=pass reason=\"a;b\" smtp.mailfrom=a@b.lv", "Content-Type: multipart/mixed; boundary=outer", "", "--outer", "", "begin 644 x", "--outer", "Content-Type: message/rfc822", "",
            .. Mails.MixedLines(Mails.File("b.xml", "<b/>"), ["Content-Type: multipart/alternative; boundary=in", "", "--in", "Content-Type: text/html", "", "<b/>", "--in--"]), "--outer--"]),
        Mails.Bytes(["From: a@b.lv", .. Mails.File("a.xml", new string('x', 3000))]),
    ];

    [Fact]
    public void Ten_thousand_broken_mails_give_mails_or_refusals_quickly_and_in_bounded_memory()
    {
        var random = new Random(20261121);
        var (read, refused, whole) = (0, 0, 0);
        foreach (var seed in Seeds) MimeMessage.Parse(seed, MimeLimits.Default).Ok.ShouldBeTrue();
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = Mutated(Seeds[random.Next(Seeds.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            var outcome = MimeMessage.Parse(bytes, MimeLimits.Default);
            var check = outcome.Ok ? outcome.Value.CheckedBy("mx.me.lv") : null;
            watch.Elapsed.ShouldBeLessThan(Hang.Limit, $"input {i}");
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 << 20, $"input {i}");
            if (!outcome.Ok)
            {
                refused++;
                outcome.Refusal!.Code.ShouldStartWith("mime.");
                continue;
            }

            read++;
            var mail = outcome.Value;
            if (mail.Refusals.Count == 0) whole++;
            // plain conditions: an assertion that compiles an expression would take most of the time of this test
            (mail.Refusals.All(x => x.Refusal.Code.StartsWith("mime."))
                && !mail.Subject.Any(char.IsControl)
                && mail.From.All(x => x.Address.Count(c => c == '@') == 1 && !x.Address.Any(char.IsControl))
                && mail.Attachments.All(x => x.FileName.Length is > 0 and <= 120 && x.FileName.IndexOfAny(['/', '\\', '\0', '\n']) < 0)).ShouldBeTrue($"input {i}");
        }

        read.ShouldBeGreaterThan(5000);
        whole.ShouldBeGreaterThan(500);
        (read - whole).ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_mail_cut_at_every_byte_never_throws_and_never_gives_a_short_file()
    {
        var seed = Seeds[0];
        var whole = MimeMessage.Parse(seed, MimeLimits.Default).Value.Attachments.Select(x => x.TextOf()).ToList();
        for (var length = 0; length < seed.Length; length++)
        {
            var outcome = MimeMessage.Parse(seed.AsMemory(0, length), MimeLimits.Default);
            if (outcome.Ok) outcome.Value.Attachments.All(x => whole.Contains(x.TextOf())).ShouldBeTrue($"{length} bytes");
        }
    }

    [Theory]
    [InlineData("--b\r\n")]
    [InlineData("--b")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("=?a?Q?")]
    [InlineData("a@b.lv,")]
    [InlineData("begin ")]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void The_same_thing_a_hundred_thousand_times_is_no_hang(string repeated)
    {
        var much = string.Concat(Enumerable.Repeat(repeated, 100_000));
        var little = string.Concat(Enumerable.Repeat(repeated.ReplaceLineEndings(" "), 100_000 / repeated.Length));
        var watch = Stopwatch.StartNew();
        Mails.Try("From: a@b.lv", "Content-Type: multipart/mixed; boundary=b", "", much);
        Mails.Try("From: a@b.lv", "Content-Transfer-Encoding: quoted-printable", "", much);
        foreach (var header in (string[])["From", "Subject", "Date", "Content-Type", "Content-Disposition", "Authentication-Results"])
        {
            var outcome = Mails.Try(header + ": x;" + little, "", "body");
            if (outcome.Ok) outcome.Value.CheckedBy("x");
        }

        watch.Elapsed.ShouldBeLessThan(Hang.Limit);
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.Insert(at, (byte)"<>\"'()=?*;:,@\\/\r\n \t%-"[random.Next(21)]);
                    break;
                case 6:
                    // one mail within another, at any place
                    bytes.InsertRange(at, Seeds[random.Next(Seeds.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 2000)));
                    break;
            }
        }

        return [.. bytes];
    }
}
