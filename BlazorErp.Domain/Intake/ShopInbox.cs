using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>Which messages a list shows.</summary>
/// <param name="Page">Window and search (over number, party and topic); newest first.</param>
/// <param name="State">Only of this state.</param>
/// <param name="Waiting">Only those a person must do something about.</param>
/// <param name="ChannelId">Only of this channel.</param>
public sealed record InboxQuery(PageQuery Page, IntakeState? State = null, bool Waiting = false, long? ChannelId = null);

/// <summary>One message as the inbox shows it.</summary>
/// <param name="Why">Why it failed, was ignored or waits.</param>
/// <param name="NeedsAcceptance">Waits for a person to accept it.</param>
public sealed record InboxRow(
    long Id, DateTimeOffset ReceivedAt, long ChannelId, string Channel, string Topic, string? ExternalNumber, string? Party, decimal? Gross, string? Currency, IntakeState State,
    int Deliveries, int Attempts, DateTimeOffset? RetryAt, string? RefusalJson, long? OrderId, string? OrderNumber)
{
    /// <summary>Why it failed, was ignored or waits.</summary>
    public Refusal? Why => Shared.RefusalJson.Read(RefusalJson);

    /// <summary>Understood, and waits for a person to accept it.</summary>
    public bool NeedsAcceptance => State == IntakeState.Received && RetryAt is null && RefusalJson is not null;
}

/// <summary>What is waiting, for the navigation.</summary>
public sealed record InboxCount(int Failed, int Waiting);

/// <summary>The sales inbox: what came, what it became, what failed and why, and what a person does about it.</summary>
public sealed class ShopInbox(ErpDatabase database, ShopIntake intake)
{
    private const int MostAtOnce = 500;

    /// <summary>A window of the messages, newest first.</summary>
    public async Task<Outcome<Page<InboxRow>>> ListAsync(Actor actor, InboxQuery query, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.IntakeRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var messages = Filter(Shops(db), query);
        var total = query.Page.Count ? await messages.CountAsync(cancel) : -1;
        if (long.TryParse(query.Page.After, System.Globalization.CultureInfo.InvariantCulture, out var after))
        {
            messages = messages.Where(m => m.Id < after);
        }
        else
        {
            messages = messages.OrderByDescending(m => m.Id).Skip(Math.Max(0, query.Page.Skip));
        }

        var take = query.Page.BoundedTake;
        var rows = await Rows(db, messages.OrderByDescending(m => m.Id).Take(take)).ToListAsync(cancel);
        return new Page<InboxRow>(rows, rows.Count == take ? rows[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, total);
    }

    /// <summary>What waits for a person.</summary>
    public async Task<InboxCount> CountAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        return new InboxCount(
            await Shops(db).CountAsync(m => m.State == IntakeState.Failed, cancel),
            await Shops(db).CountAsync(m => m.State == IntakeState.Received && m.RetryAt == null, cancel));
    }

