using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Payments;

/// <summary>A message of a provider as its settings page shows it.</summary>
public sealed record PayMessageRow(long Id, DateTimeOffset ReceivedAt, string Topic, string? Number, decimal? Amount, string? Currency, IntakeState State, int Deliveries, Refusal? Why);

/// <summary>What providers sent, for people: what failed and why, tried again or left aside.</summary>
public sealed class PayInbox(ErpDatabase database, PayIntake intake)
{
    private const int Most = 50;

    /// <summary>Latest messages of an account, those that failed first.</summary>
    public async Task<IReadOnlyList<PayMessageRow>> ListAsync(Actor actor, long channelId, CancellationToken cancel)
    {
        if (!actor.May(Permissions.IntakeRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var rows = await db.IntakeMessages.Where(m => m.ChannelId == channelId).OrderByDescending(m => m.State == IntakeState.Failed ? 1 : 0).ThenByDescending(m => m.Id).Take(Most)
            .Select(m => new { m.Id, m.ReceivedAt, m.Topic, m.ExternalNumber, m.Gross, m.Currency, m.State, m.Deliveries, m.Refusal }).ToListAsync(cancel);
        return rows.ConvertAll(m => new PayMessageRow(m.Id, m.ReceivedAt, m.Topic, m.ExternalNumber, m.Gross, m.Currency, m.State, m.Deliveries, RefusalJson.Read(m.Refusal)));
    }

    /// <summary>Tries a failed message again now.</summary>
    /// <returns>Done, or: forbidden, intake.done_already, and why it failed again.</returns>
    public async Task<Outcome> RetryAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.IntakeWrite) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var channel = await Failed(db, id).Join(db.Channels, m => m.ChannelId, c => c.Id, (m, c) => c.Name).FirstOrDefaultAsync(cancel);
        if (channel is null)
        {
            return new Refusal("intake.done_already");
        }

        // The channel acts, whose rights are its own; the person only lets it.
        return await intake.ApplyAsync(PayAttempts.ActorOf(actor.CompanyId, $"{channel} · {actor.Name}"), id, cancel) ? Outcome.Done
            : RefusalJson.Read(await db.IntakeMessages.Where(m => m.Id == id).Select(m => m.Refusal).FirstOrDefaultAsync(cancel)) is { } why ? why : new Refusal("intake.failed");
    }

    /// <summary>Leaves a failed message aside for good; it stays readable.</summary>
    public async Task<Outcome> DropAsync(Actor actor, long id, CancellationToken cancel) =>
        actor.Lacks(Permissions.IntakeWrite) is { } no ? no
        : await database.WriteAsync(actor, new Command("intake.drop"), async (w, c) =>
        {
            if (await Failed(w.Db, id).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, IntakeState.Dropped).SetProperty(m => m.RetryAt, (DateTimeOffset?)null), c) == 0)
            {
                return new Refusal("intake.done_already");
            }

            w.Audit("intake.dropped", "intake", id);
            w.Changed(Topics.Intake, id);
            return Outcome.Done;
        }, cancel);

    private static IQueryable<IntakeMessage> Failed(ErpDbContext db, long id) =>
        db.IntakeMessages.Where(m => m.Id == id && m.State == IntakeState.Failed && db.Channels.Any(c => c.Id == m.ChannelId && PayChannels.Kinds.Contains(c.Kind)));
}
