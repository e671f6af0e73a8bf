using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>
/// Reads one part of a zip and counts: no more than the part declared, and no more than <see cref="TokenBytes"/> between two <see cref="Token"/> calls, so that
/// one endless attribute, name or comment cannot fill the memory of the XML reader.
/// </summary>
internal sealed class MeteredStream(Stream inner, long limit) : Stream
{
    /// <summary>Most bytes one XML token may take.</summary>
    public const int TokenBytes = 2 << 20;

    private long read;
    private long token;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A new token begins.</summary>
    public void Token() => token = read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var got = inner.Read(buffer);
        read += got;
        return read > limit || read - token > TokenBytes ? throw new TableException(new Refusal("file.zip_suspicious")) : got;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
