using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>How a run over the waiting mails of a mailbox went.</summary>
/// <param name="Refusal">It ended early: the lease was lost.</param>
public readonly record struct MailRun(int Taken, int Refused, Refusal? Refusal);

/// <summary>
/// Deals with stored mails, oldest first: who sent it, which files, to whom they go. A mail that is refused says why and is done; one we fail at is tried
/// again, later and later; neither holds up the next.
/// </summary>
public sealed partial class MailIntake(ErpDatabase database, StatementImport import, ILogger<MailIntake> log)
{
    private const int Batch = 300;
    private const int MostAttempts = 8;

    /// <summary>Deals with all that is due.</summary>
    public async Task<MailRun> RunAsync(MailDoor door, CancellationToken cancel)
    {
        List<long> due;
        await using (var db = database.Read(door.CompanyId))
        {
            var now = database.Time.GetUtcNow();
            due = await db.MailEnvelopes.Where(m => m.ChannelId == door.ChannelId && (m.State == MailState.Received || m.State == MailState.Failed) && m.RetryAt <= now)
                .OrderBy(m => m.Id).Select(m => m.Id).Take(Batch).ToListAsync(cancel);
        }

        var (taken, refused) = (0, 0);
        foreach (var id in due)
        {
            var state = await DealAsync(door, id, cancel);
            if (!state.Ok)
            {
                return new MailRun(taken, refused, state.Refusal);
            }

            taken += state.Value is MailState.Taken or MailState.Partly ? 1 : 0;
            refused += state.Value is MailState.Taken ? 0 : 1;
        }

        return new MailRun(taken, refused, null);
    }

    private async Task<Outcome<MailState>> DealAsync(MailDoor door, long id, CancellationToken cancel)
    {
        if (await ClaimAsync(door, id, cancel) is not { } attempts)
        {
            return new Refusal(Leases.Lost);
        }

        try
        {
            await using var db = database.Read(door.CompanyId);
            var mail = await db.MailEnvelopes.FirstAsync(m => m.Id == id, cancel);
            var verdict = await new MailVerdicts(database, import, door).OfAsync(mail, cancel);
            return verdict.Ok ? await NoteAsync(door, id, verdict.Value, cancel) : verdict.Refusal!;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, id, e);
            return await FailAsync(door, id, attempts, cancel);
        }
    }

    /// <summary>
    /// Counts the attempt and puts the next one off before anything is tried: a mail that brings the whole process down comes again later, and not for
    /// ever. Null: the lease is lost.
    /// </summary>
    private async Task<int?> ClaimAsync(MailDoor door, long id, CancellationToken cancel)
    {
        var (name, token, now) = (door.Lease.Name, door.Lease.Token, database.Time.GetUtcNow());
        await using var db = database.Read(door.CompanyId);
        var attempts = await db.MailEnvelopes.Where(m => m.Id == id).Select(m => m.Attempts).FirstAsync(cancel) + 1;
        DateTimeOffset? again = attempts < MostAttempts ? now + TimeSpan.FromMinutes(Math.Pow(2, attempts)) : null;
        return await db.MailEnvelopes.Where(m => m.Id == id && db.Leases.Any(l => l.Name == name && l.Token == token))
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.Attempts, attempts).SetProperty(m => m.RetryAt, again), cancel) == 1 ? attempts : null;
    }

    private Task<Outcome<MailState>> NoteAsync(MailDoor door, long id, MailVerdict verdict, CancellationToken cancel) =>
        database.WriteAsync<MailState>(door.Actor, new Command("mail.dealt"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return new Refusal(Leases.Lost);
            }

            await w.Db.MailFileResults.Where(f => f.MailId == id).ExecuteDeleteAsync(c);
            var position = 0;
            foreach (var file in verdict.Files)
            {
                w.Add(new MailFileResult
                {
                    MailId = id, Position = ++position, Path = BankText.Clip(file.Path, 300), FileName = BankText.ClipOrNull(file.FileName, 200), Size = file.Size, Format = file.Format, State = file.State,
                    ForCompanyId = file.ForCompanyId, BankFileId = file.BankFileId, Accounts = BankText.Clip(string.Join('\u00A0', file.Accounts), 4000).Replace('\u00A0', '\n'), NewLines = file.NewLines,
                    KnownLines = file.KnownLines, Refusals = file.Refusals.Count == 0 ? null : RefusalJson.Write(Refusal.Of(file.Refusals)),
                });
            }

            var (head, why) = (verdict.Head, verdict.Refusal is { } no ? RefusalJson.Write(no) : null);
            var search = SearchText.FoldAll(1200, [head.Address, head.Name, head.Subject, .. verdict.Files.Select(f => f.FileName).Distinct()]);
            await w.Db.MailEnvelopes.Where(m => m.Id == id).ExecuteUpdateAsync(
                s => s.SetProperty(m => m.State, verdict.State).SetProperty(m => m.Refusal, why).SetProperty(m => m.RetryAt, (DateTimeOffset?)null).SetProperty(m => m.ProcessedAt, w.Now)
                    .SetProperty(m => m.FromAddress, head.Address).SetProperty(m => m.FromName, head.Name).SetProperty(m => m.Subject, head.Subject).SetProperty(m => m.SentAt, head.SentAt)
                    .SetProperty(m => m.MessageId, head.MessageId).SetProperty(m => m.SenderUserId, verdict.SenderUserId).SetProperty(m => m.IsHome, verdict.IsHome).SetProperty(m => m.SearchText, search), c);
            // Nothing of what is in it: part of it may be none of this company's business.
            w.Audit(verdict.State switch { MailState.Taken => "mail.taken", MailState.Partly => "mail.partly", _ => "mail.rejected" }, "mail", id);
            w.Changed(Topics.Mail, id);
            return verdict.State;
        }, cancel);

    private Task<Outcome<MailState>> FailAsync(MailDoor door, long id, int attempts, CancellationToken cancel) =>
        database.WriteAsync<MailState>(door.Actor, new Command("mail.failed"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return new Refusal(Leases.Lost);
            }

            var why = RefusalJson.Write(new Refusal("intake.failed"));
            await w.Db.MailEnvelopes.Where(m => m.Id == id).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MailState.Failed).SetProperty(m => m.Refusal, why), c);
            w.Audit("mail.failed", "mail", id, attempts);
            w.Changed(Topics.Mail, id);
            return MailState.Failed;
        }, cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {MailId} failed; it is kept and tried again")]
    private static partial void Failed(ILogger logger, long mailId, Exception e);
}
