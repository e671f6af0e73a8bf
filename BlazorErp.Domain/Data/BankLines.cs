using BlazorErp.Domain.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data;

/// <summary>What becomes of a bank line.</summary>
/// <param name="LineId">Line.</param>
/// <param name="Version">Its version when the decision was taken.</param>
/// <param name="State">New state.</param>
/// <param name="PartnerId">Partner found.</param>
/// <param name="RunId">Run.</param>
/// <param name="Summary">Short words.</param>
/// <param name="Explanation">JSON of the reasons.</param>
public sealed record LineDecision(long LineId, int Version, BankLineState State, long? PartnerId, long? RunId, string Summary, string? Explanation);

/// <summary>Changes many bank lines at once, each only where nobody changed it since it was read.</summary>
public static class BankLines
{
    /// <summary>Writes the decisions; the ids of the lines that were still as decided on.</summary>
    public static async Task<IReadOnlySet<long>> DecideAsync(ErpDbContext db, IReadOnlyCollection<LineDecision> decisions, CancellationToken cancel) =>
        await ConditionalUpdates.RunAsync(
            db, "bank_line", "state = {state}, partner_id = {partner}, run_id = {run}, summary = {summary}, explanation = {explanation}, version = version + 1", "version = {version}",
            decisions, d => d.LineId,
            [
                new ConditionalUpdates.Id<LineDecision>("version", d => d.Version), new ConditionalUpdates.Id<LineDecision>("state", d => (long)d.State),
                new ConditionalUpdates.Id<LineDecision>("partner", d => d.PartnerId), new ConditionalUpdates.Id<LineDecision>("run", d => d.RunId),
                new ConditionalUpdates.Text<LineDecision>("summary", d => d.Summary), new ConditionalUpdates.Text<LineDecision>("explanation", d => d.Explanation),
            ],
            cancel);

    /// <summary>Whether another company keeps a bank account of this number. Tells nothing else of it.</summary>
    public static Task<bool> OfAnotherCompanyAsync(ErpDbContext db, string iban, CancellationToken cancel)
    {
        var mine = db.CompanyId;
#pragma warning disable RS0030 // the one question that crosses companies
        return db.BankAccounts.IgnoreQueryFilters(["company"]).AnyAsync(a => a.Iban == iban && a.CompanyId != mine, cancel);
#pragma warning restore RS0030
    }
}
