using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>A file out of an archive: its bytes, or why there are none.</summary>
/// <param name="Name">Name to show, path included.</param>
/// <param name="Content">Bytes; empty where refused.</param>
/// <param name="Refusal">Why not.</param>
public sealed record ArchiveFile(string Name, ReadOnlyMemory<byte> Content, Refusal? Refusal);

/// <summary>Takes archives apart where each file inside goes its own way. The same guards as where an archive is read as one.</summary>
public static class StatementArchive
{
    /// <summary>Whether the bytes begin as an archive.</summary>
    public static bool IsOne(ReadOnlySpan<byte> content) => ContentKinds.Of(content.Length <= StatementReader.Sniffed ? content : content[..StatementReader.Sniffed]) == ContentKind.Zip;

    /// <summary>The files of an archive, in its order.</summary>
    /// <returns>The files, or why the archive as a whole is refused: <c>bank.format.*</c>.</returns>
    public static Outcome<IReadOnlyList<ArchiveFile>> Unpack(ReadOnlyMemory<byte> content, string name, StatementLimits limits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limits);
        try
        {
            using var memory = new MemoryStream(content.ToArray(), writable: false);
            using var zip = ZipStatements.Open(memory, name, limits);
            var files = new List<ArchiveFile>();
            foreach (var entry in ZipStatements.FilesOf(zip))
            {
                cancel.ThrowIfCancellationRequested();
                files.Add(One(entry, limits));
            }

            return files;
        }
        catch (StatementRefusedException e)
        {
            return e.Refusal;
        }
        catch (Exception e) when (Unreadable(e))
        {
            return new Refusal("bank.format.unreadable", name);
        }
    }

    private static ArchiveFile One(System.IO.Compression.ZipArchiveEntry entry, StatementLimits limits)
    {
        var name = ZipStatements.NameOf(entry);
        if (entry.IsEncrypted) return new ArchiveFile(name, default, new Refusal("bank.format.encrypted", name));
        try
        {
            using var from = entry.Open();
            using var to = new MemoryStream();
            new LimitedStream(from, Math.Min(limits.MaxBytes, entry.Length)).CopyTo(to);
            var bytes = to.ToArray();
            return IsOne(bytes) ? new ArchiveFile(name, default, new Refusal("bank.format.nested", name)) : new ArchiveFile(name, bytes, null);
        }
        catch (StatementRefusedException e)
        {
            return new ArchiveFile(name, default, e.Refusal);
        }
        catch (Exception e) when (Unreadable(e))
        {
            return new ArchiveFile(name, default, new Refusal("bank.format.unreadable", name));
        }
    }

    private static bool Unreadable(Exception e) => e is IOException or InvalidDataException or NotSupportedException;
}
