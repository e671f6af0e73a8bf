using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>What a rule must be before it is saved or tried.</summary>
internal static class RuleChecks
{
    private const decimal Largest = 1_000_000_000_000m;

    /// <summary>Trimmed, with blanks as nothing and accounts compact.</summary>
    public static BankRule Tidy(BankRule rule) => rule with
    {
        Name = (rule.Name ?? "").Trim(),
        When = rule.When with { Text = Blank(rule.When.Text), Pattern = Blank(rule.When.Pattern), Iban = Blank(Iban.Compact(rule.When.Iban)), Channel = Blank(rule.When.Channel) },
        Parts = [.. rule.Parts.Select(p => p with { Pattern = Blank(p.Pattern) })],
    };

    /// <summary>What is wrong with the rule by itself; null when nothing is.</summary>
    public static Refusal? Complaints(BankRule rule)
    {
        var complaints = new Complaints();
        var when = rule.When;
        complaints.Text(rule.Name, "name", 100, true);
        complaints.Text(when.Text, "text", 200);
        complaints.Text(when.Channel, "channel", 50);
        complaints.Text(when.Iban, "iban", 64);
        complaints.Number(when.Least, "least", 0m, Largest);
        complaints.Number(when.Most, "most", when.Least is >= 0m and <= Largest ? when.Least.Value : 0m, Largest);
        if (when.Iban is { } iban && Iban.LooksLikeOne(iban) && !Iban.IsValid(iban))
        {
            complaints.Add("iban", "bank.iban_wrong", iban);
        }

        if (when.Text is not null && SearchText.Fragments(when.Text).Count == 0)
        {
            complaints.Add("text", "bank.rule_empty", rule.Name);
        }

        foreach (var part in rule.Parts)
        {
            complaints.Number(part.Fixed, "fixed", 0.0001m, Largest);
            complaints.Number(part.Percent, "percent", 0.0001m, 100m);
        }

        if (rule.TellsPayer && rule.PartnerId is null)
        {
            complaints.Add("parts", "bank.rule_says_nothing", rule.Name);
        }
        else if (rule.OwnTransferTo is { } to && to == when.BankAccountId)
        {
            complaints.Add("transfer", "bank.rule_transfer_to_itself", rule.Name);
        }
        else if (rule.Parts.Count > BankRules.MostParts)
        {
            complaints.Add("parts", "bank.parts_many", BankRules.MostParts);
        }
        else if (RuleEngine.Prepare([rule]).Refusal is { } no)
        {
            complaints.Add(no.Code == "bank.rule_pattern" ? "pattern" : no.Code == "bank.rule_parts" ? "parts" : "text", no.Code, rule.Name);
        }
        else if (!Fits(rule.Parts))
        {
            complaints.Add("parts", "bank.rule_parts", rule.Name);
        }

        return complaints.Refusal;
    }

    // Without a part for the rest, shares alone must be the whole line; over it they never fit.
    private static bool Fits(IReadOnlyList<RulePart> parts)
    {
        var shares = parts.Sum(p => p.Percent ?? 0m);
        var rest = parts.Any(p => p.Fixed is null && p.Percent is null && p.Pattern is null);
        return shares <= 100m && (rest || parts.Count == 0 || parts.Any(p => p.Percent is null) || shares == 100m);
    }

    /// <summary>What the rule refers to and is not there, or may not be booked to.</summary>
    public static async Task<Refusal?> MissingAsync(ErpDbContext db, BankRule rule, CancellationToken cancel)
    {
        foreach (var partner in new[] { rule.PartnerId, rule.When.PartnerId }.OfType<long>().Distinct())
        {
            if (!await db.Partners.AnyAsync(p => p.Id == partner, cancel))
            {
                return new Refusal("partner.not_found");
            }
        }

        foreach (var account in new[] { rule.OwnTransferTo, rule.When.BankAccountId }.OfType<long>().Distinct())
        {
            if (!await db.BankAccounts.AnyAsync(a => a.Id == account, cancel))
            {
                return new Refusal("not_found", "bank-account");
            }
        }

        var rates = rule.Parts.Select(p => p.VatRateId).OfType<long>().Distinct().ToList();
        if (await db.VatRates.CountAsync(v => rates.Contains(v.Id), cancel) < rates.Count)
        {
            return new Refusal("not_found", "vat-rate");
        }

        return await AccountsAsync(db, [.. rule.Parts.Select(p => p.AccountId).Distinct()], cancel);
    }

    /// <summary>Accounts that follow their own documents take no single bookings: sub-ledgers equal their accounts only so, and another bank's account gets its own line.</summary>
    public static async Task<Refusal?> AccountsAsync(ErpDbContext db, IReadOnlyList<long> wanted, CancellationToken cancel)
    {
        var accounts = await db.Accounts.AsNoTracking().Where(a => wanted.Contains(a.Id)).ToListAsync(cancel);
        return accounts.Find(a => a.Role is AccountRole.Receivable or AccountRole.Payable or AccountRole.Inventory or AccountRole.Bank) is { } forbidden ? new Refusal("bank.account_not_allowed", forbidden.Code, forbidden.Name)
            : accounts.Count < wanted.Count ? new Refusal("not_found", "account") : null;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
