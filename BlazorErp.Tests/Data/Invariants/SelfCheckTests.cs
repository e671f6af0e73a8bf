using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Data.Invariants;

public sealed class SelfCheckTests(InvariantGround ground) : IClassFixture<InvariantGround>
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    public static TheoryData<DatabaseProvider, string, string> Planted => Plants.Everywhere;

    [Theory, MemberData(nameof(Engines))]
    public async Task Books_made_by_the_services_prove_themselves_and_every_invariant_has_something_to_look_at(DatabaseProvider engine)
    {
        var shop = ground.Of(engine);
        var heard = new List<Change>();
        using var listening = shop.Database.Feed.Subscribe(heard.AddRange);

        var report = await shop.Get<SelfCheck>().RunAsync(null, default);

        report.Results.Where(r => !r.Holds).Select(r => $"{r.Code}: {r.Violations[0]}").ShouldBeEmpty();
        report.Results.Where(r => r.Looked == 0).Select(r => r.Code).ShouldBeEmpty();
        heard.ShouldContain(new Change(1, Topics.SelfCheck, Change.All));
        var kept = (await shop.Get<SelfCheck>().LatestAsync(shop.Actor, default))!;
        (kept.Held, kept.AllHold).ShouldBe((SelfCheck.Invariants.Count, true));
    }

    [Theory, MemberData(nameof(Planted))]
    public async Task A_planted_violation_is_caught(DatabaseProvider engine, string code, string plant)
    {
        var finding = await ground.PlantAsync(engine, SelfCheck.Invariants.Single(i => i.Code == code), plant.Length == 0 ? [] : [plant]);

        finding.Violations.ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_violation_says_where_and_what(DatabaseProvider engine)
    {
        var finding = await ground.PlantAsync(engine, SelfCheck.Invariants.Single(i => i.Code == "document.totals"), "update invoice set gross = gross + #0.01# where kind = 2");

        var violation = finding.Violations.Single();
        (violation.CompanyId, violation.EntityType, violation.Expected, violation.Found).ShouldBe((1, "invoice", "-14.28", "-14.27"));
        violation.What.ShouldStartWith("CN-");
    }

    [Fact]
    public void Every_invariant_has_a_code_of_its_own_and_a_planted_violation() =>
        SelfCheck.Invariants.Select(i => i.Code).Order().ShouldBe(Plants.Codes.Append("tenancy.keys").Order());

    [Fact]
    public void A_business_table_without_its_company_in_the_key_is_caught()
    {
        using var db = new Careless(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").Options);

        TenancyKeysInvariant.Of(db.Model).Violations.Select(v => v.What).ShouldContain("FK_Children_Parents_ParentId");
    }

    private sealed class Careless(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Parent> Parents => Set<Parent>();

        public DbSet<Child> Children => Set<Child>();
    }

    private sealed class Parent : CompanyRow;

    private sealed class Child : CompanyRow
    {
        public Parent? Parent { get; set; }

        public long ParentId { get; set; }
    }
}
