namespace BlazorErp.Tests;

/// <summary>
/// Recorded files of other systems. They are not part of the repository: they lie at <c>../shared/samples</c> beside it, or where
/// <c>BLAZORERP_SAMPLES</c> points. Tests that read them are skipped where they are not.
/// </summary>
internal static class SampleFiles
{
    /// <summary>The folder, null when there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Whole path of a sample, null when it is not there.</summary>
    public static string? PathOf(string name) =>
        Folder is { } folder && Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;

    /// <summary>Bytes of a sample.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name) ?? throw new FileNotFoundException($"No sample {name}"));

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("BLAZORERP_SAMPLES") is { Length: > 0 } set)
        {
            return Directory.Exists(set) ? set : null;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BlazorErp.sln")))
        {
            folder = folder.Parent;
        }

        var samples = folder?.Parent is { } beside ? Path.Combine(beside.FullName, "shared", "samples") : null;
        return Directory.Exists(samples) ? samples : null;
    }
}

/// <summary>A fact about a sample file; skipped, and said so, where the file is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SampleFactAttribute : FactAttribute
{
    public SampleFactAttribute(string name)
    {
        if (SampleFiles.PathOf(name) is null)
        {
            Skip = $"Sample {name} is not on this machine";
        }
    }
}
