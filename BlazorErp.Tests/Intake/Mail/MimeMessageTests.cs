using System.Text;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Intake.Mail;

public sealed class MimeMessageTests
{
    [Fact]
    public void An_ordinary_mail_with_two_statements_is_read()
    {
        var mail = Mails.Mixed(Mails.File("a.xml", "<a/>"), Mails.File("b.xml", "<b/>"));
        mail.From.ShouldBe([new MailParty("anna@example.com", "Anna")]);
        mail.Subject.ShouldBe("statements");
        mail.Date.ShouldBe(new DateTimeOffset(2025, 11, 21, 10, 0, 0, TimeSpan.FromHours(2)));
        mail.MessageId.ShouldBe("1@example.com");
        mail.Text.ShouldBe("Hello");
        mail.Attachments.Select(x => (x.Path, x.FileName, x.Kind, x.TextOf())).ShouldBe([("2", "a.xml", AttachmentKind.Attached, "<a/>"), ("3", "b.xml", AttachmentKind.Attached, "<b/>")]);
        mail.Refusals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("=?UTF-8?Q?R=C4=93=C4=B7ins?=", "Rēķins")]
    [InlineData("=?utf-8?B?UsSTxLdpbnM=?=", "Rēķins")]
    [InlineData("=?windows-1257?Q?R=E7=EDins?=", "Rēķins")]
    [InlineData("=?UTF-8*lv?Q?R=C4=93=C4=B7ins?=", "Rēķins")]
    [InlineData("=?UTF-8?Q?R=C4?= =?UTF-8?Q?=93=C4=B7ins?=", "Rēķins")]
    [InlineData("=?UTF-8?Q?a?= =?UTF-8?Q?b?= c", "ab c")]
    [InlineData("x =?UTF-8?Q?a_b?= y", "x a b y")]
    [InlineData("=?UTF-8?Q?no end", "=?UTF-8?Q?no end")]
    [InlineData("=?UTF-8?X?abc?=", "=?UTF-8?X?abc?=")]
    [InlineData("=?martian?Q?abc?=", "abc")]
    [InlineData("=?UTF-7?Q?+ADw-b+AD4-?=", "+ADw-b+AD4-")]
    [InlineData("=?UTF-8?B?!!!?=", "=?UTF-8?B?!!!?=")]
    [InlineData("=?UTF-8?Q?a=0D=0ABcc:_x@y.lv?=", "a Bcc: x@y.lv")]
    [InlineData("=?UTF-8?Q?a=00b=E2=80=AEc?=", "a bc")]
    [InlineData("R\u00c4\u0093", "Rē")]
    [InlineData("caf\u00e9", "café")]
    public void A_subject_is_decoded_to_one_clean_line(string header, string subject) => Mails.Read("From: a@b.lv", "Subject: " + header, "", "").Subject.ShouldBe(subject);

    [Fact]
    public void A_folded_header_is_one_line() => Mails.Read("From: a@b.lv", "Subject: one", " two", "\tthree", "", "").Subject.ShouldBe("one two three");

    [Theory]
    [InlineData("anna@example.com", "anna@example.com", null)]
    [InlineData("Anna <anna@EXAMPLE.com>", "anna@example.com", "Anna")]
    [InlineData("\"Anna, Ltd\" <anna@example.com>", "anna@example.com", "Anna, Ltd")]
    [InlineData("\"boss@bank.lv\" <evil@example.com>", "evil@example.com", "boss@bank.lv")]
    [InlineData("=?UTF-8?Q?boss=40bank.lv_=3Cboss=40bank.lv=3E?= <evil@example.com>", "evil@example.com", "boss@bank.lv <boss@bank.lv>")]
    [InlineData("anna@example.com (boss@bank.lv)", "anna@example.com", null)]
    [InlineData("\"a <boss@bank.lv>\" <evil@example.com>", "evil@example.com", "a <boss@bank.lv>")]
    [InlineData("anna@m\u00fcnchen.de", "anna@xn--mnchen-3ya.de", null)]
    public void A_sender_is_the_address_and_never_the_name(string header, string address, string? name) => Mails.From(header).From.ShouldBe([new MailParty(address, name)]);

