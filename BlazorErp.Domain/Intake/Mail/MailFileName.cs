using System.Text;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>File names of attachments, made harmless.</summary>
internal static class MailFileName
{
    private const int Max = 120;
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>The name without path, control and direction marks; null when nothing is left of it.</summary>
    public static string? Safe(string? given)
    {
        if (given is null) return null;
        var name = MimeText.OneLine(MimeText.DecodeWords(given), int.MaxValue);
        name = name[(name.LastIndexOfAny(['/', '\\', ':']) + 1)..];
        var clean = new StringBuilder(name.Length);
        foreach (var c in name) clean.Append(c is '<' or '>' or '"' or '|' or '?' or '*' ? '_' : c);
        name = clean.ToString().Trim(' ', '.');
        if (name.Length == 0) return null;
        var dot = name.LastIndexOf('.');
        if (Devices.Contains(dot < 0 ? name : name[..name.IndexOf('.', StringComparison.Ordinal)].TrimEnd())) name = "_" + name;
        if (name.Length <= Max) return name;
        dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= 12 ? name[dot..] : "";
        var keep = Max - extension.Length;
        // not through the middle of a character
        if (char.IsHighSurrogate(name[keep - 1])) keep--;
        return name[..keep] + extension;
    }

    /// <summary>A name for a part that has none: "part-2.1.xml".</summary>
    public static string MadeUp(string path, string contentType) => $"part-{path}" + contentType switch
    {
        "text/plain" => ".txt",
        "text/csv" => ".csv",
        "text/html" => ".html",
        "text/xml" or "application/xml" => ".xml",
        "application/pdf" => ".pdf",
        "application/zip" or "application/x-zip-compressed" => ".zip",
        "message/rfc822" => ".eml",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        _ => ".bin",
    };
}
