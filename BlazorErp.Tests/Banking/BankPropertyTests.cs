using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

/// <summary>Whatever is done with bank lines in whatever order: the books tie after every step.</summary>
public sealed class BankPropertyTests
{
    public static TheoryData<DatabaseProvider, int> Seeds => new() { { DatabaseProvider.Sqlite, 1 }, { DatabaseProvider.Sqlite, 2 }, { DatabaseProvider.Sqlite, 3 }, { DatabaseProvider.PostgreSql, 4 }, { DatabaseProvider.PostgreSql, 5 } };

    [Theory, MemberData(nameof(Seeds))]
    public async Task Any_sequence_of_matching_accepting_splitting_and_undoing_keeps_the_books(DatabaseProvider engine, int seed)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var random = new Random(seed);
        for (var step = 0; step < 30; step++)
        {
            await StepAsync(bank, random, step);
            await bank.CheckBooksAsync();
        }

        // Everything taken back: as if nothing had been paid.
        await using var db = bank.Read();
        foreach (var run in await db.MatchRuns.Where(r => r.UndoneAt == null).Select(r => r.Id).ToListAsync())
        {
            (await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), run)).Ok.ShouldBeTrue();
        }

        (await db.OpenItems.AllAsync(o => o.Open == o.Amount && o.OpenBase == o.Amount)).ShouldBeTrue();
        (await db.Allocations.Select(a => a.Amount).ToListAsync()).Sum().ShouldBe(0m);
        await bank.CheckBooksAsync();
    }

    private static async Task StepAsync(BankGround bank, Random random, int step)
    {
        await using var db = bank.Read();
        var lines = await db.BankLines.OrderBy(l => l.Id).ToListAsync();
        var items = await db.OpenItems.Where(o => o.Open != 0m).OrderBy(o => o.Id).ToListAsync();
        var line = lines.Count == 0 ? null : lines[random.Next(lines.Count)];
        switch (random.Next(8))
        {
            case 0 or 1:
                await bank.InvoiceAsync($"INV-2026-{step:0000}", random.Next(1, 5) * 12.10m);
                break;
            case 2:
                var pays = Enumerable.Range(0, random.Next(1, 5)).Select(n => new Pay(
                    random.Next(1, 5) * 12.10m * (random.Next(6) == 0 ? -1 : 1), items.Count > 0 && random.Next(2) == 0 ? items[random.Next(items.Count)].DocumentNumber : "payment", "SIA RIGAS AUTO", "LV97HABA0012345678910", BankRef: $"{step}-{n}"));
                await bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [.. pays], $"S{step}"), new(CreateAccounts: true, Match: random.Next(2) == 0));
                break;
            case 3:
                (await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All)).Ok.ShouldBeTrue();
                break;
            case 4 when line is not null:
                await bank.Acts.AcceptAsync(bank.Actor, BankGround.Act(line), random.Next(2));
                break;
            case 5 when line is not null && items.Count > 0:
                await bank.Acts.SplitAsync(bank.Actor, BankGround.Act(line), [.. items.OrderBy(_ => random.Next()).Take(2).Select(i => new SplitPart(i.Id, null, Math.Round(i.Open / random.Next(1, 3), 2)))], bank.Company.Customer);
                break;
            case 6 when line is not null:
                await bank.Undo.UndoLineAsync(bank.Actor, Guid.NewGuid(), line.Id);
                break;
            case 7 when await db.MatchRuns.OrderByDescending(r => r.Id).Select(r => r.Id).Take(5).ToListAsync() is { Count: > 0 } runs:
                await bank.Undo.UndoRunAsync(bank.Actor, Guid.NewGuid(), runs[random.Next(runs.Count)]);
                break;
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Engines), MemberType = typeof(TestDatabase))]
    public async Task Thousands_of_lines_book_in_several_transactions_and_the_books_tie(DatabaseProvider engine)
    {
        var measure = await Benchmarks.ReconcileBench.RunAsync(engine, 3_000);

        measure.Booked.ShouldBeGreaterThan(2_700);
    }
}
