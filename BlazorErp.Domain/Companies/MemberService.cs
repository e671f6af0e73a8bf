using System.Net.Mail;
using System.Security.Cryptography;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Companies;

/// <summary>A member as the people page lists them.</summary>
public sealed record MemberRow(long UserId, string Email, string Name, Role Role, bool IsDisabled, bool IsLockedOut, bool MustChangePassword, DateTimeOffset? LastSignIn);

/// <summary>Someone to let in.</summary>
public sealed record NewMember(string Email, string Name, Role Role);

/// <summary>Who was let in; the password is shown once and only when the person is new here.</summary>
public sealed record AddedMember(long UserId, string? OneTimePassword);

/// <summary>
/// People of a company and what they may be in it. A person exists once and may be in several companies: what concerns the person as such
/// (disabling, a new password) needs ownership in every company they are in. A company never loses its last owner.
/// </summary>
public sealed class MemberService(ErpDatabase database, IPasswordHasher<ErpUser> hasher, ILookupNormalizer normalizer)
{
    /// <summary>Claim of a person whose password was given by someone else: they must choose their own before anything else.</summary>
    public const string MustChangeClaim = "erp.password.change";

    /// <summary>Most members listed.</summary>
    public const int MaxMembers = 500;

    /// <summary>Members of the actor's company, by name.</summary>
    public async Task<Outcome<IReadOnlyList<MemberRow>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.PeopleWrite) is { } no)
        {
            return no;
        }

        var now = database.Time.GetUtcNow();
        await using var db = database.Read(actor);
        var rows = await db.Memberships.Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.Role, User = u })
            .OrderBy(x => x.User.DisplayName).ThenBy(x => x.User.Id).Take(MaxMembers).ToListAsync(cancel);
        var ids = rows.Select(r => r.User.Id).ToList();
        var mustChange = await db.UserClaims.Where(c => c.ClaimType == MustChangeClaim && ids.Contains(c.UserId)).Select(c => c.UserId).ToListAsync(cancel);
        var last = await db.AuditEntries.Where(a => a.EntityType == SignInLog.Entity && ids.Contains(a.EntityId) && a.Action == SignInLog.Done)
            .GroupBy(a => a.EntityId).Select(g => new { Id = g.Key, At = g.Max(a => a.At) }).ToDictionaryAsync(x => x.Id, x => (DateTimeOffset?)x.At, cancel);
        return rows.ConvertAll(r => new MemberRow(r.User.Id, r.User.Email ?? "", r.User.DisplayName, r.Role, r.User.IsDisabled, r.User.LockoutEnd > now, mustChange.Contains(r.User.Id), last.GetValueOrDefault(r.User.Id)));
    }

    /// <summary>Lets someone in: by e-mail where the person is known, else as a new person with a one-time password.</summary>
    public async Task<Outcome<AddedMember>> AddAsync(Actor actor, NewMember request, CancellationToken cancel)
    {
        var email = request.Email?.Trim() ?? "";
        if (actor.Lacks(Permissions.PeopleWrite) is { } no)
        {
            return no;
        }

        if (CheckEmail(email) is { } bad)
        {
            return bad;
        }

        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            return new Refusal("field.required", "name") { Field = "name" };
        }

        if (!Enum.IsDefined(request.Role))
        {
            return new Refusal("field.required", "role") { Field = "role" };
        }

        // No command id: its stored result would keep the password. A repeat is refused as "already a member".
        var password = OneTimePassword();
        var outcome = await database.WriteAsync<AddedMember>(actor, new Command("member.add"), async (w, c) =>
        {
            var key = normalizer.NormalizeEmail(email);
            var user = await w.Db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == key, c);
            var isNew = user is null;
            if (user is null)
            {
                user = NewUser(email, request.Name.Trim(), actor.Language);
                user.PasswordHash = hasher.HashPassword(user, password);
                w.Db.Users.Add(user);
                await w.Db.SaveChangesAsync(c);
                w.Db.UserClaims.Add(new IdentityUserClaim<long> { UserId = user.Id, ClaimType = MustChangeClaim, ClaimValue = "1" });
            }
            else if (await w.Db.Memberships.AnyAsync(m => m.UserId == user.Id, c))
            {
                return new Refusal("member.exists", email) { Field = "email" };
            }

            w.Add(new Membership { UserId = user.Id, Role = request.Role });
            Tell(w, "member.added", user, request.Role);
            return new AddedMember(user.Id, isNew ? password : null);
        }, cancel);
        return outcome;
    }

    /// <summary>Gives a member another role.</summary>
    public Task<Outcome> ChangeRoleAsync(Actor actor, long userId, Role role, CancellationToken cancel) =>
        MemberAsync(actor, userId, "member.role", async (w, member, user, c) =>
        {
            if (!Enum.IsDefined(role))
            {
                return new Refusal("field.required", "role") { Field = "role" };
            }

            if (member.Role == Role.Owner && role != Role.Owner && await w.Db.OtherOwnersAsync(actor.CompanyId, userId, c) == 0)
            {
                return new Refusal("member.last_owner");
            }

            member.Role = role;
            member.Version++;
            Tell(w, "member.role", user, role);
            return Outcome.Done;
        }, cancel);

    /// <summary>Takes a member out of the company; the person stays in others.</summary>
    public Task<Outcome> RemoveAsync(Actor actor, long userId, CancellationToken cancel) =>
        MemberAsync(actor, userId, "member.remove", async (w, member, user, c) =>
        {
            if (member.Role == Role.Owner && await w.Db.OtherOwnersAsync(actor.CompanyId, userId, c) == 0)
            {
                return new Refusal("member.last_owner");
            }

            w.Db.Memberships.Remove(member);
            Tell(w, "member.removed", user, member.Role);
            return Outcome.Done;
        }, cancel);

    /// <summary>Keeps a person out everywhere, at once, or lets them in again.</summary>
    public Task<Outcome> SetDisabledAsync(Actor actor, long userId, bool disabled, CancellationToken cancel) =>
        PersonAsync(actor, userId, disabled ? "member.disable" : "member.enable", async (w, user, companies, c) =>
        {
            if (disabled && userId == actor.UserId)
            {
                return new Refusal("member.not_yourself");
            }

            foreach (var company in companies.Where(x => x.Value == Role.Owner).Select(x => x.Key))
            {
                if (disabled && await w.Db.OtherOwnersAsync(company, userId, c) == 0)
                {
                    return new Refusal("member.last_owner");
                }
            }

            user.IsDisabled = disabled;
            Restamp(user);
            Tell(w, disabled ? "member.disabled" : "member.enabled", user, null);
            return Outcome.Done;
        }, cancel);

    /// <summary>Gives a person a new one-time password, and ends a lockout. Signs them out everywhere.</summary>
    public async Task<Outcome<string>> ResetPasswordAsync(Actor actor, long userId, CancellationToken cancel)
    {
        var password = OneTimePassword();
        var outcome = await PersonAsync(actor, userId, "member.password", async (w, user, _, c) =>
        {
            user.PasswordHash = hasher.HashPassword(user, password);
            (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
            Restamp(user);
            if (!await w.Db.UserClaims.AnyAsync(x => x.UserId == userId && x.ClaimType == MustChangeClaim, c))
            {
                w.Db.UserClaims.Add(new IdentityUserClaim<long> { UserId = userId, ClaimType = MustChangeClaim, ClaimValue = "1" });
            }

            Tell(w, "member.password", user, null);
            return Outcome.Done;
        }, cancel);
        return outcome.Refusal is { } no ? no : password;
    }

    /// <summary>Changes one's own password. Other devices are signed out.</summary>
    public async Task<Outcome> ChangeOwnPasswordAsync(Actor actor, string? current, string? wanted, CancellationToken cancel)
    {
        await using (var db = database.Read(actor))
        {
            var user = await db.Users.FirstOrDefaultAsync(u => u.Id == actor.UserId, cancel);
            if (user?.PasswordHash is null || hasher.VerifyHashedPassword(user, user.PasswordHash, current ?? "") == PasswordVerificationResult.Failed)
            {
                return new Refusal("password.wrong") { Field = "current" };
            }

            if (PasswordRules.Check(wanted, user.Email) is { } weak)
            {
                return weak;
            }

            if (current == wanted)
            {
                return new Refusal("password.same") { Field = "password" };
            }
        }

        return await database.WriteAsync(actor, new Command("password.change"), async (w, c) =>
        {
            var user = await w.Db.Users.SingleAsync(u => u.Id == actor.UserId, c);
            user.PasswordHash = hasher.HashPassword(user, wanted!);
            Restamp(user);
            w.Db.UserClaims.RemoveRange(await w.Db.UserClaims.Where(x => x.UserId == user.Id && x.ClaimType == MustChangeClaim).ToListAsync(c));
            Tell(w, "password.changed", user, null);
            return Outcome.Done;
        }, cancel);
    }

    /// <summary>Null when it looks like an e-mail address.</summary>
    public static Refusal? CheckEmail(string email) =>
        email.Length is < 3 or > 200 || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email ? new Refusal("email.invalid", email) { Field = "email" } : null;

    /// <summary>A person not saved yet, whose e-mail is the name they sign in with.</summary>
    public ErpUser NewUser(string email, string name, string language) => new()
    {
        UserName = email, NormalizedUserName = normalizer.NormalizeName(email), Email = email, NormalizedEmail = normalizer.NormalizeEmail(email), DisplayName = name,
        Language = language, LockoutEnabled = true, SecurityStamp = Guid.NewGuid().ToString("N"), ConcurrencyStamp = Guid.NewGuid().ToString("N"),
    };

    private async Task<Outcome> MemberAsync(Actor actor, long userId, string action, Func<Write, Membership, ErpUser, CancellationToken, Task<Outcome>> act, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.PeopleWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command(action), async (w, c) =>
        {
            await w.Db.LockPeopleAsync([actor.CompanyId], c);
            var member = await w.Db.Memberships.FirstOrDefaultAsync(m => m.UserId == userId, c);
            return member is null ? new Refusal("member.unknown") : await act(w, member, await w.Db.Users.SingleAsync(u => u.Id == userId, c), c);
        }, cancel);
    }

    private Task<Outcome> PersonAsync(Actor actor, long userId, string action, Func<Write, ErpUser, Dictionary<int, Role>, CancellationToken, Task<Outcome>> act, CancellationToken cancel) =>
        MemberAsync(actor, userId, action, async (w, _, user, c) =>
        {
            var companies = await w.Db.CompaniesOfAsync(userId, c);
            await w.Db.LockPeopleAsync(companies.Keys, c);
            var mine = await w.Db.CompaniesOfAsync(actor.UserId, c);
            return companies.Keys.All(id => mine.GetValueOrDefault(id) == Role.Owner) ? await act(w, user, companies, c) : new Refusal("member.elsewhere");
        }, cancel);

    private static void Tell(Write w, string action, ErpUser user, Role? role)
    {
        w.Audit(action, "person", user.Id, user.DisplayName, role?.ToString());
        w.Changed(Topics.People, user.Id);
    }

    private static void Restamp(ErpUser user)
    {
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        user.ConcurrencyStamp = Guid.NewGuid().ToString("N");
    }

    // 16 letters and digits that are not mistaken for each other, in groups of four: 78 bits.
    private static string OneTimePassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));
}
