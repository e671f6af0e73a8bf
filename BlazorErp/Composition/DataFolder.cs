namespace BlazorErp.Composition;

/// <summary>
/// The one folder of an installation: database, files, keys. Readable by its owner only. On SQLite it is held by one process at a time:
/// a lock beside the database file, which the system takes back when the process dies.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private FileStream? held;

    /// <summary>Opens the folder, making it where it is missing.</summary>
    /// <exception cref="StartRefusedException">It cannot be made or written.</exception>
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(Path))
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(Path);
                }
                else
                {
                    Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(ExitCodes.Database, $"The data folder {Path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Whole path.</summary>
    public string Path { get; }

    /// <summary>Path of something inside.</summary>
    public string At(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Takes the SQLite file for this process alone, until disposed.</summary>
    /// <exception cref="StartRefusedException">Another process has it.</exception>
    public void HoldSqlite(string connectionString)
    {
        var source = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connectionString).DataSource;
        var path = System.IO.Path.GetFullPath(source) + ".lock";
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                ExitCodes.Database,
                $"Another BlazorErp process is using {source} (lock {path}). An SQLite database belongs to one process: stop the other, or move to PostgreSQL or SQL Server.",
                e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held?.Dispose();
}
