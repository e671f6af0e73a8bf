using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>What the sheets of a workbook share: texts and styles.</summary>
internal static class XlsxShared
{
    // A cell style names at most 64,000 formats in Excel.
    private const int MaxStyles = 65_536;

    /// <summary>The shared texts by their number; runs of a rich text joined, phonetic hints left out.</summary>
    public static List<string> Texts(ZipArchiveEntry entry, TableLimits limits)
    {
        var texts = new List<string>();
        var total = 0L;
        var buffer = new XlsxText(limits);
        var part = XlsxFile.Read(entry);
        using (part)
        {
            while (part.Step())
            {
                if (part.Xml.NodeType == XmlNodeType.Element && part.Xml.LocalName == "si")
                {
                    var text = buffer.Rich(part);
                    // An empty text costs a reference too.
                    total += text.Length + 8;
                    if (total > limits.SharedCharacters)
                    {
                        throw new TableException(new Refusal("file.too_large", limits.FileBytes >> 20));
                    }

                    texts.Add(text);
                }
            }
        }

        return texts;
    }

    /// <summary>For each cell style, whether it shows a number as a date.</summary>
    public static List<bool> DateStyles(ZipArchiveEntry entry)
    {
        var own = new Dictionary<int, bool>();
        var styles = new List<bool>();
        var inCells = false;
        var part = XlsxFile.Read(entry);
        using (part)
        {
            while (part.Step())
            {
                if (part.Xml.LocalName == "cellXfs")
                {
                    inCells = part.Xml.NodeType == XmlNodeType.Element && !part.Xml.IsEmptyElement;
                }
                else if (part.Xml.NodeType == XmlNodeType.Element && styles.Count < MaxStyles && own.Count < MaxStyles)
                {
                    if (part.Xml.LocalName == "numFmt" && Number(part.Xml, "numFmtId") is { } id)
                    {
                        own[id] = IsDate(part.Xml.GetAttribute("formatCode") ?? "");
                    }
                    else if (inCells && part.Xml.LocalName == "xf")
                    {
                        var format = Number(part.Xml, "numFmtId") ?? 0;
                        styles.Add(own.TryGetValue(format, out var date) ? date : format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58));
                    }
                }
            }
        }

        return styles;
    }

    /// <summary>Whether a number format shows days or times: a y, m, d, h or s outside quotes, brackets and escapes.</summary>
    public static bool IsDate(string code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '"':
                    i = code.IndexOf('"', i + 1);
                    break;
                case '[':
                    i = code.IndexOf(']', i + 1);
                    break;
                case 'y' or 'Y' or 'm' or 'M' or 'd' or 'D' or 'h' or 'H' or 's' or 'S':
                    return true;
                case ';':
                    return false;
            }

            if (i < 0)
            {
                return false;
            }
        }

        return false;
    }

    private static int? Number(XmlReader xml, string attribute) => int.TryParse(xml.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Collects the text of a cell into one reused buffer.</summary>
internal sealed class XlsxText(TableLimits limits)
{
    // A character of a text takes seven when written as _xHHHH_.
    private readonly char[] buffer = new char[limits.CellLength * 7];
    private int length;

    /// <summary>The characters of a value element (v), as they stand. The reader is left at its end.</summary>
    public ReadOnlySpan<char> Value(XlsxPart part)
    {
        length = 0;
        Append(part);
        return buffer.AsSpan(0, length);
    }

    /// <summary>The text of the element the reader is at (si, is): its t elements joined, rPh left out.</summary>
    public string Rich(XlsxPart part)
    {
        length = 0;
        if (!part.Xml.IsEmptyElement)
        {
            var depth = part.Xml.Depth;
            var phonetic = int.MaxValue;
            while (part.Step() && part.Xml.Depth > depth)
            {
                if (part.Xml.Depth <= phonetic)
                {
                    phonetic = int.MaxValue;
                }

                if (part.Xml.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                if (part.Xml.LocalName == "rPh" && !part.Xml.IsEmptyElement)
                {
                    phonetic = part.Xml.Depth;
                }
                else if (part.Xml.LocalName == "t" && phonetic == int.MaxValue)
                {
                    Append(part);
                }
            }
        }

        return Decoded();
    }

    /// <summary>The collected text with Excel's _xHHHH_ escapes resolved (ST_Xstring).</summary>
    public string Decoded()
    {
        var raw = buffer.AsSpan(0, length);
        if (raw.IndexOf("_x") < 0)
        {
            return Checked(raw.ToString());
        }

        var text = new StringBuilder(length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '_' && i + 6 < raw.Length && raw[i + 1] == 'x' && raw[i + 6] == '_'
                && ushort.TryParse(raw.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                i += 6;
            }
            else
            {
                text.Append(raw[i]);
            }
        }

        return Checked(text.ToString());
    }

    private string Checked(string text) => text.Length <= limits.CellLength ? text : throw new TableException(new Refusal("table.cell_too_long", limits.CellLength));

    private void Append(XlsxPart part)
    {
        if (part.Xml.IsEmptyElement)
        {
            return;
        }

        var depth = part.Xml.Depth;
        while (part.Step() && part.Xml.Depth > depth)
        {
            if (part.Xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                int got;
                do
                {
                    if (length == buffer.Length)
                    {
                        throw new TableException(new Refusal("table.cell_too_long", limits.CellLength));
                    }

                    got = part.Xml.ReadValueChunk(buffer, length, buffer.Length - length);
                    length += got;
                }
                while (got > 0);
            }
        }
    }
}
