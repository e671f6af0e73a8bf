using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>Makes contexts for the engine in the settings. Use <see cref="ErpDatabase"/>; this serves sign-in, migrations and tests.</summary>
public sealed class ErpContextFactory
{
    private readonly Func<ErpDbContext> create;
    private readonly TableGrowth growth = new();

    /// <summary>For an engine and a connection string.</summary>
    /// <exception cref="ArgumentException">The connection string is empty.</exception>
    public ErpContextFactory(DatabaseOptions options)
        : this(options, [])
    {
    }

    /// <summary>The same with interceptors, which tests listen by.</summary>
    internal ErpContextFactory(DatabaseOptions options, params IInterceptor[] interceptors)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.ConnectionString);
        Provider = options.Provider;
        ConnectionString = options.ConnectionString;
        create = options.Provider switch
        {
            DatabaseProvider.Sqlite => Maker(Sqlite(new DbContextOptionsBuilder<SqliteErpDbContext>().AddInterceptors(interceptors), options).Options),
            DatabaseProvider.PostgreSql => Maker(PostgreSql(new DbContextOptionsBuilder<PostgreSqlErpDbContext>().AddInterceptors(interceptors), options).Options),
            _ => Maker(SqlServer(new DbContextOptionsBuilder<SqlServerErpDbContext>().AddInterceptors(interceptors), options).Options),
        };
    }

    /// <summary>Engine.</summary>
    public DatabaseProvider Provider { get; }

    /// <summary>Connection string, with whatever secret it has: never logged.</summary>
    public string ConnectionString { get; }

    /// <summary>A fresh context that sees no company.</summary>
    public ErpDbContext Create() => create();

    /// <summary>From a pool: the services behind a context cost more to make than a small query to run.</summary>
    private Func<ErpDbContext> Maker<T>(DbContextOptions<T> options)
        where T : ErpDbContext
    {
        var pool = new PooledDbContextFactory<T>(options);
        return () =>
        {
            var db = pool.CreateDbContext();
            db.Renew(growth);
            return db;
        };
    }

    internal static DbContextOptionsBuilder<T> Sqlite<T>(DbContextOptionsBuilder<T> builder, DatabaseOptions options)
        where T : DbContext =>
        // A list of ids is one parameter: the statement is then the same however many there are.
        Common(builder).UseSqlite(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize).MigrationsHistoryTable("schema_history").UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            .AddInterceptors(SqlitePragmas.Instance);

    internal static DbContextOptionsBuilder<T> PostgreSql<T>(DbContextOptionsBuilder<T> builder, DatabaseOptions options)
        where T : DbContext =>
        Common(builder).UseNpgsql(Prepared(options.ConnectionString), o => o.MaxBatchSize(options.MaxBatchSize).MigrationsHistoryTable("schema_history"));

    /// <summary>Statements that come again are prepared on the server, unless the settings say otherwise (a pooler between may not bear it).</summary>
    private static string Prepared(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!connectionString.Replace(" ", "", StringComparison.Ordinal).Contains("AutoPrepare", StringComparison.OrdinalIgnoreCase))
        {
            builder.MaxAutoPrepare = 200;
            builder.AutoPrepareMinUsages = 3;
        }

        // Nothing is set on a connection that the next to have it should not find: putting it back to new would be said with every query.
        builder.NoResetOnClose = true;

        return builder.ConnectionString;
    }

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

        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, object> Done = [];

        private static void Set(System.Data.Common.DbConnection connection)
        {
            // the handle outlives its way through the pool, and so do its settings
            if (!Done.TryAdd(((SqliteConnection)connection).Handle!, Instance))
            {
                return;
            }

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
