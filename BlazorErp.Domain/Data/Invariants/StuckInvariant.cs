using System.Globalization;
using BlazorErp.Domain.Intake;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Nothing that came from outside lies unread: it was applied, or failed with its reason where a person sees it.</summary>
internal sealed class StuckInvariant : IInvariant
{
    /// <summary>How long a message may wait for the job that applies it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public string Code => "intake.stuck";

    public string Words => "No message from outside waits longer than a quarter of an hour, and a failed one says why";

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var (found, looked, mine) = (new List<Violation>(), 0L, db.CompanyId);
        foreach (var company in await db.Companies.Select(c => c.Id).ToListAsync(cancel))
        {
            db.CompanyId = company;
            looked += await db.IntakeMessages.CountAsync(cancel);
            var since = now - Patience;
            var stuck = await db.IntakeMessages.AsNoTracking().Where(m => (m.State == IntakeState.Received && m.ReceivedAt < since) || (m.State == IntakeState.Failed && m.Refusal == null)).OrderBy(m => m.Id)
                .Take(Finding.Most - found.Count).Select(m => new { m.Id, m.ExternalNumber, m.ReceivedAt }).ToListAsync(cancel);
            found.AddRange(stuck.Select(m => new Violation(company, "intake", m.Id, m.ExternalNumber ?? "", "", m.ReceivedAt.ToString("u", CultureInfo.InvariantCulture))));
        }

        db.CompanyId = mine;
        return new Finding(looked, found);
    }
}
