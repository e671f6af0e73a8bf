using System.Text;

namespace BlazorErp.Channels.Imap;

/// <summary>Bytes that a server sent as a literal; null where they were more than asked for and thrown away.</summary>
/// <param name="Length">As announced.</param>
/// <param name="Bytes">The bytes.</param>
internal sealed record ImapLiteral(long Length, byte[]? Bytes);

/// <summary>One answer of a server: a line, with a NUL (which no line may hold) in the place of each literal.</summary>
internal sealed record ImapResponse(string Line, IReadOnlyList<ImapLiteral> Literals)
{
    /// <summary>"*", "+" or the tag of a command.</summary>
    public string Tag => Line[..Math.Max(Line.IndexOf(' ', StringComparison.Ordinal), 0)] is { Length: > 0 } tag ? tag : Line;

    /// <summary>What follows the tag.</summary>
    public string Rest => Line.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? Line[(space + 1)..] : "";

    /// <summary>First word after the tag, in upper case.</summary>
    public string Word => Rest.Split(' ', 2)[0].ToUpperInvariant();

    /// <summary>What follows the first word.</summary>
    public string AfterWord => Rest.Split(' ', 2) is [_, var after] ? after : "";

    /// <summary>The code in brackets of OK, NO, BAD, BYE: "[UIDVALIDITY 5]" gives ("UIDVALIDITY", "5"); empty when there is none.</summary>
    public (string Name, string Value) Code
    {
        get
        {
            var text = AfterWord;
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (text.Length == 0 || text[0] != '[' || end < 0) return ("", "");
            var words = text[1..end].Split(' ', 2);
            return (words[0].ToUpperInvariant(), words.Length > 1 ? words[1].Trim() : "");
        }
    }

    /// <summary>Number and word of "* 12 FETCH (...)": null for every other answer.</summary>
    public (uint Number, string Word)? Numbered =>
        ImapText.Number(Word, out var number) ? (number, AfterWord.Split(' ', 2)[0].ToUpperInvariant()) : null;

    /// <summary>The items of a FETCH, name in upper case. A value is text, or a literal, or a list as its text, or null for NIL.</summary>
    /// <exception cref="ImapException">Not a list of pairs.</exception>
    public Dictionary<string, object?> FetchItems()
    {
        var tokens = new ImapTokens(AfterWord.Split(' ', 2) is [_, var list] ? list : "", Literals);
        var items = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        tokens.Expect('(');
        while (!tokens.Take(')'))
        {
            var name = tokens.Name();
            // a server that answers twice in one line contradicts itself; the first counts
            items.TryAdd(name, tokens.Value());
        }

        return items;
    }
}

/// <summary>Reads the inside of an answer (RFC 3501, 9).</summary>
internal sealed class ImapTokens(string text, IReadOnlyList<ImapLiteral> literals)
{
    private int at;
    private int nextLiteral;

    public bool Take(char wanted)
    {
        Blanks();
        if (at >= text.Length || text[at] != wanted) return false;
        at++;
        return true;
    }

    public void Expect(char wanted)
    {
        if (!Take(wanted)) throw ImapException.Protocol($"'{wanted}' expected");
    }

    /// <summary>Name of an item: "UID", "BODY[]", "BODY[HEADER.FIELDS (SUBJECT)]&lt;0&gt;".</summary>
    public string Name()
    {
        Blanks();
        var start = at;
        var depth = 0;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '[') depth++;
            else if (c == ']') depth--;
            else if (depth <= 0 && c is ' ' or '(' or ')') break;
        }

        return at > start ? text[start..at].ToUpperInvariant() : throw ImapException.Protocol("a name expected");
    }

    public object? Value()
    {
        Blanks();
        if (at >= text.Length) throw ImapException.Protocol("a value expected");
        switch (text[at])
        {
            case '\0':
                at++;
                return nextLiteral < literals.Count ? literals[nextLiteral++] : throw ImapException.Protocol("a literal is missing");
            case '"':
                return Quoted();
            case '(':
                return List();
            default:
                var start = at;
                while (at < text.Length && text[at] is not (' ' or '(' or ')' or '"' or '\0')) at++;
                if (at == start) throw ImapException.Protocol("a value expected");
                var atom = text[start..at];
                return atom.Equals("NIL", StringComparison.OrdinalIgnoreCase) ? null : atom;
        }
    }

    private string Quoted()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\') at++;
            if (at < text.Length) value.Append(text[at]);
        }

        if (at >= text.Length) throw ImapException.Protocol("a quoted text has no end");
        at++;
        return value.ToString();
    }

    // Flags and envelopes are not needed: only the end of them is looked for. A loop, as a hostile list may be deep.
    private string List()
    {
        var start = at;
        var depth = 0;
        do
        {
            if (at >= text.Length) throw ImapException.Protocol("a list has no end");
            switch (text[at])
            {
                case '"':
                    Quoted();
                    continue;
                case '\0':
                    nextLiteral++;
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
            }

            at++;
        }
        while (depth > 0);
        return text[start..at];
    }

    private void Blanks()
    {
        while (at < text.Length && text[at] == ' ') at++;
    }
}
