using System.Data.Common;
using BlazorErp.Composition;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Commands;

/// <summary>
/// The command line: without a command it serves; with one it does that and ends. Settings are given as --Section:Key=value as everywhere in
/// .NET; --data, --demo, --provider, --connection and --company are short forms.
/// </summary>
public static class CommandLine
{
    private static readonly string[] Switches = ["demo", "help", "?"];

    /// <summary>Runs what the arguments say.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Parse(args);
        try
        {
            if (parsed.Error is { } wrong)
            {
                await error.WriteLineAsync(wrong);
                return ExitCodes.Usage;
            }

            var help = parsed.Options.ContainsKey("help") || parsed.Options.ContainsKey("?") || parsed.Words is ["help", ..];
            return parsed.Words.Count == 0 && !help ? await ServeAsync(parsed.Settings) : await CommandAsync(parsed, help, output, error);
        }
        catch (StartRefusedException e)
        {
            await error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (DbException e)
        {
            await error.WriteLineAsync($"The database cannot be used: {e.Message}");
            return ExitCodes.Database;
        }
    }

    /// <summary>Splits the arguments into words, options and the settings of the host.</summary>
    public static ParsedArguments Parse(IReadOnlyList<string> args)
    {
        List<string> words = [];
        List<string> settings = [];
        Dictionary<string, string> options = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (arg is "-h" or "-?")
            {
                options["help"] = "";
                continue;
            }

            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(arg);
                continue;
            }

            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arg[2..] : arg[2..equals];
            var value = equals < 0 ? null : arg[(equals + 1)..];
            if (Switches.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                options[name] = value ?? "true";
            }
            else if (value is not null)
            {
                options[name] = value;
            }
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                options[name] = args[++i];
            }
            else
            {
                return new ParsedArguments([], [], options, $"--{name} needs a value");
            }

            var key = name.ToLowerInvariant() switch { "provider" => "Database:Provider", "connection" => "Database:ConnectionString", _ => name };
            settings.Add($"--{key}={options[name]}");
        }

        return new ParsedArguments(words, settings, options, null);
    }

    private static async Task<int> ServeAsync(IReadOnlyList<string> settings)
    {
        await using var app = ErpApplication.Build([.. settings]);
        var readiness = app.Services.GetRequiredService<Readiness>();
        await app.RunAsync();
        return readiness.Failed ? ExitCodes.Database : ExitCodes.Ok;
    }

    private static async Task<int> CommandAsync(ParsedArguments parsed, bool help, TextWriter output, TextWriter error)
    {
        // Built, never started: no port is opened and no job runs. A command that only reads leaves an SQLite database to whoever holds it.
        var name = parsed.Words.FirstOrDefault(w => w != "help");
        await using var app = ErpApplication.Build([.. parsed.Settings, "--Logging:LogLevel:Default=Warning"], holdDatabase: false);
        var commands = app.Services.GetServices<IConsoleCommand>().OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        var command = commands.FirstOrDefault(c => c.Name == name);
        if (help || command is null)
        {
            await (help ? output : error).WriteLineAsync(Help(commands, help ? null : $"There is no command \"{name}\"."));
            return help ? ExitCodes.Ok : ExitCodes.Usage;
        }

        var factory = app.Services.GetRequiredService<ErpContextFactory>();
        if (command.WritesFor([.. parsed.Words.Skip(1)]) && factory.Provider == DatabaseProvider.Sqlite)
        {
            app.Services.GetRequiredService<DataFolder>().HoldSqlite(factory.ConnectionString);
        }

        await using (var db = factory.Create())
        {
            if (!await db.Database.CanConnectAsync() || (await db.Database.GetPendingMigrationsAsync()).Any())
            {
                await error.WriteLineAsync("The database is not there, or not of this version: start the application on it once.");
                return ExitCodes.Database;
            }
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        await using var scope = app.Services.CreateAsyncScope();
        var texts = scope.ServiceProvider.GetRequiredService<RefusalTexts>();
        return await command.RunAsync(new CommandRun([.. parsed.Words.Skip(1)], parsed.Options, output, error, refusal => Sentence(texts, refusal)), stop.Token);
    }

    private static string Sentence(RefusalTexts texts, Refusal refusal) => string.Join(Environment.NewLine, refusal.All.Take(100).Select(r =>
        $"{(r.Row is { } row ? $"row {row}: " : "")}{(r.Field is { Length: > 0 } field ? $"{field}: " : "")}{texts.Say(r)} [{r.Code}]"));

    private static string Help(IReadOnlyList<IConsoleCommand> commands, string? complaint)
    {
        var lines = new List<string>();
        if (complaint is not null)
        {
            lines.AddRange([complaint, ""]);
        }

        lines.AddRange(
        [
            "BlazorErp [--data DIR] [--urls ADDRESSES] [--demo]", "    Serves. --data: the folder of database, files and keys (./data). --demo: two companies with a year of business.", "",
        ]);
        lines.AddRange(commands.SelectMany(c => new[] { $"BlazorErp {c.Name} {c.Usage}", $"    {c.Summary}" }));
        lines.AddRange(
        [
            "", "Every command takes --data DIR, or --provider PostgreSql|SqlServer --connection STRING.",
            "Exit codes: 0 done, 1 problems found or refused, 2 not understood, 3 database not reachable or in use.",
        ]);
        return string.Join(Environment.NewLine, lines);
    }
}

/// <summary>Arguments taken apart.</summary>
/// <param name="Words">Words that are no options.</param>
/// <param name="Settings">Options as the host's configuration takes them.</param>
/// <param name="Options">Options by name.</param>
/// <param name="Error">Why they could not be understood.</param>
public sealed record ParsedArguments(IReadOnlyList<string> Words, IReadOnlyList<string> Settings, IReadOnlyDictionary<string, string> Options, string? Error);
