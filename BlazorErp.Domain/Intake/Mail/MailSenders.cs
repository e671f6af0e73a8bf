using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>A person who may be the sender, with what they may do.</summary>
internal sealed record KnownSender(MailUser User, PersonRights Rights)
{
    /// <summary>The person acting in one of their companies, with the rights of now.</summary>
    public Actor In(int companyId) => new(companyId, Rights.UserId, Rights.Name, ActorKind.Person, Permissions.Of(Rights.Companies[companyId].Role), Rights.Language);
}

/// <summary>Finds the people behind an address.</summary>
internal static class MailSenders
{
    private const int Most = 5;

    /// <summary>
    /// People of that address that the company of the mailbox may hear of: those who have the bank of some company, and its own members. Whoever has
    /// yet to choose a password was never here, and is nobody.
    /// </summary>
    public static async Task<IReadOnlyList<KnownSender>> FindAsync(ErpDatabase database, int homeCompany, string address, CancellationToken cancel)
    {
        var keys = new[] { address, InLetters(address) }.Distinct(StringComparer.Ordinal).Select(a => a.Normalize().ToUpperInvariant()).ToArray();
        await using var db = database.Read(0);
        var users = await db.Users.Where(u => keys.Contains(u.NormalizedEmail) && !db.UserClaims.Any(c => c.UserId == u.Id && c.ClaimType == MemberService.MustChangeClaim))
            .OrderBy(u => u.Id).Select(u => new { u.Id, u.Email }).Take(Most).ToListAsync(cancel);
        var found = new List<KnownSender>();
        foreach (var user in users)
        {
            if (await database.RightsAsync(user.Id, cancel) is not { } rights)
            {
                continue;
            }

            var banks = rights.Companies.Values.Where(c => Permissions.Of(c.Role).Contains(Permissions.BankWrite)).Select(c => c.CompanyId).ToHashSet();
            if (banks.Count > 0 || rights.Companies.ContainsKey(homeCompany))
            {
                found.Add(new KnownSender(new MailUser(user.Id, rights.Name, user.Email ?? "", rights.IsDisabled, banks), rights));
            }
        }

        return found;
    }

    // A mail names a domain as the wire has it ("xn--…"); a person may have been registered with its letters.
    private static string InLetters(string address)
    {
        var at = address.LastIndexOf('@');
        try
        {
            return at < 0 ? address : address[..(at + 1)] + new IdnMapping().GetUnicode(address[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            return address;
        }
    }
}
