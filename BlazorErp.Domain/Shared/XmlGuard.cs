using System.Text;

namespace BlazorErp.Domain.Shared;

/// <summary>
/// Stands between the bytes and the XML parser and counts depth, attributes, and lengths of tags and texts as they pass. The parser holds a whole
/// tag or text in memory before it hands anything out, so its caller would count too late. Not a grammar check: that is the parser's.
/// </summary>
internal sealed class XmlGuard(StreamReader source, SafeXmlLimits limits) : TextReader
{
    private enum At { Text, Opened, Tag, DoubleQuote, SingleQuote, Bang, Comment, CData, Instruction }

    private readonly char[] one = new char[1];
    private At at;
    private bool started;
    private bool closing;
    private char last;
    private char lastButOne;
    private int depth;
    private int attributes;
    private int tagLength;
    private long textLength;
    private long total;
    private int bangLength;

    public override int Peek() => source.Peek();

    public override int Read() => Read(one, 0, 1) == 0 ? -1 : one[0];

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int ReadBlock(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty) return 0;
        try
        {
            // Some bank systems write a blank line before the declaration, which the grammar forbids and nobody minds.
            while (!started && source.Peek() is var next and >= 0 && (char.IsWhiteSpace((char)next) || next == 0xFEFF)) source.Read();
            started = true;
            var count = source.Read(buffer);
            total += count;
            if (total > limits.MaxCharacters) throw new XmlLimitException($"More than {limits.MaxCharacters} characters");
            Count(buffer[..count]);
            return count;
        }
        catch (DecoderFallbackException e)
        {
            throw new XmlEncodingException("Bytes that are not text of the declared encoding", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (at == At.Text)
            {
                var next = text[i..].IndexOf('<');
                Text(next < 0 ? text.Length - i : next);
                if (next < 0) return;
                i += next;
                at = At.Opened;
                continue;
            }
            Step(text[i]);
        }
    }

    private void Text(int length)
    {
        textLength += length;
        if (textLength > limits.MaxTextCharacters) throw new XmlLimitException($"A text of more than {limits.MaxTextCharacters} characters");
    }

    private void Step(char c)
    {
        switch (at)
        {
            case At.Opened:
                Open(c);
                break;
            case At.Tag:
                Tag(c);
                break;
            case At.DoubleQuote or At.SingleQuote:
                Tagged();
                if (c == (at == At.DoubleQuote ? '"' : '\'')) at = At.Tag;
                break;
            case At.Bang:
                bangLength++;
                if (bangLength == 2 && last == '-' && c == '-') (at, c) = (At.Comment, '\0');
                else if (bangLength == 7) at = At.CData; // "[CDATA[" or a DTD, which the parser refuses
                else if (c == '>') at = At.Text;
                break;
            case At.Comment:
                if (c == '>' && last == '-' && lastButOne == '-') at = At.Text;
                break;
            case At.CData:
                Text(1);
                if (c == '>' && last == ']' && lastButOne == ']') at = At.Text;
                break;
            case At.Instruction:
                if (c == '>' && last == '?') at = At.Text;
                break;
        }
        lastButOne = last;
        last = c;
    }

    private void Open(char c)
    {
        (tagLength, attributes, bangLength, closing) = (0, 0, 0, c == '/');
        switch (c)
        {
            case '!':
                at = At.Bang;
                return;
            case '?':
                at = At.Instruction;
                return;
        }
        textLength = 0;
        at = At.Tag;
        if (!closing && ++depth > limits.MaxDepth) throw new XmlLimitException($"More than {limits.MaxDepth} elements inside each other");
    }

    private void Tag(char c)
    {
        Tagged();
        switch (c)
        {
            case '"' or '\'':
                at = c == '"' ? At.DoubleQuote : At.SingleQuote;
                if (++attributes > limits.MaxAttributes) throw new XmlLimitException($"More than {limits.MaxAttributes} attributes");
                break;
            case '>':
                at = At.Text;
                if (closing || last == '/') depth--;
                break;
        }
    }

    private void Tagged()
    {
        if (++tagLength > limits.MaxTagCharacters) throw new XmlLimitException($"A tag of more than {limits.MaxTagCharacters} characters");
    }
}
