using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Data;

public sealed class DataGroundTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_company_sees_and_writes_only_its_own_rows(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CompanyAsync(test, 1);
        await CompanyAsync(test, 2);
        await test.Db.WriteAsync(TestDatabase.Owner(1), new Command("test"), (w, _) =>
        {
            w.Add(new Warehouse { Code = "A", Name = "Of one" });
            return Task.FromResult(Outcome.Done);
        }, default);

        await using var two = test.Db.Read(2);
        (await two.Warehouses.CountAsync()).ShouldBe(0);
        await using var one = test.Db.Read(1);
        (await one.Warehouses.SingleAsync()).Name.ShouldBe("Of one");
        await Should.ThrowAsync<InvalidOperationException>(() => test.Db.WriteAsync(TestDatabase.Owner(2), new Command("test"), (w, _) =>
        {
            w.Db.Add(new Warehouse { CompanyId = 1, Id = 5, Code = "B", Name = "Smuggled" });
            return Task.FromResult(Outcome.Done);
        }, default));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_repeated_command_has_one_effect_and_the_same_answer(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CompanyAsync(test, 1);
        var command = new Command("test.add", Guid.NewGuid(), new { Code = "A" });
        Task<Outcome<long>> Act() => test.Db.WriteAsync<long>(TestDatabase.Owner(), command, (w, _) => Task.FromResult<Outcome<long>>(w.Add(new Warehouse { Code = Guid.NewGuid().ToString("N")[..8], Name = "A" }).Id), default);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Act()));

        answers.Select(a => a.Value).Distinct().Count().ShouldBe(1);
        await using var db = test.Db.Read(1);
        (await db.Warehouses.CountAsync()).ShouldBe(1);
        (await db.AuditEntries.CountAsync()).ShouldBe(1);
        var other = await test.Db.WriteAsync<long>(TestDatabase.Owner(), command with { Request = new { Code = "B" } }, (_, _) => Task.FromResult<Outcome<long>>(1L), default);
        other.Refusal!.Code.ShouldBe("command.other_content");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_refusal_leaves_nothing_behind(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CompanyAsync(test, 1);
        var outcome = await test.Db.WriteAsync(TestDatabase.Owner(), new Command("test"), async (w, c) =>
        {
            w.Add(new Warehouse { Code = "A", Name = "A" });
            await w.Db.SaveChangesAsync(c);
            return new Refusal("test.no");
        }, default);
        outcome.Refusal!.Code.ShouldBe("test.no");
        await using var db = test.Db.Read(1);
        (await db.Warehouses.AnyAsync()).ShouldBeFalse();
        (await db.AuditEntries.AnyAsync()).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Numbers_are_gap_free_under_parallel_takers_of_whom_some_abort(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CompanyAsync(test, 1);
        var series = (await test.Db.WriteAsync<long>(TestDatabase.Owner(), new Command("test"), (w, _) => Task.FromResult<Outcome<long>>(
            w.Add(new NumberSeries { Kind = DocumentKind.Invoice, Code = "INV", Pattern = "INV-{yyyy}-{0000}", Yearly = true }).Id), default)).Value;

        var taken = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => test.Db.WriteAsync<int>(TestDatabase.Owner(), new Command("test"), async (w, c) =>
        {
            var row = await w.Db.NumberSeries.SingleAsync(s => s.Id == series, c);
            var number = await Numbers.TakeAsync(w.Db, row, new DateOnly(2026, 11, 21), true, c);
            return n % 6 == 0 ? new Refusal("test.abort") : number.Map(x => x.Number);
        }, default)));

        taken.Where(t => t.Ok).Select(t => t.Value).Order().ShouldBe(Enumerable.Range(1, 50));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Posted_rows_are_immutable_in_the_context_and_in_the_database(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CompanyAsync(test, 1);
        await test.Db.WriteAsync(TestDatabase.Owner(), new Command("test"), (w, _) => Task.FromResult(Outcome.Done), default);
        await Should.ThrowAsync<InvalidOperationException>(() => test.Db.WriteAsync(TestDatabase.Owner(), new Command("test"), async (w, c) =>
        {
            (await w.Db.AuditEntries.FirstAsync(c)).ActorName = "Someone else";
            return Outcome.Done;
        }, default));
        await using var db = test.Db.Read(1);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => db.AuditEntries.ExecuteUpdateAsync(s => s.SetProperty(a => a.ActorName, "Someone else")));
        await Should.ThrowAsync<System.Data.Common.DbException>(() => db.AuditEntries.ExecuteDeleteAsync());
    }

    private static async Task CompanyAsync(TestDatabase test, int id)
    {
        await using var db = test.Factory.Create();
        db.Companies.Add(new Company { Id = id, Code = $"C{id}", Name = $"Company {id}", Country = "LV", Currency = "EUR", TimeZone = "Europe/Riga", Language = "en" });
        await db.SaveChangesAsync();
    }
}
