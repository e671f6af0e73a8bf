using System.Diagnostics;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>The PostgreSQL in ERP_TEST_POSTGRES, or one started for the run in a temporary folder, as durable as it comes.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly string? folder;
    private readonly string? bin;

    private BenchServer(string? folder, string? bin) => (this.folder, this.bin) = (folder, bin);

    public static async Task<BenchServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("ERP_TEST_POSTGRES") is { Length: > 0 })
        {
            return new BenchServer(null, null);
        }

        var bin = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) : null;
        if (bin is null)
        {
            throw new InvalidOperationException("There is no PostgreSQL: apt-get install postgresql, or set ERP_TEST_POSTGRES");
        }

        var folder = Directory.CreateTempSubdirectory("erp-bench-").FullName;
        await RunAsync($"chmod 711 {folder} && mkdir {folder}/pg {folder}/socket && chmod 700 {folder}/pg && (chown postgres {folder}/pg {folder}/socket 2>/dev/null || true)");
        await RunAsync(As($"{bin}/initdb -D {folder}/pg -A trust -U postgres -E UTF8 --locale=C.UTF-8"));
        await RunAsync(As($"{bin}/pg_ctl -D {folder}/pg -w -l {folder}/pg/log -o \\\"-c listen_addresses= -k {folder}/socket -c max_connections=200 -c shared_buffers=256MB\\\" start"));
        Environment.SetEnvironmentVariable("ERP_TEST_POSTGRES", $"Host={folder}/socket;Username=postgres");
        return new BenchServer(folder, bin);
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is not null)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            await RunAsync(As($"{bin}/pg_ctl -D {folder}/pg -m immediate stop"));
            Environment.SetEnvironmentVariable("ERP_TEST_POSTGRES", null);
            Directory.Delete(folder, true);
        }
    }

    private static string As(string command) => Environment.UserName == "root" ? $"runuser -u postgres -- bash -c \"cd / && {command}\"" : command.Replace("\\\"", "\"", StringComparison.Ordinal);

    private static async Task RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command + " >/dev/null 2>&1 </dev/null"]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}");
        }
    }
}
