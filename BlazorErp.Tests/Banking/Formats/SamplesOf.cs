namespace BlazorErp.Tests.Banking.Formats;

/// <summary>The collected files of one format.</summary>
internal static class SamplesOf
{
    /// <summary>Folder of the format's samples, null where they are not.</summary>
    public static string? Format(string name) =>
        SampleFiles.Folder is { } samples && Path.Combine(samples, name) is var folder && Directory.Exists(folder) ? folder : null;
}
