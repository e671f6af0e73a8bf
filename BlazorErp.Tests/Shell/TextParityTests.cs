using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace BlazorErp.Tests.Shell;

/// <summary>Every text there is, is there in all four languages.</summary>
public sealed partial class TextParityTests
{
    private static readonly string[] Languages = ["", ".lv", ".hu", ".pl"];

    [Fact]
    public void Every_text_exists_in_every_language_with_the_same_places_for_values()
    {
        var wrong = new List<string>();
        var files = Directory.GetFiles(Path.Combine(Root(), "BlazorErp"), "*.resx", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        var neutral = files.Where(f => !Path.GetFileNameWithoutExtension(f).Contains('.', StringComparison.Ordinal)).ToList();
        neutral.ShouldNotBeEmpty();
        foreach (var file in neutral)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var english = Read(file);
            foreach (var language in Languages)
            {
                var path = Path.Combine(Path.GetDirectoryName(file)!, name + language + ".resx");
                if (!File.Exists(path))
                {
                    wrong.Add($"{name}{language}: no file");
                    continue;
                }

                var texts = Read(path);
                wrong.AddRange(english.Keys.Except(texts.Keys, StringComparer.Ordinal).Select(k => $"{name}{language}: {k} is missing"));
                wrong.AddRange(texts.Keys.Except(english.Keys, StringComparer.Ordinal).Select(k => $"{name}{language}: {k} is not in English"));
                wrong.AddRange(texts.Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => $"{name}{language}: {t.Key} is empty"));
                wrong.AddRange(texts.Where(t => english.TryGetValue(t.Key, out var e) && !Places(e).SetEquals(Places(t.Value))).Select(t => $"{name}{language}: {t.Key} has other places than English"));
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static Dictionary<string, string> Read(string path)
    {
        using var reader = XmlReader.Create(new StringReader(File.ReadAllText(path)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader).Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Value)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BlazorErp.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("BlazorErp.sln is not above the tests");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\{\d+", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
