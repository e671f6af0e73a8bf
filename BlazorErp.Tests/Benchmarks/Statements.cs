using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>Where the time of a bench goes, statement by statement: --statements prints the dearest to standard error.</summary>
internal sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly ConcurrentDictionary<string, (long Count, double Milliseconds)> known = new(StringComparer.Ordinal);

    public static Statements Listen()
    {
        var statements = new Statements();
        DiagnosticListener.AllListeners.Subscribe(statements);
        return statements;
    }

    public void Print()
    {
        foreach (var (sql, (count, milliseconds)) in known.OrderByDescending(k => k.Value.Milliseconds).Take(12))
        {
            Console.Error.WriteLine($"  {milliseconds:0} ms, {count} times, {milliseconds / count:0.000} ms each: {Short(sql.ReplaceLineEndings(" "))}");
        }

        known.Clear();
    }

    private static string Short(string sql) => sql.Length > 700 ? sql[..700] : sql;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            value.Subscribe(this!);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        switch (value.Value)
        {
            case CommandExecutedEventData executed:
                Add(executed.Command.CommandText, executed.Duration, 1);
                break;
            case DataReaderDisposingEventData read:
                Add(read.Command.CommandText, read.Duration, 0);
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private void Add(string sql, TimeSpan took, int count) => known.AddOrUpdate(sql, (count, took.TotalMilliseconds), (_, k) => (k.Count + count, k.Milliseconds + took.TotalMilliseconds));
}
