using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using BlazorErp.Domain.Data;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>
/// dotnet run -c Release --project BlazorErp.Tests -- bench [name] [--db sqlite|postgresql] [--seconds N] [--statements]
/// One JSON line for each measurement. Data is made first and not counted; SQLite is a file with WAL and synchronous FULL, as in production.
/// </summary>
internal static class Bench
{
    private static readonly Dictionary<string, Func<BenchRun, Task>> All = new(StringComparer.Ordinal)
    {
        ["reserve"] = TradeBenches.ReserveAsync, ["order-to-cash"] = TradeBenches.OrderToCashAsync, ["stock-list"] = ReadBenches.StockListAsync, ["list"] = ReadBenches.ListAsync, ["live"] = LiveBench.RunAsync,
        ["export"] = FileBenches.ExportAsync, ["match-quality"] = FileBenches.MatchQualityAsync, ["demo"] = BookBenches.DemoAsync, ["verify"] = BookBenches.VerifyAsync, ["reconcile"] = ReconcileBench.AllAsync,
        ["webhooks"] = ShopBench.WebhooksAsync,
        ["pay-webhooks"] = ShopBench.PayWebhooksAsync,
        ["import-camt"] = CamtBench.ImportAsync,
    };

    /// <summary>Those that take so long that they run only when named.</summary>
    private static readonly HashSet<string> OnlyNamed = ["webhooks", "pay-webhooks", "import-camt"];

    /// <summary>Those that have nothing to do with a database.</summary>
    private static readonly HashSet<string> WithoutDatabase = ["export", "match-quality"];

    public static async Task<int> RunAsync(string[] args)
    {
        var names = args.Skip(1).TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (names.Find(n => !All.ContainsKey(n)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no bench '{unknown}'. There are: {string.Join(", ", All.Keys)}");
            return 2;
        }

        var engines = Option(args, "--db") switch
        {
            "sqlite" => new[] { DatabaseProvider.Sqlite },
            "postgresql" => [DatabaseProvider.PostgreSql],
            _ => [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql],
        };
        await using var server = engines.Contains(DatabaseProvider.PostgreSql) ? await BenchServer.StartAsync() : null;
        var statements = args.Contains("--statements") ? Statements.Listen() : null;
        foreach (var name in names.Count > 0 ? names : [.. All.Keys.Except(OnlyNamed)])
        {
            foreach (var engine in WithoutDatabase.Contains(name) ? [engines[0]] : engines)
            {
                var run = new BenchRun(name, WithoutDatabase.Contains(name) ? null : engine, TimeSpan.FromSeconds(double.Parse(Option(args, "--seconds") ?? "10", System.Globalization.CultureInfo.InvariantCulture)));
                await All[name](run);
                statements?.Print();
                GC.Collect();
            }
        }

        return 0;
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}

/// <summary>One bench on one engine: measures and prints.</summary>
internal sealed class BenchRun(string name, DatabaseProvider? engine, TimeSpan time)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public DatabaseProvider Engine => engine ?? DatabaseProvider.Sqlite;

    /// <summary>How long something is repeated.</summary>
    public TimeSpan Time => time;

    /// <summary>Repeats an act by so many workers at once for the time given, once the program is as warm as one that has run for a while; acts per second.</summary>
    public async Task RepeatAsync(string what, int workers, string unit, Func<int, Task> act, long? rows = null)
    {
        await WarmAsync(workers, act);
        var (latencies, took, peak, cpu) = await MeasureAsync(() => LoopAsync(workers, time, act));
        Print(what, workers, latencies.Count / took.TotalSeconds, unit, latencies, rows ?? latencies.Count, peak, cpu.TotalMilliseconds / Math.Max(1, latencies.Count));
    }

    /// <summary>Does something once and reports its milliseconds or, with a unit of so much a second, its rate.</summary>
    public async Task OnceAsync(string what, long rows, string unit, Func<Task> act)
    {
        var (latencies, took, peak, cpu) = await MeasureAsync(async () =>
        {
            var from = Stopwatch.GetTimestamp();
            await act();
            return [Stopwatch.GetElapsedTime(from).TotalMilliseconds];
        });
        Print(what, 1, unit == "ms" ? took.TotalMilliseconds : unit == "s" ? took.TotalSeconds : rows / took.TotalSeconds, unit, latencies, rows, peak, cpu.TotalMilliseconds);
    }

    /// <summary>Prints a measurement.</summary>
    public void Print(string what, int workers, double value, string unit, IReadOnlyList<double> latencies, long rows, double peakMb, double? cpuMs = null, params (string Name, object Value)[] more)
    {
        var line = new Dictionary<string, object?>
        {
            ["bench"] = what.Length == 0 ? name : $"{name}.{what}", ["db"] = engine?.ToString().ToLowerInvariant(), ["workers"] = workers, ["value"] = Math.Round(value, 2), ["unit"] = unit,
            ["p50_ms"] = Percentile(latencies, 0.5), ["p95_ms"] = Percentile(latencies, 0.95), ["rows"] = rows, ["peak_mb"] = Math.Round(peakMb),
        };
        if (cpuMs is { } cpu)
        {
            // what one act costs in processor time of this process: says more than the clock on a busy machine
            line["cpu_ms"] = Math.Round(cpu, 2);
        }

        foreach (var (key, extra) in more)
        {
            line[key] = extra;
        }

        Console.WriteLine(JsonSerializer.Serialize(line, Json));
    }

    public static double? Percentile(IReadOnlyList<double> values, double share)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var sorted = values.Order().ToList();
        return Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))], 2);
    }

    /// <summary>Runs something and watches time, memory and processor.</summary>
    public static async Task<(List<double> Latencies, TimeSpan Took, double PeakMb, TimeSpan Cpu)> MeasureAsync(Func<Task<List<double>>> act)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        using var stop = new CancellationTokenSource();
        var peak = 0L;
        var watch = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            try
            {
                while (await timer.WaitForNextTickAsync(stop.Token))
                {
                    process.Refresh();
                    peak = Math.Max(peak, process.WorkingSet64);
                }
            }
            catch (OperationCanceledException)
            {
                // done
            }
        });
        process.Refresh();
        peak = process.WorkingSet64;
        var cpu = process.TotalProcessorTime;
        var from = Stopwatch.GetTimestamp();
        var latencies = await act();
        var took = Stopwatch.GetElapsedTime(from);
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        await stop.CancelAsync();
        await watch;
        return (latencies, took, peak / 1048576.0, cpu);
    }

    /// <summary>Until the runtime has compiled what is run often: a second passes with hardly a method made better, or patience ends.</summary>
    private static async Task WarmAsync(int workers, Func<int, Task> act)
    {
        for (var second = 0; second < 40; second++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            await LoopAsync(workers, TimeSpan.FromSeconds(1), act);
            if (second > 1 && JitInfo.GetCompiledMethodCount() - before < 25)
            {
                return;
            }
        }
    }

    private static async Task<List<double>> LoopAsync(int workers, TimeSpan time, Func<int, Task> act)
    {
        var all = new ConcurrentBag<List<double>>();
        var from = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (Stopwatch.GetElapsedTime(from) < time)
            {
                var start = Stopwatch.GetTimestamp();
                await act(worker);
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            all.Add(mine);
        })));
        return [.. all.SelectMany(l => l)];
    }
}
