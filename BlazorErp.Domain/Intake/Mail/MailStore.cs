using System.IO.Compression;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>A mail as it was stored.</summary>
/// <param name="IsNew">These bytes were not here.</param>
public readonly record struct StoredMail(long Id, bool IsNew);

/// <summary>Keeps mails as they came. Each write proves the lease of the poll: a poller that slept too long writes nothing any more.</summary>
public sealed class MailStore(ErpDatabase database)
{
    private const int MostUnfiled = 200;

    /// <summary>Stores a mail and the place reached, in one transaction. Bytes that are here already only count; they may lie at another place now.</summary>
    public async Task<Outcome<StoredMail>> StoreAsync(MailDoor door, MailFetched mail, CancellationToken cancel)
    {
        var content = mail.Raw ?? mail.Headers;
        var packed = content is { } bytes ? await PackAsync(bytes, cancel) : null;
        // What was not fetched can only be told from others by where it lies.
        var hash = mail.Raw is { } raw ? MailStatements.Key(raw.Span)["mail:".Length..] : $"at:{mail.Position}";
        return await database.WriteAsync<StoredMail>(door.Actor, new Command("mail.received"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return new Refusal(Leases.Lost);
            }

            var (mails, validity, uid) = (w.Db.MailEnvelopes, (long)mail.Position.UidValidity, (long)mail.Position.Uid);
            await w.Db.Channels.Where(x => x.Id == door.ChannelId).ExecuteUpdateAsync(s => s.SetProperty(x => x.Cursor, mail.Position.ToString()), c);
            var known = await mails.AsNoTracking().Where(m => m.ChannelId == door.ChannelId && m.ContentHash == hash).Select(m => new { m.Id, m.UidValidity, m.Uid }).FirstOrDefaultAsync(c);
            // The numbers are another mailbox's, or the server gave them anew: what lay there before lies somewhere else, nobody knows where.
            var gone = await mails.Where(m => m.ChannelId == door.ChannelId && m.UidValidity == validity && m.Uid == uid && m.ContentHash != hash)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.UidValidity, 0).SetProperty(m => m.Uid, m => m.Id), c);
            if (known is not null)
            {
                var same = known.UidValidity == validity && known.Uid == uid;
                await mails.Where(m => m.Id == known.Id && !same).ExecuteUpdateAsync(
                    s => s.SetProperty(m => m.UidValidity, validity).SetProperty(m => m.Uid, uid).SetProperty(m => m.IsFiled, false).SetProperty(m => m.Deliveries, m => m.Deliveries + 1), c);
                w.Changed(Topics.Mail, known.Id);
                return new StoredMail(known.Id, false);
            }

            var row = w.Add(new MailEnvelope
            {
                ChannelId = door.ChannelId, UidValidity = validity, Uid = uid, ContentHash = hash, Size = mail.Size, Content = packed, HeadersOnly = mail.Raw is null, ReceivedAt = w.Now, RetryAt = w.Now,
                Refusal = mail.Refusal is { } no ? RefusalJson.Write(no) : null,
            });
            await w.Db.Channels.Where(x => x.Id == door.ChannelId).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, w.Now), c);
            w.Audit("mail.received", "mail", row.Id, door.Name);
            w.Changed(Topics.Mail, row.Id);
            w.Changed(Topics.Settings, door.ChannelId);
            return new StoredMail(row.Id, true);
        }, cancel);
    }

    /// <summary>Mails that are here and were not yet marked or moved, as far as they still lie where they were.</summary>
    public async Task<IReadOnlyList<(long Id, MailPosition Position)>> UnfiledAsync(MailDoor door, uint uidValidity, CancellationToken cancel)
    {
        if (door.Options.After == AfterReading.Leave)
        {
            return [];
        }

        await using var db = database.Read(door.CompanyId);
        var rows = await db.MailEnvelopes.Where(m => m.ChannelId == door.ChannelId && !m.IsFiled && m.UidValidity == uidValidity).OrderByDescending(m => m.Id).Take(MostUnfiled)
            .Select(m => new { m.Id, m.Uid }).ToListAsync(cancel);
        return rows.ConvertAll(r => (r.Id, new MailPosition(uidValidity, (uint)r.Uid)));
    }

    /// <summary>Notes that the mailbox was read to its end and had nothing to be done: no act of anybody, so nothing for the audit.</summary>
    public async Task<Outcome> NothingNewAsync(MailDoor door, CancellationToken cancel)
    {
        var (name, token, now) = (door.Lease.Name, door.Lease.Token, database.Time.GetUtcNow());
        await using var db = database.Read(door.CompanyId);
        return await db.Channels.Where(x => x.Id == door.ChannelId && db.Leases.Any(l => l.Name == name && l.Token == token)).ExecuteUpdateAsync(s => s.SetProperty(x => x.PolledAt, now), cancel) == 1
            ? Outcome.Done : new Refusal(Leases.Lost);
    }

    /// <summary>Notes how the poll went.</summary>
    public Task<Outcome> PolledAsync(MailDoor door, IReadOnlyCollection<long> filed, Refusal? refusal, CancellationToken cancel) =>
        database.WriteAsync(door.Actor, new Command("mail.polled"), async (w, c) =>
        {
            if (!await Leases.ProveIn(w, door.Lease, c))
            {
                return new Refusal(Leases.Lost);
            }

            var ids = filed.ToArray();
            await w.Db.MailEnvelopes.Where(m => EF.Parameter(ids).Contains(m.Id)).ExecuteUpdateAsync(s => s.SetProperty(m => m.IsFiled, true), c);
            var why = refusal is null ? null : RefusalJson.Write(refusal);
            await w.Db.Channels.Where(x => x.Id == door.ChannelId).ExecuteUpdateAsync(s => s.SetProperty(x => x.PollRefusal, why).SetProperty(x => x.PolledAt, x => refusal == null ? w.Now : x.PolledAt), c);
            w.Changed(Topics.Settings, door.ChannelId);
            return Outcome.Done;
        }, cancel);

    /// <summary>The bytes again.</summary>
    public static async Task<byte[]> UnpackAsync(byte[] packed, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(bytes, cancel);
        }

        return bytes.ToArray();
    }

    private static async Task<byte[]> PackAsync(ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, true))
        {
            await gzip.WriteAsync(content, cancel);
        }

        return packed.ToArray();
    }
}
