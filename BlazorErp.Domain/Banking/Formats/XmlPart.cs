using System.Xml;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>A small piece of a document (one balance, one payment) held as a tree of local names; namespaces are ignored on purpose.</summary>
internal sealed class XmlPart
{
    private const int MaxParts = 20_000;
    private XmlPart? first;
    private XmlPart? final;
    private XmlPart? next;
    private string? text;

    private XmlPart(string name, int line) => (Name, Line) = (name, line);

    public string Name { get; }

    public int Line { get; }

    /// <summary>Attribute <c>Ccy</c>.</summary>
    public string? Ccy { get; private init; }

    /// <summary>Its text without blanks at the ends; an empty element is a missing one: null.</summary>
    public string? Value => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public IEnumerable<XmlPart> Children
    {
        get
        {
            for (var child = first; child is not null; child = child.next) yield return child;
        }
    }

    /// <summary>Line of the file at which the reader stands.</summary>
    public static int LineOf(XmlReader xml) => ((IXmlLineInfo)xml).LineNumber;

    /// <summary>Reads the element the reader stands on and moves behind it.</summary>
    /// <exception cref="XmlException">Not well-formed, or of absurd size.</exception>
    public static XmlPart Read(XmlReader xml)
    {
        var left = MaxParts;
        return Read(xml, ref left);
    }

    private static XmlPart Read(XmlReader xml, ref int left)
    {
        if (--left < 0) throw new Shared.XmlLimitException($"More than {MaxParts} elements in one part");
        var part = new XmlPart(xml.LocalName, LineOf(xml)) { Ccy = xml.HasAttributes ? xml.GetAttribute("Ccy") : null };
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return part;
        }
        xml.Read();
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    part.Add(Read(xml, ref left));
                    continue;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    part.text = part.text is null ? xml.Value : part.text + xml.Value;
                    break;
            }
            if (!xml.Read()) throw new XmlException("Ends inside an element");
        }
        xml.Read();
        return part;
    }

    private void Add(XmlPart child)
    {
        if (final is null) first = child;
        else final.next = child;
        final = child;
    }

    /// <summary>The first child of this name.</summary>
    public XmlPart? At(string name)
    {
        for (var child = first; child is not null; child = child.next)
        {
            if (child.Name == name) return child;
        }
        return null;
    }

    /// <summary>The first descendant along these names.</summary>
    public XmlPart? At(params ReadOnlySpan<string> path)
    {
        var part = this;
        foreach (var name in path)
        {
            part = part?.At(name);
        }
        return part;
    }

    /// <summary>The text of the first descendant along these names.</summary>
    public string? Text(params ReadOnlySpan<string> path) => At(path)?.Value;

    /// <summary>All children of this name.</summary>
    public IEnumerable<XmlPart> All(string name) => Children.Where(c => c.Name == name);
}

/// <summary>Steps through elements without holding them.</summary>
internal static class XmlWalk
{
    /// <summary>Moves to the first node inside; an empty element is passed and has no inside.</summary>
    public static bool Enter(this XmlReader xml)
    {
        var empty = xml.IsEmptyElement;
        xml.Read();
        return !empty;
    }

    /// <summary>Moves to the next child element; false at the end tag of the parent.</summary>
    public static bool Inside(this XmlReader xml)
    {
        while (xml.NodeType is not (XmlNodeType.Element or XmlNodeType.EndElement))
        {
            if (!xml.Read()) throw new XmlException("Ends inside an element");
        }
        return xml.NodeType == XmlNodeType.Element;
    }
}
