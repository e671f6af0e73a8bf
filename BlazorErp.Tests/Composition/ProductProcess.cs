using System.Diagnostics;
using System.Globalization;
using System.Text;
using BlazorErp.Domain.Data;
using Npgsql;

namespace BlazorErp.Tests.Composition;

/// <summary>The built product as a process of its own: a node on a PostgreSQL database. Killed when disposed, and when the tests end otherwise.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("erp-node-");
    private readonly StringBuilder said = new();
    private readonly string connection;
    private readonly string name;

    private ProductProcess(TestDatabase database, string name, string[] args)
    {
        this.name = name;
        connection = new NpgsqlConnectionStringBuilder(database.Options.ConnectionString) { ApplicationName = name }.ConnectionString;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = data.FullName };
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "BlazorErp.dll"), "--urls=http://127.0.0.1:0", $"--data={data.FullName}", $"--provider={DatabaseProvider.PostgreSql}", $"--connection={connection}", .. args])
        {
            start.ArgumentList.Add(arg);
        }

        process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += Kill;
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to its console.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <summary>Starts one.</summary>
    public static ProductProcess Start(TestDatabase database, string name, params string[] args) => new(database, name, args);

    /// <summary>Waits until something is so; fails with what the process said when it ends before.</summary>
    public async Task UntilAsync(Func<Task<bool>> fact, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await fact())
        {
            process.HasExited.ShouldBeFalse($"{name} ended before {what}:\n{Said}");
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Hang.Limit, $"{name}: {what}:\n{Said}");
            await Task.Delay(50);
        }
    }

    /// <summary>
    /// Stops it (SIGSTOP) at a moment at which it has no transaction open: what it holds then are leases, not locks, which only the database's own
    /// patience would end.
    /// </summary>
    public async Task FreezeAsync()
    {
        await using var watch = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "watch", Pooling = false }.ConnectionString);
        await watch.OpenAsync();
        await using var busy = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and application_name = @name and state <> 'idle'", watch);
        busy.Parameters.AddWithValue("name", name);
        while (true)
        {
            await SignalAsync("STOP");
            await UntilAsync(async () => (await File.ReadAllTextAsync($"/proc/{process.Id}/stat")) is var stat && stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T'), "it stands still");
            var still = 0;
            // A statement that was sent before may still be answered; one that stays open is a transaction.
            for (var looks = 0; looks < 5 && still < 2; looks++)
            {
                still = (long)(await busy.ExecuteScalarAsync())! == 0 ? still + 1 : 0;
            }

            if (still == 2)
            {
                return;
            }

            await SignalAsync("CONT");
        }
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(null, EventArgs.Empty);
        await process.WaitForExitAsync();
        process.Dispose();
        data.Delete(true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0, $"{name}: {signal}\n{Said}");
    }

    // SIGKILL, which a stopped process obeys too.
    private void Kill(object? sender, EventArgs e)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private void Hear(object sender, DataReceivedEventArgs e)
    {
        lock (said)
        {
            said.AppendLine(e.Data);
        }
    }
}
