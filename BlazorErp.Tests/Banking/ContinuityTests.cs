using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class ContinuityTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    private static StatementLink Link(long id, int from, int to, decimal? opening, decimal sum, decimal? closing) => new(id, Day.AddDays(from), Day.AddDays(to), opening, sum, closing);

    private static IReadOnlyList<IReadOnlyList<ContinuityFault>> Faults(params StatementLink[] links) => Continuity.Faults(Continuity.Order(links));

    [Fact]
    public void What_follows_has_no_fault_over_a_weekend_without_movement_or_brought_twice() =>
        Faults(Link(1, 0, 0, 100m, 10m, 110m), Link(2, 3, 3, 110m, -5m, 105m), Link(3, 3, 3, 110m, -5m, 105m), Link(4, 4, 4, 105m, 0m, 105m), Link(5, 5, 5, null, 3m, null)).ShouldAllBe(f => f.Count == 0);

    [Fact]
    public void Two_statements_of_one_day_are_taken_in_the_order_of_their_balances() =>
        Faults(Link(1, 0, 0, 100m, 10m, 110m), Link(2, 1, 1, 130m, 5m, 135m), Link(3, 1, 1, 110m, 20m, 130m)).ShouldAllBe(f => f.Count == 0);

    [Fact]
    public void A_gap_an_overlap_a_jump_and_a_balance_that_does_not_tie_are_named_with_days_and_amounts()
    {
        Faults(Link(1, 0, 0, 100m, 10m, 110m), Link(2, 3, 3, 125m, 0m, 125m))[1].Single().ShouldSatisfyAllConditions(
            f => f.ShouldBe(new ContinuityFault(ContinuityKind.Gap, Day.AddDays(1), Day.AddDays(2), 110m, 125m)), f => f.Amount.ShouldBe(15m));
        Faults(Link(1, 0, 5, 100m, 10m, 110m), Link(2, 4, 8, 105m, 0m, 105m))[1].Single().ShouldBe(new ContinuityFault(ContinuityKind.Overlap, Day.AddDays(4), Day.AddDays(5), 110m, 105m));
        Faults(Link(1, 0, 0, 100m, 10m, 110m), Link(2, 0, 0, 111m, 0m, 111m))[1].Single().Kind.ShouldBe(ContinuityKind.Jump, "two of one day");
        Faults(Link(1, 0, 0, 100m, 10m, 110m), Link(2, 1, 1, 111m, 0m, 111m))[1].Single().Kind.ShouldBe(ContinuityKind.Jump);
        Faults(Link(1, 0, 0, 100m, 10m, 111m))[0].Single().ShouldSatisfyAllConditions(f => f.Kind.ShouldBe(ContinuityKind.NotTied), f => f.Amount.ShouldBe(1m));
    }

    [Fact]
    public void Whatever_statement_is_missing_is_the_one_gap_and_it_is_worth_what_moved_on_it() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var links = new List<StatementLink>();
        var (day, balance) = (0, 100m);
        for (var n = 0; n < 12; n++)
        {
            var (days, sum) = (random.Next(3), random.Next(-500, 500) / 100m);
            links.Add(Link(n, day, day + days, balance, sum, balance + sum));
            (day, balance) = (day + days + 1 + random.Next(3), balance + sum);
        }

        var missing = links[random.Next(1, 11)];
        var shuffled = links.OrderBy(_ => random.Next()).ToArray();
        var left = Faults([.. shuffled.Where(l => l != missing)]).SelectMany(f => f).ToList();
        return Faults(shuffled).All(f => f.Count == 0)
            && (missing.LineSum == 0m ? left.Count == 0 : left is [{ Kind: ContinuityKind.Gap } gap] && gap.Amount == missing.LineSum && gap.From <= missing.From && gap.To >= missing.To);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory, MemberData(nameof(TestDatabase.Engines), MemberType = typeof(TestDatabase))]
    public async Task The_chain_is_read_from_the_files_and_nothing_is_blocked_by_a_fault(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var day = bank.Company.Today.AddDays(-9);
        Task BringAsync(int after, decimal opening, decimal pay, string id, decimal? closing = null) =>
            bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", day.AddDays(after), opening, [new Pay(pay, id)], id, closing: closing), new(CreateAccounts: true), id + ".xml");
        await BringAsync(0, 100m, 10m, "S1");
        await BringAsync(4, 130m, 5m, "S3");
        await BringAsync(5, 135m, 1m, "S4", 137m);
        await using var db = bank.Read();
        var account = await db.BankAccounts.Select(a => a.Id).SingleAsync();
        var queries = bank.Company.Get<ContinuityQueries>();

        var page = await queries.ListAsync(bank.Actor, new(new PageQuery { Count = true }, account));

        page.Rows.Select(r => (r.StatementId, r.FileName, r.NextOpening)).ShouldBe([("S4", "S4.xml", null), ("S3", "S3.xml", 135m), ("S1", "S1.xml", 130m)]);
        page.Rows[0].Faults.Single().ShouldBe(new ContinuityFault(ContinuityKind.NotTied, day.AddDays(5), day.AddDays(5), 136m, 137m));
        page.Rows[1].Faults.Single().ShouldBe(new ContinuityFault(ContinuityKind.Gap, day.AddDays(1), day.AddDays(3), 110m, 130m));
        (await queries.ListAsync(bank.Actor, new(new PageQuery { Count = true }, account, OnlyFaults: true))).Total.ShouldBe(2);
        (await db.BankLines.CountAsync()).ShouldBe(3);

        // What was missing comes late, and the gap is closed.
        await BringAsync(2, 110m, 20m, "S2");
        (await queries.ListAsync(bank.Actor, new(new PageQuery(), account, OnlyFaults: true))).Rows.Single().StatementId.ShouldBe("S4");
        (await queries.ListAsync(bank.Actor with { Allowed = Permissions.Of(Role.Warehouse) }, new(new PageQuery(), account))).Rows.ShouldBeEmpty();
    }
}
