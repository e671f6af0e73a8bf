using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>Walks the parts of a mail, within limits. A part that cannot be read is named and passed over.</summary>
internal sealed class MimeReader(MimeLimits limits)
{
    private readonly List<MailAttachment> attachments = [];
    private readonly List<PartRefusal> refusals = [];
    private readonly StringBuilder text = new();
    private string? html;
    private int parts;
    private int decodedBytes;

    /// <summary>See <see cref="MimeMessage.Parse"/>.</summary>
    public static Outcome<MimeMessage> Read(ReadOnlyMemory<byte> raw, MimeLimits limits)
    {
        if (raw.Length > limits.MaxBytes) return new Refusal("mime.too_large", raw.Length, limits.MaxBytes);
        if (raw.Span.TrimStart(" \t\r\n"u8).IsEmpty) return new Refusal("mime.empty");
        var headers = MimeHeaders.Read(raw, limits);
        return headers.Ok ? new MimeReader(limits).Whole(headers.Value) : headers.Refusal!;
    }

    private MimeMessage Whole(MimeHeaders headers)
    {
        if (headers.All.Count == 0) Refuse("", null, new Refusal("mime.no_headers"));
        var from = From(headers);
        Entity(headers, new Place("", null, 0, Whole: true, InDigest: false));
        return new MimeMessage
        {
            From = from,
            Subject = MimeText.OneLine(MimeText.DecodeWords(headers.First("Subject") ?? "")),
            Date = MailDate.Read(headers.First("Date")),
            MessageId = MessageId(headers.First("Message-ID")),
            Text = MimeText.Lines(text.ToString(), limits.MaxTextCharacters),
            Html = html,
            Attachments = attachments,
            Refusals = refusals,
            Headers = headers.All,
        };
    }

    // RFC 5322, 3.6: exactly one From. With two, the checks of a mail server and a reader may look at different ones.
    private IReadOnlyList<MailParty> From(MimeHeaders headers)
    {
        var count = headers.Count("From");
        if (count != 1)
        {
            Refuse("", null, new Refusal(count == 0 ? "mime.from_missing" : "mime.from_repeated") { Field = "From" });
            return [];
        }

        var read = MailAddresses.Read(headers.First("From")!, limits.MaxAddresses);
        if (read is null or []) Refuse("", null, new Refusal("mime.from_invalid", MimeText.OneLine(headers.First("From")!, 100)) { Field = "From" });
        return read ?? [];
    }

    private static string? MessageId(string? header)
    {
        if (header is null) return null;
        var start = header.IndexOf('<', StringComparison.Ordinal);
        var end = start < 0 ? -1 : header.IndexOf('>', start);
        var id = end > start ? header[(start + 1)..end].Trim() : header.Trim();
        return id.Length is 0 or > 500 || id.AsSpan().ContainsAny(" \t\uFFFD") ? null : id;
    }

