using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>Which mails a list shows.</summary>
/// <param name="Page">Window and search (over sender, subject and file names); newest first.</param>
/// <param name="Mine">Those the actor sent, whosever mailbox they came to, instead of those of the company's mailboxes.</param>
/// <param name="Trouble">Only those of which not everything was taken.</param>
/// <param name="ChannelId">Only of this mailbox.</param>
public sealed record MailQuery(PageQuery Page, bool Mine = false, bool Trouble = false, long? ChannelId = null);

/// <summary>A file in the log.</summary>
/// <param name="Company">Name of the company it went to; null where nowhere.</param>
/// <param name="CompanyId">Its id, where the actor may see its bank now.</param>
/// <param name="BankFileId">The file as it is kept, where the actor may see its bank now.</param>
public sealed record MailFileRow(
    int Position, string Path, string? FileName, long Size, string? Format, MailFileState State, string? Company, int? CompanyId, IReadOnlyList<string> Accounts, long? BankFileId, int NewLines, int KnownLines, Refusal? Why);

/// <summary>A mail in the log.</summary>
/// <param name="State">What became of it; says nothing where it is not shown whole.</param>
/// <param name="Whole">Everything of it is shown; else subject and files are other companies' business.</param>
/// <param name="Files">Files the actor may see.</param>
/// <param name="MayRetry">Reading it again may help, and the actor may ask for it.</param>
public sealed record MailRow(
    long Id, long ChannelId, string Channel, string From, string? FromName, string? Subject, DateTimeOffset ReceivedAt, DateTimeOffset? SentAt, long Size, bool HasContent, int Deliveries, MailState State,
    Refusal? Why, DateTimeOffset? RetryAt, bool Whole, bool MayRetry, IReadOnlyList<MailFileRow> Files)
{
    /// <summary>Lines that came in with what is shown.</summary>
    public int NewLines => Files.Sum(f => f.NewLines);

    /// <summary>Lines that were there.</summary>
    public int KnownLines => Files.Sum(f => f.KnownLines);
}

/// <summary>
/// The log of the mailboxes. A mail lies in the company of the mailbox, but its files are whose accounts they are about: whoever has no right there sees
/// neither subject nor file nor figure of it, only that a mail of somebody came. A sender sees all of their own mails.
/// </summary>
public sealed class MailLog(ErpDatabase database)
{
    private const int MostFiles = 5_000;

    /// <summary>A window of the log, newest first.</summary>
    public async Task<Outcome<Page<MailRow>>> ListAsync(Actor actor, MailQuery query, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var mails = await FilterAsync(db, actor, query, cancel);
        var total = query.Page.Count ? await mails.CountAsync(cancel) : -1;
        if (long.TryParse(query.Page.After, CultureInfo.InvariantCulture, out var after))
        {
            mails = mails.Where(m => m.Id < after);
        }
        else
        {
            mails = mails.OrderByDescending(m => m.Id).Skip(Math.Max(0, query.Page.Skip));
        }

        var take = query.Page.BoundedTake;
        var rows = await RowsAsync(db, actor, mails.OrderByDescending(m => m.Id).Take(take), query.Mine, cancel);
        return new Page<MailRow>(rows, rows.Count == take ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null, total);
    }

