using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>How a round of asking went.</summary>
/// <param name="Asked">Attempts asked about.</param>
/// <param name="Failed">Attempts whose provider could not answer.</param>
public sealed record PayPolled(int Asked, int Failed);

/// <summary>Asks the providers about attempts whose messages may have been lost, and again for refunds whose answers were.</summary>
public sealed class PayPoll(ErpDatabase database, PayAttempts attempts, PayRefunds refunds)
{
    private const int MostAtOnce = 100;

    /// <summary>Asks about all that is due, company by company; a provider that cannot answer is left alone until the next round.</summary>
    public async Task<PayPolled> RunAsync(CancellationToken cancel)
    {
        var total = new PayPolled(0, 0);
        foreach (var company in await database.CompaniesAsync(cancel))
        {
            var actor = PayAttempts.ActorOf(company, "payments");
            var done = await CompanyAsync(actor, cancel);
            var (taken, failed) = await refunds.RetryAsync(actor, cancel);
            total = new PayPolled(total.Asked + done.Asked + taken, total.Failed + done.Failed + failed);
        }

        return total;
    }

    private async Task<PayPolled> CompanyAsync(Actor actor, CancellationToken cancel)
    {
        var (asked, failed) = (0, 0);
        var now = database.Time.GetUtcNow();
        await using var db = database.Read(actor);
        var due = await db.PayAttempts.Where(a => a.AskAt <= now).OrderBy(a => a.AskAt).ThenBy(a => a.Id).Select(a => new { a.Id, a.ChannelId }).Take(MostAtOnce).ToListAsync(cancel);
        var tired = new HashSet<long>();
        foreach (var attempt in due)
        {
            if (tired.Contains(attempt.ChannelId))
            {
                continue;
            }

            var answer = await attempts.AskAsync(actor, attempt.Id, cancel);
            asked++;
            if (answer.Refusal is { } no)
            {
                failed++;
                if (no.Code is "pay.busy" or "pay.unreachable" or "pay.denied")
                {
                    tired.Add(attempt.ChannelId);
                }
            }
        }

        return new PayPolled(asked, failed);
    }
}
