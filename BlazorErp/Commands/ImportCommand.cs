using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
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

/// <summary>channels: what each company is connected to.</summary>
internal sealed class ChannelsCommand(ErpDatabase database) : IConsoleCommand
{
    public string Name => "channels";

    public string Usage => "[--company CODE]";

    public string Summary => "Lists the web shops and other channels, when each was last heard, and what waits or failed.";

    public bool Writes => false;

    public async Task<int> RunAsync(CommandRun run, CancellationToken cancel)
    {
        await using var all = database.Read(0);
        var code = run.Options.GetValueOrDefault("company");
        var companies = await all.Companies.Where(c => code == null || c.Code == code).OrderBy(c => c.Id).ToListAsync(cancel);
        if (code is not null && companies.Count == 0)
        {
            await run.Error.WriteLineAsync($"There is no company {code}.");
            return ExitCodes.Problems;
        }

        var problems = false;
        foreach (var company in companies)
        {
            await using var db = database.Read(company.Id);
            foreach (var channel in await db.Set<Channel>().OrderBy(c => c.Name).ToListAsync(cancel))
            {
                var failed = await db.IntakeMessages.CountAsync(m => m.ChannelId == channel.Id && m.State == IntakeState.Failed, cancel);
                var waiting = await db.IntakeMessages.CountAsync(m => m.ChannelId == channel.Id && m.State == IntakeState.Received, cancel);
                problems |= failed > 0;
                var seen = channel.LastSeenAt?.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture) ?? "never";
                await run.Out.WriteLineAsync($"{company.Code}\t{channel.Kind}\t{channel.Name}\t{(channel.IsActive ? "active" : "off")}\tlast heard {seen}\t{waiting} waiting\t{failed} failed");
            }
        }

        return problems ? ExitCodes.Problems : ExitCodes.Ok;
    }
}

/// <summary>Composition of the command line.</summary>
public static class CommandsModule
{
    /// <summary>The commands that exist in every build; rooms add theirs.</summary>
    public static IServiceCollection AddCommands(this IServiceCollection services) =>
        services.AddSingleton<IConsoleCommand, VerifyCommand>().AddSingleton<IConsoleCommand, ImportCommand>().AddSingleton<IConsoleCommand, ChannelsCommand>();
}
