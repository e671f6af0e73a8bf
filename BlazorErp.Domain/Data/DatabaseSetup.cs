using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Domain.Data;

/// <summary>Brings the database to the schema of this build and checks what must hold before anyone writes.</summary>
public static class DatabaseSetup
{
    /// <summary>Registers the data room.</summary>
    public static IServiceCollection AddErpData(this IServiceCollection services, DatabaseOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new ErpContextFactory(options));
        services.AddSingleton(sp => new IdSource(sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ErpDatabase>();
        services.AddSingleton<Leases>();
        services.AddSingleton<ChangeTail>();
        services.AddSingleton<JobLog>();
        services.AddScoped(sp =>
        {
            var db = sp.GetRequiredService<ErpContextFactory>().Create();
            db.Ids = sp.GetRequiredService<IdSource>();
            return db;
        });
        return services;
    }

    /// <summary>
    /// Applies missing migrations. The SQLite file is made where it is missing; a server database must exist, its absence is a clear error.
    /// </summary>
    /// <exception cref="InvalidOperationException">SQLite does not hold WAL or synchronous FULL.</exception>
    public static async Task MigrateAsync(ErpContextFactory factory, CancellationToken cancel)
    {
        await using var db = factory.Create();
        // Opened by hand, so that a missing server database is the server's own error: the migrator would make one.
        await db.Database.OpenConnectionAsync(cancel);
        if (factory.Provider == DatabaseProvider.Sqlite)
        {
            await ScalarAsync(db, "PRAGMA journal_mode=WAL", cancel);
        }

        await db.Database.MigrateAsync(cancel);
        if (factory.Provider == DatabaseProvider.Sqlite)
        {
            var journal = await ScalarAsync(db, "PRAGMA journal_mode", cancel);
            var synchronous = await ScalarAsync(db, "PRAGMA synchronous", cancel);
            if (journal != "wal" || synchronous != "2")
            {
                throw new InvalidOperationException($"SQLite must run with WAL and synchronous FULL, found {journal} and {synchronous}: is the data folder on a network drive?");
            }
        }
    }

    private static async Task<string> ScalarAsync(ErpDbContext db, string sql, CancellationToken cancel)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
