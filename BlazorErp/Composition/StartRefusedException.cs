namespace BlazorErp.Composition;

/// <summary>Exit codes of the process.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Problems were found, or what was asked was refused.</summary>
    public const int Problems = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>The database cannot be reached, or another process holds it.</summary>
    public const int Database = 3;
}

/// <summary>The application cannot start; the message is for whoever started it.</summary>
public sealed class StartRefusedException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode => exitCode;
}
