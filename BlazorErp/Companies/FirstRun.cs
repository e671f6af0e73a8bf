using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Companies;

/// <summary>The first person.</summary>
public sealed record FirstOwner(string Email, string Name, string Password, string Language);

/// <summary>
/// The first run: open only while there is nobody. Whoever comes first makes the owner and the company; it never opens again, and of two who
/// come at once, on any node, one is refused.
/// </summary>
public sealed class FirstRun(ErpDatabase database, Leases leases, MemberService members, CompanyService companies, IPasswordHasher<ErpUser> hasher, ILogger<FirstRun> log)
{
    private volatile bool closed;

    /// <summary>Whether there is nobody yet.</summary>
    public async ValueTask<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        if (closed)
        {
            return false;
        }

        await using var db = database.Read(0);
        closed = await db.Users.AnyAsync(cancellationToken);
        return !closed;
    }

    /// <summary>Makes the owner and, where one is given, the company.</summary>
    /// <returns>Id of the owner.</returns>
    public async Task<Outcome<long>> FoundAsync(FirstOwner owner, NewCompany? company, CancellationToken cancellationToken)
    {
        var email = owner.Email?.Trim() ?? "";
        if ((MemberService.CheckEmail(email) ?? PasswordRules.Check(owner.Password, email)) is { } no)
        {
            return no;
        }

        if (string.IsNullOrWhiteSpace(owner.Name) || owner.Name.Length > 100)
        {
            return new Refusal("field.required", "name") { Field = "name" };
        }

        if (await leases.TakeAsync("setup", TimeSpan.FromMinutes(2), cancellationToken) is not { } lease)
        {
            return new Refusal("setup.closed");
        }

        try
        {
            await using var db = database.Read(0);
            if (!await IsOpenAsync(cancellationToken))
            {
                return new Refusal("setup.closed");
            }

            var user = members.NewUser(email, owner.Name.Trim(), owner.Language);
            user.PasswordHash = hasher.HashPassword(user, owner.Password);
            db.Users.Add(user);
            await db.SaveChangesAsync(cancellationToken);
            if (company is not null && await companies.CreateAsync(company, user.Id, cancellationToken) is { Refusal: { } refused })
            {
                db.Users.Remove(user);
                await db.SaveChangesAsync(CancellationToken.None);
                return refused;
            }

            closed = true;
            log.LogInformation("First run: owner {User} made", user.Id);
            return user.Id;
        }
        finally
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }
}
