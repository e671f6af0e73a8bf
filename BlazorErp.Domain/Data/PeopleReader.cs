using BlazorErp.Domain.Companies;
using Microsoft.EntityFrameworkCore;

#pragma warning disable RS0030 // a person's rights are read over all companies, here and nowhere else

namespace BlazorErp.Domain.Data;

/// <summary>What one person may do, in every company.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">Name shown.</param>
/// <param name="Language">Two-letter language of the screens.</param>
/// <param name="IsDisabled">Kept out everywhere.</param>
/// <param name="SecurityStamp">Changes with the password and the rights to sign in; a cookie with another is dead.</param>
/// <param name="Companies">By company.</param>
public sealed record PersonRights(long UserId, string Name, string Language, bool IsDisabled, string SecurityStamp, IReadOnlyDictionary<int, CompanyRight> Companies)
{
    /// <summary>Whether the person may enter the company now.</summary>
    public bool MayEnter(int companyId) => !IsDisabled && Companies.ContainsKey(companyId);
}

/// <summary>One person in one company.</summary>
public sealed record CompanyRight(int CompanyId, string Company, Role Role);

/// <summary>People and companies as they are over all companies: for sign-in and for deciding who may change whom.</summary>
public static class PeopleReader
{
    /// <summary>The person's rights; null when there is no such person.</summary>
    public static async Task<PersonRights?> RightsAsync(this ErpDatabase database, long userId, CancellationToken cancel)
    {
        await using var db = database.Read(0);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancel);
        if (user is null)
        {
            return null;
        }

        var companies = await db.Memberships.IgnoreQueryFilters(["company"]).Where(m => m.UserId == userId)
            .Join(db.Companies, m => m.CompanyId, c => c.Id, (m, c) => new CompanyRight(c.Id, c.Name, m.Role)).ToListAsync(cancel);
        return new PersonRights(user.Id, user.DisplayName.Length > 0 ? user.DisplayName : user.UserName ?? "", user.Language, user.IsDisabled, user.SecurityStamp ?? "", companies.ToDictionary(c => c.CompanyId));
    }

    /// <summary>Companies of a person with their role there, inside a unit of work.</summary>
    internal static Task<Dictionary<int, Role>> CompaniesOfAsync(this ErpDbContext db, long userId, CancellationToken cancel) =>
        db.Memberships.IgnoreQueryFilters(["company"]).Where(m => m.UserId == userId).ToDictionaryAsync(m => m.CompanyId, m => m.Role, cancel);

    /// <summary>Enabled owners of a company besides one person.</summary>
    internal static Task<int> OtherOwnersAsync(this ErpDbContext db, int companyId, long userId, CancellationToken cancel) =>
        db.Memberships.IgnoreQueryFilters(["company"]).Where(m => m.CompanyId == companyId && m.Role == Role.Owner && m.UserId != userId)
            .Join(db.Users.Where(u => !u.IsDisabled), m => m.UserId, u => u.Id, (m, u) => m.Id).CountAsync(cancel);

    /// <summary>
    /// Makes changes of people in a company wait for each other: two owners who remove one another at the same time must not both succeed.
    /// </summary>
    internal static Task LockPeopleAsync(this ErpDbContext db, IReadOnlyCollection<int> companies, CancellationToken cancel) =>
        db.Companies.Where(c => companies.Contains(c.Id)).ExecuteUpdateAsync(s => s.SetProperty(c => c.PaymentTermDays, c => c.PaymentTermDays), cancel);
}
