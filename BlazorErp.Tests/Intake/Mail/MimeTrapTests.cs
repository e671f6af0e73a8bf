using System.Text;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>Each trap beside a good file: the trap is named, the file is read.</summary>
public sealed class MimeTrapTests
{
    private static readonly string[] Good = Mails.File("good.xml", "<good/>");

    private static PartRefusal Beside(params string[] trap)
    {
        var mail = Mails.Mixed(trap, Good);
        mail.Attachments.Single().TextOf().ShouldBe("<good/>");
        mail.From.Single().Address.ShouldBe("anna@example.com");
        return mail.Refusals.Single();
    }

    [Theory]
    [InlineData("base64", "QUJD*EFG", "mime.base64_invalid")]
    [InlineData("base64", "QUJDR", "mime.base64_invalid")]
    [InlineData("base64", "QUI=QUJD", "mime.base64_invalid")]
    [InlineData("base64", "QUJD\r\n-- \r\nSent by a list", "mime.base64_invalid")]
    [InlineData("quoted-printable", "amount=1", "mime.quoted_invalid")]
    [InlineData("x-uuencode", "begin 644 a.csv", "mime.uuencode")]
    [InlineData("rot13", "nop", "mime.encoding_unknown")]
    public void A_file_that_cannot_be_decoded_is_named(string encoding, string content, string code)
    {
        var refusal = Beside("Content-Type: text/csv", "Content-Disposition: attachment; filename=bad.csv", "Content-Transfer-Encoding: " + encoding, "", content);
        (refusal.Path, refusal.FileName, refusal.Refusal.Code).ShouldBe(("2", "bad.csv", code));
    }

    [Theory]
    [InlineData("application/ms-tnef", "winmail.dat", "mime.tnef")]
    [InlineData("application/octet-stream", "WINMAIL.DAT", "mime.tnef")]
    [InlineData("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m", "mime.encrypted")]
    [InlineData("message/partial; number=1", null, "mime.kind_refused")]
    [InlineData("message/external-body; access-type=URL; URL=\"http://169.254.169.254/\"", null, "mime.kind_refused")]
    [InlineData("multipart/mixed", null, "mime.boundary_missing")]
    [InlineData("multipart/mixed; boundary=\"\"", null, "mime.boundary_missing")]
    [InlineData("multipart/mixed; boundary=nowhere", null, "mime.boundary_not_found")]
    [InlineData("multipart/encrypted; boundary=x", null, "mime.encrypted")]
    public void A_kind_that_is_not_read_is_named(string type, string? name, string code)
    {
        var refusal = Beside("Content-Type: " + type, name is null ? "X-Y: z" : $"Content-Disposition: attachment; filename={name}", "", "xxx");
        (refusal.FileName, refusal.Refusal.Code).ShouldBe((name, code));
    }

    [Fact]
    public void Two_content_types_are_two_opinions() =>
        Beside("Content-Type: text/csv", "Content-Type: application/xml", "Content-Disposition: attachment; filename=a.csv", "", "a").Refusal.Code.ShouldBe("mime.header_repeated");

    [Fact]
    public void A_line_among_headers_that_is_none_is_passed_over()
    {
        var mail = Mails.Mixed(["Content-Type: text/xml", "this is no header", "Content-Disposition: attachment; filename=a.xml", "", "<a/>"]);
        mail.Attachments.Single().FileName.ShouldBe("a.xml");
        mail.Codes().ShouldBe(["mime.header_invalid"]);
    }

    [Fact]
    public void A_text_in_an_unknown_charset_is_named_and_still_readable()
    {
        var mail = Mails.Read("From: a@b.lv", "Content-Type: text/plain; charset=klingon", "", "R\u00c4\u0093");
        mail.Text.ShouldBe("Rē");
        mail.Codes().ShouldBe(["mime.charset_unknown"]);
    }

    [Fact]
    public void A_uuencoded_file_in_the_text_is_named()
    {
        var refusal = Mails.Read("From: a@b.lv", "", "Hi", "begin 644 a.csv", "#0V%T", "`", "end").Refusals.Single();
        (refusal.FileName, refusal.Refusal.Code).ShouldBe(("a.csv", "mime.uuencode"));
    }

    [Fact]
    public void The_last_file_of_a_mail_cut_off_is_not_taken()
    {
        var lines = Mails.MixedLines(Good, Mails.File("cut.xml", "<cut/>"));
        var mail = Mails.Read(lines[..^3]);
        mail.Attachments.Single().FileName.ShouldBe("good.xml");
        mail.Refusals.Select(x => (x.FileName, x.Refusal.Code)).ShouldBe([("cut.xml", "mime.cut_off")]);
    }

