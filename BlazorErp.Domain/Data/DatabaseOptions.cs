namespace BlazorErp.Domain.Data;

/// <summary>Which database engine.</summary>
public enum DatabaseProvider
{
    /// <summary>Embedded; nothing to install.</summary>
    Sqlite = 1,
    /// <summary>PostgreSQL 14 or later.</summary>
    PostgreSql = 2,
    /// <summary>SQL Server 2019 or later.</summary>
    SqlServer = 3,
}

/// <summary>Section "Database" of the settings.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Engine.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;
    /// <summary>Connection string; empty for SQLite means erp.db in the data folder.</summary>
    public string ConnectionString { get; set; } = "";
    /// <summary>Statements per batch; hosted dialects may need fewer.</summary>
    public int MaxBatchSize { get; set; } = 100;
}
