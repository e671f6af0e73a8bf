using System.Text;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>What a file is at first sight.</summary>
internal enum ContentKind
{
    Empty, Xml, Zip, Mt940, Text, Unknown,
}

/// <summary>Tells what a file is from its first bytes.</summary>
internal static class ContentKinds
{
    public static ContentKind Of(ReadOnlySpan<byte> first)
    {
        if (first is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..]) return ContentKind.Zip;
        var wide = first is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0x3C, 0, ..] or [0, 0x3C, ..];
        // Latin-1 is enough to see the shape; nulls of UTF-16 fall out.
        var text = Encoding.Latin1.GetString(first is [0xEF, 0xBB, 0xBF, ..] ? first[3..] : wide && first[0] >= 0xFE ? first[2..] : first);
        if (wide) text = text.Replace("\0", "", StringComparison.Ordinal);
        var start = text.AsSpan().TrimStart();
        if (start.IsEmpty) return first.IsEmpty || text.Length > 0 || wide ? ContentKind.Empty : ContentKind.Unknown;
        if (start[0] == '<') return ContentKind.Xml;
        if (Mt940Reader.Recognises(text)) return ContentKind.Mt940;
        // Control characters other than line ends and tabs: no text.
        return !text.AsSpan().ContainsAnyInRange('\u0000', '\u0008') && text.AsSpan().IndexOfAny(";,\t|") >= 0 ? ContentKind.Text : ContentKind.Unknown;
    }
}
