namespace BlazorErp.Tests;

/// <summary>Tells a hang from a busy machine.</summary>
internal static class Hang
{
    /// <summary>What no single input may take, however busy the machine: a reader that takes milliseconds stays far below, a quadratic one goes far beyond.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
}
