using System.IO.Compression;
using System.Security.Cryptography;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>An upload on disk: counted, hashed and packed while it arrives, so that memory stays flat. Deleted when disposed.</summary>
internal sealed class StatementSpool : IAsyncDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"erp-statement-{Guid.NewGuid():N}");

    private StatementSpool()
    {
    }

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256, lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Takes the stream in.</summary>
    /// <returns>The spool, or bank.file_too_large as soon as that is known, bank.file_empty, bank.file_broken_off.</returns>
    public static async Task<Outcome<StatementSpool>> TakeAsync(Stream content, CancellationToken cancel)
    {
        var spool = new StatementSpool();
        var refusal = await spool.FillAsync(content, cancel);
        if (refusal is null)
        {
            return spool;
        }

        await spool.DisposeAsync();
        return refusal;
    }

    /// <summary>The bytes again, from the beginning.</summary>
    public Stream Open() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    /// <summary>The bytes packed, as they are kept. Packed on disk, so that memory holds them once.</summary>
    public async Task<byte[]> PackAsync(CancellationToken cancel)
    {
        await using var packed = new FileStream(path + ".gz", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, true))
        await using (var from = Open())
        {
            await from.CopyToAsync(gzip, cancel);
        }

        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)packed.Length));
        packed.Position = 0;
        await packed.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(path);
        return ValueTask.CompletedTask;
    }

    private async Task<Refusal?> FillAsync(Stream content, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        var buffer = new byte[1 << 16];
        while (true)
        {
            int read;
            try
            {
                read = await content.ReadAsync(buffer, cancel);
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                return new Refusal("bank.file_broken_off");
            }

            if (read == 0)
            {
                break;
            }

            Size += read;
            if (Size > StatementImport.MaxBytes)
            {
                return new Refusal("bank.file_too_large", StatementImport.MaxBytes >> 20);
            }

            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
        return Size == 0 ? new Refusal("bank.format.empty", "") : null;
    }
}
