using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Commands;

/// <summary>import WHAT FILE... --company CODE.</summary>
internal sealed class ImportCommand(IEnumerable<IFileImport> imports, ErpDatabase database) : IConsoleCommand
{
    public string Name => "import";

    public string Usage => $"{string.Join('|', imports.Select(i => i.What).Order(StringComparer.Ordinal))} FILE... --company CODE";

    public string Summary => "Imports files as the page would. Importing twice adds nothing.";

    public bool Writes => true;

    public async Task<int> RunAsync(CommandRun run, CancellationToken cancel)
    {
        var files = run.Words.Skip(1).ToList();
        if (files.Count == 0 || imports.FirstOrDefault(i => i.What == run.Words[0]) is not { } import || !run.Options.TryGetValue("company", out var code))
        {
            await run.Error.WriteLineAsync($"Use: BlazorErp import {Usage}");
            return ExitCodes.Usage;
        }

        await using var db = database.Read(0);
        if (await db.Companies.FirstOrDefaultAsync(c => c.Code == code, cancel) is not { } company)
        {
            await run.Error.WriteLineAsync($"There is no company {code}.");
            return ExitCodes.Problems;
        }

        var result = ExitCodes.Ok;
        foreach (var file in files)
        {
            try
            {
                await using var content = File.OpenRead(file);
                var outcome = await import.ImportAsync(CommandRun.ActorIn(company.Id), Path.GetFileName(file), content, cancel);
                if (outcome.Refusal is { } no)
                {
                    await run.Error.WriteLineAsync($"{file}: {run.Say(no)}");
                    result = ExitCodes.Problems;
                }
                else
                {
                    await run.Out.WriteLineAsync($"{file}: {outcome.Value}");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await run.Error.WriteLineAsync($"{file}: {e.Message}");
                result = ExitCodes.Problems;
            }
        }

        return result;
    }
}

/// <summary>Composition of the command line.</summary>
public static class CommandsModule
{
    /// <summary>The commands that exist in every build; rooms add theirs.</summary>
    public static IServiceCollection AddCommands(this IServiceCollection services) =>
        services.AddSingleton<IConsoleCommand, VerifyCommand>().AddSingleton<IConsoleCommand, ImportCommand>().AddSingleton<IConsoleCommand, ChannelsCommand>();
}