    /// <summary>The message as it came: text where it is text. It holds what the customer wrote, so it needs the right to act on messages.</summary>
    public async Task<Outcome<string>> RawAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.IntakeWrite) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var body = await db.IntakeMessages.Where(m => m.Id == id).Select(m => m.Body).FirstOrDefaultAsync(cancel);
        return body is null ? new Refusal("not_found", "message") : System.Text.Encoding.UTF8.GetString(body);
    }

    /// <summary>Tries a failed message again now.</summary>
    public async Task<Outcome> RetryAsync(Actor actor, long id, CancellationToken cancel) =>
        actor.Lacks(Permissions.IntakeWrite) is { } no ? no : await TriedAsync(actor, id, accepted: false, cancel);

    /// <summary>Accepts an order that waits: it becomes ours, with whatever the shop said about it since.</summary>
    public async Task<Outcome> AcceptAsync(Actor actor, long id, CancellationToken cancel) =>
        actor.Lacks(Permissions.IntakeWrite) is { } no ? no : await TriedAsync(actor, id, accepted: true, cancel);

    /// <summary>Leaves a message aside for good; it stays readable.</summary>
    public async Task<Outcome> DropAsync(Actor actor, long id, CancellationToken cancel) =>
        actor.Lacks(Permissions.IntakeWrite) is { } no ? no
        : await database.WriteAsync(actor, new Command("intake.drop"), async (w, c) =>
        {
            var changed = await w.Db.IntakeMessages.Where(m => m.Id == id && (m.State == IntakeState.Failed || m.State == IntakeState.Received))
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, IntakeState.Dropped).SetProperty(m => m.RetryAt, (DateTimeOffset?)null), c);
            if (changed == 0)
            {
                return new Refusal("intake.done_already");
            }

            w.Audit("intake.dropped", "intake", id);
            w.Changed(Topics.Intake, id);
            return Outcome.Done;
        }, cancel);

    private async Task<Outcome> TriedAsync(Actor actor, long id, bool accepted, CancellationToken cancel)
    {
        // The order is made by the channel, whose rights are its own; the person only lets it happen.
        await using var db = database.Read(actor);
        var known = await Shops(db).Where(m => m.Id == id && (m.State == IntakeState.Failed || m.State == IntakeState.Received))
            .Join(db.Channels, m => m.ChannelId, c => c.Id, (m, c) => new { m.ChannelId, m.ExternalId, c.Name }).FirstOrDefaultAsync(cancel);
        if (known is null)
        {
            return new Refusal("intake.done_already");
        }

        var channel = ShopReceiver.ActorOf(actor.CompanyId, $"{known.Name} · {actor.Name}");
        await intake.ApplyAsync(channel, id, accepted, cancel);
        if (accepted && known.ExternalId is { } external)
        {
            var later = await db.IntakeMessages.Where(m => m.ChannelId == known.ChannelId && m.ExternalId == external && m.Id != id && m.State == IntakeState.Received)
                .OrderBy(m => m.Id).Select(m => m.Id).Take(MostAtOnce).ToListAsync(cancel);
            foreach (var next in later)
            {
                await intake.ApplyAsync(channel, next, true, cancel);
            }
        }

        var json = await db.IntakeMessages.Where(m => m.Id == id && m.State == IntakeState.Failed).Select(m => m.Refusal).FirstOrDefaultAsync(cancel);
        return RefusalJson.Read(json) is { } refusal ? refusal : Outcome.Done;
    }

    /// <summary>Messages of shops: only they have an order book. What payment providers send is not for this inbox.</summary>
    private static IQueryable<IntakeMessage> Shops(ErpDbContext db) => db.IntakeMessages.Where(m => db.Channels.Any(c => c.Id == m.ChannelId && c.SeriesId != null));

    private static IQueryable<IntakeMessage> Filter(IQueryable<IntakeMessage> messages, InboxQuery query)
    {
        if (query.State is { } state)
        {
            messages = messages.Where(m => m.State == state);
        }

        if (query.Waiting)
        {
            messages = messages.Where(m => m.State == IntakeState.Failed || (m.State == IntakeState.Received && m.RetryAt == null));
        }

        if (query.ChannelId is { } channel)
        {
            messages = messages.Where(m => m.ChannelId == channel);
        }

        foreach (var fragment in SearchText.Fragments(query.Page.Search))
        {
            messages = messages.Where(m => EF.Functions.Like(m.SearchText, $"%{fragment}%"));
        }

        return messages;
    }

    private static IQueryable<InboxRow> Rows(ErpDbContext db, IQueryable<IntakeMessage> messages) =>
        from m in messages
        join c in db.Channels on m.ChannelId equals c.Id
        join o in db.SalesOrders on m.OrderId equals o.Id into found
        from order in found.DefaultIfEmpty()
        orderby m.Id descending
        select new InboxRow(
            m.Id, m.ReceivedAt, m.ChannelId, c.Name, m.Topic, m.ExternalNumber, m.Party, m.Gross, m.Currency, m.State, m.Deliveries, m.Attempts, m.RetryAt, m.Refusal, m.OrderId,
            order!.Number);
}