    // Path: as IMAP counts, empty for a mail itself; InnerMail: path of the attached mail around; Whole: the entity is a mail, not a part.
    private readonly record struct Place(string Path, string? InnerMail, int Depth, bool Whole, bool InDigest, bool CutOff = false)
    {
        public Place Child(int number) => new(Path.Length == 0 ? Text(number) : $"{Path}.{Text(number)}", InnerMail, Depth + 1, false, false);

        // the only part of a mail that is no multipart is number 1
        public string Leaf => Whole ? Path.Length == 0 ? "1" : Path + ".1" : Path;

        private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Refuse(string path, string? fileName, Refusal refusal)
    {
        // beyond this nobody reads on, and a list of a hundred thousand would be a way to fill memory
        if (refusals.Count <= limits.MaxParts + 20) refusals.Add(new PartRefusal(path, fileName, refusal));
    }

    private void Part(ReadOnlyMemory<byte> entity, Place place)
    {
        var headers = MimeHeaders.Read(entity, limits);
        if (headers.Ok) Entity(headers.Value, place);
        else Refuse(place.Path, null, headers.Refusal!);
    }

    private void Entity(MimeHeaders headers, Place place)
    {
        parts++;
        var type = MimeParameters.Read(headers.First("Content-Type"));
        var disposition = MimeParameters.Read(headers.First("Content-Disposition"));
        var kind = type.Value.Contains('/', StringComparison.Ordinal) ? type.Value : place.InDigest ? "message/rfc822" : "text/plain";
        var given = MailFileName.Safe(disposition["filename"] ?? type["name"]);
        if (headers.Broken) Refuse(place.Path, given, new Refusal("mime.header_invalid"));
        foreach (var once in (string[])["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"])
        {
            // two readers would see two different files
            if (headers.Count(once) < 2) continue;
            Refuse(place.Leaf, given, new Refusal("mime.header_repeated", once) { Field = once });
            return;
        }

        if (kind.StartsWith("multipart/", StringComparison.Ordinal))
        {
            Multipart(headers.Body, type, kind, place);
            return;
        }

        var path = place.Leaf;
        if (Unwanted(kind, type, given) is { } no)
        {
            Refuse(path, given, no);
            return;
        }

        var isFile = disposition.Value == "attachment" || given is not null || kind is not ("text/plain" or "text/html");
        if (isFile && place.CutOff)
        {
            Refuse(path, given, new Refusal("mime.cut_off"));
            return;
        }

        var content = Decoded(headers, isFile);
        if (!content.Ok)
        {
            Refuse(path, given, content.Refusal!);
            return;
        }

        if (kind is "message/rfc822" or "message/global") InnerMail(content.Value, place with { Path = path, Whole = true });
        else if (isFile) Attach(path, given, kind, disposition.Value, content.Value, place.InnerMail);
        else Body(path, kind, type["charset"], content.Value.Span, place);
    }

    private static Refusal? Unwanted(string kind, MimeParameters type, string? fileName) => kind switch
    {
        // a Microsoft envelope that hides the true files; asking the sender for plain ones is better than a parser for it
        "application/ms-tnef" or "application/vnd.ms-tnef" => new Refusal("mime.tnef"),
        _ when string.Equals(fileName, "winmail.dat", StringComparison.OrdinalIgnoreCase) => new Refusal("mime.tnef"),
        "application/pkcs7-mime" or "application/x-pkcs7-mime" or "application/pgp-encrypted" => new Refusal("mime.encrypted", type["smime-type"] ?? kind),
        "message/partial" or "message/external-body" => new Refusal("mime.kind_refused", kind),
        _ => null,
    };

    private Outcome<ReadOnlyMemory<byte>> Decoded(MimeHeaders headers, bool isFile)
    {
        var encoding = MimeParameters.Read(headers.First("Content-Transfer-Encoding")).Value;
        var room = Math.Min(limits.MaxAttachmentBytes, limits.MaxDecodedBytes - decodedBytes);
        Outcome<ReadOnlyMemory<byte>> content;
        switch (encoding)
        {
            case "" or "7bit" or "8bit" or "binary":
                content = headers.Body.Length > room ? new Refusal("mime.part_too_large", headers.Body.Length, room) : headers.Body;
                break;
            case "base64":
                content = MimeDecoding.Base64(headers.Body.Span, room).Map(x => (ReadOnlyMemory<byte>)x);
                break;
            case "quoted-printable":
                content = MimeDecoding.QuotedPrintable(headers.Body.Span, room, lenient: !isFile).Map(x => (ReadOnlyMemory<byte>)x);
                break;
            case "x-uuencode" or "uuencode" or "x-uue" or "uue":
                content = new Refusal("mime.uuencode");
                break;
            default:
                content = new Refusal("mime.encoding_unknown", MimeText.OneLine(encoding, 60));
                break;
        }

        if (content.Ok) decodedBytes += content.Value.Length;
        return content;
    }

    private void Attach(string path, string? given, string kind, string disposition, ReadOnlyMemory<byte> content, string? innerMail)
    {
        var how = kind is "application/pkcs7-signature" or "application/x-pkcs7-signature" or "application/pgp-signature" ? AttachmentKind.Signature
            : disposition == "attachment" || (given is not null && disposition.Length == 0) ? AttachmentKind.Attached
            : AttachmentKind.Inline;
        attachments.Add(new MailAttachment(path, given ?? MailFileName.MadeUp(path, kind), MimeText.OneLine(kind, 100), how, content, innerMail));
    }

    private void InnerMail(ReadOnlyMemory<byte> content, Place place)
    {
        // its parts count from the path of the part that holds it
        if (TooDeep(place)) return;
        var headers = MimeHeaders.Read(content, limits);
        if (headers.Ok) Entity(headers.Value, place with { InnerMail = place.Path, Depth = place.Depth + 1, InDigest = false });
        else Refuse(place.Path, null, headers.Refusal!);
    }

    private void Body(string path, string kind, string? charset, ReadOnlySpan<byte> content, Place place)
    {
        if (place.CutOff) Refuse(path, null, new Refusal("mime.cut_off"));
        // four bytes are a character at most
        content = content[..Math.Min(content.Length, limits.MaxTextCharacters * 4)];
        if (!MimeText.TryDecode(content, charset, out var decoded)) Refuse(path, null, new Refusal("mime.charset_unknown", MimeText.OneLine(charset!, 60)));
        decoded = decoded.ReplaceLineEndings("\n");
        if (kind == "text/html")
        {
            html ??= place.InnerMail is null ? decoded[..Math.Min(decoded.Length, limits.MaxTextCharacters)] : null;
            return;
        }

        if (Uuencoded(decoded) is { } file) Refuse(path, file, new Refusal("mime.uuencode"));
        // the text of an attached mail is not what the sender of this one says
        if (place.InnerMail is not null) return;
        var room = limits.MaxTextCharacters - text.Length;
        if (text.Length > 0 && room > 0) text.Append('\n');
        text.Append(decoded.AsSpan(0, Math.Clamp(room - 1, 0, decoded.Length)));
    }

    // "begin 644 report.csv" on a line of its own: a file of the time before MIME
    private static string? Uuencoded(string text)
    {
        for (var at = text.IndexOf("begin ", StringComparison.Ordinal); at >= 0; at = text.IndexOf("begin ", at + 6, StringComparison.Ordinal))
        {
            if (at > 0 && text[at - 1] != '\n') continue;
            var line = text.AsSpan(at, Math.Min(text.Length - at, 300));
            if (line.IndexOf('\n') is var end and >= 0) line = line[..end];
            if (line.Length > 10 && line[6] is >= '0' and <= '7' && line[7] is >= '0' and <= '7' && line[8] is >= '0' and <= '7' && line[9] == ' ') return MailFileName.Safe(line[10..].ToString()) ?? "?";
        }

        return null;
    }

    private bool TooDeep(Place place)
    {
        if (place.Depth < limits.MaxDepth) return false;
        Refuse(place.Path, null, new Refusal("mime.too_deep", limits.MaxDepth));
        return true;
    }

    private void Multipart(ReadOnlyMemory<byte> body, MimeParameters type, string kind, Place place)
    {
        if (TooDeep(place)) return;
        if (kind == "multipart/encrypted")
        {
            Refuse(place.Path, null, new Refusal("mime.encrypted", kind));
            return;
        }

        var boundary = type["boundary"]?.TrimEnd();
        // RFC 2046, 5.1.1 says 70; some programs write longer ones
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200)
        {
            Refuse(place.Path, null, new Refusal("mime.boundary_missing", kind));
            return;
        }

        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var (start, number, closed) = (-1, 0, false);
        foreach (var (lineStart, lineEnd, isClose) in Delimiters(body, delimiter))
        {
            if (start >= 0 && !Next(start, lineStart, cutOff: false)) return;
            start = lineEnd;
            closed = isClose;
            if (closed) break;
        }

        if (start < 0) Refuse(place.Path, null, new Refusal("mime.boundary_not_found", kind));
        else if (!closed) Next(start, body.Length, cutOff: true);

        bool Next(int from, int to, bool cutOff)
        {
            if (parts >= limits.MaxParts)
            {
                Refuse(place.Path, null, new Refusal("mime.too_many_parts", limits.MaxParts));
                return false;
            }

            Part(body[from..Math.Max(from, to)], place.Child(++number) with { CutOff = cutOff, InDigest = kind == "multipart/digest" });
            return true;
        }
    }

    // Lines that are the delimiter: where the line end before it starts (it belongs to the delimiter), where the next line starts, and whether it closes.
    private static IEnumerable<(int Start, int End, bool Close)> Delimiters(ReadOnlyMemory<byte> body, byte[] delimiter)
    {
        for (var at = 0; at < body.Length;)
        {
            var found = body.Span[at..].IndexOf(delimiter);
            if (found < 0) yield break;
            var start = at + found;
            at = start + delimiter.Length;
            if (start > 0 && body.Span[start - 1] != (byte)'\n') continue;
            var newline = body.Span[at..].IndexOf((byte)'\n');
            var end = newline < 0 ? body.Length : at + newline + 1;
            var rest = body.Span[at..end].TrimEnd(" \t\r\n"u8);
            var close = rest.SequenceEqual("--"u8);
            if (!close && !rest.IsEmpty) continue;
            var before = start;
            if (before > 0) before--;
            if (before > 0 && body.Span[before - 1] == (byte)'\r') before--;
            yield return (before, end, close);
            at = end;
        }
    }
}
