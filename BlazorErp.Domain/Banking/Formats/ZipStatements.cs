using System.Buffers.Binary;
using System.IO.Compression;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// Archives of statement files. Number of files, declared sizes and ratios are checked before anything is unpacked, and bytes are counted while
/// it is. Each file stands alone: a bad one is reported and the good ones enter. Archives inside archives and encrypted files are refused.
/// </summary>
internal static class ZipStatements
{
    private const int RatioFrom = 10 << 20;

    public static IEnumerable<StatementEvent> Read(Stream content, Stream fromStart, ReadContext context)
    {
        using var zip = Open(Seekable(content, fromStart, context.Limits), context.SourceName, context.Limits);
        foreach (var file in FilesOf(zip))
        {
            var inner = new ReadContext(NameOf(file), context.Limits, context.Cancel) { Csv = context.Csv };
            foreach (var step in StatementReader.Guarded(inner, c => Inside(file, c))) yield return step;
        }
    }

    /// <summary>An archive that is worth unpacking: number of files, sizes and ratios are as allowed.</summary>
    /// <exception cref="StatementRefusedException">It is not.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ZipArchive Open(Stream archive, string sourceName, StatementLimits limits)
    {
        CheckDirectory(archive, limits);
        archive.Position = 0;
        var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            var files = FilesOf(zip);
            if (files.Count == 0) throw new StatementRefusedException(new Refusal("bank.format.empty", sourceName));
            if (files.Sum(f => Math.Max(0, f.Length)) > limits.MaxArchiveBytes
                || files.Exists(f => f.Length > RatioFrom && f.Length / Math.Max(1, f.CompressedLength) > limits.MaxArchiveRatio))
                throw new StatementRefusedException(new Refusal("bank.format.too-large", limits.MaxArchiveBytes));
            return zip;
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>The files, without the folders.</summary>
    public static List<ZipArchiveEntry> FilesOf(ZipArchive zip) => [.. zip.Entries.Where(e => e.Length > 0 || !e.FullName.EndsWith('/'))];

    /// <summary>A path inside an archive is a name to show, never a place to write to.</summary>
    public static string NameOf(ZipArchiveEntry file) => file.FullName.Length <= 200 ? file.FullName : file.FullName[..200];

    private static IEnumerable<StatementEvent> Inside(ZipArchiveEntry file, ReadContext context)
    {
        if (file.IsEncrypted) throw new StatementRefusedException(new Refusal("bank.format.encrypted", context.SourceName));
        using var content = file.Open();
        foreach (var step in StatementReader.Sniff(content, context, inArchive: true)) yield return step;
    }

    private static Stream Seekable(Stream content, Stream fromStart, StatementLimits limits)
    {
        // What was read to sniff lies before the position; only archives at the very start of a seekable stream can be read in place.
        if (content.CanSeek)
        {
            content.Position = 0;
            if (content.Length > limits.MaxBytes) throw new StatementRefusedException(new Refusal("bank.format.too-large", limits.MaxBytes));
            return content;
        }
        var memory = new MemoryStream();
        new LimitedStream(fromStart, limits.MaxArchiveInMemory).CopyTo(memory);
        memory.Position = 0;
        return memory;
    }

    // The framework makes an object of each entry before it can be asked for their number, and the number the archive states may lie:
    // so the headers of the directory themselves are counted, at most one more than allowed.
    private static void CheckDirectory(Stream archive, StatementLimits limits)
    {
        var tail = new byte[Math.Min(archive.Length, 65_557)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + 22 > tail.Length) throw new StatementRefusedException(new Refusal("bank.format.unreadable", "ZIP"));
        var stated = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(end + 10));
        long at = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        // 65535 announces ZIP64, which no statement archive needs.
        if (stated == ushort.MaxValue || at == uint.MaxValue || stated > limits.MaxArchiveFiles) throw new StatementRefusedException(new Refusal("bank.format.too-many-files", limits.MaxArchiveFiles));
        var header = new byte[46];
        for (var count = 0; at + header.Length <= archive.Length; count++)
        {
            archive.Position = at;
            archive.ReadExactly(header);
            if (!header.AsSpan().StartsWith("PK\u0001\u0002"u8)) return;
            if (count > limits.MaxArchiveFiles) throw new StatementRefusedException(new Refusal("bank.format.too-many-files", limits.MaxArchiveFiles));
            at += header.Length + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(32));
        }
    }
}
