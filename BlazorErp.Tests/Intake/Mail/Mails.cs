using System.Text;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>Mails written by hand: lines joined by CRLF, one character one byte (Latin 1), so that any byte can be said.</summary>
internal static class Mails
{
    public static byte[] Bytes(params string[] lines) => Encoding.Latin1.GetBytes(string.Join("\r\n", lines));

    public static Outcome<MimeMessage> Try(params string[] lines) => MimeMessage.Parse(Bytes(lines), MimeLimits.Default);

    public static MimeMessage Read(params string[] lines)
    {
        var outcome = Try(lines);
        outcome.Ok.ShouldBeTrue(outcome.Refusal?.ToString());
        return outcome.Value;
    }

    /// <summary>A mixed mail of a text and the given parts (headers and body as lines, "" between them).</summary>
    public static MimeMessage Mixed(params string[][] parts) => Read(MixedLines(parts));

    public static string[] MixedLines(params string[][] parts) =>
    [
        "From: Anna <anna@example.com>", "Subject: statements", "Date: Fri, 21 Nov 2025 10:00:00 +0200", "Message-ID: <1@example.com>", "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=\"=_b\"", "", "preamble", "--=_b", "Content-Type: text/plain", "", "Hello", .. parts.SelectMany(x => x.Prepend("--=_b")), "--=_b--", "epilogue", "",
    ];

    public static string[] File(string name, string content) =>
        ["Content-Type: application/xml", $"Content-Disposition: attachment; filename=\"{name}\"", "Content-Transfer-Encoding: base64", "", Convert.ToBase64String(Encoding.UTF8.GetBytes(content))];

    public static string TextOf(this MailAttachment attachment) => Encoding.UTF8.GetString(attachment.Content.Span);

    public static IEnumerable<string> Codes(this MimeMessage mail) => mail.Refusals.Select(x => x.Refusal.Code);

    public static MimeMessage From(string header) => Read("From: " + header, "Subject: x", "", "body");
}
