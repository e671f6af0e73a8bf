using System.IO.Compression;
using System.Text;
using BlazorErp.Files;

namespace BlazorErp.Tests.Files;

public sealed class HostileTableTests
{
    [Fact]
    public void A_small_file_that_unpacks_to_200_MiB_is_refused_before_unpacking()
    {
        var bomb = Workbooks.Of(zip =>
        {
            using var part = zip.CreateEntry("xl/worksheets/sheet1.xml").Open();
            part.Write(Encoding.UTF8.GetBytes(Workbooks.SheetHead));
            var blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 200; i++)
            {
                part.Write(blanks);
            }

            part.Write(Encoding.UTF8.GetBytes(Workbooks.SheetTail));
        });
        bomb.Length.ShouldBeLessThan(300 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Workbooks.Read(bomb).Refusal!.Code.ShouldBe("file.zip_suspicious");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 << 20);
    }

    [Fact]
    public void Many_entries_are_refused_before_their_list_is_read()
    {
        var crowd = Workbooks.Of(zip =>
        {
            for (var i = 0; i < 30_000; i++)
            {
                zip.CreateEntry("x" + i, CompressionLevel.NoCompression);
            }
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Workbooks.Read(crowd).Refusal!.Code.ShouldBe("file.zip_suspicious");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        // The number in the end record lies: the size of the list still tells.
        var end = crowd.AsSpan().LastIndexOf("PK\x05\x06"u8);
        crowd[end + 8] = crowd[end + 10] = 5;
        crowd[end + 9] = crowd[end + 11] = 0;
        Workbooks.Read(crowd).Refusal!.Code.ShouldBe("file.zip_suspicious");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(int.MaxValue)]
    public void A_lying_size_is_refused(int size)
    {
        var rows = string.Concat(Enumerable.Range(1, 2_000).Select(i => $"<row r=\"{i}\"><c><v>{i}</v></c></row>"));
        var file = Workbooks.OfSheet(rows);
        var name = file.AsSpan().LastIndexOf("xl/worksheets/sheet1.xml"u8);
        BitConverter.TryWriteBytes(file.AsSpan(name - 46 + 24), size).ShouldBeTrue();
        Workbooks.Read(file).Refusal!.Code.ShouldBeOneOf("file.zip_suspicious", "file.damaged");
    }

    [Fact]
    public void Entities_are_refused() =>
        Workbooks.Read(Workbooks.Of(zip => Workbooks.Part(zip, "xl/worksheets/sheet1.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + Workbooks.SheetHead + "<row><c t=\"str\"><v>&b;</v></c></row>" + Workbooks.SheetTail)))
            .Refusal!.Code.ShouldBe("file.damaged");

    [Fact]
    public void Endless_nesting_and_endless_attributes_are_refused()
    {
        Workbooks.Read(Workbooks.OfSheet(string.Concat(Enumerable.Repeat("<a>", 100_000)))).Refusal!.Code.ShouldBe("file.zip_suspicious");
        Workbooks.Read(Workbooks.OfSheet($"<row x=\"{new string('a', 5 << 20)}\"/>")).Refusal!.Code.ShouldBe("file.zip_suspicious");
    }

    [Fact]
    public void Too_much_is_refused_with_its_place()
    {
        var small = new TableLimits { Rows = 3, Columns = 4, CellLength = 10, FileBytes = 5_000 };
        Workbooks.Read(Workbooks.OfSheet("<row r=\"9\"><c r=\"E9\"><v>1</v></c></row>"), small).Refusal.ShouldBe(new("table.too_many_columns", 4) { Row = 9 });
        Workbooks.Read(Workbooks.OfSheet("<row r=\"9\"><c r=\"B9\" t=\"str\"><v>12345678901</v></c></row>"), small).Refusal.ShouldBe(new("table.cell_too_long", 10) { Row = 9, Field = "B9" });
        Workbooks.Read(Workbooks.OfSheet(string.Concat(Enumerable.Repeat("<row><c><v>1</v></c></row>", 4))), small).Refusal.ShouldBe(new("table.too_many_rows", 3) { Row = 4 });
        Workbooks.Read(Encoding.UTF8.GetBytes("a;b\n1;2\n3;4\n5;6\n7;8"), small).Refusal.ShouldBe(new("table.too_many_rows", 3) { Row = 4 });
        Workbooks.Read(Encoding.UTF8.GetBytes("a;b;c;d\n1;2;3;4;5"), small).Refusal.ShouldBe(new("table.too_many_columns", 4) { Row = 2 });
        Workbooks.Read(Encoding.UTF8.GetBytes("a;b\n1;12345678901"), small).Refusal.ShouldBe(new("table.cell_too_long", 10) { Row = 2 });
        Workbooks.Read(Encoding.UTF8.GetBytes("a;b\n1;\"2"), small).Refusal.ShouldBe(new("table.unclosed_quote") { Row = 2 });
        Workbooks.Read(new byte[5_001], small).Refusal!.Code.ShouldBe("file.too_large");
    }

    [Fact]
    public void Shared_texts_are_capped() =>
        Workbooks.Read(Workbooks.OfSheet("", string.Concat(Enumerable.Repeat("<si/>", 1_000))), new TableLimits { SharedCharacters = 1_000 }).Refusal!.Code.ShouldBe("file.too_large");

    [Fact]
    public void What_is_no_table_is_refused_by_what_it_is()
    {
        byte[] ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, .. new byte[200_000]];
        Workbooks.Read(ole).Refusal!.Code.ShouldBe("file.old_excel");
        Workbooks.Read([.. ole, .. Encoding.Unicode.GetBytes("EncryptedPackage"), 0, 0]).Refusal!.Code.ShouldBe("file.encrypted");
        Workbooks.Read([]).Refusal!.Code.ShouldBe("file.empty");
        Workbooks.Read(" \r\n \n"u8.ToArray()).Refusal!.Code.ShouldBe("file.empty");
        Workbooks.Read("%PDF-1.7"u8.ToArray()).Refusal!.Code.ShouldBe("file.not_a_table");
        Workbooks.Read("<html><table>"u8.ToArray()).Refusal!.Code.ShouldBe("file.not_a_table");
        Workbooks.Read([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13]).Refusal!.Code.ShouldBe("file.not_a_table");
        using var word = new MemoryStream();
        using (var zip = new ZipArchive(word, ZipArchiveMode.Create, true))
        {
            Workbooks.Part(zip, "word/document.xml", "<w/>");
        }

        Workbooks.Read(word.ToArray()).Refusal!.Code.ShouldBe("file.not_a_table");
    }

    [Fact]
    public async Task A_file_cut_anywhere_is_refused()
    {
        var file = await Exports.Xlsx(Exports.Of(Enumerable.Range(1, 300).Select(i => Exports.Example("INV-" + i))), Exports.Columns);
        for (var length = 0; length < file.Length; length += 1 + (file.Length / 400))
        {
            Workbooks.Read(file[..length]).Ok.ShouldBeFalse($"cut at {length}");
        }
    }

    [Fact]
    public async Task Five_thousand_mutated_files_give_rows_or_refusals_and_nothing_else()
    {
        byte[] own = await Exports.Xlsx(Exports.Of(Enumerable.Range(1, 20).Select(i => Exports.Example("INV-" + i))), Exports.Columns);
        var open = Repacked(Workbooks.OfSheet(string.Concat(Enumerable.Range(1, 20).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\" t=\"s\"><v>0</v></c><c r=\"B{i}\" s=\"1\"><v>{45_000 + i}</v></c><c r=\"C{i}\" t=\"inlineStr\"><is><t>x</t></is></c></row>")), "<si><t>shared</t></si>"));
        byte[] csv = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 30).Select(i => $"Šķ{i};\"quoted;{i}\";1,5\r\n")));
        byte[][] seeds = [own, open, csv];
        var random = new Random(20261121);
        var refused = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var file = (byte[])seeds[round % seeds.Length].Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(file.Length);
                switch (random.Next(4))
                {
                    case 0:
                        file[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        file[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        file = [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 20))..], 1];
                        break;
                    default:
                        file = [.. file[..at], .. file.AsSpan(random.Next(file.Length / 2), random.Next(1, 20)), .. file[at..]];
                        break;
                }
            }

            refused += Workbooks.Read(file).Ok ? 0 : 1;
        }

        refused.ShouldBeInRange(1_000, 4_999);
    }

    // Stored, not packed, so that a changed byte reaches the XML.
    private static byte[] Repacked(byte[] file)
    {
        using var kept = new MemoryStream();
        using (var target = new ZipArchive(kept, ZipArchiveMode.Create, true))
        {
            using var source = new ZipArchive(new MemoryStream(file));
            foreach (var entry in source.Entries)
            {
                using var from = entry.Open();
                using var to = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                from.CopyTo(to);
            }
        }

        return kept.ToArray();
    }
}
