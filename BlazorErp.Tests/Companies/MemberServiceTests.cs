using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace BlazorErp.Tests.Companies;

public sealed class MemberServiceTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_last_owner_stays(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var (members, actor) = await FoundedAsync(test);
        (await members.ChangeRoleAsync(actor, actor.UserId, Role.Viewer, default)).Refusal!.Code.ShouldBe("member.last_owner");
        (await members.RemoveAsync(actor, actor.UserId, default)).Refusal!.Code.ShouldBe("member.last_owner");
        (await members.SetDisabledAsync(actor, actor.UserId, true, default)).Refusal!.Code.ShouldBe("member.not_yourself");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Two_owners_who_step_down_at_once_do_not_both_succeed(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var (members, actor) = await FoundedAsync(test);
        var other = (await members.AddAsync(actor, new NewMember("two@example.com", "Two", Role.Owner), default)).Value.UserId;
        var outcomes = await Task.WhenAll(
            members.ChangeRoleAsync(actor, other, Role.Viewer, default),
            members.ChangeRoleAsync(actor with { UserId = other }, actor.UserId, Role.Viewer, default));
        outcomes.Count(o => o.Ok).ShouldBe(1);
        outcomes.Single(o => !o.Ok).Refusal!.Code.ShouldBe("member.last_owner");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_person_who_is_also_elsewhere_is_not_disabled_by_one_owner(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var (members, actor) = await FoundedAsync(test);
        var person = (await members.AddAsync(actor, new NewMember("two@example.com", "Two", Role.Owner), default)).Value.UserId;
        var two = (await new CompanyService(test.Db, []).CreateAsync(new NewCompany("TWO", "Two", "LV", "EUR"), person, default)).Value;
        (await members.SetDisabledAsync(actor, person, true, default)).Refusal!.Code.ShouldBe("member.elsewhere");
        (await members.ResetPasswordAsync(actor, person, default)).Refusal!.Code.ShouldBe("member.elsewhere");
        (await members.RemoveAsync(actor, person, default)).Refusal.ShouldBeNull();
        (await test.Db.RightsAsync(person, default))!.Companies.Keys.ShouldBe([two]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Only_those_who_may_change_people_do(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var (members, actor) = await FoundedAsync(test);
        foreach (var role in Enum.GetValues<Role>().Where(r => r != Role.Owner))
        {
            var lesser = actor with { Allowed = Permissions.Of(role) };
            (await members.AddAsync(lesser, new NewMember("x@example.com", "X", Role.Owner), default)).Refusal!.Code.ShouldBe("forbidden");
            (await members.ChangeRoleAsync(lesser, actor.UserId, Role.Owner, default)).Refusal!.Code.ShouldBe("forbidden");
            (await members.ListAsync(lesser, default)).Refusal!.Code.ShouldBe("forbidden");
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_one_time_password_is_nowhere_in_the_database(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var (members, actor) = await FoundedAsync(test);
        var added = (await members.AddAsync(actor, new NewMember("two@example.com", "Two", Role.Viewer), default)).Value;
        await using var db = test.Db.Read(actor);
        string.Join('\n', db.AuditEntries.Select(a => a.Facts + a.Changes).ToList().Concat(db.Commands.Select(c => c.Result).ToList())).ShouldNotContain(added.OneTimePassword!);
        (await members.AddAsync(actor, new NewMember("TWO@example.com", "Two", Role.Viewer), default)).Refusal!.Code.ShouldBe("member.exists");
    }

    private static async Task<(MemberService Members, Actor Owner)> FoundedAsync(TestDatabase test)
    {
        var members = new MemberService(test.Db, new PasswordHasher<ErpUser>(), new UpperInvariantLookupNormalizer());
        var user = members.NewUser("one@example.com", "One", "en");
        await using (var db = test.Factory.Create())
        {
            db.Users.Add(user);
            await db.SaveChangesAsync();
        }

        var company = (await new CompanyService(test.Db, []).CreateAsync(new NewCompany("ONE", "One", "LV", "EUR"), user.Id, default)).Value;
        return (members, TestDatabase.Owner(company) with { UserId = user.Id });
    }
}
