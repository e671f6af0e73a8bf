using System.IO.Compression;
using System.Text;
using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Tests.Banking.Formats;

public sealed class ZipStatementsTests
{
    private static readonly string Good = Read.Camt(Read.Entry("121.00"));

    [Fact]
    public void Each_file_inside_stands_alone()
    {
        var file = Read.Bytes(Zip(("a.xml", Good), ("broken.xml", Good[..300]), ("b.txt", Good), ("picture.png", "\u0089PNG"))).Value;
        file.Format.ShouldBe(StatementFormat.Zip);
        file.Statements.Select(s => (s.SourceName, s.Lines.Count)).ShouldBe([("a.xml", 1), ("b.txt", 1)]);
        file.Warnings.Select(w => w.Code).ShouldBe(["bank.format.xml", "bank.format.unknown"]);
    }

    [Fact]
    public void An_archive_of_which_nothing_is_good_is_refused() =>
        Read.Bytes(Zip(("a.xml", Good[..200]))).Refusal!.Code.ShouldBe("bank.format.xml");

    [Fact]
    public void An_archive_without_seeking_is_read_too()
    {
        using var memory = new MemoryStream(Zip(("a.xml", Good)));
        using var forward = new BufferedOnce(memory);
        StatementReader.Read(forward, "a.zip", StatementLimits.Default).Value.Statements.Count.ShouldBe(1);
    }

    [Fact]
    public void Archives_inside_archives_and_empty_ones_are_refused()
    {
        using var outer = new MemoryStream();
        using (var zip = new ZipArchive(outer, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var inner = zip.CreateEntry("inner.zip").Open();
            inner.Write(Zip(("a.xml", Good)));
        }
        Read.Bytes(outer.ToArray()).Refusal!.Code.ShouldBe("bank.format.nested");
        Read.Bytes(Zip()).Refusal!.Code.ShouldBe("bank.format.empty");
    }

    [Fact]
    public void A_zip_bomb_is_refused_by_its_declared_size_before_it_is_unpacked()
    {
        var bomb = Bomb(60 << 20);
        bomb.Length.ShouldBeLessThan(1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read.Bytes(bomb).Refusal!.Code.ShouldBe("bank.format.too-large");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(5 << 20);
    }

    [Fact]
    public void A_bomb_that_lies_about_its_size_gives_no_more_than_it_said()
    {
        var bomb = Bomb(60 << 20);
        // both headers say 1000 bytes
        foreach (var (mark, at) in new[] { ("PK\u0003\u0004", 22), ("PK\u0001\u0002", 24) })
        {
            var header = bomb.AsSpan().IndexOf(Encoding.Latin1.GetBytes(mark));
            BitConverter.TryWriteBytes(bomb.AsSpan(header + at), 1000);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read.Bytes(bomb).Ok.ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10 << 20);
    }

    [Fact]
    public void Too_many_files_are_refused_by_counting_headers_not_by_what_is_said()
    {
        var many = Zip([.. Enumerable.Range(0, 2000).Select(i => ($"{i}", ""))]);
        Read.Bytes(many).Refusal!.Code.ShouldBe("bank.format.too-many-files");
        var end = many.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        BitConverter.TryWriteBytes(many.AsSpan(end + 8), (ushort)1);
        BitConverter.TryWriteBytes(many.AsSpan(end + 10), (ushort)1);
        Read.Bytes(many).Refusal!.Code.ShouldBe("bank.format.too-many-files");
    }

    [Fact]
    public void Cut_and_broken_archives_are_refused_or_read()
    {
        var good = Zip(("a.xml", Good), ("b.xml", Good));
        Hostile.CutAtEveryByte(good).ShouldAllBe(o => !o.Ok);
        Hostile.Mutate([good], 10_000, seed: 50).Refused.ShouldBeGreaterThan(1_000);
    }

    private static byte[] Bomb(int size)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("statement.xml", CompressionLevel.SmallestSize).Open();
            var block = Enumerable.Repeat((byte)' ', 1 << 20).ToArray();
            for (var i = 0; i < size; i += block.Length) entry.Write(block);
        }
        return memory.ToArray();
    }

    private static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return memory.ToArray();
    }

    private sealed class BufferedOnce(Stream source) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => source.Read(buffer, offset, Math.Min(count, 7));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
