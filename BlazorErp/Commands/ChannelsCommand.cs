using System.Globalization;
using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Commands;

/// <summary>channels: what each company is connected to, and how it went; channels run NAME: runs one now.</summary>
internal sealed class ChannelsCommand(ErpDatabase database, IEnumerable<IChannelRunner> runners) : IConsoleCommand
{
    public string Name => "channels";

    public string Usage => "[run NAME] [--company CODE]";

    public string Summary => "Lists web shops, mailboxes and other channels: last heard, last asked, what waits or failed. With run: asks one now; its company must be named.";

    public bool Writes => false;

    public bool WritesFor(IReadOnlyList<string> words) => words.Count > 0;

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

        switch (run.Words)
        {
            case []:
                return await ListAsync(run, companies, cancel);
            case ["run", var name] when code is not null:
                return await OneAsync(run, companies[0], name, cancel);
            default:
                await run.Error.WriteLineAsync($"Use: BlazorErp channels {Usage}");
                return ExitCodes.Usage;
        }
    }

    private async Task<int> ListAsync(CommandRun run, List<Company> companies, CancellationToken cancel)
    {
        var problems = false;
        foreach (var company in companies)
        {
            await using var db = database.Read(company.Id);
            foreach (var channel in await db.Channels.OrderBy(c => c.Name).ThenBy(c => c.Id).Take(PageQuery.MaxTake).ToListAsync(cancel))
            {
                var failed = await db.IntakeMessages.CountAsync(m => m.ChannelId == channel.Id && m.State == IntakeState.Failed, cancel)
                    + await db.MailEnvelopes.CountAsync(m => m.ChannelId == channel.Id && m.State == MailState.Failed, cancel);
                var waiting = await db.IntakeMessages.CountAsync(m => m.ChannelId == channel.Id && m.State == IntakeState.Received, cancel)
                    + await db.MailEnvelopes.CountAsync(m => m.ChannelId == channel.Id && m.State == MailState.Received, cancel);
                var refusal = RefusalJson.Read(channel.PollRefusal);
                problems |= failed > 0 || refusal is not null;
                await run.Out.WriteLineAsync(
                    $"{company.Code}\t{channel.Kind}\t{channel.Name}\t{(channel.IsActive ? "active" : "off")}\tlast heard {At(channel.LastSeenAt)}\tlast asked {At(channel.PolledAt)}\t{waiting} waiting\t{failed} failed{(refusal is null ? "" : "\t" + run.Say(refusal))}");
            }
        }

        return problems ? ExitCodes.Problems : ExitCodes.Ok;
    }

    private async Task<int> OneAsync(CommandRun run, Company company, string name, CancellationToken cancel)
    {
        await using var db = database.Read(company.Id);
        if (await db.Channels.Where(c => c.Name == name).OrderBy(c => c.Id).Select(c => new { c.Id, c.Kind }).FirstOrDefaultAsync(cancel) is not { } channel)
        {
            await run.Error.WriteLineAsync($"{company.Code} has no channel {name}.");
            return ExitCodes.Problems;
        }

        if (runners.FirstOrDefault(r => r.Kind == channel.Kind) is not { } runner)
        {
            await run.Error.WriteLineAsync($"{name} ({channel.Kind}) is never asked: it sends by itself.");
            return ExitCodes.Problems;
        }

        var outcome = await runner.RunAsync(CommandRun.ActorIn(company.Id), channel.Id, cancel);
        await (outcome.Ok ? run.Out : run.Error).WriteLineAsync($"{name}: {(outcome.Ok ? outcome.Value : run.Say(outcome.Refusal!))}");
        return outcome.Ok ? ExitCodes.Ok : ExitCodes.Problems;
    }

    private static string At(DateTimeOffset? at) => at?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "never";
}
