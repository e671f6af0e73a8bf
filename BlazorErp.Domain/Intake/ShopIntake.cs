using BlazorErp.Domain.Data;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Intake;

/// <summary>
/// Applies stored messages of shops, one unit of work each: what the message became and the order are committed together. A message that is
/// refused keeps its reason and waits for a person; one that failed for a passing reason is tried again; neither holds up the next.
/// </summary>
public sealed partial class ShopIntake(ErpDatabase database, IEnumerable<IShopReader> readers, ShopOrderWriter orders, OrderProgress progress, ILogger<ShopIntake> log)
{
    private const int Batch = 200;
    private const int MostAttempts = 10;
    private const int ConflictAttempts = 5;
    private readonly Dictionary<string, IShopReader> readers = readers.ToDictionary(r => r.Kind, StringComparer.Ordinal);

    /// <summary>Applies all that is due, in the order it came, company by company.</summary>
    public Task<IntakeRun> RunAsync(CancellationToken cancel) =>
        ChannelRounds.ApplyAsync(database, DueAsync, (company, channel, id, c) => ApplyAsync(ShopReceiver.ActorOf(company, channel), id, false, c), cancel);

    /// <summary>Applies one message now, whether it is due or not.</summary>
    /// <param name="actor">The channel, or the person who accepts or retries it.</param>
    /// <param name="messageId">Message; one that is dealt with already is left as it is.</param>
    /// <param name="accepted">A person accepts the order.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>False when it was refused or failed; the reason is stored with it.</returns>
    public async Task<bool> ApplyAsync(Actor actor, long messageId, bool accepted, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await database.WriteAsync(actor, new Command("intake.apply"), (w, c) => ApplyIn(w, messageId, accepted, c), cancel);
                if (outcome.Refusal is { } refusal)
                {
                    await FailAsync(actor, messageId, refusal, retry: false, cancel);
                }

                return outcome.Ok;
            }
            catch (DbUpdateConcurrencyException) when (attempt < ConflictAttempts)
            {
                // Somebody saved the order in between: look again at what it is now.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, messageId, e);
                await FailAsync(actor, messageId, new Refusal("intake.failed"), retry: true, cancel);
                return false;
            }
        }
    }

    private async Task<List<(long Id, string Channel)>> DueAsync(int company, CancellationToken cancel)
    {
        await using var db = database.Read(company);
        return await ChannelRounds.DueAsync(db, [.. readers.Keys], database.Time.GetUtcNow(), Batch, cancel);
    }

    private async Task<Outcome> ApplyIn(Write write, long messageId, bool accepted, CancellationToken cancel)
    {
        var db = write.Db;
        // Claims the row: another run that has it in hand makes this one wait and then find it dealt with.
        var claimed = await db.IntakeMessages.Where(m => m.Id == messageId && (m.State == IntakeState.Received || m.State == IntakeState.Failed))
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.Attempts, m => m.Attempts + 1), cancel);
        if (claimed == 0)
        {
            return Outcome.Done;
        }

        var message = await db.IntakeMessages.FirstAsync(m => m.Id == messageId, cancel);
        var channel = await db.Channels.AsNoTracking().FirstAsync(c => c.Id == message.ChannelId, cancel);
        var source = await SourceAsync(db, channel, cancel);
        var read = source.Read(message);
        write.Changed(Topics.Intake, messageId);
        message.RetryAt = null;
        message.Refusal = null;
        return read.Refusal is { } refusal ? refusal : read.Value switch
        {
            ShopMessage.Order order => await OrderIn(write, message, source, order.Value, accepted, cancel),
            ShopMessage.Deleted deleted => await DeletedIn(write, message, deleted.ExternalId, cancel),
            ShopMessage.Several several => await SplitIn(write, message, several.Bodies, cancel),
            ShopMessage.Nothing nothing => End(message, IntakeState.Ignored, nothing.Why, write),
            _ => throw new InvalidOperationException($"Unknown message {read.Value.GetType().Name}"),
        };
    }

    private async Task<Outcome> OrderIn(Write write, IntakeMessage message, ShopSource source, ShopOrder order, bool accepted, CancellationToken cancel)
    {
        Describe(message, order);
        var last = await ShopPasts.OrderAsync(write.Db, progress, message, order.ExternalId, order, source.Order, cancel);
        var past = await ShopPasts.OfAsync(write.Db, message, order, last, cancel);
        var rules = new ShopRules(source.Channel.FirstOrderNumber, source.Options.AutoAccept, source.Options.TakeUnpaid, accepted);
        var verdict = ShopDecision.Of(order, past, rules, message.Topic == "order.restored");
        switch (verdict.Step)
        {
            case ShopStep.Ignore:
                message.OrderId = last?.Order.Id;
                return End(message, IntakeState.Ignored, verdict.Why, write);
            case ShopStep.Wait:
                message.Refusal = RefusalJson.Write(verdict.Why!);
                return Outcome.Done;
            case ShopStep.Create or ShopStep.Edit:
                var saved = await orders.SaveIn(write, source, order, last?.Order, cancel);
                message.OrderId = saved.Ok ? saved.Value : null;
                return saved.Refusal is { } refused ? refused : End(message, IntakeState.Applied, null, write);
            default:
                var done = await ChangeIn(write, source, verdict, last!.Order.Id, order, cancel);
                message.OrderId = last.Order.Id;
                return done.Ok ? End(message, IntakeState.Applied, verdict.Step == ShopStep.Note ? null : verdict.Why, write) : done;
        }
    }

    private async Task<Outcome> DeletedIn(Write write, IntakeMessage message, string externalId, CancellationToken cancel)
    {
        message.ExternalId = externalId;
        message.ExternalVersion = null;
        var last = await ShopPasts.OrderAsync(write.Db, progress, message, externalId, null, _ => null, cancel);
        message.OrderId = last?.Order.Id;
        message.ExternalNumber = last?.Order.ExternalNumber ?? externalId;
        message.Folded();
        var verdict = ShopDecision.Deleted(last?.Known);
        if (verdict.Step == ShopStep.Ignore)
        {
            return End(message, IntakeState.Ignored, verdict.Why, write);
        }

        var done = await ChangeIn(write, null, verdict, last!.Order.Id, null, cancel);
        return done.Ok ? End(message, IntakeState.Applied, verdict.Why, write) : done;
    }

    private async Task<Outcome> ChangeIn(Write write, ShopSource? source, ShopVerdict verdict, long orderId, ShopOrder? order, CancellationToken cancel)
    {
        if (verdict.Step == ShopStep.Cancel && await orders.CancelIn(write, orderId, verdict.Why!, cancel) is { Ok: false } refused)
        {
            return refused;
        }

        var payment = verdict.Step == ShopStep.Note && source is not null && order is not null ? await orders.PaymentIn(write, source, order, cancel) : null;
        return await ShopChanges.NoteIn(write, orderId, order?.Version, verdict.Step == ShopStep.Request ? verdict.Why : null, payment, cancel);
    }

    /// <summary>Each order of a page becomes a message of its own, so that one that is refused does not hold up the others.</summary>
    private static async Task<Outcome> SplitIn(Write write, IntakeMessage message, IReadOnlyList<byte[]> bodies, CancellationToken cancel)
    {
        const string topic = "order.listed";
        foreach (var body in bodies)
        {
            var key = ShopReceiver.KeyOf(topic, body);
            if (!write.Db.IntakeMessages.Local.Any(m => m.Key == key) && !await write.Db.IntakeMessages.AnyAsync(m => m.ChannelId == message.ChannelId && m.Key == key, cancel))
            {
                var part = write.Add(new IntakeMessage { ChannelId = message.ChannelId, Key = key, Topic = topic, Body = body, ReceivedAt = write.Now, RetryAt = write.Now }.Folded());
                write.Changed(Topics.Intake, part.Id);
            }
        }

        return End(message, IntakeState.Ignored, new Refusal("intake.split", bodies.Count), write);
    }

    private async Task FailAsync(Actor actor, long messageId, Refusal refusal, bool retry, CancellationToken cancel) =>
        await database.WriteAsync(actor, new Command("intake.failed"), async (w, c) =>
        {
            if (await w.Db.IntakeMessages.FirstOrDefaultAsync(m => m.Id == messageId && (m.State == IntakeState.Received || m.State == IntakeState.Failed), c) is not { } message)
            {
                return Outcome.Done;
            }

            var source = await SourceAsync(w.Db, await w.Db.Channels.AsNoTracking().FirstAsync(x => x.Id == message.ChannelId, c), c);
            if (source.Order(message) is { } order)
            {
                Describe(message, order);
            }
            else
            {
                message.ExternalId = message.ExternalNumber = source.Reader.IdOf(message.Body);
                message.Folded();
            }

            message.State = IntakeState.Failed;
            message.Attempts++;
            message.Refusal = RefusalJson.Write(refusal);
            message.RetryAt = retry && message.Attempts < MostAttempts ? w.Now + TimeSpan.FromSeconds(Math.Min(3600, 2 << message.Attempts)) : null;
            w.Audit("intake.failed", "intake", messageId, refusal.Code);
            w.Changed(Topics.Intake, messageId);
            return Outcome.Done;
        }, cancel);

    private async Task<ShopSource> SourceAsync(ErpDbContext db, Channel channel, CancellationToken cancel)
    {
        var rates = await db.VatRates.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancel);
        return new ShopSource(channel, ChannelOptions.Of(channel), rates, readers[channel.Kind]);
    }

    private static void Describe(IntakeMessage message, ShopOrder order)
    {
        (message.ExternalId, message.ExternalVersion, message.ExternalNumber) = (order.ExternalId, order.Version, order.ExternalNumber);
        var customer = order.Customer;
        var person = $"{customer.FirstName} {customer.LastName}".Trim();
        message.Party = customer.Company.Length > 0 ? customer.Company : person.Length > 0 ? person[..Math.Min(200, person.Length)] : customer.Email;
        (message.Gross, message.Currency) = (order.Gross.Amount, order.Currency.Code);
        message.Folded();
    }

    private static Outcome End(IntakeMessage message, IntakeState state, Refusal? why, Write write)
    {
        message.State = state;
        message.Refusal = why is null ? null : RefusalJson.Write(why);
        message.AppliedAt = write.Now;
        write.Audit(state == IntakeState.Applied ? "intake.applied" : "intake.ignored", "intake", message.Id, message.Topic, message.ExternalNumber);
        return Outcome.Done;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} of a shop could not be applied")]
    private static partial void Failed(ILogger logger, long messageId, Exception e);
}
