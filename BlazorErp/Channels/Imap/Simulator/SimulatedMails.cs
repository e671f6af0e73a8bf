using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace BlazorErp.Channels.Imap.Simulator;

/// <summary>A part of a simulated mail.</summary>
/// <param name="Name">File name.</param>
/// <param name="Content">Bytes.</param>
internal sealed record SimulatedPart(string Name, byte[] Content);

/// <summary>Writes mails as people and bad people send them.</summary>
internal static class SimulatedMails
{
    private const int LineLength = 76;

    /// <summary>A mail with files. Two with the same arguments are the same bytes.</summary>
    /// <param name="from">Sender's address.</param>
    /// <param name="name">Sender's name.</param>
    /// <param name="subject">Any characters.</param>
    /// <param name="at">When it was written.</param>
    /// <param name="genuine">What the mail server finds out about the sender.</param>
    /// <param name="poisoned">With parts in it that nobody can read.</param>
    /// <param name="parts">Files.</param>
    public static byte[] Write(string from, string name, string subject, DateTimeOffset at, bool genuine, bool poisoned, params IReadOnlyList<SimulatedPart> parts)
    {
        var domain = from[(from.LastIndexOf('@') + 1)..];
        var mail = new StringBuilder();
        mail.Append(CultureInfo.InvariantCulture, $"Authentication-Results: {SimulatedMailServer.Checker}; {(genuine ? "dkim=pass header.d=" + domain + "; dmarc=pass" : "spf=fail smtp.mailfrom=cheap-host.example; dmarc=fail")} header.from={domain}\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"Received: from mail.{domain} by {SimulatedMailServer.Checker}; {Date(at)}\r\nMessage-ID: <{at.ToUnixTimeMilliseconds()}.{parts.Count}@{domain}>\r\nDate: {Date(at)}\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"From: {Word(name)} <{from}>\r\nTo: <{SimulatedMailServer.User}>\r\nSubject: {Word(subject)}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_demo\"\r\n\r\n");
        mail.Append("--=_demo\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n").Append(Base64(Encoding.UTF8.GetBytes($"{subject}\r\n\r\n{name}\r\n")));
        if (poisoned)
        {
            mail.Append("--=_demo\r\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+!!!not base64\r\n");
            mail.Append("--=_demo\r\nContent-Type: multipart/alternative\r\n\r\nno boundary\r\n");
        }

        foreach (var part in parts)
        {
            mail.Append(CultureInfo.InvariantCulture, $"--=_demo\r\nContent-Type: application/octet-stream; name=\"{Word(part.Name)}\"\r\nContent-Disposition: attachment; filename=\"{Word(part.Name)}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            mail.Append(Base64(part.Content));
        }

        return Encoding.ASCII.GetBytes(mail.Append("--=_demo--\r\n").ToString());
    }

    /// <summary>An archive of files.</summary>
    public static SimulatedPart Zip(string name, IEnumerable<SimulatedPart> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, true))
        {
            foreach (var file in files)
            {
                using var entry = zip.CreateEntry(file.Name).Open();
                entry.Write(file.Content);
            }
        }

        return new SimulatedPart(name, bytes.ToArray());
    }

    private static string Base64(byte[] content) => string.Concat(Convert.ToBase64String(content).Chunk(LineLength).Select(line => new string(line) + "\r\n"));

    private static string Date(DateTimeOffset at) => at.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    // RFC 2047
    private static string Word(string text) => text.All(char.IsAscii) ? text : $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
}
