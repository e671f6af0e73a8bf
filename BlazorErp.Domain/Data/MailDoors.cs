using BlazorErp.Domain.Intake.Mail;
using Microsoft.EntityFrameworkCore;

#pragma warning disable RS0030 // a mail finds its companies by the accounts in it, and a sender their mails, here and nowhere else

namespace BlazorErp.Domain.Data;

/// <summary>The two questions about mails that cross companies.</summary>
internal static class MailDoors
{
    private const int AtOnce = 500;

    /// <summary>Which of these companies keep which of these accounts.</summary>
    public static async Task<ILookup<(string Number, string Currency), int>> OwnersAsync(
        ErpDatabase database, IReadOnlyCollection<int> companies, IReadOnlyList<(string Number, string Currency)> accounts, CancellationToken cancel)
    {
        await using var db = database.Read(0);
        var mine = companies.ToArray();
        var found = new List<(string Number, string Currency, int Company)>();
        foreach (var numbers in accounts.Select(a => a.Number).Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            var rows = await db.BankAccounts.IgnoreQueryFilters(["company"]).Where(a => EF.Parameter(mine).Contains(a.CompanyId) && EF.Parameter(numbers).Contains(a.Iban))
                .Select(a => new { a.Iban, a.Currency, a.CompanyId }).ToListAsync(cancel);
            found.AddRange(rows.Select(r => (r.Iban, r.Currency, r.CompanyId)));
        }

        return found.ToLookup(f => (f.Number, f.Currency), f => f.Company);
    }

    /// <summary>The mails a person sent, whosever mailbox they came to.</summary>
    public static IQueryable<MailEnvelope> SentBy(ErpDbContext db, long userId) => db.MailEnvelopes.IgnoreQueryFilters(["company"]).Where(m => m.SenderUserId == userId);

    /// <summary>What became of the files of mails that a person sent.</summary>
    public static IQueryable<MailFileResult> FilesOf(ErpDbContext db, long userId, IReadOnlyCollection<long> mails)
    {
        var ids = mails.ToArray();
        return db.MailFileResults.IgnoreQueryFilters(["company"]).Where(f => EF.Parameter(ids).Contains(f.MailId) && db.MailEnvelopes.IgnoreQueryFilters().Any(m => m.Id == f.MailId && m.CompanyId == f.CompanyId && m.SenderUserId == userId));
    }
}