    /// <summary>A mail of the company's mailboxes, or one the actor sent.</summary>
    public async Task<Outcome<MailRow>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var rows = await RowsAsync(db, actor, db.MailEnvelopes.Where(m => m.Id == id), false, cancel);
        rows = rows.Count > 0 || actor.UserId == 0 ? rows : await RowsAsync(db, actor, MailDoors.SentBy(db, actor.UserId).Where(m => m.Id == id), true, cancel);
        return rows.Count > 0 ? rows[0] : new Refusal("not_found", "mail");
    }

    /// <summary>The mail as it came, for download: whoever sees it whole may have it.</summary>
    /// <returns>The bytes, or <c>forbidden</c>, <c>not_found</c>.</returns>
    public async Task<Outcome<byte[]>> RawAsync(Actor actor, long id, CancellationToken cancel)
    {
        var row = await GetAsync(actor, id, cancel);
        if (!row.Ok)
        {
            return row.Refusal!;
        }

        await using var db = database.Read(actor);
        var mine = await db.MailEnvelopes.Where(m => m.Id == id).Select(m => m.Content).FirstOrDefaultAsync(cancel);
        var packed = !row.Value.Whole ? null : mine ?? (actor.UserId == 0 ? null : await MailDoors.SentBy(db, actor.UserId).Where(m => m.Id == id).Select(m => m.Content).FirstOrDefaultAsync(cancel));
        return packed is null ? new Refusal("not_found", "mail") : await MailStore.UnpackAsync(packed, cancel);
    }

    /// <summary>Has a mail read again by the next poll, after what was wrong was seen to. Its files are still taken in by its sender.</summary>
    /// <returns>Done, or <c>forbidden</c>, <c>not_found</c>, <c>mail.nothing_to_retry</c>.</returns>
    public async Task<Outcome> RetryAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var row = await GetAsync(actor, id, cancel);
        if (!row.Ok || !row.Value.MayRetry)
        {
            return row.Refusal ?? new Refusal("mail.nothing_to_retry");
        }

        // The mail may be another company's; it is its own row that changes, and there is nothing of anybody else's in that.
        await using var db = database.Read(actor);
        var home = await db.MailEnvelopes.AnyAsync(m => m.Id == id, cancel) ? actor.CompanyId : await MailDoors.SentBy(db, actor.UserId).Where(m => m.Id == id).Select(m => m.CompanyId).FirstAsync(cancel);
        return await database.WriteAsync(actor with { CompanyId = home }, new Command("mail.retry"), async (w, c) =>
        {
            var changed = await w.Db.MailEnvelopes.Where(m => m.Id == id && m.State != MailState.Taken && m.State != MailState.Received)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MailState.Received).SetProperty(m => m.Attempts, 0).SetProperty(m => m.RetryAt, w.Now), c);
            w.Audit("mail.retry", "mail", id);
            w.Changed(Topics.Mail, id);
            return changed == 1 ? Outcome.Done : new Refusal("mail.nothing_to_retry");
        }, cancel);
    }

    /// <summary>Mails of the company's mailboxes that were not taken, or only in part, in the last days: the figure beside the page.</summary>
    public async Task<int> TroubleAsync(Actor actor, TimeSpan last, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return 0;
        }

        await using var db = database.Read(actor);
        var since = database.Time.GetUtcNow() - last;
        return await (await FilterAsync(db, actor, new MailQuery(new PageQuery(), Trouble: true), cancel)).CountAsync(m => m.ReceivedAt > since, cancel);
    }

    private async Task<IQueryable<MailEnvelope>> FilterAsync(ErpDbContext db, Actor actor, MailQuery query, CancellationToken cancel)
    {
        var mails = query.Mine ? actor.UserId == 0 ? db.MailEnvelopes.Where(m => false) : MailDoors.SentBy(db, actor.UserId) : db.MailEnvelopes;
        mails = query.ChannelId is { } channel ? mails.Where(m => m.ChannelId == channel) : mails;
        mails = query.Trouble ? mails.Where(m => m.State == MailState.Partly || m.State == MailState.Rejected || m.State == MailState.Failed) : mails;
        var fragments = SearchText.Fragments(query.Page.Search);
        if (!query.Mine && (query.Trouble || fragments.Count > 0))
        {
            // What may not be seen must not be found either.
            var (me, banks) = (actor.UserId, (await BanksAsync(actor, cancel)).Keys.ToArray());
            mails = mails.Where(m => (m.SenderUserId == me && me != 0)
                || ((m.IsHome || db.MailFileResults.Any(f => f.MailId == m.Id)) && !db.MailFileResults.Any(f => f.MailId == m.Id && (f.ForCompanyId == null || !EF.Parameter(banks).Contains(f.ForCompanyId.Value)))));
        }

        foreach (var fragment in fragments)
        {
            mails = mails.Where(m => m.SearchText.Contains(fragment));
        }

        return mails;
    }

    private async Task<List<MailRow>> RowsAsync(ErpDbContext db, Actor actor, IQueryable<MailEnvelope> mails, bool mine, CancellationToken cancel)
    {
        var found = await mails.Select(m => new
        {
            m.Id, m.ChannelId, m.FromAddress, m.FromName, m.Subject, m.ReceivedAt, m.SentAt, m.Size, Has = m.Content != null, m.Deliveries, m.State, m.Refusal, m.RetryAt, m.SenderUserId, m.IsHome, m.HeadersOnly,
        }).ToListAsync(cancel);
        if (found.Count == 0)
        {
            return [];
        }

        var ids = found.ConvertAll(m => m.Id).ToArray();
        var files = (await (mine ? MailDoors.FilesOf(db, actor.UserId, ids) : db.MailFileResults.Where(f => EF.Parameter(ids).Contains(f.MailId))).OrderBy(f => f.MailId).ThenBy(f => f.Position).Take(MostFiles).ToListAsync(cancel)).ToLookup(f => f.MailId);
        var banks = await BanksAsync(actor, cancel);
        var channels = await db.Channels.Where(c => c.Kind == MailboxService.Kind).ToDictionaryAsync(c => c.Id, c => c.Name, cancel);
        return found.ConvertAll(m =>
        {
            var own = actor.UserId != 0 && m.SenderUserId == actor.UserId;
            var seen = files[m.Id].Where(f => own || (f.ForCompanyId is { } company && banks.ContainsKey(company))).ToList();
            var whole = own || ((m.IsHome || seen.Count > 0) && seen.Count == files[m.Id].Count());
            return new MailRow(
                m.Id, m.ChannelId, channels.GetValueOrDefault(m.ChannelId, ""), m.FromAddress, m.FromName, whole ? m.Subject : null, m.ReceivedAt, m.SentAt, m.Size, m.Has, m.Deliveries, whole ? m.State : MailState.Taken,
                whole ? RefusalJson.Read(m.Refusal) : null, m.RetryAt, whole, whole && m.Has && !m.HeadersOnly && m.State is not (MailState.Taken or MailState.Received), seen.ConvertAll(f => Row(f, banks)));
        });
    }

    // A sender who left a company since sees what became of the file, and no more of that company.
    private static MailFileRow Row(MailFileResult file, IReadOnlyDictionary<int, string> banks) => new(
        file.Position, file.Path, file.FileName, file.Size, file.Format, file.State, file.ForCompanyId is { } company && file.BankFileId is not null ? banks.GetValueOrDefault(company) : null,
        file.ForCompanyId is { } mine && file.BankFileId is not null && banks.ContainsKey(mine) ? mine : null,
        [.. file.Accounts.Split('\n', StringSplitOptions.RemoveEmptyEntries)], file.ForCompanyId is { } there && banks.ContainsKey(there) ? file.BankFileId : null, file.NewLines, file.KnownLines,
        RefusalJson.Read(file.Refusals));

    /// <summary>Companies whose bank the actor may see now, with their names.</summary>
    private async Task<IReadOnlyDictionary<int, string>> BanksAsync(Actor actor, CancellationToken cancel)
    {
        var rights = actor.UserId == 0 ? null : await database.RightsAsync(actor.UserId, cancel);
        var banks = rights is null || rights.IsDisabled ? [] : rights.Companies.Values.Where(c => Permissions.Of(c.Role).Contains(Permissions.BankRead)).ToDictionary(c => c.CompanyId, c => c.Company);
        await using var db = database.Read(0);
        banks[actor.CompanyId] = await db.Companies.Where(c => c.Id == actor.CompanyId).Select(c => c.Name).FirstAsync(cancel);
        return banks;
    }
}
