using System.Diagnostics;
using System.Text;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Formats;

public sealed class CamtHostileTests
{
    private static readonly string Good = Read.Camt(
        Read.Entry("121.00", "<Sts><Cd>BOOK</Cd></Sts>", details:
            """<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">100</Amt><RltdPties><Dbtr><Pty><Nm>Bērziņš</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>EREF+A SVWZ+B</Ustrd></RmtInf></TxDtls><TxDtls><Amt Ccy="EUR">21</Amt></TxDtls></NtryDtls>""")
        + Read.Entry("1", sign: "DBIT"), balances: Read.Balance("OPBD", "100") + Read.Balance("CLBD", "220"));

    [Fact]
    public void A_file_cut_at_any_byte_is_refused_whole()
    {
        var bytes = Encoding.UTF8.GetBytes(Good.TrimEnd());
        Read.Bytes(bytes).Value.Statements[0].Difference.ShouldBe(0m);
        Hostile.CutAtEveryByte(bytes).ShouldAllBe(o => !o.Ok);
    }

    [Fact]
    public void Ten_thousand_broken_files_are_refused_or_read()
    {
        var (read, refused) = Hostile.Mutate([Encoding.UTF8.GetBytes(Good)], 10_000, seed: 53);
        read.ShouldBeGreaterThan(500);
        refused.ShouldBeGreaterThan(3_000);
    }

    [Fact]
    public void Entity_bombs_depth_breadth_and_junk_are_refused()
    {
        string[] hostile =
        [
            "", "   \r\n ", "hello", "<", "<?xml", "<a", "\0\0\0\0", "%PDF-1.7 x", "<html><body>Login</body></html>", "﻿",
            """<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>""",
            """<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x"><Document/>""",
            string.Concat(Enumerable.Repeat("<Stmt>", 100_000)),
            "<BkToCstmrStmt><Stmt><Ntry " + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"a{i}='' ")) + "/></Stmt></BkToCstmrStmt>",
            "<BkToCstmrStmt><Stmt><Ntry>" + string.Concat(Enumerable.Repeat("<Chrgs/>", 1000)) + "<X>" + string.Concat(Enumerable.Repeat("<Y/>", 50_000)) + "</X></Ntry></Stmt></BkToCstmrStmt>",
            "<BkToCstmrStmt/>x",
        ];
        foreach (var text in hostile) Read.Text(text).Refusal.ShouldNotBeNull().Code.ShouldStartWith("bank.format.");
        foreach (var junk in Enumerable.Range(1, 200).Select(seed => new Random(seed)))
        {
            var bytes = new byte[junk.Next(5000)];
            junk.NextBytes(bytes);
            Read.Bytes(bytes).Refusal.ShouldNotBeNull();
        }
    }

    [Fact]
    public void More_bytes_or_lines_than_allowed_are_refused()
    {
        Read.Bytes(Encoding.UTF8.GetBytes(Good), limits: new StatementLimits { MaxBytes = 300 }).Refusal!.Code.ShouldBe("bank.format.too-large");
        Read.Bytes(Encoding.UTF8.GetBytes(Good), limits: new StatementLimits { MaxLines = 2 }).Refusal!.Code.ShouldBe("bank.format.too-many-lines");
        Read.Bytes(Encoding.UTF8.GetBytes(Good), limits: new StatementLimits { MaxBatch = 1 }).Value.Statements[0].Lines.Count.ShouldBe(2);
    }

    [Fact]
    public void A_file_fault_after_good_lines_ends_in_a_refusal_that_takes_them_back()
    {
        var steps = StatementReader.Stream(new MemoryStream(Encoding.UTF8.GetBytes(Good[..^20])), "x", StatementLimits.Default).ToList();
        steps[0].ShouldBeOfType<FileBegan>();
        steps.OfType<LineRead>().Count().ShouldBe(3);
        steps[^1].ShouldBeOfType<FileEnded>().Ok.ShouldBeFalse();
    }

    [Fact]
    public void Calling_off_stops_the_reading() =>
        Should.Throw<OperationCanceledException>(() => StatementReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Good)), "x", StatementLimits.Default, cancel: new CancellationToken(true)));

    [Fact]
    public void A_large_file_streams_in_flat_memory()
    {
        const int entries = 20_000;
        using var content = new Endless(Read.Camt("@@"), Read.Entry("1.00", details: "<NtryDtls><TxDtls><Refs><EndToEndId>E</EndToEndId></Refs><RmtInf><Ustrd>" + new string('x', 400) + "</Ustrd></RmtInf></TxDtls></NtryDtls>"), entries);
        GC.Collect();
        var before = GC.GetTotalMemory(true);
        var (lines, most) = (0, 0L);
        foreach (var step in StatementReader.Stream(content, "large", StatementLimits.Default))
        {
            if (step is LineRead && ++lines % 5000 == 0) most = Math.Max(most, GC.GetTotalMemory(true) - before);
            if (step is FileEnded ended) ended.Ok.ShouldBeTrue();
        }
        lines.ShouldBe(entries);
        // other tests run beside this one; 12 MB of entries held would show all the same in a file of this size
        most.ShouldBeLessThan(64 << 20);
    }

    /// <summary>A document that is made while it is read.</summary>
    private sealed class Endless(string frame, string part, int count) : Stream
    {
        private readonly IEnumerator<byte[]> parts = Parts(frame, part, count).GetEnumerator();
        private ReadOnlyMemory<byte> rest;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int length)
        {
            if (rest.IsEmpty && parts.MoveNext()) rest = parts.Current;
            var taken = Math.Min(length, rest.Length);
            rest[..taken].CopyTo(buffer.AsMemory(offset));
            rest = rest[taken..];
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static IEnumerable<byte[]> Parts(string frame, string part, int count)
        {
            var halves = frame.Split("@@");
            yield return Encoding.UTF8.GetBytes(halves[0]);
            var bytes = Encoding.UTF8.GetBytes(part);
            for (var i = 0; i < count; i++) yield return bytes;
            yield return Encoding.UTF8.GetBytes(halves[1]);
        }
    }
}
