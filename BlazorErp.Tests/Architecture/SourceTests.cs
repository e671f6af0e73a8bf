using System.Text.RegularExpressions;

namespace BlazorErp.Tests.Architecture;

/// <summary>What the house rules say of files.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 400;
    private const int MostRazorLines = 250;

    /// <summary>Files that were longer when the rule came, with the length they may not outgrow.</summary>
    private static readonly Dictionary<string, int> Longer = new(StringComparer.Ordinal)
    {
        ["MentionReader.cs"] = 500, ["ErpGrid.razor.cs"] = 520,
    };

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Projects => new("BlazorErp.Domain", "BlazorErp", "BlazorErp.Tests");

    [Theory, MemberData(nameof(Projects))]
    public void A_namespace_is_the_folder_it_lies_in(string project) => Files(project, "*.cs")
        .Select(f => (File: Path.GetRelativePath(Root, f), Match: Namespace().Match(File.ReadAllText(f))))
        .Where(f => f.Match.Success && f.Match.Groups[1].Value != Path.GetDirectoryName(f.File)!.Replace('/', '.')).Select(f => $"{f.File}: {f.Match.Groups[1].Value}").ShouldBeEmpty();

    [Theory, MemberData(nameof(Projects))]
    public void A_file_has_one_reason_and_few_lines(string project) => Files(project, "*.cs").Concat(Files(project, "*.razor"))
        .Select(f => (File: Path.GetRelativePath(Root, f), Lines: File.ReadLines(f).Count(), Most: Longer.GetValueOrDefault(Path.GetFileName(f), f.EndsWith(".razor", StringComparison.Ordinal) ? MostRazorLines : MostLines)))
        .Where(f => f.Lines > f.Most).Select(f => $"{f.File}: {f.Lines} lines").ShouldBeEmpty();

    private static IEnumerable<string> Files(string project, string pattern) => Directory.EnumerateFiles(Path.Combine(Root, project), pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal) && !f.Contains("/SqlServerStandIn/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "BlazorErp.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Namespace();
}
