using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace BlazorErp.Domain.Shared;

/// <summary>What a document may be at most. Depth, attributes and names are counted before the parser stores them.</summary>
/// <param name="MaxCharacters">Characters of the whole document.</param>
public sealed record SafeXmlLimits(long MaxCharacters)
{
    /// <summary>Elements inside each other.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Attributes and namespace declarations of one element.</summary>
    public int MaxAttributes { get; init; } = 128;

    /// <summary>Characters between &lt; and &gt; of one tag.</summary>
    public int MaxTagCharacters { get; init; } = 32_768;

    /// <summary>Characters of text between two tags, CDATA included; an embedded attachment is one text.</summary>
    public long MaxTextCharacters { get; init; } = long.MaxValue;

    /// <summary>Different element, attribute and namespace names of the whole document.</summary>
    public int MaxNames { get; init; } = 8_192;
}

/// <summary>The document is larger, deeper or broader than allowed, or holds a DTD-sized construct; never a fault of its grammar.</summary>
public sealed class XmlLimitException(string message) : XmlException(message);

/// <summary>The bytes are not text of the encoding that the document declares, or the encoding is not allowed.</summary>
public sealed class XmlEncodingException(string message, Exception? inner = null) : XmlException(message, inner);

/// <summary>
/// The one XML reader of the product: no DTD, no external entity, nothing fetched, bounded before memory is spent. It reads bytes, so that the
/// byte order mark or the XML declaration decides the encoding: UTF-8, UTF-16 or a single-byte code page (Windows-1257, ISO-8859-15, ...).
/// </summary>
public static class SafeXml
{
    static SafeXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A forward reader over <paramref name="content"/>; the stream stays open.</summary>
    /// <param name="content">The document's bytes, readable synchronously.</param>
    /// <param name="maxCharacters">Characters of the whole document.</param>
    /// <exception cref="XmlException">Also while reading: not XML, DTD, <see cref="XmlLimitException"/>, <see cref="XmlEncodingException"/>.</exception>
    public static XmlReader Create(Stream content, long maxCharacters) => Create(content, new SafeXmlLimits(maxCharacters));

    /// <summary>As <see cref="Create(Stream, long)"/> with every limit.</summary>
    /// <param name="content">The document's bytes, readable synchronously.</param>
    /// <param name="limits">What the document may be at most.</param>
    /// <param name="undecodable">What becomes of bytes that are not text of the declared encoding; null: an <see cref="XmlEncodingException"/>.</param>
    public static XmlReader Create(Stream content, SafeXmlLimits limits, DecoderFallback? undecodable = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = limits.MaxCharacters,
            MaxCharactersFromEntities = 1,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CloseInput = true,
            NameTable = new BoundedNames(limits.MaxNames),
        };
        var text = new XmlGuard(XmlEncoding.Open(content, undecodable ?? DecoderFallback.ExceptionFallback), limits);
#pragma warning disable RS0030 // This is the place that the ban points to: hardened settings, guarded input.
        return XmlReader.Create(text, settings);
#pragma warning restore RS0030
    }

    // A file of millions of different names would fill the parser's table of names, which is never emptied.
    private sealed class BoundedNames(int max) : NameTable
    {
        private int count;

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

        public override string Add(string key) => Get(key) ?? Counted(base.Add(key));

        private string Counted(string name) => ++count <= max ? name : throw new XmlLimitException($"More than {max} different names");
    }
}

/// <summary>Finds the encoding of an XML document from its first bytes (XML 1.0, appendix F).</summary>
internal static partial class XmlEncoding
{
    private const int Sniffed = 512;

    public static StreamReader Open(Stream content, DecoderFallback undecodable)
    {
        var first = new byte[Sniffed];
        var length = content.ReadAtLeast(first, Sniffed, throwOnEndOfStream: false);
        var (encoding, mark) = Find(first.AsSpan(0, length));
        var decoding = (Encoding)encoding.Clone();
        decoding.DecoderFallback = undecodable;
        var whole = new PrefixedStream(first.AsMemory(mark, length - mark), content);
        return new StreamReader(whole, decoding, detectEncodingFromByteOrderMarks: false, bufferSize: 8192, leaveOpen: true);
    }

    private static (Encoding Encoding, int Mark) Find(ReadOnlySpan<byte> first) => first switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (new UTF8Encoding(), 3),
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, 0x3C, ..] or [0x3C, 0, 0, 0, ..] => throw new XmlEncodingException("UTF-32 is not accepted"),
        [0xFF, 0xFE, ..] => (new UnicodeEncoding(false, false), 2),
        [0xFE, 0xFF, ..] => (new UnicodeEncoding(true, false), 2),
        [0x3C, 0, ..] => (new UnicodeEncoding(false, false), 0),
        [0, 0x3C, ..] => (new UnicodeEncoding(true, false), 0),
        _ => (Declared(Encoding.Latin1.GetString(first)), 0),
    };

    private static Encoding Declared(string start)
    {
        var match = Declaration().Match(start);
        if (!match.Success) return new UTF8Encoding();
        var name = match.Groups[1].Value;
        // Written as single bytes, so a declared UTF-16 is a slip of the writer, seen in files re-saved by an editor.
        if (name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase)) return new UTF8Encoding();
        try
        {
            var encoding = Encoding.GetEncoding(name);
            if (encoding.CodePage == Encoding.UTF8.CodePage) return new UTF8Encoding();
            // Stateful and exotic encodings (UTF-7, ISO-2022, EBCDIC) let one byte string read as two documents.
            if (encoding.IsSingleByte && encoding.GetString("<?xml"u8) == "<?xml") return encoding;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new XmlEncodingException($"Unknown encoding '{name}'", e);
        }
        throw new XmlEncodingException($"Encoding '{name}' is not accepted");
    }

    [GeneratedRegex("""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Declaration();
}
