using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BlazorErp.Tests;

/// <summary>
/// A migrated database of its own for one test: a copy of a template, so that it costs milliseconds. SQLite always; PostgreSQL where
/// ERP_TEST_POSTGRES holds a connection string of a superuser (test.sh starts one and sets it; a test that asks for it without it fails).
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly string TemplateFolder = Path.Combine(Path.GetTempPath(), $"erp-tests-{Environment.ProcessId}");
    private static string? sqliteTemplate;
    private static string? postgresTemplate;

    private readonly string? folder;
    private readonly string? database;

    private TestDatabase(DatabaseOptions options, TimeProvider time, string? folder, string? database)
    {
        this.folder = folder;
        this.database = database;
        Options = options;
        Time = time;
        Factory = new ErpContextFactory(options);
        Ids = new IdSource(time);
        Feed = new ChangeFeed();
        Db = new ErpDatabase(Factory, Ids, Feed, time);
    }

    /// <summary>Both engines, for theories.</summary>
    public static TheoryData<DatabaseProvider> Engines => new(DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql);

    public DatabaseOptions Options { get; }
    public TimeProvider Time { get; }
    public ErpContextFactory Factory { get; }
    public IdSource Ids { get; }
    public ChangeFeed Feed { get; }
    public ErpDatabase Db { get; }

    /// <summary>An owner of a company.</summary>
    public static Actor Owner(int companyId = 1) => new(companyId, 1, "Test", ActorKind.Person, Permissions.Of(Role.Owner));

    /// <summary>Someone with a role in a company.</summary>
    public static Actor As(Role role, int companyId = 1) => new(companyId, 2, role.ToString(), ActorKind.Person, Permissions.Of(role));

    /// <summary>A fresh, migrated, empty database.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider, TimeProvider? time = null)
    {
        await Gate.WaitAsync();
        try
        {
            return provider == DatabaseProvider.Sqlite ? await SqliteAsync(time ?? TimeProvider.System) : await PostgresAsync(time ?? TimeProvider.System);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<TestDatabase> SqliteAsync(TimeProvider time)
    {
        if (sqliteTemplate is null)
        {
            Directory.CreateDirectory(TemplateFolder);
            var path = Path.Combine(TemplateFolder, "template.db");
            await DatabaseSetup.MigrateAsync(new ErpContextFactory(new DatabaseOptions { ConnectionString = $"Data Source={path}" }), default);
            SqliteConnection.ClearAllPools();
            sqliteTemplate = path;
        }

        var folder = Path.Combine(TemplateFolder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "erp.db");
        File.Copy(sqliteTemplate, file);
        return new TestDatabase(new DatabaseOptions { ConnectionString = $"Data Source={file}" }, time, folder, null);
    }

    private static async Task<TestDatabase> PostgresAsync(TimeProvider time)
    {
        var server = Environment.GetEnvironmentVariable("ERP_TEST_POSTGRES")
            ?? throw new InvalidOperationException("ERP_TEST_POSTGRES is not set: run the tests by test.sh, which starts PostgreSQL");
        if (postgresTemplate is null)
        {
            var name = $"erp_template_{Environment.ProcessId}";
            await AdminAsync(server, $"create database {name}");
            await DatabaseSetup.MigrateAsync(new ErpContextFactory(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = Named(server, name, false) }), default);
            postgresTemplate = name;
        }

        var database = $"erp_{Guid.NewGuid():N}";
        await AdminAsync(server, $"create database {database} template {postgresTemplate}");
        return new TestDatabase(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = Named(server, database, true) }, time, null, database);
    }

    private static string Named(string server, string database, bool pooling) => new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = pooling, MaxPoolSize = 40 }.ConnectionString;

    private static async Task AdminAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is not null)
        {
            SqliteConnection.ClearPool(new SqliteConnection(Options.ConnectionString));
            Directory.Delete(folder, true);
        }

        if (database is not null)
        {
            await using (var connection = new NpgsqlConnection(Options.ConnectionString))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            await AdminAsync(Environment.GetEnvironmentVariable("ERP_TEST_POSTGRES")!, $"drop database if exists {database} with (force)");
        }
    }
}
