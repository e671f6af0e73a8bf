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
            if (xml.LocalName == "FIDAVISTA")
            {
                found = true;
                yield return new FileBegan(context.SourceName, StatementFormat.Fidavista, FidavistaReader.VersionOf(xml));
                foreach (var step in new FidavistaReader(xml, context).Read()) yield return step;
                more = !xml.EOF;
                continue;
            }
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
}
