using System.Diagnostics;
using System.Text;
using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Shared;

public sealed class SafeXmlTests
{
    private const string Bomb = """<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><d>&c;</d>""";

    [Fact]
    public void An_entity_bomb_is_refused() => Should.Throw<XmlException>(() => Drain(Bomb));

    [Fact]
    public void An_external_entity_is_refused() => Should.Throw<XmlException>(() => Drain("""<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>"""));

    [Fact]
    public void Depth_attributes_names_tags_and_texts_are_refused_before_memory_is_spent()
    {
        Drain("<warm a='1'>up</warm>");
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        var broad = "<a " + string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"a{i}='' ")) + "/>";
        var names = "<r>" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"<a{i}/>")) + "</r>";
        foreach (var hostile in new[] { deep, broad, names, "<r a='" + new string('x', 5_000_000) + "'/>", "<r>" + new string('x', 5_000_000) + "</r>", "<r><![CDATA[" + new string('x', 5_000_000) + "]]></r>", "<" + new string('n', 5_000_000) + "/>" })
        {
            var bytes = Encoding.UTF8.GetBytes(hostile);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            Should.Throw<XmlLimitException>(() => Drain(bytes, new SafeXmlLimits(100_000_000) { MaxTextCharacters = 1_000_000 }));
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10 << 20);
            watch.Elapsed.ShouldBeLessThan(Hang.Limit);
        }
    }

    [Fact]
    public void More_characters_than_allowed_are_refused() =>
        Should.Throw<XmlException>(() => Drain(Encoding.UTF8.GetBytes($"<a>{string.Concat(Enumerable.Repeat("<b>x</b>", 1000))}</a>"), new SafeXmlLimits(500)));

    [Fact]
    public void Angles_in_comments_texts_and_values_are_not_counted_as_depth()
    {
        var odd = "<?xml version='1.0'?><!-- <a><b> > -- --><r a='>' b=\"/r>\"><?pi <a> ?><![CDATA[<a><b>]] > ]]>&gt;<c/><c /></r>".Replace(" -- -->", " - -->");
        Drain(string.Concat("<r>", string.Concat(Enumerable.Repeat(odd[odd.IndexOf("<!--", StringComparison.Ordinal)..], 100)), "</r>")).ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("IBM037")]
    [InlineData("iso-2022-jp")]
    [InlineData("nonsense")]
    public void Encodings_that_hide_another_document_are_refused(string name) =>
        Should.Throw<XmlEncodingException>(() => Drain($"<?xml version='1.0' encoding='{name}'?><a/>"));

    [Fact]
    public void Bytes_of_another_encoding_are_refused_where_the_caller_does_not_say_otherwise() =>
        Should.Throw<XmlEncodingException>(() => Drain([.. "<a>"u8, 0xE4, 0xF6, .. "</a>"u8], new SafeXmlLimits(1000)));

    [Fact]
    public void Utf32_is_refused() => Should.Throw<XmlEncodingException>(() => Drain(Encoding.UTF32.GetPreamble().Concat(Encoding.UTF32.GetBytes("<a/>")).ToArray(), new SafeXmlLimits(1000)));

    private static int Drain(string text) => Drain(Encoding.UTF8.GetBytes(text), new SafeXmlLimits(10_000_000));

    private static int Drain(byte[] bytes, SafeXmlLimits limits)
    {
        using var reader = SafeXml.Create(new MemoryStream(bytes), limits);
        var nodes = 0;
        while (reader.Read()) nodes++;
        return nodes;
    }
}
