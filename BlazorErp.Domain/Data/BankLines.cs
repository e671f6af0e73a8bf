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
/// <param name="RuleId">Rule that books or suggests it.</param>
public sealed record LineDecision(long LineId, int Version, BankLineState State, long? PartnerId, long? RunId, string Summary, string? Explanation, long? RuleId = null);

/// <summary>Changes many bank lines at once, each only where nobody changed it since it was read.</summary>
public static class BankLines
{
    /// <summary>Writes the decisions; the ids of the lines that were still as decided on. Whatever other side of a transfer a line had, it has no more.</summary>
    public static async Task<IReadOnlySet<long>> DecideAsync(ErpDbContext db, IReadOnlyCollection<LineDecision> decisions, CancellationToken cancel) =>
        await ConditionalUpdates.RunAsync(
            db, "bank_line", "state = {state}, partner_id = {partner}, run_id = {run}, rule_id = {rule}, transfer_line_id = null, summary = {summary}, explanation = {explanation}, version = version + 1", "version = {version}",
            decisions, d => d.LineId,
            [
                new ConditionalUpdates.Id<LineDecision>("version", d => d.Version), new ConditionalUpdates.Id<LineDecision>("state", d => (long)d.State),
                new ConditionalUpdates.Id<LineDecision>("partner", d => d.PartnerId), new ConditionalUpdates.Id<LineDecision>("run", d => d.RunId), new ConditionalUpdates.Id<LineDecision>("rule", d => d.RuleId),
                new ConditionalUpdates.Text<LineDecision>("summary", d => d.Summary), new ConditionalUpdates.Text<LineDecision>("explanation", d => d.Explanation),
            ],
            cancel);

    /// <summary>Ties sides of transfers together, each only where it is booked and as it was read; the ids that were.</summary>
    public static async Task<IReadOnlySet<long>> PairAsync(ErpDbContext db, IReadOnlyCollection<(long LineId, int Version, long OtherLineId)> sides, CancellationToken cancel) =>
        await ConditionalUpdates.RunAsync(
            db, "bank_line", "transfer_line_id = {other}, version = version + 1", "version = {version} and state = 3 and transfer_line_id is null", sides, s => s.LineId,
            [new ConditionalUpdates.Id<(long LineId, int Version, long OtherLineId)>("version", s => s.Version), new ConditionalUpdates.Id<(long LineId, int Version, long OtherLineId)>("other", s => s.OtherLineId)], cancel);

    /// <summary>Whether another company keeps a bank account of this number. Tells nothing else of it.</summary>
    public static Task<bool> OfAnotherCompanyAsync(ErpDbContext db, string iban, CancellationToken cancel)
    {
        var mine = db.CompanyId;
#pragma warning disable RS0030 // the one question that crosses companies
        return db.BankAccounts.IgnoreQueryFilters(["company"]).AnyAsync(a => a.Iban == iban && a.CompanyId != mine, cancel);
#pragma warning restore RS0030
    }
}
