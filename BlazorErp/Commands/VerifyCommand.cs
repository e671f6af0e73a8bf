using BlazorErp.Composition;
using BlazorErp.Domain.Data.Invariants;

namespace BlazorErp.Commands;

/// <summary>verify: every invariant over all companies, on one snapshot. Only reads, so it may run beside the application.</summary>
internal sealed class VerifyCommand(SelfCheck check) : IConsoleCommand
{
    private const int Shown = 20;

    public string Name => "verify";

    public string Usage => "";

    public string Summary => "Proves the books: runs every invariant and says what it checked.";

    public bool Writes => false;

    public async Task<int> RunAsync(CommandRun run, CancellationToken cancel)
    {
        var report = await check.CheckAsync(null, cancel);
        foreach (var result in report.Results)
        {
            await run.Out.WriteLineAsync($"{(result.Holds ? "ok    " : "BROKEN")} {result.Code,-32} {result.Looked,9} looked at, {result.Milliseconds} ms: {result.Words}");
            foreach (var v in result.Violations.Take(Shown))
            {
                await run.Out.WriteLineAsync($"         company {v.CompanyId}, {v.EntityType} {v.What} ({v.EntityId}): expected {v.Expected}, found {v.Found}");
            }

            if (result.Violations.Count > Shown)
            {
                await run.Out.WriteLineAsync($"         and {result.Violations.Count - Shown} more");
            }
        }

        await run.Out.WriteLineAsync($"{report.Held} of {report.Results.Count} invariants hold.");
        return report.AllHold ? ExitCodes.Ok : ExitCodes.Problems;
    }
}
