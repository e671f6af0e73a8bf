using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlazorErp.Domain.Data;

/// <summary>Makes contexts for the engine in the settings. Use <see cref="ErpDatabase"/>; this serves sign-in, migrations and tests.</summary>
public sealed class ErpContextFactory
{
    private readonly Func<ErpDbContext> create;

    /// <summary>For an engine and a connection string.</summary>
    /// <exception cref="ArgumentException">The connection string is empty.</exception>
    public ErpContextFactory(DatabaseOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.ConnectionString);
        Provider = options.Provider;
        ConnectionString = options.ConnectionString;
        create = options.Provider switch
        {
            DatabaseProvider.Sqlite => Maker(Sqlite(new DbContextOptionsBuilder<SqliteErpDbContext>(), options).Options, o => new SqliteErpDbContext(o)),
            DatabaseProvider.PostgreSql => Maker(PostgreSql(new DbContextOptionsBuilder<PostgreSqlErpDbContext>(), options).Options, o => new PostgreSqlErpDbContext(o)),
            _ => Maker(SqlServer(new DbContextOptionsBuilder<SqlServerErpDbContext>(), options).Options, o => new SqlServerErpDbContext(o)),
        };
    }

    /// <summary>Engine.</summary>
    public DatabaseProvider Provider { get; }

    /// <summary>Connection string, with whatever secret it has: never logged.</summary>
    public string ConnectionString { get; }

    /// <summary>A fresh context that sees no company.</summary>
    public ErpDbContext Create() => create();

    private static Func<ErpDbContext> Maker<T>(DbContextOptions<T> options, Func<DbContextOptions<T>, T> make)
        where T : ErpDbContext => () => make(options);

    internal static DbContextOptionsBuilder<T> Sqlite<T>(DbContextOptionsBuilder<T> builder, DatabaseOptions options)
        where T : DbContext =>
        Common(builder).UseSqlite(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize).MigrationsHistoryTable("schema_history"))
            .AddInterceptors(SqlitePragmas.Instance);

    internal static DbContextOptionsBuilder<T> PostgreSql<T>(DbContextOptionsBuilder<T> builder, DatabaseOptions options)
        where T : DbContext =>
        Common(builder).UseNpgsql(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize).MigrationsHistoryTable("schema_history"));

    internal static DbContextOptionsBuilder<T> SqlServer<T>(DbContextOptionsBuilder<T> builder, DatabaseOptions options)
        where T : DbContext =>
        Common(builder).UseSqlServer(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize).MigrationsHistoryTable("schema_history"));

    private static DbContextOptionsBuilder<T> Common<T>(DbContextOptionsBuilder<T> builder)
        where T : DbContext
    {
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.MultipleCollectionIncludeWarning));
        return builder;
    }

    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        public static readonly SqlitePragmas Instance = new();

        public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(System.Data.Common.DbConnection connection)
        {
            using var command = ((SqliteConnection)connection).CreateCommand();
            // FULL: an acknowledged commit survives power loss. Journal mode WAL is a property of the file, set when it is made.
            command.CommandText = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;";
            command.ExecuteNonQuery();
        }
    }
}

internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteErpDbContext>
{
    public SqliteErpDbContext CreateDbContext(string[] args) => new(ErpContextFactory.Sqlite(new DbContextOptionsBuilder<SqliteErpDbContext>(), new DatabaseOptions { ConnectionString = "Data Source=design.db" }).Options);
}

internal sealed class PostgreSqlDesign : IDesignTimeDbContextFactory<PostgreSqlErpDbContext>
{
    public PostgreSqlErpDbContext CreateDbContext(string[] args) => new(ErpContextFactory.PostgreSql(new DbContextOptionsBuilder<PostgreSqlErpDbContext>(), new DatabaseOptions { ConnectionString = "Host=design" }).Options);
}

internal sealed class SqlServerDesign : IDesignTimeDbContextFactory<SqlServerErpDbContext>
{
    public SqlServerErpDbContext CreateDbContext(string[] args) => new(ErpContextFactory.SqlServer(new DbContextOptionsBuilder<SqlServerErpDbContext>(), new DatabaseOptions { ConnectionString = "Server=design" }).Options);
}
