using System.Text;
using System.Xml;
using BlazorErp.Domain.Banking.Formats.Camt;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>Finds the statements of an XML file: by the local name of their container, whatever stands around it.</summary>
internal static class XmlStatements
{
    public static IEnumerable<StatementEvent> Read(Stream content, ReadContext context)
    {
        // Declared UTF-8 with ISO-8859-15 bytes inside is known of real banks; the rest of the file is kept as declared.
        var undecodable = new Latin9Fallback();
        var limits = new SafeXmlLimits(context.Limits.MaxBytes) { MaxTextCharacters = context.Limits.MaxText };
        using var xml = SafeXml.Create(content, limits, undecodable);
        string? root = null;
        var found = false;
        var more = xml.Read();
        while (more)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                more = xml.Read();
                continue;
            }
            root ??= xml.LocalName;
            if (CamtReader.FormatOf(xml.LocalName) is { } format)
            {
                if (!found) yield return new FileBegan(context.SourceName, format, CamtReader.VersionOf(xml.NamespaceURI));
                found = true;
                foreach (var step in new CamtReader(xml, context).Read()) yield return step;
                more = !xml.EOF;
                continue;
            }
            more = xml.Read();
        }
        if (!found) throw new StatementRefusedException(new Refusal("bank.format.other-xml", root is { Length: > 60 } ? root[..60] : root));
        if (undecodable.Used) context.Warn("bank.format.encoding", null, 1);
    }

    /// <summary>Reads what is not text of the declared encoding as ISO-8859-15, and remembers that it had to.</summary>
    private sealed class Latin9Fallback : DecoderFallback
    {
        private static readonly Encoding Latin9 = CodePagesEncodingProvider.Instance.GetEncoding("ISO-8859-15")!;

        public bool Used { get; private set; }

        public override int MaxCharCount => 8;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(Latin9Fallback owner) : DecoderFallbackBuffer
        {
            private string text = "";
            private int at;

            public override int Remaining => text.Length - at;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Used = true;
                (text, at) = (Latin9.GetString(bytesUnknown), 0);
                return text.Length > 0;
            }

            public override char GetNextChar() => at < text.Length ? text[at++] : '\0';

            public override bool MovePrevious()
            {
                if (at == 0) return false;
                at--;
                return true;
            }

            public override void Reset() => (text, at) = ("", 0);
        }
    }
}