    [Theory]
    [InlineData("anna")]
    [InlineData("")]
    [InlineData("anna@")]
    [InlineData("anna@localhost")]
    [InlineData("<a@b.lv> <c@d.lv>")]
    [InlineData("a@b.lv <c@d.lv")]
    [InlineData("\"a b\"@c.lv")]
    [InlineData("a@b.lv@c.lv")]
    [InlineData("<@relay.lv:a@b.lv>")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@b.lv, nobody")]
    [InlineData("undisclosed-recipients:;")]
    [InlineData("a@b.lv\u0000")]
    [InlineData("=?UTF-8?Q?a=40b.lv?=")]
    [InlineData("a\u00e2\u0080\u00a8@b.lv")]
    public void What_is_no_plain_address_is_no_sender(string header)
    {
        var mail = Mails.From(header);
        mail.From.ShouldBeEmpty();
        mail.Codes().ShouldBe(["mime.from_invalid"]);
    }

    [Fact]
    public void Two_From_headers_are_no_sender()
    {
        var mail = Mails.Read("From: a@b.lv", "From: c@d.lv", "", "");
        mail.From.ShouldBeEmpty();
        mail.Codes().ShouldBe(["mime.from_repeated"]);
    }

    [Fact]
    public void Several_addresses_in_From_are_all_there() => Mails.From("a@b.lv, \"C, D\" <c@d.lv>").From.Select(x => x.Address).ShouldBe(["a@b.lv", "c@d.lv"]);

    [Fact]
    public void A_line_end_in_an_address_does_not_make_a_header()
    {
        var mail = Mails.Read("From: a@b.lv\rBcc: c@d.lv", "Subject: s", "", "");
        mail.From.ShouldBeEmpty();
        mail.Headers.ShouldNotContain(x => x.Name == "Bcc");
        mail.Headers.ShouldAllBe(x => !x.Value.Any(char.IsControl));
    }

    [Theory]
    [InlineData("attachment; filename=\"kv\u012bts.xml\"", "kv_ts.xml")]
    [InlineData("attachment; filename=\"kv=?UTF-8?Q?=C4=AB?=ts.xml\"", "kvīts.xml")]
    [InlineData("attachment; filename=\"=?UTF-8?B?a3bEq3RzLnhtbA==?=\"", "kvīts.xml")]
    [InlineData("attachment; filename*=UTF-8''kv%C4%ABts.xml", "kvīts.xml")]
    [InlineData("attachment; filename*=windows-1257'lv'kv%EEts.xml", "kvīts.xml")]
    [InlineData("attachment; filename*0*=UTF-8''kv%C4; filename*1*=%ABts; filename*2=.xml", "kvīts.xml")]
    [InlineData("attachment; filename*1=b.xml; filename*0=a", "ab.xml")]
    [InlineData("attachment; filename=plain.xml; filename*=UTF-8''kv%C4%ABts.xml", "kvīts.xml")]
    [InlineData("attachment; filename=\"a\\\"b.xml\"", "a_b.xml")]
    [InlineData("attachment; filename=\"C:\\Users\\anna\\a.xml\"", "a.xml")]
    [InlineData("attachment; filename=\"../../etc/a.xml\"", "a.xml")]
    [InlineData("attachment; filename=\"CON.xml\"", "_CON.xml")]
    [InlineData("attachment; filename=\"nul\"", "_nul")]
    [InlineData("attachment; filename*=UTF-8''a%E2%80%AElmx.exe", "almx.exe")]
    [InlineData("attachment; filename*=UTF-8''a%00%0D%0Ab.xml", "a b.xml")]
    [InlineData("attachment; filename=\"...\"", "part-2.xml")]
    [InlineData("attachment; filename*99=a", "part-2.xml")]
    [InlineData("attachment; filename*x=a", "part-2.xml")]
    [InlineData("attachment", "part-2.xml")]
    public void A_file_name_is_decoded_and_harmless(string disposition, string expected)
    {
        disposition = disposition.Replace("\u012b", "\u00c4\u00ab", StringComparison.Ordinal);
        expected = expected.Replace("kv_ts", "kvīts", StringComparison.Ordinal);
        Mails.Mixed(["Content-Type: text/xml", "Content-Disposition: " + disposition, "", "<a/>"]).Attachments.Single().FileName.ShouldBe(expected);
    }

    [Fact]
    public void A_name_of_64_kilobytes_is_cut_and_keeps_its_extension()
    {
        var name = Mails.Mixed(["Content-Type: text/xml", $"Content-Disposition: attachment; filename=\"{new string('a', 65536)}.xml\"", "", "<a/>"]).Attachments.Single().FileName;
        name.Length.ShouldBe(120);
        name.ShouldEndWith(".xml");
    }

    [Fact]
    public void A_name_only_in_the_content_type_makes_a_file() =>
        Mails.Mixed(["Content-Type: text/plain; name=\"a.sta\"", "", ":20:X"]).Attachments.Single().FileName.ShouldBe("a.sta");

    [Fact]
    public void A_text_that_is_no_mail_text_is_a_file()
    {
        var file = Mails.Mixed(["Content-Type: text/csv", "", "a;b"]).Attachments.Single();
        (file.FileName, file.Kind, file.TextOf()).ShouldBe(("part-2.csv", AttachmentKind.Inline, "a;b"));
    }

    [Fact]
    public void Quoted_printable_is_decoded()
    {
        var file = Mails.Mixed(["Content-Type: text/csv", "Content-Disposition: attachment; filename=a.csv", "Content-Transfer-Encoding: Quoted-Printable", "", "R=C4=93=C4=B7ins;1=", "2   ", "=3D"]).Attachments.Single();
        file.TextOf().ShouldBe("Rēķins;12\r\n=");
    }

    [Fact]
    public void A_forwarded_mail_gives_its_files_but_not_its_sender()
    {
        var inner = Mails.MixedLines(Mails.File("a.xml", "<a/>"));
        var mail = Mails.Read(["From: Anna <anna@example.com>", "Content-Type: multipart/mixed; boundary=outer", "", "--outer", "", "see below", "--outer", "Content-Type: message/rfc822", "", .. inner.Select(x => x.Replace("anna@", "bank@", StringComparison.Ordinal)), "--outer--"]);
        mail.From.Single().Address.ShouldBe("anna@example.com");
        mail.Text.ShouldBe("see below");
        var file = mail.Attachments.Single();
        (file.FileName, file.InnerMail, file.Path, file.TextOf()).ShouldBe(("a.xml", "2", "2.2", "<a/>"));
    }

    [Fact]
    public void A_mail_of_one_file_is_part_1()
    {
        var mail = Mails.Read(["From: a@b.lv", .. Mails.File("a.xml", "<a/>")]);
        mail.Attachments.Single().Path.ShouldBe("1");
        mail.Text.ShouldBe("");
    }

    [Fact]
    public void Alternatives_give_text_and_html()
    {
        var mail = Mails.Read("From: a@b.lv", "Content-Type: multipart/alternative; boundary=x", "", "--x", "Content-Type: text/plain; charset=windows-1257", "", "R\u00e7\u00edins", "--x", "Content-Type: text/html", "", "<b>R</b>", "--x--");
        mail.Text.ShouldBe("Rēķins");
        mail.Html.ShouldBe("<b>R</b>");
        mail.Attachments.ShouldBeEmpty();
    }

    [Fact]
    public void A_boundary_that_begins_like_another_is_another()
    {
        var mail = Mails.Read("From: a@b.lv", "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: multipart/mixed; boundary=xy", "", "--xy", "", "one", "--xy", "", "two", "--xy--", "--x", "", "three", "--x--");
        mail.Text.ShouldBe("one\ntwo\nthree");
        mail.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void Line_ends_of_Unix_are_line_ends() =>
        MimeMessage.Parse(Encoding.UTF8.GetBytes(string.Join('\n', Mails.MixedLines(Mails.File("a.xml", "<a/>")))), MimeLimits.Default).Value.Attachments.Single().TextOf().ShouldBe("<a/>");

    [Theory]
    [InlineData("Fri, 21 Nov 2025 19:50:16 +0200", "2025-11-21T19:50:16+02:00")]
    [InlineData("21 Nov 2025 19:50 -0330", "2025-11-21T19:50:00-03:30")]
    [InlineData("Fri, 21 Nov 25 19:50:16 EST (comment)", "2025-11-21T19:50:16-05:00")]
    [InlineData("Fri, 21 Nov 2025 23:59:60 GMT", "2025-11-21T23:59:59+00:00")]
    [InlineData("Fri, 31 Feb 2025 19:50:16 +0200", null)]
    [InlineData("Fri, 21 Nov 20255 19:50:16 +0200", null)]
    [InlineData("Fri, 21 Nov 2025 29:50:16 +0200", null)]
    [InlineData("yesterday", null)]
    [InlineData("Fri, 21 Nov 2025 19:50:16 +9999", "2025-11-21T19:50:16+00:00")]
    public void A_date_is_read_or_left_out(string header, string? expected) =>
        Mails.Read("From: a@b.lv", "Date: " + header, "", "").Date?.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
}
