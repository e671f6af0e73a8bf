using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>Reads the rules that are asked.</summary>
internal static class StoredRules
{
    /// <summary>How a file arrived, without what tells one arrival from another ("mail:17" is "mail").</summary>
    public static string Channel(string source) => new([.. source.TakeWhile(c => char.IsAsciiLetter(c) || c == '-')]);

    /// <summary>Active rules in order. One that no longer can be used (a pattern that another version of the engine refuses) is left out rather than stopping the others.</summary>
    public static async Task<IReadOnlyList<BankRule>> ActiveAsync(ErpDbContext db, CancellationToken cancel)
    {
        var rules = await db.BankRules.AsNoTracking().Include(r => r.Parts).Where(r => r.IsActive && r.DeletedAt == null).OrderBy(r => r.Position).ThenBy(r => r.Id).Take(BankRules.Most).ToListAsync(cancel);
        return [.. rules.Select(r => r.Plain()).Where(r => RuleEngine.Prepare([r]).Ok)];
    }
}

/// <summary>Tells payers by account or name, of those partners that rules ask for.</summary>
internal sealed class RulePayers
{
    private readonly PayerTable? table;

    private RulePayers(PayerTable? table) => this.table = table;

    /// <summary>The partner behind a line; null where it cannot be told or account and name disagree.</summary>
    public long? Find(BankLineFacts line) => table?.Find(line) is { Conflict: false } payer ? payer.Strong ?? payer.Named : null;

    /// <summary>Reads the partners that the rules ask for.</summary>
    public static async Task<RulePayers> LoadAsync(ErpDbContext db, IEnumerable<BankRule> rules, CancellationToken cancel)
    {
        var ids = rules.Select(r => r.When.PartnerId).OfType<long>().Distinct().ToArray();
        if (ids.Length == 0)
        {
            return new RulePayers(null);
        }

        var accounts = (await db.PartnerBankAccounts.Where(a => EF.Parameter(ids).Contains(a.PartnerId) && (!a.IsLearned || a.Payments > 0)).Select(a => new { a.PartnerId, a.Iban }).ToListAsync(cancel)).ToLookup(a => a.PartnerId, a => a.Iban);
        var partners = await db.Partners.Where(p => EF.Parameter(ids).Contains(p.Id)).Select(p => new { p.Id, p.Name, p.LegalName }).ToListAsync(cancel);
        return new RulePayers(new PayerTable(partners.Select(p => new PartnerFacts(p.Id, p.LegalName ?? p.Name, p.LegalName is null || p.LegalName == p.Name ? [] : [p.Name], [.. accounts[p.Id]])), PaymentHistory.None));
    }
}
