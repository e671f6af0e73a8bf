using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>What a reading of payouts brought.</summary>
/// <param name="Fresh">Payouts not seen before.</param>
/// <param name="Changed">Payouts told differently than before.</param>
public sealed record PayoutsRead(int Fresh, int Changed);

/// <summary>
/// Payouts of providers: what each paid out is tied to the payments it is of, what it paid out that we did not know comes into the books with it,
/// and the money leaves the provider's account towards the bank line that brings it.
/// </summary>
public sealed class Payouts(ErpDatabase database, IPayDoors doors, PayoutWriter writer, PayoutGuess guess, Reconciliation reconciliation, CompanyReferences references)
{
    /// <summary>Audit's name of a payout.</summary>
    public const string Entity = "payout";

    private static readonly TimeSpan Back = TimeSpan.FromDays(90);
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(14);

    /// <summary>Reads the payouts of every account that takes payments, company by company.</summary>
    /// <returns>Payouts new or changed, accounts that could not be asked.</returns>
    public async Task<(int Done, int Failed)> RunAsync(CancellationToken cancel)
    {
        var (done, failed) = (0, 0);
        foreach (var company in await database.CompaniesAsync(cancel))
        {
            foreach (var door in await doors.OfAsync(company, cancel))
            {
                var read = await ReadAsync(PayAttempts.ActorOf(company, door.Name), door.ChannelId, cancel);
                (done, failed) = read.Ok ? (done + read.Value.Fresh + read.Value.Changed, failed) : (done, failed + 1);
            }
        }

        return (done, failed);
    }

    /// <summary>Reads the payouts of one account.</summary>
    /// <returns>What it brought, or: forbidden, not_found, and as <see cref="IPayLinkProvider"/>.</returns>
    public async Task<Outcome<PayoutsRead>> ReadAsync(Actor actor, long channelId, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        if (await doors.FindAsync(actor.CompanyId, channelId, cancel) is not { } door)
        {
            return new Refusal("not_found", "channel");
        }

        // Nothing is paid out of tests.
        if (door.Sandbox && !(await references.GetAsync(actor.CompanyId, cancel)).Company.IsDemo)
        {
            return new PayoutsRead(0, 0);
        }

        var told = await door.Pay.PayoutsAsync(await SinceAsync(actor, channelId, cancel), cancel);
        if (told.Refusal is { } refused)
        {
            return refused;
        }

        var (fresh, changed) = (0, 0);
        foreach (var payout in told.Value)
        {
            var written = await database.WriteAsync<int>(actor, new Command("payout.read"), (w, c) => writer.WriteIn(w, door, payout, c), cancel);
            if (written.Refusal is { } unwritten)
            {
                return unwritten;
            }

            (fresh, changed) = (fresh + (written.Value == 2 ? 1 : 0), changed + (written.Value == 1 ? 1 : 0));
        }

        fresh += await guess.RunAsync(actor, door, cancel);
        if (fresh + changed > 0)
        {
            // What came with them is booked, and the bank lines that wait find their other side.
            await reconciliation.MatchAsync(actor, new MatchScope(), "import", null, cancel);
        }

        return new PayoutsRead(fresh, changed);
    }

    /// <summary>A payout may still change for some days; before the first, some months are looked back.</summary>
    private async Task<DateTimeOffset> SinceAsync(Actor actor, long channelId, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        var last = await db.Payouts.Where(p => p.ChannelId == channelId).OrderByDescending(p => p.At).Select(p => (DateTimeOffset?)p.At).FirstOrDefaultAsync(cancel);
        return last is { } at ? at - Overlap : database.Time.GetUtcNow() - Back;
    }
}
