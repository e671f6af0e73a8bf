using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>The headers of a mail or part, and where its body begins.</summary>
internal sealed class MimeHeaders
{
    private MimeHeaders(List<MailHeader> all, ReadOnlyMemory<byte> body, bool broken) => (All, Body, Broken) = (all, body, broken);

    /// <summary>Topmost first.</summary>
    public IReadOnlyList<MailHeader> All { get; }

    /// <summary>What follows the empty line.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>A line among them was no header; it was left out.</summary>
    public bool Broken { get; }

    /// <summary>Value of the first of that name.</summary>
    public string? First(string name) => All.FirstOrDefault(x => Is(x, name))?.Value;

    /// <summary>How often it is there.</summary>
    public int Count(string name) => All.Count(x => Is(x, name));

    private static bool Is(MailHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads them, or <c>mime.header_too_long</c>.</summary>
    public static Outcome<MimeHeaders> Read(ReadOnlyMemory<byte> entity, MimeLimits limits)
    {
        var span = entity.Span;
        var headers = new List<MailHeader>();
        var at = 0;
        var broken = false;
        (string Name, int Start, int End)? open = null;
        while (at < span.Length)
        {
            var newline = span[at..].IndexOf((byte)'\n');
            var end = newline < 0 ? span.Length : at + newline;
            var next = newline < 0 ? span.Length : end + 1;
            if (next > limits.MaxHeaderBytes) return TooLong(limits);
            var line = span[at..end];
            if (line is [.., (byte)'\r']) line = line[..^1];
            if (line.IsEmpty)
            {
                at = next;
                break;
            }

            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (open is { } folded) open = folded with { End = end };
                else broken = true;
            }
            else
            {
                Close(span);
                var colon = line.IndexOf((byte)':');
                if (colon > 0 && NameOf(line[..colon]) is { } name) open = (name, at + colon + 1, end);
                // the line that mbox files put before every mail
                else if (at > 0 || !line.StartsWith("From "u8)) broken = true;
            }

            if (headers.Count > limits.MaxHeaders) return TooLong(limits);
            at = next;
        }

        Close(span);
        return new MimeHeaders(headers, entity[at..], broken);

        void Close(ReadOnlySpan<byte> all)
        {
            if (open is { } done) headers.Add(new MailHeader(done.Name, Unfold(all[done.Start..done.End])));
            open = null;
        }
    }

    private static Refusal TooLong(MimeLimits limits) => new("mime.header_too_long", limits.MaxHeaderBytes, limits.MaxHeaders);

    // RFC 5322, 2.2: printable ASCII without colon; blanks before the colon are an old form.
    private static string? NameOf(ReadOnlySpan<byte> name)
    {
        name = name.TrimEnd(" \t"u8);
        return name.IsEmpty || name.Length > 100 || name.ContainsAnyExceptInRange((byte)33, (byte)126) ? null : System.Text.Encoding.ASCII.GetString(name);
    }

    // A fold is a line end before a blank; every other control character is an attempt at something, and becomes the mark of what is no character.
    private static string Unfold(ReadOnlySpan<byte> value)
    {
        var text = MimeText.Guess(value).Replace("\r\n", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim(' ', '\t', '\r');
        return !text.Any(char.IsControl) ? text : string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++) to[i] = from[i] == '\t' ? ' ' : char.IsControl(from[i]) ? '\uFFFD' : from[i];
        });
    }
}
