using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Reads what other nodes appended to the change table and tells it here. Numbers of the table are given before the commit, so a smaller one
/// may appear after a larger: every number passed over is looked for again for <see cref="Patience"/>; one given up was rolled back.
/// On PostgreSQL a notification wakes the reader; it is sent after the commit, on a connection of its own, because NOTIFY inside the writing
/// transaction makes all commits of the database wait for each other.
/// </summary>
public sealed class ChangeTail(ErpDatabase database, ErpContextFactory factory, ChangeFeed feed)
{
    /// <summary>How long a number passed over is looked for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How often the table is read where nothing wakes the reader.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private const int Window = 1000;
    private const string Signal = "erp_change";
    private readonly Dictionary<long, long> missing = [];
    private long last = -1;

    /// <summary>Reads once. The first reading only notes where the table stands.</summary>
    /// <returns>Entries of other nodes that were told.</returns>
    public async Task<int> ReadAsync(CancellationToken cancel)
    {
        await using var db = database.Read(0);
        if (last < 0)
        {
            last = await db.Changes.MaxAsync(c => (long?)c.Seq, cancel) ?? 0;
            return 0;
        }

        var told = 0;
        var now = database.Time.GetTimestamp();
        if (missing.Count > 0)
        {
            var wanted = missing.Keys.ToList();
            foreach (var late in await db.Changes.Where(c => wanted.Contains(c.Seq)).OrderBy(c => c.Seq).ToListAsync(cancel))
            {
                missing.Remove(late.Seq);
                told += Tell(late);
            }

            foreach (var (seq, since) in missing.Where(m => database.Time.GetElapsedTime(m.Value, now) > Patience).ToList())
            {
                missing.Remove(seq);
            }
        }

        for (var more = true; more;)
        {
            var rows = await db.Changes.Where(c => c.Seq > last).OrderBy(c => c.Seq).Take(Window).ToListAsync(cancel);
            foreach (var row in rows)
            {
                for (var gap = Math.Max(last + 1, row.Seq - Window); gap < row.Seq && missing.Count < 4 * Window; gap++)
                {
                    missing[gap] = now;
                }

                last = row.Seq;
                told += Tell(row);
            }

            more = rows.Count == Window;
        }

        return told;
    }

    /// <summary>Runs until cancelled: reads when woken and at the latest after <see cref="Poll"/> (a second on PostgreSQL). Throws when the database is away.</summary>
    /// <param name="alive">Called after each reading.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(Action alive, CancellationToken cancel)
    {
        if (factory.Provider != DatabaseProvider.PostgreSql)
        {
            while (true)
            {
                await ReadAsync(cancel);
                alive();
                await Task.Delay(Poll, database.Time, cancel);
            }
        }

        await using var ear = await OpenAsync(cancel);
        await ExecuteAsync(ear, $"LISTEN {Signal}", cancel);
        while (true)
        {
            await ReadAsync(cancel);
            alive();
            await ear.WaitAsync(TimeSpan.FromSeconds(1), cancel);
        }
    }

    /// <summary>Tells other nodes of own commits, at most fifty times a second; PostgreSQL only, returns at once elsewhere.</summary>
    public async Task NotifyAsync(CancellationToken cancel)
    {
        if (factory.Provider != DatabaseProvider.PostgreSql)
        {
            return;
        }

        using var woken = new SemaphoreSlim(0, 1);
        void Wake()
        {
            try
            {
                woken.Release();
            }
            catch (SemaphoreFullException)
            {
                // already going to
            }
        }

        feed.Committed += Wake;
        try
        {
            await using var voice = await OpenAsync(cancel);
            while (true)
            {
                await woken.WaitAsync(cancel);
                await ExecuteAsync(voice, $"NOTIFY {Signal}", cancel);
                await Task.Delay(TimeSpan.FromMilliseconds(20), database.Time, cancel);
            }
        }
        finally
        {
            feed.Committed -= Wake;
        }
    }

    private int Tell(Companies.ChangeEntry entry)
    {
        if (entry.Node == database.Node)
        {
            return 0;
        }

        feed.PublishFromElsewhere([.. ChangeFeed.Unpack(entry.CompanyId, entry.Changes)]);
        return 1;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(factory.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
