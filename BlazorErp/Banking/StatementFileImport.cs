using System.Globalization;
using BlazorErp.Commands;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Banking;

/// <summary>"import statement FILE...": the door of the page for scripts. Accounts must exist; what came in is matched at once.</summary>
internal sealed class StatementFileImport(StatementImport import) : IFileImport
{
    public string What => "statement";

    public async Task<Outcome<string>> ImportAsync(Actor actor, string fileName, Stream content, CancellationToken cancel)
    {
        var outcome = await import.ImportAsync(actor, content, fileName, "command", new ImportOptions(Match: true), null, cancel);
        if (!outcome.Ok)
        {
            return outcome.Refusal!;
        }

        // A file of which nothing could come in is a problem of the run, and says each reason.
        var result = outcome.Value;
        var refusals = result.Statements.Select(s => s.Refusal).OfType<Refusal>().ToList();
        return result.State == BankFileState.Refused && refusals.Count > 0 ? Refusal.Of(refusals)
            : string.Create(CultureInfo.InvariantCulture, $"{result.NewLines} new lines, {result.KnownLines} known{(result.SameFile ? ", the same file again" : "")}{(refusals.Count > 0 ? $", {refusals.Count} statements left out: {string.Join("; ", refusals)}" : "")}");
    }
}