    [Fact]
    public void A_thousand_levels_are_named_and_not_walked()
    {
        var lines = new List<string> { "From: a@b.lv" };
        for (var i = 0; i < 1000; i++) lines.AddRange([$"Content-Type: multipart/mixed; boundary=b{i}", "", $"--b{i}"]);
        lines.AddRange(["", "deep"]);
        for (var i = 999; i >= 0; i--) lines.Add($"--b{i}--");
        Mails.Read([.. lines]).Codes().ShouldBe(["mime.too_deep"]);
    }

    [Fact]
    public void A_thousand_mails_in_each_other_are_named_and_not_walked()
    {
        var lines = new List<string> { "From: a@b.lv" };
        for (var i = 0; i < 1000; i++) lines.AddRange(["Content-Type: message/rfc822", ""]);
        Mails.Read([.. lines, "x"]).Codes().ShouldBe(["mime.too_deep"]);
    }

    [Fact]
    public void Ten_thousand_parts_are_read_up_to_the_limit()
    {
        var mail = Mails.Mixed([.. Enumerable.Range(0, 10_000).Select(x => (string[])["Content-Type: text/csv", "", "a"])]);
        mail.Attachments.Count.ShouldBe(MimeLimits.Default.MaxParts - 2);
        mail.Codes().ShouldBe(["mime.too_many_parts"]);
    }

    [Fact]
    public void A_file_over_the_limit_is_named_and_the_next_one_read()
    {
        var limits = MimeLimits.Default with { MaxAttachmentBytes = 100 };
        var mail = MimeMessage.Parse(Mails.Bytes(Mails.MixedLines(Mails.File("big.xml", new string('x', 101)), Good)), limits).Value;
        mail.Attachments.Single().FileName.ShouldBe("good.xml");
        mail.Refusals.Select(x => (x.FileName, x.Refusal.Code)).ShouldBe([("big.xml", "mime.part_too_large")]);
    }

    [Fact]
    public void All_files_together_have_a_limit()
    {
        var limits = MimeLimits.Default with { MaxDecodedBytes = 100 };
        var mail = MimeMessage.Parse(Mails.Bytes(Mails.MixedLines([.. Enumerable.Range(0, 5).Select(x => Mails.File($"{x}.xml", new string('x', 40)))])), limits).Value;
        mail.Attachments.Count.ShouldBe(2);
        mail.Codes().ShouldBe(["mime.part_too_large", "mime.part_too_large", "mime.part_too_large"]);
    }

    [Fact]
    public void Fifty_megabytes_of_base64_are_refused_without_being_decoded()
    {
        var headers = Mails.Bytes("From: a@b.lv", "Content-Transfer-Encoding: base64", "Content-Disposition: attachment", "", "");
        var raw = new byte[headers.Length + (50 << 20)];
        raw.AsSpan().Fill((byte)'A');
        headers.CopyTo(raw, 0);
        MimeMessage.Parse(raw, MimeLimits.Default).Refusal!.Code.ShouldBe("mime.too_large");
        var before = GC.GetAllocatedBytesForCurrentThread();
        MimeMessage.Parse(raw, MimeLimits.Default with { MaxBytes = 60 << 20 }).Value.Codes().ShouldBe(["mime.part_too_large"]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData("", "mime.empty")]
    [InlineData("\r\n\r\n", "mime.empty")]
    public void Nothing_is_no_mail(string raw, string code) => Mails.Try(raw).Refusal!.Code.ShouldBe(code);

    [Fact]
    public void Headers_without_end_are_no_mail()
    {
        Mails.Try("From: a@b.lv", "X: " + new string('x', 200_000), "", "").Refusal!.Code.ShouldBe("mime.header_too_long");
        Mails.Try([.. Enumerable.Repeat("X: y", 400)]).Refusal!.Code.ShouldBe("mime.header_too_long");
    }

    [Fact]
    public void A_part_with_headers_without_end_is_named() => Beside("X: " + new string('x', 200_000), "", "").Refusal.Code.ShouldBe("mime.header_too_long");

    [Fact]
    public void Bytes_that_are_no_mail_at_all_are_a_text_of_nobody()
    {
        var mail = Mails.Try("%PDF-1.7 \u0000\u0001\u00ff").Value;
        mail.From.ShouldBeEmpty();
        mail.Codes().ShouldContain("mime.from_missing");
    }
}
