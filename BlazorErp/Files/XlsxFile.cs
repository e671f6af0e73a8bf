using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>
/// The package of a workbook: what it declares is weighed before anything is unpacked, and only the parts of the one sheet are read
/// (ECMA-376 part 2; links of mode External are never followed).
/// </summary>
internal static class XlsxFile
{
    private const int MaxEntries = 2_000;
    private const int MaxDirectoryBytes = 1 << 20;
    private const int MaxRatio = 100;
    private const long AlwaysAllowed = 10L << 20;
    private const int MaxDepth = 32;

    /// <summary>Weighs and opens the workbook, and finds the sheet.</summary>
    public static Outcome<Table> Open(Stream file, TableLimits limits, string? wanted)
    {
        if (Suspicious(file))
        {
            return new Refusal("file.zip_suspicious");
        }

        file.Position = 0;
        var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            var table = Find(zip, file.Length, limits, wanted);
            if (!table.Ok)
            {
                zip.Dispose();
            }

            return table;
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>A part's XML, metered. Dispose it.</summary>
    public static XlsxPart Read(ZipArchiveEntry part) => new(part, MaxDepth);

    private static Outcome<Table> Find(ZipArchive zip, long fileLength, TableLimits limits, string? wanted)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var declared = 0L;
        foreach (var entry in zip.Entries)
        {
            declared += entry.Length;
            if (!names.Add(entry.FullName) || entry.Length < 0 || declared > limits.UnpackedBytes)
            {
                return new Refusal("file.zip_suspicious");
            }
        }

        if (declared > AlwaysAllowed && declared / MaxRatio > fileLength)
        {
            return new Refusal("file.zip_suspicious");
        }

        if (zip.GetEntry("[Content_Types].xml") is null || Workbook(zip) is not { } workbook)
        {
            return new Refusal(zip.GetEntry("EncryptedPackage") is null ? "file.not_a_table" : "file.encrypted");
        }

        var links = Links(zip, LinksOf(workbook.FullName), Folder(workbook.FullName));
        var (sheets, year1904) = Sheets(workbook);
        var known = sheets.Where(s => links.TryGetValue(s.Link, out var link) && link.Type.EndsWith("/worksheet", StringComparison.Ordinal)).ToList();
        var sheet = known.Find(s => wanted is null ? s.Visible : s.Name == wanted) ?? (wanted is null ? known.FirstOrDefault() : null);
        if (sheet is null || zip.GetEntry(links[sheet.Link].Target) is not { } part)
        {
            return new Refusal("table.no_sheet", wanted ?? "");
        }

        var styles = links.Values.FirstOrDefault(l => l.Type.EndsWith("/styles", StringComparison.Ordinal));
        var texts = links.Values.FirstOrDefault(l => l.Type.EndsWith("/sharedStrings", StringComparison.Ordinal));
        var dates = styles is not null && zip.GetEntry(styles.Target) is { } stylePart ? XlsxShared.DateStyles(stylePart) : [];
        var shared = texts is not null && zip.GetEntry(texts.Target) is { } textPart ? XlsxShared.Texts(textPart, limits) : [];
        var reader = new XlsxRows(part, shared, dates, year1904, limits);
        return new Table(reader.Read, zip) { Sheets = [.. known.Select(s => s.Name)], Sheet = sheet.Name };
    }

    /// <summary>
    /// Weighs the central directory before the framework reads it into memory. It must end where the end record begins (so its size cannot lie) and be small;
    /// zip64 is refused, since no table below the file limit needs it.
    /// </summary>
    private static bool Suspicious(Stream file)
    {
        const int record = 22;
        var tail = new byte[(int)Math.Min(file.Length, record + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < record)
        {
            throw new InvalidDataException("No end of central directory");
        }

        var end = tail.AsSpan(at);
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var size = file.Length - tail.Length + at - start;
        return entries > MaxEntries || start == uint.MaxValue || size < 0 || size > MaxDirectoryBytes;
    }

    private static ZipArchiveEntry? Workbook(ZipArchive zip)
    {
        var link = Links(zip, "_rels/.rels", "").Values.FirstOrDefault(l => l.Type.EndsWith("/officeDocument", StringComparison.Ordinal));
        var entry = link is null ? null : zip.GetEntry(link.Target);
        if (entry is null)
        {
            return null;
        }

        // A Word or PowerPoint file has the same outside.
        var part = Read(entry);
        using (part)
        {
            while (part.Step())
            {
                if (part.Xml.NodeType == XmlNodeType.Element)
                {
                    return part.Xml.LocalName == "workbook" ? entry : null;
                }
            }
        }

        return null;
    }

    private static (List<SheetEntry> Sheets, bool Year1904) Sheets(ZipArchiveEntry workbook)
    {
        var sheets = new List<SheetEntry>();
        var year1904 = false;
        var part = Read(workbook);
        using (part)
        {
            while (part.Step())
            {
                if (part.Xml.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                if (part.Xml.LocalName == "workbookPr")
                {
                    year1904 = part.Xml.GetAttribute("date1904") is "1" or "true";
                }
                else if (part.Xml.LocalName == "sheet" && sheets.Count < MaxEntries)
                {
                    var link = "";
                    var name = part.Xml.GetAttribute("name") ?? "";
                    var visible = part.Xml.GetAttribute("state") is null or "visible";
                    while (part.Xml.MoveToNextAttribute())
                    {
                        // The prefix is free; transitional and strict files have different namespaces.
                        if (part.Xml.LocalName == "id" && part.Xml.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal))
                        {
                            link = part.Xml.Value;
                        }
                    }

                    sheets.Add(new SheetEntry(name, link, visible));
                }
            }
        }

        return (sheets, year1904);
    }

    private static Dictionary<string, Link> Links(ZipArchive zip, string name, string folder)
    {
        var links = new Dictionary<string, Link>(StringComparer.Ordinal);
        if (zip.GetEntry(name) is not { } entry)
        {
            return links;
        }

        var part = Read(entry);
        using (part)
        {
            while (part.Step())
            {
                if (part.Xml.NodeType == XmlNodeType.Element && part.Xml.LocalName == "Relationship" && part.Xml.GetAttribute("TargetMode") != "External"
                    && part.Xml.GetAttribute("Id") is { } id && part.Xml.GetAttribute("Type") is { } type && part.Xml.GetAttribute("Target") is { } target)
                {
                    links[id] = new Link(type, target.StartsWith('/') ? target[1..] : folder + (target.StartsWith("./", StringComparison.Ordinal) ? target[2..] : target));
                }
            }
        }

        return links;
    }

    private static string Folder(string name) => name[..(name.LastIndexOf('/') + 1)];

    private static string LinksOf(string name) => $"{Folder(name)}_rels/{name[(name.LastIndexOf('/') + 1)..]}.rels";

    private sealed record Link(string Type, string Target);

    private sealed record SheetEntry(string Name, string Link, bool Visible);
}
