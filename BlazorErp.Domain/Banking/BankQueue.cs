using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>An account in the queue over companies.</summary>
/// <param name="IsBank">Told by statements; otherwise a payment provider that is asked.</param>
/// <param name="LastTo">Last day of the newest statement, or up to which the provider told its balance.</param>
/// <param name="MissingSince">First day of which a statement is missing.</param>
/// <param name="Broken">A statement does not follow the one before it: one between them is missing.</param>
/// <param name="Balance">Closing of the newest statement, or as the provider told it.</param>
/// <param name="Suggested">Lines that wait for one key.</param>
/// <param name="Open">Lines without an answer.</param>
/// <param name="OldestWaiting">Day of the oldest of them.</param>
/// <param name="LastMailAt">UTC at which a file of it last came by mail.</param>
/// <param name="LastMailBy">Who sent it.</param>
public sealed record QueueAccount(
    long Id, string Name, string Iban, string Currency, bool IsBank, DateOnly? LastTo, DateOnly? MissingSince, bool Broken, decimal? Balance, int Suggested, int Open, DateOnly? OldestWaiting, DateTimeOffset? LastMailAt,
    string? LastMailBy);

/// <summary>A company in the queue.</summary>
/// <param name="Refused">Files of the last weeks that were refused.</param>
public sealed record QueueCompany(int Id, string Code, string Name, int Refused, IReadOnlyList<QueueAccount> Accounts)
{
    /// <summary>Lines that wait.</summary>
    public int Waiting => Accounts.Sum(a => a.Suggested + a.Open);

    /// <summary>Something is to be done there.</summary>
    public bool IsBusy => Waiting > 0 || Refused > 0 || Accounts.Any(a => a.MissingSince is not null || a.Broken);
}

/// <summary>What waits in the banks of several companies, for whoever keeps the books of more than one (P30). Each company is read as the person who is there.</summary>
public sealed class BankQueue(ErpDatabase database, CompanyReferences references)
{
    /// <summary>Most companies read.</summary>
    public const int MostCompanies = 200;

    private const int Ends = 13;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    /// <summary>The companies of these actors that have bank accounts, in the given order; those without the right are left out.</summary>
    /// <param name="actors">The person in each of their companies.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<QueueCompany>> ReadAsync(IReadOnlyList<Actor> actors, CancellationToken cancel)
    {
        var queue = new List<QueueCompany>();
        foreach (var actor in actors.Where(a => a.May(Permissions.BankRead)).Take(MostCompanies))
        {
            if (await OneAsync(actor, cancel) is { Accounts.Count: > 0 } company)
            {
                queue.Add(company);
            }
        }

        return queue;
    }

    /// <summary>One company; null without the right.</summary>
    public async Task<QueueCompany?> OneAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        var reference = await references.GetAsync(actor.CompanyId, cancel);
        var (now, today) = (database.Time.GetUtcNow(), reference.Today(database.Time.GetUtcNow()));
        await using var db = database.Read(actor);
        var accounts = await db.BankAccounts.OrderBy(a => a.Name).ThenBy(a => a.Id).Take(PageQuery.MaxTake).Select(a => new { a.Id, a.Name, a.Iban, a.Currency, a.Kind, a.ToldBalance, a.ToldAt }).ToListAsync(cancel);
        var waiting = await db.BankLines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested).GroupBy(l => new { l.BankAccountId, l.State })
            .Select(g => new { g.Key.BankAccountId, g.Key.State, Count = g.Count(), Oldest = g.Min(l => l.Date) }).ToListAsync(cancel);
        var byMail = await db.BankStatements.Join(db.BankFiles.Where(f => f.Source.StartsWith(BankFile.ByMail)), s => s.FileId, f => f.Id, (s, f) => new { s.BankAccountId, f.Id })
            .GroupBy(x => x.BankAccountId).Select(g => new { g.Key, File = g.Max(x => x.Id) }).ToDictionaryAsync(g => g.Key, g => g.File, cancel);
        var mailed = byMail.Values.Distinct().ToArray();
        var mails = await db.BankFiles.Where(f => EF.Parameter(mailed).Contains(f.Id)).Select(f => new { f.Id, f.At, f.ActorName }).ToDictionaryAsync(f => f.Id, cancel);
        var rows = new List<QueueAccount>(accounts.Count);
        foreach (var account in accounts)
        {
            var statements = await db.BankStatements.Where(s => s.BankAccountId == account.Id && s.To != null).OrderByDescending(s => s.To).ThenByDescending(s => s.Id)
                .Select(s => new { To = s.To!.Value, s.Closing, s.Gap }).Take(Ends).ToListAsync(cancel);
            var mail = byMail.TryGetValue(account.Id, out var file) ? mails.GetValueOrDefault(file) : null;
            var mine = waiting.Where(w => w.BankAccountId == account.Id).ToList();
            rows.Add(new QueueAccount(
                account.Id, account.Name, account.Iban, account.Currency, account.Kind == BankAccountKind.Bank, statements.FirstOrDefault()?.To ?? (account.ToldAt is { } told ? reference.Today(told) : null), StatementRhythm.MissingSince(statements.ConvertAll(s => s.To), today),
                statements.FirstOrDefault()?.Gap is { } gap && gap != 0m, statements.FirstOrDefault()?.Closing ?? account.ToldBalance, mine.Where(w => w.State == BankLineState.Suggested).Sum(w => w.Count),
                mine.Where(w => w.State == BankLineState.Open).Sum(w => w.Count), mine.Count == 0 ? null : mine.Min(w => w.Oldest), mail?.At, mail?.ActorName));
        }

        var since = now - Lately;
        var refused = await db.BankFiles.CountAsync(f => f.State == BankFileState.Refused && f.At > since, cancel);
        return new QueueCompany(actor.CompanyId, reference.Company.Code, reference.Company.Name, refused, rows);
    }
}
