using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Intake.Payments;

/// <summary>
/// Applies stored messages of providers, one unit of work each: what the message became, the attempt and its bookings are committed together.
/// </summary>
public sealed partial class PayIntake(ErpDatabase database, IEnumerable<IPayReader> readers, PayAttempts attempts, ILogger<PayIntake> log)
{
    private const int Batch = 200;
    private const int MostAttempts = 10;
    private readonly Dictionary<string, IPayReader> readers = readers.ToDictionary(r => r.Kind, StringComparer.Ordinal);

    /// <summary>Applies all that is due, in the order it came, company by company.</summary>
    public Task<IntakeRun> RunAsync(CancellationToken cancel) =>
        ChannelRounds.ApplyAsync(database, DueAsync, (company, channel, id, c) => ApplyAsync(PayAttempts.ActorOf(company, channel), id, c), cancel);

    /// <summary>Applies one message now.</summary>
    /// <returns>False when it was refused or failed; the reason is stored with it.</returns>
    public async Task<bool> ApplyAsync(Actor actor, long messageId, CancellationToken cancel)
    {
        try
        {
            var outcome = await database.WriteAsync(actor, new Command("pay.apply"), (w, c) => ApplyIn(w, messageId, c), cancel);
            if (outcome.Refusal is { } refusal)
            {
                await FailAsync(actor, messageId, refusal, passing: false, cancel);
            }

            return outcome.Ok;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, messageId, e);
            await FailAsync(actor, messageId, new Refusal("intake.failed"), passing: true, cancel);
            return false;
        }
    }

    private async Task<List<(long Id, string Channel)>> DueAsync(int company, CancellationToken cancel)
    {
        await using var db = database.Read(company);
        return await ChannelRounds.DueAsync(db, [.. readers.Keys], database.Time.GetUtcNow(), Batch, cancel);
    }

    private async Task<Outcome> ApplyIn(Write write, long messageId, CancellationToken cancel)
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
        var kind = await db.Channels.Where(c => c.Id == message.ChannelId).Select(c => c.Kind).FirstAsync(cancel);
        var read = readers[kind].Read(message.Body);
        if (read.Refusal is { } unread)
        {
            return unread;
        }

        var told = read.Value;
        (message.RetryAt, message.Refusal) = (null, null);
        (message.ExternalId, message.Gross, message.Currency) = (told.AttemptId ?? told.SessionId, told.Amount?.Amount, told.Amount?.Currency.Code);
        if (told.Notice == PaymentNotice.Other)
        {
            return End(write, message, IntakeState.Ignored, null);
        }

        if (await PayAttempts.FindIn(db, message.ChannelId, told, cancel) is not { } attempt)
        {
            return Unknown(write, message, told);
        }

        message.ExternalNumber = await db.Invoices.Where(i => i.Id == attempt.InvoiceId).Select(i => i.Number).FirstOrDefaultAsync(cancel);
        message.Folded();
        var applied = await attempts.ApplyIn(write, attempt, told, cancel);
        return applied.Refusal is { } no ? no : End(write, message, applied.Value == PayRemarks.Repeat ? IntakeState.Ignored : IntakeState.Applied, null);
    }

    /// <summary>
    /// The seller takes other payments with the same account: they are not ours. Only what names a payment and nothing else may have come before
    /// the message that tells whose it is.
    /// </summary>
    private static Outcome Unknown(Write write, IntakeMessage message, PaymentNotification told)
    {
        if (told is { AttemptId: null, SessionId: null, PaymentId: not null } && message.Attempts < MostAttempts)
        {
            message.RetryAt = write.Now + TimeSpan.FromSeconds(Math.Min(86_400, 15 << message.Attempts));
            message.Refusal = RefusalJson.Write(new Refusal("pay.not_ours"));
            write.Changed(Topics.Intake, message.Id);
            return Outcome.Done;
        }

        return End(write, message, IntakeState.Ignored, new Refusal("pay.not_ours"));
    }

    private static Outcome End(Write write, IntakeMessage message, IntakeState state, Refusal? why)
    {
        (message.State, message.AppliedAt, message.Refusal) = (state, write.Now, why is null ? null : RefusalJson.Write(why));
        write.Audit(state == IntakeState.Applied ? "intake.applied" : "intake.ignored", "intake", message.Id, message.Topic, message.ExternalNumber);
        write.Changed(Topics.Intake, message.Id);
        return Outcome.Done;
    }

    private async Task FailAsync(Actor actor, long messageId, Refusal refusal, bool passing, CancellationToken cancel) =>
        await database.WriteAsync(actor, new Command("intake.failed"), async (w, c) =>
        {
            if (await w.Db.IntakeMessages.FirstOrDefaultAsync(m => m.Id == messageId && (m.State == IntakeState.Received || m.State == IntakeState.Failed), c) is not { } message)
            {
                return Outcome.Done;
            }

            message.State = IntakeState.Failed;
            message.Attempts++;
            message.Refusal = RefusalJson.Write(refusal);
            message.RetryAt = passing && message.Attempts < MostAttempts ? w.Now + TimeSpan.FromSeconds(Math.Min(3600, 2 << message.Attempts)) : null;
            w.Audit("intake.failed", "intake", messageId, refusal.Code);
            w.Changed(Topics.Intake, messageId);
            w.Changed(Topics.Payment, Change.All);
            return Outcome.Done;
        }, cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} of a provider could not be applied")]
    private static partial void Failed(ILogger logger, long messageId, Exception e);
}
